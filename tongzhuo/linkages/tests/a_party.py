"""Somebody presses a button in a process of their own: `python -m tongzhuo.linkages.tests.a_party GATE WHAT WHO CODE`.

Waits until the file GATE exists, so that several press at the same instant; prints what came of it.
"""

import sys
import time
from pathlib import Path

import django

django.setup()

from tongzhuo.kernel.verdicts import Refused  # noqa: E402
from tongzhuo.linkages import actions, planner  # noqa: E402
from tongzhuo.linkages.models import Link  # noqa: E402
from tongzhuo.needs.models import Need  # noqa: E402
from tongzhuo.organisations.viewers import viewer_of  # noqa: E402
from tongzhuo.people.models import Person  # noqa: E402

GATE, WHAT, WHO, CODE = Path(sys.argv[1]), *sys.argv[2:]


def press() -> str:
    by = viewer_of(Person.objects.get(code=WHO))
    if WHAT == "send":
        sent = actions.send_links(by=by, need=Need.objects.get(code=CODE), at_once=True)
        return f"asked {len(sent.asked)}, failed {sorted(verdict.code for _, verdict in sent.failed)}"
    if WHAT == "link":
        need = Need.objects.select_related("place").get(code=CODE)
        actions.keep_plan(by=by, place=need.place, draft=planner.draw(need.place, at=need.created))
        return "planned"
    actions.accept_link(by=by, link=Link.objects.get(code=CODE))
    return "accepted"


while not GATE.exists():
    time.sleep(0.005)
try:
    told = press()
except Refused as refused:
    told = refused.verdict.code
sys.stdout.write(f"{told}\n")
