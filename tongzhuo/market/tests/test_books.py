"""The books: what is stored is what the bookings say, and what is taken back is as it was, bit for bit."""

import numpy as np
import pytest

from bench.community import community
from tongzhuo.engine.candidates import World, candidates
from tongzhuo.engine.order import canonical
from tongzhuo.engine.plan import unwatched
from tongzhuo.engine.policy import PUBLISHED
from tongzhuo.engine.settled import Settled
from tongzhuo.market.compiling import compiled
from tongzhuo.market.insertion import force, stack_for
from tongzhuo.market.ledger import (
    EDGE,
    IN,
    NEVER,
    OUT,
    UNITS,
    VALUE,
    WHOLE,
    begin,
    filled_units,
    held,
    keep,
    needs_in,
    opened,
    row_at,
    take_back,
    total,
    used_units,
    withdraw,
)  # fmt: skip
from tongzhuo.market.whole import choose, reachable_needs
from tongzhuo.pairs.compiled import kernel


@kernel
def try_to_bring_in(q, b, n, stack, bids):
    begin(b)
    if b.m[b.state + n] == IN:
        withdraw(q, b, n)
        return True
    return force(q, b, n, stack, 80, bids)


@kernel
def back(b):
    take_back(b, 0)
    keep(b)


@kernel
def stay(b):
    keep(b)
    return total(b)


@pytest.fixture(scope="module", params=[{}, {"mixed": 1.0, "active": 0.5}])
def market(request):
    it = canonical(community(150, 350, seed=4, **request.param)).instance
    settled = Settled(it, PUBLISHED)
    q, origin = compiled(settled, candidates(World(settled)))
    b = opened(q, settled.bookings, origin.seller)
    reachable = reachable_needs(q)
    choose(q, b, reachable, unwatched)
    return q, b, reachable


def recompute(q, b):
    used, filled, inside = used_units(q, b), filled_units(q, b), needs_in(q, b)
    assert (np.bincount(q.role, used, len(q.need)) == filled).all()
    worth = (b.help[q.role] * 8 + q.fit.astype(np.int64) * b.fit_parts) * used // q.asked[q.role]
    assert (b.m[VALUE], b.m[WHOLE]) == (worth.sum(), q.weight[inside].sum())
    complete = np.bincount(q.need, filled < q.least, len(q.weight)) == 0
    reachable = b.m[b.state : b.state + len(q.weight)] != NEVER
    assert (complete[reachable] == inside[reachable]).all()
    out = b.m[b.state : b.state + len(q.weight)] == OUT
    assert (np.bincount(q.need, filled, len(q.weight))[out] == 0).all()
    booked = np.zeros(len(q.seller), np.int64)
    for v in range(len(q.shape)):
        for j in range(held(q, b, v)):
            row = row_at(q, b, v, j)
            if b.m[row + EDGE] >= 0 and q.seller[b.m[row + EDGE]] == v:
                booked[b.m[row + EDGE]] += b.m[row + UNITS]
    assert (booked == used).all()


def test_the_sums_are_those_of_the_bookings_after_any_transaction(market):
    q, b, reachable = market
    recompute(q, b)
    rng, stack, taken_back = np.random.default_rng(0), stack_for(q), 0
    for n in rng.choice(np.flatnonzero(reachable), 60).tolist():
        before = b.m.copy()
        drained = try_to_bring_in(q, b, n, stack, int(rng.integers(1, 200)))
        if not drained or rng.random() < 0.7:
            back(b)
            taken_back += 1
            assert (_told(q, b, b.m) == _told(q, b, before)).all()
        else:
            assert stay(b) == b.m[VALUE] + b.m[WHOLE]
            recompute(q, b)
    assert taken_back > 20


def _told(q, b, m):
    """All words but the count of bids and the rows that nobody has."""
    m = m.copy()
    m[3] = 0
    for v in range(len(q.shape)):
        m[row_at(q, b, v, m[b.lines + q.line[v]]) : b.lines + q.line[v + 1]] = 0
    return m
