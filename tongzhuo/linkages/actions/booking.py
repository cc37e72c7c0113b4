"""What a link books in the rooms below: the hours of its person, the places of its team, the duty of its organisation.
Called by the actions of this room, in their transaction."""

from django.utils.timezone import now

from tongzhuo.kernel.viewer import Viewer
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.states import LIVING
from tongzhuo.needs.states import AskKind
from tongzhuo.service import actions as service
from tongzhuo.service.models import SignUp
from tongzhuo.service.serving import US, announce, begin, open_project, shift_at, shift_of
from tongzhuo.service.serving import leave_duty as left_by
from tongzhuo.service.serving import take_duty as taken_by
from tongzhuo.service.states import AHEAD

OF_A_PERSON = (AskKind.PEOPLE, AskKind.PROFESSIONAL)


def books_hours(link: Link) -> bool:
    """Whether this link is a promise of one person's time."""
    timed = link.starts is not None and link.ends is not None and link.occasion.starts is not None
    return timed and link.person_id is not None and link.occasion.ask.kind in OF_A_PERSON


def brings_team(link: Link) -> bool:
    """Whether this link is a promise of some of an organisation's people."""
    timed = link.starts is not None and link.occasion.starts is not None
    return timed and link.organisation_id is not None and link.occasion.ask.kind == AskKind.PEOPLE


def keep_hours(link: Link) -> None:
    """Somebody is asked: their hour, or the places of a team, are kept until they answer."""
    if books_hours(link):
        assert link.person is not None
        link.sign_up = service.invite(by=US, shift=shift_of(link.need, link.occasion), person=link.person)
    elif brings_team(link):
        _keep_places(link, more=link.quantity or 0)


def take_hours(link: Link, *, by: Viewer) -> None:
    """Somebody said yes: the project begins, the shift is open, the person is signed up."""
    if books_hours(link):
        assert link.person is not None
        if link.sign_up is None:
            keep_hours(link)
        shift = shift_of(link.need, link.occasion)
        link.sign_up = service.sign_up(by=by, shift=shift, person=link.person)
        announce(shift)
    elif brings_team(link):
        announce(shift_of(link.need, link.occasion))


def free_hours(link: Link, *, by: Viewer, reason: str = "") -> None:
    """The hour and the place are free again."""
    if link.sign_up_id:
        sign_up = SignUp.objects.select_related("shift").get(pk=link.sign_up_id)
        if sign_up.state in AHEAD:
            begun = sign_up.shift.starts <= now()
            service.cancel_sign_up(by=US if begun else by, sign_up=sign_up, reason=reason)
    elif brings_team(link) and link.state in LIVING:
        _keep_places(link, more=-(link.quantity or 0))


def take_duty(link: Link, *, by: Viewer) -> None:
    """The first yes ends the forming of a project; an organisation holds the duty of its seat."""
    begin(open_project(link.need))
    if link.organisation is not None:
        taken_by(link.need, link.occasion.ask.kind, link.organisation, by=by)


def leave_duty(link: Link, *, by: Viewer) -> None:
    """With its last seat an organisation leaves the duty that went with it."""
    still = Link.objects.filter(need=link.need_id, organisation=link.organisation_id, state__in=LIVING)
    if link.organisation_id is not None and not still.exists():
        left_by(link.need, link.occasion.ask.kind, link.organisation_id, by=by)


def free_places(link: Link, wanted: int) -> int:
    """How many places of the shift this link may still have: `wanted` where there is no shift yet."""
    if not (books_hours(link) or brings_team(link)) or link.state in LIVING:
        return wanted
    shift = shift_at(link.occasion_id)
    return wanted if shift is None or shift.free_places is None else shift.free_places


def _keep_places(link: Link, *, more: int) -> None:
    """The places of a team are those of all its living links to the occasion."""
    assert link.organisation is not None
    others = Link.objects.filter(occasion=link.occasion_id, organisation=link.organisation_id, state__in=LIVING)
    kept = sum(one.quantity or 0 for one in others.exclude(pk=link.pk)) + max(0, more)
    shift = shift_of(link.need, link.occasion)
    service.keep_team_places(by=US, shift=shift, organisation=link.organisation, places=kept)
