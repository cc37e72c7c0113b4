"""Every Tuesday: opened, left out, taken in again, ended, gone on with; promised once for all dates and left again."""

import datetime as dt

import pytest
import time_machine

from tests.cast import at
from tongzhuo.kernel import memory
from tongzhuo.kernel.models import Delivery
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.notices.models import Call, Notice
from tongzhuo.places.models import Place
from tongzhuo.service import actions as service
from tongzhuo.service.models import Shift, SignUp
from tongzhuo.service.tests import story
from tongzhuo.service.tests.story import NINE, NOW
from tongzhuo.turnout import actions, rules
from tongzhuo.turnout.tests.story import weekly

pytestmark = pytest.mark.django_db
FIRST = dt.date(2026, 12, 1)


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def tuesdays(cast):
    return weekly(cast, first=FIRST)


def carry_on():
    """The worker's part, done twice."""
    while memory.sweep():
        pass
    Delivery.objects.update(done=None, tries=0)
    while memory.sweep():
        pass


def days(series, **only):
    rows = Shift.objects.filter(series=series, **only).order_by("starts")
    return [shift.starts.astimezone(NINE.tzinfo).day for shift in rows]


def on(person, series):
    rows = SignUp.objects.filter(person=person, shift__series=series, state="signed_up").order_by("starts")
    return [one.starts.astimezone(NINE.tzinfo).day for one in rows]


def told(kind):
    rows = Notice.objects.filter(kind=kind, taken_back_at=None).order_by("pk")
    return [(one.to.name, one.said.lines) for one in rows]


def join(cast, who, series):
    return actions.join_dates(by=cast.as_(who), series=series, person=cast.people[who])


def test_every_tuesday_but_one(cast):
    series = weekly(cast, first=FIRST, without=(dt.date(2026, 12, 8),))
    assert days(series) == [1, 15, 22]
    actions.skip_day(by=cast.as_("chen"), series=series, day=dt.date(2026, 12, 22), reason="冬至")
    assert (days(series, state="opened"), days(series, state="cancelled")) == ([1, 15], [22])


def test_a_day_left_out_is_told_and_taken_in_again(cast, tuesdays):
    join(cast, "liu", tuesdays)
    eighth = dt.date(2026, 12, 8)
    actions.skip_day(by=cast.as_("nuan"), series=tuesdays, day=eighth, reason="停电")
    carry_on()
    assert on(cast.liu, tuesdays) == [1, 15, 22]
    assert [(name, lines[-1]) for name, lines in told("shift.cancelled")] == [("刘芳", "停电")]
    again = actions.take_day_in(by=cast.as_("nuan"), series=tuesdays, day=eighth)
    assert (days(tuesdays, state="opened"), again.taken) == ([1, 8, 15, 22], 0)
    with pytest.raises(Refused):
        actions.take_day_in(by=cast.as_("nuan"), series=tuesdays, day=eighth)


def test_it_ends_earlier_and_each_hears_once(cast, tuesdays):
    for who in ("liu", "sun"):
        join(cast, who, tuesdays)
    fall_out = actions.end_series(by=cast.as_("nuan"), series=tuesdays, last=dt.date(2026, 12, 10), reason="项目到期")
    carry_on()
    assert ([shift.starts.day for shift in fall_out], days(tuesdays, state="opened")) == ([15, 22], [1, 8])
    assert sorted(name for name, _lines in told("shift.cancelled")) == ["刘芳", "孙伟"]
    assert Call.objects.get().notices.count() == 2
    assert on(cast.liu, tuesdays) == [1, 8]


def test_it_goes_on_and_whoever_is_on_it_hears(cast, tuesdays):
    join(cast, "liu", tuesdays)
    new = actions.extend_series(by=cast.as_("nuan"), series=tuesdays, last=dt.date(2027, 1, 12))
    carry_on()
    assert [shift.starts.astimezone(NINE.tzinfo).strftime("%m-%d") for shift in new] == ["12-29", "01-05", "01-12"]
    ((name, lines),) = told("series.extended")
    assert (name, lines[1]) == ("刘芳", "Until Tue 12 January 2027.")
    tuesdays.refresh_from_db()
    assert tuesdays.ends_on == dt.date(2027, 1, 12)


