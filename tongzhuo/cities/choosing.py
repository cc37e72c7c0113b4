"""The first band of a district or a city: which needs become whole, and the proof of how many could."""

from contextlib import suppress

import numpy as np

from tongzhuo.bounds.dual import first_wages, whole_dual
from tongzhuo.bounds.proving import proven
from tongzhuo.cities.clock import Clock, TimeIsUp
from tongzhuo.engine.instance import Bools
from tongzhuo.engine.policy import Policy
from tongzhuo.market.ledger import IN, Books, needs_in, withdraw
from tongzhuo.market.question import PARTS, Question
from tongzhuo.market.quoting import quotes
from tongzhuo.market.whole import choose
from tongzhuo.pairs.compiled import kernel

STEPS = 20  # of the wages, from which it is seen what is scarce


def choose_in_time(q: Question, b: Books, reachable: Bools, clock: Clock) -> None:
    """The needs that become whole; whoever has not all it asks when time is up goes out."""
    with suppress(TimeIsUp):
        choose(q, b, reachable, clock)
    _withdraw_unfinished(q, b)


def bound_of_whole(q: Question, b: Books, reachable: Bools, policy: Policy, clock: Clock) -> float:
    """Points that no choice of reachable needs exceeds."""
    weight = float(q.weight[reachable].sum()) / PARTS
    inside = needs_in(q, b)
    reached = float(q.weight[inside].sum()) / PARTS
    if reached == weight:
        return weight
    dual, best = whole_dual(q, reachable, clock), weight
    with suppress(TimeIsUp):
        clock("bound", dual.share)
        dual.adapt(first_wages(q, quotes(q, b) / PARTS, inside, dual.low), STEPS, 2.0, part=0.1)
        if reached < min(weight, dual.best) * (1 - policy.gap):
            best = proven(dual, b, policy, clock.left)
    return float(np.floor(min(weight, dual.best, best) + 1e-6))


@kernel
def _withdraw_unfinished(q: Question, b: Books) -> None:
    for n in range(len(q.weight)):
        if b.m[b.state + n] == IN:
            for r in range(q.need_first[n], q.need_first[n + 1]):
                if b.m[b.filled + r] < b.want[r]:
                    withdraw(q, b, n)
                    break
