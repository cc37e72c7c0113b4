"""What the desk looks up before it signs people up, and who could hold a duty."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from tongzhuo.kernel.fields import subtree
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.models import Membership, Organisation, in_force
from tongzhuo.organisations.states import SPEAKERS, Kind
from tongzhuo.people.models import Person
from tongzhuo.people.queries import people_kept_by
from tongzhuo.projects.models import Project
from tongzhuo.projects.queries import DutyRow
from tongzhuo.projects.rules import runs
from tongzhuo.projects.states import HELD_BY, HELD_BY_PEOPLE
from tongzhuo.rota.chain import Named

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
