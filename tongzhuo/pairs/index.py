"""What the search for pairs reads: supplies in the order of the ground, and who has which term where.

A *line* is a supply that may be asked at all. Lines are numbered by cell (two kilometres wide and tall) and, in it,
by falling radius, so that neighbours lie together in memory. An *entry* says that a line is of a *group*, one of those
that open roles ask for; the entries of a group lie in the order of the lines, cell by cell. Points are unit
vectors, distances squared chords between them: comparing those needs no trigonometry.

The hours that roles ask for are cut in slices, and these in parts (a day each, when a week is planned): a group is a
(kind, term, part), and a line is in it when some window of it touches the part.
"""

from __future__ import annotations

import dataclasses
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tongzhuo.engine.candidates import World
from tongzhuo.engine.geometry import EARTH_M
from tongzhuo.engine.instance import Bools, Floats, Instance, Ints, Kind
from tongzhuo.engine.settled import Settled
from tongzhuo.pairs.compiled import kernel

CELL_DEG = 0.018  # about 2 km along a meridian
FAR_CELLS = 6  # whoever goes farther than so many cells is looked at from everywhere
A_PART, PARTS = (
    8,
    7,
)  # slices of a part, and parts, of the time that roles ask for; part number PARTS is for roles without an hour
SLICES = A_PART * PARTS
ALWAYS = 2**SLICES - 1  # the mask of all slices
Records = NDArray[Any]

LINE = np.dtype(
    [
        # The first 64 bytes are what nearly every look needs.
        ("x", "f8"), ("y", "f8"), ("z", "f8"), ("reach", "f8"),  # point; squared chord of the radius, inf without one
        ("languages", "i8"), ("checks", "i8"), ("rest_until", "i8"),
        ("first_window", "i4"), ("last_window", "i4"),
        ("place_from", "i8"), ("place_to", "i8"), ("causes", "i8"),
        ("left", "i8"), ("untimed_held", "i8"),  # see Settled
        ("max_bookings", "i8"), ("max_minutes", "i8"),  # the tightest of its owner's, -1 none
        ("supply", "i4"), ("party", "i4"),
        ("first_booking", "i4"), ("last_booking", "i4"),  # of its owner
        ("first_purpose", "i4"), ("last_purpose", "i4"),
        ("fit", "i4"),  # the points that do not depend on the role
        ("books_time", "?"), ("in_bulk", "?"), ("personal", "?"),
    ],
    align=True,
)  # fmt: skip
ROLE = np.dtype(
    [
        ("x", "f8"), ("y", "f8"), ("z", "f8"), ("lat", "f8"), ("lon", "f8"),
        ("start", "i8"), ("end", "i8"), ("when", "i8"), ("times", "i8"),
        ("language", "i8"), ("welcome", "i8"), ("checks", "i8"), ("cause", "i8"), ("purpose", "i8"), ("place", "i8"),
        ("asked", "i8"), ("wanted", "i8"), ("least", "i8"),
        ("row", "i4"), ("group", "i4"), ("kind", "i4"),
        ("first_barred", "i4"), ("last_barred", "i4"), ("first_held", "i4"), ("last_held", "i4"),
        ("loosely_held", "?"),
    ],
    align=True,
)  # fmt: skip
ENTRY = np.dtype([("times", "i8"), ("reach", "f4"), ("line", "i4")])
SPAN = np.dtype([("start", "i8"), ("end", "i8")])
BOOKING = np.dtype([("start", "i8"), ("end", "i8"), ("quantity", "i8"), ("lat", "f8"), ("lon", "f8")])


class Grid(NamedTuple):
    """Cells of `tall` x `wide` degrees from the south-west corner; `reach` is the largest radius looked for in them, in
    radians. Cell number rows x columns is *anywhere*: no known point, no radius, or a far one."""

    south: float
    west: float
    tall: float
    wide: float
    rows: int
    columns: int
    reach: float


@dataclasses.dataclass(frozen=True)
class Index:
    """Everything the kernels read. Entries of group g in cell c: starts[g * (cells + 1) + c] up to the next."""

    grid: Grid
    roles: Records
    lines: Records
    entries: Records
    starts: Ints
    windows: Records
    bookings: Records
    purposes: Ints
    barred: Ints  # supplies
    held: Ints  # parties


