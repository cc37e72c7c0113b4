"""What all actions on shifts share: the order of locks, the count of places, and whose turn it is."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import OK, no, require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.people.models import Person
from tongzhuo.service import queries
from tongzhuo.service.models import Shift, ShiftPlaces, SignUp, TeamPlaces
from tongzhuo.service.standing import standing_of
from tongzhuo.service.states import HOLD_A_PLACE, ON, SIGN_UP_MAY_FOLLOW, SignUpState
from tongzhuo.statements.kept import kept


def lock_people(people: Iterable[int]) -> list[Person]:
    """Whoever else wants these people's time waits until we are done."""
    pks = sorted(set(people))
    if len(pks) == 1:
        return _one_person(pk=pks[0])
    return list(_people_to_lock().filter(pk__in=pks).order_by("pk"))


def lock_shift(pk: int) -> Shift:
    """As it is now. Whether it has places of a kind is said when it is opened and never changes."""
    (shift,) = _one_shift(pk=pk)
    return shift


@kept
def _one_person(*, pk: Any) -> QuerySet[Person]:
    return _people_to_lock().filter(pk=pk)


@kept
def _one_shift(*, pk: Any) -> QuerySet[Shift]:
    rows = Shift.objects.select_for_update(of=("self",)).annotate(has_kinds=queries.HAS_KINDS)
    return rows.select_related("activity__place", "activity__project__place", "occasion").filter(pk=pk)


def _people_to_lock() -> QuerySet[Person]:
    return Person.objects.select_for_update(of=("self",)).select_related("home")


def lock_sign_up(sign_up: SignUp) -> SignUp:
    """The person, the shift and then the sign-up as they are now."""
    (person,) = lock_people([sign_up.person_id])
    shift = lock_shift(sign_up.shift_id)
    row = SignUp.objects.select_for_update(of=("self",)).select_related("team").get(pk=sign_up.pk)
    row.person, row.shift = person, shift
    return row


def move(sign_up: SignUp, to: SignUpState, *, at: datetime, **also: Any) -> None:
    """Along the table of states. Moments of waiting end with it."""
    moved_on = no("sign_up_moved_on", _("This has changed in the meantime. Look again."), state=sign_up.state)
    require(OK if to in SIGN_UP_MAY_FOLLOW[sign_up.state] else moved_on)
    facts = {"state": to, "answered_at": at, "promised_until": None} | also
    for name, value in facts.items():
        setattr(sign_up, name, value)
    sign_up.save(update_fields=list(facts))


def count_one_more(shift: Shift) -> None:
    """A new sign-up holds a place. Under its lock the count is true, and so is one more; only places of a kind are
    counted anew."""
    if getattr(shift, "has_kinds", True):
        recount(shift)
    else:
        shift.taken += 1
        shift.save(update_fields=["taken"])


def recount(shift: Shift) -> None:
    """Count the places that are taken and write it beside the shift: the database refuses more than there are."""
    rows = SignUp.objects.filter(shift=shift, state__in=HOLD_A_PLACE).values("team", "place_kind")
    counted = list(rows.annotate(people=Count("pk")).values_list("team", "place_kind", "people"))
    of_team: Counter[int | None] = Counter()
    of_kind: Counter[str] = Counter()
    for team, kind, people in counted:
        of_team[team] += people
        of_kind[kind] += people
    for team_places in TeamPlaces.objects.filter(shift=shift):
        of_team[team_places.organisation_id] = max(team_places.places, of_team[team_places.organisation_id])
    shift.taken = of_team.total()
    shift.save(update_fields=["taken"])
    for row in ShiftPlaces.objects.filter(shift=shift) if getattr(shift, "has_kinds", True) else ():
        if row.taken != of_kind[row.kind]:
            row.taken = of_kind[row.kind]
            row.save(update_fields=["taken"])


def call_the_next(shift: Shift, *, by: Viewer, at: datetime) -> list[SignUp]:
    """Offer what is free to who waits, first come first, each with a time to answer in."""
    called: list[SignUp] = []
    if shift.state not in ON or shift.starts <= at:
        return called
    until = min(shift.starts, at + timedelta(hours=settings.OFFERED_PLACE_HOURS))
    for waiting in queries.waiting_for(shift):
        if shift.free_places == 0:
            break
        kind = standing_of(waiting.person, shift).open_kind
        if kind is None:
            continue
        move(waiting, SignUpState.OFFERED, at=at, promised_until=until, place_kind=kind)
        recount(shift)
        note(by, "sign_up.offered", shift, [waiting])
        called.append(waiting)
    return called


def note(by: Viewer, did: str, shift: Shift, sign_ups: Iterable[SignUp], **facts: Any) -> None:
    """The line of an action on a shift: which sign-ups it was about."""
    codes = [one.code for one in sign_ups]
    record(by=by, did=did, on=shift, path=shift.activity.place.path, sign_ups=codes, **facts)
