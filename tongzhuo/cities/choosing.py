"""The first band of a district or a city: which needs become whole, and the proof of how many could."""

from contextlib import suppress

import numpy as np

from tongzhuo.bounds.dual import first_wages, whole_dual
from tongzhuo.bounds.proving import proven
from tongzhuo.cities.clock import Clock, TimeIsUp
from tongzhuo.engine.instance import Bools, Floats, Ints
from tongzhuo.market.insertion import insert, stack_for
from tongzhuo.market.ledger import VALUE, WHOLE, Books, filled_units, needs_in, withdraw
from tongzhuo.market.question import PARTS, Question
from tongzhuo.market.quoting import quotes
from tongzhuo.market.whole import EPS, SLICE, TRIES, choose
from tongzhuo.pairs.compiled import kernel

EXACT = 1e-7  # share of a program's bound within which HiGHS may be wrong
STEPS = 20  # of the wages, from which it is seen what is scarce


def choose_in_time(q: Question, b: Books, reachable: Bools, clock: Clock) -> None:
    """The needs that become whole; whoever has not all it asks when time is up goes out."""
    with suppress(TimeIsUp):
        choose(q, b, reachable, clock)
    unfinished = np.bincount(q.need, filled_units(q, b) < b.want, len(q.weight)) > 0
    _let_go(q, b, np.flatnonzero(needs_in(q, b) & unfinished))


def bound_of_whole(q: Question, b: Books, reachable: Bools, clock: Clock, known: Floats | None = None) -> float:
    """Points that no choice of reachable needs exceeds; a better choice that the proof finds is tried.

    `known`: wages that are known to be good, NaN where none is.
    """
    weight, inside = float(q.weight[reachable].sum()) / PARTS, needs_in(q, b)
    reached = float(q.weight[inside].sum()) / PARTS
    if reached == weight:
        return weight
    dual, best = whole_dual(q, reachable, clock), weight
    with suppress(TimeIsUp):
        clock("bound", dual.share)
        guess = first_wages(q, quotes(q, b) / PARTS, inside, dual.low)
        dual.adapt(guess if known is None else np.where(np.isnan(known), guess, known), STEPS, 2.0, part=0.1)
        if reached < min(weight, dual.best) * (1 - clock.policy.gap):
            best, chosen = proven(dual, b, clock.policy, clock.left)
            if float(q.weight[chosen].sum()) / PARTS > reached:
                _try(q, b, chosen, reachable, clock)
    reached = float(q.weight[needs_in(q, b)].sum()) / PARTS
    return max(reached, float(np.floor(min(weight, dual.best, best * (1 + EXACT)) + 1e-6)))


def _try(q: Question, b: Books, chosen: Bools, reachable: Bools, clock: Clock) -> None:
    """Make the `chosen` needs whole instead, then any others; all is as it was if that is worth no more."""
    words, before = b.m.copy(), b.m[VALUE] + b.m[WHOLE]
    _let_go(q, b, np.flatnonzero(needs_in(q, b) & ~chosen))
    try:
        for needs, (swaps, bids) in zip((chosen, reachable), TRIES, strict=True):
            clock("insertion", 0.4)
            _bring_in(q, b, needs & ~needs_in(q, b), bids, clock, swaps=swaps)
    finally:
        if b.m[VALUE] + b.m[WHOLE] <= before:
            b.m[:] = words


def _bring_in(q: Question, b: Books, needs: Bools, bids: int, clock: Clock, *, swaps: bool) -> None:
    rows, stack = np.flatnonzero(needs), stack_for(q)
    rows = rows[np.argsort(-q.weight[rows], kind="stable")]
    while len(rows):
        clock("insertion", 0.4)
        seen, _ = insert(q, b, rows, stack, EPS, bids, swaps, SLICE)
        rows = rows[seen:]


@kernel
def _let_go(q: Question, b: Books, needs: Ints) -> None:
    for n in needs:
        withdraw(q, b, n)
