"""What the desk looks up before it signs people up, who could hold a duty, and what a new activity can begin with."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localdate, now

from tongzhuo.kernel.fields import subtree, subtrees
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.models import Membership, Organisation, in_force
from tongzhuo.organisations.queries import fellows_of, holders, organisations_of
from tongzhuo.organisations.states import SPEAKERS, Kind, Role
from tongzhuo.people.models import Person
from tongzhuo.people.queries import people_kept_by
from tongzhuo.places.models import Place
from tongzhuo.places.states import Level
from tongzhuo.projects.models import Project
from tongzhuo.projects.queries import DutyRow
from tongzhuo.projects.rules import runs
from tongzhuo.projects.states import HELD_BY, HELD_BY_PEOPLE
from tongzhuo.rota.chain import Named
from tongzhuo.service.models import Activity, Series, Shift, SignUp
from tongzhuo.service.queries import activities_run_by, templates_kept_by
from tongzhuo.service.states import AHEAD, ON

A_LIST = 60


@dataclass(frozen=True)
class Known:
    """A line of a chain with whom it may mean: nobody we know, one person, or several of that name."""

    named: Named
    people: list[Person] = field(default_factory=list)


def known_among(viewer: Viewer, chain: Sequence[Named]) -> list[Known]:
    """Matched by name, only with people whose desk this viewer keeps. One query."""
    names = [one.name for one in chain]
    rows = people_kept_by(viewer).filter(Q(name__in=names) | Q(display_name__in=names)).order_by("name", "pk")
    found = list(rows) if names else []
    return [Known(one, [who for who in found if one.name in (who.name, who.display_name)]) for one in chain]


def teams_led_by(viewer: Viewer) -> list[tuple[Organisation, list[Person]]]:
    """The organisations this viewer speaks for, each with its members by name. Two queries."""
    led = {held.organisation_id for held in viewer.mandates if held.role in SPEAKERS}
    teams = list(Organisation.objects.filter(pk__in=led).order_by("pk"))
    rows = Membership.objects.filter(in_force(), organisation__in=teams).select_related("person__home")
    members: dict[int, list[Person]] = {team.pk: [] for team in teams}
    for row in rows.order_by("person__name", "pk"):
        members[row.organisation_id].append(row.person)
    return [(team, members[team.pk]) for team in teams if members[team.pk]]


@dataclass(frozen=True)
class Vacant:
    """A duty with its holder, or with the parties that this viewer may write down for it: (code, name)."""

    row: DutyRow
    choices: list[tuple[str, str]]


def duties_before(viewer: Viewer, project: Project, rows: Sequence[DutyRow]) -> list[Vacant]:
    """Whoever runs the project chooses among the organisations around it and the offices above it; others offer
    themselves and their own."""
    may_name = runs(viewer, project)
    own = Q(pk__in={held.organisation_id for held in viewer.mandates if held.role in SPEAKERS})
    around = "/".join(project.place.path.split("/")[:-2]) + "/"
    guiding = Q(kind=Kind.GOVERNMENT, place__path__in=project.place.paths_above)
    near = own | guiding | subtree(around, "place__path") if may_name else own
    bodies = list(Organisation.objects.filter(near).order_by("pk")[:A_LIST]) if viewer.is_somebody else []
    return [Vacant(row, [] if row.holder else _who_could(viewer, row.kind, bodies)) for row in rows]


def _who_could(viewer: Viewer, kind: str, bodies: Sequence[Organisation]) -> list[tuple[str, str]]:
    found = [(body.code, body.name) for body in bodies if body.kind in HELD_BY[kind]]
    return [*found, (viewer.code, viewer.name)] if viewer.is_somebody and kind in HELD_BY_PEOPLE else found


def places_tended_by(viewer: Viewer) -> QuerySet[Place]:
    """The communities where this viewer may open a project, and the places of their mandates."""
    paths = viewer.paths(*SPEAKERS)
    near = Q(path__in=paths) | (subtrees(paths, "path") & Q(level=Level.COMMUNITY))
    return Place.objects.filter(near).order_by("path")


def units_near(viewer: Viewer, project: Project) -> list[Organisation]:
    """Who may record the hours: the viewer's own organisations, the project's team, the office of the place."""
    office = holders(project.place.path, Role.COORDINATOR).first()
    near = [project.team, office.organisation if office else None]
    return [*organisations_of(viewer), *(unit for unit in near if unit)]


def who_could_be_in_charge(viewer: Viewer, now_is: int | None) -> QuerySet[Person]:
    """The people of one's own organisations, oneself, and who it is now."""
    fellows = fellows_of(viewer).values("pk")
    return Person.objects.filter(Q(pk__in=fellows) | Q(pk__in=[viewer.person_id, now_is])).order_by("name", "pk")


def activity_run_by(viewer: Viewer, code: str) -> Activity:
    """Whoever does not run it finds nothing here."""
    return get_object_or_404(activities_run_by(viewer), code=code)


def series_run_by(viewer: Viewer) -> QuerySet[Series]:
    rows = Series.objects.filter(activity__in=activities_run_by(viewer).values("pk"))
    return rows.select_related("activity__place", "activity__project__place")


def dates_ahead(series: Series) -> list[tuple[Shift, int]]:
    """What of a series is still to come, each with how many are on it."""
    rows = list(Shift.objects.filter(series=series, state__in=ON, starts__gt=now()).order_by("starts", "pk"))
    people = SignUp.objects.filter(shift__in=rows, state__in=AHEAD).values_list("shift", flat=True)
    on_it = list(people)
    return [(shift, on_it.count(shift.pk)) for shift in rows]


def days_ahead(series: Series) -> list[dt.date]:
    return [localdate(shift.first_starts or shift.starts) for shift, _on_it in dates_ahead(series)]


def first_date_of(made: Activity, like: Activity | None) -> str:
    """Where one goes on: to the pattern of what it was copied from, or to its own page."""
    if like is None:
        return reverse("service:activity", args=[made.code])
    weekly = Series.objects.filter(activity=like).exists()
    return reverse("rota:series" if weekly else "rota:date", args=[made.code]) + f"?like={like.code}"


def last_series_like(viewer: Viewer, code: str) -> Series | None:
    """The last weekly pattern of what the viewer copies."""
    return Series.objects.filter(activity__in=_to_copy(viewer, code)).order_by("-pk").first()


def last_shift_like(viewer: Viewer, code: str) -> Shift | None:
    return Shift.objects.filter(activity__in=_to_copy(viewer, code)).order_by("-pk").first()


def places_of(shift: Shift) -> dict[str, int | None]:
    """The places of a shift as the form has them."""
    kinds = dict(shift.kinds.values_list("kind", "places"))
    return {"places": shift.places, "trained": kinds.get("trained"), "newcomer": kinds.get("newcomer")}


def _to_copy(viewer: Viewer, code: str) -> list[int]:
    """The activity with this code, if the viewer runs it or it is a template of theirs."""
    if not code:
        return []
    found = templates_kept_by(viewer).filter(code=code).first() or activities_run_by(viewer).filter(code=code).first()
    return [found.pk] if found else []
