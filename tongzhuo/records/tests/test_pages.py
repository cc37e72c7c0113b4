"""The pages: I'm here, the leader's sheet, my hours, and the second person's word."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from pytest_django.asserts import assertNumQueries

from tongzhuo.records import actions
from tongzhuo.records.codes import day_code, six_digits
from tongzhuo.records.models import Attendance, Flag, ServiceRecord
from tongzhuo.records.states import Oddity, Proof, RecordState, Way
from tongzhuo.records.tests import story
from tongzhuo.records.tests.story import AFTERWARDS, ELEVEN, NEXT_DAY, NINE
from tongzhuo.service.models import SignUp
from tongzhuo.service.tests import story as shifts

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(db):
    with time_machine.travel(shifts.NOW, tick=False) as moving:
        yield moving


def test_liu_types_the_digits_and_nuan_closes_the_day(client, cast, clock):
    shift = story.tuesday(cast)
    here = reverse("records:here", args=[shift.code])
    clock.move_to(NINE)
    client.force_login(cast.account("liu"))
    assert "I’m here" in client.get(here).text
    wrong = client.post(here, {"code": "000000", "key": "a", "direction": "in"})
    assert (wrong.status_code, "not the code of this day" in wrong.text) == (422, True)
    typed = {"code": six_digits(shift, NINE), "key": "b", "direction": "in"}
    assert [client.post(here, typed).status_code for _again in range(2)] == [302, 302]
    clock.move_to(ELEVEN)
    client.force_login(cast.account("liu"))
    scanned = f"{here}?c={day_code(shift, ELEVEN)}"
    assert day_code(shift, ELEVEN) in client.get(scanned).text
    assert client.post(here, {"code": day_code(shift, ELEVEN), "key": "c", "direction": "out"}).status_code == 302
    assert Attendance.objects.get().way == Way.DIGITS
    sheet = reverse("records:day", args=[shift.code])
    assert client.get(sheet).status_code == 404
    clock.move_to(AFTERWARDS)
    client.force_login(cast.account("nuan"))
    assert "Confirm 1 person" in client.get(sheet).text
    assert client.post(reverse("records:close", args=[shift.code])).status_code == 302
    assert ServiceRecord.objects.get().minutes == 120
    client.force_login(cast.account("liu"))
    assert "2 h" in client.get(reverse("records:mine")).text


def test_the_sheet_is_typed_in_and_a_slip_of_the_pen_keeps_everything(client, cast, clock):
    shift = story.tuesday(cast)
    liu, sun = SignUp.objects.filter(shift=shift).order_by("pk")
    clock.move_to(AFTERWARDS)
    client.force_login(cast.account("nuan"))
    sheet = reverse("records:day", args=[shift.code])
    told = {"way": "paper", f"{liu.code}-here": "on", f"{liu.code}-came": "09:15", f"{liu.code}-left": "x"}
    wrong = client.post(sheet, told)
    assert (wrong.status_code, "09:15" in wrong.text, Attendance.objects.count()) == (422, True, 0)
    assert client.post(sheet, told | {f"{liu.code}-left": "10:45"}).status_code == 302
    noted = Attendance.objects.get()
    assert (noted.sign_up, noted.left - noted.came, noted.way) == (liu, dt.timedelta(minutes=90), Way.PAPER)
    assert client.post(reverse("records:close", args=[shift.code])).status_code == 302
    assert story.minutes(ServiceRecord.objects.get()) == (90, RecordState.CONFIRMED, Proof.PAPER)
    sun.refresh_from_db()
    assert sun.state == "absent"


def test_the_second_person_answers_corrects_and_looks(client, cast, clock):
    clock.move_to(NEXT_DAY)
    line, other = (actions.enter_later(by=cast.as_("chen"), entry=story.late_entry(cast)) for _each in range(2))
    client.force_login(cast.account("zhao"))
    assert "Waiting for a second person" in client.get(reverse("records:to-confirm")).text
    assert client.post(reverse("records:second", args=[line.code])).status_code == 302
    assert client.post(reverse("records:refuse", args=[other.code]), {"reason": "写了两遍"}).status_code == 302
    correct = reverse("records:correct", args=[line.code])
    assert client.post(correct, {"hours": "1.5", "reason": ""}).status_code == 422
    assert client.post(correct, {"hours": "1.5", "reason": "早走了"}).status_code == 302
    page = client.get(reverse("records:line", args=[line.code])).text
    assert "早走了" in page
    flag = Flag.objects.create(record=line, oddity=Oddity.TWO_PLACES)
    assert client.post(reverse("records:look-at", args=[flag.pk]), {"reason": "x"}).status_code == 409
    client.force_login(cast.account("chen"))
    assert client.post(reverse("records:look-at", args=[flag.pk]), {"reason": "写错了"}).status_code == 302
    flag.refresh_from_db()
    assert (flag.looked_by, flag.note) == (cast.chen, "写错了")


def test_empty_lists_say_what_to_do_next(client, cast):
    client.force_login(cast.account("chen"))
    assert "No hours yet" in client.get(reverse("records:mine")).text
    assert "Nothing waits for your word." in client.get(reverse("records:to-confirm")).text


@pytest.mark.parametrize("number", [1, 3])
def test_lists_cost_the_same_for_one_and_three(client, cast, clock, number):
    clock.move_to(NEXT_DAY)
    for _each in range(number):
        actions.enter_later(by=cast.as_("chen"), entry=story.late_entry(cast))
    client.force_login(cast.account("liu"))
    client.get(reverse("records:mine"))
    with assertNumQueries(8):
        html = client.get(reverse("records:mine")).text
    assert html.count("守楼道") == number
    client.force_login(cast.account("zhao"))
    client.get(reverse("records:to-confirm"))
    with assertNumQueries(7):
        html = client.get(reverse("records:to-confirm")).text
    assert html.count("守楼道") == number


@pytest.mark.parametrize("people", [1, 3])
def test_the_sheet_costs_the_same_for_one_and_three(client, cast, clock, people):
    shift = story.tuesday(cast, *("liu", "sun", "zhao")[:people])
    clock.move_to(NINE)
    client.force_login(cast.account("nuan"))
    sheet = reverse("records:day", args=[shift.code])
    client.get(sheet)
    with assertNumQueries(7):
        assert client.get(sheet).text.count("not noted yet") == people
