"""What it costs to get somebody: the cheapest set of bookings whose removal makes room, and that removal.

`offer` and `make_room` go through the same searches, so that what is displaced is what was priced.
"""

import numpy as np

from tongzhuo.engine.geometry import EARTH_M
from tongzhuo.market.ledger import (
    EDGE,
    END,
    GUARD,
    LOCKED,
    ROLE,
    ROW,
    START,
    UNITS,
    WEEK,
    Books,
    free_units,
    put,
    unbook,
)  # fmt: skip
from tongzhuo.market.question import BULK, CASE, DRAW, LOT, MOST, PERSON, RIVAL, SECOND, Question
from tongzhuo.pairs.compiled import inlined, inner

NO = 1 << 50  # no price: it cannot be had
_FEW = 6  # up to so many bookings of a week every subset is looked at
_METRES = 2 * EARTH_M


@inner
def pause_of(q: Question, r: int, other: int) -> int:
    """Minutes between two asks of one person, as `geometry.pause_between` has them."""
    x = q.point[r, 0] - q.point[other, 0]
    y = q.point[r, 1] - q.point[other, 1]
    z = q.point[r, 2] - q.point[other, 2]
    chord = np.sqrt(x * x + y * y + z * z)
    if np.isnan(chord):
        return max(q.pause, q.buffer)
    away = _METRES * np.arcsin(min(1.0, chord / 2))
    if away <= q.same_place_m:
        return q.pause
    return max(q.pause, q.buffer + int(np.ceil(away / q.metres_a_minute)))


@inner
def clash(q: Question, r: int, other: int, travels: bool) -> bool:
    """Nobody can do both asks (with hours): they overlap, the way between them included for a person."""
    start, end, s, e = q.start[r], q.end[r], q.start[other], q.end[other]
    if start < e and s < end:
        return True
    gap = max(start - e, s - end)
    if not travels or gap >= q.far:
        return False
    return gap < q.pause or gap < pause_of(q, r, other)


@inner
def _lighten(q: Question, b: Books, e: int, first: int, gone: int, times: int, minutes: int) -> tuple[int, int]:
    """(price, mask) of the cheapest further bookings that bring this week within its limits.

    `gone` is the mask of those displaced already, `times` and `minutes` what the week would hold.
    """
    r, n = q.role[e], b.m[b.held + q.seller[e]]
    rows = np.empty(64, np.int64)
    m = 0
    for j in range(n):
        if not gone >> j & 1 and b.m[first + ROW * j + WEEK] == q.week[r]:
            rows[m] = j
            m += 1
    best, mask = NO, 0
    if m > _FEW:
        best, mask = _lightened_in_turn(q, b, e, first, rows[:m], times, minutes)
        m = 0
    for choice in range(1, 1 << m):
        price, picked, t, u = 0, 0, times, minutes
        for i in range(m):
            if choice >> i & 1:
                row = first + ROW * rows[i]
                price += b.m[row + GUARD]
                picked |= 1 << rows[i]
                t -= 1
                u -= b.m[row + END] - b.m[row + START]
        if t <= q.times[e] and u <= q.minutes[e] and price < best:
            best, mask = price, picked
    return best, mask


@inner
def _lightened_in_turn(
    q: Question, b: Books, e: int, first: int, rows: np.ndarray, times: int, minutes: int
) -> tuple[int, int]:
    """As `_lighten` for a long week: the cheapest bookings go one after the other."""
    price, mask = 0, 0
    while times > q.times[e] or minutes > q.minutes[e]:
        best, pick = NO, -1
        for j in rows:
            if not mask >> j & 1 and b.m[first + ROW * j + GUARD] < best:
                best, pick = b.m[first + ROW * j + GUARD], j
        if pick < 0:
            return NO, 0
        row = first + ROW * pick
        price, mask = price + best, mask | 1 << pick
        times, minutes = times - 1, minutes - (b.m[row + END] - b.m[row + START])
    return price, mask


@inlined
def time_of(q: Question, b: Books, e: int) -> tuple[int, int]:
    """(price, mask of the bookings to displace) of a person's or a room's time for edge `e`."""
    v, r = q.seller[e], q.role[e]
    n = b.m[b.held + v]
    if n == 0:
        return 0, 0
    first = b.lines + ROW * q.line[v]
    start, end, week = q.start[r], q.end[r], q.week[r]
    travels = q.shape[v] == PERSON
    price, mask, times, minutes, gone, lone = 0, 0, 1, end - start, 0, 0
    for j in range(n):
        row = first + ROW * j
        other = b.m[row + WEEK]
        if week < 0 or other < 0:
            out = week < 0 and other < 0
        elif start < b.m[row + END] and b.m[row + START] < end:
            out = True
        else:
            gap = max(start - b.m[row + END], b.m[row + START] - end)
            out = travels and gap < q.far and (gap < q.pause or gap < pause_of(q, r, b.m[row + ROLE]))
        if out:
            price += b.m[row + GUARD]
            mask |= 1 << j
            gone += 1
        elif week >= 0 and other == week:
            times += 1
            minutes += b.m[row + END] - b.m[row + START]
            lone = j
    if week >= 0 and (times > q.times[e] or minutes > q.minutes[e]):
        if times == 2 and end - start <= q.minutes[e] and q.times[e] > 0:  # only one can go
            return price + b.m[first + ROW * lone + GUARD], mask | 1 << lone
        more, also = _lighten(q, b, e, first, mask, times, minutes)
        return min(NO, price + more), mask | also
    if n - gone >= q.line[v + 1] - q.line[v]:
        return NO, 0
    return price, mask


