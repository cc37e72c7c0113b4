"""Who could sit where, for a whole city: the pairs of `engine.candidates`, found through an index instead of by
looking at everyone for every role. The rules there are the definition; each has its kernel here, by the same name, and
the pairs are the same to the last one (distances agree to less than a millimetre).
"""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tongzhuo.engine.candidates import Candidates, World
from tongzhuo.engine.geometry import EARTH_M
from tongzhuo.engine.instance import MINUTES_A_WEEK, Ints, Kind
from tongzhuo.engine.policy import Policy
from tongzhuo.pairs.compiled import kernel
from tongzhuo.pairs.index import Grid, Index, Records, index_of

CHUNK = 1 << 20  # pairs found in one slice of work, at least
PEOPLE, SPACE, GOODS, MONEY = int(Kind.PEOPLE), int(Kind.SPACE), int(Kind.GOODS), int(Kind.MONEY)
SLACK_DEG = 1e-9  # a tenth of a millimetre, for points on the edge of a cell


@dataclasses.dataclass(frozen=True)
class Pairs(Candidates):
    """Feasible pairs in small columns: int32, `metres` float32, `most` int64 only where an amount asks for it. Widen
    them before multiplying rows. Those of role r are `ptr[r]` up to `ptr[r + 1]`."""

    ptr: Ints


def candidates(world: World) -> Pairs:
    """Every feasible pair of a role that is still open and a supply."""
    index = index_of(world)
    found, counts = _found(index, world.policy)
    ptr = np.zeros(world.instance.roles + 1, np.int64)
    ptr[index.roles["row"] + 1] = counts
    np.cumsum(ptr, out=ptr)
    # Small columns, although `Candidates` speaks of whole numbers of 64 bits.
    role, supply, fit, metres = (_empty(ptr[-1], kind) for kind in (np.int32, np.int32, np.int32, np.float32))
    small = int(index.roles["wanted"].max(initial=0)) < 2**31
    most, points = _empty(ptr[-1], np.int32 if small else np.int64), _points(world.policy)
    weigh(index.roles, index.lines, index.bookings, found, counts, ptr, points, role, supply, most, metres, fit)
    return Pairs(role, supply, most, metres, fit, ptr)


def _empty(rows: int, kind: type) -> Any:
    return np.empty(rows, kind)


def _found(index: Index, policy: Policy) -> tuple[NDArray[np.int32], Ints]:
    """Lines that fit, role after role, and how many of each role."""
    cells = index.grid.rows * index.grid.columns + 1
    largest = int(np.diff(index.starts[::cells]).max(initial=0))
    chunks, counts, first = [np.zeros(0, np.int32)], np.zeros(len(index.roles), np.int64), 0
    pauses = (float(policy.metres_a_minute), float(policy.same_place_m), policy.buffer_minutes, policy.pause_minutes)
    while first < len(index.roles):
        chunk = np.empty(CHUNK + largest, np.int32)
        first, used = scan(
            first, index.grid, index.roles, index.lines, index.entries, index.starts, index.windows, index.bookings,
            index.purposes, index.barred, index.held, pauses, chunk, counts,
        )  # fmt: skip
        chunks.append(chunk[:used].copy())
    return np.concatenate(chunks), counts


def _points(policy: Policy) -> tuple[int, int, int, float]:
    return policy.near_points, policy.cause_points, policy.language_points, float(policy.near_m)


# --- the rules: one role's record, one line's record ------------------------------------------------------------------
@kernel
def can_do_it(role: Any, line: Any, purposes: Ints) -> bool:
    """The index has the terms; here the giver's restriction."""
    if line.first_purpose == line.last_purpose:
        return True
    for at in range(line.first_purpose, line.last_purpose):
        if purposes[at] == role.purpose:
            return True
    return False


@kernel
def speaks_it(role: Any, line: Any) -> bool:
    return role.language < 0 or (line.languages >> role.language) & 1 == 1


