"""From the code of the day to confirmed hours: nothing lost, nothing doubled, nothing on one's own word."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction

from tests.cast import at
from tongzhuo.kernel import memory
from tongzhuo.kernel.models import Line
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.notices.models import Notice
from tongzhuo.records import actions, queries
from tongzhuo.records.codes import day_code, six_digits
from tongzhuo.records.counting import due_on, stars
from tongzhuo.records.drafts import Present
from tongzhuo.records.models import Attendance, Flag, Scan, ServiceRecord
from tongzhuo.records.states import RECORD_MAY_FOLLOW, Direction, Oddity, Proof, RecordState, Way
from tongzhuo.records.tests import story
from tongzhuo.records.tests.story import AFTERWARDS, ELEVEN, NEXT_DAY, NINE, TOO_LATE
from tongzhuo.service import actions as service
from tongzhuo.service.models import SignUp
from tongzhuo.service.states import ShiftState
from tongzhuo.service.tests import story as shifts

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


def test_scanned_confirmed_by_the_leader_and_counted(cast, clock):
    shift = story.tuesday(cast)
    clock.move_to(NINE)
    story.scan(cast, "liu", shift, Direction.IN, NINE)
    clock.move_to(ELEVEN)
    story.scan(cast, "liu", shift, Direction.OUT, ELEVEN)
    clock.move_to(AFTERWARDS)
    (line,) = actions.confirm_day(by=cast.as_("nuan"), shift=shift)
    assert story.minutes(line) == (120, RecordState.CONFIRMED, Proof.SCANNED)
    fields = (line.activity_name, line.place, line.recorded_by, line.in_charge, line.confirmed_by, line.due_on)
    assert fields == (story.LIFT, cast.willow, cast.office, "阮暖", cast.nuan, dt.date(2026, 12, 15))
    assert shifts.states(shift) == {"刘芳": "attended", "孙伟": "absent"}
    hours = queries.hours_of(cast.liu.pk)
    assert (hours.minutes, hours.by_proof, hours.waiting) == (
        120,
        {"scanned": 120, "roster": 0, "paper": 0, "later": 0},
        0,
    )
    shift.refresh_from_db()
    assert shift.state == ShiftState.DONE
    assert refused(actions.confirm_day, by=cast.as_("nuan"), shift=shift) == "confirmed_already"


def test_told_again_a_scan_changes_nothing_and_a_second_telephone_adds_nothing(cast, clock):
    shift = story.tuesday(cast)
    clock.move_to(NINE)
    first = story.scan(cast, "liu", shift, Direction.IN, NINE, key="a")
    clock.move_to(NINE + HALF_AN_HOUR)
    assert story.scan(cast, "liu", shift, Direction.IN, NINE, key="a") == first
    other = story.scan(cast, "liu", shift, Direction.IN, NINE + HALF_AN_HOUR, key="b")
    assert (other.came, Scan.objects.count(), Attendance.objects.count()) == (NINE, 2, 1)
    assert Line.objects.filter(did="presence.in").count() == 2


def test_what_a_telephone_without_network_noted_counts_when_it_is_told(cast, clock):
    """Its clock is eleven minutes ahead: that is kept beside the scan, and the hour is put right."""
    shift = story.tuesday(cast)
    clock.move_to(NEXT_DAY)
    ahead = dt.timedelta(minutes=11)
    told = {"key": "offline", "code": day_code(shift, NINE), "said": NINE + ahead, "clock": NEXT_DAY + ahead}
    came = story.scan(cast, "liu", shift, Direction.IN, NINE, **told)
    assert (came.came, Scan.objects.get().clock_off, Scan.objects.get().at) == (NINE, 660, NINE + ahead)


def test_codes_of_another_hour_another_day_and_another_activity_are_refused(cast, clock):
    shift, other = (
        story.tuesday(cast),
        story.tuesday(cast, "zhao", when=(at("2026-12-01 14:00"), at("2026-12-01 16:00"))),
    )
    clock.move_to(NINE)
    wrong = {
        "an hour ago": day_code(shift, NINE - dt.timedelta(hours=1)),
        "yesterday": day_code(shift, NINE - dt.timedelta(days=1)),
        "another activity": day_code(other, NINE),
        "forged": day_code(shift, NINE)[:-1] + "g",
        "no digits": "",
        "other digits": f"{(int(six_digits(shift, NINE)) + 1) % 10**6:06d}",
    }
    for what, code in wrong.items():
        with pytest.raises(Refused) as no:
            story.scan(cast, "liu", shift, Direction.IN, NINE, code=code)
        assert (what, no.value.verdict.code) == (what, "code_wrong")
    assert Scan.objects.count() == 0
    typed = six_digits(shift, NINE)
    story.scan(cast, "liu", shift, Direction.IN, NINE, way=Way.DIGITS, code=f"{typed[:3]} {typed[3:]}")
    assert Attendance.objects.get().way == Way.DIGITS


def test_who_may_note_whom_and_when(cast, clock):
    shift = story.tuesday(cast, "liu", "nuan")
    leader = {"by": cast.as_("nuan"), "shift": shift, "direction": Direction.IN, "way": Way.PASS, "key": "k"}
    assert refused(actions.note_presence, **leader, person=cast.liu) == "too_early"
    clock.move_to(NINE)
    assert refused(actions.note_presence, **leader, person=cast.nuan) == "not_by_oneself"
    assert refused(actions.note_presence, **leader, person=cast.sun) == "not_signed_up"
    stranger = leader | {"by": cast.as_("outsider")}
    assert refused(actions.note_presence, **stranger, person=cast.liu) == "not_by_oneself"
    by_code = stranger | {"way": Way.DAY_CODE, "code": day_code(shift, NINE)}
    assert refused(actions.note_presence, **by_code, person=cast.liu) == "not_you"
    ahead = leader | {"said": NINE + HALF_AN_HOUR}
    assert refused(actions.note_presence, **ahead, person=cast.liu) == "clock_ahead"
    actions.note_presence(**leader, person=cast.liu)
    clock.move_to(ELEVEN + dt.timedelta(hours=4))
    late = leader | {"key": "l", "direction": Direction.OUT}
    assert refused(actions.note_presence, **late, person=cast.liu) == "too_late"


def test_nothing_is_noted_for_a_shift_that_was_called_off(cast, clock):
    shift = story.tuesday(cast)
    service.cancel_shift(by=cast.as_("nuan"), shift=shift)
    clock.move_to(NINE)
    with pytest.raises(Refused) as no:
        story.scan(cast, "liu", shift, Direction.IN, NINE)
    assert no.value.verdict.code == "shift_cancelled"
    taken = {"by": cast.as_("nuan"), "shift": shift, "present": []}
    assert refused(actions.take_roster, **taken) == "shift_cancelled"


def test_nobody_is_ticked_who_has_no_place_and_nothing_after_the_day_is_closed(cast, clock):
    """A tick that could never become an hour would be an hour lost."""
    shift = shifts.shift(cast, 1)
    ticks = [Present(one, NINE, ELEVEN) for one in (shifts.join(cast, "liu", shift), shifts.wait(cast, "sun", shift))]
    clock.move_to(AFTERWARDS)
    assert [one.sign_up.person for one in queries.sheet_of(shift)] == [cast.liu]
    taken = {"by": cast.as_("nuan"), "shift": shift, "present": ticks}
    assert [one.sign_up.person for one in actions.take_roster(**taken)] == [cast.liu]
    assert [line.person for line in actions.confirm_day(by=cast.as_("nuan"), shift=shift)] == [cast.liu]
    assert refused(actions.take_roster, **taken) == "confirmed_already"


def test_a_forgotten_leaving_counts_until_the_planned_end_and_is_marked(cast, clock):
    shift = story.tuesday(cast)
    clock.move_to(NINE)
    story.scan(cast, "liu", shift, Direction.IN, NINE + dt.timedelta(minutes=3))
    clock.move_to(AFTERWARDS)
    (line,) = actions.confirm_day(by=cast.as_("nuan"), shift=shift)
    assert (line.minutes, line.attendance.forgot, line.attendance.left) == (117, True, ELEVEN)


def test_the_leader_s_list_and_the_signed_sheet(cast, clock):
    shift = story.tuesday(cast)
    liu, sun = SignUp.objects.filter(shift=shift).order_by("pk")
    clock.move_to(NINE)
    story.scan(cast, "liu", shift, Direction.IN, NINE)
    clock.move_to(AFTERWARDS)
    ten = NINE + dt.timedelta(hours=1)
    assert refused(actions.take_roster, by=cast.as_("liu"), shift=shift, present=[]) == "not_yours"
    both = [Present(liu, ten, ELEVEN), Present(sun, ten, ELEVEN)]
    actions.take_roster(by=cast.as_("nuan"), shift=shift, present=both, way=Way.PAPER)
    actions.confirm_day(by=cast.as_("nuan"), shift=shift)
    rows = ServiceRecord.objects.order_by("pk").values_list("person__name", "minutes", "proof")
    assert list(rows) == [("刘芳", 120, Proof.SCANNED), ("孙伟", 60, Proof.PAPER)]


def test_nobody_confirms_their_own_hours_not_even_the_leader(cast, clock):
    shift = story.tuesday(cast, "liu", "nuan")
    clock.move_to(NINE)
    story.came_and_left(cast, "nuan", shift, left=NINE)
    clock.move_to(ELEVEN)
    story.scan(cast, "nuan", shift, Direction.OUT, ELEVEN)
    clock.move_to(AFTERWARDS)
    (own,) = actions.confirm_day(by=cast.as_("nuan"), shift=shift)
    assert story.minutes(own) == (120, RecordState.PROPOSED, Proof.SCANNED)
    assert refused(actions.confirm_record, by=cast.as_("nuan"), line=own) == "own_hours"
    assert queries.hours_of(cast.nuan.pk).waiting == 120
    actions.confirm_record(by=cast.as_("chen"), line=own)
    assert (queries.hours_of(cast.nuan.pk).minutes, shifts.states(shift)["阮暖"]) == (120, "attended")
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceRecord.objects.filter(pk=own.pk).update(confirmed_by=cast.nuan)


def test_after_ten_working_days_a_second_person_is_needed_and_the_mark_stays(cast, clock):
    shift = story.tuesday(cast)
    clock.move_to(NINE)
    story.scan(cast, "liu", shift, Direction.IN, NINE)
    clock.move_to(TOO_LATE)
    (closing,) = queries.days_to_close(cast.as_("nuan"), at=TOO_LATE)
    assert (closing.shift, closing.due, closing.left) == (shift, dt.date(2026, 12, 15), -1)
    (line,) = actions.confirm_day(by=cast.as_("nuan"), shift=shift)
    assert story.minutes(line) == (120, RecordState.PROPOSED, Proof.LATER)
    assert refused(actions.confirm_record, by=cast.as_("nuan"), line=line) == "second_person"
    assert [one.pk for one in queries.waiting_for_second(cast.as_("chen"))] == [line.pk]
    actions.confirm_record(by=cast.as_("chen"), line=line)
    assert queries.hours_of(cast.liu.pk).by_proof["later"] == 120


def test_entered_later_by_one_and_answered_by_another(cast, clock):
    clock.move_to(NEXT_DAY)
    entry = story.late_entry(cast)
    assert refused(actions.enter_later, by=cast.as_("liu"), entry=entry) == "not_yours"
    assert refused(actions.enter_later, by=cast.as_("chen"), entry=story.late_entry(cast, "chen")) == "own_hours"
    for more, code in (
        ({"ends": NEXT_DAY + HALF_AN_HOUR}, "not_over"),
        ({"ends": NINE}, "ends_first"),
        ({"minutes": 121}, "minutes_out_of_range"),
        ({"minutes": 0}, "minutes_out_of_range"),
        ({"reason": " "}, "reason_missing"),
        ({"reason": "长" * 501}, "reason_too_long"),
    ):
        assert refused(actions.enter_later, by=cast.as_("chen"), entry=story.late_entry(cast, **more)) == code
    kept, thrown = (actions.enter_later(by=cast.as_("chen"), entry=entry) for _each in range(2))
    assert refused(actions.confirm_record, by=cast.as_("chen"), line=kept) == "second_person"
    actions.confirm_record(by=cast.as_("zhao"), line=kept)
    actions.refuse_record(by=cast.as_("zhao"), line=thrown, reason="写了两遍")
    assert refused(actions.confirm_record, by=cast.as_("zhao"), line=thrown) == "record_moved_on"
    assert RECORD_MAY_FOLLOW[RecordState.REFUSED] == frozenset()
    assert queries.hours_of(cast.liu.pk).by_proof == {"scanned": 0, "roster": 0, "paper": 0, "later": 120}


def test_a_correction_adds_a_line_and_the_sum_is_right(cast, clock):
    clock.move_to(NEXT_DAY)
    line = actions.enter_later(by=cast.as_("chen"), entry=story.late_entry(cast))
    correct = {"line": line, "minutes": 90, "reason": "早走了半小时"}
    assert refused(actions.correct_record, by=cast.as_("zhao"), **correct) == "not_confirmed"
    actions.confirm_record(by=cast.as_("zhao"), line=line)
    assert refused(actions.correct_record, by=cast.as_("liu"), **correct) == "not_yours"
    assert refused(actions.correct_record, by=cast.as_("zhao"), **correct | {"reason": ""}) == "reason_missing"
    first = actions.correct_record(by=cast.as_("zhao"), **correct)
    second = actions.correct_record(by=cast.as_("chen"), **correct | {"minutes": 100})
    assert (first.minutes, second.minutes, second.proof) == (-30, 10, Proof.LATER)
    assert queries.hours_of(cast.liu.pk).minutes == 100
    line.refresh_from_db()
    assert line.minutes == 120


def test_a_meeting_is_attended_and_counts_no_hours(cast, clock):
    shift = story.tuesday(cast, kind="meeting")
    clock.move_to(NINE)
    story.scan(cast, "liu", shift, Direction.IN, NINE)
    clock.move_to(AFTERWARDS)
    assert actions.confirm_day(by=cast.as_("nuan"), shift=shift) == []
    assert shifts.states(shift)["刘芳"] == "attended"


def test_two_places_at_once_and_far_too_many_hours_are_looked_at_by_somebody_else(cast, clock, settings):
    settings.HOURS_BY_ONE_A_DAY = 3
    clock.move_to(NEXT_DAY)
    for _each in range(2):
        line = actions.enter_later(by=cast.as_("chen"), entry=story.late_entry(cast))
        actions.confirm_record(by=cast.as_("zhao"), line=line)
    memory.sweep()
    memory.sweep()
    found = Flag.objects.order_by("pk").values_list("oddity", flat=True)
    assert sorted(found) == sorted([Oddity.TWO_PLACES, Oddity.MANY_BY_ONE] * 2)
    flag = Flag.objects.filter(oddity=Oddity.TWO_PLACES).order_by("pk")[0]
    assert refused(actions.look_at_flag, by=cast.as_("zhao"), flag=flag, note="") == "second_person"
    assert refused(actions.look_at_flag, by=cast.as_("outsider"), flag=flag, note="") == "not_yours"
    actions.look_at_flag(by=cast.as_("chen"), flag=flag, note="两处都是他，时间写错了")
    assert flag not in queries.flags_to_look_at(cast.as_("chen"))


def test_the_volunteer_hears_of_the_hours_once(cast, clock):
    clock.move_to(NEXT_DAY)
    line = actions.enter_later(by=cast.as_("chen"), entry=story.late_entry(cast))
    memory.sweep()
    assert Notice.objects.filter(kind__startswith="hours").count() == 0
    actions.confirm_record(by=cast.as_("zhao"), line=line)
    memory.sweep()
    actions.correct_record(by=cast.as_("zhao"), line=line, minutes=90, reason="早走了")
    memory.sweep()
    assert list(Notice.objects.filter(to=cast.liu).values_list("kind", flat=True).order_by("pk")) == [
        "hours.confirmed",
        "hours.corrected",
    ]


def test_working_days_and_stars(settings):
    assert due_on(dt.date(2026, 12, 1)) == dt.date(2026, 12, 15)
    assert due_on(dt.date(2026, 12, 5)) == dt.date(2026, 12, 18)
    assert [stars(60 * hours) for hours in (0, 99, 100, 1499, 1500)] == [0, 0, 1, 4, 5]
