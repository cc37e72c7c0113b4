"""Which projects somebody sees, and who holds their duties. Hidden looks the same as absent."""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from tongzhuo.kernel.fields import subtrees
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.needs.models import Need
from tongzhuo.organisations.states import KEEPERS, SPEAKERS
from tongzhuo.projects.models import Duty, Measure, Measurement, Project
from tongzhuo.projects.states import RUNNING, DutyKind, ProjectState


def projects_visible_to(viewer: Viewer) -> QuerySet[Project]:
    """Everybody sees what has begun; what is forming is seen by whoever runs it."""
    projects = Project.objects.select_related("place", "team", "need", "contact")
    if viewer.is_system:
        return projects
    return projects.filter(~Q(state=ProjectState.FORMING) | run_by(viewer))


def run_by(viewer: Viewer, prefix: str = "") -> Q:
    """Rows that belong to a project this viewer runs; `prefix` leads to the project: `run_by(viewer, "project__")`."""
    if not viewer.is_somebody:
        return Q(pk__in=[])
    teams = [held.organisation_id for held in viewer.mandates if held.role in SPEAKERS]
    own = Q(**{f"{prefix}contact": viewer.person_id}) | Q(**{f"{prefix}team__in": teams})
    return own | subtrees(viewer.paths(*KEEPERS), f"{prefix}place__path")


def project_of(need: Need) -> Project | None:
    """The running project that answers this need."""
    return Project.objects.select_related("place").filter(need=need, state__in=RUNNING).first()


@dataclass(frozen=True)
class DutyRow:
    """One of the five duties with its holder; None is vacant."""

    kind: str
    label: str
    holder: Duty | None


def duties_of(project: Project) -> list[DutyRow]:
    """All five, in their order."""
    held = {duty.kind: duty for duty in holders(project)}
    return [DutyRow(kind, str(label), held.get(kind)) for kind, label in DutyKind.choices]


def holders(project: Project) -> QuerySet[Duty]:
    """Who holds a duty today."""
    duties = Duty.objects.filter(project=project, ended_at=None)
    return duties.select_related("person", "organisation", "project__place").order_by("pk")


def history_of(project: Project) -> QuerySet[Duty]:
    """Every holder there ever was, first to last."""
    return Duty.objects.filter(project=project).select_related("person", "organisation").order_by("pk")


@dataclass
class Measured:
    """One thing a project counts: its lines, newest first, and what each month came to (first day of it, base units).
    Corrected lines are among the lines and count nowhere."""

    measure: Measure
    lines: list[Measurement] = field(default_factory=list)
    corrected: set[int] = field(default_factory=set)

    @property
    def counting(self) -> list[Measurement]:
        return [line for line in self.lines if line.pk not in self.corrected]

    @property
    def total(self) -> int:
        return sum(line.amount for line in self.counting)

    @property
    def months(self) -> list[tuple[dt.date, int]]:
        """Every month from the first to the last, also those in which nothing was counted; a year at most."""
        sums: dict[dt.date, int] = {}
        for line in self.counting:
            first = line.on.replace(day=1)
            sums[first] = sums.get(first, 0) + line.amount
        return [(month, sums.get(month, 0)) for month in _months(min(sums), max(sums))][-12:] if sums else []


def measured_in(project: Project) -> list[Measured]:
    """Everything the project counts, in the order in which it was named. Two queries."""
    found = {one.pk: Measured(one) for one in project.measures.select_related("unit__base").order_by("pk")}
    rows = Measurement.objects.filter(measure__in=list(found)).select_related("measure__unit", "by", "corrects")
    for line in rows.order_by("-on", "-pk") if found else ():
        found[line.measure_id].lines.append(line)
        if line.corrects_id is not None:
            found[line.measure_id].corrected.add(line.corrects_id)
    return list(found.values())


def _months(first: dt.date, last: dt.date) -> list[dt.date]:
    months = [first]
    while months[-1] < last:
        months.append((months[-1] + dt.timedelta(days=32)).replace(day=1))
    return months
