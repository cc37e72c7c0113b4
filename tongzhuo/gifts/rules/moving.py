"""Who keeps a store, receives, hands over, confirms, and writes down what is spoiled or missing."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from tongzhuo.gifts.drafts import MOST, MOST_WORDS, Arriving
from tongzhuo.gifts.models import Delivery, Gift, HandOver, Loss, Receipt, Store
from tongzhuo.gifts.rules.giving import gives, takes
from tongzhuo.gifts.states import BY_THE_HOUR, THERE, GiftKind, GiftState, HandOverState, LossKind, LossState
from tongzhuo.kernel.verdicts import OK, Verdict, no
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.ledger.models import Lot
from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.states import KEEPERS, SPEAKERS, Kind
from tongzhuo.places.models import Place
from tongzhuo.projects.models import Project
from tongzhuo.projects.rules import runs

SERIAL_KNOWN = _("This serial number is in the book already. Compare it with the label, please.")
SAY_WHAT_HAPPENED = _("Say in a sentence what happened.")
NOTHING_THERE = _("Nothing of it is here any more.")
NOT_KEPT = ("not_your_store", _("Only whoever keeps this store, or the office of its place, may do that."))


def keeps_store(viewer: Viewer, store: Store) -> bool:
    """Whoever speaks for its organisation there, and the office of its place."""
    own = any(
        held.organisation_id == store.organisation_id and held.role in SPEAKERS and _near(held.path, store.place.path)
        for held in viewer.mandates
    )
    return viewer.is_system or own or viewer.holds(store.place.path, *KEEPERS)


def _near(held: str, place: str) -> bool:
    """A mandate covers a store at or under its place; and its organisation's own store around it."""
    return place.startswith(held) or held.startswith(place)


def may_open_store(
    viewer: Viewer, organisation: Organisation, place: Place | None = None, name: str | None = None
) -> Verdict:
    """In the name of an organisation one speaks for. Without a name: whether it may keep one at all."""
    if organisation.kind == Kind.GOVERNMENT:
        return no("government_guides", _("An office of the government guides; it keeps no store of gifts."))
    if not viewer.is_system and not viewer.speaks_for(organisation.pk, *SPEAKERS):
        reason = _("Only somebody who acts for %(name)s opens a store in its name.") % {"name": organisation.name}
        return no("no_mandate_of_it", reason)
    reaches = (
        viewer.is_system
        or place is None
        or any(held.organisation_id == organisation.pk and _near(held.path, place.path) for held in viewer.mandates)
    )
    if not reaches:
        return no("no_mandate_there", _("You hold no mandate for that place."), field="place")
    if name is not None and not name.strip():
        return no("say_name", _("Give the store a name."), field="name")
    return OK


def may_receive(
    viewer: Viewer,
    gift: Gift,
    store: Store | None = None,
    arriving: Arriving | None = None,
    *,
    came: int,
    first: Delivery | None = None,
    project: Project | None = None,
    today: date,
) -> Verdict:
    """Write down what came in. `came`: how much has come before; `first`: the delivery with the same note."""
    if not (takes(viewer, gift) or (store is not None and keeps_store(viewer, store))):
        return no("no_mandate", _("Only whoever receives this gift, or keeps the store, writes down that it came."))
    if gift.state not in (GiftState.PLEDGED, GiftState.AGREED, *THERE):
        return no("wrong_state", _("This gift is not expected any more."), state=gift.state)
    if gift.quantity is None:
        return no("not_confirmed", _("How much it is has not been agreed. Agree on an amount first."))
    if not gift.is_agreed:
        return no("not_agreed", _("Both sides have to agree to the terms first."))
    if arriving is None:
        return OK
    return _where_it_goes(viewer, gift, store, project) and _may_arrive(gift, arriving, came, first, today)


