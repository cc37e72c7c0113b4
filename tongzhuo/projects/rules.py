"""What people may do with projects. Each rule looks only at what it is handed."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.verdicts import OK, Verdict, no
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.states import KEEPERS, SPEAKERS
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place
from tongzhuo.projects.models import Duty, Measurement, Project
from tongzhuo.projects.states import HELD_BY, HELD_BY_PEOPLE, MAY_FOLLOW, ProjectState

MOST_MEASURES = 12

NOT_YOURS = ("not_your_project", _("Only whoever runs this project may do that."))


def runs(viewer: Viewer, project: Project) -> bool:
    """The keepers of its place, its team, and whom it names as its contact."""
    own = project.contact_id is not None and viewer.person_id == project.contact_id
    team = project.team_id is not None and viewer.speaks_for(project.team_id, *SPEAKERS)
    return viewer.is_system or own or team or viewer.holds(project.place.path, *KEEPERS)


def may_open_project(viewer: Viewer, place: Place, team: Organisation | None, *, at: datetime) -> Verdict:
    """A keeper of the place, or a team that is to run it there."""
    if viewer.is_system or viewer.holds(place.path, *KEEPERS):
        return OK
    if team is not None and any(
        held.organisation_id == team.pk and held.role in SPEAKERS and place.path.startswith(held.path)
        for held in viewer.mandates
    ):
        return OK
    return no("not_keeper", _("Only the coordinator of this place, or the team that will run it, opens a project."))


def may_move_project(viewer: Viewer, project: Project, to: ProjectState, *, at: datetime, reason: str = "") -> Verdict:
    """Begin it, begin to close it, close it, or stop it, because."""
    if not runs(viewer, project):
        return no(*NOT_YOURS)
    if to not in MAY_FOLLOW[project.state]:
        return no("project_moved_on", _("This has changed in the meantime. Look again."), state=project.state)
    if to == ProjectState.STOPPED and not reason.strip():
        return no("say_why", _("Please say why it stops. Those who took part read it."))
    return OK


def may_hold_duty(
    viewer: Viewer, project: Project, kind: str, party: Person | Organisation, holder: Duty | None, *, at: datetime
) -> Verdict:
    """A party takes a vacant duty itself, or whoever runs the project notes down that it agreed.
    `holder`: who has it today."""
    if not (runs(viewer, project) or speaks_for(viewer, party)):
        return no(*NOT_YOURS)
    if not project.is_running:
        return no("project_over", _("This project is over."), state=project.state)
    if holder is not None:
        return no("duty_held", _("%(name)s has this duty already.") % {"name": holder.party_name})
    fits = kind in HELD_BY_PEOPLE if isinstance(party, Person) else party.kind in HELD_BY[kind]
    if not fits:
        return no("wrong_kind", _("This duty is not for a party of that kind."), kind=kind)
    return OK


def may_leave_duty(viewer: Viewer, duty: Duty, *, at: datetime) -> Verdict:
    """Its holder, or whoever runs the project."""
    if duty.ended_at is not None:
        return no("duty_ended", _("This duty has ended already."))
    return OK if runs(viewer, duty.project) or speaks_for(viewer, duty.party) else no(*NOT_YOURS)


def may_name_measure(viewer: Viewer, project: Project, name: str, *, names: frozenset[str]) -> Verdict:
    """Say what the project counts from now on. `names`: what it counts already."""
    if not runs(viewer, project):
        return no(*NOT_YOURS)
    if not project.is_running:
        return no("project_over", _("This project is over."), state=project.state)
    if not name.strip():
        return no("say_what", _("Say what is counted, for instance “Kitchen waste”."), field="name")
    if name.strip() in names:
        return no("counted_already", _("This is counted already."), field="name")
    if len(names) >= MOST_MEASURES:
        return no("enough_measures", _("Twelve things to count are enough for one project."), most=MOST_MEASURES)
    return OK


def may_measure(viewer: Viewer, project: Project, on: date | None = None, *, today: date) -> Verdict:
    """Write down what was counted, also in the last days of a project; never ahead of time."""
    if not runs(viewer, project):
        return no(*NOT_YOURS)
    if project.state == ProjectState.STOPPED:
        return no("project_over", _("This project is over."), state=project.state)
    if on is not None and on > today:
        return no("not_yet", _("That day has not come yet."), field="on")
    return OK


def may_correct_measurement(viewer: Viewer, line: Measurement, *, corrected: bool, note: str | None = None) -> Verdict:
    """A wrong figure stays readable; the line that corrects it says why."""
    if not runs(viewer, line.measure.project):
        return no(*NOT_YOURS)
    if corrected:
        return no("corrected_already", _("This was corrected already. Correct the newer line."))
    if note is not None and not note.strip():
        return no("say_why_corrected", _("Say in a few words what was wrong."), field="note")
    return OK


def speaks_for(viewer: Viewer, party: Person | Organisation) -> bool:
    if isinstance(party, Person):
        return viewer.person_id == party.pk
    return viewer.speaks_for(party.pk, *SPEAKERS)
