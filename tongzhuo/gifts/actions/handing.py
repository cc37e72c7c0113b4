"""Out of a store into a project, counted by whoever receives it; in use; a loan that goes back."""

from django.db import transaction
from django.utils.timezone import now

from tongzhuo.gifts import queries, rules
from tongzhuo.gifts.actions.booking import (
    giver_account,
    locked,
    locked_hand_over,
    locked_store,
    loss_account,
    post,
    project_account,
    settle,
    wrote,
)
from tongzhuo.gifts.models import Gift, HandOver, Store, UseNote
from tongzhuo.gifts.states import HandOverState
from tongzhuo.kernel.verdicts import no, require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.ledger.models import Lot
from tongzhuo.ledger.moves import from_to
from tongzhuo.ledger.states import AccountKind
from tongzhuo.people.models import Person
from tongzhuo.projects.models import Project


@transaction.atomic
def hand_over(
    *,
    by: Viewer,
    store: Store,
    gift: Gift,
    lot: Lot,
    quantity: int,
    project: Project,
    receiver: Person | None = None,
) -> HandOver:
    """It leaves the store. The project has it in the book from now on; whoever receives it says that it arrived."""
    gift, store = locked(gift), locked_store(store)
    lot = Lot.objects.select_related("purpose__parent", "asset").get(pk=lot.pk, about=gift.about)
    there = queries.in_account(store.account, lot) - queries.reported(store, lot)
    today = queries.today_at(store.place)
    require(rules.may_hand_over(by, store, gift, lot, quantity=quantity, there=there, project=project, today=today))
    account = project_account(project, lot.purpose)
    posted = post(by, gift, from_to(store.account, account, lot, quantity), on=today, memo=project.title)
    made = HandOver.objects.create(
        gift=gift,
        lot=lot,
        store=store,
        project=project,
        account=account,
        receiver=receiver,
        quantity=quantity,
        on=today,
        by_id=by.person_id,
        transaction=posted,
    )
    if gift.project_id is None:
        gift.project = project
        gift.save(update_fields=["project"])
    settle(gift)
    wrote(by, "gift.handed_over", gift, hand_over=made.code, quantity=quantity)
    return made


@transaction.atomic
def confirm_hand_over(*, by: Viewer, hand_over: HandOver, counted: int | None = None, words: str = "") -> HandOver:
    """It has arrived: all of it, or as much as was counted. What is missing is looked for by whoever sent it."""
    gift = locked(hand_over.gift)
    made = locked_hand_over(hand_over)
    require(rules.may_confirm_hand_over(by, made, counted))
    made.counted = made.quantity if counted is None else counted
    made.state = HandOverState.DIFFERS if made.difference else HandOverState.CONFIRMED
    made.confirmed_by_id, made.confirmed_at, made.words = by.person_id, now(), words.strip()[:300]
    made.save(update_fields=["counted", "state", "confirmed_by", "confirmed_at", "words"])
    did = "gift.counts_differ" if made.difference else "gift.arrived"
    wrote(by, did, gift, hand_over=made.code, source=gift.source, difference=made.difference)
    return made


@transaction.atomic
def settle_difference(*, by: Viewer, hand_over: HandOver, found: bool, words: str) -> HandOver:
    """What did not arrive is back in the store (`found`), or lost: whoever counted is the other of the two people."""
    gift = locked(hand_over.gift)
    made = locked_hand_over(hand_over)
    require(rules.may_settle_difference(by, made))
    if not words.strip():
        require(no("say_what_happened", rules.SAY_WHAT_HAPPENED, field="words"))
    target = made.store.account if found else loss_account(made.store.place)
    moves = from_to(made.account, target, made.lot, made.difference)
    today, witness = queries.today_at(made.store.place), None if found else made.confirmed_by
    post(by, gift, moves, on=today, memo=words.strip(), witness=witness)
    made.state, made.words = HandOverState.SETTLED, words.strip()[:300]
    made.save(update_fields=["state", "words"])
    settle(gift)
    wrote(by, "gift.difference_settled", gift, hand_over=made.code, found=found, source=gift.source)
    return made


@transaction.atomic
def note_use(
    *, by: Viewer, gift: Gift, project: Project, quantity: int, people: int | None = None, words: str = ""
) -> list[UseNote]:
    """Seen in use, or spent. Of several lots the first that came is used first: a note for each."""
    gift = locked(gift)
    rows = list(queries.with_project(project, gift))
    on_its_way = sum(
        made.quantity - (made.counted or 0)
        for made in gift.hand_overs.filter(project=project, state__in=(HandOverState.SENT, HandOverState.DIFFERS))
    )
    there = sum(row.amount for row in rows) - on_its_way
    require(rules.may_note_use(by, project, quantity=quantity, there=there, people=people))
    notes: list[UseNote] = []
    left, today = quantity, queries.today_at(project.place)
    for row in rows:
        part = min(left, row.amount)
        if part <= 0:
            break
        helped = project_account(project, row.account.purpose, AccountKind.BENEFICIARIES)
        posted = post(by, gift, from_to(row.account, helped, row.lot, part), on=today, memo=words.strip())
        facts = {"lot": row.lot, "project": project, "words": words.strip()[:300], "by_id": by.person_id}
        counted = people if not notes else None
        notes.append(
            UseNote.objects.create(gift=gift, quantity=part, people=counted, on=today, transaction=posted, **facts)
        )
        left -= part
    settle(gift)
    wrote(by, "gift.in_use", gift, quantity=quantity, people=people)
    return notes


@transaction.atomic
def return_loan(*, by: Viewer, gift: Gift, store: Store | None = None) -> Gift:
    """What was lent goes back whole: out of the stores, the projects and the hands that have it."""
    gift = locked(gift)
    require(rules.may_return_loan(by, gift, store))
    rows = list(queries.held_of(gift))
    if not rows:
        require(no("nothing_there", rules.NOTHING_THERE))
    home = giver_account(gift)
    moves = [move for row in rows for move in from_to(row.account, home, row.lot, row.amount)]
    post(by, gift, moves, on=queries.today_at(gift.place), memo=gift.title)
    settle(gift)
    wrote(by, "gift.returned", gift)
    return gift