def test_only_whoever_runs_it_changes_a_series(cast, tuesdays):
    assert rules.may_change_series(cast.as_("chen"), tuesdays)
    assert rules.may_change_series(cast.as_("nuan"), tuesdays)
    for who in ("liu", "outsider", None):
        assert rules.may_change_series(cast.as_(who), tuesdays).code == "not_yours"
    for act in (
        lambda by: actions.skip_day(by=by, series=tuesdays, day=FIRST),
        lambda by: actions.take_day_in(by=by, series=tuesdays, day=FIRST),
        lambda by: actions.end_series(by=by, series=tuesdays, last=FIRST),
        lambda by: actions.extend_series(by=by, series=tuesdays, last=dt.date(2027, 1, 1)),
    ):
        with pytest.raises(Refused):
            act(cast.as_("outsider"))
    assert days(tuesdays, state="opened") == [1, 8, 15, 22]


def test_one_press_promises_all_dates_but_those_that_clash(cast, tuesdays):
    story.join(cast, "liu", story.shift(cast, when=(at("2026-12-08 10:00"), at("2026-12-08 12:00"))))
    joined = join(cast, "liu", tuesdays)
    assert on(cast.liu, tuesdays) == [1, 15, 22]
    ((shift, verdict),) = joined.refused
    assert (shift.starts, verdict.code) == (at("2026-12-08 09:00"), "clash")
    with pytest.raises(Refused) as again:
        join(cast, "liu", tuesdays)
    assert again.value.verdict.code == "already_in"
    with pytest.raises(Refused):
        actions.join_dates(by=cast.as_("sun"), series=tuesdays, person=cast.liu)


def test_all_are_left_at_once_and_the_leader_hears_once(cast, tuesdays):
    join(cast, "liu", tuesdays)
    join(cast, "sun", tuesdays)
    full = Shift.objects.filter(series=tuesdays).earliest("starts")
    story.wait(cast, "wang", full)
    left = actions.leave_dates(by=cast.as_("liu"), series=tuesdays, person=cast.liu, reason="换班")
    carry_on()
    assert (len(left), on(cast.liu, tuesdays), on(cast.sun, tuesdays)) == (4, [], [1, 8, 15, 22])
    assert story.states(full) == {"刘芳": "cancelled", "孙伟": "signed_up", "王娟": "offered"}
    assert told("sign_up.cancelled") == []
    ((name, lines),) = told("series.left")
    assert (name, lines[0], lines[-1]) == ("阮暖", "Coming down together, dates: 4", "换班")


def test_a_place_for_somebody_new_is_taken_by_nobody_else(cast):
    series = weekly(cast, 2, kinds={"newcomer": 1, "anyone": 1}, first=FIRST, of=story.activity(cast))
    been = story.shift(cast, when=(at("2026-11-24 09:00"), at("2026-11-24 11:00")), of=series.activity)
    for who in ("sun", "wang"):
        SignUp.objects.create(shift=been, person=cast.people[who], state="attended", starts=been.starts, ends=been.ends)
    assert {one.place_kind for one in join(cast, "sun", series).signed} == {"anyone"}
    with pytest.raises(Refused) as full:
        join(cast, "wang", series)
    assert full.value.verdict.code == "full"
    assert {one.place_kind for one in join(cast, "liu", series).signed} == {"newcomer"}


def test_a_guardian_is_asked_once_and_answers_for_all_dates(cast, tuesdays):
    story.minor(cast, dt.date(2011, 3, 4))
    join(cast, "yu", tuesdays)
    carry_on()
    assert [name for name, _lines in told("guardian.asked")] == ["郭先生"]
    first = SignUp.objects.filter(person=cast.yu).earliest("starts")
    service.answer_for_minor(by=cast.as_("guo"), sign_up=first, agrees=True)
    carry_on()
    assert set(SignUp.objects.filter(person=cast.yu).values_list("guardian_word", "state")) == {("given", "signed_up")}
    assert [name for name, _lines in told("sign_up.guardian_agreed")] == ["郭小雨"]


