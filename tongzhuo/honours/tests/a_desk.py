"""Somebody presses in a process of their own: `python -m tongzhuo.honours.tests.a_desk GATE WHAT CODE BY`.

Waits until the file GATE exists, so that several press at the same instant. Prints what came of it, in one word.
"""

import sys
import time
from pathlib import Path

import django

django.setup()

from django.utils.timezone import now  # noqa: E402

from tongzhuo.honours import actions  # noqa: E402
from tongzhuo.honours.models import Objection, TrainingRecord  # noqa: E402
from tongzhuo.honours.sweeping import sweep_stars  # noqa: E402
from tongzhuo.kernel.verdicts import Refused  # noqa: E402
from tongzhuo.organisations.viewers import viewer_of  # noqa: E402
from tongzhuo.people.models import Person  # noqa: E402

GATE, WHAT, CODE, BY = Path(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]


def press() -> str:
    if WHAT == "sweep":
        sweep_stars(at=now())
        return "swept"
    by = viewer_of(Person.objects.select_related("home").get(code=BY))
    if WHAT == "publicise":
        return str(actions.publicise_star(by=by, person=Person.objects.get(code=CODE)).state)
    if WHAT == "strike":
        return str(actions.strike_line(by=by, line=TrainingRecord.objects.get(code=CODE), reason="没有这回事").struck)
    told = {"objection": Objection.objects.get(code=CODE), "to": WHAT, "because": "核实过了"}
    return actions.answer_objection(by=by, **told).state


while not GATE.exists():
    time.sleep(0.002)
try:
    word = press()
except Refused as refused:
    word = refused.verdict.code
sys.stdout.write(word + "\n")
