"""Places and hours are kept for who is asked, one by one or as a team."""

from django.db import transaction
from django.utils.timezone import now

from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.models import Organisation
from tongzhuo.people.models import Person
from tongzhuo.service import rules
from tongzhuo.service.actions.holding import call_the_next, lock_people, lock_shift, note, recount
from tongzhuo.service.models import Shift, SignUp, TeamPlaces
from tongzhuo.service.standing import room_for
from tongzhuo.service.states import CameBy, SignUpState


@transaction.atomic
def invite(*, by: Viewer, shift: Shift, person: Person) -> SignUp:
    """Keep a place and the hour for somebody until they answer. Who asks tells them."""
    (person,) = lock_people([person.pk])
    shift = lock_shift(shift.pk)
    standing = room_for(person, shift)
    require(rules.may_invite(by, shift, person, standing, at=now()))
    invited = SignUp.objects.create(
        shift=shift,
        person=person,
        state=SignUpState.INVITED,
        came_by=CameBy.LINK,
        place_kind=standing.open_kind or "",
        signed_by_id=by.person_id,
        starts=shift.starts,
        ends=shift.ends,
    )
    recount(shift)
    note(by, "sign_up.invited", shift, [invited], person=person.code)
    return invited


@transaction.atomic
def keep_team_places(*, by: Viewer, shift: Shift, organisation: Organisation, places: int) -> Shift:
    """Keep so many places for a team; nought gives them back."""
    shift = lock_shift(shift.pk)
    kept = TeamPlaces.objects.filter(shift=shift, organisation=organisation).first()
    free = shift.free_places
    require(rules.may_keep_places(by, shift, places, None if free is None else free + (kept.places if kept else 0)))
    TeamPlaces.objects.filter(shift=shift, organisation=organisation).delete()
    if places:
        TeamPlaces.objects.create(shift=shift, organisation=organisation, places=places)
    recount(shift)
    note(by, "shift.places_kept", shift, [], organisation=organisation.code, places=places)
    call_the_next(shift, by=by, at=now())
    return shift