def _where_it_goes(viewer: Viewer, gift: Gift, store: Store | None, project: Project | None) -> Verdict:
    if gift.kind in BY_THE_HOUR:
        return OK if project else no("say_project", _("Say which project used it."), field="project")
    if store is None or store.closed_at is not None:
        return no("say_store", _("Say into which store it came."), field="store")
    if not keeps_store(viewer, store):
        return no(*NOT_KEPT, field="store")
    if gift.item is None and gift.kind != GiftKind.MONEY:
        reason = _("Choose the word of the list for it first, in the terms, so that it can be counted.")
        return no("no_word", reason)
    return OK


def _may_arrive(gift: Gift, arriving: Arriving, came: int, first: Delivery | None, today: date) -> Verdict:
    if first is not None:
        day = {"note": first.note, "day": first.on.isoformat()}
        said = _("Delivery note %(note)s was written down on %(day)s already.") % day
        return no("received_already", said, field="note", first=first.code)
    amount = arriving.quantity
    if amount is None or not 0 < amount <= MOST:
        return no("amount_missing", _("Write down how much came."), field="amount")
    left = (gift.quantity or 0) - came
    if amount > left:
        reason = _("That is more than was agreed. Agree on the larger amount first, or write down what was agreed.")
        return no("more_than_agreed", reason, field="amount", left=left)
    return _in_a_state_to_arrive(arriving, today)


def _in_a_state_to_arrive(arriving: Arriving, today: date) -> Verdict:
    if arriving.on > today:
        return no("not_yet", _("That day has not come yet."), field="on")
    if arriving.best_before is not None and arriving.best_before < arriving.on:
        reason = _("It was past its date when it came. Please do not take it in.")
        return no("came_expired", reason, field="best_before")
    if arriving.serial and arriving.quantity != 1:
        return no("one_serial", _("A serial number is one thing. Write each down by itself."), field="serial")
    return OK


def may_issue_receipt(viewer: Viewer, delivery: Delivery, *, first: Receipt | None) -> Verdict:
    """Once for each delivery, by whoever received it. `first`: the receipt that there is."""
    if not takes(viewer, delivery.gift) and not (delivery.store and keeps_store(viewer, delivery.store)):
        return no("no_mandate", _("Only whoever received the gift issues its receipt."))
    if first is not None:
        facts = {"number": first.number, "day": first.on.isoformat()}
        reason = _("Receipt %(number)s of %(day)s says this already. There is one for each delivery.") % facts
        return no("receipt_issued", reason, first=first.code, number=first.number)
    return OK


def may_hand_over(
    viewer: Viewer,
    store: Store,
    gift: Gift | None = None,
    lot: Lot | None = None,
    *,
    quantity: int | None = None,
    there: int = 0,
    project: Project | None = None,
    today: date,
) -> Verdict:
    """Out of a store into a project. `there`: how much of the lot the store has. Without a lot: whether at all."""
    if not keeps_store(viewer, store):
        return no("no_mandate", _("Only whoever keeps this store hands something over from it."))
    return OK if gift is None or lot is None else _may_leave(lot, quantity, there, project, today)


def _may_leave(lot: Lot, quantity: int | None, there: int, project: Project | None, today: date) -> Verdict:
    if lot.best_before is not None and lot.best_before < today:
        day = lot.best_before.isoformat()
        reason = _("This was good until %(day)s. It cannot be handed over; write it down as spoiled.") % {"day": day}
        return no("expired", reason, field="lot", best_before=day)
    if quantity is None or not 0 < quantity <= MOST:
        return no("amount_missing", _("Write down how much goes out."), field="amount")
    if quantity > there:
        return no("too_much", _("There is not that much of it here."), field="amount", there=there)
    if project is None or not project.is_running:
        return no("say_project", _("Choose a project that is under way."), field="project")
    return OK


def may_confirm_hand_over(viewer: Viewer, hand_over: HandOver, counted: int | None = None) -> Verdict:
    """Whoever receives counts: the one named, or whoever runs the project; never who sent it."""
    named = viewer.is_somebody and viewer.person_id == hand_over.receiver_id
    if not (named or (not viewer.is_system and runs(viewer, hand_over.project))):
        return no("not_the_receiver", _("Whoever receives it says that it has arrived."))
    if viewer.person_id == hand_over.by_id:
        return no("two_people", _("You sent it. Somebody else has to say that it has arrived."))
    if hand_over.state != HandOverState.SENT:
        return no("confirmed_already", _("This was confirmed already."), state=hand_over.state)
    if counted is not None and not 0 <= counted <= hand_over.quantity:
        reason = _("No more can arrive than was sent. Please count again.")
        return no("more_than_sent", reason, field="counted", sent=hand_over.quantity)
    return OK


