"""Switches that the certificate points at: whoever's bookings are worth less, at the bound's wages, than its best set
takes that set; the asks it leaves bid again, and who is displaced moves on. Kept only if the plan gains.
"""

import numpy as np

from tongzhuo.bounds.dual import Dual
from tongzhuo.bounds.view import Answers, View
from tongzhuo.engine.instance import Floats, Ints
from tongzhuo.engine.plan import Watch
from tongzhuo.market.bidding import settle
from tongzhuo.market.insertion import commit, stack_for
from tongzhuo.market.ledger import EDGE, GUARD, LOCKED, UNITS, Books, begin, book, held, row_at, total, unbook, worth
from tongzhuo.market.leftover import BIDS, DISTRICT, price_by
from tongzhuo.market.prices import offer
from tongzhuo.market.question import LOT, PARTS, PERSON, Ints32, Question
from tongzhuo.pairs.compiled import inner, kernel

REGRET = 25.0  # points of regret from which a person changes
DISTRICT_STEPS = 3 * (2.5, 7.5, 20.0, 50.0)  # points by which wages step after each round
STEPS = 3 * (20.0, 50.0)
FEW = 1_000  # so many people may change in a round, or one for every fourth ask
DEPTH = 25  # moves of a chain of people who look for another ask


@kernel
def regrets(q: Question, b: Books, a: Answers, wage: Floats) -> Floats:
    """Points that each seller would gain at these wages by its best set instead of its bookings.

    With them, and what full asks would pay for more, the gap is told exactly: L - F = the sum of the regrets + the sum
    over all asks of (most over least <= s <= open of -wage x s) + wage x what is filled.
    """
    regret = a.best.copy()
    for v in range(len(q.shape)):
        for j in range(held(q, b, v)):
            row = row_at(q, b, v, j)
            e = b.m[row + EDGE]
            if e >= 0 and e < q.first[-1] and q.seller[e] == v:
                units = b.m[row + UNITS]
                regret[v] -= worth(q, b, e, units) / PARTS + wage[q.role[e]] * units / q.asked[q.role[e]]
    return regret


@inner
def _weakest(q: Question, b: Books, r: int, but: int) -> int:
    """The booking of ask `r` that is cheapest to give up, not of seller `but`; or -1."""
    best, pick = LOCKED, -1
    for e in range(q.first[r], q.first[r + 1]):
        v = q.seller[e]
        if b.m[b.used + e] > 0 and v != but and q.shape[v] != LOT:
            guard = _guard_of(q, b, v, e)
            if guard < best:
                best, pick = guard, e
    return pick


@inner
def _guard_of(q: Question, b: Books, v: int, e: int) -> int:
    for j in range(held(q, b, v)):
        row = row_at(q, b, v, j)
        if b.m[row + EDGE] == e:
            return b.m[row + GUARD]
    return LOCKED


@inner
def _best_free(q: Question, b: Books, v: int, wage: Floats, left: int) -> int:
    """The edge of person `v` that pays most beside what it has, not of the ask that it leaves; or -1."""
    best, pick = 0.0, -1
    for i in range(q.place[v], q.place[v + 1]):
        e = q.by_seller[i]
        r = q.role[e]
        if e >= q.first[-1] or r == left or b.m[b.used + e] > 0:
            continue
        gain = worth(q, b, e, 1) / PARTS + (wage[r] if b.m[b.filled + r] >= b.want[r] else 0.0)
        if gain > best:
            price, units = offer(q, b, e, 1)
            if price == 0 and units == 1:
                best, pick = gain, e
    return pick


@inner
def _take(q: Question, b: Books, e: int, wage: Floats) -> int:
    """Book edge `e`; if the ask is full its weakest gives way: returns that seller, -1 nobody, -2 impossible."""
    r = q.role[e]
    gone = -1
    if b.m[b.filled + r] >= b.want[r]:
        w = _weakest(q, b, r, q.seller[e])
        if w < 0:
            return -2
        gone = q.seller[w]
        unbook(q, b, w, 1)
    guard = max(0, int(worth(q, b, e, 1) + wage[r] * PARTS))
    book(q, b, e, 1, guard, 0)
    return gone


@inner
def _move_on(q: Question, b: Books, v: int, wage: Floats, left: int) -> None:
    """Person `v` takes the best free ask; whoever gives way there looks further."""
    for _ in range(DEPTH):
        e = _best_free(q, b, v, wage, left)
        if e < 0:
            return
        left = q.role[e]
        gone = _take(q, b, e, wage)
        if gone == -2:
            return
        if gone >= 0:
            if q.shape[gone] != PERSON:
                return
            v = gone


@kernel
def switch(q: Question, b: Books, s: View, a: Answers, wage: Floats, people: Ints, stack: Ints32, bids: int) -> int:
    """Let each of `people` change to its best set; returns the changes kept."""
    kept = 0
    for v in people:
        begin(b)
        before, size = total(b), 0
        for j in range(held(q, b, v) - 1, -1, -1):
            row = row_at(q, b, v, j)
            e = b.m[row + EDGE]
            if not _is_taken(s, a, v, e):
                stack[size] = q.role[e]
                size += 1
                unbook(q, b, e, 1)
        for i in range(s.place[v], s.place[v + 1]):
            e = s.edge[i]
            if a.take[i] > 0 and e < q.first[-1] and b.m[b.used + e] == 0:
                price, units = offer(q, b, e, 1)
                if price == 0 and units == 1:
                    gone = _take(q, b, e, wage)
                    if gone >= 0 and q.shape[gone] == PERSON:
                        _move_on(q, b, gone, wage, q.role[e])
        drained = settle(q, b, stack, size, 4, bids)
        _move_on(q, b, v, wage, -1)
        kept += commit(b, before, drained)
    return kept


@inner
def _is_taken(s: View, a: Answers, v: int, e: int) -> bool:
    for i in range(s.place[v], s.place[v + 1]):
        if s.edge[i] == e:
            return a.take[i] > 0
    return False


def switch_rounds(q: Question, b: Books, dual: Dual, watch: Watch) -> None:
    """People with the largest regrets change to their best sets; between rounds the wages step to new ties."""
    stack, small = stack_for(q), len(q.need) <= DISTRICT
    wage = dual.wage.copy()
    for turn, size in enumerate(DISTRICT_STEPS if small else STEPS):
        price_by(q, b, dual.wage)
        people = regretful(q, b, dual)
        for at in range(0, len(people), 5_000):
            watch("switching", 0.7)
            switch(q, b, dual.view, dual.answers, dual.wage, people[at : at + 5_000], stack, BIDS)
        wage = dual.adapt(dual.best_wage if small or turn % 4 == 3 else wage, 5, size)


def regretful(q: Question, b: Books, dual: Dual) -> Ints:
    """Whoever would change at the wages at which the sellers were last asked, the largest regrets first."""
    regret = regrets(q, b, dual.answers, dual.wage)
    people = np.flatnonzero((regret > REGRET) & (q.shape == PERSON))
    most = max(FEW, len(q.need) // 4)
    return people[np.argsort(-regret[people], kind="stable")][:most]
