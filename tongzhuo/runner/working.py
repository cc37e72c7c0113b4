"""The worker that `./run` starts, inside the virtual environment.

Ctrl-C lets huey finish the task in hand. Before huey is there to do so, it simply ends.
"""

import os
import signal
import sys

from tongzhuo.runner.paths import STAMPS, Stamp, changes


def main() -> None:
    signal.signal(signal.SIGINT, lambda *_: sys.exit(0))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongzhuo.settings")
    import django  # Late: this is what takes the time in which somebody may press Ctrl-C.
    from django.core.management import call_command

    django.setup()
    _prepare_the_planner()
    call_command("run_huey", "--quiet")


def _prepare_the_planner() -> None:
    """Have the engine ready before anybody waits for a plan: never in a web request. The first time in an
    installation takes longer, and is announced."""
    prepared = Stamp(STAMPS / "planner", changes("engine/*.py"))
    if not prepared.fresh:
        print("Preparing the planner, once.", flush=True)
    from tongzhuo.linkages import planner  # noqa: F401 - loading it is what takes the time

    STAMPS.mkdir(parents=True, exist_ok=True)
    prepared.set()


if __name__ == "__main__":
    main()
