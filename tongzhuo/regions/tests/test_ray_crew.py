"""Regions on two nodes of a Ray cluster; a node's worker dies in the middle."""

import time
from pathlib import Path

import pytest

from bench.city import city
from tongzhuo.checking.checker import check
from tongzhuo.engine.plan import Cancelled
from tongzhuo.engine.solving import solve
from tongzhuo.engine.tests.test_properties import codes
from tongzhuo.regions.crews import LostWork
from tongzhuo.regions.ray_crew import RayCrew
from tongzhuo.regions.solver import Regional
from tongzhuo.regions.tests.test_regional import Interrupted, die_once, fail

ray = pytest.importorskip("ray", reason="the extra `ray` is not installed")
pytestmark = pytest.mark.slow
NODE = {"num_cpus": 1, "object_store_memory": 80 * 1024 * 1024}


@pytest.fixture(scope="module")
def cluster():
    from ray.cluster_utils import Cluster

    two = None
    try:
        two = Cluster(initialize_head=True, head_node_args=NODE | {"include_dashboard": False})
        two.add_node(**NODE)
        ray.init(address=two.address, log_to_driver=False)
    except Exception as error:  # whatever keeps Ray from starting on this machine
        if two is not None:
            two.shutdown()
        pytest.skip(f"Ray does not run here: {error}")
    yield two
    ray.shutdown()
    two.shutdown()


@pytest.fixture(autouse=True)
def nobody_is_left_behind(cluster):
    """However a plan ends: every actor is dead and not to be started again, and its process goes soon after."""
    from ray._private.state import actors  # the public way asks the dashboard, which does not run

    yield
    hired = list(actors().values())
    assert len(hired) >= 2
    assert {actor["State"] for actor in hired} == {"DEAD"}
    ended = time.monotonic() + 30
    while any(runs(actor["Pid"]) for actor in hired):
        assert time.monotonic() < ended
        time.sleep(0.05)


def runs(pid: int) -> bool:
    return pid > 0 and Path(f"/proc/{pid}/stat").exists()


@pytest.fixture(scope="module")
def asked():
    return city(2_000, model="needs", kinds="all")


def test_an_actor_that_is_killed_does_its_region_again_and_the_plan_is_the_same(cluster, asked, tmp_path):
    it, policy = asked
    crew = Interrupted(RayCrew(), die_once, str(tmp_path / "died"))
    plan = solve(it, policy, Regional(crew=crew, regions=2))
    assert (tmp_path / "died").exists()
    assert check(it, plan, policy) == []
    assert codes(it, plan) == codes(it, solve(it, policy, Regional(regions=2)))
    assert len([node for node in ray.nodes() if node["Alive"]]) == 2


def test_work_that_fails_is_given_up(cluster, asked):
    it, policy = asked
    with pytest.raises(LostWork, match="no such region"):
        solve(it, policy, Regional(crew=Interrupted(RayCrew(), fail), regions=2))


def test_whoever_watches_can_stop_the_actors(cluster, asked):
    it, policy = asked

    def watch(stage, done):
        if stage == "regions" and done > 0.1:
            raise Cancelled

    with pytest.raises(Cancelled):
        solve(it, policy, Regional(crew=RayCrew(), regions=2), watch)
