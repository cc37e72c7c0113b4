"""Chains: a seat is filled by moving others, one after the other, to sellers that are free. Breadth first, so that the
shortest chain is found, and found whenever there is one in which every move displaces one person or room.
"""

from typing import NamedTuple

import numpy as np

from tongzhuo.engine.instance import Ints
from tongzhuo.market.insertion import commit
from tongzhuo.market.lean import inner, kernel
from tongzhuo.market.ledger import EDGE, LOCKED, Books, begin, book, row_at, total, unbook, worth
from tongzhuo.market.prices import offer, time_of
from tongzhuo.market.question import ROOM, SECOND, Ints32, Question


class Search(NamedTuple):
    """Scratch of a search: asks in the order reached, and how; the number of the search that last reached an ask."""

    ask: Ints32
    parent: Ints32  # position of the ask that takes this one's seller
    by: Ints32  # the edge by which it does
    off: Ints32  # the booking of this ask that goes
    seen: Ints
    number: Ints


def search_for(q: Question, asks: int) -> Search:
    """Scratch for searches that reach up to so many asks."""
    ask, parent, by, off = (np.zeros(asks, np.int32) for _ in range(4))
    return Search(ask, parent, by, off, np.zeros(len(q.need), np.int64), np.zeros(1, np.int64))


@inner
def displaced(q: Question, b: Books, e: int) -> int:
    """The one booking that must go for edge `e`: -1 none, -2 more than one, or it cannot be had."""
    v = q.seller[e]
    if q.shape[v] > ROOM or q.details[q.detail[e], SECOND] >= 0:
        price, units = offer(q, b, e, 1)
        return -1 if price == 0 and units > 0 else -2
    if b.m[b.used + e] > 0:
        return -2
    price, mask = time_of(q, b, e)
    if price >= LOCKED:
        return -2
    if mask == 0:
        return -1
    if mask & (mask - 1):
        return -2
    j = 0
    while not mask >> j & 1:
        j += 1
    return b.m[row_at(q, b, v, j) + EDGE]


@inner
def _reach(q: Question, b: Books, s: Search, root: int) -> tuple[int, int]:
    """(position of the last ask, its free edge) of the shortest chain that seats one more of `root`; or (-1, -1)."""
    s.number[0] += 1
    s.ask[0], s.parent[0], s.seen[root] = root, -1, s.number[0]
    size, at = 1, 0
    while at < size:
        r = s.ask[at]
        free, best = -1, -1
        for e in range(q.first[r], q.first[r + 1]):
            d = displaced(q, b, e)
            if d == -1 and (at > 0 or worth(q, b, e, 1) > 0) and q.fit[e] > best:
                free, best = e, q.fit[e]
            elif d >= 0 and size < len(s.ask) and s.seen[q.role[d]] != s.number[0]:
                s.seen[q.role[d]] = s.number[0]
                s.ask[size], s.parent[size], s.by[size], s.off[size] = q.role[d], at, e, d
                size += 1
        if free >= 0:
            return at, free
        at += 1
    return -1, -1


@inner
def _move_along(q: Question, b: Books, s: Search, at: int, e: int) -> bool:
    """Carry the chain out from its end; False where one move stands in the way of another."""
    while True:
        if at > 0:
            unbook(q, b, s.off[at], 1)
        if displaced(q, b, e) != -1:
            return False
        _, units = offer(q, b, e, b.want[s.ask[at]] - b.m[b.filled + s.ask[at]])
        book(q, b, e, units, worth(q, b, e, units), -worth(q, b, e, units))
        if at == 0:
            return True
        e = s.by[at]
        at = s.parent[at]


@kernel
def chain_up(q: Question, b: Books, s: Search, asks: Ints) -> int:
    """Seat as many more of these asks as chains allow; returns how many chains were kept."""
    kept = 0
    for r in asks:
        while b.m[b.filled + r] < b.want[r]:
            begin(b)
            before = total(b)
            at, e = _reach(q, b, s, r)
            done = at >= 0 and _move_along(q, b, s, at, e)
            if not commit(b, before, done):
                break
            kept += 1
    return kept
