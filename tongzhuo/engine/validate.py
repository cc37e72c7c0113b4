"""What an instance must keep before anything is planned with it. Each rule raises InstanceError for its first row."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tongzhuo.engine.instance import BITS, COLUMNS, MOST, Bools, Instance, InstanceError, Kind

INDEXES = {
    "role_need": "need",
    "supply_party": "party",
    "fixed_role": "role",
    "fixed_supply": "supply",
    "busy_supply": "supply",
    "barred_role": "role",
    "barred_supply": "supply",
}
FROM_TO = {  # column: (least, most)
    "need_urgency": (1, 3),
    "need_size": (1, MOST),
    "need_cause": (-1, BITS - 1),
    "role_kind": (0, len(Kind) - 1),
    "role_what": (-1, MOST),
    "role_purpose": (-1, MOST),
    "role_at_least": (0, MOST),
    "role_start": (-1, MOST),
    "role_end": (-1, MOST),
    "role_place": (-1, MOST),
    "role_language": (-1, BITS - 1),
    "role_welcome": (0, 2**BITS - 1),
    "role_checks": (0, 2**BITS - 1),
    "supply_kind": (0, len(Kind) - 1),
    "supply_capacity": (-1, MOST),
    "supply_languages": (0, 2**BITS - 1),
    "supply_checks": (0, 2**BITS - 1),
    "supply_causes": (0, 2**BITS - 1),
    "supply_place_from": (-1, MOST),
    "supply_place_to": (-1, MOST),
    "supply_radius_m": (-1, MOST),
    "supply_max_bookings": (-1, MOST),
    "supply_max_minutes": (-1, MOST),
    "supply_rest_until": (-1, MOST),
    "supply_load": (0, MOST),
    "supply_reliability": (0, 1000),
    "term_index": (0, MOST),
    "purpose_index": (0, MOST),
    "window_start": (0, MOST),
    "window_end": (0, MOST),
    "busy_start": (0, MOST),
    "busy_end": (0, MOST),
    "busy_quantity": (0, MOST),
}


def validate(instance: Instance) -> None:
    """Raise InstanceError for the first thing that does not hold."""
    for rule in RULES:
        rule(instance)


def lengths_agree(it: Instance) -> None:
    rows: dict[str, int] = {"supply+1": it.supplies + 1}
    for name, column in it.columns().items():
        table = COLUMNS[name].metadata["table"]
        if column.ndim != 1 or len(column) != rows.setdefault(table, len(column)):
            raise InstanceError(name, -1, column.shape, f"expected {rows[table]} rows")


def codes_are_unique(it: Instance) -> None:
    for name in ("need_code", "role_code", "party_code", "supply_code"):
        codes = getattr(it, name)
        _refuse(name, codes, codes == "", "a code is missing")
        _, first, counts = np.unique(codes, return_index=True, return_counts=True)
        if (counts > 1).any():
            row = int(first[np.argmax(counts > 1)])
            raise InstanceError(name, row, str(codes[row]), "the same code stands twice")


def indexes_are_known(it: Instance) -> None:
    for name, table in INDEXES.items():
        column, rows = getattr(it, name), len(getattr(it, f"{table}_code"))
        _refuse(name, column, (column < 0) | (column >= rows), f"there is no such {table} (0..{rows - 1})")


def values_are_in_range(it: Instance) -> None:
    for name, (least, most) in FROM_TO.items():
        column = getattr(it, name)
        _refuse(name, column, (column < least) | (column > most), f"expected {least}..{most}")


def quantities_make_sense(it: Instance) -> None:
    unknown = it.role_quantity == -1
    wrong = ~unknown & ((it.role_quantity < 1) | (it.role_quantity > MOST))
    _refuse("role_quantity", it.role_quantity, wrong, f"expected 1..{MOST}, or -1 to be agreed")
    wrong = it.role_at_least > np.where(unknown, 1, it.role_quantity)
    _refuse("role_at_least", it.role_at_least, wrong, "more than the quantity")
    wrong = (it.fixed_quantity != -1) & ((it.fixed_quantity < 1) | (it.fixed_quantity > MOST))
    _refuse("fixed_quantity", it.fixed_quantity, wrong, f"expected 1..{MOST}, or -1 to be agreed")


def intervals_end_after_they_start(it: Instance) -> None:
    timed = it.role_start >= 0
    _refuse("role_end", it.role_end, timed & (it.role_end <= it.role_start), "ends before it starts")
    for name in ("window", "busy"):
        start, end = getattr(it, f"{name}_start"), getattr(it, f"{name}_end")
        _refuse(f"{name}_end", end, end <= start, "ends before it starts")
    wrong = it.supply_place_to < it.supply_place_from
    _refuse("supply_place_to", it.supply_place_to, wrong, "ends before it starts")


def only_dated_kinds_have_a_due_time_alone(it: Instance) -> None:
    kinds = np.isin(it.role_kind, (Kind.GOODS, Kind.MONEY))
    _refuse("role_start", it.role_start, kinds & (it.role_start >= 0), "goods and money have a due time only")
    wrong = ~kinds & (it.role_start < 0) & (it.role_end >= 0)
    _refuse("role_end", it.role_end, wrong, "an end without a start")


def points_are_on_earth(it: Instance) -> None:
    for table in ("role", "supply", "busy"):
        lat, lon = getattr(it, f"{table}_lat"), getattr(it, f"{table}_lon")
        for name, column, most in ((f"{table}_lat", lat, 90), (f"{table}_lon", lon, 180)):
            wrong = np.isinf(column) | (np.abs(np.nan_to_num(column)) > most)
            _refuse(name, column, wrong, f"expected degrees within {most}, or NaN for unknown")
        half = np.isnan(lat) != np.isnan(lon)
        _refuse(f"{table}_lon", lon, half, "half a point: latitude and longitude go together")


def lists_are_whole(it: Instance) -> None:
    for name, rows in (("term", it.term_index), ("purpose", it.purpose_index), ("window", it.window_start)):
        ptr = getattr(it, f"{name}_ptr")
        if ptr[0] != 0 or ptr[-1] != len(rows):
            raise InstanceError(f"{name}_ptr", -1, (int(ptr[0]), int(ptr[-1])), f"expected 0..{len(rows)}")
        _refuse(f"{name}_ptr", ptr[1:], np.diff(ptr) < 0, "falls")


def persons_are_one(it: Instance) -> None:
    wrong = it.party_person[it.supply_party] & (it.supply_kind == Kind.PEOPLE) & (it.supply_capacity > 1)
    _refuse("supply_capacity", it.supply_capacity, wrong, "one person is one person")


def fixed_links_fit_their_kind(it: Instance) -> None:
    wrong = it.role_kind[it.fixed_role] != it.supply_kind[it.fixed_supply]
    _refuse("fixed_supply", it.fixed_supply, wrong, "this supply is of another kind than the role")
    pairs = it.fixed_role * max(1, it.supplies) + it.fixed_supply
    _, first, counts = np.unique(pairs, return_index=True, return_counts=True)
    if (counts > 1).any():
        row = int(first[np.argmax(counts > 1)])
        raise InstanceError("fixed_role", row, int(it.fixed_role[row]), "the same link stands twice")


def amounts_stay_within_64_bits(it: Instance) -> None:
    for name in ("role_quantity", "supply_capacity", "fixed_quantity", "need_size"):
        column = getattr(it, name)
        total = sum(column.tolist())
        if total > MOST * 10**6:
            raise InstanceError(name, -1, total, "the amounts together overflow")
    if abs(it.now) > MOST:
        raise InstanceError("now", -1, it.now, f"expected a minute within {MOST}")


def _refuse(name: str, column: NDArray[np.generic], wrong: Bools, why: str) -> None:
    if wrong.any():
        row = int(np.argmax(wrong))
        raise InstanceError(name, row, column[row].item(), why)


RULES: tuple[Callable[[Instance], None], ...] = (
    lengths_agree,
    codes_are_unique,
    indexes_are_known,
    values_are_in_range,
    quantities_make_sense,
    intervals_end_after_they_start,
    only_dated_kinds_have_a_due_time_alone,
    points_are_on_earth,
    lists_are_whole,
    persons_are_one,
    fixed_links_fit_their_kind,
    amounts_stay_within_64_bits,
)
