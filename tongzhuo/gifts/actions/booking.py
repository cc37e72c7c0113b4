"""What the actions of this room share: locking a gift, its accounts in the ledger, what state it is in now."""

import datetime as dt

from tongzhuo.gifts.models import Gift, HandOver, Store
from tongzhuo.gifts.queries import WHOLE, tally_of
from tongzhuo.gifts.states import BEFORE_IT_CAME, BY_THE_HOUR, MAY_FOLLOW, GiftKind, GiftState
from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import no, require
from tongzhuo.kernel.viewer import Viewer, the_system
from tongzhuo.ledger import actions as ledger
from tongzhuo.ledger import rules as ledger_rules
from tongzhuo.ledger.models import Account, Asset, Lot, Transaction
from tongzhuo.ledger.moves import Move
from tongzhuo.ledger.states import AccountKind
from tongzhuo.organisations.models import Organisation
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place
from tongzhuo.projects.models import Project
from tongzhuo.vocabulary.models import Term

US = the_system("gifts")


def locked(gift: Gift) -> Gift:
    return Gift.objects.select_for_update(of=("self",)).select_related(*WHOLE).get(pk=gift.pk)


def locked_hand_over(hand_over: HandOver) -> HandOver:
    """After its gift, which is locked first everywhere."""
    rows = HandOver.objects.select_for_update(of=("self",)).select_related(
        "gift", "lot__purpose", "store__account__place", "store__place", "store__organisation", "account__place",
        "project__place", "project__team", "project__contact", "confirmed_by",
    )  # fmt: skip
    return rows.get(pk=hand_over.pk)


def locked_store(store: Store) -> Store:
    rows = Store.objects.select_for_update(of=("self",)).select_related("organisation", "place", "account__place")
    return rows.get(pk=store.pk)


def wrote(by: Viewer, did: str, gift: Gift, **facts: str | int | bool | None) -> None:
    record(by=by, did=did, on=gift, path=gift.place.path, due=None, **facts)


def move_on(gift: Gift, to: str) -> None:
    """Along the table of states; staying where it is is no step."""
    if to != gift.state and to not in MAY_FOLLOW[gift.state]:
        require(no("wrong_state", "", state=gift.state))
    gift.state = to
    gift.save(update_fields=["state"])


def settle(gift: Gift) -> None:
    """The furthest that any part of it has come, as the ledger has it."""
    now = tally_of(gift)
    if not now.received:
        return
    if now.in_use:
        move_on(gift, GiftState.IN_USE)
    elif now.arrived:
        move_on(gift, GiftState.HANDED_OVER)
    elif now.in_store:
        move_on(gift, GiftState.RECEIVED)
    else:
        move_on(gift, GiftState.RETURNED if now.returned else GiftState.LOST)


def asset_of(gift: Gift) -> Asset:
    """What of the ledger the gift is counted in. Its item is known by then (see `may_receive`)."""
    if gift.kind == GiftKind.MONEY:
        return ledger.asset_of_money("CNY", by=US)
    if gift.kind in BY_THE_HOUR:
        return ledger.asset_of_hours(by=US)
    item, unit = gift.item, gift.unit or (gift.item and gift.item.base)
    assert item is not None
    assert unit is not None
    return ledger.asset_of_goods(item, by=US, unit=unit)


def giver_account(gift: Gift) -> Account:
    """The account from which everything of this giver comes: found, or opened the first time."""
    party = _held(gift.person or gift.organisation)
    owner = {"person": gift.person, "organisation": gift.organisation}
    home = gift.person.home if gift.person else gift.party.place  # type: ignore[union-attr]
    found = Account.objects.filter(kind=AccountKind.GIVER, **owner).order_by("pk").first()
    return found or _opened(AccountKind.GIVER, home, about=f"{party}:giver", **owner)


def project_account(project: Project, purpose: Term | None, kind: AccountKind = AccountKind.PROJECT) -> Account:
    """A project's account, or that of the people it helps: one for each purpose that givers set."""
    project = Project.objects.select_for_update(of=("self",)).select_related("place").get(pk=project.pk)
    about = f"project:{project.code}"
    found = Account.objects.filter(kind=kind, about=about, purpose=purpose).order_by("pk").first()
    names = {"name_zh": project.title[:120], "name_en": project.title_en[:160]}
    return found or _opened(kind, project.place, about=about, purpose=purpose, **names)


def loss_account(place: Place) -> Account:
    return ledger.open_account(by=US, kind=AccountKind.LOSS, place=place)


def _held(party: Person | Organisation | None) -> str:
    """Lock whose account it is, so that two who come first open one."""
    assert party is not None
    type(party)._default_manager.select_for_update().get(pk=party.pk)
    return party.code


def _opened(kind: AccountKind, place: Place, **facts: object) -> Account:
    return ledger.open_account(by=US, kind=kind, place=place, **facts)  # type: ignore[arg-type]


def post(
    by: Viewer, gift: Gift, moves: list[Move], *, on: dt.date, memo: str, witness: Person | None = None
) -> Transaction:
    """In the name of whoever does it where the ledger lets them; else the rule of this room has been asked already."""
    keeps = all(ledger_rules.keeps(by, move.account) for move in moves if (move.amount or 0) < 0 and move.account.holds)
    touches = any(ledger_rules.keeps(by, move.account) for move in moves)
    writer = by if keeps and touches and (witness is None or witness.pk != by.person_id) else US
    return ledger.post(by=writer, place=gift.place, moves=moves, on=on, memo=memo, about=gift.about, witness=witness)


def is_before(gift: Gift) -> bool:
    return gift.state in BEFORE_IT_CAME


def relabelled(gift: Gift, lot: Lot, purpose: Term | None) -> Lot:
    """The same things for another purpose: a lot keeps what it was given for, so it goes on as another. What bears a
    serial number keeps it on its delivery."""
    return ledger.new_lot(
        by=US,
        asset=lot.asset,
        place=gift.place,
        about=gift.about,
        purpose=purpose,
        batch=lot.batch,
        best_before=lot.best_before,
        condition=lot.condition,
    )
