"""From what was said ("weekdays, 16:30 to 19:00, until January") to the hours it means at that place."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
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
        return [_span(day, day, timed, tz) for day in days_of(timed)][:MOST_OCCASIONS]
    if timed.when == WhenKind.DUE and timed.ends_on:
        return [Span(None, datetime.combine(timed.ends_on, time(23, 59), tz))]
    return [Span(None, None)]


def moment(day: date, clock: time, zone: str) -> datetime | None:
    """That time on that day there, in UTC: the first where the clock shows it twice, None where it leaps over it."""
    told = datetime.combine(day, clock)
    found = told.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return found if found.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == told else None


def hours_on(day: date, hours: tuple[time, time], zone: str) -> tuple[datetime, datetime] | None:
    """From when to when, in UTC. Hours that do not end after they begin go on into the next day; None where one of the
    two does not exist."""
    last = day if hours[1] > hours[0] else day + timedelta(days=1)
    starts, ends = moment(day, hours[0], zone), moment(last, hours[1], zone)
    return (starts, ends) if starts and ends else None


def days_of(timed: Timed) -> Iterator[date]:
    """The days on which something weekly takes place."""
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
