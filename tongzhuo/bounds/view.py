"""The question from the other side: every seller's edges side by side, so that asking it is one pass over memory."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tongzhuo.engine.instance import Bools, Floats, Ints
from tongzhuo.market.question import DRAW, MOST, Ints32, Question
from tongzhuo.pairs.compiled import inlined, kernel

Floats32 = NDArray[np.float32]


class View(NamedTuple):
    """The edges that take part in a band; of each seller by week and start of their asks. Points, minutes, slots."""

    place: Ints  # V+1: the entries of seller v are place[v]:place[v+1]
    edge: Ints32
    ask: Ints32
    base: Floats32  # points a slot beside the wage
    pace: Floats32  # 0; of a link to be agreed the share of a slot's wage that it is charged, if that is negative
    start: Ints32
    end: Ints32
    week: Ints32  # -1 without an hour
    times: Ints32
    minutes: Ints32
    most: Floats32  # slots that the entry can give
    drawn: Floats32  # units of its seller that a slot takes; 0: nothing is used up


class Answers(NamedTuple):
    """What all sellers would do at the wages at which they were last asked."""

    take: Floats32  # slots that each entry of the view gives
    best: Floats  # points of each seller
    supply: Floats  # slots offered to each ask
    at: Ints  # scratch, a few rows as long as the longest list of entries
    number: Floats


def view_of(q: Question, most: Ints, whole: bool) -> View:
    """`most`: units that an ask can take, 0 where it takes no part. In the first band (`whole`) only wages count, and
    links to be agreed do not."""
    part = most[q.role[q.by_seller]] > 0
    if whole:
        part &= q.by_seller < q.first[-1]
    edge = q.by_seller[part]
    place = np.concatenate((np.zeros(1, np.int64), np.cumsum(np.bincount(q.seller[edge], minlength=len(q.shape)))))
    whole_numbers, numbers = np.empty((6, len(edge)), np.int32), np.empty((4, len(edge)), np.float32)
    _fill(q, most, whole, edge, whole_numbers, numbers)
    ask, start, end, week, times, minutes = whole_numbers
    base, pace, slots, drawn = numbers
    return View(place, edge, ask, base, pace, start, end, week, times, minutes, slots, drawn)


@kernel
def _fill(q: Question, most: Ints, whole: bool, edge: Ints32, ints: NDArray[np.int32], floats: Floats32) -> None:
    for i in range(len(edge)):
        e = edge[i]
        r = q.role[e]
        ints[0, i], ints[1, i], ints[2, i], ints[3, i] = r, q.start[r], q.end[r], q.week[r]
        ints[4, i], ints[5, i] = q.times[e], q.minutes[e]
        loose = e >= q.first[-1]
        help_ = q.agree[r] if loose else q.help[r]
        floats[0, i] = 0.0 if whole else help_ + q.fit[e]
        floats[1, i] = 1.0 / q.asked[r] if loose else 0.0
        floats[2, i] = 1.0 if loose else min(q.details[q.detail[e], MOST], most[r]) / q.asked[r]
        floats[3, i] = q.details[q.detail[e], DRAW] * q.asked[r]


def unanswered(view: View, asks: int) -> Answers:
    """Nobody has been asked yet."""
    longest = int(np.diff(view.place).max(initial=0)) + 1
    scratch = np.zeros((4, longest), np.int64), np.zeros((4, longest))
    return Answers(np.zeros(len(view.edge), np.float32), np.zeros(len(view.place) - 1), np.zeros(asks), *scratch)


@inlined
def gain(s: View, wage: Floats, i: int) -> float:
    """Points that entry `i` brings its seller a slot; not positive: never taken."""
    w = wage[s.ask[i]]
    return s.base[i] + (w if s.pace[i] == 0 else min(0.0, w) * s.pace[i])


@kernel
def touched(q: Question, changed: Bools) -> Ints:
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
