"""What a seller would do at given wages: its exactly best set of asks, alone. The bound is made of these."""

import numpy as np

from tongzhuo.bounds.hours import best_hours
from tongzhuo.bounds.view import Answers, View, gain
from tongzhuo.engine.instance import Floats, Ints
from tongzhuo.market.question import BULK, CASE, PERSON, ROOM, Question
from tongzhuo.pairs.compiled import inner, kernel

_FEW = 64  # units of a caseload up to which its cases are not divided


@inner
def _amount(s: View, a: Answers, wage: Floats, v: int, capacity: int) -> float:
    """Points of a lot or a large caseload: the best gains a unit first, the last one in part."""
    first, last = s.place[v], s.place[v + 1]
    points, left, n = 0.0, float(capacity), 0
    for i in range(first, last):
        g = gain(s, wage, i)
        if g <= 0:
            continue
        if s.drawn[i] == 0:
            a.take[i] = s.most[i]
            points += g * s.most[i]
        else:
            a.at[0, n], a.number[0, n] = i, -g / s.drawn[i]
            n += 1
    for j in np.argsort(a.number[0, :n], kind="mergesort"):
        if left <= 0:
            break
        i = a.at[0, j]
        given = min(left, s.most[i] * s.drawn[i])
        a.take[i] = given / s.drawn[i]
        points -= a.number[0, j] * given
        left -= given
    return points


@inner
def _cases(s: View, a: Answers, wage: Floats, v: int, capacity: int) -> float:
    """Points of a small caseload, whose cases are taken whole or not at all."""
    points, n = 0.0, 0
    for i in range(s.place[v], s.place[v + 1]):
        g = gain(s, wage, i)
        if g > 0 and s.drawn[i] == 0:
            a.take[i] = 1
            points += g
        elif g > 0 and s.drawn[i] <= capacity:
            a.at[0, n], a.number[0, n] = i, g
            n += 1
    best = np.zeros((n + 1, capacity + 1))
    for j in range(n):
        units = int(s.drawn[a.at[0, j]])
        for c in range(capacity + 1):
            best[j + 1, c] = best[j, c]
            if c >= units:
                best[j + 1, c] = max(best[j, c], best[j, c - units] + a.number[0, j])
    c = capacity
    for j in range(n, 0, -1):
        if best[j, c] > best[j - 1, c]:
            a.take[a.at[0, j - 1]] = 1
            c -= int(s.drawn[a.at[0, j - 1]])
    return points + best[n, capacity]


@inner
def _crowd(q: Question, s: View, a: Answers, wage: Floats, v: int) -> float:
    """No less than the best of a bulk offer: so many people side by side, or all asks at once if that is less."""
    most, beside = 0.0, 0.0
    for i in range(s.place[v], s.place[v + 1]):
        g = gain(s, wage, i)
        if g > 0:
            if s.drawn[i] == 0:
                beside += g
            most += g * s.most[i]
            a.take[i] = s.most[i]
    if q.capacity[v] > 1 << 30:
        return most
    given = a.take[s.place[v] : s.place[v + 1]].copy()
    aside = best_hours(q, s, a, wage, v, max(q.capacity[v], q.hourless[v])) + beside
    a.take[s.place[v] : s.place[v + 1]] = given
    return min(most, aside)


@kernel
def answer(q: Question, s: View, a: Answers, wage: Floats, sellers: Ints) -> None:
    """Ask these sellers again."""
    ask, pace, place, take, supply = s.ask, s.pace, s.place, a.take, a.supply
    for v in sellers:
        for i in range(place[v], place[v + 1]):
            if take[i] > 0:
                if pace[i] == 0:
                    supply[ask[i]] -= take[i]
                take[i] = 0
        if q.shape[v] == PERSON or q.shape[v] == ROOM:
            a.best[v] = best_hours(q, s, a, wage, v, 1)
        else:
            a.best[v] = _other(q, s, a, wage, v)
        for i in range(place[v], place[v + 1]):
            if take[i] > 0 and pace[i] == 0:
                supply[ask[i]] += take[i]


@inner
def _other(q: Question, s: View, a: Answers, wage: Floats, v: int) -> float:
    if q.shape[v] == BULK:
        return _crowd(q, s, a, wage, v)
    if q.shape[v] == CASE and q.capacity[v] <= _FEW:
        return _cases(s, a, wage, v, max(0, q.capacity[v]))
    return _amount(s, a, wage, v, q.capacity[v])