@inner
def cheapest_row(q: Question, b: Books, v: int, r: int) -> int:
    """Row of the booking of lot or caseload `v` with the lowest guard a unit drawn, of another ask than `r`; or -1."""
    if q.shape[v] == LOT and b.m[b.low + v] >= 0 and b.m[b.m[b.low + v] + ROLE] != r:
        return b.m[b.low + v]
    first, best, pick, whole = b.lines + ROW * q.line[v], np.inf, -1, True
    for j in range(b.m[b.held + v]):
        row = first + ROW * j
        drawn = b.m[row + UNITS] * q.details[q.detail[b.m[row + EDGE]], DRAW]
        if b.m[row + ROLE] == r:
            whole = False
        elif drawn > 0 and b.m[row + GUARD] < LOCKED and b.m[row + GUARD] / drawn < best:
            best, pick = b.m[row + GUARD] / drawn, row
    if q.shape[v] == LOT and whole:
        put(b, b.low + v, pick)
    return pick


@inner
def share_of(guard: int, part: int, units: int) -> int:
    """The share of `part` of `units` in a guard, rounded up."""
    return guard if part >= units else int(np.ceil(guard * (part / units)))


@inner
def _lot_price(q: Question, b: Books, e: int, want: int) -> tuple[int, int]:
    """(price, units) of goods or money: what is free, else out of the cheapest booking."""
    v, detail = q.seller[e], q.details[q.detail[e]]
    want = min(want, detail[MOST] - b.m[b.used + e])
    if detail[DRAW] == 0 or want <= 0:
        return (0, want) if want > 0 else (NO, 0)
    new = b.m[b.used + e] == 0 and b.m[b.held + v] >= q.line[v + 1] - q.line[v]
    free = free_units(q, b, v)
    if free > 0 and not new:
        return 0, min(free, want)
    row = -1 if new else cheapest_row(q, b, v, q.role[e])
    if row < 0:
        return NO, 0
    units = min(want, b.m[row + UNITS])
    return share_of(b.m[row + GUARD], units, b.m[row + UNITS]), units


@inner
def _case_price(q: Question, b: Books, v: int, draw: int) -> int:
    """The price of `draw` units of a caseload: the cheapest bookings whole, one after the other, until it fits."""
    free = free_units(q, b, v)
    if free >= draw and b.m[b.held + v] < q.line[v + 1] - q.line[v]:
        return 0
    if draw > q.capacity[v]:
        return NO
    first, price, taken = b.lines + ROW * q.line[v], 0, 0
    n, gone = b.m[b.held + v], 0
    while free < draw or n - gone >= q.line[v + 1] - q.line[v]:
        best, pick = np.inf, -1
        for j in range(min(n, 62)):
            row = first + ROW * j
            drawn = max(1, b.m[row + UNITS] * q.details[q.detail[b.m[row + EDGE]], DRAW])
            if not taken >> j & 1 and b.m[row + GUARD] < LOCKED and b.m[row + GUARD] / drawn < best:
                best, pick = b.m[row + GUARD] / drawn, j
        if pick < 0:
            return NO
        row = first + ROW * pick
        taken, gone = taken | 1 << pick, gone + 1
        price += b.m[row + GUARD]
        free += b.m[row + UNITS] * q.details[q.detail[b.m[row + EDGE]], DRAW]
    return price


