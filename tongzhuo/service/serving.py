"""From a need to what serves it: the project that answers it, the activity of an ask, the shift of an occasion.

Called by the rooms that link people to occasions, in their transaction; everything is opened when it is first needed.
"""

from django.utils.timezone import now

from tongzhuo.kernel.viewer import Viewer, the_system
from tongzhuo.needs.models import Need, Occasion
from tongzhuo.needs.states import AskKind
from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.queries import holders
from tongzhuo.organisations.states import Role
from tongzhuo.projects import actions as projects
from tongzhuo.projects import queries as project_queries
from tongzhuo.projects.models import Project
from tongzhuo.projects.rules import may_hold_duty
from tongzhuo.projects.states import DutyKind, ProjectState
from tongzhuo.service import actions
from tongzhuo.service.drafts import ActivityDraft, ShiftDraft
from tongzhuo.service.models import Activity, Shift
from tongzhuo.service.states import ON, Demand, ShiftState
from tongzhuo.vocabulary.states import Shelf

US = the_system("service")
DUTY_OF: dict[str, str] = {
    AskKind.OPERATOR: DutyKind.OPERATED,
    AskKind.PEOPLE: DutyKind.JOINED,
    AskKind.GOODS: DutyKind.SUPPORTED,
    AskKind.MONEY: DutyKind.SUPPORTED,
    AskKind.SPACE: DutyKind.SUPPORTED,
}


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


def begin(project: Project) -> None:
    """The first yes ends the forming."""
    if project.state == ProjectState.FORMING:
        projects.begin_project(by=US, project=project)


def take_duty(need: Need, ask_kind: str, organisation: Organisation, *, by: Viewer) -> None:
    """An organisation that said yes holds the duty that goes with its seat, unless somebody has it."""
    project, kind = open_project(need), DUTY_OF.get(ask_kind)
    if kind is None:
        return
    holder = project_queries.holders(project).filter(kind=kind).first()
    if may_hold_duty(US, project, kind, organisation, holder, at=now()):
        projects.hold_duty(by=by, project=project, kind=kind, organisation=organisation)


def leave_duty(need: Need, ask_kind: str, organisation_id: int, *, by: Viewer) -> None:
    """It has left its last seat."""
    project, kind = project_queries.project_of(need), DUTY_OF.get(ask_kind)
    if project is None or kind is None:
        return
    duty = project_queries.holders(project).filter(kind=kind, organisation=organisation_id).first()
    if duty is not None:
        projects.leave_duty(by=by, duty=duty)


def end_project(need: Need) -> None:
    """The need has ended: what is still ahead does not take place."""
    project = project_queries.project_of(need)
    if project is None:
        return
    for shift in Shift.objects.filter(activity__project=project, state__in=(ShiftState.PLANNED, *ON)).order_by("pk"):
        if shift.ends > now():
            actions.cancel_shift(by=US, shift=shift, reason=need.reason)
    projects.stop_project(by=US, project=project, reason=need.reason or str(need.get_state_display()))


def follow_asks(need: Need) -> None:
    """What a need asks for was corrected: shifts have as many places as their occasion, and fall out with it."""
    for activity in Activity.objects.filter(project__need=need, ask__isnull=False).select_related("ask").order_by("pk"):
        if activity.ask is not None and activity.home_visit != activity.ask.at_home:
            actions.say_where(by=US, activity=activity, home_visit=activity.ask.at_home)
    shifts = Shift.objects.filter(activity__project__need=need, state__in=(ShiftState.PLANNED, *ON))
    for shift in shifts.select_related("activity").order_by("pk"):
        occasion = Occasion.ever.filter(pk=shift.occasion_id or 0).first()
        if occasion is None or shift.starts <= now():
            continue
        if occasion.dropped and not shift.taken:
            actions.cancel_shift(by=US, shift=shift)
        elif not occasion.dropped and occasion.quantity != shift.places:
            actions.resize_shift(by=US, shift=shift, places=occasion.quantity)


def shift_of(need: Need, occasion: Occasion) -> Shift:
    """The shift that serves this occasion: planned when it is first needed."""
    shift = shift_at(occasion.pk)
    if shift is not None:
        return shift
    assert occasion.starts is not None
    assert occasion.ends is not None
    draft = ShiftDraft(occasion.starts, occasion.ends, occasion.quantity, occasion=occasion)
    return actions.open_shift(by=US, activity=_activity(need, occasion), draft=draft, planned=True)


def shift_at(occasion_id: int) -> Shift | None:
    """The shift that serves this occasion, if there is one."""
    found = Shift.objects.filter(occasion=occasion_id).exclude(state=ShiftState.CANCELLED)
    return found.select_related("activity").first()


def announce(shift: Shift) -> None:
    """Somebody has said yes: whoever fits may join."""
    if shift.state == ShiftState.PLANNED:
        actions.announce_shift(by=US, shift=shift)


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
        home_visit=ask.at_home,
        by_invitation=ask.kind != AskKind.PEOPLE,
        demands=tuple(demands),
    )
    return actions.open_activity(by=US, project=project, draft=draft)
