"""Everything a person changes in the tree of places. Rows of files come in through `arrivals`."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet, Value
from django.db.models.functions import Concat, Substr
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.fields import subtree
from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import Refused, no, require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.places import rules
from tongzhuo.places.models import FormerCode, Place

SEGMENT = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_PATH = 160


@dataclass(frozen=True)
class Point:
    """Degrees in WGS-84."""

    lat: float
    lon: float


@transaction.atomic
def make_place(
    *,
    by: Viewer,
    parent: Place | None,
    segment: str,
    level: str,
    name_zh: str = "",
    name_en: str = "",
    official_code: str = "",
    official_year: int | None = None,
    point: Point | None = None,
    time_zone: str = "",
) -> Place:
    """A new place under `parent` (None: a country). `segment` is its part of the path; the time zone is inherited."""
    parent = _locked(parent) if parent else None
    require(rules.may_make_place(by, parent, at=now()))
    path = f"{parent.path if parent else '/'}{segment}/"
    _require_fit(path, segment, name_zh or name_en)
    place = Place.objects.create(
        path=path,
        parent=parent,
        level=level,
        name_zh=name_zh,
        name_en=name_en,
        official_code=official_code,
        official_year=official_year,
        lat=point.lat if point else None,
        lon=point.lon if point else None,
        time_zone=time_zone or (parent.time_zone if parent else settings.TIME_ZONE),
    )
    record(by=by, did="place.made", on=place, path=path, level=level)
    return place


@transaction.atomic
def rename_place(
    *,
    by: Viewer,
    place: Place,
    name_zh: str,
    name_en: str = "",
    official_code: str | None = None,
    year: int | None = None,
) -> Place:
    """New names, and perhaps a new official code; the old code keeps answering. The path stays: it is no name.

    `year` is when the new name was given: a list of an earlier year does not bring the old one back.
    """
    place = _locked(place)
    require(rules.may_rename_place(by, place, at=now()))
    _require_name(name_zh or name_en)
    before = {"name_zh": place.name_zh, "name_en": place.name_en, "official_code": place.official_code}
    if official_code is not None and official_code != place.official_code:
        _keep_answering(place, to_code=place.official_code)
        place.official_code = official_code
    place.name_zh, place.name_en, place.official_year = name_zh, name_en, year or now().year
    place.save(update_fields=["name_zh", "name_en", "official_code", "official_year"])
    record(by=by, did="place.renamed", on=place, path=place.path, before=before)
    return place


@transaction.atomic
def merge_places(*, by: Viewer, place: Place, into: Place, year: int | None = None) -> Place:
    """`place` becomes a part of `into`, with everything under it, so that whoever tends `into` tends it too.

    Its code and its path keep answering, with `into`. Returns `into`.
    """
    place, into = _locked_pair(place, into)
    require(rules.may_merge_places(by, place, into, at=now()))
    old, new = place.path, into.path + place.path[1:-1].replace("/", "-") + "/"
    moving = Place.objects.filter(subtree(old))
    _require_short(moving, new, old)
    _remember_paths(moving)
    moving.update(path=Concat(Value(new), Substr("path", len(old) + 1)))
    Place.objects.filter(pk=place.pk).update(parent=into, succeeded_by=into, official_year=year or now().year)
    record(by=by, did="place.merged", on=place, path=into.path, into=into.code, before=old, after=new)
    return into


@transaction.atomic
def move_point(*, by: Viewer, place: Place, point: Point | None) -> Place:
    """Where the place is on the map, or that nobody knows."""
    place = _locked(place)
    require(rules.may_move_point(by, place, at=now()))
    if point and not (-90 <= point.lat <= 90 and -180 <= point.lon <= 180):
        raise Refused(no("off_the_earth", _("That point is not on the earth.")))
    place.lat, place.lon = (point.lat, point.lon) if point else (None, None)
    place.save(update_fields=["lat", "lon"])
    record(by=by, did="place.moved", on=place, path=place.path, lat=place.lat, lon=place.lon)
    return place


def _locked(place: Place) -> Place:
    return Place.objects.select_for_update().get(pk=place.pk)


def _locked_pair(place: Place, other: Place) -> tuple[Place, Place]:
    """Both in the order of their keys, so that two merges never wait for each other."""
    found = Place.objects.select_for_update().filter(pk__in=(place.pk, other.pk)).order_by("pk").in_bulk()
    return found[place.pk], found[other.pk]


def _keep_answering(place: Place, *, to_code: str = "", to_path: str = "") -> None:
    if to_code or to_path:
        FormerCode.objects.get_or_create(
            place=place, official_code=to_code, official_year=place.official_year if to_code else None, path=to_path
        )


def _remember_paths(moving: "QuerySet[Place]") -> None:
    rows = [FormerCode(place=place, path=place.path) for place in moving.only("pk", "path")]
    FormerCode.objects.bulk_create(rows, ignore_conflicts=True)


def _require_fit(path: str, segment: str, name: str) -> None:
    if not SEGMENT.fullmatch(segment):
        raise Refused(
            no("segment_malformed", _("A part of a path has small letters, digits and hyphens only."), segment=segment)
        )
    if len(path) > LONGEST_PATH:
        raise Refused(no("too_deep", _("The tree is too deep here.")))
    if Place.objects.filter(path=path).exists() or FormerCode.objects.filter(path=path).exists():
        raise Refused(no("path_taken", _("There is a place at this path already."), path=path))
    _require_name(name)


def _require_name(name: str) -> None:
    if not name.strip():
        raise Refused(no("name_missing", _("Give the place a name.")))


def _require_short(moving: "QuerySet[Place]", new: str, old: str) -> None:
    if any(len(path) + len(new) - len(old) > LONGEST_PATH for path in moving.values_list("path", flat=True)):
        raise Refused(no("too_deep", _("The tree is too deep here.")))
