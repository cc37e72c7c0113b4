"""Somebody presses in a process of their own: `python -m tongzhuo.gifts.tests.a_keeper GATE DO CODE…`.

Waits until the file GATE exists, so that several press at the same instant. `out STORE LOT PROJECT` hands over what
there is one of, `in STORE GIFT` takes in delivery note N-1, `paper DELIVERY` issues its receipt. Prints what came.
"""

import datetime as dt
import sys
import time
from pathlib import Path

import django

django.setup()

from tongzhuo.gifts import actions  # noqa: E402
from tongzhuo.gifts.drafts import Arriving  # noqa: E402
from tongzhuo.gifts.models import Delivery, Gift, Store  # noqa: E402
from tongzhuo.kernel.verdicts import Refused  # noqa: E402
from tongzhuo.ledger.models import Lot  # noqa: E402
from tongzhuo.organisations.viewers import viewer_of  # noqa: E402
from tongzhuo.people.models import Person  # noqa: E402
from tongzhuo.projects.models import Project  # noqa: E402

GATE, WHO, DO, CODES = Path(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4:]


def press() -> str:
    by = viewer_of(Person.objects.select_related("home").get(code=WHO))
    try:
        if DO == "paper":
            return actions.issue_receipt(by=by, delivery=Delivery.objects.get(code=CODES[0])).number
        store = Store.objects.get(code=CODES[0])
        if DO == "in":
            arriving = Arriving(1, dt.date(2026, 11, 23), note="N-1")
            actions.receive(by=by, gift=Gift.objects.get(code=CODES[1]), store=store, arriving=arriving)
            return "came"
        lot, project = Lot.objects.get(code=CODES[1]), Project.objects.get(code=CODES[2])
        gift = Gift.objects.get(code=lot.about.removeprefix("gift:"))
        actions.hand_over(by=by, store=store, gift=gift, lot=lot, quantity=1, project=project)
    except Refused as refused:
        return refused.verdict.code
    return "sent"


while not GATE.exists():
    time.sleep(0.002)
sys.stdout.write(press() + "\n")
