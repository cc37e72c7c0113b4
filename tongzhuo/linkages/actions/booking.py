"""What a link books in the rooms below: the project of its need, the shift of its occasion, the hours of its person,
the places of its team, the duty of its organisation. Called by the actions of this room, in their transaction."""

from django.utils.timezone import now

from tongzhuo.kernel.viewer import Viewer, the_system
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.states import LIVING
from tongzhuo.needs.models import Need, Occasion
from tongzhuo.needs.states import AskKind
from tongzhuo.organisations.queries import holders
from tongzhuo.organisations.states import Role
from tongzhuo.projects import actions as projects
from tongzhuo.projects import queries as project_queries
from tongzhuo.projects.models import Project
from tongzhuo.projects.rules import may_hold_duty
from tongzhuo.projects.states import DutyKind, ProjectState
from tongzhuo.service import actions as service
from tongzhuo.service.drafts import ActivityDraft, ShiftDraft
from tongzhuo.service.models import Activity, Shift, SignUp
from tongzhuo.service.states import AHEAD, ON, Demand, ShiftState
from tongzhuo.vocabulary.states import Shelf

US = the_system("linkages")
OF_A_PERSON = (AskKind.PEOPLE, AskKind.PROFESSIONAL)
DUTY_OF: dict[str, str] = {
    AskKind.OPERATOR: DutyKind.OPERATED,
    AskKind.PEOPLE: DutyKind.JOINED,
    AskKind.GOODS: DutyKind.SUPPORTED,
    AskKind.MONEY: DutyKind.SUPPORTED,
    AskKind.SPACE: DutyKind.SUPPORTED,
}


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
        _announce(shift)
    elif brings_team(link):
        _announce(shift_of(link.need, link.occasion))


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
    """An organisation that said yes holds the duty that goes with its seat, unless somebody has it."""
    project = open_project(link.need)
    begin(project)
    kind = DUTY_OF.get(link.occasion.ask.kind)
    if kind is None or link.organisation is None:
        return
    holder = project_queries.holders(project).filter(kind=kind).first()
    if may_hold_duty(US, project, kind, link.organisation, holder, at=now()):
        projects.hold_duty(by=by, project=project, kind=kind, organisation=link.organisation)


def begin(project: Project) -> None:
    """The first yes ends the forming."""
    if project.state == ProjectState.FORMING:
        projects.begin_project(by=US, project=project)


def leave_duty(link: Link, *, by: Viewer) -> None:
    """With its last seat an organisation leaves the duty that went with it."""
    project = project_queries.project_of(link.need)
    kind = DUTY_OF.get(link.occasion.ask.kind)
    still = Link.objects.filter(need=link.need_id, organisation=link.organisation_id, state__in=LIVING)
    if project is None or kind is None or link.organisation_id is None or still.exists():
        return
    duty = project_queries.holders(project).filter(kind=kind, organisation=link.organisation_id).first()
    if duty is not None:
        projects.leave_duty(by=by, duty=duty)


def end_project(need: Need) -> None:
    """The need has ended: what is still ahead does not take place."""
    project = project_queries.project_of(need)
    if project is None:
        return
    for shift in Shift.objects.filter(activity__project=project, state__in=(ShiftState.PLANNED, *ON)).order_by("pk"):
        if shift.ends > now():
            service.cancel_shift(by=US, shift=shift, reason=need.reason)
    projects.stop_project(by=US, project=project, reason=need.reason or str(need.get_state_display()))


def follow_asks(need: Need) -> None:
    """What a need asks for was corrected: shifts have as many places as their occasion, and fall out with it."""
    shifts = Shift.objects.filter(activity__project__need=need, state__in=(ShiftState.PLANNED, *ON))
    for shift in shifts.select_related("activity").order_by("pk"):
        occasion = Occasion.ever.filter(pk=shift.occasion_id or 0).first()
        if occasion is None or shift.starts <= now():
            continue
        if occasion.dropped and not shift.taken:
            service.cancel_shift(by=US, shift=shift)
        elif not occasion.dropped and occasion.quantity != shift.places:
            service.resize_shift(by=US, shift=shift, places=occasion.quantity)


def free_places(link: Link, wanted: int) -> int:
    """How many places of the shift this link may still have: `wanted` where there is no shift yet."""
    if not (books_hours(link) or brings_team(link)) or link.state in LIVING:
        return wanted
    shift = _shift(link.occasion_id)
    return wanted if shift is None or shift.free_places is None else shift.free_places


def shift_of(need: Need, occasion: Occasion) -> Shift:
    """The shift that serves this occasion: planned when it is first needed."""
    shift = _shift(occasion.pk)
    if shift is not None:
        return shift
    assert occasion.starts is not None
    assert occasion.ends is not None
    draft = ShiftDraft(occasion.starts, occasion.ends, occasion.quantity, occasion=occasion)
    return service.open_shift(by=US, activity=_activity(need, occasion), draft=draft, planned=True)


def open_project(need: Need) -> Project:
    """The project that answers this need: opened when it is first needed, coordinated by the office of its place."""
    project = project_queries.project_of(need)
    if project is not None:
        return project
    project = projects.open_project(
        by=US,
        title=need.title,
        title_en=need.title_en,
        place=need.place,
        need=need,
        contact=need.confirmed_by,
        starts_on=need.starts_on,
        ends_on=need.ends_on,
    )
    office = holders(need.place.path, Role.COORDINATOR).first()
    if office and may_hold_duty(US, project, DutyKind.COORDINATED, office.organisation, None, at=now()):
        projects.hold_duty(by=US, project=project, kind=DutyKind.COORDINATED, organisation=office.organisation)
    return project


def _activity(need: Need, occasion: Occasion) -> Activity:
    project, ask = open_project(need), occasion.ask
    found = Activity.objects.filter(project=project, ask=ask).first()
    if found is not None:
        return found
    demands = [(str(Demand.CHECK), check) for check in ask.checks.order_by("pk")]
    if ask.what is not None and ask.what.shelf == Shelf.SKILL:
        demands.append((str(Demand.SKILL), ask.what))
    office = holders(need.place.path, Role.COORDINATOR).first()
    draft = ActivityDraft(
        title=need.title,
        title_en=need.title_en,
        content=need.summary,
        place=need.place,
        lat=need.lat,
        lon=need.lon,
        in_charge=need.confirmed_by,
        recorded_by=office.organisation if office else None,
        ask=ask,
        by_invitation=ask.kind != AskKind.PEOPLE,
        demands=tuple(demands),
    )
    return service.open_activity(by=US, project=project, draft=draft)


def _shift(occasion_id: int) -> Shift | None:
    found = Shift.objects.filter(occasion=occasion_id).exclude(state=ShiftState.CANCELLED)
    return found.select_related("activity").first()


def _announce(shift: Shift) -> None:
    if shift.state == ShiftState.PLANNED:
        service.announce_shift(by=US, shift=shift)


def _keep_places(link: Link, *, more: int) -> None:
    """The places of a team are those of all its living links to the occasion."""
    assert link.organisation is not None
    others = Link.objects.filter(occasion=link.occasion_id, organisation=link.organisation_id, state__in=LIVING)
    kept = sum(one.quantity or 0 for one in others.exclude(pk=link.pk)) + max(0, more)
    shift = shift_of(link.need, link.occasion)
    service.keep_team_places(by=US, shift=shift, organisation=link.organisation, places=kept)
