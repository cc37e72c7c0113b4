"""Places that arrive from a file, a batch at a time: what is new, what a newer list changed, what was missing above.

One transaction and one line of the memory for each batch. A row is known by its path, by its official code, or by a
path or code it had before, so that lists of different years meet in one tree.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import now

from tongzhuo.kernel.fields import subtrees
from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.places.arriving import Arrived, put
from tongzhuo.places.bulk import insert_coded
from tongzhuo.places.known import CODED_COUNTRIES, known_place, official_code_of
from tongzhuo.places.models import FormerCode, Place
from tongzhuo.places.queries import common_path
from tongzhuo.places.rules import may_bring_all

_CODED = tuple(f"/{country}/" for country in CODED_COUNTRIES)
_COLUMNS = (
    "path",
    "parent_id",
    "level",
    "name_zh",
    "name_en",
    "official_code",
    "official_year",
    "lat",
    "lon",
    "time_zone",
)
_FIELDS = ["level", "name_zh", "name_en", "official_code", "official_year", "lat", "lon"]


@dataclass(frozen=True)
class PlaceRow:
    """One place of a file. `path` is made from official codes where the country has them; the point is in WGS-84."""

    path: str
    level: str
    name_zh: str = ""
    name_en: str = ""
    code: str = ""
    year: int | None = None
    lat: float | None = None
    lon: float | None = None
    time_zone: str = ""

    @property
    def parent_path(self) -> str:
        return parent_path(self.path)


@dataclass
class _Tree:
    """The places that a batch touches, by the path its file would give them."""

    found: dict[str, Place] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.has_former = FormerCode.objects.exists()

    def look_up(self, paths: Iterable[str]) -> None:
        missing = {path for path in paths if path not in self.found}
        self._take(missing, {p.path: p for p in _places().filter(path__in=missing)})
        if not missing:
            return
        codes = {code: path for path in missing if (code := official_code_of(path))}
        recoded = _places().filter(subtrees(_CODED), official_code__in=codes)
        self._take(missing, {codes[p.official_code]: p for p in recoded})
        if self.has_former and missing:
            former = FormerCode.objects.filter(
                Q(path__in=missing) | Q(official_code__in=[c for c, p in codes.items() if p in missing])
            )
            places = _places().in_bulk([f.place_id for f in former])
            self._take(missing, {f.path or codes[f.official_code]: places[f.place_id] for f in former})

    def _take(self, missing: set[str], places: dict[str, Place]) -> None:
        self.found.update(places)
        missing.difference_update(places)


@transaction.atomic
def arrive_places(*, by: Viewer, rows: Sequence[PlaceRow], source: str) -> Arrived:
    """Write a batch; paths in `rows` differ from one another. What is missing above them is made and counted apart."""
    require(may_bring_all(by, (row.path for row in rows), at=now()))
    root = common_path(row.path for row in rows)
    tree, arrived = _Tree(), Arrived()
    tree.look_up([row.path for row in rows])
    new = [row for row in rows if row.path not in tree.found]
    own = {row.path for row in new}
    _make_above(tree, {row.parent_path for row in new} - own, arrived)
    _update(tree, [row for row in rows if row.path not in own], arrived)
    _insert(tree, new)
    arrived.new = len(new)
    _remember(by, "places.arrived", root, source, arrived)
    return arrived


@transaction.atomic
def arrive_roots(*, by: Viewer, paths: Iterable[str], source: str) -> Arrived:
    """Make these places, and those above them, where they are missing: the roots that a file's rows hang on."""
    wanted, arrived = set(paths), Arrived()
    require(may_bring_all(by, wanted, at=now()))
    root = common_path(wanted)
    _make_above(_Tree(), wanted, arrived)
    _remember(by, "places.arrived", root, source, arrived)
    return arrived


def parent_path(path: str) -> str:
    """`/cn/11/` is in `/cn/`, which is in ""."""
    above = path[: path.rstrip("/").rfind("/") + 1]
    return above if above != "/" else ""


