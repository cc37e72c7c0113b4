"""Nobody is woken at night, wherever they live and whatever the clocks do there."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tongzhuo.notices.quiet import Night, evening_before, free_from, is_pressing, usual_night

ZONES = ("Asia/Shanghai", "Asia/Urumqi", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "UTC")
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


MOMENTS = st.integers(0, 15 * 365 * 24 * 60).map(lambda minutes: utc("2020-01-01") + dt.timedelta(minutes=minutes))


@given(moment=MOMENTS, starts=CLOCKS, ends=CLOCKS, zone=st.sampled_from(ZONES))
@example(moment=utc("2026-03-29 00:59"), starts=dt.time(22), ends=dt.time(2, 30), zone="Europe/Berlin")
@example(moment=utc("2026-10-25 00:10"), starts=dt.time(22), ends=dt.time(2, 30), zone="Europe/Berlin")
@example(moment=utc("2026-10-25 01:10"), starts=dt.time(22), ends=dt.time(2, 30), zone="Europe/Berlin")
def test_a_message_leaves_by_day_and_no_later_than_the_morning(moment, starts, ends, zone):
    night = Night(starts, ends)
    leaves = free_from(moment, night, zone)
    assert not night.holds(leaves.astimezone(ZoneInfo(zone)).time())
    assert (leaves == moment) == (not night.holds(moment.astimezone(ZoneInfo(zone)).time()))
    assert moment <= leaves <= moment + dt.timedelta(hours=25)


@pytest.mark.parametrize(
    ("moment", "leaves"),
    [
        ("2026-12-01 13:29", "2026-12-01 13:29"),  # 21:29 in Shanghai
        ("2026-12-01 13:30", "2026-12-01 23:30"),
        ("2026-12-01 23:29", "2026-12-01 23:30"),
        ("2026-12-01 23:30", "2026-12-01 23:30"),
    ],
)
def test_the_usual_night(moment, leaves):
    assert free_from(utc(moment), usual_night(), "Asia/Shanghai") == utc(leaves)


def test_the_evening_before_is_that_of_the_place():
    assert evening_before(utc("2026-12-01 01:00"), "Asia/Shanghai") == utc("2026-11-30 10:00")
    assert evening_before(utc("2026-12-01 01:00"), "America/St_Johns") == utc("2026-11-29 21:30")


def test_what_begins_within_a_day_cannot_wait():
    assert is_pressing(utc("2026-12-01 00:59"), utc("2026-11-30 01:00"))
    assert not is_pressing(utc("2026-12-01 01:00"), utc("2026-11-30 01:00"))
