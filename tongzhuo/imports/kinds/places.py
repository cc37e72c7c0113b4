"""Places from a list: official divisions by their codes, grids and courtyards by the place they lie in."""

import hashlib
from collections.abc import Sequence

from django.utils.text import slugify
from django.utils.translation import gettext as _

from tongzhuo.imports.finding import PATH, Finder
from tongzhuo.imports.kinds.base import KindOf, point_of, spelled, two_names
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.places.arrivals import PlaceRow, arrive_places
from tongzhuo.places.arriving import Arrived
from tongzhuo.places.known import level_at, path_of_code
from tongzhuo.places.states import Level
from tongzhuo.tables.reading import Reading

LEVELS = spelled(
    {
        Level.COUNTRY: "国家 国",
        Level.PROVINCE: "省 直辖市 自治区 state",
        Level.CITY: "市 地级市",
        Level.COUNTY: "区 县 区县 district borough",
        Level.TOWN: "街道 乡镇 乡 镇 sub-district",
        Level.COMMUNITY: "社区 村 居委会 village neighbourhood",
        Level.GRID: "网格",
        Level.COURTYARD: "小区 院 院落 楼院",
    }
)


def read(reading: Reading, finder: Finder) -> PlaceRow | None:
    zh, en = two_names(reading)
    path = _path(reading, finder, zh or en)
    level = reading.choice("level", LEVELS) if reading.fields.get("level") else level_at(path)
    point = point_of(reading)
    year = reading.whole("year", 2199, 1900)
    if reading.faults:
        return None
    return PlaceRow(
        path=path,
        level=level,
        name_zh=zh,
        name_en=en,
        code=_code(path, reading),
        year=year,
        lat=point[0] if point else None,
        lon=point[1] if point else None,
        time_zone=reading.text("time_zone", 40),
    )


def _path(reading: Reading, finder: Finder, name: str) -> str:
    """From the path, from the code, or from the place above and a segment."""
    said, code, parent = (reading.fields.get(field, "") for field in ("path", "code", "parent"))
    if said:
        if not PATH.fullmatch(said) or len(said) > 160:
            reading.fault(
                "path", _("A path looks like /cn/11/01/05/: small letters, digits and hyphens between slashes.")
            )
        return said
    if code and (path := path_of_code(code)):
        return path
    above = _above(reading, finder, parent)
    if above:
        return f"{above}{_segment(reading, code or name)}/"
    if code:
        reading.fault(
            "code", _("This is no place code. Chinese codes have 2, 4, 6, 9 or 12 digits; other places need a parent.")
        )
    elif not parent:
        reading.fault("parent", _("Give a code, a path, or the place it lies in."))
    return ""


def _above(reading: Reading, finder: Finder, parent: str) -> str:
    if PATH.fullmatch(parent):
        return parent
    if parent and (path := path_of_code(parent)):
        return path
    place = finder.place(reading, "parent") if parent or finder.root else None
    return place.path if place else ""


def _segment(reading: Reading, name: str) -> str:
    text = reading.text("segment", 40) or slugify(name)[:40]
    return slugify(text) or hashlib.blake2b(name.encode(), digest_size=4).hexdigest()


def _code(path: str, reading: Reading) -> str:
    """Chinese codes without the zeros that fill them up to twelve digits."""
    code = reading.text("code", 24)
    short = "".join(path.strip("/").split("/")[1:])
    return short if code and path_of_code(code) == path else code


def arrive(by: Viewer, rows: Sequence[PlaceRow], source: str) -> Arrived:
    return arrive_places(by=by, rows=rows, source=source)


PLACES = KindOf(
    name="places",
    read=read,
    arrive=arrive,
    key_of=lambda row: row.path,
    place_of=lambda row: row.path,
    remembers=False,
)