def index_of(world: World) -> Index:
    """The index of a question: open roles that lie ahead, and the supplies that could take one of them."""
    it, settled = world.instance, world.settled
    rows = _open_roles(settled)
    clock = _Clock(it, rows)
    groups, of_role = _groups(it, rows, clock.part(rows))
    roles, barred, held = _roles(settled, rows, of_role, clock)
    grid, cell, lines = _on_the_ground(it, _askable(it, settled, rows), groups.number)
    kept, windows, times = _there(it, lines, clock, roles)
    records, bookings = _lines(world, lines[kept])
    records["first_window"], records["last_window"] = windows.first, windows.last
    entries, starts = _entries(it, groups, records, cell[kept], grid, times)
    roles = roles[np.argsort(_cells(grid, roles["lat"], roles["lon"]), kind="stable")]
    return Index(grid, roles, records, entries, starts, windows.spans, bookings, it.purpose_index, barred, held)


def _open_roles(settled: Settled) -> Ints:
    it = settled.instance
    moment = np.where(it.role_start >= 0, it.role_start, it.role_end)
    return np.flatnonzero((settled.open > 0) & ((it.role_end < 0) | (moment >= it.now)))


def _askable(it: Instance, settled: Settled, roles: Ints) -> Ints:
    """Supplies of a kind that is asked for, with something left, that agreed to be asked and are ever there."""
    kinds, untimed = it.role_kind[roles], it.role_kind[roles[it.role_start[roles] < 0]]
    hourly = np.isin(it.supply_kind, np.setdiff1d((Kind.PEOPLE, Kind.SPACE), untimed))
    ever = ~hourly | (it.window_ptr[1:] > it.window_ptr[:-1])
    return np.flatnonzero(it.supply_consented & (settled.left != 0) & ever & np.isin(it.supply_kind, kinds))


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


# --- the ground -------------------------------------------------------------------------------------------------------
def _on_the_ground(it: Instance, lines: Ints, groups: int) -> tuple[Grid, Ints, Ints]:
    """The grid; the cell of each line; the lines in their order, by cell and by falling radius."""
    radius, lat, lon = it.supply_radius_m[lines], it.supply_lat[lines], it.supply_lon[lines]
    near = (radius >= 0) & ~np.isnan(lat)
    grid = _grid(lat[near], lon[near], radius[near], room=4 * len(lines) // max(1, groups) + 1024)
    near &= radius <= EARTH_M * grid.reach
    cell = np.where(near, _cells(grid, lat, lon), grid.rows * grid.columns)
    order = np.argsort((cell << 32) - np.minimum(radius, 2**31))  # one key sorts faster than two
    return grid, cell[order], lines[order]


def _grid(lat: Floats, lon: Floats, radius: Ints, room: int) -> Grid:
    """Cells of two kilometres, or as much larger as it takes to have no more than `room`."""
    if not len(lat):
        return Grid(0.0, 0.0, 1.0, 1.0, 1, 1, 0.0)
    south, west = float(lat.min()), float(lon.min())
    narrow = max(0.05, float(np.cos(np.radians(np.abs(lat).max()))))
    tall = CELL_DEG
    while True:
        wide = tall / narrow
        rows, columns = int((lat.max() - south) / tall) + 1, int((lon.max() - west) / wide) + 1
        if rows * columns <= room:
            break
        tall *= 1.5
    far = np.radians(FAR_CELLS * tall)
    reach = radius[radius <= EARTH_M * far].max(initial=0) / EARTH_M
    return Grid(south, west, tall, wide, rows, columns, float(reach))


def _cells(grid: Grid, lat: Floats, lon: Floats) -> Ints:
    """The cell of each point, the nearest one for points outside; 0 for unknown points."""
    row = np.clip(np.nan_to_num((lat - grid.south) / grid.tall), 0, grid.rows - 1).astype(np.int64)
    column = np.clip(np.nan_to_num((lon - grid.west) / grid.wide), 0, grid.columns - 1).astype(np.int64)
    return row * grid.columns + column


def _unit_vectors(records: Records, lat: Floats, lon: Floats) -> None:
    phi, lam = np.radians(lat), np.radians(lon)
    records["x"], records["y"], records["z"] = np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)


def squared_chord(radius_m: Ints) -> Floats:
    """Of a way along the great circle, on the unit sphere; inf for -1 and for ways around the world."""
    half = np.minimum(radius_m / EARTH_M / 2, np.pi / 2)
    return np.where((radius_m < 0) | (half >= np.pi / 2), np.inf, (2 * np.sin(half)) ** 2)


