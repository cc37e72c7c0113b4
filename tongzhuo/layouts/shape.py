"""A layout says what the columns of a file mean. Some are known by name; a mapping file describes any other."""

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tongzhuo.tables.opening import CannotRead
from tongzhuo.tables.reading import Reading
from tongzhuo.vocabulary.defaults import Word

Cells = dict[str, str]
_NOTE = re.compile(r"[（(\[【].*?[)）\]】]|[*＊:：]")


class LeftOut(Exception):
    """A row that this layout leaves out on purpose. The message says why."""


def unchanged(cells: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    return (cells,)


@dataclass(frozen=True)
class Layout:
    """`signature`: a file that has all these columns is of this layout. `columns` lead from a column to a field;
    `constants` fill fields that no column fills; `values` translate what stands in a field.

    `prepare` turns one row of the file into rows of `columns` (raises LeftOut). `makes_places`: places that the file
    names by path are made when they are missing. `date_format` as for strptime; without it the usual ways of writing.
    """

    name: str
    kind: str
    columns: Mapping[str, str]
    signature: frozenset[str] = frozenset()
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    date_format: str = ""
    source: str = ""
    root: str = ""
    makes_places: bool = False
    words: Sequence[Word] = ()
    prepare: Callable[[Mapping[str, Any]], Iterable[Mapping[str, Any]]] = unchanged

    def fits(self, header: Iterable[str]) -> bool:
        return bool(self.signature) and self.signature <= set(header)

    def reading(self, number: int, fields: Mapping[str, str]) -> Reading:
        zone = self.constants.get("time_zone", "UTC")
        return Reading(number, fields, self.column_of, self.date_format, zone)

    @cached_property
    def column_of(self) -> dict[str, str]:
        """From a field to the column that fills it, for whoever must mend it."""
        return {name: column for column, name in reversed(list(self.columns.items()))}


def folded(column: str) -> str:
    """`姓名（必填）`, ` Name* ` and `name` are one column."""
    return " ".join(_NOTE.sub("", column).casefold().replace("_", " ").split())


def layout_by_mapping(path: Path, kind: str) -> Layout:
    """A layout from a TOML or JSON file: `[columns]` is needed, `[constants]`, `[values.FIELD]`, `date_format`,
    `source`, `root` are welcome."""
    told = _load(path)
    columns = told.get("columns")
    if not isinstance(columns, dict) or not columns:
        raise CannotRead(_("The mapping has no [columns]: say which column fills which field."))
    _require_texts(columns, told.get("constants", {}), *told.get("values", {}).values())
    if told.get("kind", kind) != kind:
        raise CannotRead(_("This mapping is for %(kind)s.") % {"kind": told["kind"]})
    return Layout(
        name=f"mapping:{path.stem}"[:80],
        kind=kind,
        columns=columns,
        signature=frozenset(columns),
        constants=told.get("constants", {}),
        values=told.get("values", {}),
        date_format=str(told.get("date_format", "")),
        source=str(told.get("source", "")),
        root=str(told.get("root", "")),
    )


def _load(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        told = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except OSError:
        raise CannotRead(_("There is no file %(path)s.") % {"path": path}) from None
    except ValueError as error:
        raise CannotRead(_("The mapping cannot be read: %(error)s") % {"error": error}) from None
    return dict(told)


def _require_texts(*tables: Any) -> None:
    for table in tables:
        if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
            raise CannotRead(_("In a mapping, columns, constants and values are text in quotation marks."))
