"""The canonical order: rows sorted by public code, so that the order of the input never matters."""

import dataclasses
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tongzhuo.engine.instance import COLUMNS, Instance, Ints
from tongzhuo.engine.validate import in_order

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
    order = {table: _rows_by_code(getattr(it, f"{table}_code")) for table in _CODED}
    if is_canonical(it):
        return Canonical(it, order["need"], order["role"], order["supply"])
    rank = {table: np.argsort(rows, kind="stable") for table, rows in order.items()}
    columns: dict[str, NDArray[Any]] = {}
    for name, field in COLUMNS.items():
        table, column = field.metadata["table"], getattr(it, name)
        moved = column[order[table]] if table in order else column
        columns[name] = rank[field.metadata["span"]][moved] if isinstance(field.metadata["span"], str) else moved
    _sort_lists(it, columns, order["supply"])
    for table in _ROWS:
        _sort_rows(columns, table)
    ordered = Instance(**columns, now=it.now, epoch=it.epoch)
    return Canonical(ordered, order["need"], order["role"], order["supply"])


_CODED = ("need", "role", "party", "supply")
_ROWS = ("fixed", "busy", "barred")


def _rows_by_code(codes: NDArray[Any]) -> Ints:
    return np.arange(len(codes)) if in_order(codes) else np.argsort(codes, kind="stable")


def is_canonical(it: Instance) -> bool:
    """Whether sorting would change nothing; one look at each row tells."""
    tables = [[getattr(it, name) for name in _columns_of(table)] for table in _ROWS]
    for name, parts in LISTS.items():
        owner = np.repeat(np.arange(it.supplies), np.diff(getattr(it, f"{name}_ptr")))
        tables.append([owner, *(getattr(it, part) for part in parts)])
    return all(in_order(getattr(it, f"{table}_code")) for table in _CODED) and all(map(_rises, tables))


def _rises(keys: list[NDArray[Any]]) -> bool:
    """Whether the rows stand in the order of the first key, equal ones in that of the next; NaN comes last."""
    equal = np.ones(max(0, len(keys[0]) - 1), np.bool_)
    for before, after in ((key[:-1], key[1:]) for key in keys):
        unknown = np.isnan(after)
        if (equal & ~((after >= before) | unknown)).any():
            return False
        equal &= (after == before) | (unknown & np.isnan(before))
    return True


def _columns_of(table: str) -> list[str]:
    return [name for name, field in COLUMNS.items() if field.metadata["table"] == table]


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
    names = _columns_of(table)
    rows = np.lexsort([columns[name] for name in reversed(names)])
    for name in names:
        columns[name] = columns[name][rows]
