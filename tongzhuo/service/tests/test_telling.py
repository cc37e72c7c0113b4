"""Who hears of a change, once and with a call; and the evening before each is asked once whether they still come."""

import datetime as dt

import pytest
import time_machine

from tongzhuo.kernel import memory
from tongzhuo.kernel.models import Delivery
from tongzhuo.notices.actions import answer_question
from tongzhuo.notices.models import Call, Notice, Question
from tongzhuo.service import actions
from tongzhuo.service.tests import story
from tongzhuo.service.tests.story import ELEVEN, NINE, NOW

pytestmark = pytest.mark.django_db
A_DAY = dt.timedelta(days=1)


@pytest.fixture
def clock(db):
    with time_machine.travel(NOW, tick=False) as moving:
        yield moving


def carry_on(*, twice=False):
    """The worker's part; a worker that died before it could say so does all of it again."""
    memory.sweep()
    if twice:
        Delivery.objects.update(done=None, tries=0)
        memory.sweep()


def asked():
    rows = Question.objects.filter(notice__taken_back_at=None).order_by("pk")
    return [(one.notice.to.name, one.until) for one in rows.select_related("notice__to")]


def test_everybody_hears_of_a_change_in_one_call(cast, clock):
    shift = story.shift(cast, 3)
    for who in ("liu", "sun"):
        story.join(cast, who, shift)
    moved = {"starts": NINE + A_DAY, "ends": ELEVEN + A_DAY}
    actions.move_shift(by=cast.as_("nuan"), shift=shift, reason="电梯没到", **moved)
    carry_on(twice=True)
    call = Call.objects.get()
    told = list(call.notices.order_by("pk").values_list("to__name", "kind", "urgent"))
    assert (call.sent_by, told) == (cast.nuan, [("刘芳", "shift.moved", True), ("孙伟", "shift.moved", True)])
    actions.cancel_shift(by=cast.as_("nuan"), shift=shift, reason="下雨")
    carry_on(twice=True)
    kinds = Notice.objects.filter(to=cast.liu, taken_back_at=None).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["shift.moved", "shift.cancelled"]


def test_each_is_asked_once_for_the_time_that_holds(cast, clock):
    shift = story.shift(cast, 3)
    for who in ("liu", "sun"):
        story.join(cast, who, shift)
    carry_on(twice=True)
    assert asked() == [("刘芳", NINE), ("孙伟", NINE)]
    there, back = {"starts": NINE + A_DAY, "ends": ELEVEN + A_DAY}, {"starts": NINE, "ends": ELEVEN}
    actions.move_shift(by=cast.as_("nuan"), shift=shift, **there)
    carry_on(twice=True)
    assert asked() == [("刘芳", NINE + A_DAY), ("孙伟", NINE + A_DAY)]
    actions.move_shift(by=cast.as_("nuan"), shift=shift, **back)
    carry_on(twice=True)
    assert asked() == [("刘芳", NINE), ("孙伟", NINE)]
    sun = shift.sign_ups.get(person=cast.sun)
    actions.cancel_sign_up(by=cast.as_("sun"), sign_up=sun)
    carry_on(twice=True)
    assert asked() == [("刘芳", NINE)]
    actions.cancel_shift(by=cast.as_("nuan"), shift=shift)
    carry_on(twice=True)
    assert asked() == []


def test_who_signs_up_after_that_evening_has_just_said_so(cast, clock):
    shift = story.shift(cast, 3)
    clock.move_to(NINE - dt.timedelta(hours=10))
    story.join(cast, "liu", shift)
    carry_on(twice=True)
    assert asked() == []


def test_a_no_frees_the_place_for_who_waits(cast, clock):
    shift = story.shift(cast, 1)
    story.join(cast, "liu", shift)
    story.wait(cast, "sun", shift)
    carry_on()
    question = Question.objects.get()
    clock.move_to(NINE - dt.timedelta(hours=14))
    answer_question(by=cast.as_("liu"), question=question, answer="yes")
    carry_on(twice=True)
    assert story.states(shift) == {"刘芳": "signed_up", "孙伟": "waiting"}
    answer_question(by=cast.as_("liu"), question=question, answer="no")
    carry_on(twice=True)
    assert story.states(shift) == {"刘芳": "cancelled", "孙伟": "offered"}
