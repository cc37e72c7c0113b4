"""A worker in a process of its own, for the tests: `python -m tongzhuo.planning.tests.a_worker MODE FOLDER`.

`go` sweeps. `stall` makes the file "begun" in the middle of the search and sleeps until it is killed. `hold` goes on
having a word there until the file "enough" exists or it is told to stop.
Any other mode is the code of a person who presses *Link* at their home once the file "gate" exists.
"""

import sys
import time
from pathlib import Path

import django

django.setup()

from tongzhuo.kernel import memory  # noqa: E402
from tongzhuo.linkages import planner  # noqa: E402
from tongzhuo.organisations.viewers import viewer_of  # noqa: E402
from tongzhuo.people.models import Person  # noqa: E402
from tongzhuo.planning.actions import request_plan  # noqa: E402

MODE, FOLDER = sys.argv[1], Path(sys.argv[2])


def stall(watch: planner.Watch) -> None:
    watch("search", 0.5)
    (FOLDER / "begun").touch()
    while MODE == "stall" or not (FOLDER / "enough").exists():
        time.sleep(0.02)
        if MODE == "hold":
            watch("search", 0.5)


def slowly(instance, policy, solver, watch):
    stall(watch)
    return really(instance, policy, solver, watch)


def press() -> str:
    person = Person.objects.select_related("home").get(code=MODE)
    while not (FOLDER / "gate").exists():
        time.sleep(0.005)
    run, joined = request_plan(by=viewer_of(person), place=person.home)
    return f"{'joined' if joined else 'asked for'} {run.code}"


really = planner.solve
if MODE in ("stall", "hold"):
    planner.solve = slowly
if MODE in ("go", "stall", "hold"):
    memory.sweep()
else:
    sys.stdout.write(f"{press()}\n")
