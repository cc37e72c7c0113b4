"""Somebody of the charity pays in a process of their own: `python -m tongzhuo.funds.tests.a_host GATE GRANT AMOUNT BY`.

Waits until the file GATE exists, so that several pay at the same instant. Prints what came of it, in one word.
"""

import sys
import time
from pathlib import Path

import django

django.setup()

from tongzhuo.funds import actions  # noqa: E402
from tongzhuo.funds.models import GrantApplication  # noqa: E402
from tongzhuo.kernel.verdicts import Refused  # noqa: E402
from tongzhuo.organisations.viewers import viewer_of  # noqa: E402
from tongzhuo.people.models import Person  # noqa: E402

GATE, GRANT, AMOUNT, BY = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4]
by = viewer_of(Person.objects.select_related("home").get(code=BY))
grant = GrantApplication.objects.get(code=GRANT)
while not GATE.exists():
    time.sleep(0.002)
try:
    actions.pay_instalment(by=by, application=grant, amount=AMOUNT)
    word = "paid"
except Refused as refused:
    word = refused.verdict.code
sys.stdout.write(word + "\n")
