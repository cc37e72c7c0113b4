"""What it costs to get somebody: the cheapest set of bookings whose removal makes room, and that removal.

`offer` and `make_room` go through the same searches, so that what is displaced is what was priced.
"""

import numpy as np

from tongzhuo.engine.geometry import EARTH_M
from tongzhuo.engine.instance import MINUTES_A_WEEK, Floats, Ints
from tongzhuo.market.lean import inlined, inner
from tongzhuo.market.ledger import (
    CAN,
    EDGE,
    END,
    GUARD,
    HELD,
    LOCKED,
    START,
    UNITS,
    Books,
    free_units,
    held,
    is_full,
    put,
    row_at,
    unbook,
)  # fmt: skip
from tongzhuo.market.question import BULK, CASE, DRAW, HEAD, LOT, MOST, PERSON, RIVAL, ROW, SECOND, Question

NO = 1 << 50  # no price: it cannot be had
_FEW = 6  # up to so many bookings of a week every subset is looked at
_METRES = 2 * EARTH_M
OWN = -1  # no price either: the ask has this seller


@inner
def _way(point: Floats, r: int, other: int, pace: tuple[float, float], pauses: tuple[int, int]) -> int:
    """Minutes between two asks of one person, as `geometry.pause_between` has them; (metres a minute, the same place)
    and (whatever the way, where the place changes)."""
    x = point[r, 0] - point[other, 0]
    y = point[r, 1] - point[other, 1]
    z = point[r, 2] - point[other, 2]
    chord = np.sqrt(x * x + y * y + z * z)
    if np.isnan(chord):
        return max(pauses[0], pauses[1])
    away = _METRES * np.arcsin(min(1.0, chord / 2))
    if away <= pace[1]:
        return pauses[0]
    return max(pauses[0], pauses[1] + int(np.ceil(away / pace[0])))


@inlined
def pause_of(q: Question, r: int, other: int) -> int:
    """Minutes between two asks of one person."""
    return _way(q.point, r, other, (q.metres_a_minute, q.same_place_m), (q.pause, q.buffer))


@inlined
def clash(q: Question, r: int, other: int, travels: bool) -> bool:
    """Nobody can do both asks (with hours): they overlap, the way between them included for a person."""
    start, end, s, e = q.start[r], q.end[r], q.start[other], q.end[other]
    gap = max(start - e, s - end)
    if gap < 0:
        out = True
    elif not travels or gap >= q.far:
        out = False
    else:
        out = gap < q.pause or gap < pause_of(q, r, other)
    return out


@inner
def _lighten(m: Ints, first: int, n: int, gone: int, monday: int, over: tuple[int, int]) -> tuple[int, int]:
    """(price, mask) of the cheapest further bookings to remove so that a week has `over` bookings and minutes less.

    `first` row of the seller, `n` rows, `gone` the mask of those displaced already, `monday` the week's first minute.
    """
    week, count = 0, 0
    for j in range(n):
        if not gone >> j & 1 and monday <= m[first + ROW * j + START] < monday + MINUTES_A_WEEK:
            week |= 1 << j
            count += 1
    if count > _FEW:
        return _lightened_in_turn(m, first, n, week, over)
    best, mask, choice = NO, 0, week
    while choice > 0:
        price, times, minutes = 0, over[0], over[1]
        for j in range(n):
            if choice >> j & 1:
                row = first + ROW * j
                price += m[row + GUARD]
                times -= 1
                minutes -= m[row + END] - m[row + START]
        if times <= 0 and minutes <= 0 and price < best:
            best, mask = price, choice
        choice = (choice - 1) & week
    return best, mask


@inner
def _lightened_in_turn(m: Ints, first: int, n: int, week: int, over: tuple[int, int]) -> tuple[int, int]:
    """As `_lighten` for a long week: the cheapest bookings go one after the other."""
    price, mask, times, minutes = 0, 0, over[0], over[1]
    while times > 0 or minutes > 0:
        best, pick = NO, -1
        for j in range(n):
            if (week & ~mask) >> j & 1 and m[first + ROW * j + GUARD] < best:
                best, pick = m[first + ROW * j + GUARD], j
        if pick < 0:
            return NO, 0
        row = first + ROW * pick
        price, mask = price + best, mask | 1 << pick
        times, minutes = times - 1, minutes - (m[row + END] - m[row + START])
    return price, mask


@inlined
def _time_for(q: Question, b: Books, e: int, r: int, hours: tuple[int, int, int], travels: bool) -> tuple[int, int]:
    """(price, mask of the bookings to displace) of a seller's time for edge `e` of ask `r`; OWN if the ask has it.

    `hours`: start, end and the week's first minute (-1: no hour) of the ask.
    """
    line = b.lines + q.at[e]
    n, first = b.m[line + HELD], line + HEAD
    start, end, monday = hours
    price, mask, times, minutes, gone, lone, own = 0, 0, 1, end - start, 0, 0, False
    for j in range(n):
        row = first + ROW * j
        s, t = b.m[row + START], b.m[row + END]
        gap = max(start - t, s - end)
        if monday < 0 or s < 0:
            out = monday < 0 and s < 0
        elif gap < 0:
            out = True
        elif travels and gap < q.far:
            out = gap < q.pause or gap < pause_of(q, r, q.role[b.m[row + EDGE]])
        else:
            out = False
        own = own or b.m[row + EDGE] == e
        if out:
            price += b.m[row + GUARD]
            mask |= 1 << j
            gone += 1
        elif monday >= 0 and monday <= s < monday + MINUTES_A_WEEK:
            times += 1
            minutes += t - s
            lone = j
    if own:
        price, mask = OWN, 0
    elif n > gone:
        if monday >= 0 and (times > q.times[e] or minutes > q.minutes[e]):
            if times == 2 and end - start <= q.minutes[e] and q.times[e] > 0:  # only one can go
                price += b.m[first + ROW * lone + GUARD]
                mask |= 1 << lone
            else:
                over = (times - q.times[e], minutes - q.minutes[e])
                more, also = _lighten(b.m, first, n, mask, monday, over)
                price, mask = min(NO, price + more), mask | also
        elif n - gone >= b.m[line + CAN]:
            price, mask = NO, 0
    return price, mask