# --- lines and their entries ------------------------------------------------------------------------------------------
def _lines(world: World, lines: Ints) -> tuple[Records, Records]:
    """A record of each line but for its windows; the bookings of their owners."""
    it, settled, policy = world.instance, world.settled, world.policy
    records, owner = np.zeros(len(lines), LINE), settled.owner[lines]
    _unit_vectors(records, it.supply_lat[lines], it.supply_lon[lines])
    records["supply"], records["reach"] = lines, squared_chord(it.supply_radius_m[lines])
    for name in ("languages", "checks", "rest_until", "place_from", "place_to", "causes", "party"):
        records[name] = getattr(it, f"supply_{name}")[lines]
    for name in ("left", "books_time", "in_bulk", "personal"):
        records[name] = getattr(settled, name)[lines]
    records["untimed_held"] = settled.untimed_held[owner]
    records["max_bookings"], records["max_minutes"] = (limit[owner] for limit in settled.limits)
    records["first_purpose"], records["last_purpose"] = it.purpose_ptr[lines], it.purpose_ptr[lines + 1]
    rested = np.clip(1 - it.supply_load[lines] / policy.load_minutes, 0, 1)
    reliable = policy.reliable_points * it.supply_reliability[lines] // 1000
    records["fit"] = reliable + (policy.rested_points * rested).astype(np.int64)
    order = np.argsort(settled.bookings.owner, kind="stable")
    held = settled.bookings.owner[order]
    records["first_booking"], records["last_booking"] = (
        np.searchsorted(held, owner),
        np.searchsorted(held, owner, "right"),
    )
    bookings = np.zeros(len(order), BOOKING)
    for name in ("start", "end", "quantity", "lat", "lon"):
        bookings[name] = getattr(settled.bookings, name)[order]
    return records, bookings


def _entries(
    it: Instance, groups: _Groups, lines: Records, cell: Ints, grid: Grid, times: Ints
) -> tuple[Records, Ints]:
    """Every (group, line) once, in that order, and where each cell of each group begins."""
    count, line_of = len(lines), np.full(it.supplies, -1)
    line_of[lines["supply"]] = np.arange(count)
    line = np.concatenate((np.arange(count), np.repeat(line_of, np.diff(it.term_ptr))))
    term = np.concatenate((np.full(count, -1), it.term_index))
    line, term = line[line >= 0], term[line >= 0]
    key = _group_key(it.supply_kind[lines["supply"][line]], term)
    wanted = np.searchsorted(groups.keys, key)
    asked = np.append(groups.keys, -1)[wanted] == key
    line, wanted = line[asked], wanted[asked]
    found = [np.zeros(0, np.int64)]
    for part, group_of in enumerate(groups.of_part):
        there = times[line] >> part * A_PART & (1 << A_PART) - 1 != 0 if part < PARTS else True
        mine = np.flatnonzero(there & (group_of[wanted] >= 0))
        found.append(group_of[wanted[mine]] * max(1, count) + line[mine])
    both = np.sort(np.concatenate(found))
    group, line = np.divmod(both[np.diff(both, prepend=-1) > 0], max(1, count))
    entries = np.zeros(len(line), ENTRY)
    entries["line"], entries["times"] = line, times[line]
    entries["reach"] = np.nextafter(lines["reach"][line].astype(np.float32), np.float32(np.inf))
    cells = grid.rows * grid.columns + 1
    sizes = np.bincount(group * cells + cell[line], minlength=groups.number * cells)
    return entries, np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))


