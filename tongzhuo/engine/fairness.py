"""Fairness between communities: the needs of one that gets less of what it could have count for more.

A community's *share* is the published points of its needs that are whole, of what it could have if nobody else asked.
It is *short* when one more of its needs would still leave it below `fair_floor`, or below the share of all together
where not even they reach that. The weights of its needs are then multiplied by (goal / share) ** `fair_alpha` (whole
per cent, rounded up, at most `fair_most`): those of alpha-fair welfare, as far as they are needed. See docs/engine.md.
"""

import numpy as np

from tongzhuo.engine.instance import Bools, Floats, Instance, Ints
from tongzhuo.engine.policy import Policy
from tongzhuo.engine.worth import published_weights

LEAST_SHARE = 0.05  # nobody is lifted as if it had less


class Communities:
    """Who is compared with whom. `number` names the communities; `could` is what each could have, in points."""

    def __init__(self, it: Instance, policy: Policy, reachable: Bools) -> None:
        """`reachable`: needs that are whole already or could become so, each by itself; `could` begins with these."""
        self.policy = policy
        self.number, of_need = np.unique(it.need_community, return_inverse=True)
        self.of_need: Ints = of_need.reshape(-1)
        self.points: Ints = np.where(reachable & (it.need_community >= 0), published_weights(it, policy), 0)
        self.could = self._sums(self.points)

    def _sums(self, points: Ints) -> Floats:
        return np.bincount(self.of_need, points, len(self.number)).astype(np.float64)

    def got(self, whole: Bools) -> Floats:
        """Published points of what is whole, per community."""
        return self._sums(np.where(whole, self.points, 0))

    def shares(self, whole: Bools) -> Floats:
        """Per community, what is whole of what could be, at most 1; 1 where nothing could."""
        return np.where(self.could > 0, np.minimum(1.0, self.got(whole) / np.maximum(1.0, self.could)), 1.0)

    def short(self, whole: Bools) -> Bools:
        """Communities that have a need which is out and would still leave them below the goal."""
        lacking = self._goal(whole) * self.could * (1 - 1e-12) - self.got(whole)
        smallest = np.full(len(self.number), np.inf)
        out = ~whole & (self.points > 0)
        np.minimum.at(smallest, self.of_need[out], self.points[out])
        return (smallest <= lacking) & (self.policy.fair_alpha > 0)

    def _goal(self, whole: Bools) -> float:
        together = float(self.got(whole).sum()) / max(1.0, float(self.could.sum()))
        return min(self.policy.fair_floor, together)

    def raised(self, lift: Ints, whole: Bools) -> Ints:
        """The lift of each need after this plan; the same where nobody is short."""
        share = np.maximum(LEAST_SHARE, self.shares(whole))
        times = np.where(self.short(whole), (self._goal(whole) / share) ** self.policy.fair_alpha, 1.0)
        higher = np.ceil(lift * np.maximum(1.0, times)[self.of_need] - 1e-9).astype(np.int64)
        return np.maximum(lift, np.minimum(self.policy.fair_most, higher))
