"""The index of a question: supplies in the order of the ground, and who has which term when and where.

A *line* is a supply that may be asked at all. Lines are numbered by cell (two kilometres wide and tall) and, in it,
by falling radius, so that neighbours lie together in memory. A *group* is a (kind, term, part of the hours) that open
roles ask for. An *entry* says that a line is of a group and there between two moments; the entries of a group lie in
the order of the lines, cell by cell. At most one entry of a line covers a role, for its spans do not touch.
"""

from __future__ import annotations

import dataclasses
from typing import Any, NamedTuple

import numpy as np

from tongzhuo.engine.candidates import World
from tongzhuo.engine.geometry import EARTH_M
from tongzhuo.engine.instance import Bools, Floats, Instance, Ints, Kind
from tongzhuo.engine.settled import Settled
from tongzhuo.pairs.compiled import inlined, kernel
from tongzhuo.pairs.ground import (
    Grid,
    along_a_curve,
    flat,
    grid_of,
    on_the_sphere,
    put_on_the_sphere,
    rows_and_columns,
    squared_chord,
)
from tongzhuo.pairs.hours import ENDLESS, PARTS, Moments, Small, Spans, hours_of, moments_of, spans_of
from tongzhuo.pairs.records import BOOKING, ENTRY, LINE, MORE, ROLE, Records, in_memory_lines

LOOSELY = 2.0**-22  # added to a reach in an entry, whose points are rounded to 32 bits: a metre and a half


@dataclasses.dataclass(frozen=True)
class Index:
    """Everything the kernels read. Entries of group g in cell c: starts[g * (cells + 1) + c] up to the next."""

    grid: Grid
    roles: Records
    lines: Records
    supply: Ints  # of each line, 32 bits
    more: Records
    entries: Records
    starts: Ints
    bookings: Records
    purposes: Ints
    barred: Ints  # supplies
    held: Ints  # parties

    def without_entries(self) -> Index:
        """What is still needed once the pairs are found; the entries are the largest part of an index."""
        return dataclasses.replace(self, entries=self.entries[:0].copy(), starts=self.starts[:0].copy())


def index_of(world: World) -> Index:
    """The index of a question: open roles that lie ahead, and the supplies that could take one of them."""
    it, settled = world.instance, world.settled
    rows = _open_roles(settled)
    moments = moments_of(it, rows)
    by, until, part = hours_of(it, rows, moments)
    groups, of_role = _groups(it, rows, part)
    roles, barred, held = _roles(settled, rows, of_role)
    roles["by"], roles["until"] = by, until
    grid, cell, supply = _on_the_ground(it, _askable(it, settled, rows), groups.number)
    kept, spans = _ever_there(it, supply, moments, roles)
    cell, supply = cell[kept], supply[kept]
    lines, more, bookings = _lines(world, supply, roles)
    roles["east"], roles["north"] = flat(grid, roles)
    entries, starts = _entries(it, groups, (supply, lines, cell), grid, spans, moments)
    roles = roles[along_a_curve(grid, roles)]
    return Index(
        grid, roles, lines, supply.astype(np.int32), more, entries, starts, bookings, it.purpose_index, barred, held
    )


def _open_roles(settled: Settled) -> Ints:
    it = settled.instance
    moment = np.where(it.role_start >= 0, it.role_start, it.role_end)
    return np.flatnonzero((settled.open > 0) & ((it.role_end < 0) | (moment >= it.now)))


def _askable(it: Instance, settled: Settled, roles: Ints) -> Ints:
    """Supplies of a kind that is asked for, with something left, that agreed to be asked and are ever there."""
    kinds, untimed = it.role_kind[roles], it.role_kind[roles[it.role_start[roles] < 0]]
    ever = ~_hourly(it.supply_kind) | (it.window_ptr[1:] > it.window_ptr[:-1]) | np.isin(it.supply_kind, untimed)
    return np.flatnonzero(it.supply_consented & (settled.left != 0) & ever & np.isin(it.supply_kind, kinds))


def _hourly(kind: Ints) -> Bools:
    """People and rooms are there in their windows only; all others, without any, always."""
    return np.isin(kind, (Kind.PEOPLE, Kind.SPACE))


def _ever_there(it: Instance, lines: Ints, moments: Moments, roles: Records) -> tuple[Ints, Spans]:
    """Which of `lines` are there between two moments, or of a kind asked without an hour; and their spans."""
    spans = spans_of(it, lines, _hourly(it.supply_kind[lines]), moments)
    untimed = np.isin(it.supply_kind[lines], roles["kind"][roles["start"] < 0])
    kept = np.flatnonzero(untimed | (spans.ptr[1:] > spans.ptr[:-1]))
    ptr = np.append(spans.ptr[kept], spans.ptr[-1])  # whoever is dropped has no spans
    return kept, Spans(spans.since, spans.until, ptr, spans.earliest[kept])


class _Groups(NamedTuple):
    """`keys` of what is asked, rising; `of_part[p][k]`: the number of the group of key k in part p, -1 not asked."""

    keys: Ints
    of_part: Ints
    number: int


