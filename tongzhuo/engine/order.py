"""The canonical order: rows sorted by public code, so that the order of the input never matters."""

import dataclasses
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tongzhuo.engine.instance import COLUMNS, Instance, Ints

LISTS = {"term": ("term_index",), "purpose": ("purpose_index",), "window": ("window_start", "window_end")}


@dataclasses.dataclass(frozen=True)
class Canonical:
    """An instance in canonical order; `role_row[i]` is the row that role i had before, and so on."""

    instance: Instance
    need_row: Ints
    role_row: Ints
    supply_row: Ints


def canonical(it: Instance) -> Canonical:
    """`it` with needs, roles, parties and supplies sorted by code and every list in it sorted."""
    order = {table: np.argsort(getattr(it, f"{table}_code"), kind="stable") for table in _CODED}
    rank = {table: np.argsort(rows, kind="stable") for table, rows in order.items()}
    columns: dict[str, NDArray[Any]] = {}
    for name, field in COLUMNS.items():
        table, column = field.metadata["table"], getattr(it, name)
        moved = column[order[table]] if table in order else column
        columns[name] = rank[field.metadata["span"]][moved] if isinstance(field.metadata["span"], str) else moved
    _sort_lists(it, columns, order["supply"])
    for table in ("fixed", "busy", "barred"):
        _sort_rows(columns, table)
    ordered = Instance(**columns, now=it.now, epoch=it.epoch)
    return Canonical(ordered, order["need"], order["role"], order["supply"])


_CODED = ("need", "role", "party", "supply")


def _sort_lists(it: Instance, columns: dict[str, NDArray[Any]], supply_row: Ints) -> None:
    rank = np.argsort(supply_row, kind="stable")
    for name, parts in LISTS.items():
        sizes = np.diff(getattr(it, f"{name}_ptr"))
        owner = rank[np.repeat(np.arange(it.supplies), sizes)]
        keys = [getattr(it, part) for part in reversed(parts)]
        rows = np.lexsort((*keys, owner))
        for part in parts:
            columns[part] = getattr(it, part)[rows]
        columns[f"{name}_ptr"] = np.concatenate(([0], np.cumsum(sizes[supply_row]))).astype(np.int64)


def _sort_rows(columns: dict[str, NDArray[Any]], table: str) -> None:
    names = [name for name, field in COLUMNS.items() if field.metadata["table"] == table]
    rows = np.lexsort([columns[name] for name in reversed(names)])
    for name in names:
        columns[name] = columns[name][rows]
