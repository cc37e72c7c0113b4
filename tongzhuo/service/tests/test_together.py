"""Many press at the same instant, in processes of their own: ten places are ten, and nobody overtakes who waits."""

import os
import subprocess
import sys

import pytest

from tests.processes import database_url
from tongzhuo.people.models import Person
from tongzhuo.service.models import SignUp
from tongzhuo.service.tests import story

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def together(tmp_path):
    around = os.environ | {"DATABASE_URL": database_url()}

    def press(shift, *groups):
        gate = tmp_path / f"gate-{len(list(tmp_path.iterdir()))}"
        command = [sys.executable, "-m", "tongzhuo.service.tests.a_volunteer", str(gate), shift.code]
        started = [
            subprocess.Popen([*command, *codes], env=around, stdout=subprocess.PIPE, text=True) for codes in groups
        ]
        gate.touch()
        return sorted(word for one in started for word in one.communicate(timeout=240)[0].split())

    return press


def test_ten_places_and_twenty_four_neighbours(cast, together):
    people = [cast.person(f"n{n}", f"邻居{n}") for n in range(24)]
    shift = story.shift(cast, 10)
    codes = [person.code for person in people]
    told = together(shift, *(codes[first::4] for first in range(4)))
    assert told == ["signed_up"] * 10 + ["waiting"] * 14
    shift.refresh_from_db()
    assert shift.taken == SignUp.objects.filter(shift=shift, state="signed_up").count() == 10

    waiting = list(SignUp.objects.filter(shift=shift, state="waiting").order_by("waiting_since", "pk"))
    on_it = SignUp.objects.filter(shift=shift, state="signed_up").order_by("pk").values_list("person__code", flat=True)
    leaving = list(on_it[:4])
    assert together(shift, *([code, "leave"] for code in leaving)) == ["cancelled"] * 4
    offered = list(SignUp.objects.filter(shift=shift, state="offered").order_by("waiting_since", "pk"))
    assert offered == waiting[:4]
    shift.refresh_from_db()
    assert shift.taken == 10
    assert Person.objects.filter(sign_ups__shift=shift).distinct().count() == 24
