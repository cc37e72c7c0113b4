"""The worker that `./run` starts, inside the virtual environment.

Ctrl-C lets huey finish the task in hand. Before huey is there to do so, it simply ends.
"""

import os
import signal
import sys


def main() -> None:
    signal.signal(signal.SIGINT, lambda *_: sys.exit(0))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongzhuo.settings")
    import django  # Late: this is what takes the time in which somebody may press Ctrl-C.
    from django.core.management import call_command

    django.setup()
    _load_the_planner()
    call_command("run_huey", "--quiet")


def _load_the_planner() -> None:
    """Before anybody waits for a plan. What only large places need is compiled at their first plan, which says so."""
    from tongzhuo.linkages import planner  # noqa: F401 - loading it is what takes the time


if __name__ == "__main__":
    main()
