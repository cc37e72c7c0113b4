"""Writing a file batch by batch: what is new or changed goes in, the rest is listed, the journal moves along."""

from collections import Counter
from dataclasses import dataclass, field

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from tongzhuo.imports import arrivals
from tongzhuo.imports.finding import Finder
from tongzhuo.imports.kinds import KindOf
from tongzhuo.imports.models import Journal, Said
from tongzhuo.imports.outcome import Outcome
from tongzhuo.imports.recognising import Record
from tongzhuo.imports.sorting import Sorted, sort_rows, twice
from tongzhuo.kernel.viewer import Viewer, the_system
from tongzhuo.layouts.shape import Layout
from tongzhuo.places.arrivals import arrive_roots
from tongzhuo.places.arriving import Arrived
from tongzhuo.places.queries import place_at
from tongzhuo.tables.reading import Fault
from tongzhuo.tables.rejects import Rejects
from tongzhuo.vocabulary.actions import learn_terms

Batch = list[Record]


@dataclass
class Writer:
    """Writes batch after batch; what it has looked up serves the next one. `root` is the path of the root, or ""."""

    by: Viewer
    kind: KindOf
    layout: Layout
    journal: Journal
    root: str
    rejects: Rejects
    dry_run: bool
    _finder: Finder | None = None
    _met: set[str] = field(default_factory=set)

    def write(self, batch: Batch) -> Outcome:
        """All of it or, where the database refuses a row, all but that row."""
        size = self.rejects.size
        try:
            with transaction.atomic():
                outcome = self._write(batch)
                if self.dry_run:
                    transaction.set_rollback(True)
        except (DataError, IntegrityError) as error:
            self.rejects.rewind(size)
            self._finder = None
            return self._in_halves(batch, error)
        if self.dry_run:
            self._finder = None
        self._moved(batch, outcome)
        return outcome

    def _write(self, batch: Batch) -> Outcome:
        finder = self._finder or self._new_finder()
        found = sort_rows(batch, self.by, self.kind, self.layout, finder)
        said = self._said(found)
        fresh = {key: read for key, read in found.rows.items() if said.get(key) != read.digest}
        arrived = Arrived()
        if fresh:
            arrived = self.kind.arrive(self.by, [read.row for read in fresh.values()], self.journal.source)
        for key, reason in arrived.refused.items():
            found.faults.append(Fault(fresh[key].number, "", key, reason))
        if self.kind.remembers and not self.dry_run:
            kept = {key: read.digest for key, read in fresh.items() if key not in arrived.refused}
            arrivals.remember_said(journal=self.journal, said=kept, met=found.rows.keys() - fresh.keys())
        outcome = self._outcome(batch, found, arrived, same=len(found.rows) - len(fresh))
        outcome.note_made(finder.arrived.made)
        finder.arrived = Arrived()
        self._advance(batch, found, outcome)
        return outcome

    def _outcome(self, batch: Batch, found: Sorted, arrived: Arrived, *, same: int) -> Outcome:
        """In a rehearsal nothing stays, so that what the file itself has brought seems missing again: not counted."""
        counts = Counter(new=arrived.new, changed=arrived.changed, same=arrived.same + same)
        counts.update(rejected=len({fault.row for fault in found.faults}), left_out=found.left_out.total())
        made = {
            kind: {key: n for key, n in names.items() if key not in self._met} for kind, names in arrived.made.items()
        }
        outcome = Outcome(read=len(batch), counts=counts, left_out=found.left_out, made=made)
        for read in found.rows.values() if self.kind.tally else ():
            outcome.tally.update(self.kind.tally(read.row) if self.kind.tally else ())
        if self.dry_run:
            self._met.update(found.rows)
        return outcome

    def _advance(self, batch: Batch, found: Sorted, outcome: Outcome) -> None:
        size = self.rejects.add(sorted(found.faults))
        if not self.dry_run:
            counts = Counter(self.journal.counts)
            counts.update(outcome.counts)
            arrivals.advance(journal=self.journal, rows_done=batch[-1].number, rejects_size=size, counts=counts)

    def _moved(self, batch: Batch, outcome: Outcome) -> None:
        """The journal as it stands now that the batch is committed."""
        counts = Counter(self.journal.counts)
        counts.update(outcome.counts)
        self.journal.rows_done, self.journal.counts = batch[-1].number, dict(counts)

    def _in_halves(self, batch: Batch, error: Exception) -> Outcome:
        """Something in here the database does not take, though it reads well. Look for it in halves."""
        outcome = Outcome()
        if len(batch) > 1:
            outcome.add(self.write(batch[: len(batch) // 2]))
            outcome.add(self.write(batch[len(batch) // 2 :]))
            return outcome
        reason = _("The database does not take this row: %(error)s") % {"error": error}
        found = Sorted(faults=[Fault(batch[0].number, "", "", reason)])
        outcome = self._outcome(batch, found, Arrived(), same=0)
        with transaction.atomic():
            self._advance(batch, found, outcome)
        self._moved(batch, outcome)
        return outcome

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
        self._finder = finder
        return finder

    def _said(self, found: Sorted) -> dict[str, str]:
        """What the source said about these keys last time. A key that this very run has met is a fault."""
        if not self.kind.remembers:
            return {}
        known = Said.objects.filter(kind=self.kind.name, source=self.journal.source, key__in=list(found.rows))
        rows = list(known)
        for one in rows:
            if one.journal_id == self.journal.pk:
                twice(found, found.rows.pop(one.key).number, one.key, self.layout, first=0)
        return {one.key: one.digest for one in rows}
