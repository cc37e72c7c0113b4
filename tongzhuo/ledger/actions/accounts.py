"""Accounts, what is counted, and lots: named once, before anything moves."""

from datetime import date

from django.db import transaction

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.ledger import rules
from tongzhuo.ledger.models import Account, Asset, Lot
from tongzhuo.ledger.states import ONE_PER_PLACE, AssetKind
from tongzhuo.organisations.models import Organisation
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place
from tongzhuo.vocabulary.models import Term


@transaction.atomic
def open_account(
    *,
    by: Viewer,
    kind: str,
    place: Place,
    organisation: Organisation | None = None,
    person: Person | None = None,
    name_zh: str = "",
    name_en: str = "",
    purpose: Term | None = None,
    about: str = "",
) -> Account:
    """Of loss, found and hours worked there is one for each place: asked for again, it is the one that is there."""
    require(rules.may_open_account(by, kind, place, organisation=organisation, person=person))
    if kind in ONE_PER_PLACE:
        account, made = Account.objects.get_or_create(
            place=place, kind=kind, defaults={"name_zh": name_zh, "name_en": name_en, "about": about}
        )
    else:
        names = {"name_zh": name_zh.strip()[:120], "name_en": name_en.strip()[:160]}
        owner = {"organisation": organisation, "person": person}
        account, made = Account(kind=kind, place=place, purpose=purpose, about=about, **names, **owner), True
        account.save(force_insert=True)
    if made:
        record(by=by, did="account.opened", on=account, path=place.path, kind=kind)
    return account


@transaction.atomic
def asset_of_money(currency: str = "CNY", *, by: Viewer) -> Asset:
    """Money, counted in hundredths."""
    return _asset(by, AssetKind.MONEY, f"money:{currency}", currency=currency)


@transaction.atomic
def asset_of_goods(item: Term, *, by: Viewer, unit: Term) -> Asset:
    """Things of one kind, counted in the base unit of `unit`. Refuses a unit that does not fit the item."""
    base = unit.base or unit
    if item.base_id not in (None, base.pk):
        require(rules.unit_misfit(item, unit))
    return _asset(by, AssetKind.GOODS, f"goods:{item.slug}:{base.slug}", item=item, unit=base)


@transaction.atomic
def asset_of_hours(*, by: Viewer) -> Asset:
    """Time, counted in minutes."""
    return _asset(by, AssetKind.HOURS, "hours")


@transaction.atomic
def asset_of_credit(*, by: Viewer) -> Asset:
    """Time credit, counted in minutes."""
    return _asset(by, AssetKind.CREDIT, "credit")


def _asset(by: Viewer, kind: str, key: str, **what: object) -> Asset:
    asset, made = Asset.objects.get_or_create(key=key, defaults={"kind": kind, **what})
    if made:
        record(by=by, did="asset.named", on=asset, key=key)
    return asset


@transaction.atomic
def new_lot(
    *,
    by: Viewer,
    asset: Asset,
    place: Place,
    about: str = "",
    serial: str = "",
    batch: str = "",
    best_before: date | None = None,
    purpose: Term | None = None,
    condition: str = "",
) -> Lot:
    """What came in together. A serial number is one thing, and stands in the book once."""
    known = bool(serial) and Lot.objects.filter(asset=asset, serial=serial).exists()
    require(rules.may_make_lot(by, place, serial_known=known))
    lot = Lot(
        asset=asset,
        place=place,
        about=about,
        serial=serial.strip()[:80],
        batch=batch.strip()[:80],
        best_before=best_before,
        purpose=purpose,
        condition=condition.strip()[:80],
    )
    lot.save(force_insert=True)
    record(by=by, did="lot.made", on=lot, path=place.path, asset=asset.key, about=about)
    return lot
