"""Which row is the header, and which layout it is of."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any

from django.utils.translation import gettext as _

from tongzhuo.imports.kinds import KindOf
from tongzhuo.layouts.known import KNOWN
from tongzhuo.layouts.shape import Layout, folded
from tongzhuo.tables.opening import CannotRead
from tongzhuo.tables.reading import Fault
from tongzhuo.tables.rows import Entry, Line, text_of

SEARCHED = 12


@dataclass(frozen=True)
class Record:
    """One row of the file by its columns, or the fault that keeps it from being read."""

    number: int
    cells: Mapping[str, Any]
    fault: Fault | None = None


@dataclass(frozen=True)
class Recognised:
    layout: Layout
    records: Iterator[Record]
    unread: tuple[str, ...] = ()


def recognise_lines(lines: Iterator[Line], kind: KindOf, wanted: Layout | None, sheets: list[str]) -> Recognised:
    """Look for the header in the first rows: titles above it are passed over, merged cells are taken apart."""
    first = list(islice(lines, SEARCHED))
    if not first:
        raise CannotRead(_("There is no row in this file."))
    for at, (_number, cells) in enumerate(first):
        below = first[at + 1][1] if at + 1 < len(first) else []
        for header, used in ((cells, 1), (_merged(cells, below), 2)):
            layout = _layout(header, kind, wanted)
            if layout:
                _require_single(header, layout)
                rest = chain(first[at + used :], lines)
                unread = tuple(name for name in header if name and name not in layout.columns and not layout.signature)
                return Recognised(layout, _records(header, rest), unread)
    raise _unknown(first[0][1], kind, wanted, sheets)


def recognise_entries(entries: Iterator[Entry], kind: KindOf, wanted: Layout | None) -> Recognised:
    first = next(entries, None)
    if first is None:
        raise CannotRead(_("There is no entry in this file."))
    cells = _cells(first[1], first[2])
    header = list(cells or ())
    layout = _layout(header, kind, wanted)
    if layout is None or cells is None:
        raise _unknown(header, kind, wanted, [])
    unread = tuple(name for name in header if name not in layout.columns and not layout.signature)
    return Recognised(layout, _entries(chain([first], entries)), unread)


def _layout(header: list[str], kind: KindOf, wanted: Layout | None) -> Layout | None:
    if wanted is not None and wanted.signature:
        return wanted if wanted.fits(header) else None
    for layout in KNOWN:
        if wanted is None and layout.kind == kind.name and layout.fits(header):
            return layout
    own = kind.own_layout()
    columns = {name: own.columns[folded(name)] for name in header if folded(name) in own.columns}
    if len(set(columns.values())) < len(columns):
        columns = _first_of_each(columns)
    enough = len(columns) > 1 or len([name for name in header if name]) == 1
    named = any(_is_there(field.name, columns) for field in kind.fields if field.required)
    return replace(own, columns=columns) if columns and enough and named else None


def _first_of_each(columns: dict[str, str]) -> dict[str, str]:
    taken: dict[str, str] = {}
    for name, field in columns.items():
        taken.setdefault(field, name)
    return {name: field for field, name in taken.items()}


def _is_there(field: str, columns: Mapping[str, str]) -> bool:
    names = {field, f"{field}_zh", f"{field}_en"}
    return any(filled in names for filled in columns.values())


def _merged(above: list[str], below: list[str]) -> list[str]:
    """A header of two rows, cells merged: what stands below, or what stands above where nothing does."""
    width = max(len(above), len(below))
    upper, lower = ([*cells, *[""] * (width - len(cells))] for cells in (above, below))
    return [low or up for up, low in zip(upper, lower, strict=True)]


def _require_single(header: list[str], layout: Layout) -> None:
    names = [name for name in header if name in layout.columns]
    double = {name for name in names if names.count(name) > 1}
    if double:
        raise CannotRead(
            _("Two columns are called %(name)s. Give each its own name.") % {"name": ", ".join(sorted(double))}
        )


def _unknown(header: list[str], kind: KindOf, wanted: Layout | None, sheets: list[str]) -> CannotRead:
    found = ", ".join(name for name in header if name)[:300]
    if wanted is not None and wanted.signature:
        missing = ", ".join(sorted(wanted.signature - set(header)))
        return CannotRead(
            _("The file lacks these columns: %(missing)s. It has: %(found)s.") % {"missing": missing, "found": found}
        )
    needed = ", ".join(field.name for field in kind.fields if field.required)
    parts = [
        _("These columns are not known here: %(found)s. At least these are needed: %(needed)s.")
        % {"found": found, "needed": needed}
    ]
    if "" in header[: len([name for name in header if name])]:
        parts.append(_("Cells of the header are merged or empty: give each column its own name in one row."))
    if len(sheets) > 1:
        parts.append(
            _("The workbook has these sheets: %(sheets)s. Choose one with --sheet.") % {"sheets": ", ".join(sheets)}
        )
    parts.append(_("For any other layout write a mapping file, see docs/imports.md."))
    return CannotRead(" ".join(parts))


def _records(header: list[str], lines: Iterable[Line]) -> Iterator[Record]:
    names = [(at, name) for at, name in enumerate(header) if name]
    for number, cells in lines:
        if len(cells) > len(header) and any(cells[len(header) :]):
            reason = _("This row has %(cells)d cells, the header %(columns)d.") % {
                "cells": len(cells),
                "columns": len(header),
            }
            yield Record(number, {}, Fault(number, "", cells[0][:80], reason))
        else:
            yield Record(number, {name: cells[at] if at < len(cells) else "" for at, name in names})


def _entries(entries: Iterable[Entry]) -> Iterator[Record]:
    for number, key, entry in entries:
        cells = _cells(key, entry)
        fault = (
            Fault(number, "", text_of(entry)[:80], _("This entry is not an object with named values."))
            if cells is None
            else None
        )
        yield Record(number, cells or {}, fault)


def _cells(key: str, entry: Any) -> dict[str, Any] | None:
    """An object as it is; a list of pairs `{"key": …, "value": …}` by their keys; codes under their own key."""
    if isinstance(entry, list) and entry and all(isinstance(pair, dict) and "key" in pair for pair in entry):
        return {str(pair["key"]): pair.get("value") for pair in entry}
    if not isinstance(entry, dict):
        return None
    if key and entry and all(name.isdigit() for name in entry):
        return {"under": key, "codes": entry}
    return dict(entry)
