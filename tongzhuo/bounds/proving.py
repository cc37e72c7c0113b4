"""A tighter bound of the first band: what wages cannot tell, that needs are whole or nothing, a program can."""

import numpy as np

from tongzhuo.bounds.dual import Dual
from tongzhuo.bounds.scarcity import Scarcity, booked, scarcity_of
from tongzhuo.engine import highs
from tongzhuo.engine.highs import Effort
from tongzhuo.engine.instance import Floats
from tongzhuo.engine.policy import Policy
from tongzhuo.market.ledger import Books

COLUMNS = 60_000  # pairs of the scarce asks that a program may have
STALL = 0.0006  # share of the bound that three rounds of cuts must bring


def proven(dual: Dual, b: Books, policy: Policy, seconds: float) -> float:
    """Points that no choice of needs exceeds, from the asks with the highest wages; `seconds` at most, 0 no limit."""
    scarcity = scarcest(dual, dual.best_wage, COLUMNS)
    if not len(scarcity.needs):
        return scarcity.beyond
    effort = Effort(policy.gap / 4, policy.node_limit, seconds, policy.seed, stall=STALL)
    return scarcity.beyond + highs.solve(scarcity.program, effort, booked(scarcity, dual, b)).bound


def scarcest(dual: Dual, wage: Floats, columns: int) -> Scarcity:
    """The program of as many asks, the dearest first, as have so many pairs together."""
    pairs = np.bincount(dual.view.ask, minlength=len(wage))
    order = np.argsort(-wage, kind="stable")
    scarce = np.zeros(len(wage), np.bool_)
    scarce[order[np.cumsum(pairs[order]) <= columns]] = True
    return scarcity_of(dual, scarce)
