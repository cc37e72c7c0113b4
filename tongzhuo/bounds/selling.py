"""What a seller would do at given wages: its exactly best set of asks, alone. The bound is made of these."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tongzhuo.engine.instance import Floats, Ints
from tongzhuo.market.prices import clash
from tongzhuo.market.question import BULK, DRAW, MOST, PERSON, ROOM, UNLIMITED, Question
from tongzhuo.pairs.compiled import inner, kernel

_NODES = 3_000  # steps of a search before a looser value is taken; it is still no less than the best

Floats32 = NDArray[np.float32]


class Terms(NamedTuple):
    """A band as sellers see it. Points."""

    whole: bool  # first band: only wages count, loose edges do not
    most: Ints  # units that an ask can take at all; 0: it does not take part
    wage: Floats  # points that each ask pays a slot, any sign; changes in place


class Answers(NamedTuple):
    """What all sellers would do: kept up to date for those whose wages change."""

    take: Floats32  # slots that each entry of `by_seller` gives
    best: Floats  # points of each seller
    supply: Floats  # slots offered to each ask
    whole_numbers: Ints  # scratch, a few rows as long as the longest list of edges
    numbers: Floats


@inner
def _gain(q: Question, t: Terms, e: int) -> float:
    """Points that edge `e` brings its seller a slot; not positive: never taken."""
    r = q.role[e]
    if t.most[r] <= 0:
        return 0.0
    if e >= q.first[-1]:
        return 0.0 if t.whole else q.agree[r] + q.fit[e] + min(0.0, t.wage[r] / q.asked[r])
    return t.wage[r] if t.whole else q.help[r] + q.fit[e] + t.wage[r]


@inner
def _search(q: Question, a: Answers, n: int, times: int, minutes: int, travels: bool) -> tuple[float, int]:
    """(points, size) of the best set of asks, sorted by start, that one seller can do in one week; (-1, 0) if the
    search is too long. Depth first: take the next ask or leave it, cut by what the rest could bring at most."""
    roles, found, pick = a.whole_numbers[0], a.whole_numbers[1], a.whole_numbers[2]
    gains, ahead, peak, points = a.numbers[0], a.numbers[1], a.numbers[2], a.numbers[3]
    if times == 1 or n == 1:
        return _single(q, a, n, times, minutes)
    ahead[n] = peak[n] = points[0] = 0.0
    for i in range(n - 1, -1, -1):
        ahead[i] = ahead[i + 1] + gains[i]
        peak[i] = max(peak[i + 1], gains[i])
    best, size, depth, spent, i, nodes = 0.0, 0, 0, 0, 0, 0
    while True:
        while i < n and depth < times:
            nodes += 1
            if points[depth] + min(ahead[i], (times - depth) * peak[i]) <= best + 1e-9:
                break
            length = q.end[roles[i]] - q.start[roles[i]]
            fits = spent + length <= minutes
            for d in range(depth):
                fits = fits and not clash(q, roles[i], roles[pick[d]], travels)
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
        if nodes > _NODES:
            return -1.0, 0
        depth -= 1
        i = pick[depth]
        spent -= q.end[roles[i]] - q.start[roles[i]]
        i += 1


@inner
def _single(q: Question, a: Answers, n: int, times: int, minutes: int) -> tuple[float, int]:
    """As `_search`, where one ask is all there can be."""
    best, roles = 0.0, a.whole_numbers[0]
    for i in range(n):
        if times > 0 and a.numbers[0, i] > best and q.end[roles[i]] - q.start[roles[i]] <= minutes:
            best, a.whole_numbers[1, 0] = a.numbers[0, i], i
    return best, 1 if best > 0 else 0


@inner
def _looser(q: Question, a: Answers, n: int, times: int, travels: bool) -> tuple[float, int]:
    """No less than the best set: the best chain in which only neighbours must go together, or the `times` best."""
    roles, found, before = a.whole_numbers[0], a.whole_numbers[1], a.whole_numbers[2]
    gains, chain = a.numbers[0], a.numbers[1]
    last = 0
    for i in range(n):
        chain[i], before[i] = gains[i], -1
        for j in range(i):
            if chain[j] + gains[i] > chain[i] and not clash(q, roles[i], roles[j], travels):
                chain[i] = chain[j] + gains[i]
                before[i] = j
        if chain[i] > chain[last]:
            last = i
    most = 0.0
    ranked = np.argsort(-gains[:n])
    for i in ranked[: min(n, times)]:
        most += gains[i]
    size, i = 0, last
    while i >= 0 and size < times:
        found[size] = i
        size += 1
        i = before[i]
    return min(most, chain[last]), size


@inner
def _hours(q: Question, t: Terms, a: Answers, v: int, heads: int) -> float:
    """Points of a person, a room, or `heads` people side by side: the best set of every week, and one ask without an
    hour for each."""
    first, last = q.place[v], q.place[v + 1]
    roles, found, at = a.whole_numbers[0], a.whole_numbers[1], a.whole_numbers[3]
    gains, take = a.numbers[0], a.take
    points, n, week, free, best = 0.0, 0, -1, -1, 0.0
    for i in range(first, last + 1):
        e = q.by_seller[min(i, last - 1)]
        now = q.week[q.role[e]]
        if n > 0 and (i == last or now != week):
            alone = q.shape[v] != BULK
            limit = int(q.times[q.by_seller[at[0]]]) if alone else n
            minutes = int(q.minutes[q.by_seller[at[0]]]) if alone else UNLIMITED
            worth, size = _search(q, a, n, limit, minutes, q.shape[v] == PERSON)
            if worth < 0:
                worth, size = _looser(q, a, n, limit, q.shape[v] == PERSON)
            points += worth * heads
            for j in range(size):
                take[at[found[j]]] = heads
            n = 0
        if i == last:
            break
        gain = _gain(q, t, e)
        week = now
        if gain > 0 and now >= 0:
            roles[n], gains[n], at[n] = q.role[e], gain, i
            n += 1
        elif gain > best:
            best, free = gain, i
    if free >= 0:
        take[free] = heads
    return points + best * heads


@inner
def _amount(q: Question, t: Terms, v: int, take: Floats32) -> float:
    """Points of a lot or a caseload: the best gains a unit first, the last one in part."""
    first, last = q.place[v], q.place[v + 1]
    rate, units = np.zeros(last - first), np.zeros(last - first)
    points, left = 0.0, float(q.capacity[v])
    for i in range(first, last):
        e = q.by_seller[i]
        gain = _gain(q, t, e)
        detail = q.details[q.detail[e]]
        slots = min(detail[MOST], t.most[q.role[e]]) / q.asked[q.role[e]] if e < q.first[-1] else 1.0
        if gain <= 0:
            continue
        if detail[DRAW] == 0:
            take[i] = slots
            points += gain * slots
        else:
            units[i - first] = detail[DRAW] * (slots * q.asked[q.role[e]])
            rate[i - first] = gain * slots / units[i - first]
    for j in np.argsort(-rate):
        if rate[j] <= 0 or left <= 0:
            break
        given = min(left, units[j])
        e = q.by_seller[first + j]
        take[first + j] = given / (q.details[q.detail[e], DRAW] * q.asked[q.role[e]])
        points += rate[j] * given
        left -= given
    return points


@inner
def _crowd(q: Question, t: Terms, a: Answers, v: int) -> float:
    """No less than the best of a bulk offer: so many people side by side, or all asks at once if that is less."""
    take = a.take
    most, beside = 0.0, 0.0
    for i in range(q.place[v], q.place[v + 1]):
        e = q.by_seller[i]
        gain = _gain(q, t, e)
        if gain > 0:
            if q.details[q.detail[e], DRAW] == 0:
                beside += gain
            heads = min(q.details[q.detail[e], MOST], t.most[q.role[e]])
            most += gain * heads
            take[i] = heads
    if q.capacity[v] > 1 << 30:
        return most
    heads = max(q.capacity[v], q.hourless[v])
    given = take[q.place[v] : q.place[v + 1]].copy()
    aside = _hours(q, t, a, v, heads) + beside
    take[q.place[v] : q.place[v + 1]] = given
    return min(most, aside)


@kernel
def answer(q: Question, t: Terms, a: Answers, sellers: Ints) -> None:
    """Ask these sellers again."""
    for v in sellers:
        for i in range(q.place[v], q.place[v + 1]):
            if a.take[i] > 0:
                if q.by_seller[i] < q.first[-1]:
                    a.supply[q.role[q.by_seller[i]]] -= a.take[i]
                a.take[i] = 0
        if q.shape[v] == PERSON or q.shape[v] == ROOM:
            a.best[v] = _hours(q, t, a, v, 1)
        elif q.shape[v] == BULK:
            a.best[v] = _crowd(q, t, a, v)
        else:
            a.best[v] = _amount(q, t, v, a.take)
        for i in range(q.place[v], q.place[v + 1]):
            if a.take[i] > 0 and q.by_seller[i] < q.first[-1]:
                a.supply[q.role[q.by_seller[i]]] += a.take[i]


@kernel
def touched(q: Question, changed: NDArray[np.bool_]) -> Ints:
    """Sellers next to an ask whose wage changed."""
    mark = np.zeros(len(q.shape), np.bool_)
    for r in range(len(q.need)):
        if changed[r]:
            for e in range(q.first[r], q.first[r + 1]):
                mark[q.seller[e]] = True
    for e in range(q.first[-1], len(q.seller)):
        if changed[q.role[e]]:
            mark[q.seller[e]] = True
    return np.flatnonzero(mark)
