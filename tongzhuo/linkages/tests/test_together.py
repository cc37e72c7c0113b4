"""Several people press at the same instant, each in a process of their own: nothing is promised twice."""

import os
import subprocess
import sys

import pytest
from django.db.models import Sum

from tests.processes import database_url
from tongzhuo.linkages import actions, supply
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.states import LinkState
from tongzhuo.linkages.tests import story
from tongzhuo.needs.models import Need

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def together(tmp_path):
    """Start one process for each (what, who, code), open the gate for all of them, and hand back what each said."""
    around = os.environ | {"DATABASE_URL": database_url()}

    def press(*presses):
        gate = tmp_path / "gate"
        command = [sys.executable, "-m", "tongzhuo.linkages.tests.a_party", str(gate)]
        started = [
            subprocess.Popen([*command, *press], env=around, stdout=subprocess.PIPE, text=True) for press in presses
        ]
        gate.touch()
        return sorted(one.communicate(timeout=120)[0].strip().splitlines()[-1] for one in started)

    return press


def test_two_coordinators_send_the_same_chair_at_the_same_instant(cast, together):
    """Both plans suggest the only chair, the only two volunteers and the operator's two places."""
    story.offers(cast)
    first, second = story.confirmed(cast), story.confirmed(cast)
    for need in (first, second):
        draft = story.planner.draw(need.place, at=story.NOW, needs=[need.pk])
        actions.keep_plan(by=cast.as_("chen"), place=need.place, draft=draft)
    suggested = Link.objects.filter(state=LinkState.SUGGESTED, offer=cast.chair_offer)
    assert suggested.count() == 2

    told = together(("send", cast.chen.code, first.code), ("send", cast.zhao.code, second.code))
    assert told == [
        "asked 2, failed ['person_booked', 'person_booked', 'taken']",
        "asked 5, failed []",
    ]
    assert supply.held([cast.chair_offer.pk]).aggregate(held=Sum("quantity")) == {"held": 1}
    for person in (cast.liu, cast.sun):
        assert supply.bookings([person.pk]).count() == 1


def test_the_last_seat_is_taken_once_however_often_it_is_pressed(cast, together):
    need = story.linked(cast)
    actions.send_links(by=cast.as_("chen"), need=need, at_once=True)
    link = story.of(need, "刘芳")
    told = together(*[("accept", cast.liu.code, link.code)] * 4)
    assert told == ["accepted", "already_answered", "already_answered", "already_answered"]
    assert Link.objects.filter(need=need, person=cast.liu, state=LinkState.ACCEPTED).count() == 1


def test_two_press_link_at_the_same_instant_and_one_plan_stands(cast, together):
    story.offers(cast)
    need = story.confirmed(cast)
    Need.objects.filter(pk=need.pk).update(created=story.NOW)
    assert together(("link", cast.chen.code, need.code), ("link", cast.zhao.code, need.code)) == ["planned", "planned"]
    assert sorted(story.links(need).values()) == ["suggested"] * 5
