"""The best that somebody, or a room, can do with their hours at given wages: exact, or a little more where it is hard.

Entries of a week that pay are listed in `Answers.at[0]`, their points in `Answers.number[0]`; what is chosen, as places
in that list, in `Answers.at[1]`.
"""

import numpy as np

from tongzhuo.bounds.view import Answers, View
from tongzhuo.engine.instance import Floats, Ints
from tongzhuo.market.prices import pause_of
from tongzhuo.market.question import BULK, PERSON, UNLIMITED, Ints32, Question
from tongzhuo.pairs.compiled import inlined, inner

NO_LIMIT = np.iinfo(np.int32).max  # of bookings and minutes
_MANY = 6  # entries from which it pays to look for those that cannot matter
_NODES = 3_000  # steps of a search before a looser value is taken; it is still no less than the best


@inlined
def together(q: Question, s: View, start: Ints32, end: Ints32, i: int, j: int, travels: bool) -> bool:
    """One can do both entries, the way between them included for a person."""
    gap = max(start[i] - end[j], start[j] - end[i])
    if gap < 0 or not travels or gap >= q.far:
        return gap >= 0
    return gap >= q.pause and gap >= pause_of(q, s.ask[i], s.ask[j])


@inlined
def _single(
    start: Ints32, end: Ints32, listed: Ints, gains: Floats, found: Ints, n: int, minutes: int
) -> tuple[float, int]:
    """(points, size) where one entry is all there can be."""
    best, size = 0.0, 0
    for i in range(n):
        if gains[i] > best and end[listed[i]] - start[listed[i]] <= minutes:
            best, size = gains[i], 1
            found[0] = i
    return best, size


@inner
def _pair(q: Question, s: View, a: Answers, n: int, minutes: int, travels: bool) -> tuple[float, int]:
    """As `_single`, where two can be."""
    start, end = s.start, s.end
    listed, found, gains = a.at[0], a.at[1], a.number[0]
    best, size = _single(start, end, listed, gains, found, n, minutes)
    top = best
    for i in range(1, n):
        x = listed[i]
        left = minutes - (end[x] - start[x])
        if gains[i] + top <= best:
            continue
        for j in range(i):
            y = listed[j]
            if gains[i] + gains[j] > best and end[y] - start[y] <= left and together(q, s, start, end, x, y, travels):
                best, size = gains[i] + gains[j], 2
                found[0], found[1] = j, i
    return best, size


@inner
def _triple(q: Question, s: View, a: Answers, n: int, minutes: int, travels: bool) -> tuple[float, int]:
    """As `_single`, where three can be: around each in the middle the best before and the best after. These two go
    together, since the way over a third place is no shorter."""
    start, end = s.start, s.end
    listed, found, gains = a.at[0], a.at[1], a.number[0]
    best, size = _pair(q, s, a, n, minutes, travels)
    for j in range(1, n - 1):
        y = listed[j]
        before, after, first, last = 0.0, 0.0, -1, -1
        for i in range(j):
            if gains[i] > before and together(q, s, start, end, listed[i], y, travels):
                before, first = gains[i], i
        for k in range(j + 1, n if first >= 0 else 0):
            if gains[k] > after and together(q, s, start, end, listed[k], y, travels):
                after, last = gains[k], k
        if last < 0 or before + gains[j] + after <= best:
            continue
        x, z, left = listed[first], listed[last], minutes - (end[y] - start[y])
        if end[x] - start[x] + end[z] - start[z] <= left:
            best, size = before + gains[j] + after, 3
            found[0], found[1], found[2] = first, j, last
            continue
        for i in range(j):
            x = listed[i]
            if gains[i] + gains[j] + after <= best or not together(q, s, start, end, x, y, travels):
                continue
            for k in range(j + 1, n):
                z = listed[k]
                if gains[i] + gains[j] + gains[k] <= best or end[x] - start[x] + end[z] - start[z] > left:
                    continue
                if together(q, s, start, end, y, z, travels):
                    best, size = gains[i] + gains[j] + gains[k], 3
                    found[0], found[1], found[2] = i, j, k
    return best, size


@inner
def _sort(listed: Ints, gains: Floats, n: int, by_gain: bool) -> None:
    """The list by gain, the best first; or again by week and start."""
    for i in range(1, n):
        x, g, j = listed[i], gains[i], i
        while j > 0 and (gains[j - 1] < g if by_gain else listed[j - 1] > x):
            listed[j], gains[j] = listed[j - 1], gains[j - 1]
            j -= 1
        listed[j], gains[j] = x, g