def _places() -> "QuerySet[Place]":
    return Place.objects.select_for_update()


def _make_above(tree: _Tree, parents: set[str], arrived: Arrived) -> None:
    """Every missing place on the way from the country down to `parents`."""
    lineage = {above for path in parents for above in _lineage(path)}
    tree.look_up(lineage)
    missing = sorted(lineage - tree.found.keys(), key=_depth)
    rows = [_row_above(path) for path in missing]
    _insert(tree, rows)
    for row in rows:
        arrived.note("place", row.path, row.name_zh, row.name_en)


def _lineage(path: str) -> list[str]:
    segments = path.strip("/").split("/")
    return ["/" + "/".join(segments[:depth]) + "/" for depth in range(1, len(segments) + 1) if segments[0]]


def _row_above(path: str) -> PlaceRow:
    known = known_place(path)
    return PlaceRow(path, known.level, known.name_zh, known.name_en, official_code_of(path), time_zone=known.time_zone)


def _depth(path: str) -> int:
    return path.count("/")


def _insert(tree: _Tree, rows: Iterable[PlaceRow]) -> None:
    """Widest first, because a place needs the key of the one it lies in."""
    by_depth: dict[int, list[PlaceRow]] = {}
    for row in rows:
        by_depth.setdefault(_depth(row.path), []).append(row)
    for depth in sorted(by_depth):
        level = by_depth[depth]
        tree.look_up({row.parent_path for row in level} - {""})
        values = [_values(row, tree.found.get(row.parent_path)) for row in level]
        insert_coded(Place, _COLUMNS, values)


def _values(row: PlaceRow, parent: Place | None) -> tuple[Any, ...]:
    zone = row.time_zone or (parent.time_zone if parent else settings.TIME_ZONE)
    path = parent.path + row.path[len(row.parent_path) :] if parent else row.path
    parent_id = parent.pk if parent else None
    return path, parent_id, row.level, row.name_zh, row.name_en, row.code, row.year, row.lat, row.lon, zone


def _update(tree: _Tree, rows: Iterable[PlaceRow], arrived: Arrived) -> None:
    changed, former = [], []
    for row in rows:
        place = tree.found[row.path]
        code, year = place.official_code, place.official_year
        if not put(place, _said(row, place)):
            arrived.same += 1
            continue
        changed.append(place)
        if code and code != place.official_code:
            former.append(FormerCode(place=place, official_code=code, official_year=year))
    FormerCode.objects.bulk_create(former, ignore_conflicts=True)
    Place.objects.bulk_update(changed, _FIELDS, batch_size=100)
    arrived.changed = len(changed)


def _said(row: PlaceRow, place: Place) -> dict[str, Any]:
    """What this row says about a place we know. A list of an earlier year, or one that knows the place by a code it
    no longer has, only fills what is empty."""
    says: dict[str, Any] = {
        "name_zh": row.name_zh,
        "name_en": row.name_en,
        "level": row.level,
        "official_code": row.code,
        "official_year": row.year,
        "lat": row.lat,
        "lon": row.lon,
    }
    older = bool(row.year and place.official_year and row.year < place.official_year)
    by_former_code = row.code not in ("", place.official_code) and row.code == official_code_of(row.path)
    fills = older or by_former_code or place.succeeded_by_id is not None
    given = {name: value for name, value in says.items() if value not in ("", None)}
    if fills:
        return {name: value for name, value in given.items() if getattr(place, name) in ("", None)}
    return given


def _remember(by: Viewer, did: str, root: str, source: str, arrived: Arrived) -> None:
    """One line for the batch, on the place that holds all of it; none when nothing was written."""
    if arrived.wrote:
        on = Place.objects.filter(path=root).first() or Place(path=root, code="")
        record(by=by, did=did, on=on, path=root, source=source, **arrived.facts())
