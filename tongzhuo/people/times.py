"""The hours somebody offers: every week, and the days that differ."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext, pgettext, pgettext_lazy

WEEKDAYS = (
    pgettext_lazy("weekday", "Mon"),
    pgettext_lazy("weekday", "Tue"),
    pgettext_lazy("weekday", "Wed"),
    pgettext_lazy("weekday", "Thu"),
    pgettext_lazy("weekday", "Fri"),
    pgettext_lazy("weekday", "Sat"),
    pgettext_lazy("weekday", "Sun"),
)


class WeeklyHours(NamedTuple):
    """Free on `weekday` (0 is Monday) from `from_time` to `until_time`, local time of the person's home."""

    weekday: int
    from_time: dt.time
    until_time: dt.time


class DifferentDay(NamedTuple):
    """A date that differs from the week: away all day, or free at these hours instead."""

    day: dt.date
    free: bool = False
    from_time: dt.time | None = None
    until_time: dt.time | None = None


class Limits(NamedTuple):
    """How far (metres), how many bookings and how many minutes a week, and no asking before `rest_until` is over."""

    radius_m: int = 3000
    bookings_a_week: int = 2
    minutes_a_week: int = 480
    rest_until: dt.date | None = None


MOST = Limits(radius_m=100_000, bookings_a_week=21, minutes_a_week=7 * 24 * 60)


def age_on(birth_date: dt.date | None, day: dt.date) -> int | None:
    """Full years on that day; None when the birth date was not said."""
    if birth_date is None:
        return None
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def week_in_words(windows: Iterable[WeeklyHours]) -> list[str]:
    """The same hours told once: ["Tue, Thu 9:00 to 12:00", "Sat 14:00 to 18:00"]."""
    days: dict[tuple[dt.time, dt.time], list[int]] = {}
    for weekday, starts, ends in sorted(windows):
        days.setdefault((starts, ends), []).append(weekday)
    return [
        gettext("%(days)s %(from)s to %(until)s")
        % {"days": days_in_words(weekdays), "from": _clock(starts), "until": _clock(ends)}
        for (starts, ends), weekdays in days.items()
    ]


def days_in_words(weekdays: Iterable[int]) -> str:
    """[1, 3] is "Tue, Thu"; three or more in a row are "Mon to Fri"; all seven are "every day"."""
    days = sorted(set(weekdays))
    if len(days) == 7:
        return gettext("every day")
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return gettext("%(first)s to %(last)s") % {"first": WEEKDAYS[days[0]], "last": WEEKDAYS[days[-1]]}
    return pgettext("between things", ", ").join(str(WEEKDAYS[day]) for day in days)


def _clock(moment: dt.time) -> str:
    return f"{moment:%H:%M}".removeprefix("0")
