"""Who may write into the book, and what it never takes. Each rule looks only at what it is handed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.verdicts import OK, Verdict, no
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.ledger.models import Account, Lot, Transaction
from tongzhuo.ledger.moves import MOST, Move
from tongzhuo.ledger.states import HOLDING, ONE_PER_PLACE, USING, AccountKind
from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.states import KEEPERS, SPEAKERS, Role
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place
from tongzhuo.vocabulary.amounts import AmountOfOtherUnit
from tongzhuo.vocabulary.models import Term

READERS = (*KEEPERS, Role.OFFICIAL, Role.AUDITOR)
MOST_WORDS = 300
NOT_KEPT = ("not_kept", _("Only whoever keeps this account, or the office of its place, writes in it."))
Spots = Mapping[tuple[int, int], int]


def keeps(viewer: Viewer, account: Account) -> bool:
    """The office of its place, whoever speaks for its owner, and the owner."""
    if viewer.is_system or viewer.holds(account.place.path, *KEEPERS):
        return True
    if account.organisation_id is not None:
        return viewer.speaks_for(account.organisation_id, *SPEAKERS)
    return viewer.is_somebody and viewer.person_id == account.person_id


def may_keep_account(viewer: Viewer, account: Account) -> Verdict:
    """Write down what leaves this account."""
    return OK if keeps(viewer, account) else no(*NOT_KEPT)


def may_open_account(
    viewer: Viewer, kind: str, place: Place, *, organisation: Organisation | None = None, person: Person | None = None
) -> Verdict:
    """`organisation` or `person`: whose it is."""
    if organisation is not None and person is not None:
        return no("one_owner", _("An account has one owner."))
    if kind in ONE_PER_PLACE and (organisation or person):
        return no("of_the_place", _("This account belongs to the place, and to nobody in it."))
    if kind == AccountKind.BENEFICIARIES and person is not None:
        return no("group_only", _("Who was helped is a group here, never a person."))
    owns = organisation is not None and viewer.speaks_for(organisation.pk, *SPEAKERS)
    own = viewer.is_somebody and person is not None and viewer.person_id == person.pk
    if viewer.is_system or owns or own or viewer.holds(place.path, *KEEPERS):
        return OK
    return no("no_mandate_here", _("Accounts are opened by their owner, or by the office of the place."))


def may_make_lot(viewer: Viewer, place: Place, *, serial_known: bool = False) -> Verdict:
    """Whoever acts for an organisation around there, and whoever lives there. A serial number is one thing."""
    acts = [held for held in viewer.mandates if held.role in SPEAKERS]
    near = any(place.path.startswith(held.path) or held.path.startswith(place.path) for held in acts)
    own = viewer.is_somebody and viewer.home.startswith(place.path)
    if not (viewer.is_system or near or own):
        return no("no_mandate_here", _("What comes in is written down by who gives it or takes it there."))
    if serial_known:
        return no("serial_known", _("This serial number stands in the book already."), field="serial")
    return OK


def unit_misfit(item: Term, unit: Term) -> Verdict:
    return no("unit_misfit", AmountOfOtherUnit("", item, unit), field="unit", item=item.code, unit=unit.code)


def may_post(
    viewer: Viewer,
    moves: Sequence[Move],
    *,
    there: Spots,
    on: date,
    today: date,
    closed_until: date | None = None,
    witness: int | None = None,
) -> Verdict:
    """`there`: what each account has of each lot before. `closed_until`: the last closed day at these places."""
    return (
        may_move(moves)
        and may_touch(viewer, moves)
        and _two_people(viewer, moves, witness)
        and _on_an_open_day(on, today, closed_until)
        and _within_restrictions(moves)
        and _still_good(moves, on)
        and _enough(moves, there)
    )


def may_move(moves: Sequence[Move]) -> Verdict:
    """Whether these moves make a transaction: each amount confirmed and countable, each lot coming to nothing."""
    if any(move.amount is None for move in moves):
        return no("not_confirmed", _("This amount is not confirmed yet. The book takes only what is."))
    if not any(move.amount for move in moves):
        return no("nothing_moved", _("Nothing would move."))
    if any(abs(move.amount or 0) > MOST for move in moves):
        return no("too_large", _("This is more than anybody could bring. Is it a slip?"), field="amount")
    left: Counter[str] = Counter()
    for move in moves:
        left[move.lot.code] += move.amount or 0
    uneven = {code: amount for code, amount in left.items() if amount}
    if uneven:
        return no("unbalanced", _("What leaves one account must arrive in another."), left=uneven)
    return OK


def may_touch(viewer: Viewer, moves: Sequence[Move]) -> Verdict:
    """Of an account that holds something, only its keeper takes; into the book writes only who keeps a part of it."""
    losing = [move.account for move in moves if (move.amount or 0) < 0 and move.account.kind in HOLDING]
    if all(keeps(viewer, account) for account in losing) and any(keeps(viewer, move.account) for move in moves):
        return OK
    return no(*NOT_KEPT)


def _two_people(viewer: Viewer, moves: Sequence[Move], witness: int | None) -> Verdict:
    lost = any(move.account.kind == AccountKind.LOSS and (move.amount or 0) > 0 for move in moves)
    if witness is not None and witness == viewer.person_id:
        return no("two_people", _("The second person is somebody else."), field="witness")
    if lost and witness is None:
        return no("two_people", _("Two people write down a loss. Name the one who saw it too."), field="witness")
    return OK


def _on_an_open_day(on: date, today: date, closed_until: date | None) -> Verdict:
    if on > today:
        return no("not_yet", _("That day has not come yet."), field="on")
    if closed_until is not None and on <= closed_until:
        return no("period_closed", _("The book is closed up to %(day)s. Write it on a later day.")
                  % {"day": closed_until.isoformat()}, field="on", until=closed_until.isoformat())  # fmt: skip
    return OK


def _within_restrictions(moves: Sequence[Move]) -> Verdict:
    """A lot is used only for its own purpose, and what an account keeps for a purpose leaves it only for that."""
    for move in moves:
        if (move.amount or 0) > 0 and move.account.kind in HOLDING:
            kept = [
                m.account.purpose for m in moves if m.lot.pk == move.lot.pk and (m.amount or 0) < 0 and m.account.holds
            ]
            if not all(_serves(move, purpose, kept=True) for purpose in kept) or not _serves(move, move.lot.purpose):
                return restricted(move.lot, move.account)
    return OK


def _serves(move: Move, purpose: Term | None, *, kept: bool = False) -> bool:
    """Whether it may go there. Between keepers a lot carries its own restriction along; that of an account stays."""
    if purpose is None or is_for(move.account.purpose, purpose):
        return True
    return move.account.kind not in USING and (not kept or is_for(move.lot.purpose, purpose))


def is_for(purpose: Term | None, wanted: Term) -> bool:
    """The same purpose, or one within it."""
    while purpose is not None:
        if purpose.pk == wanted.pk:
            return True
        purpose = purpose.parent
    return False


def restricted(lot: Lot, account: Account) -> Verdict:
    reason = _("This was given for something else. Ask its giver before it is used here.")
    return no("restricted", reason, lot=lot.code, account=account.code)


def _still_good(moves: Sequence[Move], on: date) -> Verdict:
    for move in moves:
        best = move.lot.best_before
        if best is not None and best < on and (move.amount or 0) > 0 and move.account.kind in USING:
            reason = _("This was good until %(day)s. It cannot be given out.") % {"day": best.isoformat()}
            return no("expired", reason, lot=move.lot.code, best_before=best.isoformat())
    return OK


def _enough(moves: Sequence[Move], there: Spots) -> Verdict:
    for move in moves:
        before = there.get(move.spot, 0)
        after = before + (move.amount or 0)
        if abs(after) > MOST:
            return no("too_large", _("This is more than anybody could bring. Is it a slip?"), field="amount")
        if after < 0 and move.account.kind in HOLDING and (move.amount or 0) < 0:
            facts = {"account": move.account.code, "lot": move.lot.code, "there": before, "asked": -(move.amount or 0)}
            return no("too_much", _("There is not that much of it here."), field="amount", **facts)
    return OK


def may_reverse(
    viewer: Viewer,
    transaction: Transaction,
    moves: Sequence[Move],
    *,
    there: Spots,
    reason: str,
    reversed_already: bool,
    today: date,
    closed_until: date | None = None,
) -> Verdict:
    """`moves`: the entries turned round. Whoever keeps what would lose something again, today and with a reason."""
    if transaction.reverses_id is not None:
        return no("is_a_reversal", _("This one takes another back. Write the thing down anew instead."))
    if reversed_already:
        return no("reversed_already", _("This was taken back already."))
    if not reason.strip():
        return no("reason_missing", _("Say why, in a sentence."), field="reason")
    if len(reason) > MOST_WORDS:
        return no("too_long", _("That is very long."), field="reason")
    return may_touch(viewer, moves) and _on_an_open_day(today, today, closed_until) and _enough(moves, there)


def may_count(viewer: Viewer, account: Account, *, counted: int | None, booked: int, reason: str) -> Verdict:
    """Whoever keeps the account; a difference is explained. A loss needs its second person like any other."""
    if not account.holds or not keeps(viewer, account):
        return no(*NOT_KEPT)
    if counted is None or not 0 <= counted <= MOST:
        return no("count_absurd", _("Write how many are there: none, or more."), field="counted")
    if counted != booked and not reason.strip():
        return no("reason_missing", _("It differs from the book. Say why, in a sentence."), field="reason")
    if len(reason) > MOST_WORDS:
        return no("too_long", _("That is very long."), field="reason")
    return OK


def may_close_period(viewer: Viewer, place: Place, until: date, *, closed_until: date | None, today: date) -> Verdict:
    if not (viewer.is_system or viewer.holds(place.path, *KEEPERS)):
        return no("no_mandate_here", _("The book of a place is closed by its office."))
    if until >= today:
        return no("not_over", _("That day is not over yet."), field="until")
    if closed_until is not None and until <= closed_until:
        return no("closed_already", _("The book is closed up to %(day)s already.")
                  % {"day": closed_until.isoformat()}, field="until")  # fmt: skip
    return OK


def may_audit(viewer: Viewer, place: Place | None = None) -> Verdict:
    """By the clock, and by whoever reads the books of that place."""
    if viewer.is_system or (place is not None and viewer.holds(place.path, *READERS)):
        return OK
    return no("no_mandate_here", _("Books are looked through by the office of their place."))
