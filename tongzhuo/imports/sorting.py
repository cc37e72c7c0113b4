"""The rows of a batch as they were read: what may be written, what was rejected and why, what was left out."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.timezone import now
from django.utils.translation import gettext as _

from tongzhuo.imports.finding import Finder
from tongzhuo.imports.kinds import KindOf
from tongzhuo.imports.recognising import Record
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.layouts.shape import Layout, LeftOut
from tongzhuo.places.rules import may_bring
from tongzhuo.tables.reading import Fault
from tongzhuo.tables.rows import text_of


@dataclass
class Read:
    """A row as it was read: its number in the file, the digest of what it says, the row itself."""

    number: int
    digest: str
    row: Any


@dataclass
class Sorted:
    """By key, in the order of the file. `last` is the key of the row read last."""

    rows: dict[str, Read] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    last: str = ""


def sort_rows(batch: Iterable[Record], by: Viewer, kind: KindOf, layout: Layout, finder: Finder) -> Sorted:
    found, at = Sorted(), now()

    def read_one(number: int, fields: dict[str, str]) -> None:
        reading = layout.reading(number, fields)
        row = kind.read(reading, finder)
        if row is None:
            found.faults += reading.faults
            return
        place = kind.place_of(row)
        verdict = may_bring(by, place, at=at)
        if verdict:
            digest = _digest(fields, place) if kind.remembers else ""
            _put(found, kind.key_of(row), Read(number, digest, row), kind, layout)
        else:
            reading.fault("place", verdict.reason)
            found.faults += reading.faults

    for record in batch:
        if record.fault:
            found.faults.append(record.fault)
            continue
        try:
            for fields in _fields(record, layout):
                read_one(record.number, fields)
        except LeftOut as left_out:
            found.left_out[str(left_out)] += 1
        except (KeyError, TypeError, AttributeError, IndexError):
            reason = _("This row lacks what the layout needs.")
            found.faults.append(Fault(record.number, "", "", reason))
    return found


def twice(found: Sorted, number: int, key: str, layout: Layout, *, first: int) -> None:
    """A key that stands twice in one file: the first row counts."""
    if first:
        reason = _("This is the same as in row %(row)d.") % {"row": first}
    else:
        reason = _("This stands further up in this file already.")
    found.faults.append(Fault(number, layout.column_of.get("key", "key"), key, reason))


def _put(found: Sorted, key: str, read: Read, kind: KindOf, layout: Layout) -> None:
    """Where it belongs: a new key, one more line of the need before it, or a fault."""
    before = found.rows.get(key)
    if before is None:
        found.rows[key] = read
    elif kind.join and key == found.last:
        digest = _digest({"": before.digest}, read.digest)
        found.rows[key] = Read(before.number, digest, kind.join(before.row, read.row))
    else:
        twice(found, read.number, key, layout, first=before.number)
    found.last = key


def _fields(record: Record, layout: Layout) -> Iterator[dict[str, str]]:
    """The fields of a row as the layout names them; a column that is empty does not hide a constant."""
    for cells in layout.prepare(record.cells):
        fields = dict(layout.constants)
        for column, name in layout.columns.items():
            text = text_of(cells.get(column))
            told = layout.values.get(name, {}).get(text, text)
            if told or name not in fields:
                fields[name] = told
        yield fields


def _digest(fields: Mapping[str, str], place: str) -> str:
    text = json.dumps([place, fields], ensure_ascii=False, sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
