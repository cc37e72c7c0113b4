"""From what was said ("weekdays, 16:30 to 19:00, until January") to the hours it means at that place."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tongzhuo.places.models import Timed
from tongzhuo.places.states import WhenKind

MOST_OCCASIONS = 400


@dataclass(frozen=True)
class Span:
    """From `starts` to `ends`, aware; `starts` is None for a due date, both are None for "any time"."""

    starts: datetime | None
    ends: datetime | None


def spans(timed: Timed, zone: str) -> list[Span]:
    """The single times that `timed` stands for, earliest first, at most 400 of them."""
    tz = ZoneInfo(zone)
    if timed.when == WhenKind.INTERVAL and timed.starts_on:
        return [_span(timed.starts_on, timed.ends_on or timed.starts_on, timed, tz)]
    if timed.when == WhenKind.WEEKLY and timed.starts_on and timed.ends_on:
        return [_span(day, day, timed, tz) for day in _days(timed)][:MOST_OCCASIONS]
    if timed.when == WhenKind.DUE and timed.ends_on:
        return [Span(None, datetime.combine(timed.ends_on, time(23, 59), tz))]
    return [Span(None, None)]


def _days(timed: Timed) -> Iterator[date]:
    assert timed.starts_on
    assert timed.ends_on
    for offset in range((timed.ends_on - timed.starts_on).days + 1):
        day = timed.starts_on + timedelta(days=offset)
        if timed.weekdays >> day.weekday() & 1:
            yield day


def _span(first: date, last: date, timed: Timed, tz: ZoneInfo) -> Span:
    """Hours that end before they begin go on into the next day: 22:00 to 06:00."""
    starts = datetime.combine(first, timed.from_time or time(0), tz)
    ends = datetime.combine(last, timed.until_time or time(23, 59), tz)
    return Span(starts, ends if ends > starts else ends + timedelta(days=1))