@kernel
def is_there(role: Any, line: Any, windows: Records) -> bool:
    """There during the whole interval, or by the due time."""
    if role.end < 0:
        return True
    if line.first_window == line.last_window:
        return role.kind not in (PEOPLE, SPACE)
    by = role.start if role.start >= 0 else role.end
    until = role.end if role.start >= 0 else 0
    for at in range(line.first_window, line.last_window):
        if windows[at].start <= by and windows[at].end >= until:
            return True
    return False


@kernel
def is_free(role: Any, line: Any, bookings: Records, pauses: Any) -> bool:
    """Not booked elsewhere, the way included."""
    if role.start < 0 or line.in_bulk or not line.books_time:
        return True
    for at in range(line.first_booking, line.last_booking):
        other = bookings[at]
        pause = pause_between(role.lat, role.lon, other.lat, other.lon, pauses) if line.personal else 0
        if other.start < role.end + pause and role.start < other.end + pause:
            return False
    return True


@kernel
def pause_between(lat: float, lon: float, other_lat: float, other_lon: float, pauses: Any) -> int:
    """Minutes between two bookings, by the formula of `engine.geometry`; an unknown way costs the buffer alone."""
    metres_a_minute, same_place_m, buffer_minutes, pause_minutes = pauses
    phi, phis = math.radians(lat), math.radians(other_lat)
    half = math.sin((phis - phi) / 2) ** 2
    half += math.cos(phi) * math.cos(phis) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    away = 2 * EARTH_M * arc_sine(math.sqrt(half))
    if away <= same_place_m:
        return max(pause_minutes, 0)
    travel = 0 if math.isnan(away) else math.ceil(away / metres_a_minute)
    return max(pause_minutes, buffer_minutes + travel)


@kernel
def arc_sine(sine: float) -> float:
    """What rounding lifts above 1 is 1; what is unknown (NaN) stays so, which `min` would not grant."""
    return math.asin(1.0 if sine > 1 else sine)


@kernel
def is_near(role: Any, line: Any) -> bool:
    """Serves this place, and the role lies within its radius; an unknown point is not held against anyone."""
    serves = line.place_from < 0 or (line.place_from <= role.place and role.place < line.place_to)
    return serves and not squared_way(role, line) > line.reach


@kernel
def squared_way(role: Any, line: Any) -> float:
    return (role.x - line.x) ** 2 + (role.y - line.y) ** 2 + (role.z - line.z) ** 2


@kernel
def passed_checks(role: Any, line: Any) -> bool:
    return (role.checks & ~line.checks) == 0


@kernel
def may_be_asked(role: Any, line: Any, barred: Ints, held: Ints) -> bool:
    """Not resting, did not say no before, is not already at this very seat. Consent is in the index."""
    if line.rest_until > role.when:
        return False
    for at in range(role.first_barred, role.last_barred):
        if barred[at] == line.supply:
            return False
    for at in range(role.first_held, role.last_held):
        if held[at] == line.party:
            return False
    return True


@kernel
def within_limits(role: Any, line: Any, bookings: Records) -> bool:
    """One more booking of this length stays within the week's limits."""
    if role.start < 0 or not line.books_time or (line.max_bookings < 0 and line.max_minutes < 0):
        return True
    times, minutes, week = 1, role.end - role.start, role.start // MINUTES_A_WEEK
    for at in range(line.first_booking, line.last_booking):
        other = bookings[at]
        if other.start // MINUTES_A_WEEK == week:
            times += other.quantity
            minutes += other.quantity * (other.end - other.start)
    return (line.max_bookings < 0 or times <= line.max_bookings) and (
        line.max_minutes < 0 or minutes <= line.max_minutes
    )


