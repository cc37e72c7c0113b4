"""What the auction left: needs that are out are forced in, bookings are moved, seats are filled. Each try is a
transaction that is kept only if the plan is worth more, so the value never falls.
"""

import numpy as np

from tongzhuo.engine.instance import Ints
from tongzhuo.market.bidding import settle
from tongzhuo.market.lean import inner, kernel
from tongzhuo.market.ledger import (
    EDGE,
    GUARD,
    IN,
    OUT,
    SHORT,
    UNITS,
    Books,
    begin,
    held,
    is_running_out,
    keep,
    row_at,
    set_state,
    take_back,
    total,
    unbook,
)  # fmt: skip
from tongzhuo.market.question import Ints32, Question

_LOSERS, _NEAR = 64, 8  # needs that a swap tries to bring back: those it threw out, those next to what was released


@inner
def commit(b: Books, before: int, drained: bool) -> bool:
    """Keep the open transaction if it gained something and broke no promise, else take it back."""
    gained = drained and b.m[SHORT] == 0 and total(b) > before
    if not gained:
        take_back(b, 0)
    keep(b)
    return gained


@inner
def force(q: Question, b: Books, n: int, stack: Ints32, eps: int, bids: int) -> bool:
    """Let a need that is out bid; True when all is settled and it is in."""
    set_state(q, b, n, IN)
    size = 0
    for r in range(q.need_first[n], q.need_first[n + 1]):
        if b.m[b.filled + r] < b.want[r]:
            stack[size] = r
            size += 1
    return settle(q, b, stack, size, eps, bids) and b.m[b.state + n] == IN


@inner
def _thrown_out(q: Question, b: Books, n: int, found: Ints, near: int) -> int:
    """Needs that went out in this transaction, then up to `near` others next to sellers that were released."""
    m = 0
    top = b.top[0]
    for j in range(top):
        c = b.where[j] - b.state
        if 0 <= c < len(q.weight) and c != n and b.m[b.state + c] == OUT and m < _LOSERS:
            m = _add(found, m, c)
    most = m + near
    for j in range(top):
        e = b.where[j] - b.used
        if not (0 <= e < len(q.seller) and b.m[b.used + e] < b.was[j]):
            continue
        v = q.seller[e]
        for i in range(q.place[v], q.place[v + 1]):
            c = q.need[q.role[q.by_seller[i]]]
            if m < most and c != n and b.m[b.state + c] == OUT:
                m = _add(found, m, c)
    return m


@inner
def _add(found: Ints, m: int, c: int) -> int:
    for i in range(m):
        if found[i] == c:
            return m
    found[m] = c
    return m + 1


@kernel
def insert(
    q: Question, b: Books, needs: Ints, stack: Ints32, eps: int, bids: int, swaps: bool, effort: int
) -> tuple[int, int]:
    """Force in each of `needs` that is out; with `swaps` the losers and their neighbours may come back elsewhere.

    Returns (needs looked at, gains kept); stops when about `effort` bids are spent.
    """
    found = b.near
    kept = 0
    for t in range(len(needs)):
        n = needs[t]
        if b.m[b.state + n] != OUT:
            continue
        begin(b)
        before = total(b)
        drained = force(q, b, n, stack, eps, bids)
        if swaps and drained and total(b) <= before:
            m = _thrown_out(q, b, n, found, _NEAR)
            for i in range(m - 1, -1, -1):
                _try_back(q, b, found[i], stack, eps, bids)
        effort -= 1 + b.top[0] // 32
        kept += commit(b, before, drained)
        if effort <= 0:
            return t + 1, kept
    return len(needs), kept


@inner
def _try_back(q: Question, b: Books, c: int, stack: Ints32, eps: int, bids: int) -> None:
    """A step inside a transaction: force `c` in, keep that step only if it gains."""
    if b.m[b.state + c] == IN or is_running_out(b):
        return
    mark, before = b.top[0], total(b)
    if not force(q, b, c, stack, eps, bids) or total(b) <= before:
        take_back(b, mark)


@kernel
def fill(q: Question, b: Books, asks: Ints, stack: Ints32, eps: int, bids: int) -> int:
    """Let asks with open units bid, chains of displaced ones included; returns gains kept."""
    kept = 0
    for t in range(len(asks)):
        r = asks[t]
        while b.m[b.filled + r] < b.want[r]:
            begin(b)
            before = total(b)
            stack[0] = r
            drained = settle(q, b, stack, 1, eps, bids)
            if not commit(b, before, drained):
                break
            kept += 1
    return kept


@kernel
def relocate(q: Question, b: Books, edges: Ints, stack: Ints32, eps: int, bids: int) -> int:
    """Take one booking out and let its ask bid again; returns gains kept."""
    kept = 0
    for t in range(len(edges)):
        e = edges[t]
        if b.m[b.used + e] == 0:
            continue
        begin(b)
        before = total(b)
        unbook(q, b, e, b.m[b.used + e])
        stack[0] = q.role[e]
        kept += commit(b, before, settle(q, b, stack, 1, eps, bids))
    return kept


@kernel
def reprice(q: Question, b: Books, guards: Ints) -> None:
    """Write a new guard for every booking from `guards` (price parts a unit of each edge, -1 as it is)."""
    for v in range(len(q.shape)):
        for j in range(held(q, b, v)):
            row = row_at(q, b, v, j)
            e = b.m[row + EDGE]
            if e >= 0 and guards[e] >= 0:
                b.m[row + GUARD] = max(1, guards[e]) * b.m[row + UNITS]


def stack_for(q: Question) -> Ints32:
    """A stack that no transaction outgrows."""
    return np.zeros(65_536 + int((q.need_first[1:] - q.need_first[:-1]).max(initial=0)), np.int32)
