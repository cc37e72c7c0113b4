"""By when somebody hears from us: urgent needs the same day, ordinary ones the next working day."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings

from tongzhuo.needs.states import Urgency

SHORTEST = dt.timedelta(hours=1)


def promised_answer(urgency: int, zone: str, at: dt.datetime) -> dt.datetime:
    """The promised time, at the hour of ANSWER_HOUR in the time zone of the place; never less than an hour away."""
    local = at.astimezone(ZoneInfo(zone))
    if urgency >= Urgency.URGENT:
        today = _at_hour(local.date(), local)
        return today if today - local >= SHORTEST else _at_hour(local.date() + dt.timedelta(days=1), local)
    if urgency == Urgency.SOON:
        return _at_hour(local.date() + dt.timedelta(days=1), local)
    return _at_hour(_next_working_day(local.date(), settings.ANSWER_WORKING_DAYS), local)


def _at_hour(day: dt.date, local: dt.datetime) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(settings.ANSWER_HOUR), local.tzinfo)


def _next_working_day(day: dt.date, count: int) -> dt.date:
    while count > 0:
        day += dt.timedelta(days=1)
        count -= day.weekday() < 5
    return day
