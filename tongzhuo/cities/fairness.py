"""The weights of a fair plan, before it is made: communities that would get less than the floor are lifted.

Plain auctions tell what each community gets, and, for those that are short, what they could have if nobody else asked.
Their needs then weigh more (`engine.fairness`), and the auction is held again. Whoever plans with these weights needs
to know nothing else, so that the same question with the same lifts has the same plan.
"""

import numpy as np

from tongzhuo.engine.candidates import Candidates
from tongzhuo.engine.fairness import Communities
from tongzhuo.engine.instance import Bools, Instance, Ints
from tongzhuo.engine.plan import Watch, unwatched
from tongzhuo.engine.policy import Policy
from tongzhuo.engine.settled import Settled
from tongzhuo.engine.worth import lifted, published_weights
from tongzhuo.market.compiling import compiled
from tongzhuo.market.ledger import IN, NEVER, WHOLE, needs_in, opened
from tongzhuo.market.question import PARTS, Origin, Question
from tongzhuo.market.whole import contend, reachable_needs

ROUNDS = 4  # auctions after the first


def weighed(q: Question, origin: Origin, settled: Settled, watch: Watch) -> tuple[Question, Settled]:
    """The same with the weights that count in the end; as they are where nobody is short."""
    if settled.policy.fair_alpha == 0 or len(np.unique(settled.instance.need_community)) < 2:
        return q, settled
    table = _Table(q, origin, settled, watch)
    whole, lift = table.auctioned(q, table.reachable), settled.instance.need_lift
    table.ask_alone(np.flatnonzero(table.communities.short(whole)), whole)
    published = published_weights(settled.instance, settled.policy)
    for _ in range(ROUNDS):
        higher = table.communities.raised(lift, whole)
        if (higher == lift).all():
            break
        lift = higher
        q = q._replace(weight=PARTS * lifted(published, lift)[origin.need])
        whole = table.auctioned(q, table.reachable)
    return q, settled.lifted(lift)


def alone(it: Instance, policy: Policy, found: Candidates, watch: Watch = unwatched) -> Communities:
    """The communities of a canonical question, with what each could have if nobody else asked."""
    settled = Settled(it, policy)
    table = _Table(*compiled(settled, found), settled, watch)
    table.ask_alone(np.arange(len(table.communities.number)), np.zeros(it.needs, np.bool_))
    return table.communities


class _Table:
    """The communities of a market, and an auction in it."""

    def __init__(self, q: Question, origin: Origin, settled: Settled, watch: Watch) -> None:
        self.origin, self.watch = origin, watch
        it = settled.instance
        self.reachable = reachable_needs(q)
        asks = np.bincount(it.role_need, minlength=it.needs) > 0
        self.already: Bools = asks & (np.bincount(it.role_need, settled.least > 0, it.needs) == 0)
        could = self.already.copy()
        could[origin.need[self.reachable]] = True
        self.communities = Communities(it, settled.policy, could)
        self.books = opened(q, settled.bookings, origin.seller)
        self.blank = self.books.m.copy()
        self.q = q

    def auctioned(self, q: Question, bidding: Bools) -> Bools:
        """Which needs of the instance are whole when only these bid."""
        b = self.books
        b.m[:] = self.blank
        b.m[b.state : b.state + len(q.weight)] = np.where(bidding, IN, NEVER)
        b.m[WHOLE] = int(q.weight[bidding].sum())
        contend(q, b, bidding, np.zeros(len(bidding), np.bool_), self.watch)
        whole = self.already.copy()
        whole[self.origin.need] |= needs_in(q, b)
        return whole

    def ask_alone(self, some: Ints, whole: Bools) -> None:
        """What these could have, and no less than they have: an auction for each in which nobody else bids."""
        communities = self.communities
        got = communities.got(whole)
        for one in some.tolist():
            mine = communities.of_need[self.origin.need] == one
            alone = communities.got(self.auctioned(self.q, self.reachable & mine))
            communities.could[one] = max(got[one], alone[one])
