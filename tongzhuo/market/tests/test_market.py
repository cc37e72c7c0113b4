"""The city solver keeps every promise, for every question, however odd."""

from hypothesis import given

from tongzhuo.engine.checker import check
from tongzhuo.engine.solving import solve
from tongzhuo.engine.tests.test_properties import SOME, questions
from tongzhuo.market.solver import Market


@SOME
@given(questions())
def test_every_plan_keeps_every_promise_and_no_value_exceeds_its_bound(it):
    plan = solve(it, solver=Market())
    assert check(it, plan) == []
    assert plan.whole.value <= plan.whole.bound + 1e-3
    assert plan.rest.value <= plan.rest.bound + 1e-3