@inner
def heads_free(q: Question, b: Books, e: int, without: int) -> int:
    """Heads of a bulk offer that are free for all hours of edge `e`, as if the booking in row `without` were not."""
    v, r = q.seller[e], q.role[e]
    first, n = b.lines + ROW * q.line[v], b.m[b.held + v]
    start, end, week = q.start[r], q.end[r], q.week[r]
    spent, times, peak = 0, 0, 0
    for j in range(n):
        row = first + ROW * j
        if row == without or (b.m[row + START] < 0) != (week < 0):
            continue
        if week < 0:
            peak += b.m[row + UNITS]
            continue
        if b.m[row + WEEK] == week:
            times += b.m[row + UNITS]
            spent += b.m[row + UNITS] * (b.m[row + END] - b.m[row + START])
        if b.m[row + START] < end and start < b.m[row + END]:
            peak = max(peak, _heads_at(b, first, n, max(start, b.m[row + START]), without))
    if week < 0:
        return q.hourless[v] - peak
    return min(q.capacity[v] - peak, q.times[e] - times, (q.minutes[e] - spent) // (end - start))


@inner
def _heads_at(b: Books, first: int, n: int, moment: int, without: int) -> int:
    heads = 0
    for j in range(n):
        row = first + ROW * j
        if row != without and b.m[row + START] >= 0 and b.m[row + START] <= moment < b.m[row + END]:
            heads += b.m[row + UNITS]
    return heads


@inner
def _bulk_price(q: Question, b: Books, e: int, want: int) -> tuple[int, int, int]:
    """(price, heads, row to displace or -1) of a bulk offer: who is free, else instead of one other booking."""
    v, detail = q.seller[e], q.details[q.detail[e]]
    want = min(want, detail[MOST] - b.m[b.used + e])
    if want <= 0 or detail[DRAW] == 0:
        return (0, want, -1) if want > 0 else (NO, 0, -1)
    free = heads_free(q, b, e, -1)
    if free > 0:
        return 0, min(free, want), -1
    best, units, pick = np.inf, 0, -1
    first = b.lines + ROW * q.line[v]
    for j in range(b.m[b.held + v]):
        row = first + ROW * j
        if b.m[row + ROLE] != q.role[e] and b.m[row + GUARD] < LOCKED:
            heads = min(want, heads_free(q, b, e, row))
            if heads > 0 and b.m[row + GUARD] / heads < best:
                best, units, pick = b.m[row + GUARD] / heads, heads, row
    return (NO, 0, -1) if pick < 0 else (b.m[pick + GUARD], units, pick)


@inner
def offer(q: Question, b: Books, e: int, want: int) -> tuple[int, int]:
    """(price, units) at which edge `e` can be had now, for an ask that wants so many units more; NO if not at all."""
    v = q.seller[e]
    shape = q.shape[v]
    detail = q.details[q.detail[e]]
    if detail[RIVAL] >= 0:
        holder = b.m[b.rival + detail[RIVAL]]
        if holder >= 0 and holder != e:
            return NO, 0
    if shape == LOT:
        return _lot_price(q, b, e, want)
    if shape == BULK:
        price, units, _ = _bulk_price(q, b, e, want)
        return price, units
    if b.m[b.used + e] > 0:
        return NO, 0
    if shape == CASE:
        return _case_price(q, b, v, detail[DRAW]), 1
    price, _ = time_of(q, b, e)
    if detail[SECOND] >= 0 and price < NO:
        price += _case_price(q, b, detail[SECOND], detail[DRAW])
    return (NO if price >= LOCKED else price), 1


@inner
def _push(b: Books, row: int, asks: np.ndarray, n: int) -> int:
    asks[n] = b.m[row + ROLE]
    return n + 1


@inner
def _clear_cases(q: Question, b: Books, v: int, draw: int, asks: np.ndarray, n: int) -> int:
    """Displace the cheapest bookings of a caseload until `draw` units are free."""
    while free_units(q, b, v) < draw or b.m[b.held + v] >= q.line[v + 1] - q.line[v]:
        row = _cheapest_case(q, b, v)
        if row < 0:
            break
        n = _push(b, row, asks, n)
        unbook(q, b, b.m[row + EDGE], b.m[row + UNITS])
    return n


@inner
def _cheapest_case(q: Question, b: Books, v: int) -> int:
    first, best, pick = b.lines + ROW * q.line[v], np.inf, -1
    for j in range(min(b.m[b.held + v], 62)):
        row = first + ROW * j
        drawn = max(1, b.m[row + UNITS] * q.details[q.detail[b.m[row + EDGE]], DRAW])
        if b.m[row + GUARD] < LOCKED and b.m[row + GUARD] / drawn < best:
            best, pick = b.m[row + GUARD] / drawn, row
    return pick


@inner
def make_room(q: Question, b: Books, e: int, units: int, asks: np.ndarray) -> int:
    """Displace what `offer` priced; writes the asks that lost something, returns how many."""
    v, r = q.seller[e], q.role[e]
    shape = q.shape[v]
    detail = q.details[q.detail[e]]
    n = 0
    if shape == LOT:
        while detail[DRAW] > 0 and free_units(q, b, v) < units:
            row = cheapest_row(q, b, v, r)
            n = _push(b, row, asks, n)
            unbook(q, b, b.m[row + EDGE], min(b.m[row + UNITS], units - free_units(q, b, v)))
    elif shape == BULK:
        _, _, row = _bulk_price(q, b, e, units)
        if row >= 0:
            n = _push(b, row, asks, n)
            unbook(q, b, b.m[row + EDGE], b.m[row + UNITS])
    elif shape == CASE:
        n = _clear_cases(q, b, v, detail[DRAW], asks, n)
    else:
        _, mask = time_of(q, b, e)
        first = b.lines + ROW * q.line[v]
        for j in range(b.m[b.held + v] - 1, -1, -1):
            if mask >> j & 1:
                n = _push(b, first + ROW * j, asks, n)
                unbook(q, b, b.m[first + ROW * j + EDGE], 1)
        if detail[SECOND] >= 0:
            n = _clear_cases(q, b, detail[SECOND], detail[DRAW], asks, n)
    return n