def may_settle_difference(viewer: Viewer, hand_over: HandOver) -> Verdict:
    """Whoever keeps the store says what became of the difference, never whoever counted."""
    if not keeps_store(viewer, hand_over.store) or viewer.is_system:
        return no(*NOT_KEPT)
    if hand_over.state != HandOverState.DIFFERS:
        return no("nothing_differs", _("Nothing is open here."), state=hand_over.state)
    if viewer.person_id == hand_over.confirmed_by_id:
        return no("two_people", _("You counted it. Somebody else has to say what became of the rest."))
    return OK


def may_note_use(
    viewer: Viewer, project: Project, *, quantity: int | None = None, there: int = 0, people: int | None = None
) -> Verdict:
    """Whoever runs the project saw it in use, or spent it. `there`: how much the project has that is not in use yet."""
    if not runs(viewer, project):
        return no("not_your_project", _("Whoever runs the project says that it is in use."))
    if quantity is not None and not 0 < quantity <= there:
        return no("too_much", _("The project has no more than that of it."), field="amount", there=there)
    if people is not None and not 0 <= people <= 1_000_000:
        return no("people_absurd", _("Please count again whom it helps."), field="people")
    return OK


def may_return_loan(viewer: Viewer, gift: Gift, store: Store | None = None) -> Verdict:
    """What was lent goes back to its giver, out of a store."""
    if gift.kind != GiftKind.LOAN:
        return no("not_lent", _("This was given, not lent."))
    if not (takes(viewer, gift) or gives(viewer, gift)):
        return no("no_mandate", _("Only its giver and whoever received it say that it went back."))
    if store is not None and not keeps_store(viewer, store):
        return no(*NOT_KEPT)
    return OK


def may_move_stock(
    viewer: Viewer, source: Store, target: Store | None = None, *, quantity: int | None = None, there: int = 0
) -> Verdict:
    """From one store to another. `there`: how much of it the first has."""
    if not keeps_store(viewer, source):
        return no(*NOT_KEPT)
    if target is not None and (target.pk == source.pk or target.closed_at is not None):
        return no("say_store", _("Choose another store, one that is open."), field="target")
    if quantity is not None and not 0 < quantity <= there:
        return no("too_much", _("There is not that much of it here."), field="amount", there=there)
    return OK


def may_report_loss(
    viewer: Viewer,
    store: Store,
    *,
    kind: str | None = None,
    quantity: int | None = None,
    words: str | None = None,
    there: int = 0,
) -> Verdict:
    """One of two people. `there`: how much of it the store has, less what is reported already."""
    if not viewer.is_somebody or not keeps_store(viewer, store):
        return no(*NOT_KEPT)
    if kind is not None and kind not in LossKind.values:
        return no("kind_unknown", _("Say what became of it."), field="kind")
    if quantity is not None and not 0 < quantity <= there:
        return no("too_much", _("There is not that much of it here."), field="amount", there=there)
    if words is not None and not words.strip():
        return no("say_what_happened", SAY_WHAT_HAPPENED, field="words")
    if words is not None and len(words) > MOST_WORDS:
        return no("too_long", _("Please say it in fewer words."), field="words")
    return OK


def may_answer_loss(viewer: Viewer, loss: Loss) -> Verdict:
    """The second person: somebody else who keeps the store, or an office above it."""
    if not viewer.is_somebody or not keeps_store(viewer, loss.store):
        return no(*NOT_KEPT)
    if viewer.person_id == loss.said_by_id:
        return no("two_people", _("You wrote it down. Somebody else has to look at it too."))
    if loss.state != LossState.SAID:
        return no("answered_already", _("This was answered already."), state=loss.state)
    return OK
