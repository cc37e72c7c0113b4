"""Two companies want the last machine at the same instant, in processes of their own: one gets it, the other is told
and offered the next best."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from tests.processes import database_url
from tongzhuo.gifts.models import Gift
from tongzhuo.kernel.models import Line
from tongzhuo.linkages.models import Link
from tongzhuo.organisations.states import Kind, Role
from tongzhuo.resources.models import Offer
from tongzhuo.wishes.tests import story

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SOON = localdate() + timedelta(days=5)


@pytest.fixture
def together(tmp_path):
    def press(*commands):
        gate, around = tmp_path / "gate", os.environ | {"DATABASE_URL": database_url()}
        command = [sys.executable, "-m", "tongzhuo.wishes.tests.a_company", str(gate)]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        started = [subprocess.Popen([*command, *words], env=around, **pipes) for words in commands]
        for one in started:
            while "ready" not in (one.stderr.readline() or "ready"):
                pass
        gate.touch()
        told = [one.communicate(timeout=240) for one in started]
        return sorted(out.strip() or err for out, err in told)

    yield press
    for model in (Gift, Link, Offer):  # before the book is emptied
        model.objects.all().delete()


def test_the_last_machine_goes_to_one_and_the_other_is_offered_the_next_best(cast, together):
    cast.organisation("southlight", Kind.COMPANY, "南辰食品", "Southlight Foods")
    cast.mandate("sun", "southlight", Role.DONOR_CONTACT, "willow")
    machine = story.chair(cast, day=None)
    other = story.chair(cast, where="plane", by="outsider", day=None)
    pressed = together(
        *((cast.people[who].code, cast.organisations[body].code, machine.ask.code, SOON.isoformat())
          for who, body in (("bei", "northlight"), ("sun", "southlight"), ("sun", "southlight")))
    )  # fmt: skip
    assert pressed == ["accepted", *[f"taken_meanwhile {other.ask.code}"] * 2]
    link = Link.objects.get()
    assert (link.state, link.quantity, Gift.objects.get().source) == ("accepted", 1, f"link:{link.code}")
    assert Line.objects.filter(did="link.accepted").count() == 1
