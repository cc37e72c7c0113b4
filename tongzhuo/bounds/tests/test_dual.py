"""A bound is one at any wages."""

import numpy as np
import pytest

from bench.community import community
from tongzhuo.bounds.dual import whole_dual
from tongzhuo.engine.candidates import World, candidates
from tongzhuo.engine.order import canonical
from tongzhuo.engine.plan import unwatched
from tongzhuo.engine.policy import PUBLISHED
from tongzhuo.engine.settled import Settled
from tongzhuo.market.compiling import compiled
from tongzhuo.market.ledger import needs_in, opened
from tongzhuo.market.question import PARTS
from tongzhuo.market.whole import choose, reachable_needs


@pytest.mark.parametrize("town", [{}, {"mixed": 1.0, "active": 0.5}])
def test_no_choice_is_worth_more_than_the_bound_whatever_the_wages(town):
    settled = Settled(canonical(community(150, 350, seed=4, **town)).instance, PUBLISHED)
    q, origin = compiled(settled, candidates(World(settled)))
    b, reachable = opened(q, settled.bookings, origin.seller), reachable_needs(q)
    choose(q, b, reachable, unwatched)
    rng, dual = np.random.default_rng(1), whole_dual(q, reachable, unwatched)
    reached = q.weight[needs_in(q, b)].sum() / PARTS
    for _ in range(8):
        assert dual.value(rng.normal(800, 800, len(q.need)))[0] >= reached
