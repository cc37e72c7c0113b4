"""The city solver keeps every promise of the exact one, for every question, however odd."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.city import city
from bench.community import community
from tongzhuo.bounds.dual import rest_dual
from tongzhuo.checking.checker import check
from tongzhuo.cities.solver import VERSION, Market
from tongzhuo.cities.switching import regrets
from tongzhuo.engine.candidates import World
from tongzhuo.engine.exact import Exact
from tongzhuo.engine.instance import Kind
from tongzhuo.engine.order import canonical
from tongzhuo.engine.plan import Cancelled, asked, unwatched
from tongzhuo.engine.policy import PUBLISHED
from tongzhuo.engine.settled import Settled
from tongzhuo.engine.solving import solve
from tongzhuo.engine.tests.table import HERE, HOUR, Table
from tongzhuo.engine.tests.test_fairness import POPLAR, UNLIFTED, two_communities, whole_in
from tongzhuo.engine.tests.test_properties import SOME, codes, questions, shuffled
from tongzhuo.engine.worth import need_weights
from tongzhuo.market.compiling import compiled
from tongzhuo.market.ledger import VALUE, filled_units, opened
from tongzhuo.market.leftover import help_out, second_band
from tongzhuo.market.question import PARTS
from tongzhuo.pairs.pairs import candidates

REGIMES = ({}, {"mixed": 0.5}, {"active": 0.3}, {"side_km": 2.5, "any_skill": 0.5}, {"mixed": 1.0, "active": 0.4})


@SOME
@given(questions())
def test_every_plan_keeps_every_promise_and_no_value_exceeds_its_bound(it):
    plan = solve(it, solver=Market())
    assert check(it, plan) == []
    assert plan.whole.value <= plan.whole.bound + 1e-3
    assert plan.rest.value <= plan.rest.bound + 1e-3


@SOME
@given(questions())
def test_no_exact_plan_is_worth_more_than_the_bound_of_the_first_band(it):
    assert solve(it).whole.value <= solve(it, solver=Market()).whole.bound + 1e-3


@SOME
@given(questions(), st.integers(0, 9))
def test_the_order_of_the_input_does_not_matter(it, seed):
    other = shuffled(it, seed)
    plan, again = solve(it, solver=Market()), solve(other, solver=Market())
    assert codes(other, again) == codes(it, plan)
    assert (again.whole, again.rest) == (plan.whole, plan.rest)


@pytest.mark.parametrize("regime", REGIMES)
def test_small_communities_are_planned_as_the_exact_solver_plans_them(regime):
    """Two hundred of them: within 0.01 % in the first band, and within 0.5 % in the second for the same needs."""
    for seed in range(40):
        it = community(16 + seed // 2, 50 + 2 * seed, seed=seed, **regime)
        best, plan = solve(it), solve(it, solver=Market())
        assert check(it, plan) == []
        assert plan.whole.value >= 0.9999 * best.whole.value
        assert plan.whole.bound >= best.whole.value
        if plan.complete.tolist() == best.complete.tolist():
            assert plan.rest.value >= 0.995 * best.rest.value
            assert plan.rest.bound >= best.rest.value - 1


URGENT_FIRST = dataclasses.replace(PUBLISHED, urgency_weight=(1, 2, 1000))
URGENT_ALONE = dataclasses.replace(PUBLISHED, urgency_weight=(0, 0, 1000))


@pytest.mark.parametrize("solver", [Exact(), Market()])
def test_where_urgent_needs_weigh_a_thousand_times_they_come_strictly_first(solver):
    """They get as much as if nobody else asked, and the others are planned as carefully as before."""
    for seed in range(12):
        it = community(30, 50, seed=seed, active=0.4, mixed=0.3)
        plan, alone = solve(it, URGENT_FIRST, solver), solve(it, URGENT_ALONE, solver)
        urgent = plan.complete[it.need_urgency[plan.complete] == 3]
        assert need_weights(it, URGENT_FIRST)[urgent].sum() == alone.whole.value
        assert check(it, plan, URGENT_FIRST) == []


@pytest.mark.parametrize("solver", [Exact(), Market()])
@pytest.mark.parametrize(("policy", "waiting", "urgent_wins"), [
    (PUBLISHED, 3, True), (PUBLISHED, 5, False), (URGENT_FIRST, 5, True), (URGENT_FIRST, 20, True),
])  # fmt: skip
def test_an_urgent_need_gives_way_to_more_than_four_others_and_to_none_where_it_is_first(
    solver, policy, waiting, urgent_wins
):
    table = Table()
    table.role(code="urgent", need=table.need(urgency=3), quantity=waiting)
    for _ in range(waiting):
        table.role()
        table.person()
    it = table.build()
    plan = solve(it, policy, solver)
    assert (len(plan.complete) == 1) == urgent_wins


@SOME
@given(questions(), st.sampled_from([Exact(), Market()]))
def test_plans_for_two_communities_keep_every_promise_and_are_the_same_once_the_lifts_are_known(it, solver):
    it = dataclasses.replace(it, need_community=np.arange(it.needs) % 2)
    plan = solve(it, solver=solver)
    assert check(it, plan) == []
    again = solve(asked(it, plan), UNLIFTED, solver)
    assert (codes(it, again), again.whole, again.rest) == (codes(it, plan), plan.whole, plan.rest)


def test_a_market_lifts_the_community_that_the_exact_solver_lifts():
    it = two_communities()
    plan, best = solve(it, solver=Market()), solve(it)
    assert (whole_in(it, plan, POPLAR), plan.lift.tolist()) == (2, best.lift.tolist())
    assert plan.whole.value == best.whole.value <= plan.whole.bound
    assert check(it, plan) == []
    again = solve(asked(it, plan), UNLIFTED, Market())
    assert codes(it, again) == codes(it, plan)


def test_an_empty_city_has_an_empty_plan():
    plan = solve(Table().build(), solver=Market())
    assert (len(plan.role), plan.value, plan.bound, plan.stopped_by, plan.version) == (0, 0, 0, "empty", VERSION)


def test_one_person_takes_the_one_seat():
    table = Table()
    table.role()
    table.person()
    plan = solve(table.build(), solver=Market())
    assert (len(plan.role), len(plan.complete), plan.stopped_by, plan.gap) == (1, 1, "gap", 0)


@pytest.mark.parametrize("at", [None, HERE])
def test_where_all_are_the_same_as_many_are_served_as_can_be(at):
    table = Table()
    for _ in range(12):
        table.role(quantity=2, at=at)
    for _ in range(15):
        table.person(at=at)
    it = table.build()
    plan = solve(it, solver=Market())
    assert check(it, plan) == []
    assert (len(plan.complete), len(plan.role)) == (7, 15)


def test_nothing_is_taken_from_who_has_nothing_and_no_lot_is_exceeded():
    table = Table()
    table.role(Kind.GOODS, quantity=5)
    table.role(Kind.GOODS, quantity=5)
    table.offer(Kind.GOODS, capacity=0)
    table.offer(Kind.GOODS, capacity=7)
    plan = solve(table.build(), solver=Market())
    assert sorted(plan.quantity.tolist()) == [2, 5]


def test_who_has_an_hour_elsewhere_keeps_room_for_another():
    """An hour outside the question counts once: against the week, and not against the person's other hours."""
    table = Table()
    table.role(code="afternoon", start=14 * HOUR, end=15 * HOUR)
    table.busy(table.person(max_bookings=2), 9 * HOUR, 10 * HOUR)
    assert len(solve(table.build(), solver=Market()).role) == 1