@kernel
def most_units(role: Any, line: Any, left: int) -> int:
    """What the line could give to this role: units, 0 nothing, -1 an amount to be agreed. People: of `left_then`."""
    if role.kind == SPACE and role.start < 0 and line.untimed_held > 0:
        left = 0
    if role.loosely_held:
        left = max(0, left)
    if role.asked < 0:
        return 0 if left == 0 else -1
    if role.kind not in (PEOPLE, GOODS, MONEY) and left >= 0:
        least = min(role.wanted, max(1, role.least)) if role.kind == SPACE else role.wanted
        if left < least:
            return 0
    return min(left, role.wanted)


@kernel
def left_then(role: Any, line: Any, bookings: Records) -> int:
    """What is left of a line; of people, at the hours of the role."""
    if role.kind != PEOPLE or line.left < 0:
        return line.left
    if role.start < 0:
        return max(0, line.left - line.untimed_held)
    if line.in_bulk and line.first_booking < line.last_booking:
        return max(0, line.left - heads_booked(role, line, bookings))
    return line.left


@kernel
def heads_booked(role: Any, line: Any, bookings: Records) -> int:
    """The most people of a bulk offer booked at one moment of the role's hours."""
    most = 0
    for one in range(line.first_booking, line.last_booking):
        moment = max(bookings[one].start, role.start)
        if not (bookings[one].start < role.end and bookings[one].end > role.start):
            continue
        heads = 0
        for other in range(line.first_booking, line.last_booking):
            if bookings[other].start <= moment and bookings[other].end > moment:
                heads += bookings[other].quantity
        most = max(most, heads)
    return most


# --- the search -------------------------------------------------------------------------------------------------------
@kernel
def scan(
    first: int, grid: Grid, roles: Records, lines: Records, entries: Records, starts: Ints, windows: Records,
    bookings: Records, purposes: Ints, barred: Ints, held: Ints, pauses: Any, found: Any, counts: Ints,
) -> tuple[int, int]:  # fmt: skip
    """Write the lines that fit the roles from `first` on to `found`, and how many to `counts`, until no room is sure to
    be left; return the next role and how much is written."""
    cells = grid.rows * grid.columns + 1
    above, beside = np.empty(grid.rows), np.empty(grid.columns)
    spans, ways = np.empty((cells, 2), np.int64), np.empty(cells)
    used = 0
    for at in range(first, len(roles)):
        role = roles[at]
        group = starts[role.group * cells : (role.group + 1) * cells + 1]
        if used + group[-1] - group[0] >= len(found):
            return at, used
        before, reached = used, cells_near(grid, role, group, above, beside, spans, ways)
        free = used
        for nth in range(reached):
            for entry in range(spans[nth, 0], spans[nth, 1]):
                if entries[entry].reach < ways[nth]:
                    break  # they come by falling radius
                found[free] = entries[entry].line  # without a branch: kept or written over
                free += role.times & ~entries[entry].times == 0
        for maybe in range(used, free):
            line = lines[found[maybe]]
            # All rules, the selective ones first; as a function this takes twice the time (it counts references).
            if (
                is_near(role, line)
                and speaks_it(role, line)
                and is_there(role, line, windows)
                and passed_checks(role, line)
                and can_do_it(role, line, purposes)
                and may_be_asked(role, line, barred, held)
                and is_free(role, line, bookings, pauses)
                and within_limits(role, line, bookings)
                and most_units(role, line, left_then(role, line, bookings)) != 0
            ):
                found[used] = found[maybe]
                used += 1
        counts[at] = used - before
    return len(roles), used


@kernel
def cells_near(grid: Grid, role: Any, group: Ints, above: Any, beside: Any, spans: Any, ways: Any) -> int:
    """Write the entries of every cell that may have some within reach, and the least squared chord to it; return how
    many cells. Invariant: no point of a cell is nearer than its way; nobody in a cell left out comes so far."""
    spans[0, 0], spans[0, 1], ways[0], reached = group[-2], group[-1], 0.0, 1
    if math.isnan(role.x):
        spans[0, 0] = group[0]
        return reached
    low, high, left, right = ways_to_cells(grid, role, above, beside)
    for row in range(low, high):
        base = row * grid.columns
        if group[base + left] == group[base + right]:
            continue
        narrow = narrowest(grid, role, row)
        for column in range(left, right):
            if group[base + column] < group[base + column + 1]:
                spans[reached, 0], spans[reached, 1] = group[base + column], group[base + column + 1]
                ways[reached] = 4 * (above[row] + beside[column] * narrow)
                reached += 1
    return reached


