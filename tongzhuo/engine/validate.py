"""What an instance must keep before anything is planned with it. Each rule raises InstanceError for its first row."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tongzhuo.engine.instance import COLUMNS, MOST, Instance, InstanceError, Ints, Kind, refuse


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
        refuse(name, codes, codes == "", "a code is missing")
        if not in_order(codes):  # sorted codes without a pair of equal ones cost one look
            _, at = np.unique(codes, return_inverse=True)
            refuse(name, codes, _twice(at.reshape(-1)), "the same code stands twice")


def values_are_in_range(it: Instance) -> None:
    for name, column in it.columns().items():
        span = COLUMNS[name].metadata["span"]
        if isinstance(span, str):
            rows = len(getattr(it, f"{span}_code"))
            refuse(name, column, (column < 0) | (column >= rows), f"there is no such {span} (0..{rows - 1})")
        elif span:
            refuse(name, column, (column < span[0]) | (column > span[1]), f"expected {span[0]}..{span[1]}")


def quantities_make_sense(it: Instance) -> None:
    for name in ("role_quantity", "fixed_quantity"):
        column = getattr(it, name)
        refuse(name, column, (column == 0) | (column < -1) | (column > MOST), f"expected 1..{MOST}, or -1 to be agreed")
    most = np.where(it.role_quantity == -1, 1, it.role_quantity)
    refuse("role_at_least", it.role_at_least, it.role_at_least > most, "more than the quantity")


def intervals_end_after_they_start(it: Instance) -> None:
    timed = it.role_start >= 0
    refuse("role_end", it.role_end, timed & (it.role_end <= it.role_start), "ends before it starts")
    for name in ("window", "busy"):
        start, end = getattr(it, f"{name}_start"), getattr(it, f"{name}_end")
        refuse(f"{name}_end", end, end <= start, "ends before it starts")
    wrong = it.supply_place_to < it.supply_place_from
    refuse("supply_place_to", it.supply_place_to, wrong, "ends before it starts")


def only_goods_and_money_have_a_due_time(it: Instance) -> None:
    kinds = np.isin(it.role_kind, (Kind.GOODS, Kind.MONEY))
    refuse("role_start", it.role_start, kinds & (it.role_start >= 0), "goods and money have a due time only")
    refuse("role_end", it.role_end, ~kinds & (it.role_start < 0) & (it.role_end >= 0), "an end without a start")


def points_are_on_earth(it: Instance) -> None:
    for table in ("role", "supply", "busy"):
        lat, lon = getattr(it, f"{table}_lat"), getattr(it, f"{table}_lon")
        for name, column, most in ((f"{table}_lat", lat, 90), (f"{table}_lon", lon, 180)):
            refuse(name, column, np.abs(column) > most, f"expected degrees within {most}, or NaN for unknown")
        half = np.isnan(lat) != np.isnan(lon)
        refuse(f"{table}_lon", lon, half, "half a point: latitude and longitude go together")


def lists_are_whole(it: Instance) -> None:
    for name, rows in (("term", it.term_index), ("purpose", it.purpose_index), ("window", it.window_start)):
        ptr = getattr(it, f"{name}_ptr")
        if ptr[0] != 0 or ptr[-1] != len(rows):
            raise InstanceError(f"{name}_ptr", -1, (int(ptr[0]), int(ptr[-1])), f"expected 0..{len(rows)}")
        refuse(f"{name}_ptr", ptr[1:], np.diff(ptr) < 0, "falls")


def persons_are_one(it: Instance) -> None:
    wrong = it.party_person[it.supply_party] & (it.supply_kind == Kind.PEOPLE) & (it.supply_capacity > 1)
    refuse("supply_capacity", it.supply_capacity, wrong, "one person is one person")


def fixed_links_make_sense(it: Instance) -> None:
    wrong = it.role_kind[it.fixed_role] != it.supply_kind[it.fixed_supply]
    refuse("fixed_supply", it.fixed_supply, wrong, "this supply is of another kind than the role")
    pairs = it.fixed_role * max(1, it.supplies) + it.fixed_supply
    refuse("fixed_role", it.fixed_role, _twice(pairs), "the same link stands twice")


def amounts_stay_within_64_bits(it: Instance) -> None:
    for name in ("role_quantity", "supply_capacity", "fixed_quantity", "need_size"):
        total = _total(getattr(it, name))
        if total > MOST * 10**6:
            raise InstanceError(name, -1, total, "the amounts together overflow")
    if abs(it.now) > MOST:
        raise InstanceError("now", -1, it.now, f"expected a minute within {MOST}")


def in_order(codes: NDArray[Any]) -> bool:
    """Each greater than the one before."""
    return bool((codes[1:] > codes[:-1]).all())


def _total(column: Ints) -> int:
    """The exact sum, in two halves of 32 bits."""
    return int((column >> 32).sum()) * 2**32 + int((column & 2**32 - 1).sum())


def _twice(keys: Ints) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Where a key stands that stands elsewhere, too."""
    _, group, counts = np.unique(keys, return_inverse=True, return_counts=True)
    return counts[group.reshape(-1)] > 1


RULES: tuple[Callable[[Instance], None], ...] = (
    lengths_agree, codes_are_unique, values_are_in_range, quantities_make_sense, intervals_end_after_they_start,
    only_goods_and_money_have_a_due_time, points_are_on_earth, lists_are_whole, persons_are_one,
    fixed_links_make_sense, amounts_stay_within_64_bits,
)  # fmt: skip
