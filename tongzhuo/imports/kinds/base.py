"""The shape of a kind."""

import csv
import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tongzhuo.imports.finding import Finder
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.layouts.shape import Layout, folded
from tongzhuo.places.arriving import Arrived
from tongzhuo.places.points import Datum, to_wgs84
from tongzhuo.tables.reading import Reading

LONGEST_KEY = 160
_FIELDS = Path(__file__).parent / "fields.csv"
Row = Any


@dataclass(frozen=True)
class Field:
    """One column of a coordinator's own list: its name, how people write it in Chinese, and an example."""

    name: str
    also: tuple[str, ...] = ()
    example: str = ""
    required: bool = False


@dataclass(frozen=True)
class KindOf:
    """`read` gives the row, or None with faults noted in the reading. `arrive` writes a batch in one transaction.

    `key_of` is the row's own name in its source, `place_of` the path that decides who may bring it, `tally` what the
    summary counts. `join` puts two rows with one key, one after the other, into one.
    """

    name: str
    read: Callable[[Reading, Finder], Row | None]
    arrive: Callable[[Viewer, Sequence[Row], str], Arrived]
    key_of: Callable[[Row], str]
    place_of: Callable[[Row], str]
    tally: Callable[[Row], Counter[str]] | None = None
    join: Callable[[Row, Row], Row] | None = None
    remembers: bool = True

    @property
    def fields(self) -> tuple[Field, ...]:
        return _fields()[self.name]

    def own_layout(self) -> Layout:
        """The layout of a coordinator's own list: the names of the fields, in English or Chinese."""
        columns = {folded(name): field.name for field in self.fields for name in (field.name, *field.also)}
        return Layout(name="own", kind=self.name, columns=columns)


@cache
def _fields() -> dict[str, tuple[Field, ...]]:
    found: dict[str, list[Field]] = {}
    with _FIELDS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            also = tuple(filter(None, row["also"].split("; ")))
            found.setdefault(row["kind"], []).append(Field(row["field"], also, row["example"], bool(row["required"])))
    return {kind: tuple(fields) for kind, fields in found.items()}


def own_key(reading: Reading, *parts: object) -> str:
    """The row's own key, or one made of what tells it from others."""
    key = reading.text("key", LONGEST_KEY)
    return key or hashlib.blake2b("\n".join(map(str, parts)).encode(), digest_size=12).hexdigest()


def two_names(reading: Reading, most_zh: int = 120, most_en: int = 160) -> tuple[str, str]:
    """`name_zh` and `name_en`; a plain `name` goes where its letters belong. One of them must be there."""
    zh, en, name = reading.text("name_zh", most_zh), reading.text("name_en", most_en), reading.fields.get("name", "")
    if name and is_chinese(name):
        zh = zh or reading.text("name", most_zh)
    elif name:
        en = en or reading.text("name", most_en)
    if not (zh or en) and not reading.faults:
        reading.fault("name", _("This must not be empty."))
    return zh, en


def is_chinese(text: str) -> bool:
    return any("\u3400" <= letter <= "\u9fff" for letter in text)


def spelled(choices: dict[str, str]) -> dict[str, str]:
    """Ways of writing a choice, one line for each value: `{"town": "街道 乡 镇"}`."""
    return {way: value for value, ways in choices.items() for way in (value, *ways.split())}


def point_of(reading: Reading) -> tuple[float, float] | None:
    """The point in WGS-84 degrees; None where there is none, and for 0, 0, which is how some files say so."""
    texts = reading.fields.get("lat", ""), reading.fields.get("lon", "")
    if not any(texts):
        return None
    for name, text in zip(("lat", "lon"), texts, strict=True):
        if not text:
            reading.fault(name, _("A point needs both latitude and longitude, in degrees."))
    lat, lon = reading.number_in("lat"), reading.number_in("lon")
    if lat is None or lon is None:
        return None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        reading.fault(
            "lat" if abs(lat) > 90 else "lon", _("This point is not on the earth. Are the two columns swapped?")
        )
        return None
    if lat == 0 and lon == 0:
        return None
    datum = reading.choice("datum", {datum.value: datum.value for datum in Datum}, default=Datum.WGS84)
    north, east = to_wgs84(float(lat), float(lon), datum)
    return round(north, 6), round(east, 6)
