"""Somebody presses in a process of their own: `python -m tongzhuo.service.tests.a_volunteer GATE SHIFT PERSON…`.

Waits until the file GATE exists, so that several press at the same instant. Each person signs up, or else waits;
a last word `leave` makes everybody who is signed up leave again. Prints what came of each, in one line.
"""

import sys
import time
from pathlib import Path

import django

django.setup()

from tongzhuo.kernel.verdicts import Refused  # noqa: E402
from tongzhuo.organisations.viewers import viewer_of  # noqa: E402
from tongzhuo.people.models import Person  # noqa: E402
from tongzhuo.service import actions  # noqa: E402
from tongzhuo.service.models import Shift, SignUp  # noqa: E402

GATE, SHIFT, CODES = Path(sys.argv[1]), sys.argv[2], sys.argv[3:]


def press(code: str) -> str:
    shift, person = Shift.objects.get(code=SHIFT), Person.objects.select_related("home").get(code=code)
    by = viewer_of(person)
    if CODES[-1] == "leave":
        return actions.cancel_sign_up(by=by, sign_up=SignUp.objects.get(shift=shift, person=person)).state
    try:
        return actions.sign_up(by=by, shift=shift, person=person).state
    except Refused:
        return actions.join_waiting_list(by=by, shift=shift, person=person).state


while not GATE.exists():
    time.sleep(0.002)
sys.stdout.write(" ".join(press(code) for code in CODES if code != "leave") + "\n")
