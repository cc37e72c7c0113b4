"""Everything that writes into the book. A posting locks its accounts in the order of their keys, so that two that meet
wait for each other and never in a circle; what an account has is read under that lock."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date

from django.db import transaction

from tongzhuo.kernel.fields import subtree
from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer, the_system
from tongzhuo.ledger import queries, rules
from tongzhuo.ledger.audit import Audited
from tongzhuo.ledger.models import Account, Asset, AuditRun, Balance, Closing, Count, Entry, Lot, Transaction
from tongzhuo.ledger.moves import Move, from_to, summed
from tongzhuo.ledger.states import ONE_PER_PLACE, AccountKind, AssetKind
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


@transaction.atomic
def post(
    *,
    by: Viewer,
    place: Place,
    moves: Sequence[Move],
    on: date | None = None,
    memo: str = "",
    about: str = "",
    key: str = "",
    witness: Person | None = None,
) -> Transaction:
    """Write down what moved: all of it, or none. With a `key` it is written once, however often it is sent."""
    require(rules.may_move(moves))
    locked = _locked(moves)
    if key and (posted := Transaction.objects.filter(key=key).first()) is not None:
        return posted
    moves, today = summed(locked), queries.today_in(place)
    there, day = queries.there(moves), on or today
    closed = queries.closed_until({place.path, *(move.account.place.path for move in moves)})
    seen = witness.pk if witness else None
    require(rules.may_post(by, moves, there=there, on=day, today=today, closed_until=closed, witness=seen))
    facts = {"memo": memo.strip()[:300], "about": about, "key": key or None, "witness": witness}
    return _written(by, Transaction(place=place, on=day, person_id=by.person_id, **facts), moves, there)


@transaction.atomic
def reverse(of: Transaction, *, by: Viewer, reason: str, witness: Person | None = None) -> Transaction:
    """Take a transaction back by its opposite, today. What has moved on since stays where it is: then it is refused."""
    moves = _locked(queries.turned_round(of))
    of = Transaction.objects.select_related("place").get(pk=of.pk)
    there, today = queries.there(moves), queries.today_in(of.place)
    closed = queries.closed_until({of.place.path, *(move.account.place.path for move in moves)})
    done = Transaction.objects.filter(reverses=of).exists()
    require(
        rules.may_reverse(
            by, of, moves, there=there, reason=reason, reversed_already=done, today=today, closed_until=closed
        )
    )
    facts = {"memo": reason.strip(), "about": of.about, "reverses": of, "witness": witness}
    return _written(by, Transaction(place=of.place, on=today, person_id=by.person_id, **facts), moves, there)


@transaction.atomic
def count_stock(
    *,
    by: Viewer,
    account: Account,
    lot: Lot,
    counted: int | None,
    reason: str = "",
    witness: Person | None = None,
) -> Count:
    """Somebody counted. What is missing goes to the loss of the place, what was found comes from its found account."""
    account = _lock([account.pk])[account.pk]
    booked, today = queries.balance(account, lot), queries.today_in(account.place)
    require(rules.may_count(by, account, counted=counted, booked=booked, reason=reason))
    facts = {"booked": booked, "counted": counted or 0, "reason": reason.strip()}
    count = Count(account=account, lot=lot, on=today, person_id=by.person_id, **facts)
    if count.difference:
        moves = _difference(by, account, lot, count.difference)
        about = f"count:{count.code}"
        count.settled_by = post(
            by=by, place=account.place, moves=moves, memo=count.reason, about=about, witness=witness
        )
    count.save(force_insert=True)
    record(by=by, did="stock.counted", on=count, path=account.place.path, difference=count.difference)
    return count


def _difference(by: Viewer, account: Account, lot: Lot, difference: int) -> list[Move]:
    kind = AccountKind.LOSS if difference < 0 else AccountKind.OPENING
    other = queries.account_at(account.place, kind) or open_account(by=_office(by), kind=kind, place=account.place)
    return from_to(account, other, lot, -difference)


def _office(by: Viewer) -> Viewer:
    """A keeper who counts may be the first at a place to need its loss account; opening it is no right of its own."""
    return the_system("ledger") if by.is_somebody else by


@transaction.atomic
def close_period(*, by: Viewer, place: Place, until: date) -> Closing:
    """Nothing more is written on any day up to `until`, here and below. Waits for postings that are on their way."""
    _lock(list(Account.objects.filter(subtree(place.path, "place__path")).values_list("pk", flat=True)))
    today = queries.today_in(place)
    require(rules.may_close_period(by, place, until, closed_until=queries.closed_until([place.path]), today=today))
    closing = Closing.objects.create(place=place, until=until, person_id=by.person_id)
    record(by=by, did="period.closed", on=closing, path=place.path, until=until.isoformat())
    return closing


@transaction.atomic
def keep_audit(audited: Audited, *, by: Viewer, place: Place | None = None) -> AuditRun:
    """Keep what an audit said, for the office to read."""
    require(rules.may_audit(by, place))
    run = AuditRun.objects.create(
        path=place.path if place else "",
        transactions=audited.transactions,
        entries=audited.entries,
        milliseconds=round(audited.seconds * 1000),
        found=audited.found,
        findings=[asdict(finding) for finding in audited.findings],
    )
    record(by=by, did="book.audited", on=run, path=run.path, entries=run.entries, found=run.found)
    return run


def _locked(moves: Iterable[Move]) -> list[Move]:
    """The moves with their accounts locked and as they stand, and their lots as they were written."""
    moves = list(moves)
    accounts = _lock({move.account.pk for move in moves})
    lots = Lot.objects.select_related("asset", "purpose__parent").in_bulk({move.lot.pk for move in moves})
    return [Move(accounts[move.account.pk], lots[move.lot.pk], move.amount) for move in moves]


def _lock(pks: Iterable[int]) -> dict[int, Account]:
    related = Account.objects.select_related("place", "organisation", "person", "purpose__parent")
    rows = related.select_for_update(of=("self",), no_key=True).filter(pk__in=pks).order_by("pk")
    return {account.pk: account for account in rows}


def _written(by: Viewer, posted: Transaction, moves: Sequence[Move], there: rules.Spots) -> Transaction:
    """Entries first: the row of the transaction is their seal, and the database adds them up when it is set."""
    Entry.objects.bulk_create(
        Entry(
            transaction_id=posted.code,
            account=move.account,
            lot=move.lot,
            asset=move.lot.asset,
            amount=move.amount or 0,
        )
        for move in moves
    )
    posted.save(force_insert=True)
    Balance.objects.bulk_create(
        [
            Balance(
                account=move.account,
                lot=move.lot,
                holds=move.account.holds,
                amount=there.get(move.spot, 0) + (move.amount or 0),
            )
            for move in moves
        ],
        update_conflicts=True,
        unique_fields=["account", "lot"],
        update_fields=["amount"],
    )
    did = "transaction.reversed" if posted.reverses_id else "transaction.posted"
    record(by=by, did=did, on=posted, path=posted.place.path, about=posted.about)
    return posted