@inlined
def hours_of(q: Question, r: int) -> tuple[int, int, int]:
    """(start, end, first minute of the week) of an ask; -1 without an hour."""
    week = q.week[r]
    return q.start[r], q.end[r], week * MINUTES_A_WEEK if week >= 0 else -1


@inlined
def price_of(q: Question, b: Books, e: int, r: int, hours: tuple[int, int, int]) -> int:
    """The price of edge `e` of a plain ask: NO if it cannot be had, OWN if the ask has it."""
    price, _ = _time_for(q, b, e, r, hours, True)
    return price if price < LOCKED else NO


@inlined
def time_of(q: Question, b: Books, e: int) -> tuple[int, int]:
    """(price, mask of the bookings to displace) of a person's or a room's time for edge `e`, which has none of it."""
    r = q.role[e]
    return _time_for(q, b, e, r, hours_of(q, r), q.shape[q.seller[e]] == PERSON)


@inner
def cheapest_row(q: Question, b: Books, v: int, r: int) -> int:
    """Row of the booking of lot or caseload `v` with the lowest guard a unit drawn, of another ask than `r`; or -1."""
    if q.shape[v] == LOT and b.m[b.low + v] >= 0 and q.role[b.m[b.m[b.low + v] + EDGE]] != r:
        return b.m[b.low + v]
    first, best, pick, whole = row_at(q, b, v, 0), np.inf, -1, True
    for j in range(held(q, b, v)):
        row = first + ROW * j
        drawn = b.m[row + UNITS] * q.details[q.detail[b.m[row + EDGE]], DRAW]
        if q.role[b.m[row + EDGE]] == r:
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
    new = b.m[b.used + e] == 0 and is_full(q, b, v)
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
    if free >= draw and not is_full(q, b, v):
        return 0
    if draw > q.capacity[v]:
        return NO
    first, price, taken = row_at(q, b, v, 0), 0, 0
    n, gone, can = held(q, b, v), 0, b.m[b.lines + q.line[v] + CAN]
    while free < draw or n - gone >= can:
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
    first, n = row_at(q, b, v, 0), held(q, b, v)
    start, end, week = q.start[r], q.end[r], q.week[r]
    spent, times, peak = 0, 0, 0
    for j in range(n):
        row = first + ROW * j
        if row == without or (b.m[row + START] < 0) != (week < 0):
            continue
        if week < 0:
            peak += b.m[row + UNITS]
            continue
        if b.m[row + EDGE] >= 0 and b.m[row + START] // MINUTES_A_WEEK == week:
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
    first = row_at(q, b, v, 0)
    for j in range(held(q, b, v)):
        row = first + ROW * j
        if b.m[row + GUARD] < LOCKED and q.role[b.m[row + EDGE]] != q.role[e]:
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


@inlined
def _push(q: Question, b: Books, row: int, asks: np.ndarray, n: int) -> int:
    asks[n] = q.role[b.m[row + EDGE]]
    return n + 1


@inner
def _clear_cases(q: Question, b: Books, v: int, draw: int, asks: np.ndarray, n: int) -> int:
    """Displace the cheapest bookings of a caseload until `draw` units are free."""
    while free_units(q, b, v) < draw or is_full(q, b, v):
        row = _cheapest_case(q, b, v)
        if row < 0:
            break
        n = _push(q, b, row, asks, n)
        unbook(q, b, b.m[row + EDGE], b.m[row + UNITS])
    return n


@inner
def _cheapest_case(q: Question, b: Books, v: int) -> int:
    first, best, pick = row_at(q, b, v, 0), np.inf, -1
    for j in range(min(held(q, b, v), 62)):
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
            n = _push(q, b, row, asks, n)
            unbook(q, b, b.m[row + EDGE], min(b.m[row + UNITS], units - free_units(q, b, v)))
    elif shape == BULK:
        _, _, row = _bulk_price(q, b, e, units)
        if row >= 0:
            n = _push(q, b, row, asks, n)
            unbook(q, b, b.m[row + EDGE], b.m[row + UNITS])
    elif shape == CASE:
        n = _clear_cases(q, b, v, detail[DRAW], asks, n)
    else:
        _, mask = time_of(q, b, e)
        first = row_at(q, b, v, 0)
        for j in range(held(q, b, v) - 1, -1, -1):
            if mask >> j & 1:
                n = _push(q, b, first + ROW * j, asks, n)
                unbook(q, b, b.m[first + ROW * j + EDGE], 1)
        if detail[SECOND] >= 0:
            n = _clear_cases(q, b, detail[SECOND], detail[DRAW], asks, n)
    return n