@inner
def _search(q: Question, s: View, a: Answers, n: int, times: int, minutes: int, travels: bool) -> tuple[float, int]:
    """As `_single`, for any number; (-1, 0) if the search is too long. Depth first, the best first: take the next entry
    or leave it, cut by what as many of the next as could still be taken would bring."""
    start, end = s.start, s.end
    listed, found, pick = a.at[0], a.at[1], a.at[2]
    gains, sums, points = a.number[0], a.number[1], a.number[2]
    _sort(listed, gains, n, True)
    sums[0] = points[0] = 0.0
    for i in range(n):
        sums[i + 1] = sums[i] + gains[i]
    best, size, depth, spent, i, nodes = 0.0, 0, 0, 0, 0, 0
    while nodes <= _NODES:
        while i < n and depth < times:
            nodes += 1
            if points[depth] + sums[min(n, i + times - depth)] - sums[i] <= best + 1e-9:
                break
            x = listed[i]
            length = end[x] - start[x]
            fits = spent + length <= minutes
            for d in range(depth):
                fits = fits and together(q, s, start, end, x, listed[pick[d]], travels)
            if fits:
                pick[depth] = i
                points[depth + 1] = points[depth] + gains[i]
                depth, spent = depth + 1, spent + length
                if points[depth] > best:
                    best, size = points[depth], depth
                    for d in range(depth):
                        found[d] = pick[d]
            i += 1
        if depth == 0:
            return best, size
        depth -= 1
        i = pick[depth]
        spent -= end[listed[i]] - start[listed[i]]
        i += 1
    _sort(listed, gains, n, False)
    return -1.0, 0


@inner
def _chain(q: Question, s: View, a: Answers, n: int, times: int, travels: bool) -> tuple[float, int]:
    """No less than the best: the best chain in which only neighbours must go together, or the `times` best. For a room
    without a limit that is the best itself."""
    listed, found, before = a.at[0], a.at[1], a.at[2]
    gains, chain, start, end = a.number[0], a.number[1], s.start, s.end
    last = 0
    for i in range(n):
        chain[i], before[i] = gains[i], -1
        for j in range(i):
            if chain[j] + gains[i] > chain[i] and together(q, s, start, end, listed[i], listed[j], travels):
                chain[i] = chain[j] + gains[i]
                before[i] = j
        if chain[i] > chain[last]:
            last = i
    most = chain[last]
    if times < n:
        most = min(most, np.sort(gains[:n])[n - times :].sum())
    size, i = 0, last
    while i >= 0 and size < times:
        found[size] = i
        size += 1
        i = before[i]
    return most, size


@inner
def _essential(start: Ints32, end: Ints32, listed: Ints, gains: Floats, n: int) -> int:
    """Drops each entry during whose hours there is another that pays no less; returns how many are left."""
    m = 0
    for i in range(n):
        x, g, size, worse = listed[i], gains[i], 0, False
        for j in range(m):
            y = listed[j]
            worse = worse or (start[y] == start[x] and end[y] <= end[x] and gains[j] >= g)
            if worse or end[y] < end[x] or gains[j] > g:
                listed[size], gains[size] = y, gains[j]
                size += 1
        if not worse:
            listed[size], gains[size] = x, g
            size += 1
        m = size
    return m


@inner
def _several(q: Question, s: View, a: Answers, n: int, times: int, minutes: int, travels: bool) -> tuple[float, int]:
    if n > _MANY and (not travels or q.far <= q.pause + 1):  # the way to one is as long as to another
        n = _essential(s.start, s.end, a.at[0], a.number[0], n)
    if times == 2:
        return _pair(q, s, a, n, minutes, travels)
    if times == 3:
        return _triple(q, s, a, n, minutes, travels)
    if not travels and times >= n and minutes >= UNLIMITED:
        return _chain(q, s, a, n, times, travels)
    points, size = _search(q, s, a, n, times, minutes, travels)
    return (points, size) if points >= 0 else _chain(q, s, a, n, times, travels)


@inlined
def best_hours(q: Question, s: View, a: Answers, wage: Floats, v: int, heads: int) -> float:
    """Points of a person, a room, or `heads` people side by side: the best of every week, and one ask without an hour
    for each."""
    ask, base, pace, weeks = s.ask, s.base, s.pace, s.week  # an array looked up in the loop would be counted each time
    listed, found, gains, take = a.at[0], a.at[1], a.number[0], a.take
    i, last, points = s.place[v], s.place[v + 1], 0.0
    while i < last:
        week, n, first = weeks[i], 0, i
        while i < last and weeks[i] == week:
            w = wage[ask[i]]
            g = base[i] + (w if pace[i] == 0 else min(0.0, w) * pace[i])
            if g > 0:
                listed[n], gains[n] = i, g
                n += 1
            i += 1
        if n == 0:
            continue
        times, minutes = 1 if week < 0 else n, UNLIMITED
        if week >= 0 and q.shape[v] != BULK:
            times = s.times[first]
            if s.minutes[first] < NO_LIMIT:
                minutes = int(s.minutes[first])
        if times > 1 and n > 1:
            worth, size = _several(q, s, a, n, times, minutes, q.shape[v] == PERSON)
        else:
            worth, size = _single(s.start, s.end, listed, gains, found, n, minutes) if times > 0 else (0.0, 0)
        points += worth * heads
        for j in range(size):
            take[listed[found[j]]] = heads
    return points
