"""What may follow what: a run ends once, and only one is under way for a place."""

import pytest
from django.db import IntegrityError

from tongzhuo.planning import rules
from tongzhuo.planning.models import PlanRun
from tongzhuo.planning.states import MAY_FOLLOW, UNDER_WAY, RunState


@pytest.mark.parametrize("state", RunState)
def test_the_table_of_states(state):
    ends = {RunState.STOPPED, RunState.FAILED}
    table = {
        RunState.REQUESTED: {RunState.BEGUN} | ends,
        RunState.BEGUN: {RunState.BEGUN, RunState.KEPT} | ends,
        RunState.KEPT: set(),
        RunState.STOPPED: set(),
        RunState.FAILED: set(),
    }
    assert MAY_FOLLOW[state] == table[state]
    assert (state in UNDER_WAY) == bool(table[state])
    for to in RunState:
        assert bool(rules.may_become(PlanRun(state=state), to)) == (to in table[state])


@pytest.mark.django_db
def test_a_place_has_one_run_under_way_and_any_number_that_ended(cast):
    for state in (RunState.KEPT, RunState.STOPPED, RunState.STOPPED, RunState.BEGUN):
        PlanRun.objects.create(place=cast.willow, state=state)
    PlanRun.objects.create(place=cast.plane)
    with pytest.raises(IntegrityError):
        PlanRun.objects.create(place=cast.willow)
