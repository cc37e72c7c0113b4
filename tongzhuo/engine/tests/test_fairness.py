"""No community falls behind: whoever gets less of what it could have is lifted, and only then."""

import dataclasses

import numpy as np
import pytest

from tongzhuo.checking.checker import check
from tongzhuo.engine.instance import Instance
from tongzhuo.engine.plan import Plan, asked
from tongzhuo.engine.policy import PUBLISHED
from tongzhuo.engine.solving import solve
from tongzhuo.engine.tests.table import Table
from tongzhuo.engine.worth import need_weights, published_weights

WILLOW, POPLAR = 7, 4  # numbers of communities; they need not be dense
UNLIFTED = dataclasses.replace(PUBLISHED, fair_alpha=0)


def two_communities(people: int = 4) -> Instance:
    """Four needs of four people each in Willow Lane, two of one person each in Poplar Court, all at the same hour."""
    table = Table()
    for number in range(6):
        where, size = (WILLOW, 4) if number < 4 else (POPLAR, 1)
        table.role(need=table.need(community=where, size=size))
    for _ in range(people):
        table.person()
    return table.build()


def whole_in(it: Instance, plan: Plan, community: int) -> int:
    return int((it.need_community[plan.complete] == community).sum())


def test_without_fairness_the_large_needs_take_everybody():
    it = two_communities()
    plan = solve(it, UNLIFTED)
    assert (whole_in(it, plan, WILLOW), whole_in(it, plan, POPLAR)) == (4, 0)
    assert plan.lift.tolist() == [100] * 6


def test_a_community_that_would_get_nothing_is_lifted_and_gets_its_share():
    it = two_communities()
    plan = solve(it)
    assert (whole_in(it, plan, WILLOW), whole_in(it, plan, POPLAR)) == (2, 2)
    assert plan.lift.tolist() == [100] * 4 + [400] * 2
    assert plan.whole.value == 2 * 20_000 + 2 * 40_000
    assert plan.whole.value <= plan.whole.bound
    assert check(it, plan) == []


def test_the_question_that_was_answered_has_the_same_plan_again():
    """Kept with its weights, a question tells all: no fairness is needed to plan it the same way."""
    it = two_communities()
    plan = solve(it)
    kept = Instance.from_bytes(asked(it, plan).to_bytes())
    again = solve(kept, UNLIFTED)
    assert again.complete.tolist() == plan.complete.tolist()
    assert (again.whole, again.rest) == (plan.whole, plan.rest)
    assert check(kept, again) == []
    assert need_weights(kept, PUBLISHED).tolist() == [20_000] * 4 + [40_000] * 2
    assert published_weights(kept, PUBLISHED).tolist() == [20_000] * 4 + [10_000] * 2


@pytest.mark.parametrize("it", [two_communities(people=6), two_communities(people=0), Table().build()])
def test_where_nobody_is_short_nothing_is_lifted(it):
    assert set(solve(it).lift.tolist()) <= {100}


def test_needs_that_do_not_say_where_they_lie_are_not_compared():
    it = two_communities()
    it.need_community[:] = -1
    plan = solve(it)
    assert (len(plan.complete), set(plan.lift.tolist())) == (4, {100})
    it.need_community[:] = WILLOW
    assert set(solve(it).lift.tolist()) == {100}


def test_a_single_missing_need_is_no_reason_where_one_more_would_be_more_than_the_share():
    """Three of five seats for two alike: one gets two thirds, the other a half, and no lift could do better."""
    table = Table()
    for number in range(5):
        table.role(need=table.need(community=WILLOW if number < 3 else POPLAR))
    for _ in range(3):
        table.person()
    it = table.build()
    plan = solve(it)
    assert sorted((whole_in(it, plan, WILLOW), whole_in(it, plan, POPLAR))) == [1, 2]


def test_the_order_of_the_needs_does_not_matter():
    it = two_communities()
    order = np.array([5, 0, 3, 4, 1, 2])
    other = dataclasses.replace(
        it, **{name: getattr(it, name)[order] for name in it.columns() if name.startswith("need_")},
        role_need=np.argsort(order)[it.role_need],
    )  # fmt: skip
    assert solve(other).lift.tolist() == solve(it).lift[order].tolist()
