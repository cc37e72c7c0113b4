"""Web process and worker die in the middle, again and again: no hour is lost, none is doubled.

`TONGZHUO_KILLS=500 python -m pytest tongzhuo/records/tests/test_killed.py` for a night of it.
"""

import datetime as dt
import json
import os
import subprocess
import sys

import pytest
import time_machine
from django.utils.timezone import now

from tests.processes import database_url
from tongzhuo.kernel import memory
from tongzhuo.kernel.models import Delivery, Line
from tongzhuo.notices.models import Notice
from tongzhuo.records import queries
from tongzhuo.records.models import Attendance, Scan, ServiceRecord
from tongzhuo.service.models import Shift, SignUp
from tongzhuo.service.tests import story

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
KILLS, SEED = int(os.environ.get("TONGZHUO_KILLS", "30")), 20261201
SHIFTS, NEIGHBOURS = 4, 5
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def days(cast):
    """Four shifts that are over, five neighbours on each: what their telephones noted, and who closes the day."""
    ended = now().replace(second=0, microsecond=0) - 10 * MINUTE
    people = [cast.person(f"n{n}", f"邻居{n}") for n in range(NEIGHBOURS)]
    told = []
    with time_machine.travel(ended - dt.timedelta(days=3), tick=False):
        activity = story.activity(cast)
        for nth in range(SHIFTS):
            starts = ended - (SHIFTS - nth) * 150 * MINUTE
            shift = story.shift(cast, of=activity, places=NEIGHBOURS, when=(starts, starts + 120 * MINUTE))
            for n in range(NEIGHBOURS):
                story.join(cast, f"n{n}", shift)
            told += [noted(shift, person, "in", starts + n * MINUTE) for n, person in enumerate(people)]
            told += [noted(shift, person, "out", starts + (90 + 2 * n) * MINUTE) for n, person in enumerate(people)]
            told.append({"shift": shift.code, "by": cast.nuan.code})
    return people, told


def noted(shift, person, direction, said):
    key = f"{shift.code}-{person.code}-{direction}"
    return {"shift": shift.code, "person": person.code, "direction": direction, "said": said.isoformat(), "key": key}


def run_and_kill(told):
    around = os.environ | {"DATABASE_URL": database_url()}
    command = [sys.executable, "-m", "tongzhuo.records.tests.a_day", str(SEED), str(KILLS)]
    done = subprocess.run(command, env=around, input=json.dumps(told), stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def test_killed_at_any_moment_no_hour_is_lost_and_none_is_doubled(days):
    people, told = days
    killed = run_and_kill(told)
    assert (sum(killed.values()), sorted(killed)) == (KILLS, ["web", "worker"])
    Delivery.objects.filter(done=None).update(claimed_until=None, due=now())  # the claims of the dead are over
    while memory.sweep():
        pass

    scans = [one for one in told if "key" in one]
    assert sorted(Scan.objects.values_list("key", flat=True)) == sorted(one["key"] for one in scans)
    noted = Line.objects.filter(did__in=("presence.in", "presence.out"))
    assert sorted(line.facts["key"] for line in noted) == sorted(one["key"] for one in scans)
    assert Line.objects.filter(did="hours.confirmed").count() == SHIFTS
    assert [queries.hours_of(person.pk).minutes for person in people] == [SHIFTS * (90 + n) for n in range(NEIGHBOURS)]
    rows = (Attendance.objects, ServiceRecord.objects, Notice.objects.filter(kind="hours.confirmed"))
    assert [of.count() for of in rows] == [SHIFTS * NEIGHBOURS] * 3
    assert set(SignUp.objects.values_list("state")) == {("attended",)}
    assert set(Shift.objects.values_list("state")) == {("done",)}
    assert not Delivery.objects.filter(done=None).exists()