def _groups(it: Instance, roles: Ints, part: Ints) -> tuple[_Groups, Ints]:
    """The groups that are asked for, and the one of each role."""
    keys, key = np.unique(_group_key(it.role_kind[roles], it.role_what[roles]), return_inverse=True)
    asked, group = np.unique(part * max(1, len(keys)) + key.reshape(-1), return_inverse=True)
    of_part = np.full((PARTS + 1, len(keys)), -1)
    of_part.reshape(-1)[asked] = np.arange(len(asked))
    return _Groups(keys, of_part, len(asked)), group.reshape(-1)


def _group_key(kind: Ints, term: Ints) -> Ints:
    return kind + len(Kind) * (term + 1)


def _on_the_ground(it: Instance, supply: Ints, groups: int) -> tuple[Grid, Ints, Ints]:
    """The grid; by cell and, in it, by falling radius: the cells and supplies of the lines."""
    radius, lat, lon = it.supply_radius_m[supply], it.supply_lat[supply], it.supply_lon[supply]
    near = (radius >= 0) & ~np.isnan(lat)
    grid = grid_of(lat[near], lon[near], radius[near], room=4 * len(supply) // max(1, groups) + 1024)
    near &= radius <= EARTH_M * grid.reach
    row, column = rows_and_columns(grid, lat, lon)
    cell = np.where(near, row * grid.columns + column, grid.rows * grid.columns)
    order = np.argsort((cell << 32) - np.minimum(radius, 2**31))  # one key sorts faster than two
    return grid, cell[order], supply[order]


# --- lines ------------------------------------------------------------------------------------------------------------
def _lines(world: World, supply: Ints, roles: Records) -> tuple[Records, Records, Records]:
    """The lines, what else holds for those of which more is to be said, and the bookings of their owners."""
    it, policy = world.instance, world.policy
    lines = in_memory_lines(len(supply), LINE)
    columns = (it.supply_lat, it.supply_lon, it.supply_languages, it.supply_checks, it.supply_causes)
    lay(lines, supply, *columns)
    lines["reach"] = squared_chord(it.supply_radius_m[supply])
    rested = np.clip(1 - it.supply_load[supply] / policy.load_minutes, 0, 1)
    reliable = policy.reliable_points * it.supply_reliability[supply] // 1000
    lines["fit"] = reliable + (policy.rested_points * rested).astype(np.int64)
    special = ~_plain(world.settled, int((roles["end"] - roles["start"])[roles["start"] >= 0].max(initial=0)))[supply]
    lines["more"] = np.where(special, np.cumsum(special) - 1, -1)
    return lines, *_more(world.settled, supply[special])


@kernel
def lay(lines: Records, supply: Ints, lat: Floats, lon: Floats, languages: Ints, checks: Ints, causes: Ints) -> None:
    for at in range(len(supply)):
        line, row = lines[at], supply[at]
        line.x, line.y, line.z = on_the_sphere(lat[row], lon[row])
        line.languages, line.checks, line.causes = languages[row], checks[row], causes[row]


def _plain(settled: Settled, longest: int) -> Bools:
    """People of whom no rule asks more than place, radius, languages and checks, for shifts up to the longest."""
    it, owner = settled.instance, settled.owner
    bookings, minutes = (limit[owner] for limit in settled.limits)
    holding = np.zeros(it.parties, np.bool_)
    holding[it.supply_party[it.fixed_supply]] = True
    plain: Bools = settled.personal & (it.supply_kind == Kind.PEOPLE) & (it.supply_rest_until <= it.now)
    plain &= ~settled.booked[owner] & (settled.untimed_held[owner] == 0) & ~holding[it.supply_party]
    plain &= (it.supply_place_from < 0) & (it.purpose_ptr[1:] == it.purpose_ptr[:-1])
    plain &= (bookings != 0) & ((minutes < 0) | (minutes >= longest))
    plain[it.barred_supply] = False
    return plain


def _more(settled: Settled, supply: Ints) -> tuple[Records, Records]:
    it, owner = settled.instance, settled.owner[supply]
    more = np.zeros(len(supply), MORE)
    more["supply"] = supply
    for name in ("rest_until", "place_from", "place_to", "party"):
        more[name] = getattr(it, f"supply_{name}")[supply]
    for name in ("left", "books_time", "in_bulk", "personal"):
        more[name] = getattr(settled, name)[supply]
    more["untimed_held"] = settled.untimed_held[owner]
    more["max_bookings"], more["max_minutes"] = (limit[owner] for limit in settled.limits)
    more["first_purpose"], more["last_purpose"] = it.purpose_ptr[supply], it.purpose_ptr[supply + 1]
    order = np.argsort(settled.bookings.owner, kind="stable")
    held = settled.bookings.owner[order]
    more["first_booking"], more["last_booking"] = (np.searchsorted(held, owner, side) for side in ("left", "right"))
    bookings = np.zeros(len(order), BOOKING)
    for name in ("start", "end", "quantity", "lat", "lon"):
        bookings[name] = getattr(settled.bookings, name)[order]
    return more, bookings


# --- entries ----------------------------------------------------------------------------------------------------------
def _entries(
    it: Instance, groups: _Groups, who: tuple[Ints, Records, Ints], grid: Grid, spans: Spans, moments: Moments
) -> tuple[Records, Ints]:
    """Every entry, by group and line, and where each cell of each group begins: counted first, then written."""
    supply, lines, cell = who
    cells = grid.rows * grid.columns + 1
    keys = np.empty(len(supply) + int((it.term_ptr[supply + 1] - it.term_ptr[supply]).sum()), np.int32)
    many = name_keys(keys, supply, it.supply_kind, len(Kind), it.term_ptr, it.term_index, groups.keys)
    reach = (np.sqrt(lines["reach"]) + LOOSELY) ** 2
    flat_lines = np.stack((*flat(grid, lines), reach), axis=1, dtype=np.float32)
    counts, asked = np.zeros((cells, groups.number), np.int64), (groups.of_part, moments.part)
    enter(np.zeros(0, ENTRY), keys, many, asked, cell, spans, counts, flat_lines)
    starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts.T)))
    entries = np.empty(starts[-1], ENTRY)
    at = starts[:-1].reshape(groups.number, cells).T.copy()  # cell by cell, as lines come
    enter(entries, keys, many, asked, cell, spans, at, flat_lines)
    return entries, starts