# --- time -------------------------------------------------------------------------------------------------------------
class _Clock:
    """The span of the roles' hours, cut in slices that are bits of a mask: who has none of a role's is not there."""

    def __init__(self, it: Instance, roles: Ints) -> None:
        self.start = it.role_start
        timed = roles[it.role_start[roles] >= 0]
        self.begins = int(it.role_start[timed].min()) if len(timed) else 0
        self.ends = int(it.role_end[timed].max()) if len(timed) else 1
        self.width = -(-(self.ends - self.begins) // SLICES)

    def slices(self, minute: Ints) -> Ints:
        return (minute - self.begins) // self.width

    def part(self, roles: Ints) -> Ints:
        return np.where(self.start[roles] >= 0, self.slices(self.start[roles]) // A_PART, PARTS)


@kernel
def joined(lines: Ints, ptr: Ints, start: Ints, end: Ints, clock: tuple[int, int, int], spans: Any, times: Any) -> Any:
    """Write the windows of `lines` to `spans`, sorted, those that touch as one, and their slices to `times`; return
    where each line's begin and end. Invariant: the spans of a line are disjoint, do not touch and rise."""
    begins, ends, width = clock
    bounds = np.zeros((2, len(lines)), np.int64)
    at = 0
    for line in range(len(lines)):
        first = at
        for window in range(ptr[lines[line]], ptr[lines[line] + 1]):
            one, last = start[window], end[window]
            if one < ends and last > begins:
                low, high = (max(one, begins) - begins) // width, (min(last, ends) - 1 - begins) // width
                times[line] |= (2 << high) - (1 << low)
            # Insertion keeps the spans in order; what touches grows together.
            place = at
            while place > first and spans[place - 1].start > one:
                spans[place].start, spans[place].end = spans[place - 1].start, spans[place - 1].end
                place -= 1
            spans[place].start, spans[place].end = one, last
            at += 1
        kept = first
        for span in range(first + 1, at):
            if spans[span].start <= spans[kept].end:
                spans[kept].end = max(spans[kept].end, spans[span].end)
            else:
                kept += 1
                spans[kept].start, spans[kept].end = spans[span].start, spans[span].end
        at = min(at, kept + 1)
        bounds[0, line], bounds[1, line] = first, at
    return bounds


class _Windows(NamedTuple):
    spans: Records
    first: Ints
    last: Ints


def _there(it: Instance, lines: Ints, clock: _Clock, roles: Records) -> tuple[Ints, _Windows, Ints]:
    """Which of `lines` are there in some slice of an hour asked, or of a kind asked without an hour; their joined
    windows; the slices in which each is there."""
    ptr = it.window_ptr
    spans, times = np.zeros(int((ptr[lines + 1] - ptr[lines]).sum()), SPAN), np.zeros(len(lines), np.int64)
    first, last = joined(
        lines, ptr, it.window_start, it.window_end, (clock.begins, clock.ends, clock.width), spans, times
    )
    hourly = np.isin(it.supply_kind[lines], (Kind.PEOPLE, Kind.SPACE)) | (last > first)
    times = np.where(hourly, times, ALWAYS)
    always = np.isin(it.supply_kind[lines], roles["kind"][roles["times"] == 0])
    kept = np.flatnonzero(always | (times & np.bitwise_or.reduce(roles["times"]) != 0))
    return kept, _Windows(spans, first[kept], last[kept]), times[kept]


# --- roles ------------------------------------------------------------------------------------------------------------
def _roles(settled: Settled, rows: Ints, group: Ints, clock: _Clock) -> tuple[Records, Ints, Ints]:
    """A record of each role, and the lists of the supplies barred from them and of the parties that hold them."""
    it = settled.instance
    records = np.zeros(len(rows), ROLE)
    records["row"], records["group"] = rows, group
    _unit_vectors(records, it.role_lat[rows], it.role_lon[rows])
    for name in ("lat", "lon", "start", "end", "language", "welcome", "checks", "purpose", "place", "kind"):
        records[name] = getattr(it, f"role_{name}")[rows]
    records["when"] = np.maximum(records["start"], it.now)
    timed: Bools = records["start"] >= 0
    records["times"][timed] = 1 << clock.slices(records["start"][timed]) | 1 << clock.slices(records["end"][timed] - 1)
    records["cause"] = it.need_cause[it.role_need[rows]]
    records["asked"], records["wanted"], records["least"] = (
        it.role_quantity[rows],
        settled.open[rows],
        settled.least[rows],
    )
    records["loosely_held"] = settled.loosely_held[rows]
    barred = _listed(records, "barred", it.barred_role, it.barred_supply)
    return records, barred, _listed(records, "held", it.fixed_role, it.supply_party[it.fixed_supply])


def _listed(records: Records, name: str, role: Ints, other: Ints) -> Ints:
    """`other` by role; where each record's part begins and ends is written to it."""
    order = np.argsort(role, kind="stable")
    records[f"first_{name}"] = np.searchsorted(role[order], records["row"])
    records[f"last_{name}"] = np.searchsorted(role[order], records["row"], "right")
    return other[order]
