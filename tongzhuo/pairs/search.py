"""The search over the index: of every role, the lines that fit, and what each pair is worth."""

import math
from typing import Any

import numpy as np

from tongzhuo.engine.instance import Ints
from tongzhuo.pairs.compiled import kernel
from tongzhuo.pairs.ground import Grid, metres_of
from tongzhuo.pairs.records import Records
from tongzhuo.pairs.rules import (
    can_do_it,
    is_free,
    is_near,
    left_then,
    may_be_asked,
    most_units,
    passed_checks,
    serves_it,
    speaks_it,
    squared_way,
    units_of_a_person,
    within_limits,
)

DIGIT, FEW = 10, 64  # bits of a digit when keys are sorted; how many are sorted by comparing them
MASK = (1 << DIGIT) - 1
SLACK_DEG = 1e-9  # a tenth of a millimetre, for points on the edge of a cell


@kernel
def scan(
    first: int, grid: Grid, roles: Records, lines: Records, more: Records, entries: Records, starts: Ints,
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
        by, until, east, north = role.by, role.until, role.east, role.north
        free = used
        for nth in range(reached):
            for entry in range(spans[nth, 0], spans[nth, 1]):
                reach = entries[entry].reach
                if reach < ways[nth]:
                    break  # they come by falling radius
                way = (entries[entry].east - east) ** 2 + (entries[entry].north - north) ** 2
                found[free] = entries[entry].line  # without a branch: kept or written over
                free += (entries[entry].since <= by) & (entries[entry].until >= until) & (not way > reach)
        for maybe in range(used, free):
            line = lines[found[maybe]]
            if not (is_near(role, line) and speaks_it(role, line) and passed_checks(role, line)):
                continue
            if line.more >= 0:
                own = more[line.more]
                # All rules, the selective ones first; as a function this takes twice the time (it counts references).
                if not (
                    serves_it(role, own)
                    and can_do_it(role, own, purposes)
                    and may_be_asked(role, own, barred, held)
                    and is_free(role, own, bookings, pauses)
                    and within_limits(role, own, bookings)
                    and most_units(role, own, left_then(role, own, bookings)) != 0
                ):
                    continue
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


@kernel
def weigh(
    roles: Records, lines: Records, supplies: Any, more: Records, bookings: Records, found: Any, counts: Ints,
    ptr: Ints, points: Any, of_role: Any, of_supply: Any, most: Any, metres: Any, fit: Any,
) -> None:  # fmt: skip
    """Write every pair to its place: roles in their order, the supplies of each in theirs."""
    near_points, cause_points, language_points, near_m = points
    first, most_found = 0, counts.max() if len(counts) else 0
    highest = supplies.max() if len(supplies) else 0
    all_keys, spare = np.empty(most_found, np.int64), np.empty(most_found, np.int64)
    for at in range(len(roles)):
        role = roles[at]
        keys = all_keys[: counts[at]]
        for nth in range(counts[at]):
            line = found[first + nth]
            keys[nth] = np.int64(supplies[line]) << 32 | line
        keys = by_supply(keys, spare[: counts[at]], highest)
        first += counts[at]
        for nth in range(counts[at]):
            line = lines[keys[nth] & 0xFFFFFFFF]
            to = ptr[role.row] + nth
            away = metres_of(squared_way(role, line))
            near = 1 - (near_m / 2 if math.isnan(away) else away) / near_m
            own = line.fit + int(near_points * max(0.0, min(1.0, near)))
            if role.cause >= 0 and (line.causes >> role.cause) & 1:
                own += cause_points
            if role.welcome & line.languages:
                own += language_points
            of_role[to], of_supply[to], metres[to], fit[to] = role.row, keys[nth] >> 32, away, own
            if line.more < 0:
                most[to] = units_of_a_person(role)
            else:
                most[to] = most_units(role, more[line.more], left_then(role, more[line.more], bookings))


@kernel
def by_supply(keys: Ints, spare: Ints, highest: int) -> Ints:
    """The keys by their upper half, which is at most `highest`: digit by digit where they are many."""
    if len(keys) < FEW:
        keys.sort()
        return keys
    counts, shift = np.empty((1 << DIGIT) + 1, np.int64), 32
    while highest > 0:
        counts[:] = 0
        for key in keys:
            counts[(key >> shift & MASK) + 1] += 1
        for digit in range(1, len(counts)):
            counts[digit] += counts[digit - 1]
        for key in keys:
            digit = key >> shift & MASK
            spare[counts[digit]] = key
            counts[digit] += 1
        keys, spare, shift, highest = spare, keys, shift + DIGIT, highest >> DIGIT
    return keys
