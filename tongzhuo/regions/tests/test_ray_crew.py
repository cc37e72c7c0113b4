"""Regions on two nodes of a Ray cluster; a node's worker dies in the middle."""

import time

import pytest

from bench.city import city
from tongzhuo.engine.checker import check
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
    """However a plan ends, all its actors are dead, and their processes go soon after."""
    from ray.util.state import list_actors, list_workers

    yield
    assert [actor.class_name for actor in list_actors() if actor.state != "DEAD"] == []
    began = time.monotonic()
    while busy := [worker.pid for worker in list_workers() if worker.is_alive and worker.worker_type == "ACTOR"]:
        assert time.monotonic() - began < 30, busy


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
