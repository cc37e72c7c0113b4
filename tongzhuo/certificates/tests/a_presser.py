"""Somebody presses in a process of their own: `python -m tongzhuo.certificates.tests.a_presser GATE PERSON UNIT PRESS`.

Says "ready", then waits until the file GATE exists, so that several press at the same instant. Prints the number.
"""

import datetime as dt
import sys
import time
from pathlib import Path

import django

django.setup()

from tongzhuo.certificates import actions  # noqa: E402
from tongzhuo.organisations.models import Organisation  # noqa: E402
from tongzhuo.organisations.viewers import viewer_of  # noqa: E402
from tongzhuo.people.models import Person  # noqa: E402

GATE, PERSON, UNIT, PRESS = Path(sys.argv[1]), *sys.argv[2:]
person = Person.objects.select_related("home").get(code=PERSON)
told = {
    "by": viewer_of(person),
    "person": person,
    "recorded_by": Organisation.objects.get(code=UNIT),
    "since": dt.date(2026, 9, 1),
    "until": dt.date(2026, 12, 1),
    "language": "zh",
    "press": PRESS,
}
sys.stdout.write("ready\n")
sys.stdout.flush()
while not GATE.exists():
    time.sleep(0.002)
sys.stdout.write(actions.issue_certificate(**told).code)