@kernel
def name_keys(
    named: Small, supply: Ints, kind: Ints, kinds: int, term_ptr: Ints, term_index: Ints, keys: Ints
) -> Small:
    """Write the numbers of the keys that are asked for and each line has, once; return how many each has."""
    many = np.zeros(len(supply), np.int32)
    seen = np.full(len(keys), -1)  # the last line with each key: a term told twice is one term
    at = 0
    for line in range(len(supply)):
        row = supply[line]
        for nth in range(term_ptr[row] - 1, term_ptr[row + 1]):
            wanted = kind[row] + kinds * ((term_index[nth] if nth >= term_ptr[row] else -1) + 1)
            low, high = 0, len(keys)  # numpy's own search takes twice the time here
            while low < high:
                middle = (low + high) >> 1
                if keys[middle] < wanted:
                    low = middle + 1
                else:
                    high = middle
            if low < len(keys) and keys[low] == wanted and seen[low] != line:
                seen[low], named[at] = line, low
                at += 1
                many[line] += 1
    return many


@kernel
def enter(
    entries: Records, keys: Small, many: Small, asked: Any, cell: Ints, spans: Spans, at: Ints, flat_lines: Any
) -> None:  # fmt: skip
    """Without room for entries, count those of each group and cell in `at`; with it, write them from there on."""
    of_part, part = asked
    spans_since, spans_until, spans_ptr, earliest = spans
    key_at = 0
    for line in range(len(many)):
        for key in keys[key_at : key_at + many[line]]:
            for span in range(spans_ptr[line], spans_ptr[line + 1]):
                since, until = spans_since[span], spans_until[span]
                for number in range(part[since], part[min(until, len(part)) - 1] + 1):
                    if of_part[number, key] >= 0:
                        put(entries, at, cell[line], of_part[number, key], line, since, until, flat_lines)
            if of_part[PARTS, key] >= 0:
                put(entries, at, cell[line], of_part[PARTS, key], line, earliest[line], ENDLESS, flat_lines)
        key_at += many[line]


@inlined
def put(entries: Records, at: Ints, cell: int, group: int, line: int, since: int, until: int, flat_lines: Any) -> None:
    if len(entries):
        entry = entries[at[cell, group]]
        entry.since, entry.until, entry.line = since, until, line
        entry.east, entry.north, entry.reach = flat_lines[line, 0], flat_lines[line, 1], flat_lines[line, 2]
    at[cell, group] += 1


# --- roles ------------------------------------------------------------------------------------------------------------
def _roles(settled: Settled, rows: Ints, group: Ints) -> tuple[Records, Ints, Ints]:
    """A record of each role, and the lists of the supplies barred from them and of the parties that hold them."""
    it = settled.instance
    records = np.zeros(len(rows), ROLE)
    records["row"], records["group"] = rows, group
    put_on_the_sphere(records, it.role_lat[rows], it.role_lon[rows])
    for name in ("lat", "lon", "start", "end", "language", "welcome", "checks", "purpose", "place", "kind"):
        records[name] = getattr(it, f"role_{name}")[rows]
    records["when"] = np.maximum(records["start"], it.now)
    records["cause"] = it.need_cause[it.role_need[rows]]
    records["asked"], records["wanted"] = it.role_quantity[rows], settled.open[rows]
    records["least"], records["loosely_held"] = settled.least[rows], settled.loosely_held[rows]
    barred = _listed(records, "barred", it.barred_role, it.barred_supply)
    return records, barred, _listed(records, "held", it.fixed_role, it.supply_party[it.fixed_supply])


def _listed(records: Records, name: str, role: Ints, other: Ints) -> Ints:
    """`other` by role; where each record's part begins and ends is written to it."""
    order = np.argsort(role, kind="stable")
    records[f"first_{name}"] = np.searchsorted(role[order], records["row"])
    records[f"last_{name}"] = np.searchsorted(role[order], records["row"], "right")
    return other[order]
