"""Working days and stars."""

import datetime as dt

from django.conf import settings


def due_on(day: dt.date) -> dt.date:
    """The last day on which service of `day` may be entered in time (Order 67, article 11)."""
    return working_days_after(day, settings.RECORD_WORKING_DAYS)


def working_days_after(day: dt.date, left: int) -> dt.date:
    """The last of so many working days after `day`."""
    while left > 0:
        day += dt.timedelta(days=1)
        left -= day.weekday() < 5
    return day


def stars(minutes: int) -> int:
    """How many of the thresholds (hours) are reached."""
    return sum(minutes >= 60 * hours for hours in settings.STAR_HOURS)
