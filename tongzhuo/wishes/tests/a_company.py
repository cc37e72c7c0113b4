"""Somebody takes a wish in a process of their own: `python -m tongzhuo.wishes.tests.a_company GATE WHO BODY ASK DAY`.

Waits until the file GATE exists, so that several press at the same instant. Takes one for the organisation BODY as the
person WHO; prints what came of it, and what there is instead.
"""

import datetime as dt
import sys
import time
from pathlib import Path

import django

django.setup()

from django.utils.timezone import now  # noqa: E402

from tongzhuo.kernel.verdicts import Refused  # noqa: E402
from tongzhuo.needs.models import Occasion  # noqa: E402
from tongzhuo.organisations.models import Organisation  # noqa: E402
from tongzhuo.organisations.viewers import viewer_of  # noqa: E402
from tongzhuo.people.models import Person  # noqa: E402
from tongzhuo.wishes import actions, queries  # noqa: E402

GATE, WHO, BODY, ASK, DAY = Path(sys.argv[1]), *sys.argv[2:6]


def press() -> str:
    by = viewer_of(Person.objects.select_related("home").get(code=WHO))
    body = Organisation.objects.select_related("place").get(code=BODY)
    occasion = Occasion.objects.select_related("ask__need__place").get(ask__code=ASK)
    sys.stderr.write("ready\n")
    while not GATE.exists():
        time.sleep(0.002)
    try:
        told = {"quantity": 1, "bring_by": dt.date.fromisoformat(DAY), "organisation": body}
        return str(actions.claim_wish(by=by, occasion=occasion, **told).state)
    except Refused as refused:
        instead = queries.next_best(by, occasion.ask, at=now())
        return " ".join([refused.verdict.code, *(wish.ask.code for wish in instead)])


sys.stdout.write(press() + "\n")