def test_a_chain_of_moves_seats_one_more():
    table = Table()
    table.role(code="either", what=-1)
    table.role(code="only_skilled", what=1)
    table.person(terms=[1])
    table.person()
    assert len(solve(table.build(), solver=Market()).complete) == 2


def test_the_gap_is_what_people_regret_and_what_full_asks_would_pay():
    """Where every slot counts by itself, L - F is told to the point by who would rather do something else."""
    it, policy = city(2_000, model="interval")
    settled = Settled(canonical(it).instance, policy)
    q, origin = compiled(settled, candidates(World(settled)))
    b = second_band(q, opened(q, settled.bookings, origin.seller))
    help_out(q, b, unwatched)
    dual, rng = rest_dual(q, b, unwatched), np.random.default_rng(3)
    for _ in range(4):
        wage = dual.allowed(rng.normal(-200, 300, len(q.need)))
        bound, _ = dual.value(wage)
        regret = regrets(q, b, dual.answers, wage)
        paid = -wage * (q.open - filled_units(q, b))
        assert (regret >= -1e-6).all()
        assert regret.sum() + paid.sum() == pytest.approx(bound - b.m[VALUE] / PARTS, rel=1e-9)


@pytest.mark.parametrize("seconds", [1e-9, 0.02])
def test_a_plan_that_must_be_quick_keeps_every_promise_and_says_that_time_was_up(seconds):
    it = city(3_000, model="needs", kinds="all")[0]
    policy = dataclasses.replace(PUBLISHED, time_limit_s=seconds)
    plan = solve(it, policy, Market())
    assert check(it, plan, policy) == []
    assert plan.stopped_by == "time"
    assert plan.whole.value <= plan.whole.bound
    assert plan.rest.value <= plan.rest.bound


def test_who_watches_hears_the_stages_and_may_stop():
    it, told = community(60, 150, seed=1), []
    solve(it, solver=Market(), watch=lambda stage, share: told.append((stage, share)))
    assert [stage for stage, _ in told][:2] == ["candidates", "question"]
    assert [share for _, share in told] == sorted(share for _, share in told)

    def stop(stage: str, share: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        solve(it, solver=Market(), watch=stop)
