"""The bound: asks post wages, every seller takes its best, every need keeps what its weight leaves (weak duality).

L(u) = sum of the sellers' best sets at wages u + sum of the needs' max(0, W - sum of u x least), for the first band;
in the second, with the chosen needs kept, an ask adds max over least <= s <= open of -u s. No plan is worth more,
whatever the wages: they are only ever improved.
"""

import dataclasses

import numpy as np

from tongzhuo.bounds.selling import Answers, Terms, answer, touched
from tongzhuo.engine.instance import Bools, Floats
from tongzhuo.engine.plan import Watch
from tongzhuo.market.ledger import Books
from tongzhuo.market.question import Question

SLICE = 50_000  # sellers asked between two looks of whoever watches


@dataclasses.dataclass
class Dual:
    """Wages, what sellers answer to them, and the least bound seen with its wages. Points and slots."""

    q: Question
    terms: Terms
    low: Floats  # slots that each ask must have (second band), or has if its need is in (first)
    high: Floats
    reachable: Bools
    answers: Answers
    watch: Watch
    share: float  # of the whole work that is done by now
    best: float
    best_wage: Floats

    def value(self, wage: Floats) -> tuple[float, Floats]:
        """(bound, slope) at these wages; asks only the sellers next to a wage that changed."""
        changed = wage != self.terms.wage
        self.terms.wage[:] = wage
        sellers = touched(self.q, changed)
        for at in range(0, len(sellers), SLICE):
            self.watch("bound", self.share)
            answer(self.q, self.terms, self.answers, sellers[at : at + SLICE])
        sold = float(self.answers.best.sum())
        value, slope = self._needs(wage) if self.terms.whole else self._asks(wage)
        value += sold
        if value < self.best:
            self.best, self.best_wage = value, wage.copy()
        return value, slope

    def _needs(self, wage: Floats) -> tuple[float, Floats]:
        q = self.q
        surplus = q.weight / 8 - np.bincount(q.need, wage * self.low, len(q.weight))
        kept = self.reachable & (surplus > 0)
        slope = np.where(self.terms.most > 0, self.answers.supply - self.low * kept[q.need], 0.0)
        return float(surplus[kept].sum()), slope

    def _asks(self, wage: Floats) -> tuple[float, Floats]:
        sides = np.where(wage < 0, self.high, self.low)
        supply = self.answers.supply
        inside = np.clip(supply, self.low, self.high)
        slope = supply - np.where(wage == 0, inside, sides)
        return float(-(wage * sides).sum()), np.where(self.terms.most > 0, slope, 0.0)

    def allowed(self, wage: Floats) -> Floats:
        """Wages that can be of use: in the second band an ask that need not have anything does not pay."""
        return wage if self.terms.whole else np.where(self.low > 0, wage, np.minimum(0.0, wage))

    def adapt(self, wage: Floats, steps: int, size: float, least: float = 1.0) -> Floats:
        """Each wage steps against its slope, longer while the sign stays, half as long when it turns."""
        step, before = np.full(len(wage), size), np.zeros(len(wage))
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


def dual_of(q: Question, terms: Terms, sides: tuple[Floats, Floats], reachable: Bools, watch: Watch) -> Dual:
    """No seller is asked yet; `terms.wage` must be zero."""
    edges, sellers = len(q.by_seller), len(q.shape)
    most = int(np.diff(q.place).max(initial=0)) + 1
    scratch = np.zeros((4, most), np.int64), np.zeros((4, most))
    nothing = Answers(np.zeros(edges, np.float32), np.zeros(sellers), np.zeros(len(q.need)), *scratch)
    dual = Dual(q, terms, *sides, reachable, nothing, watch, 0.4 if terms.whole else 0.7, np.inf, terms.wage.copy())
    answer(q, terms, nothing, np.arange(sellers))
    return dual


def whole_dual(q: Question, reachable: Bools, watch: Watch) -> Dual:
    """The bound of the first band."""
    most = np.where(reachable[q.need], q.least, 0)
    terms = Terms(True, most, np.zeros(len(q.need)))
    return dual_of(q, terms, (most / q.asked, most / q.asked), reachable, watch)


def rest_dual(q: Question, b: Books, watch: Watch) -> Dual:
    """The bound of the second band, for the floors of `b`."""
    terms = Terms(False, q.open, np.zeros(len(q.need)))
    return dual_of(q, terms, (b.floor / q.asked, q.open / q.asked), np.zeros(len(q.weight), np.bool_), watch)


def first_wages(q: Question, costs: Floats, needs_in: Bools, slots: Floats) -> Floats:
    """Wages to begin with: what the next seller would cost, at most an even share of the need's weight (points)."""
    share = q.weight / 8 / np.maximum(1e-9, np.bincount(q.need, slots, len(q.weight)))
    even = share[q.need]
    wages: Floats = np.where(needs_in[q.need], np.minimum(np.maximum(0.0, costs), even), 0.8 * even)
    return np.where(slots > 0, wages, 0.0)
