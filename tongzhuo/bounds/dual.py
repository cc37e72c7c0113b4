"""The bound: asks post wages, every seller takes its best, every need keeps what its weight leaves (weak duality).

L(u) = sum of the sellers' best sets at wages u + sum of the needs' max(0, W - sum of u x least), for the first band;
in the second, with the chosen needs kept, an ask adds max over least <= s <= open of -u s. No plan is worth more,
whatever the wages: they are only ever improved.
"""

import dataclasses

import numpy as np

from tongzhuo.bounds.selling import answer
from tongzhuo.bounds.view import Answers, View, touched, unanswered, view_of
from tongzhuo.engine.instance import Bools, Floats
from tongzhuo.engine.plan import Watch
from tongzhuo.market.ledger import Books
from tongzhuo.market.question import PARTS, Question

SLICE = 50_000  # sellers asked between two looks of whoever watches
LEVEL = 1e-4  # slots: supply and demand that are as near as this are equal


@dataclasses.dataclass
class Dual:
    """Wages, what sellers answer to them, and the least bound seen with its wages. Points and slots."""

    q: Question
    whole: bool  # first band
    view: View
    answers: Answers
    wage: Floats  # at which the sellers were last asked; NaN before
    low: Floats  # slots that each ask must have (second band), or has if its need is in (first)
    high: Floats
    reachable: Bools
    watch: Watch
    share: float  # of the whole work that is done by now
    best: float
    best_wage: Floats

    def value(self, wage: Floats) -> tuple[float, Floats]:
        """(bound, slope) at these wages; asks only the sellers next to a wage that changed."""
        sellers = touched(self.q, wage != self.wage)
        self.wage[:] = wage
        for at in range(0, len(sellers), SLICE):
            self.watch("bound", self.share)
            answer(self.q, self.view, self.answers, self.wage, sellers[at : at + SLICE])
        value, slope = self._needs(wage) if self.whole else self._asks(wage)
        value += float(self.answers.best.sum())
        if value < self.best:
            self.best, self.best_wage = value, wage.copy()
        return value, np.where((self.high > 0) & (np.abs(slope) > LEVEL), slope, 0.0)

    def surplus(self, wage: Floats) -> Floats:
        """Points that the weight of each need leaves."""
        return self.q.weight / PARTS - np.bincount(self.q.need, wage * self.low, len(self.q.weight))

    def _needs(self, wage: Floats) -> tuple[float, Floats]:
        surplus = self.surplus(wage)
        kept = self.reachable & (surplus > 0)
        return float(surplus[kept].sum()), self.answers.supply - self.low * kept[self.q.need]

    def _asks(self, wage: Floats) -> tuple[float, Floats]:
        sides = np.where(wage < 0, self.high, self.low)
        supply = self.answers.supply
        inside = np.clip(supply, self.low, self.high)
        return float(-(wage * sides).sum()), supply - np.where(wage == 0, inside, sides)

    def allowed(self, wage: Floats) -> Floats:
        """Wages that can be of use: in the second band an ask that need not have anything does not pay."""
        return wage if self.whole else np.where(self.low > 0, wage, np.minimum(0.0, wage))

    def adapt(self, wage: Floats, steps: int, size: float, least: float = 1.0, part: float = 0.0) -> Floats:
        """Each wage steps against its slope, longer while the sign stays, half as long when it turns. The first step is
        `size` points or that part of the wage, whichever is more."""
        step, before = np.maximum(size, part * np.abs(wage)), np.zeros(len(wage))
        for _ in range(steps):
            _, slope = self.value(wage)
            sign = np.sign(slope)
            step = np.maximum(least, step * np.where(sign * before > 0, 1.2, np.where(sign * before < 0, 0.5, 1.0)))
            before = np.where(sign != 0, sign, before)
            wage = self.allowed(wage - step * sign)
        return wage

    def close_in(self, wage: Floats, steps: int, reached: float, theta: float = 1.0) -> Floats:
        """Deflected subgradient steps with Polyak's length towards `reached`, from the best wages."""
        way, stalled = np.zeros(len(wage)), 0
        for _ in range(steps):
            best = self.best
            value, slope = self.value(wage)
            stalled = 0 if self.best < best - 1e-6 * abs(best) else stalled + 1
            if stalled >= 6:
                wage, way, theta, stalled = self.best_wage, np.zeros(len(wage)), theta * 0.6, 0
                continue
            way = 0.7 * way + slope
            along = float(slope @ way)
            if along <= 0:
                way, along = slope, float(slope @ slope)
            if along == 0:
                break
            wage = self.allowed(wage - theta * max(value - reached, 1e-6 * value) / along * way)
        return wage


def whole_dual(q: Question, reachable: Bools, watch: Watch) -> Dual:
    """The bound of the first band; no seller is asked yet."""
    most = np.where(reachable[q.need], q.least, 0)
    return _unasked(q, most, (most / q.asked, most / q.asked), reachable, watch, whole=True)


def rest_dual(q: Question, b: Books, watch: Watch) -> Dual:
    """The bound of the second band, for the floors of `b`; no seller is asked yet."""
    nobody = np.zeros(len(q.weight), np.bool_)
    return _unasked(q, q.open, (b.floor / q.asked, q.open / q.asked), nobody, watch, whole=False)


def _unasked(
    q: Question, most: np.ndarray, sides: tuple[Floats, Floats], reachable: Bools, watch: Watch, *, whole: bool
) -> Dual:
    view, asks = view_of(q, most, whole), len(q.need)
    wages = np.full(asks, np.nan), np.zeros(asks)
    answers = unanswered(view, asks)
    return Dual(q, whole, view, answers, wages[0], *sides, reachable, watch, 0.4 if whole else 0.7, np.inf, wages[1])


def first_wages(q: Question, costs: Floats, needs_in: Bools, slots: Floats) -> Floats:
    """Wages to begin with: what the next seller would cost (points); all that a need's weight allows where it is out,
    no more than that where it is in."""
    weight = q.weight / PARTS
    costs = np.where(slots > 0, np.clip(costs, 0.0, weight[q.need] / np.maximum(1e-9, slots)), 0.0)
    asked = np.bincount(q.need, costs * slots, len(weight))
    share = np.where(needs_in, np.minimum(asked, weight), weight) / np.maximum(1e-9, asked)
    wages: Floats = costs * np.where(asked > 0, share, 0.0)[q.need]
    return wages
