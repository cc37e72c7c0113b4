import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone
from django.utils.translation import override

from tongzhuo.look import dates

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = dt.datetime(2026, 11, 23, 9, 20, tzinfo=SHANGHAI)
THURSDAY = dt.datetime(2026, 11, 26, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def monday_in_shanghai():
    with time_machine.travel(MONDAY, tick=False), timezone.override(SHANGHAI):
        yield


@pytest.mark.parametrize(
    ("say", "english", "chinese"),
    [
        (lambda: dates.when(THURSDAY), "Thu 26 November, 9:00", "11月26日 周四 9:00"),
        (lambda: dates.when(THURSDAY.date()), "Thu 26 November", "11月26日 周四"),
        (lambda: dates.day(dt.date(2027, 1, 12)), "Tue 12 January 2027", "2027年1月12日 周二"),
        (lambda: dates.short_day(THURSDAY), "26 Nov", "11月26日"),
        (lambda: dates.short_day(dt.date(2027, 1, 12)), "12 Jan 2027", "2027年1月12日"),
        (lambda: dates.clock_time(dt.time(18, 5)), "18:05", "18:05"),
        (lambda: dates.clock_time(dt.time(0, 5)), "0:05", "0:05"),
        (
            lambda: dates.span(THURSDAY, THURSDAY + dt.timedelta(hours=3, minutes=30)),
            "Thu 26 November, 9:00 to 12:30",
            "11月26日 周四 9:00至12:30",
        ),
        (
            lambda: dates.span(THURSDAY.replace(hour=22), THURSDAY.replace(hour=22) + dt.timedelta(hours=4)),
            "Thu 26 November, 22:00 to 2:00 the next day",
            "11月26日 周四 22:00至次日2:00",
        ),
        (lambda: dates.span(dt.date(2026, 12, 1), dt.date(2026, 12, 20)), "1 Dec to 20 Dec", "12月1日至12月20日"),
        (lambda: dates.span(dt.date(2026, 12, 1), dt.date(2026, 12, 1)), "Tue 1 December", "12月1日 周二"),
        (lambda: dates.span(dt.date(2026, 12, 1), None), "from Tue 1 December", "12月1日 周二起"),
        (lambda: dates.ago(MONDAY - dt.timedelta(seconds=20)), "just now", "刚刚"),
        (lambda: dates.ago(MONDAY - dt.timedelta(minutes=1)), "1 minute ago", "1分钟前"),
        (lambda: dates.ago(MONDAY - dt.timedelta(hours=3)), "3 hours ago", "3小时前"),
        (lambda: dates.ago(MONDAY - dt.timedelta(hours=10)), "Sun 22 November, 23:20", "11月22日 周日 23:20"),
        (lambda: dates.left(MONDAY + dt.timedelta(minutes=40)), "40 min left", "还剩40分钟"),
        (lambda: dates.left(MONDAY + dt.timedelta(hours=8)), "8 h left", "还剩8小时"),
        (lambda: dates.left(MONDAY - dt.timedelta(hours=15)), "15 h over", "超了15小时"),
        (lambda: dates.left(MONDAY - dt.timedelta(minutes=5)), "5 min over", "超了5分钟"),
        (lambda: dates.left(MONDAY + dt.timedelta(days=3)), "3 days left", "还剩3天"),
        (lambda: dates.left(MONDAY - dt.timedelta(days=2)), "2 days over", "超了2天"),
    ],
)
def test_dates_are_said_as_a_person_would(say, english, chinese):
    with override("en"):
        assert say() == english
    with override("zh-hans"):
        assert say() == chinese


def test_times_are_told_where_the_place_is():
    with timezone.override(ZoneInfo("America/New_York")):
        assert dates.when(THURSDAY) == "Wed 25 November, 20:00"
