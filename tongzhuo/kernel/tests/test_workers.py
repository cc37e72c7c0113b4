"""Real workers in processes of their own, killed at the worst moments: nothing is lost, nothing done twice."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils.timezone import now
from huey.contrib.djhuey import HUEY

from tongzhuo.kernel import memory, tasks
from tongzhuo.kernel.memory import record
from tongzhuo.kernel.models import Delivery, Line
from tongzhuo.kernel.viewer import NOBODY

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PATIENCE = 60


def database_url() -> str:
    used = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{used['NAME']}"
    host = used["HOST"] or used["OPTIONS"].get("host", "")
    return f"postgres://{used['USER']}:{used['PASSWORD']}@/{used['NAME']}?host={host}"


@pytest.fixture
def worker(tmp_path) -> Iterator[Callable[..., subprocess.Popen]]:
    """Starts a worker on the database of this test: `worker("before", file)`."""
    around = os.environ | {"DATABASE_URL": database_url(), "TONGZHUO_VAR": str(tmp_path)}
    started: list[subprocess.Popen] = []

    def start(mode: str, file: Path = tmp_path / "signal") -> subprocess.Popen:
        command = [sys.executable, "-m", "tongzhuo.kernel.tests.a_worker", mode, str(file)]
        started.append(subprocess.Popen(command, env=around, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def serve(monkeypatch) -> Callable[[int], None]:
    """Writes lines that each owe a pouring, and wakes nobody."""
    monkeypatch.setattr(memory, "_reactions", {"tea.served": {"pour": print}})
    monkeypatch.setattr(memory, "_wake", lambda _pks: None)

    def write(lines: int) -> None:
        for _ in range(lines):
            record(by=NOBODY, did="tea.served", on=Line())

    return write


def wait_for(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, "nothing happened"
        time.sleep(0.02)


def poured() -> int:
    return Line.objects.filter(did="tea.poured").count()


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_worker_killed_around_its_reaction_loses_nothing_and_doubles_nothing(moment, serve, worker, tmp_path):
    serve(1)
    killed = worker(moment)
    wait_for((tmp_path / "signal").exists)
    killed.kill()
    killed.wait()
    delivery = Delivery.objects.get()
    assert (poured(), delivery.done, delivery.tries) == (0, None, 1)
    assert delivery.claimed_until > now()

    assert worker("go").communicate()[0] == "0\n"  # the claim of the dead is respected until its time is up
    Delivery.objects.update(claimed_until=now() - timedelta(seconds=1))
    assert worker("go").communicate()[0] == "1\n"
    delivery.refresh_from_db()
    assert (poured(), delivery.tries, delivery.claimed_until) == (1, 2, None)
    assert delivery.done is not None
    assert worker("go").communicate()[0] == "0\n"


def test_two_workers_at_once_share_the_work_and_never_do_one_thing_twice(serve, worker, tmp_path):
    serve(60)
    both = [worker("together"), worker("together")]
    (tmp_path / "signal").touch()
    done = [int(process.communicate()[0]) for process in both]
    assert sum(done) == 60
    assert poured() == 60
    assert set(Delivery.objects.values_list("tries", flat=True)) == {1}
    assert Line.objects.filter(did="tea.poured").values("on").distinct().count() == 60


def test_the_commit_of_an_action_wakes_the_worker(worker):
    worker("huey")
    worker("serve").wait()
    wait_for(lambda: poured() == 1)
    wait_for(lambda: not Delivery.objects.filter(done=None).exists())


def test_a_sweep_is_due_every_minute_so_that_nobody_needs_to_wake_it():
    swept = [task for task in HUEY._registry.periodic_tasks if task.name == "sweep"]
    assert [task.validate_datetime(now().replace(minute=minute)) for task in swept for minute in (0, 7, 59)] == [
        True
    ] * 3
    assert tasks.sweep is not None
