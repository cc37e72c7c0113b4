"""A tighter bound of the first band: what wages cannot tell, that needs are whole or nothing, a program can."""

import numpy as np

from tongzhuo.bounds.dual import Dual
from tongzhuo.bounds.scarcity import Scarcity, booked, scarcity_of
from tongzhuo.engine import highs
from tongzhuo.engine.highs import Effort
from tongzhuo.engine.instance import Bools, Floats
from tongzhuo.engine.policy import Policy
from tongzhuo.market.ledger import Books

COLUMNS = 60_000  # pairs of the scarce asks that a program may have
STALL = 0.0006  # share of the bound that three rounds of cuts must bring, where not all asks are in the program


def proven(dual: Dual, b: Books, policy: Policy, seconds: float) -> tuple[float, Bools]:
    """(points that no choice of needs exceeds, the best choice seen) from the asks with the highest wages.

    The choice is at least that of the books; since sellers may be divided there, it may be out of reach. `seconds`: at
    most so many, 0 no limit.
    """
    scarcity = scarcest(dual, dual.best_wage, COLUMNS)
    plan = booked(scarcity, dual, b)
    stall = 0.0 if len(scarcity.entries) == len(dual.view.edge) else STALL
    effort = Effort(policy.gap / 4, policy.node_limit, seconds, policy.seed, stall=stall)
    answer = highs.solve(scarcity.program, effort, plan)
    x = answer.x if answer.found else plan
    chosen = dual.reachable.copy()
    chosen[scarcity.needs] = x[len(scarcity.entries) :] > 0.5
    return scarcity.beyond + answer.bound, chosen


def scarcest(dual: Dual, wage: Floats, columns: int) -> Scarcity:
    """The program of as many asks, the dearest first, as have so many pairs together."""
    pairs = np.bincount(dual.view.ask, minlength=len(wage))
    order = np.argsort(-wage, kind="stable")
    scarce = np.zeros(len(wage), np.bool_)
    scarce[order[np.cumsum(pairs[order]) <= columns]] = True
    return scarcity_of(dual, scarce)
