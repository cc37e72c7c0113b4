"""Who may give time credit on and use it, and where it ends: it never becomes money. Each rule looks only at what it
is handed; `there` is how many minutes an account has."""

from datetime import date

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tongzhuo.credits.models import Spending
from tongzhuo.credits.states import SPENDING_MAY_FOLLOW, Kin, SpendingState
from tongzhuo.kernel.verdicts import OK, Verdict, no
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.states import KEEPERS
from tongzhuo.people.models import Person
from tongzhuo.people.times import age_on
from tongzhuo.places.models import Place

MOST_WORDS = 300


def may_use_credit(viewer: Viewer) -> Verdict:
    """Time credit is off until an installation decides on it."""
    if not settings.TIME_CREDIT:
        return no("time_credit_off", _("There is no time credit here."))
    return OK if viewer.is_somebody or viewer.is_system else no("sign_in_first", _("Sign in first."))


def may_earn(viewer: Viewer) -> Verdict:
    """Only confirmed hours earn, and nobody writes them in by hand."""
    return may_use_credit(viewer) and (
        OK if viewer.is_system else no("earned_by_serving", _("Time credit comes from confirmed hours alone."))
    )


def may_give_credit(
    viewer: Viewer, holder: Person, to: Person | None, *, minutes: int, there: int, room: int
) -> Verdict:
    """`to` None: to the place, for whoever needs it most. `room`: how much more the other may hold."""
    if not (verdict := may_use_credit(viewer) and _is_own(viewer, holder) and _enough(minutes, there)):
        return verdict
    if to is not None and to.pk == holder.pk:
        return no("to_oneself", _("That is you."), field="to")
    if minutes > room:
        return no("above_the_cap", _("The other may hold %(hours)s more hours. Give the rest to the place.")
                  % {"hours": room // 60}, field="minutes", room=room)  # fmt: skip
    return OK


def may_ask_to_spend(
    viewer: Viewer, holder: Person, *, kin: str, born_on: date, minutes: int, there: int, today: date
) -> Verdict:
    """For oneself or a close relative of the set age; never for money, and never more than there is."""
    if not (verdict := may_use_credit(viewer) and _is_own(viewer, holder) and _enough(minutes, there)):
        return verdict
    if kin not in settings.CREDIT_KIN:
        return no("not_close", _("It is for yourself or somebody close to you."), field="kin")
    if kin == Kin.ONESELF and holder.birth_date not in (None, born_on):
        return no("another_birthday", _("Your record has another date of birth."), field="born_on")
    return _old_enough(born_on, settings.CREDIT_AGE, today)


def may_ask_of_pool(viewer: Viewer, place: Place, *, born_on: date, minutes: int, there: int, today: date) -> Verdict:
    """The office proposes whom the donated hours help first: the oldest."""
    if not (verdict := may_use_credit(viewer)):
        return verdict
    if not viewer.holds(place.path, *KEEPERS):
        return no("no_mandate_here", _("What was donated is given on by the office of the place."))
    return _enough(minutes, there) and _old_enough(born_on, settings.CREDIT_POOL_AGE, today)


def may_decide_spending(viewer: Viewer, spending: Spending, *, to: str, reason: str, there: int) -> Verdict:
    """The office of the place; never whoever asked, nor whose credit it is. A no is explained."""
    return may_use_credit(viewer) and _by_another(viewer, spending) and _decision(spending, to, reason, there)


def _by_another(viewer: Viewer, spending: Spending) -> Verdict:
    if not viewer.holds(spending.place.path, *KEEPERS):
        return no("no_mandate_here", _("The office of the place decides this."))
    if viewer.person_id in (spending.asked_by_id, spending.holder_id):
        return no("two_people", _("Nobody decides what they asked for themselves."))
    return OK


def _decision(spending: Spending, to: str, reason: str, there: int) -> Verdict:
    if to not in SPENDING_MAY_FOLLOW[spending.state] or to == SpendingState.WITHDRAWN:
        return no("decided_already", _("This was decided already."), state=spending.state)
    if to == SpendingState.REFUSED and not reason.strip():
        return no("reason_missing", _("Say why, in a sentence."), field="reason")
    if len(reason) > MOST_WORDS:
        return no("too_long", _("That is very long."), field="reason")
    return _enough(spending.minutes, there) if to == SpendingState.GRANTED else OK


def may_take_back_spending(viewer: Viewer, spending: Spending) -> Verdict:
    if not viewer.is_somebody or viewer.person_id != spending.asked_by_id:
        return no("not_yours", _("Whoever asked may take it back."))
    if spending.state != SpendingState.ASKED:
        return no("decided_already", _("This was decided already."), state=spending.state)
    return OK


def _is_own(viewer: Viewer, holder: Person) -> Verdict:
    own = viewer.is_somebody and viewer.person_id == holder.pk
    return OK if own else no("not_yours", _("Everybody decides about their own credit."))


def _enough(minutes: int, there: int) -> Verdict:
    if minutes <= 0:
        return no("nothing_moved", _("Write how many hours."), field="minutes")
    if minutes > there:
        return no("too_much", _("There are %(hours)s hours.") % {"hours": f"{there / 60:.1f}".removesuffix(".0")},
                  field="minutes", there=there)  # fmt: skip
    return OK


def _old_enough(born_on: date, least: int, today: date) -> Verdict:
    if born_on > today:
        return no("not_born", _("That day has not come yet."), field="born_on")
    if (age_on(born_on, today) or 0) < least:
        return no("too_young", _("It is for people of %(age)s and older.") % {"age": least}, field="born_on", age=least)
    return OK
