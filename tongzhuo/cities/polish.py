"""Polish for districts: which needs become whole, as one program in HiGHS that begins with what the market found; in a
neighbourhood help and fit, too.

Few needs are out after the auction and its insertions, so that the program has little left to decide and proves in
seconds what a search from nothing takes much longer for. What it finds is booked in one transaction, through the
market's own offers: it is kept only if every offer is free and the plan is worth more.
"""

from functools import cached_property

import numpy as np

from tongzhuo.engine import highs
from tongzhuo.engine.candidates import Candidates
from tongzhuo.engine.highs import Effort, Program
from tongzhuo.engine.instance import Bools, Ints
from tongzhuo.engine.plan import Watch
from tongzhuo.engine.seats import Seats
from tongzhuo.engine.settled import Settled
from tongzhuo.engine.worth import need_weights
from tongzhuo.market.insertion import commit
from tongzhuo.market.ledger import (
    IN,
    OUT,
    VALUE,
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


class District:
    """The pairs of a question as columns of programs, if there are few enough."""

    def __init__(self, origin: Origin, settled: Settled, found: Candidates) -> None:
        self.origin, self.settled, self.found = origin, settled, found
        self.pairs = len(found.role)

    @cached_property
    def seats(self) -> Seats:
        return Seats(self.settled, _wide(self.found))

    def polish_needs(self, q: Question, b: Books, reachable: Bools, watch: Watch) -> float | None:
        """Bring needs in that are out. Returns points that no choice of reachable needs exceeds; None where it is not
        tried, because nobody is out or there is too much to decide."""
        out = int((reachable & ~needs_in(q, b)).sum())
        few = out <= OUT_AT_MOST * reachable.sum()
        if out == 0 or self.pairs > (PAIRS if few else FEW):
            return None
        watch("polish", 0.35)
        need = np.flatnonzero(reachable)
        needs, weights = self.origin.need[need], need_weights(self.settled.instance, self.settled.policy)
        rows = self.seats.for_whole(needs, np.arange(self.pairs))
        bound = self._planned(q, b, self.seats.whole_program(needs, rows, weights, tie=0.0), rows, need)
        return max(float(np.floor(bound + 1e-3)), float(q.weight[needs_in(q, b)].sum()) / PARTS)

    def polish_help(self, q: Question, b: Books, watch: Watch) -> float | None:
        """Help and fit of a neighbourhood as one program; before anything is to be agreed. Returns the bound of the
        band without such links, or None."""
        if self.pairs > FEW:
            return None
        watch("polish", 0.8)
        rows = np.flatnonzero(~self.seats.loose)
        program = self.seats.help_program(self.origin.need[needs_in(q, b)], rows)
        bound = self._planned(q, b, program, rows, np.zeros(0, np.int64))
        return max(bound, float(b.m[VALUE]) / PARTS)

    def _planned(self, q: Question, b: Books, program: Program, rows: Ints, need: Ints) -> float:
        """Book what the program finds if the plan gains; its bound. Columns: `rows` of the candidates, switches of
        rivals, then `need` by rows of the question."""
        edge = _inverse(self.origin.edge, self.pairs)[rows]
        portion = np.where(self.seats.shared[rows], np.maximum(1, self.seats.found.most[rows]), 1)
        given = used_units(q, b)[edge] / portion
        rival = np.searchsorted(rows, np.intersect1d(self.seats.rivals, rows))
        start = np.concatenate((given, given[rival] > 0, needs_in(q, b)[need])).astype(np.float64)
        effort = Effort(GAP, NODES, 0.0, self.settled.policy.seed, search=True)
        answer = highs.solve(program, effort, start)
        if answer.found:
            units = np.round(answer.x[: len(rows)] * portion).astype(np.int64)
            states = np.where(answer.x[len(answer.x) - len(need) :] > 0.5, IN, OUT)
            rebook(q, b, edge, units, need, states)
        return answer.bound


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
