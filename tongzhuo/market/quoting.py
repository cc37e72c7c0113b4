"""What one more unit of each ask would cost now."""

import numpy as np

from tongzhuo.engine.instance import Floats
from tongzhuo.market.bidding import best_offers
from tongzhuo.market.lean import kernel
from tongzhuo.market.ledger import Books
from tongzhuo.market.question import PARTS, Question

_OUT_OF_REACH = 1e7 * PARTS


def quotes(q: Question, b: Books) -> Floats:
    """Price parts a slot of the next best offer of every ask; a large number where there is none."""
    costs = np.full(len(q.need), _OUT_OF_REACH)
    _quote(q, b, costs)
    return costs


@kernel
def _quote(q: Question, b: Books, costs: Floats) -> None:
    for r in range(len(q.need)):
        if q.first[r + 1] > q.first[r]:
            _, _, _, least, _ = best_offers(q, b, r, max(1, q.least[r]))
            costs[r] = min(_OUT_OF_REACH, least * q.asked[r])
