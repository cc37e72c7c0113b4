"""Polish for districts: which needs become whole, as one program in HiGHS that begins with what the market found.

Few needs are out after the auction and its insertions, so that the program has little left to decide and proves in
seconds what a search from nothing takes much longer for. What it finds is booked in one transaction, through the
market's own offers: it is kept only if every offer is free and the plan is worth more.
"""

import numpy as np

from tongzhuo.engine import highs
from tongzhuo.engine.candidates import Candidates
from tongzhuo.engine.highs import Effort
from tongzhuo.engine.instance import Bools, Floats, Ints
from tongzhuo.engine.plan import Watch
from tongzhuo.engine.seats import Seats
from tongzhuo.engine.settled import Settled
from tongzhuo.engine.worth import need_weights
from tongzhuo.market.insertion import commit
from tongzhuo.market.ledger import (
    IN,
    OUT,
    Books,
    begin,
    book,
    is_running_out,
    needs_in,
    put,
    set_state,
    total,
    unbook,
    used_units,
    worth,
)  # fmt: skip
from tongzhuo.market.prices import offer
from tongzhuo.market.question import PARTS, Ints32, Origin, Question
from tongzhuo.pairs.compiled import inner, kernel

PAIRS, FEW = 60_000, 3_000  # of a district of about 10,000 people; of a neighbourhood
OUT_AT_MOST = 0.08  # share of a district's reachable needs: where more are out, the search has no end
GAP, NODES = 1e-4, 50


def polish_needs(
    q: Question, b: Books, origin: Origin, settled: Settled, found: Candidates, reachable: Bools, watch: Watch
) -> float | None:
    """Bring needs in that are out. Returns points that no choice of reachable needs exceeds; None where it is not
    tried, because nobody is out or there is too much to decide."""
    out = int((reachable & ~needs_in(q, b)).sum())
    few, pairs = out <= OUT_AT_MOST * reachable.sum(), len(found.role)
    if out == 0 or pairs > (PAIRS if few else FEW):
        return None
    watch("polish", 0.35)
    program = _WholeNeeds(q, b, origin, settled, found, reachable)
    start = program.booked()
    answer = highs.solve(program.program, Effort(GAP, NODES, 0.0, settled.policy.seed, search=True), start)
    if answer.found:
        program.book(answer.x)
    return max(float(np.floor(answer.bound + 1e-3)), float(q.weight[needs_in(q, b)].sum()) / PARTS)


class _WholeNeeds:
    """The first band as one program. Columns: candidates, switches of rivals, needs; `edge` and `need` are the rows of
    candidates and needs in the question."""

    def __init__(
        self, q: Question, b: Books, origin: Origin, settled: Settled, found: Candidates, reachable: Bools
    ) -> None:
        self.q, self.b = q, b
        self.seats = Seats(settled, _wide(found))
        self.need = np.flatnonzero(reachable)
        needs = origin.need[self.need]
        self.rows = self.seats.for_whole(needs, np.arange(len(found.role)))
        weights = need_weights(settled.instance, settled.policy)
        self.program = self.seats.whole_program(needs, self.rows, weights, tie=0.0)
        self.edge = _inverse(origin.edge, len(found.role))[self.rows]
        self.rival = np.searchsorted(self.rows, np.intersect1d(self.seats.rivals, self.rows))

    def booked(self) -> Floats:
        """The columns as the books have them."""
        units = used_units(self.q, self.b)[self.edge]
        x = np.where(self.seats.shared[self.rows], units / self._portion(), units)
        inside = needs_in(self.q, self.b)[self.need]
        return np.concatenate((x, x[self.rival] > 0, inside)).astype(np.float64)

    def _portion(self) -> Ints:
        """Units of the market in one of the column."""
        return np.where(self.seats.shared[self.rows], np.maximum(1, self.seats.found.most[self.rows]), 1)

    def book(self, x: Floats) -> bool:
        """Make the books say what the program found, if the market's own offers allow it and the plan gains."""
        units = np.round(x[: len(self.rows)] * self._portion()).astype(np.int64)
        states = np.where(x[len(x) - len(self.need) :] > 0.5, IN, OUT)
        return bool(rebook(self.q, self.b, self.edge, units, self.need, states))


def _wide(found: Candidates) -> Candidates:
    """The same pairs with the columns that programs are made of."""
    role, supply, most, fit = (np.asarray(c, np.int64) for c in (found.role, found.supply, found.most, found.fit))
    return Candidates(role, supply, most, np.asarray(found.metres, np.float64), fit)


def _inverse(rows: Ints32, size: int) -> Ints:
    place = np.full(size, -1)
    place[rows] = np.arange(len(rows))
    return place


@inner
def _even_share(q: Question, e: int) -> int:
    """A guard: what each unit costs if the need's weight is spread evenly over its slots."""
    n, slots = q.need[q.role[e]], 0.0
    for r in range(q.need_first[n], q.need_first[n + 1]):
        slots += q.least[r] / q.asked[r]
    return int(q.weight[n] / max(1.0, slots) / q.asked[q.role[e]])


@inner
def _is_whole_or_empty(q: Question, b: Books, n: int) -> bool:
    for r in range(q.need_first[n], q.need_first[n + 1]):
        wanted = b.want[r] if b.m[b.state + n] == IN else 0
        if b.m[b.filled + r] != wanted:
            return False
    if b.m[b.state + n] != IN:
        put(b, b.pay + n, 0)
    return True


@inner
def _take(q: Question, b: Books, e: int, units: int) -> bool:
    """Book so many units of edge `e`, if nobody has to go for them and the journal has room."""
    price, free = offer(q, b, e, units)
    if price != 0 or free < units or is_running_out(b):
        return False
    book(q, b, e, units, _even_share(q, e) * units, -worth(q, b, e, units))
    return True


@kernel
def rebook(q: Question, b: Books, edges: Ints, units: Ints, needs: Ints, states: Ints) -> bool:
    """So many units of these edges and no others of these needs; kept if every offer is free and the plan gains."""
    begin(b)
    before, honest = total(b), True
    for i in range(len(edges)):
        more = units[i] - b.m[b.used + edges[i]]
        if more < 0 and honest:
            unbook(q, b, edges[i], -more)
            honest = not is_running_out(b)
    for i in range(len(needs)):
        if b.m[b.state + needs[i]] != states[i]:
            set_state(q, b, needs[i], states[i])
    for i in range(len(edges)):
        more = units[i] - b.m[b.used + edges[i]]
        honest = honest and (more <= 0 or _take(q, b, edges[i], more))
    for i in range(len(needs)):
        honest = honest and _is_whole_or_empty(q, b, needs[i])
    return commit(b, before, honest)
