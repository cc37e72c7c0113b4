"""The shape of a kind."""

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tongzhuo.imports.finding import Finder
from tongzhuo.imports.layouts import Layout, folded
from tongzhuo.tables.reading import Reading
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.places.arriving import Arrived

LONGEST_KEY = 160
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
    fields: tuple[Field, ...]
    read: Callable[[Reading, Finder], Row | None]
    arrive: Callable[[Viewer, Sequence[Row], str], Arrived]
    key_of: Callable[[Row], str]
    place_of: Callable[[Row], str]
    tally: Callable[[Row], Counter[str]] | None = None
    join: Callable[[Row, Row], Row] | None = None
    remembers: bool = True

    def own_layout(self) -> Layout:
        """The layout of a coordinator's own list: the names of the fields, in English or Chinese."""
        columns = {folded(name): field.name for field in self.fields for name in (field.name, *field.also)}
        return Layout(name="own", kind=self.name, columns=columns)


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
