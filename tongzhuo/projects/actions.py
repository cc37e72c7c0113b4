"""Everything that changes projects and their duties. Each action: lock, ask the rule, write, record."""

import datetime as dt

from django.db import transaction
from django.utils.timezone import localdate, now

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.needs.models import Need
from tongzhuo.organisations.models import Organisation
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place
from tongzhuo.places.queries import zone_of
from tongzhuo.projects import queries, rules
from tongzhuo.projects.models import Duty, Measure, Measurement, Project
from tongzhuo.projects.states import DutyKind, ProjectState
from tongzhuo.vocabulary.models import Term


@transaction.atomic
def open_project(
    *,
    by: Viewer,
    title: str,
    place: Place,
    title_en: str = "",
    need: Need | None = None,
    team: Organisation | None = None,
    contact: Person | None = None,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
) -> Project:
    """A project begins to form. One need has one running project."""
    require(rules.may_open_project(by, place, team, at=now()))
    project = Project.objects.create(
        title=title,
        title_en=title_en,
        place=place,
        need=need,
        team=team,
        contact=contact,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    record(by=by, did="project.opened", on=project, path=place.path, need=need.code if need else "")
    return project


@transaction.atomic
def begin_project(*, by: Viewer, project: Project) -> Project:
    """Somebody has said yes: it is no longer only forming."""
    return _move(project, ProjectState.ACTIVE, by=by, did="project.begun")


@transaction.atomic
def begin_closing(*, by: Viewer, project: Project) -> Project:
    """Nothing new is opened; what is under way is brought to its end."""
    return _move(project, ProjectState.CLOSING, by=by, did="project.closing")


@transaction.atomic
def close_project(*, by: Viewer, project: Project) -> Project:
    return _move(project, ProjectState.CLOSED, by=by, did="project.closed")


@transaction.atomic
def stop_project(*, by: Viewer, project: Project, reason: str) -> Project:
    """It ends before its time, and says why."""
    return _move(project, ProjectState.STOPPED, by=by, did="project.stopped", reason=reason)


@transaction.atomic
def hold_duty(
    *,
    by: Viewer,
    project: Project,
    kind: str,
    person: Person | None = None,
    organisation: Organisation | None = None,
    agreed_on: dt.date | None = None,
) -> Duty:
    """A party takes a vacant duty; `agreed_on` is the day it said yes. Whoever operates becomes the project's team."""
    project = _locked(project)
    party = person or organisation
    assert party is not None
    holder = queries.holders(project).filter(kind=kind).first()
    require(rules.may_hold_duty(by, project, kind, party, holder, at=now()))
    duty = Duty.objects.create(
        project=project, kind=kind, person=person, organisation=organisation, agreed_on=agreed_on or localdate()
    )
    if kind == DutyKind.OPERATED and organisation is not None:
        project.team = organisation
        project.save(update_fields=["team"])
    record(by=by, did="duty.held", on=project, path=project.place.path, kind=str(kind), party=party.code)
    return duty


@transaction.atomic
def leave_duty(*, by: Viewer, duty: Duty) -> Duty:
    """The duty is vacant again; who had it stays written down."""
    project = _locked(duty.project)
    duty = Duty.objects.select_related("person", "organisation", "project__place").get(pk=duty.pk)
    require(rules.may_leave_duty(by, duty, at=now()))
    duty.ended_at = now()
    duty.save(update_fields=["ended_at"])
    if duty.kind == DutyKind.OPERATED and project.team_id == duty.organisation_id:
        project.team = None
        project.save(update_fields=["team"])
    record(by=by, did="duty.left", on=project, path=project.place.path, kind=duty.kind, party=duty.party.code)
    return duty


@transaction.atomic
def name_measure(*, by: Viewer, project: Project, name: str, unit: Term, name_en: str = "") -> Measure:
    """From now on the project counts this, in that unit."""
    project = _locked(project)
    names = frozenset(project.measures.values_list("name_zh", flat=True))
    require(rules.may_name_measure(by, project, name, names=names))
    names_given = {"name_zh": name.strip(), "name_en": name_en.strip()}
    measure = Measure.objects.create(project=project, unit=unit.base or unit, **names_given)
    record(by=by, did="measure.named", on=project, path=project.place.path, measure=measure.code)
    return measure


@transaction.atomic
def write_measurement(*, by: Viewer, measure: Measure, on: dt.date, amount: int, note: str = "") -> Measurement:
    """What was counted on that day, in base units. A day may have several lines: they add up."""
    project = _locked(measure.project)
    require(rules.may_measure(by, project, on, today=_today(project)))
    line = Measurement.objects.create(measure=measure, on=on, amount=amount, by_id=by.person_id, note=note.strip())
    _counted(by, project, line)
    return line


@transaction.atomic
def correct_measurement(*, by: Viewer, line: Measurement, amount: int, note: str) -> Measurement:
    """A line that takes the place of a wrong one, and says why."""
    project = _locked(line.measure.project)
    corrected = Measurement.objects.filter(corrects=line).exists()
    require(rules.may_correct_measurement(by, line, corrected=corrected, note=note))
    facts = {"measure": line.measure, "on": line.on, "corrects": line}
    made = Measurement.objects.create(amount=amount, by_id=by.person_id, note=note.strip(), **facts)
    _counted(by, project, made, instead=line.code)
    return made


def _counted(by: Viewer, project: Project, line: Measurement, instead: str = "") -> None:
    record(
        by=by,
        did="measure.written",
        on=project,
        path=project.place.path,
        measure=line.measure.code,
        line=line.code,
        amount=line.amount,
        instead=instead,
    )


def _today(project: Project) -> dt.date:
    return localdate(now(), zone_of(project.place))


def _move(project: Project, to: ProjectState, *, by: Viewer, did: str, reason: str = "") -> Project:
    project = _locked(project)
    require(rules.may_move_project(by, project, to, at=now(), reason=reason))
    project.state, project.reason = to, reason
    if to == ProjectState.ACTIVE and project.starts_on is None:
        project.starts_on = localdate()
    project.save(update_fields=["state", "reason", "starts_on"])
    record(by=by, did=did, on=project, path=project.place.path, reason=reason)
    return project


def _locked(project: Project) -> Project:
    rows = Project.objects.select_for_update(of=("self",)).select_related("place")
    return rows.get(pk=project.pk)
