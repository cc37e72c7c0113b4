"""A worker in a process of its own, for the tests: `python -m tongzhuo.kernel.tests.a_worker MODE FILE`.

It knows one reaction, `pour`, which writes one line, and can stall before or after that until it is killed.
"""

import sys
import time
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from tongzhuo.kernel import memory  # noqa: E402
from tongzhuo.kernel.models import Line  # noqa: E402
from tongzhuo.kernel.viewer import NOBODY, the_system  # noqa: E402

MODE, FILE = sys.argv[1], Path(sys.argv[2])


def pour(line: Line) -> None:
    _stall("before")
    memory.record(by=the_system("pour"), did="tea.poured", on=line)
    _stall("after")


def _stall(point: str) -> None:
    if point == MODE:
        FILE.touch()
        time.sleep(600)


def serve() -> None:
    with transaction.atomic():
        memory.record(by=NOBODY, did="tea.served", on=Line())


def sweep_when_told() -> None:
    while not FILE.exists():
        time.sleep(0.01)
    sys.stdout.write(f"{memory.sweep()}\n")


memory._reactions["tea.served"] = {"pour": pour}
if MODE == "serve":
    serve()
elif MODE == "huey":
    call_command("run_huey")
elif MODE == "together":
    sweep_when_told()
else:
    sys.stdout.write(f"{memory.sweep()}\n")