@kernel
def ways_to_cells(grid: Grid, role: Any, above: Any, beside: Any) -> tuple[int, int, int, int]:
    """The rows and columns that can lie within reach; of each the squared sine of half the angle to its near edge."""
    reach = math.degrees(grid.reach) + SLACK_DEG
    narrow = math.cos(math.radians(role.lat))
    aside, sine = 360.0, math.sin(math.radians(reach))
    if abs(role.lat) + reach < 90 and sine < narrow:
        aside = math.degrees(math.asin(sine / narrow)) + SLACK_DEG
    low = max(0, math.floor((role.lat - reach - grid.south) / grid.tall))
    high = min(grid.rows, math.floor((role.lat + reach - grid.south) / grid.tall) + 1)
    left, right = 0, grid.columns
    if role.lon - aside >= -180 and role.lon + aside <= 180:  # else the antimeridian or a pole is within reach
        left = max(0, math.floor((role.lon - aside - grid.west) / grid.wide))
        right = min(grid.columns, math.floor((role.lon + aside - grid.west) / grid.wide) + 1)
    for row in range(low, high):
        south = grid.south + row * grid.tall
        above[row] = half_sine(max(south - role.lat, role.lat - south - grid.tall))
    for column in range(left, right):
        west = (grid.west + column * grid.wide - role.lon) % 360
        east = (role.lon - grid.west - (column + 1) * grid.wide) % 360
        inside = (role.lon - grid.west - column * grid.wide) % 360 <= grid.wide
        beside[column] = 0.0 if inside else half_sine(min(west, east))
    return low, max(low, high), left, max(left, right)


@kernel
def half_sine(degrees: float) -> float:
    """Squared sine of half an angle, that of none for negative ones."""
    return math.sin(math.radians(max(0.0, degrees - SLACK_DEG)) / 2) ** 2


@kernel
def narrowest(grid: Grid, role: Any, row: int) -> float:
    """Product of the cosines of the role's latitude and of the row's farthest from the equator."""
    south = grid.south + row * grid.tall
    return math.cos(math.radians(role.lat)) * max(0.0, math.cos(math.radians(max(abs(south), abs(south + grid.tall)))))


# --- what a pair is worth ---------------------------------------------------------------------------------------------
@kernel
def weigh(
    roles: Records, lines: Records, bookings: Records, found: Any, counts: Ints, ptr: Ints, points: Any,
    of_role: Any, of_supply: Any, most: Any, metres: Any, fit: Any,
) -> None:  # fmt: skip
    """Write every pair to its place: roles in their order, the supplies of each in theirs."""
    near_points, cause_points, language_points, near_m = points
    first = 0
    for at in range(len(roles)):
        role = roles[at]
        keys = np.empty(counts[at], np.int64)
        for nth in range(counts[at]):
            line = found[first + nth]
            keys[nth] = np.int64(lines[line].supply) << 32 | line
        keys.sort()
        first += counts[at]
        for nth in range(counts[at]):
            line = lines[keys[nth] & 0xFFFFFFFF]
            to = ptr[role.row] + nth
            away = 2 * EARTH_M * arc_sine(math.sqrt(squared_way(role, line)) / 2)
            near = 1 - (near_m / 2 if math.isnan(away) else away) / near_m
            own = line.fit + int(near_points * max(0.0, min(1.0, near)))
            if role.cause >= 0 and (line.causes >> role.cause) & 1:
                own += cause_points
            if role.welcome & line.languages:
                own += language_points
            of_role[to], of_supply[to], metres[to], fit[to] = role.row, line.supply, away, own
            most[to] = most_units(role, line, left_then(role, line, bookings))
