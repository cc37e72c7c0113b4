"""A plan made region by region keeps every promise, loses next to nothing, and is the same whoever works on it."""

import dataclasses
import functools
import multiprocessing
import os
import signal
import time
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.city import city
from tongzhuo.checking.checker import check
from tongzhuo.cities.solver import Market
from tongzhuo.engine.plan import Cancelled
from tongzhuo.engine.policy import PUBLISHED
from tongzhuo.engine.solving import solve
from tongzhuo.engine.tests.test_properties import SOME, codes, questions
from tongzhuo.regions.crews import Alone, LostWork, Processes
from tongzhuo.regions.solver import Regional


@pytest.fixture(scope="module")
def asked():
    return city(3_000, model="needs", kinds="all")


@pytest.fixture(scope="module")
def alone(asked):
    it, policy = asked
    return solve(it, policy, Regional(regions=2))


class Interrupted:
    """A crew of others whose task is `spoil`ed first."""

    def __init__(self, crew, spoil, *facts):
        self.crew, self.spoil, self.facts = crew, spoil, facts

    @contextmanager
    def hired(self):
        with self.crew.hired() as hands:
            self.hands = hands
            yield self

    def each(self, task, parts, told):
        return self.hands.each(functools.partial(self.spoil, task, *self.facts), parts, told)


def die_once(task, marker, part, watch):
    """The first that comes here kills itself when it has nearly done its work."""
    answer = task(part, watch)
    try:
        os.close(os.open(marker, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return answer
    os.kill(os.getpid(), signal.SIGKILL)
    return answer


def die_always(task, part, watch):
    os.kill(os.getpid(), signal.SIGKILL)


def fail(task, part, watch):
    raise ZeroDivisionError("no such region")


def wait_long(task, part, watch):
    time.sleep(60)


@SOME
@given(questions(), st.integers(1, 3))
def test_every_plan_keeps_every_promise_that_the_undivided_solver_keeps(it, regions):
    plan, undivided = solve(it, PUBLISHED, Regional(regions=regions)), solve(it, PUBLISHED, Market())
    assert {breach.rule for breach in check(it, plan)} <= {breach.rule for breach in check(it, undivided)}


@pytest.mark.parametrize("regions", [1, 2, 4])
def test_a_city_in_regions_is_worth_what_the_city_is_worth(asked, regions):
    it, policy = asked
    plan, whole = solve(it, policy, Regional(regions=regions)), solve(it, policy, Market())
    assert check(it, plan, policy) == []
    assert plan.value >= 0.998 * whole.value
    assert plan.value <= whole.bound


def test_regions_lift_the_same_communities_and_keep_what_is_promised():
    it, policy = city(2_000, model="needs", seed=2)
    policy = dataclasses.replace(policy, fair_alpha=2.0, fair_floor=0.99)
    plan, regional = (solve(it, policy, solver) for solver in (Market(), Regional(regions=2)))
    assert plan.lift.tolist() == regional.lift.tolist()
    assert check(it, plan, policy) == check(it, regional, policy) == []
    assert max(plan.whole.value, regional.whole.value) <= min(plan.whole.bound, regional.whole.bound)


@pytest.mark.slow
@pytest.mark.parametrize("workers", [2, 3])
def test_the_plan_is_the_same_whoever_works_on_it(asked, alone, workers):
    it, policy = asked
    plan = solve(it, policy, Regional(workers, regions=2))
    assert (codes(it, plan), plan.bound) == (codes(it, alone), alone.bound)
    assert multiprocessing.active_children() == []


@pytest.mark.slow
def test_a_worker_that_is_killed_is_replaced_and_its_region_done_again(asked, alone, tmp_path):
    it, policy = asked
    crew = Interrupted(Processes(2), die_once, str(tmp_path / "died"))
    plan = solve(it, policy, Regional(crew=crew, regions=2))
    assert (tmp_path / "died").exists()
    assert codes(it, plan) == codes(it, alone)
    assert check(it, plan, policy) == []
    assert multiprocessing.active_children() == []


@pytest.mark.slow
@pytest.mark.parametrize(("spoil", "why"), [(die_always, "workers died"), (fail, "no such region")])
def test_work_that_cannot_be_done_is_given_up_and_nobody_is_left_behind(asked, spoil, why):
    it, policy = asked
    with pytest.raises(LostWork, match=why):
        solve(it, policy, Regional(crew=Interrupted(Processes(1), spoil), regions=2))
    assert multiprocessing.active_children() == []


@pytest.mark.slow
def test_whoever_watches_can_stop_workers_in_the_middle(asked):
    it, policy = asked

    def watch(stage, _done):
        if stage == "regions" and crew.hands.all[0].doing >= 0:
            raise Cancelled

    crew = Interrupted(Processes(2), wait_long)
    begun = time.monotonic()
    with pytest.raises(Cancelled):
        solve(it, policy, Regional(crew=crew, regions=2), watch)
    assert multiprocessing.active_children() == []
    assert time.monotonic() - begun < 60


def test_progress_never_falls_and_tells_of_the_regions(asked):
    it, policy = asked
    heard = []
    solve(it, policy, Regional(crew=Alone(), regions=3), lambda stage, done: heard.append((stage, done)))
    assert [done for _, done in heard] == sorted(done for _, done in heard)
    assert {"candidates", "question", "regions", "bound", "help"} <= {stage for stage, _ in heard}
    assert 0 <= heard[0][1] <= heard[-1][1] <= 1


@pytest.mark.parametrize(("workers", "regions"), [(0, 0), (1, -1)])
def test_no_workers_or_fewer_than_no_regions_are_refused(workers, regions):
    with pytest.raises(ValueError, match=f"workers = {workers}, regions = {regions}"):
        Regional(workers, regions=regions)
