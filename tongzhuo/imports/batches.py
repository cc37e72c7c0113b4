"""One batch: read its rows, write what is new or changed, note what was rejected and why."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import DataError, IntegrityError, transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from tongzhuo.imports import arrivals
from tongzhuo.imports.finding import Finder
from tongzhuo.imports.kinds import KindOf
from tongzhuo.imports.layouts import Layout, LeftOut
from tongzhuo.imports.models import Journal, Said
from tongzhuo.imports.reading import Fault, Reading
from tongzhuo.imports.recognising import Record
from tongzhuo.imports.rejects import Rejects
from tongzhuo.imports.tables import text_of
from tongzhuo.kernel.viewer import Viewer, the_system
from tongzhuo.places.arrivals import arrive_roots
from tongzhuo.places.arriving import Arrived
from tongzhuo.places.queries import place_at
from tongzhuo.places.rules import may_bring
from tongzhuo.vocabulary.actions import learn_terms

if TYPE_CHECKING:
    from tongzhuo.imports.running import Outcome

Batch = list[Record]


@dataclass
class _Read:
    """A row as it was read: its number in the file, the digest of what it says, the row itself."""

    number: int
    digest: str
    row: Any


@dataclass
class _Sorted:
    """What the rows of a batch came to: by key in the order of the file."""

    rows: dict[str, _Read] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


class Writer:
    """Writes batch after batch; what it has looked up serves the next one."""

    def __init__(
        self,
        by: Viewer,
        kind: KindOf,
        layout: Layout,
        journal: Journal,
        root: str,
        rejects: Rejects,
        outcome: "Outcome",
        *,
        dry_run: bool,
    ) -> None:
        self.by, self.kind, self.layout, self.journal, self.root = by, kind, layout, journal, root
        self.rejects, self.outcome, self.dry_run = rejects, outcome, dry_run
        self.finder: Finder | None = None
        self._met: set[str] = set()
        self._at = now()

    def write(self, batch: Batch) -> None:
        """All of it or, where the database refuses a row, all but that row."""
        size = self.rejects.size
        try:
            with transaction.atomic():
                self._write(batch)
                if self.dry_run:
                    transaction.set_rollback(True)
        except (DataError, IntegrityError) as error:
            self.rejects.rewind(size)
            self.finder = None
            if len(batch) > 1:
                self.write(batch[: len(batch) // 2])
                self.write(batch[len(batch) // 2 :])
            else:
                self._reject(batch[0], error)
        if self.dry_run:
            self.finder = None

    def _write(self, batch: Batch) -> None:
        finder = self.finder or self._new_finder()
        found = self._read(batch, finder)
        said = self._said(found)
        fresh = {key: read for key, read in found.rows.items() if said.get(key) != read.digest}
        same = len(found.rows) - len(fresh)
        arrived = Arrived()
        if fresh:
            arrived = self.kind.arrive(self.by, [read.row for read in fresh.values()], self.journal.source)
        for key, reason in arrived.refused.items():
            found.faults.append(Fault(fresh[key].number, "", key, reason))
        if self.kind.remembers and not self.dry_run:
            kept = {key: read.digest for key, read in fresh.items() if key not in arrived.refused}
            arrivals.remember_said(journal=self.journal, said=kept, met=found.rows.keys() - fresh.keys())
        counts = Counter(new=arrived.new, changed=arrived.changed, same=arrived.same + same)
        self._advance(batch, found, counts)
        for made in (finder.arrived.made, arrived.made):
            self._note_made(made)
        if self.dry_run:
            self._met.update(found.rows)
        if self.kind.tally:
            for read in found.rows.values():
                self.outcome.tally.update(self.kind.tally(read.row))

    def _advance(self, batch: Batch, found: _Sorted, counts: Counter[str]) -> None:
        counts["rejected"] = len({fault.row for fault in found.faults})
        counts["left_out"] = found.left_out.total()
        total = self.outcome.counts + counts
        size = self.rejects.add(sorted(found.faults))
        if not self.dry_run:
            arrivals.advance(journal=self.journal, rows_done=batch[-1].number, rejects_size=size, counts=total)
        self.outcome.counts = total
        self.outcome.left_out += found.left_out
        self.outcome.read += len(batch)

    def _reject(self, record: Record, error: Exception) -> None:
        """The database would not take this one row, though it reads well."""
        found = _Sorted(faults=[Fault(record.number, "", "", _("The database does not take this row: %(error)s") % {"error": error})])
        with transaction.atomic():
            self._advance([record], found, Counter())

    def _new_finder(self) -> Finder:
        """Also makes the root and the words of the layout where they are missing."""
        finder = Finder(self.by, self.journal.source, makes_places=self.layout.makes_places)
        if self.root:
            finder.root = place_at(self.root)
            if finder.root is None:
                finder.arrived = arrive_roots(by=self.by, paths=[self.root], source=self.journal.source)
                finder.root = place_at(self.root)
        if any(finder.word(word.shelf, word.slug) is None for word in self.layout.words):
            learned = learn_terms(by=the_system("import"), terms=self.layout.words)
            for word in self.layout.words:
                if word.slug in learned.made:
                    finder.arrived.note("term", word.slug, word.name_zh, word.name_en)
            finder.forget_words()
        self.finder = finder
        return finder

    def _note_made(self, made: Mapping[str, Mapping[str, str]]) -> None:
        """What was made on the way; in a rehearsal nothing stays, so that what the file itself brought is taken out."""
        for kind, names in made.items():
            known = self.outcome.made.setdefault(kind, {})
            known.update({key: name for key, name in names.items() if key not in self._met})

    def _read(self, batch: Batch, finder: Finder) -> _Sorted:
        found = _Sorted()
        last = ""
        for record in batch:
            if record.fault:
                found.faults.append(record.fault)
                continue
            try:
                for fields in self._fields(record):
                    last = self._read_one(record, fields, finder, found, last)
            except LeftOut as reason:
                found.left_out[str(reason)] += 1
            except (KeyError, TypeError, AttributeError, IndexError):
                found.faults.append(Fault(record.number, "", "", _("This row lacks what the layout needs.")))
        return found

    def _fields(self, record: Record) -> Iterator[dict[str, str]]:
        layout = self.layout
        for cells in layout.prepare(record.cells):
            fields = dict(layout.constants)
            for column, name in layout.columns.items():
                text = text_of(cells.get(column))
                told = layout.values.get(name, {}).get(text, text)
                if told or name not in fields:
                    fields[name] = told
            yield fields

    def _read_one(self, record: Record, fields: dict[str, str], finder: Finder, found: _Sorted, last: str) -> str:
        """Read one row and put it where it belongs. Returns its key."""
        reading = Reading(record.number, fields, self.layout)
        row = self.kind.read(reading, finder)
        if row is None:
            found.faults += reading.faults
            return last
        key, place = self.kind.key_of(row), self.kind.place_of(row)
        digest = _digest(fields, place) if self.kind.remembers else ""
        verdict = may_bring(self.by, place, at=self._at)
        if not verdict:
            found.faults.append(Fault(record.number, self.layout.column_of("place"), fields.get("place", ""), verdict.reason))
        elif key not in found.rows:
            found.rows[key] = _Read(record.number, digest, row)
        elif self.kind.join and key == last:
            before = found.rows[key]
            found.rows[key] = _Read(before.number, _digest({"": before.digest}, digest), self.kind.join(before.row, row))
        else:
            self._twice(record.number, key, found, found.rows[key].number)
        return key

    def _twice(self, number: int, key: str, found: _Sorted, first: int) -> None:
        reason = _("This is the same as in row %(row)d.") % {"row": first} if first else _("This stands further up in this file already.")
        found.faults.append(Fault(number, self.layout.column_of("key"), key, reason))

    def _said(self, found: _Sorted) -> dict[str, str]:
        """What the source said about these keys last time. A key that this very run has met is a fault."""
        if not self.kind.remembers:
            return {}
        known = Said.objects.filter(kind=self.kind.name, source=self.journal.source, key__in=list(found.rows))
        rows = list(known)
        for one in rows:
            if one.journal_id == self.journal.pk:
                self._twice(found.rows.pop(one.key).number, one.key, found, 0)
        return {one.key: one.digest for one in rows}


def _digest(fields: Mapping[str, str], place: str) -> str:
    text = json.dumps([place, fields], ensure_ascii=False, sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
