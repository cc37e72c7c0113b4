"""A bound is one at any wages, and what is scarce is a program that no plan exceeds."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.city import city
from bench.community import community
from tongzhuo.bounds.dual import first_wages, rest_dual, whole_dual
from tongzhuo.bounds.proving import scarcest
from tongzhuo.bounds.scarcity import booked
from tongzhuo.bounds.selling import answer
from tongzhuo.bounds.view import unanswered
from tongzhuo.engine import highs
from tongzhuo.engine.candidates import World, candidates
from tongzhuo.engine.highs import Effort
from tongzhuo.engine.order import canonical
from tongzhuo.engine.plan import unwatched
from tongzhuo.engine.policy import PUBLISHED
from tongzhuo.engine.settled import Settled
from tongzhuo.engine.solving import solve
from tongzhuo.market.compiling import compiled
from tongzhuo.market.lean import kernel
from tongzhuo.market.ledger import VALUE, needs_in, opened
from tongzhuo.market.leftover import help_out, second_band
from tongzhuo.market.prices import pause_of
from tongzhuo.market.question import PARTS, PERSON
from tongzhuo.market.quoting import quotes
from tongzhuo.market.whole import choose, reachable_needs

TOWNS = ({}, {"mixed": 1.0, "active": 0.5})


def opened_town(it, policy=PUBLISHED):
    settled = Settled(canonical(it).instance, policy)
    q, origin = compiled(settled, candidates(World(settled)))
    return q, opened(q, settled.bookings, origin.seller)


@pytest.mark.parametrize("town", TOWNS)
def test_no_choice_is_worth_more_than_the_bound_whatever_the_wages(town):
    q, b = opened_town(community(150, 350, seed=4, **town))
    reachable = reachable_needs(q)
    choose(q, b, reachable, unwatched)
    rng, dual = np.random.default_rng(1), whole_dual(q, reachable, unwatched)
    reached = q.weight[needs_in(q, b)].sum() / PARTS
    for _ in range(8):
        assert dual.value(rng.normal(800, 800, len(q.need)))[0] >= reached
    b = second_band(q, b)
    help_out(q, b, unwatched)
    dual = rest_dual(q, b, unwatched)
    for _ in range(8):
        assert dual.value(dual.allowed(rng.normal(-300, 600, len(q.need))))[0] >= b.m[VALUE] / PARTS


@pytest.mark.parametrize("town", TOWNS)
def test_what_is_scarce_is_a_program_that_no_plan_exceeds_whichever_asks_are_in_it(town):
    it = community(60, 140, seed=2, **town)
    q, b = opened_town(it)
    reachable = reachable_needs(q)
    choose(q, b, reachable, unwatched)
    best = solve(it).whole.value
    dual = whole_dual(q, reachable, unwatched)
    wages = first_wages(q, quotes(q, b) / PARTS, needs_in(q, b), dual.low)
    bounds = []
    for columns in (0, 100, 400, 10**9):
        scarcity = scarcest(dual, wages, columns)
        program, plan = scarcity.program, booked(scarcity, dual, b)
        sides = np.bincount(program.row, program.value * plan[program.column], len(program.row_upper))
        assert (sides <= program.row_upper + 1e-6).all()
        assert (sides >= program.row_lower - 1e-6).all()
        bounds.append(scarcity.beyond + highs.solve(program, Effort(1e-6, 500, 0, 1)).bound)
    assert bounds == sorted(bounds, reverse=True)
    assert bounds[-1] >= best - 1e-3
    assert bounds[-1] <= 1.01 * best


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(((150, 10), (10**9, 0))))
def test_what_a_person_would_do_is_the_best_of_all_sets(seed, way):
    """Up to three bookings a week, with the way between places and without: compared with every set there is."""
    it, policy = city(300, model="interval", seed=seed)
    q, b = opened_town(it, policy)
    q = q._replace(metres_a_minute=float(way[0]), buffer=way[1], far=31 if not way[1] else 10_000)
    dual = rest_dual(q, second_band(q, b), unwatched)
    s, rng = dual.view, np.random.default_rng(seed)
    wage, answers = rng.normal(-1_500, 800, len(q.need)), unanswered(s, len(q.need))
    answer(q, s, answers, wage, np.arange(len(q.shape)))
    for v in np.flatnonzero(np.diff(s.place) <= 9).tolist():
        rows = range(s.place[v], s.place[v + 1])
        assert q.shape[v] == PERSON
        best = max((float(sum(s.base[i] + wage[s.ask[i]] for i in pick)) for pick in _sets(q, s, rows)), default=0.0)
        assert answers.best[v] == pytest.approx(best, abs=0.01)
        taken = [i for i in rows if answers.take[i] > 0]
        assert sum(s.base[i] + wage[s.ask[i]] for i in taken) == pytest.approx(best, abs=0.01)


def _sets(q, s, rows):
    """All sets of entries that one person can do."""
    for size in range(len(rows) + 1):
        for pick in itertools.combinations(rows, size):
            if not pick or (size <= s.times[pick[0]] and _fits(q, s, pick)):
                yield pick


def _fits(q, s, pick):
    if sum(int(s.end[i] - s.start[i]) for i in pick) > s.minutes[pick[0]]:
        return False
    for i, j in itertools.combinations(pick, 2):
        gap = max(s.start[i] - s.end[j], s.start[j] - s.end[i])
        if gap < 0 or gap < q.pause or gap < _pause(q, s.ask[i], s.ask[j]):
            return False
    return True


@kernel
def _pause(q, r, other):
    return pause_of(q, r, other)
