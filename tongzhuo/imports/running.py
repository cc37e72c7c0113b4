"""Bringing in a file: recognise it, read it batch by batch, write each batch with its journal, say what came of it.

A batch is one transaction: rows, journal and list of rejected rows move together. What is interrupted goes on with the
row after the last batch; what is brought again says the same and changes nothing.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic

from django.utils.timezone import now
from django.utils.translation import gettext as _

from tongzhuo.imports import arrivals
from tongzhuo.imports.batches import Batch, Writer
from tongzhuo.imports.finding import PATH
from tongzhuo.imports.kinds import KINDS, KindOf
from tongzhuo.imports.models import Journal
from tongzhuo.imports.outcome import Outcome
from tongzhuo.imports.recognising import Recognised, Record, recognise_entries, recognise_lines
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.layouts.known import BY_NAME
from tongzhuo.layouts.shape import Layout, layout_by_mapping
from tongzhuo.places.rules import TENDERS, may_bring
from tongzhuo.tables.opening import CannotRead, Opened, open_file
from tongzhuo.tables.rejects import Rejects
from tongzhuo.tables.rows import Progress, entries_of, lines_of, sheet_names

MOST_ROWS = 1000
OnProgress = Callable[[Progress, int], None]


@dataclass(frozen=True)
class Order:
    """What somebody asked for. `place` is the path of the root; `rejects` where to write the rejected rows; `told`
    fills fields that no column fills."""

    kind: str
    file: Path
    by: Viewer
    rejects: Path
    profile: str = ""
    mapping: Path | None = None
    place: str = ""
    source: str = ""
    sheet: str = ""
    dry_run: bool = False
    told: Mapping[str, str] = field(default_factory=dict)


def bring(order: Order, on_progress: OnProgress = lambda _progress, _rows: None) -> Outcome:
    """Raises CannotRead with a sentence when the file as a whole cannot be brought in, Refused when it may not be."""
    begun = monotonic()
    kind, wanted = KINDS[order.kind], _wanted(order)
    opened, progress = open_file(order.file), Progress()
    recognised = _recognised(opened, order, kind, wanted, progress)
    layout = _filled(recognised.layout, order.told, kind)
    root = _root(order, layout)
    journal = _journal(order, opened, layout, root)
    outcome = Outcome(layout=layout.name, resumed_after=journal.rows_done, unread=recognised.unread)
    outcome.counts.update(journal.counts)
    with Rejects(order.rejects, journal.rejects_size) as rejects:
        writer = Writer(order.by, kind, layout, journal, root, rejects, order.dry_run)
        for batch in _batches(recognised.records, kind, layout, journal.rows_done):
            outcome.add(writer.write(batch))
            on_progress(progress, outcome.read)
        outcome.rejects = rejects.kept()
    if not order.dry_run:
        arrivals.finish(journal=journal)
    if not outcome.read and not outcome.resumed_after:
        raise CannotRead(_("There is no row below the header."))
    outcome.seconds = monotonic() - begun
    return outcome


def _wanted(order: Order) -> Layout | None:
    if order.mapping:
        return layout_by_mapping(order.mapping, order.kind)
    if not order.profile:
        return None
    layout = KINDS[order.kind].own_layout() if order.profile == "own" else BY_NAME.get(order.profile)
    if layout is None or layout.kind != order.kind:
        names = ", ".join(["own", *(name for name, known in BY_NAME.items() if known.kind == order.kind)])
        raise CannotRead(
            _("There is no profile “%(name)s” for this. There are: %(names)s.")
            % {"name": order.profile, "names": names}
        )
    return layout


def _filled(layout: Layout, told: Mapping[str, str], kind: KindOf) -> Layout:
    """The layout with what was told beside it, for fields that the file leaves out."""
    names = [field.name for field in kind.fields]
    for name in told:
        if name not in names:
            raise CannotRead(
                _("There is no field “%(name)s” here. There are: %(names)s.")
                % {"name": name, "names": ", ".join(names)}
            )
    return replace(layout, constants={**layout.constants, **told}) if told else layout


def _recognised(opened: Opened, order: Order, kind: KindOf, wanted: Layout | None, progress: Progress) -> Recognised:
    if opened.shape == "json":
        return recognise_entries(entries_of(opened, progress), kind, wanted)
    lines = lines_of(opened, order.sheet, progress)
    return recognise_lines(lines, kind, wanted, sheet_names(opened))


def _root(order: Order, layout: Layout) -> str:
    """Where rows without a place belong: as said, as the layout says, or the one place that this person tends."""
    tended = order.by.paths(*TENDERS)
    root = order.place or layout.root or (tended[0] if len(tended) == 1 else "")
    if root and not PATH.fullmatch(root):
        raise CannotRead(_("A place is said by its path, for instance /cn/11/01/05/."))
    if root:
        require(may_bring(order.by, root, at=now()))
    return root


def _journal(order: Order, opened: Opened, layout: Layout, root: str) -> Journal:
    own = root or order.file.name.partition(".")[0]
    source = order.source or layout.source or f"own:{own}"
    facts = {
        "digest": _digest(opened, order.told),
        "kind": order.kind,
        "layout": layout.name,
        "source": source[:80],
        "root": root,
    }
    if order.dry_run:
        return Journal(**facts, file_name=order.file.name)
    return arrivals.open_journal(**facts, file_name=order.file.name)


def _digest(opened: Opened, told: Mapping[str, str]) -> str:
    """The same file with other words beside it is another run."""
    words = json.dumps(told, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(f"{opened.digest}\n{words}".encode()).hexdigest() if told else opened.digest


def _batches(records: Iterator[Record], kind: KindOf, layout: Layout, done: int) -> Iterator[Batch]:
    """At most 1,000 rows each; rows of one need stay together where they can."""
    batch: Batch = []
    for record in records:
        if record.number <= done:
            continue
        full = len(batch) >= (MOST_ROWS // 2 if kind.join else MOST_ROWS)
        if full and (len(batch) >= MOST_ROWS or _group(record, kind, layout) != _group(batch[-1], kind, layout)):
            yield batch
            batch = []
        batch.append(record)
    if batch:
        yield batch


def _group(record: Record, kind: KindOf, layout: Layout) -> object:
    """What rows of one need have in common, as far as the file shows it before it is read."""
    if kind.join is None:
        return record.number
    told = [record.cells.get(column) for column, name in layout.columns.items() if name in ("key", "helped_as")]
    return told if any(told) else record.number
