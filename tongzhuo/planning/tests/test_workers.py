"""Real workers in processes of their own: killed in the middle, stopped, and writing beside others."""

import os
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from tests.processes import database_url
from tongzhuo.kernel.models import Delivery
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.linkages.models import Link, Plan
from tongzhuo.linkages.tests import story
from tongzhuo.planning import actions
from tongzhuo.planning.models import PlanRun
from tongzhuo.planning.states import RunState
from tongzhuo.planning.tests.story import confirmed, now_is, requested

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PATIENCE = 120


@pytest.fixture(autouse=True)
def the_needs_are_ahead(monkeypatch):
    """Workers look at their own clock: what is asked for is asked for next week."""
    monkeypatch.setattr(story, "TUESDAY", localdate() + timedelta(days=8))


@pytest.fixture
def worker(tmp_path):
    """`worker("hold")` starts a worker on the database of this test."""
    around = os.environ | {"DATABASE_URL": database_url(), "TONGZHUO_VAR": str(tmp_path)}
    started = []

    def start(mode):
        command = [sys.executable, "-m", "tongzhuo.planning.tests.a_worker", mode, str(tmp_path)]
        started.append(subprocess.Popen(command, env=around, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def wait_for(condition):
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, "nothing happened"
        time.sleep(0.02)


def owed():
    return Delivery.objects.get(line__did="run.requested")


def test_a_killed_worker_leaves_the_last_plan_in_force_and_another_takes_the_run_up(cast, worker, tmp_path):
    need = confirmed(cast)
    story.link(cast, need, now())
    run, kept = requested(cast), Plan.objects.get()
    killed = worker("stall")
    wait_for((tmp_path / "begun").exists)
    killed.kill()
    killed.wait()
    assert now_is(run).state == RunState.BEGUN
    assert set(Link.objects.values_list("plan", "state")) == {(kept.pk, "suggested")}

    worker("go").wait(PATIENCE)
    assert now_is(run).state == RunState.BEGUN  # the claim of the dead is respected for its time
    Delivery.objects.filter(done=None).update(claimed_until=now() - timedelta(seconds=1))
    worker("go").wait(PATIENCE)
    run = now_is(run)
    assert (run.state, run.tries, owed().tries) == (RunState.KEPT, 2, 2)
    assert set(Link.objects.values_list("plan", "state")) == {(run.plan_id, "suggested")}


def test_after_a_killed_worker_one_may_stop_and_try_again_at_once(cast, worker, tmp_path):
    confirmed(cast)
    left = requested(cast)
    killed = worker("stall")
    wait_for((tmp_path / "begun").exists)
    killed.kill()
    killed.wait()
    actions.stop_run(left, by=cast.as_("chen"))
    run = requested(cast)
    worker("go").wait(PATIENCE)
    assert (now_is(left).state, now_is(run).state) == (RunState.STOPPED, RunState.KEPT)


def test_a_plan_in_the_making_keeps_its_claim_and_nobody_waits_for_it_to_write(cast, worker, tmp_path):
    need = confirmed(cast)
    run = requested(cast)
    busy = worker("hold")
    wait_for((tmp_path / "begun").exists)
    Delivery.objects.filter(done=None).update(claimed_until=now() - timedelta(seconds=1))
    wait_for(lambda: owed().claimed_until > now())  # renewed at its next word

    # No lock is held: this would wait for twenty seconds and give up.
    assert story.raised(cast).state == "raised"
    assert now_is(run).state == RunState.BEGUN
    (tmp_path / "enough").touch()
    busy.wait(PATIENCE)
    assert (now_is(run).state, Link.objects.filter(need=need).count()) == (RunState.KEPT, 5)


def test_two_coordinators_press_at_the_same_instant_and_one_plan_is_drawn(cast, worker, tmp_path):
    confirmed(cast)
    both = [worker(cast.chen.code), worker(cast.zhao.code)]
    (tmp_path / "gate").touch()
    told = sorted(process.communicate(timeout=PATIENCE)[0] for process in both)
    run = PlanRun.objects.get()
    assert told == [f"asked for {run.code}\n", f"joined {run.code}\n"]
    worker("go").wait(PATIENCE)
    assert Plan.objects.get() == now_is(run).plan


def test_a_worker_that_is_told_to_stop_ends_its_search_and_goes_on(cast, worker, tmp_path):
    confirmed(cast)
    run = requested(cast)
    busy = worker("hold")
    wait_for((tmp_path / "begun").exists)
    actions.stop_run(run, by=cast.as_("chen"))
    busy.wait(PATIENCE)
    assert (now_is(run).state, Plan.objects.count(), owed().done is None) == (RunState.STOPPED, 0, False)
    with pytest.raises(Refused):
        actions.stop_run(run, by=cast.as_("chen"))
