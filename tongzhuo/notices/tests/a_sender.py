"""A sender in a process of its own, for the tests: `python -m tongzhuo.notices.tests.a_sender PK`."""

import sys

import django

django.setup()

from tongzhuo.notices import actions  # noqa: E402

sys.stdout.write(f"{actions.carry_out(by=actions.THE_NOTICES, sending=int(sys.argv[1]))}\n")
