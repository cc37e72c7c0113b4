"""A day told by a telephone and closed by its leader, while whoever hears it is killed again and again.

    python -m tongzhuo.records.tests.a_day SEED KILLS < TOLD

TOLD is a JSON list of what the web process is to do, in order: {"shift", "person", "direction", "said", "key"} for a
scan, {"shift", "by"} to close the day. What was not answered is told again, and when everything was, everything is told
once more. Beside it a worker carries out what follows. Either is killed with SIGKILL at random moments; both are forks
of this process, which never touches the database. Prints how many of each were killed.
"""

import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

import django

django.setup()

from tongzhuo.kernel import memory  # noqa: E402
from tongzhuo.kernel.verdicts import Refused  # noqa: E402
from tongzhuo.organisations.viewers import viewer_of  # noqa: E402
from tongzhuo.people.models import Person  # noqa: E402
from tongzhuo.records import actions  # noqa: E402
from tongzhuo.records.codes import day_code  # noqa: E402
from tongzhuo.records.states import Way  # noqa: E402
from tongzhuo.service.models import Shift  # noqa: E402

PATIENCE, LONGEST_LIFE = 240, 0.12  # seconds
Told = dict[str, Any]


def scan(one: Told) -> None:
    shift, person = Shift.objects.get(code=one["shift"]), Person.objects.select_related("home").get(code=one["person"])
    said = datetime.fromisoformat(one["said"])
    told = {"direction": one["direction"], "key": one["key"], "way": Way.DAY_CODE, "code": day_code(shift, said)}
    actions.note_presence(by=viewer_of(person), shift=shift, person=person, said=said, **told)


def close(one: Told) -> None:
    leader = Person.objects.select_related("home").get(code=one["by"])
    try:
        actions.confirm_day(by=viewer_of(leader), shift=Shift.objects.get(code=one["shift"]))
    except Refused as no:
        if no.verdict.code != "confirmed_already":
            raise


def web(told: list[Told], heard: int) -> None:
    """Tells what was not answered yet; `heard` is the file that keeps a byte for each answer."""
    for one in told[os.fstat(heard).st_size :]:
        (scan if "key" in one else close)(one)
        os.write(heard, b".")


def worker() -> None:
    while True:
        memory.sweep()
        time.sleep(0.002)


def born(live: Callable[[], None]) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            live()
        finally:
            os._exit(0)
    return pid


def end(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def main(seed: int, kills: int, told: list[Told]) -> Counter[str]:
    chance, killed, until = random.Random(seed), Counter[str](), time.monotonic() + PATIENCE
    with tempfile.TemporaryFile("ab") as answers:
        heard = answers.fileno()
        lives = {"web": lambda: web(told, heard), "worker": worker}
        living = {name: born(life) for name, life in lives.items()}
        while killed.total() < kills:
            assert time.monotonic() < until, "too slow"
            time.sleep(chance.uniform(0, LONGEST_LIFE))
            name = chance.choice(("web", "web", "worker"))
            end(living[name])
            killed[name] += 1
            if os.fstat(heard).st_size == len(told):
                os.ftruncate(heard, 0)
            living[name] = born(lives[name])
        end(living["worker"])
        end(living["web"])
        os.waitpid(born(lives["web"]), 0)
        assert os.fstat(heard).st_size == len(told), "not everything was heard"
    return killed


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]), json.load(sys.stdin))))  # noqa: T201