def test_a_guardians_no_frees_all_places(cast, tuesdays):
    story.minor(cast, dt.date(2011, 3, 4))
    join(cast, "yu", tuesdays)
    last = SignUp.objects.filter(person=cast.yu).latest("starts")
    service.answer_for_minor(by=cast.as_("guo"), sign_up=last, agrees=False)
    carry_on()
    assert set(SignUp.objects.filter(person=cast.yu).values_list("guardian_word", "state")) == {
        ("refused", "cancelled")
    }
    assert set(Shift.objects.filter(series=tuesdays).values_list("taken", flat=True)) == {0}
    assert len(told("sign_up.guardian_refused")) == 1


def test_a_night_belongs_to_two_days(cast):
    night = weekly(cast, first=FIRST, weeks=1, hours=(dt.time(22), dt.time(2)))
    (shift,) = Shift.objects.filter(series=night)
    assert (shift.starts, shift.ends) == (at("2026-12-01 22:00"), at("2026-12-02 02:00"))


def in_new_york(cast):
    Place.objects.filter(pk=cast.willow.pk).update(time_zone="America/New_York")
    cast.willow.refresh_from_db()
    return story.activity(cast)


def test_hours_are_counted_truly_where_clocks_change(cast):
    """On 14 March 2027 clocks in New York leap from 2:00 to 3:00, on 7 November they show 1:00 to 2:00 twice."""
    of = in_new_york(cast)
    nights = {"hours": (dt.time(22), dt.time(6)), "weekdays": 0b0100000, "weeks": 1, "of": of}
    spring, autumn = (weekly(cast, first=day, **nights) for day in (dt.date(2027, 3, 13), dt.date(2027, 11, 6)))
    lasted = [(shift.ends - shift.starts).seconds // 3600 for shift in Shift.objects.order_by("starts")]
    assert (Shift.objects.count(), lasted) == (2, [7, 9])
    assert (spring.week, autumn.week) == ("Sat 22:00 to 6:00", "Sat 22:00 to 6:00")


def test_an_hour_that_does_not_exist_is_refused_with_its_day(cast):
    of = in_new_york(cast)
    with pytest.raises(Refused) as refused:
        weekly(cast, first=dt.date(2027, 3, 7), hours=(dt.time(2, 30), dt.time(4)), weekdays=0b1000000, of=of)
    assert refused.value.verdict.reason == (
        "On Sun 14 March 2027 clocks go forward there, and 2:30 to 4:00 cannot be: take another time."
    )
    assert Shift.objects.count() == 0
    hours = (dt.time(2, 30), dt.time(4))
    assert rules.may_take_place_on([dt.date(2027, 3, 7)], hours, "America/New_York")
    assert rules.may_take_place_on([], hours, "America/New_York").code == "no_day"


def test_whoever_is_signed_up_by_another_reads_one_notice_for_all_dates(cast, tuesdays):
    by = cast.as_("chen").on_behalf_of(cast.wang.pk, cast.wang.code)
    actions.join_dates(by=by, series=tuesdays, person=cast.wang)
    join(cast, "liu", tuesdays)
    carry_on()
    ((name, lines),) = told("sign_up.brought")
    assert (name, len(lines)) == (cast.wang.name, len(days(tuesdays)))
    assert Notice.objects.get(kind="sign_up.brought").said.subject == f"You are signed up for {len(lines)} shifts."


def test_a_pasted_chain_tells_each_once_who_is_on_it_and_who_waits(cast):
    shift = story.shift(cast, 1, of=story.activity(cast))
    actions.bring_in(by=cast.as_("chen"), shift=shift, people=[cast.liu, cast.sun], waiting=True)
    carry_on()
    assert [name for name, _lines in told("sign_up.brought")] == [cast.liu.name]
    ((name, lines),) = told("sign_up.listed")
    assert (name, "signed you up" in str(lines), "put you on it" in str(lines)) == (cast.sun.name, False, True)
