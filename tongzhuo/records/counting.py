"""Working days and stars."""

import datetime as dt

from django.conf import settings


def due_on(day: dt.date) -> dt.date:
    """The last day on which service of `day` may be entered in time (Order 67, article 11)."""
    left = settings.RECORD_WORKING_DAYS
    while left > 0:
        day += dt.timedelta(days=1)
        left -= day.weekday() < 5
    return day


def stars(minutes: int) -> int:
    """How many of the thresholds (hours) are reached."""
    return sum(minutes >= 60 * hours for hours in settings.STAR_HOURS)
