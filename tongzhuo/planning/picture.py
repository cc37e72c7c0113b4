"""A plan in figures and points: who comes from where to where, how many seats have somebody, who would help most."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from tongzhuo.linkages.models import Link, Plan, PlannedNeed
from tongzhuo.linkages.states import HOLDING, LinkState
from tongzhuo.look.plots import Circle, Spot, Way
from tongzhuo.places.models import Place
from tongzhuo.places.queries import communities_of

BLUR_M = 400  # everybody within a square of this side is drawn at its middle: at least 200 m to each side
METRES_A_DEGREE = 111_320
POINTS = (
    "person__lat", "person__lon", "person__home__lat", "person__home__lon", "person__home",
    "organisation__lat", "organisation__lon", "organisation__place__lat", "organisation__place__lon",
    "organisation__place", "need__lat", "need__lon", "need__place__lat", "need__place__lon", "need__place",
    "person", "organisation",
)  # fmt: skip


@dataclass
class Flow:
    """From one place to another: how many parties, on how many dates."""

    start: Place = field(default_factory=Place)
    end: Place = field(default_factory=Place)
    parties: set[tuple[int | None, int | None]] = field(default_factory=set)
    dates: int = 0


@dataclass(frozen=True)
class Coverage:
    """How many of the seats that a place asked for have somebody."""

    place: str
    needs: int
    whole: int
    seats: int
    filled: int

    @property
    def percent(self) -> int:
        return 100 * self.filled // self.seats if self.seats else 0


@dataclass(frozen=True)
class Ways:
    """The lines of the map, and the same by places for its table, the largest first."""

    lines: list[Way]
    flows: list[Flow]
    names: list[Circle]


def blurred(lat: float, lon: float) -> Spot:
    """The middle of the square in which a point lies: nobody's door can be read off a picture."""
    high = BLUR_M / METRES_A_DEGREE
    row = math.floor(lat / high)
    middle = (row + 0.5) * high
    wide = high / math.cos(math.radians(middle))
    return Spot(round(middle, 6), round((math.floor(lon / wide) + 0.5) * wide, 6))


def ways_of(plan: Plan) -> Ways:
    """Who sits or could sit at the tables of this plan, as it stands now. Reads one row after the other."""
    standing = Q(state__in=(LinkState.SUGGESTED, *HOLDING))
    links = Link.objects.filter(standing, need__planned__plan=plan).order_by("pk")
    lines: Counter[tuple[Spot, Spot, str]] = Counter()
    flows: dict[tuple[int, int], Flow] = {}
    for row in links.values(*POINTS).iterator():
        home = row["person__home"] or row["organisation__place"]
        flow = flows.setdefault((home, row["need__place"]), Flow())
        flow.parties.add((row["person"], row["organisation"]))
        flow.dates += 1
        start, end = _start(row), _point(row, "need", "need__place")
        if start and end:
            lines[start, end, "person" if row["person"] else "body"] += 1
    between = _between_communities(flows)
    return Ways(
        lines=[Way(start, end, many, kind) for (start, end, kind), many in sorted(lines.items())],
        flows=sorted(between.values(), key=lambda flow: (-flow.dates, flow.start.name, flow.end.name)),
        names=_names(between.values()),
    )


def _between_communities(flows: Mapping[tuple[int, int], Flow]) -> dict[tuple[int, int], Flow]:
    """The same with grids and courtyards as their communities: whoever comes from next door comes from here."""
    communities = communities_of({pk for ends in flows for pk in ends})
    joined: dict[tuple[int, int], Flow] = {}
    for (home, goal), flow in flows.items():
        start, end = communities[home], communities[goal]
        whole = joined.setdefault((start.pk, end.pk), Flow(start, end))
        whole.parties |= flow.parties
        whole.dates += flow.dates
    return joined


def coverage_of(plan: Plan) -> list[Coverage]:
    """By place, the one that lacks most first."""
    rows = PlannedNeed.objects.filter(plan=plan).values("need__place")
    counted = rows.annotate(
        needs=Count("pk"), whole=Count("pk", filter=Q(is_whole=True)), seats=Sum("seats"), filled=Sum("filled")
    )
    found = {row["need__place"]: row for row in counted}
    communities = communities_of(found)
    joined: dict[Place, list[Coverage]] = {}
    for pk, row in found.items():
        part = Coverage("", row["needs"], row["whole"], row["seats"], row["filled"])
        joined.setdefault(communities[pk], []).append(part)
    covered = [total_of(parts, place.name) for place, parts in joined.items()]
    return sorted(covered, key=lambda one: (one.filled - one.seats, one.place))


def total_of(coverage: Iterable[Coverage], place: str = "") -> Coverage:
    """All of them together."""
    rows = [(one.needs, one.whole, one.seats, one.filled) for one in coverage]
    needs, whole, seats, filled = (sum(column) for column in zip(*rows, strict=True)) if rows else (0, 0, 0, 0)
    return Coverage(place, needs, whole, seats, filled)


def sentence_of(ways: Ways) -> str:
    """What the map shows, for whoever does not see it."""
    parties = {party for flow in ways.flows for party in flow.parties}
    return _("Map: %(parties)d parties come to %(places)d places. The same figures stand in the table beside it.") % {
        "parties": len(parties),
        "places": len({flow.end.pk for flow in ways.flows}),
    }


def _start(row: dict[str, Any]) -> Spot | None:
    """A person's square; an organisation's own address, which is public."""
    if row["person"]:
        return _point(row, "person", "person__home")
    lat, lon = _degrees(row, "organisation", "organisation__place")
    return None if lat is None or lon is None else Spot(lat, lon)


def _point(row: dict[str, Any], own: str, place: str) -> Spot | None:
    lat, lon = _degrees(row, own, place)
    return None if lat is None or lon is None else blurred(lat, lon)


def _degrees(row: dict[str, Any], own: str, place: str) -> tuple[float | None, float | None]:
    """One's own point, or that of one's place."""
    if row[f"{own}__lat"] is not None and row[f"{own}__lon"] is not None:
        return row[f"{own}__lat"], row[f"{own}__lon"]
    return row[f"{place}__lat"], row[f"{place}__lon"]


def _names(flows: Iterable[Flow]) -> list[Circle]:
    """The names of the places that are gone to, by how often."""
    dates: Counter[Place] = Counter()
    for flow in flows:
        dates[flow.end] += flow.dates
    return [
        Circle(Spot(place.lat, place.lon), many, place.name)
        for place, many in dates.items()
        if place.lat is not None and place.lon is not None
    ]
