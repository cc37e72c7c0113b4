"""Confirmed lines in the layout of another system. A mapping file says which column holds which field, and how.

Nothing is held: lines go from the database to the file one after the other.
"""

import codecs
import csv
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from openpyxl import Workbook

from tongzhuo.records.models import ServiceRecord

CHUNK = 500
FORMULA = ("=", "+", "-", "@", "\t", "\r")

# What a mapping file may name. The identity number is none of it: it never leaves in a file.
FIELDS: dict[str, Callable[[ServiceRecord], Any]] = {
    "number": lambda line: line.shown_code,
    "corrects": lambda line: line.corrects.shown_code if line.corrects else "",
    "name": lambda line: line.person.name,
    "volunteer_number": lambda line: line.person.volunteer_number or "",
    "birth_date": lambda line: line.person.birth_date,
    "activity": lambda line: line.activity_name,
    "content": lambda line: line.content or line.activity_name,
    "starts": lambda line: line.starts.astimezone(ZoneInfo(line.place.time_zone)),
    "ends": lambda line: line.ends.astimezone(ZoneInfo(line.place.time_zone)),
    "place": lambda line: ", ".join(filter(None, (line.place.name, line.spot))),
    "place_code": lambda line: line.place.official_code,
    "hours": lambda line: line.minutes / 60,
    "recorded_by": lambda line: line.recorded_by.name,
    "registration": lambda line: line.recorded_by.registration,
    "in_charge": lambda line: line.in_charge,
    "proof": lambda line: line.get_proof_display(),
    "confirmed_on": lambda line: line.confirmed_at,
    "reason": lambda line: line.reason,
}


class UnknownField(ValueError):
    """The mapping file names a field that there is none of."""


@dataclass(frozen=True)
class Column:
    """`how` is a format as Python writes it: `%Y-%m-%d` for days, `.1f` for hours; empty leaves it as it is."""

    title: str
    field: str
    how: str = ""

    def cell(self, line: ServiceRecord) -> str:
        value = FIELDS[self.field](line)
        text = "" if value is None else format(value, self.how)
        return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA) else text


@cache
def columns(path: Path) -> tuple[Column, ...]:
    """The columns of a mapping file, in its order. UnknownField when one is of a field that we do not have."""
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["column"]
    read = tuple(Column(row["title"], row["field"], row.get("format", "")) for row in rows)
    if unknown := sorted({column.field for column in read} - FIELDS.keys()):
        raise UnknownField(f"{path.name}: {', '.join(unknown)}")
    return read


def table(lines: Iterable[ServiceRecord]) -> Iterator[list[str]]:
    """The titles, then a row for each line."""
    wanted = columns(Path(settings.RECORD_LAYOUT))
    yield [column.title for column in wanted]
    for line in lines:
        yield [column.cell(line) for column in wanted]


class _Echo:
    """A file that hands back what is written into it."""

    def write(self, text: str) -> bytes:
        return text.encode()


def as_csv(lines: Iterable[ServiceRecord]) -> Iterator[bytes]:
    """UTF-8 with the mark by which spreadsheet programs recognise it."""
    writer = csv.writer(_Echo())
    yield codecs.BOM_UTF8
    for row in table(lines):
        yield writer.writerow(row)


def as_xlsx(lines: Iterable[ServiceRecord]) -> IO[bytes]:
    """A workbook of one sheet in a temporary file, at its beginning."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in table(lines):
        sheet.append(row)
    made = TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    book.save(made)
    made.seek(0)
    return made
