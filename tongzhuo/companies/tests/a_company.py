"""Somebody presses in a process of their own: `python -m tongzhuo.companies.tests.a_company GATE WHAT WHO CODE`.

Waits until the file GATE exists, so that several press at the same instant; prints what came of it.
"""

import os
import sys
import time
from pathlib import Path

import django
import time_machine

django.setup()

from tongzhuo.companies import actions  # noqa: E402
from tongzhuo.companies.drafts import Staff  # noqa: E402
from tongzhuo.companies.finding import find  # noqa: E402
from tongzhuo.companies.models import Package, Proposal  # noqa: E402
from tongzhuo.companies.tests.story import NOW, SITE  # noqa: E402
from tongzhuo.kernel.verdicts import Refused  # noqa: E402
from tongzhuo.organisations.viewers import viewer_of  # noqa: E402
from tongzhuo.people.models import Person  # noqa: E402

GATE, WHAT, WHO, CODE = Path(sys.argv[1]), *sys.argv[2:]
by = viewer_of(Person.objects.get(code=WHO))
if WHAT == "propose":
    package = Package.objects.select_related("organisation__place").get(code=CODE)
    best = find(package, at=NOW).matches[0].proposed
else:
    proposal = Proposal.objects.select_related("need__place", "package__organisation", "opened_by").get(code=CODE)


def press() -> str:
    if WHAT == "propose":
        made = actions.propose(by=by, package=package, proposed=best)
        return f"offered to {made.need.place.name_en}"
    if WHAT == "accept":
        actions.accept_proposal(by=by, proposal=proposal, site=SITE)
        return "accepted"
    if WHAT == "take_back":
        actions.take_back_proposal(by=by, proposal=proposal)
        return "taken back"
    key = os.getpid()
    actions.join_team_day(by=by, proposal=proposal, staff=Staff(f"同事{key}", "email", f"{key}@example.org"))
    return "joined"


(GATE.parent / f"ready-{os.getpid()}").touch()
while not GATE.exists():
    time.sleep(0.005)
try:
    with time_machine.travel(NOW, tick=True):
        told = press()
except Refused as refused:
    told = refused.verdict.code
sys.stdout.write(f"{told}\n")
