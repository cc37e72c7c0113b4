"""People sign up. Places are counted under lock: there is never one more than there are."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from tongzhuo.kernel.verdicts import Verdict, require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.models import Organisation
from tongzhuo.people.models import Person
from tongzhuo.service import queries, rules
from tongzhuo.service.actions.holding import count_one_more, lock_people, lock_shift, lock_sign_up, move, note, recount
from tongzhuo.service.models import Shift, SignUp
from tongzhuo.service.standing import Standing, standing_of
from tongzhuo.service.states import HOLD_A_PLACE, CameBy, GuardianWord, SignUpState

Facts = dict[str, Any]


@transaction.atomic
def sign_up(*, by: Viewer, shift: Shift, person: Person) -> SignUp:
    """Join a shift: the person, their guardian, or the desk on their behalf. Says yes to an invitation too."""
    (person,) = lock_people([person.pk])
    shift = lock_shift(shift.pk)
    standing = standing_of(person, shift)
    require(rules.may_sign_up(by, shift, person, standing, at=now()))
    came_by = CameBy.OWN if by.person_id == person.pk else CameBy.DESK
    signed = _seat(by, shift, person, standing, came_by=came_by)
    if standing.mine is None:
        count_one_more(shift)
    else:
        recount(shift)
    note(by, "sign_up.signed_up", shift, [signed], person=person.code)
    return signed


@transaction.atomic
def sign_up_for(*, by: Viewer, shift: Shift, people: Sequence[Person], team: Organisation) -> list[SignUp]:
    """Whoever leads a team signs its members up, all of them or none."""
    locked = lock_people([person.pk for person in people])
    shift = lock_shift(shift.pk)
    members = queries.members_among(team.pk, locked)
    require(rules.may_lead(by, team.pk, members, [person.pk for person in locked]))
    signed = []
    for person in locked:
        standing = standing_of(person, shift)
        standing.free = _free_for_team(shift, team)
        require(_named(person, rules.may_sign_up(by, shift, person, standing, at=now(), led=True)))
        signed.append(_seat(by, shift, person, standing, came_by=CameBy.TEAM, team=team))
        recount(shift)
    note(by, "sign_up.signed_up", shift, signed, team=team.code)
    return signed


@transaction.atomic
def join_waiting_list(*, by: Viewer, shift: Shift, person: Person) -> SignUp:
    """Wait for a place to become free. Whoever waits longest is called first."""
    (person,) = lock_people([person.pk])
    shift = lock_shift(shift.pk)
    at = now()
    require(rules.may_wait(by, shift, person, standing_of(person, shift), at=at))
    waiting = SignUp.objects.create(
        shift=shift,
        person=person,
        state=SignUpState.WAITING,
        came_by=CameBy.OWN if by.person_id == person.pk else CameBy.DESK,
        waiting_since=at,
        signed_by_id=by.person_id,
        starts=shift.starts,
        ends=shift.ends,
    )
    note(by, "sign_up.waiting", shift, [waiting], person=person.code)
    return waiting


@transaction.atomic
def confirm_offered_place(*, by: Viewer, sign_up: SignUp) -> SignUp:
    """Say yes to the place that was kept. Whether the hour is still free is asked again."""
    sign_up = lock_sign_up(sign_up)
    standing = standing_of(sign_up.person, sign_up.shift)
    at = now()
    require(rules.may_take_offered(by, sign_up, standing, at=at))
    move(sign_up, SignUpState.SIGNED_UP, at=at, **_guarded(standing, sign_up.shift, at))
    recount(sign_up.shift)
    note(by, "sign_up.signed_up", sign_up.shift, [sign_up], person=sign_up.person.code)
    return sign_up


def _named(person: Person, verdict: Verdict) -> Verdict:
    """A leader reads whom a refusal is about."""
    return verdict if verdict else replace(verdict, reason=f"{person.shown_name}: {verdict.reason}")


def _seat(
    by: Viewer, shift: Shift, person: Person, standing: Standing, *, came_by: CameBy, team: Organisation | None = None
) -> SignUp:
    """A new sign-up, or the one that waited or was invited."""
    at = now()
    facts = _guarded(standing, shift, at) | {"signed_by_id": by.person_id, "team": team}
    if standing.mine is not None:
        seated = SignUp.objects.select_for_update(of=("self",)).get(pk=standing.mine.pk)
        if not seated.place_kind and standing.open_kind:
            facts["place_kind"] = standing.open_kind
        move(seated, SignUpState.SIGNED_UP, at=at, **facts)
        return seated
    return SignUp.objects.create(
        shift=shift,
        person=person,
        came_by=came_by,
        place_kind=standing.open_kind or "",
        answered_at=at,
        starts=shift.starts,
        ends=shift.ends,
        **facts,
    )


def _guarded(standing: Standing, shift: Shift, at: datetime) -> Facts:
    """A minor's guardian is asked, unless one has agreed to this activity before."""
    if not standing.is_minor:
        return {"guardian_word": GuardianWord.NOT_NEEDED}
    if standing.guardian_agreed:
        return {"guardian_word": GuardianWord.GIVEN}
    until = min(shift.starts, at + timedelta(hours=settings.GUARDIAN_HOURS))
    return {"guardian_word": GuardianWord.AWAITED, "guardian_until": until}


def _free_for_team(shift: Shift, team: Organisation) -> int | None:
    """What is free for anyone, and what is kept for this team and not used yet."""
    if shift.places is None:
        return None
    kept = shift.teams.filter(organisation=team).first()
    used = SignUp.objects.filter(shift=shift, team=team, state__in=HOLD_A_PLACE).count()
    return (shift.free_places or 0) + max(0, (kept.places if kept else 0) - used)
