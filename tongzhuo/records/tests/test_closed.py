"""What arrives after a day was closed, and who is not noted at all: nothing is lost, and nothing counts by itself."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from tests.cast import term
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.people import actions as people
from tongzhuo.people.models import PersonSkill
from tongzhuo.records import actions, queries
from tongzhuo.records.codes import day_code
from tongzhuo.records.drafts import Present
from tongzhuo.records.models import Attendance, Flag, Scan, ServiceRecord
from tongzhuo.records.states import Direction, Oddity, Proof, RecordState, Way
from tongzhuo.records.tests import story
from tongzhuo.records.tests.story import AFTERWARDS, ELEVEN, NINE
from tongzhuo.service import actions as service
from tongzhuo.service.models import SignUp
from tongzhuo.service.states import Demand
from tongzhuo.service.tests import story as shifts
from tongzhuo.vocabulary.states import Shelf

pytestmark = pytest.mark.django_db
HALF_AN_HOUR = dt.timedelta(minutes=30)


@pytest.fixture
def clock(db):
    with time_machine.travel(shifts.NOW, tick=False) as moving:
        yield moving


def refused(act, **told):
    with pytest.raises(Refused) as no:
        act(**told)
    return no.value.verdict.code


def closed(cast, clock, *who):
    """The day of `who`, closed at noon; only 刘芳 was noted."""
    shift = story.tuesday(cast, *who)
    clock.move_to(NINE)
    story.scan(cast, "liu", shift, Direction.IN, NINE)
    clock.move_to(AFTERWARDS)
    actions.confirm_day(by=cast.as_("nuan"), shift=shift)
    return shift


def told_late(cast, who, shift, direction, when, key, **more):
    told = {"way": Way.DAY_CODE, "key": key, "code": day_code(shift, when), "said": when} | more
    return actions.keep_late_scan(by=cast.as_(who), shift=shift, person=cast.people[who], direction=direction, **told)


def test_after_the_day_is_closed_nothing_is_noted_and_it_is_said_what_to_do(cast, clock):
    shift = closed(cast, clock)
    before = list(Attendance.objects.values_list("came", "left", "forgot"))
    with pytest.raises(Refused) as no:
        story.scan(cast, "liu", shift, Direction.OUT, ELEVEN)
    assert no.value.verdict.code == "confirmed_already"
    assert str(no.value.verdict.reason) == (
        "This day is closed already. Ask the office, or the organisation that records the hours, to correct them."
    )
    assert (list(Attendance.objects.values_list("came", "left", "forgot")), Scan.objects.count()) == (before, 1)
    nobody = {"shift": shift, "person": cast.zhao, "direction": Direction.IN, "way": Way.PASS, "key": "z"}
    assert refused(actions.note_presence, by=cast.as_("nuan"), **nobody) == "not_signed_up"


def test_a_scan_told_after_closing_marks_the_record_and_changes_no_hour(cast, clock):
    """may_tell_late: refused while the day is open, with a wrong code, and for others."""
    noon = (AFTERWARDS, AFTERWARDS + dt.timedelta(hours=1))
    still_open = story.tuesday(cast, "sun", when=noon)
    shift = closed(cast, clock)
    assert (
        refused(told_late, cast=cast, who="sun", shift=still_open, direction="in", when=noon[0], key="o")
        == "not_closed"
    )
    half_past = ELEVEN + HALF_AN_HOUR
    told_late(cast, "liu", shift, Direction.OUT, half_past, "late")
    told_late(cast, "liu", shift, Direction.OUT, half_past, "late")
    line, flag = ServiceRecord.objects.get(), Flag.objects.get()
    assert (line.minutes, line.attendance.left, Scan.objects.count()) == (120, ELEVEN, 2)
    assert (flag.oddity, flag.told) == (Oddity.TOLD_LATE, [("left", half_past)])
    assert [one.pk for one in queries.flags_to_look_at(cast.as_("chen"))] == [flag.pk]
    for more, code in (
        ({"code": "000000"}, "code_wrong"),
        ({"way": Way.PASS}, "not_by_oneself"),
        ({"said": AFTERWARDS + dt.timedelta(minutes=6), "code": day_code(shift, AFTERWARDS)}, "code_wrong"),
    ):
        told = {"cast": cast, "who": "liu", "shift": shift, "direction": "out", "when": half_past, "key": "x"}
        assert refused(told_late, **told, **more) == code
    clock.move_to(ELEVEN + dt.timedelta(days=4))
    assert refused(told_late, **told) == "too_late"
    assert refused(told_late, **told | {"who": "zhao"}) == "not_signed_up"


def test_whoever_was_held_for_absent_has_a_record_that_waits_for_another(cast, clock):
    shift = closed(cast, clock)
    assert shifts.states(shift)["孙伟"] == "absent"
    told_late(cast, "sun", shift, Direction.IN, NINE + HALF_AN_HOUR, "in")
    line = ServiceRecord.objects.get(person=cast.sun)
    assert (*story.minutes(line), line.attendance.forgot) == (90, RecordState.PROPOSED, Proof.LATER, True)
    told_late(cast, "sun", shift, Direction.OUT, ELEVEN - HALF_AN_HOUR, "out")
    line.refresh_from_db()
    line.attendance.refresh_from_db()
    assert (*story.minutes(line), line.attendance.forgot) == (60, RecordState.PROPOSED, Proof.LATER, False)
    assert refused(actions.confirm_record, by=cast.as_("sun"), line=line) == "own_hours"
    assert (queries.hours_of(cast.sun.pk).minutes, queries.hours_of(cast.sun.pk).waiting) == (0, 60)
    actions.confirm_record(by=cast.as_("chen"), line=line)
    assert (queries.hours_of(cast.sun.pk).minutes, shifts.states(shift)["孙伟"]) == (60, "attended")
    told_late(cast, "sun", shift, Direction.OUT, ELEVEN, "again")
    line.refresh_from_db()
    assert (line.minutes, len(line.flags.get().told)) == (60, 3)


def test_who_is_not_ready_is_not_noted_and_only_they_and_the_office_read_why(cast, clock):
    check = term(Shelf.CHECK, "child-care", "儿童照护核查", "Child care check")
    activity = shifts.activity(cast, demands=((str(Demand.CHECK), check),))
    shift = shifts.shift(cast, 5, of=activity)
    for who in ("liu", "sun"):
        people.prove_skill(by=cast.as_("chen"), person=cast.people[who], term=check)
        shifts.join(cast, who, shift)
    clock.move_to(NINE)
    story.scan(cast, "sun", shift, Direction.IN, NINE)
    PersonSkill.objects.all().delete()
    with pytest.raises(Refused) as own:
        story.scan(cast, "liu", shift, Direction.IN, NINE)
    assert (own.value.verdict.code, "Child care check" in str(own.value.verdict.reason)) == ("check_missing", True)
    leader = {"by": cast.as_("nuan"), "shift": shift, "person": cast.liu, "way": Way.PASS, "key": "k"}
    with pytest.raises(Refused) as led:
        actions.note_presence(**leader, direction=Direction.IN)
    assert (led.value.verdict.code, str(led.value.verdict.reason)) == (
        "not_ready",
        "刘芳 cannot take part today: something is missing. The office knows what, and helps.",
    )
    story.scan(cast, "sun", shift, Direction.OUT, NINE)  # who was noted before may always leave


def test_on_the_sheet_stands_who_is_not_ready(cast, clock, client):
    shift = story.tuesday(cast)
    SignUp.objects.filter(person=cast.sun).update(blocked_since=shifts.NOW, blocked_code="check_missing")
    clock.move_to(NINE)
    both = [Present(one, NINE, ELEVEN) for one in SignUp.objects.filter(shift=shift)]
    actions.take_roster(by=cast.as_("nuan"), shift=shift, present=both)
    assert [one.sign_up.person for one in Attendance.objects.all()] == [cast.liu]
    client.force_login(cast.account("nuan"))
    page = client.get(reverse("records:day", args=[shift.code])).text
    assert "not checked</b>: cannot take part until the office has put it right" in page


def test_who_steps_back_after_coming_early_notes_the_coming_again(cast, clock):
    shift = story.tuesday(cast)
    early = NINE - HALF_AN_HOUR
    clock.move_to(early)
    first = story.scan(cast, "liu", shift, Direction.IN, early, key="a")
    service.cancel_sign_up(by=cast.as_("liu"), sign_up=first.sign_up)
    shifts.join(cast, "liu", shift)
    second = story.scan(cast, "liu", shift, Direction.IN, early, key="b")
    assert story.scan(cast, "liu", shift, Direction.IN, early, key="a") == second
    clock.move_to(AFTERWARDS)
    (line,) = actions.confirm_day(by=cast.as_("nuan"), shift=shift)
    assert (line.attendance, Attendance.objects.count()) == (second, 2)


def test_nobody_goes_to_a_home_alone(cast, clock, client):
    shift = shifts.shift(cast, 2, of=shifts.activity(cast, home_visit=True))
    mine = {who: shifts.join(cast, who, shift) for who in ("liu", "sun")}
    service.cancel_sign_up(by=cast.as_("sun"), sign_up=mine["sun"])
    clock.move_to(NINE)
    assert refused(story.scan, cast=cast, who="liu", shift=shift, direction=Direction.IN, when=NINE) == "needs_two"
    told = {"by": cast.as_("nuan"), "shift": shift, "present": [Present(mine["liu"], NINE, ELEVEN)]}
    assert refused(actions.take_roster, **told) == "needs_two"
    by_pass = {
        "by": cast.as_("nuan"),
        "shift": shift,
        "person": cast.liu,
        "direction": "in",
        "way": Way.PASS,
        "key": "p",
    }
    assert refused(actions.note_presence, **by_pass) == "needs_two"
    client.force_login(cast.account("nuan"))
    sheet = reverse("records:day", args=[shift.code])
    warning = "only one person is ready. It cannot begin"
    assert warning in client.get(sheet).text
    clock.move_to(NINE - HALF_AN_HOUR)
    shifts.join(cast, "zhao", shift)
    clock.move_to(NINE)
    assert warning not in client.get(sheet).text
    assert story.scan(cast, "liu", shift, Direction.IN, NINE).came == NINE
