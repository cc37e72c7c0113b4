"""Finding places: by path, by official code of any year, above, below, by what somebody calls them."""

from collections.abc import Collection, Iterable
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet

from tongzhuo.kernel.fields import subtree
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.places.models import FormerCode, Place
from tongzhuo.places.states import Level

WITHIN_COMMUNITIES = (Level.GRID, Level.COURTYARD)


def places_visible_to(viewer: Viewer) -> QuerySet[Place]:  # noqa: ARG001 - the signature every such query has
    """The tree is public. Places that have been merged into another are left out: they only keep answering."""
    return Place.objects.filter(succeeded_by=None)


def under(path: str) -> QuerySet[Place]:
    """The place at `path` and everything below it, in the order of the tree."""
    return Place.objects.filter(subtree(path)).order_by("path")


def above(place: Place) -> QuerySet[Place]:
    """What a place lies in, widest first."""
    return Place.objects.filter(path__in=place.paths_above).order_by("path")


def communities_of(pks: Collection[int]) -> dict[int, Place]:
    """The community in which each place lies; a place above communities is itself."""
    places = Place.objects.in_bulk(pks)
    above = {path for place in places.values() if place.level in WITHIN_COMMUNITIES for path in place.paths_above}
    by_path = {place.path: place for place in Place.objects.filter(path__in=above, level=Level.COMMUNITY)}
    return {pk: _first([*(by_path.get(path) for path in place.paths_above), place]) for pk, place in places.items()}


def _first(places: Iterable[Place | None]) -> Place:
    return next(place for place in places if place is not None)


def children_of(place: Place) -> QuerySet[Place]:
    return Place.objects.filter(parent=place, succeeded_by=None).order_by("path")


def place_at(path: str) -> Place | None:
    """The place at this path today, also by a path it had before it was merged into another."""
    place = Place.objects.filter(path=path).first()
    if place is None:
        former = FormerCode.objects.filter(path=path).exclude(path="").select_related("place").order_by("-pk").first()
        place = former.place if former else None
    return living(place) if place else None


def living(place: Place) -> Place:
    """The place that answers for this one today."""
    while place.succeeded_by is not None:
        place = place.succeeded_by
    return place


def place_by_code(code: str, year: int | None = None, within: str = "") -> Place | None:
    """The place of an official code as it was in `year` (today's when None), answered by its successor when it has one.

    A code may have belonged to several places one after another: the last one known by `year` answers,
    otherwise the earliest after it.
    """
    if not code:
        return None
    now = Place.objects.filter(subtree(within), official_code=code).select_related("succeeded_by")
    before = FormerCode.objects.filter(subtree(within, "place__path"), official_code=code).select_related(
        "place__succeeded_by"
    )
    if year is None:
        place = now.order_by("pk").first()
        former = before.order_by(F("official_year").desc(nulls_last=True), "-pk").first() if place is None else None
        place = former.place if former else place
    else:
        known = [(p.official_year, p) for p in now] + [(f.official_year, f.place) for f in before]
        place = _as_of(known, year)
    return living(place) if place else None


def _as_of(known: list[tuple[int | None, Place]], year: int) -> Place | None:
    if not known:
        return None
    earlier = [row for row in known if row[0] is None or row[0] <= year]
    if earlier:
        return max(earlier, key=lambda row: row[0] or 0)[1]
    return min(known, key=lambda row: row[0] or 0)[1]


def place_called(name: str, within: str) -> Place | None:
    """The one place under `within` that bears this name, the nearest to the top; None when there is none or several."""
    called = under(within).filter(Q(name_zh=name) | Q(name_en__iexact=name), succeeded_by=None)
    found = list(called[:20])
    top = min((place.path.count("/") for place in found), default=0)
    nearest = [place for place in found if place.path.count("/") == top]
    return nearest[0] if len(nearest) == 1 else None


def common_path(paths: Iterable[str]) -> str:
    """The path of the narrowest place that holds all of them; "" when they share none."""
    split = [path.strip("/").split("/") for path in paths]
    shared: list[str] = []
    for segments in zip(*split, strict=False):
        if len(set(segments)) > 1:
            break
        shared.append(segments[0])
    return f"/{'/'.join(shared)}/" if shared else ""


def zone_of(place: Place) -> ZoneInfo:
    """The time zone in which hours at this place are said."""
    return ZoneInfo(place.time_zone)
