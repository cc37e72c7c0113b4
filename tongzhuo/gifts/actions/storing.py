"""Stores: opened, filled, counted; receipts; what is moved, spoiled or missing."""

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import override

from tongzhuo.gifts import queries, rules
from tongzhuo.gifts.actions.booking import (
    US,
    asset_of,
    giver_account,
    locked,
    locked_store,
    loss_account,
    post,
    project_account,
    settle,
    wrote,
)
from tongzhuo.gifts.drafts import Arriving
from tongzhuo.gifts.models import Delivery, Gift, Loss, Receipt, Store
from tongzhuo.gifts.states import LossState, Naming
from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import no, require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.ledger import actions as ledger
from tongzhuo.ledger.models import Count, Lot
from tongzhuo.ledger.moves import from_to
from tongzhuo.ledger.states import AccountKind
from tongzhuo.organisations.models import Organisation
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place
from tongzhuo.projects.models import Project


@transaction.atomic
def open_store(
    *, by: Viewer, organisation: Organisation, place: Place, name: str, name_en: str = "", spot: str = ""
) -> Store:
    """An organisation's store at a place, with its account in the ledger."""
    require(rules.may_open_store(by, organisation, place, name))
    zh, en = name.strip()[:120], name_en.strip()[:160]
    account = ledger.open_account(
        by=by, kind=AccountKind.STORE, place=place, organisation=organisation, name_zh=zh, name_en=en
    )
    store = Store.objects.create(
        organisation=organisation, place=place, spot=spot.strip()[:200], account=account, name_zh=zh, name_en=en
    )
    record(by=by, did="store.opened", on=store, path=place.path)
    return store


@transaction.atomic
def receive(
    *, by: Viewer, gift: Gift, arriving: Arriving, store: Store | None = None, project: Project | None = None
) -> Delivery:
    """Something came: all that was agreed, or a part. What is given by the hour goes to a project at once."""
    gift = locked(gift)
    store = store and locked_store(store)
    received, today = queries.came(gift), queries.today_at(gift.place)
    note = arriving.note.strip()
    first = gift.deliveries.filter(note=note).first() if note else None
    project = project or gift.project
    require(rules.may_receive(by, gift, store, arriving, came=received, first=first, project=project, today=today))
    delivery = _taken_in(by, gift, arriving, store, project)
    settle(gift)
    wrote(by, "gift.received", gift, delivery=delivery.code, quantity=delivery.quantity)
    return delivery


def _taken_in(by: Viewer, gift: Gift, arriving: Arriving, store: Store | None, project: Project | None) -> Delivery:
    asset = asset_of(gift)
    serial = arriving.serial.strip()
    if serial and Lot.objects.filter(asset=asset, serial=serial).exists():
        require(no("serial_known", rules.SERIAL_KNOWN, field="serial"))
    lot = ledger.new_lot(
        by=US,
        asset=asset,
        place=store.place if store else gift.place,
        about=gift.about,
        serial=serial,
        batch=arriving.batch,
        best_before=arriving.best_before,
        purpose=gift.purpose,
        condition=arriving.condition,
    )
    if store is None:
        assert project is not None
        if gift.project_id is None:
            gift.project = project
            gift.save(update_fields=["project"])
    target = store.account if store else project_account(project, gift.purpose)  # type: ignore[arg-type]
    moves = from_to(giver_account(gift), target, lot, arriving.quantity)
    posted = post(by, gift, moves, on=arriving.on, memo=gift.title)
    return Delivery.objects.create(
        gift=gift,
        store=store,
        lot=lot,
        quantity=arriving.quantity or 0,
        on=arriving.on,
        note=arriving.note.strip()[:60],
        handler_id=by.person_id,
        transaction=posted,
    )


@transaction.atomic
def issue_receipt(*, by: Viewer, delivery: Delivery) -> Receipt:
    """The next number of the receiver in this year. A second one is refused, and says which was the first."""
    gift = locked(delivery.gift)
    issuer = Organisation.objects.select_for_update().get(pk=gift.receiver_id)
    delivery.gift = gift
    first = Receipt.objects.filter(delivery=delivery).first()
    require(rules.may_issue_receipt(by, delivery, first=first))
    today = queries.today_at(gift.place)
    with override("zh-hans"):  # the paper is in Chinese, whoever issues it
        donor = "" if gift.naming == Naming.ANONYMOUS else gift.party_name[:200]
    before = Receipt.objects.filter(issuer=issuer, on__year=today.year).count()
    receipt = Receipt.objects.create(
        delivery=delivery,
        issuer=issuer,
        number=f"{today.year}-{before + 1:04d}",
        donor=donor,
        on=today,
        handler_id=by.person_id,
    )
    wrote(by, "gift.receipt_issued", gift, receipt=receipt.code, number=receipt.number)
    return receipt


@transaction.atomic
def move_stock(*, by: Viewer, source: Store, target: Store, lot: Lot, quantity: int) -> Store:
    """From one store to another: out of one account into the other, in one posting."""
    source = locked_store(source)
    there = queries.in_account(source.account, lot)
    require(rules.may_move_stock(by, source, target, quantity=quantity, there=there))
    moves = from_to(source.account, target.account, lot, quantity)
    ledger.post(by=by, place=source.place, moves=moves, memo=target.name, about=lot.about)
    facts = {"lot": lot.code, "quantity": quantity, "to": target.code}
    record(by=by, did="stock.moved", on=source, path=source.place.path, due=None, **facts)
    return source


@transaction.atomic
def count_lot(*, by: Viewer, store: Store, lot: Lot, counted: int, words: str = "") -> Count | Loss:
    """Somebody counted. As the book says, or more: written down at once. Less: a loss, for a second person to see."""
    store = locked_store(store)
    missing = queries.in_account(store.account, lot) - queries.reported(store, lot) - counted
    if missing > 0:
        return report_loss(by=by, store=store, lot=lot, kind="missing", quantity=missing, words=words)
    done = ledger.count_stock(by=by, account=store.account, lot=lot, counted=counted, reason=words)
    facts = {"lot": lot.code, "counted": counted, "difference": done.difference}
    record(by=by, did="store.counted", on=store, path=store.place.path, due=None, **facts)
    return done


@transaction.atomic
def report_loss(*, by: Viewer, store: Store, lot: Lot, kind: str, quantity: int, words: str) -> Loss:
    """The first of two people. The book waits for the second."""
    store = locked_store(store)
    there = queries.in_account(store.account, lot) - queries.reported(store, lot)
    require(rules.may_report_loss(by, store, kind=kind, quantity=quantity, words=words, there=there))
    said_by = Person.objects.get(code=by.code)
    loss = Loss.objects.create(store=store, lot=lot, kind=kind, quantity=quantity, words=words.strip(), said_by=said_by)
    facts = {"loss": loss.code, "lot": lot.code, "quantity": quantity}
    record(by=by, did="loss.said", on=store, path=store.place.path, due=None, **facts)
    return loss


@transaction.atomic
def answer_loss(*, by: Viewer, loss: Loss, seen: bool) -> Loss:
    """The second person. `seen`: it is so, and the book says so from now on; else everything stays as it is."""
    gift = Gift.objects.filter(code=loss.lot.about.removeprefix("gift:")).first()
    gift = gift and locked(gift)
    store = locked_store(loss.store)
    loss = Loss.objects.select_for_update(of=("self",)).select_related("lot", "said_by").get(pk=loss.pk)
    loss.store = store
    require(rules.may_answer_loss(by, loss))
    if seen:
        moves = from_to(store.account, loss_account(store.place), loss.lot, loss.quantity)
        loss.transaction = ledger.post(
            by=by, place=store.place, moves=moves, memo=loss.words, about=loss.lot.about, witness=loss.said_by
        )
    loss.state = LossState.CONFIRMED if seen else LossState.REFUSED
    loss.answered_by_id, loss.answered_at = by.person_id, now()
    loss.save(update_fields=["state", "answered_by", "answered_at", "transaction"])
    if gift is not None:
        settle(gift)
    record(by=by, did=f"loss.{loss.state}", on=store, path=store.place.path, loss=loss.code)
    return loss
