"""Dates and times as a person would say them, in both languages, in the active time zone."""

import datetime as dt
from typing import cast

from django.utils import timezone
from django.utils.dateformat import DateFormat
from django.utils.translation import gettext, ngettext, pgettext

Moment = dt.datetime | dt.date


def when(moment: Moment) -> str:
    """Thu 26 November, 9:00 / 11月26日 周四 9:00. A date without a time is only the day."""
    if not isinstance(moment, dt.datetime):
        return day(moment)
    return gettext("%(day)s, %(time)s") % {"day": day(moment), "time": clock_time(moment)}


def day(moment: Moment) -> str:
    """Thu 26 November / 11月26日 周四; with the year when it is not this one."""
    if _this_year(moment):
        return _in(moment, pgettext("date format", "D j F"))
    return _in(moment, pgettext("date format", "D j F Y"))


def short_day(moment: Moment) -> str:
    """26 Nov / 11月26日; with the year when it is not this one."""
    if _this_year(moment):
        return _in(moment, pgettext("date format", "j M"))
    return _in(moment, pgettext("date format", "j M Y"))


def month_name(month: dt.date) -> str:
    """Nov / 11月; with the year when it is not this one."""
    if _this_year(month):
        return _in(month, pgettext("date format", "M"))
    return _in(month, pgettext("date format", "M Y"))


def clock_time(moment: dt.datetime | dt.time) -> str:
    """9:00"""
    local = moment if isinstance(moment, dt.time) else _local(moment)
    return f"{local:%H:%M}".removeprefix("0")


def span(start: Moment, end: Moment | None) -> str:
    """From when to when: one day with its hours, or the first day and the last. Without an end: from when."""
    if end is None:
        return gettext("from %(start)s") % {"start": when(start)}
    if isinstance(start, dt.datetime) and isinstance(end, dt.datetime) and _date(start) == _date(end):
        return gettext("%(start)s to %(end)s") % {"start": when(start), "end": clock_time(end)}
    if isinstance(end, dt.datetime) and _over_one_midnight(start, end):
        return gettext("%(start)s to %(end)s the next day") % {"start": when(start), "end": clock_time(end)}
    if _date(start) == _date(end):
        return day(start)
    return gettext("%(start)s to %(end)s") % {"start": short_day(start), "end": short_day(end)}


def _over_one_midnight(start: Moment, end: dt.datetime) -> bool:
    """A night: it ends on the day after, in less than a whole day."""
    next_day = _date(start) + dt.timedelta(days=1) == _date(end)
    return isinstance(start, dt.datetime) and next_day and end - start < dt.timedelta(days=1)


def ago(moment: dt.datetime, *, now: dt.datetime | None = None) -> str:
    """How long since, in the largest unit that is still true; from the day before on, the date itself."""
    passed = (now or timezone.now()) - moment
    minutes = int(passed.total_seconds() // 60)
    if minutes < 1:
        return gettext("just now")
    if minutes < 60:
        return ngettext("%(count)d minute ago", "%(count)d minutes ago", minutes) % {"count": minutes}
    if _date(moment) == _date(now or timezone.now()):
        return ngettext("%(count)d hour ago", "%(count)d hours ago", minutes // 60) % {"count": minutes // 60}
    return when(moment)


def left(moment: dt.datetime, *, now: dt.datetime | None = None) -> str:
    """What is left until a promised time, or how far it is over: "8 h left", "2 days over"."""
    seconds = (moment - (now or timezone.now())).total_seconds()
    minutes = int(abs(seconds) // 60)
    if minutes < 60:
        text = gettext("%(count)d min over") if seconds < 0 else gettext("%(count)d min left")
        return text % {"count": minutes}
    if minutes < 48 * 60:
        text = gettext("%(count)d h over") if seconds < 0 else gettext("%(count)d h left")
        return text % {"count": minutes // 60}
    days = minutes // (24 * 60)
    if seconds < 0:
        return ngettext("%(count)d day over", "%(count)d days over", days) % {"count": days}
    return ngettext("%(count)d day left", "%(count)d days left", days) % {"count": days}


class _Said(DateFormat):
    """Django's date format, with the weekday as it is written beside a date (周四 instead of 星期四)."""

    def D(self) -> str:  # noqa: N802 - the letter of Django's format
        return (
            pgettext("weekday", "Mon"),
            pgettext("weekday", "Tue"),
            pgettext("weekday", "Wed"),
            pgettext("weekday", "Thu"),
            pgettext("weekday", "Fri"),
            pgettext("weekday", "Sat"),
            pgettext("weekday", "Sun"),
        )[cast("dt.date", self.data).weekday()]


def _in(moment: Moment, pattern: str) -> str:
    return str(_Said(_local(moment)).format(pattern))


def _this_year(moment: Moment) -> bool:
    return _local(moment).year == timezone.localdate().year


def _date(moment: Moment) -> dt.date:
    local = _local(moment)
    return local.date() if isinstance(local, dt.datetime) else local


def _local(moment: Moment) -> Moment:
    return timezone.localtime(moment) if isinstance(moment, dt.datetime) and timezone.is_aware(moment) else moment


def hours(minutes: int) -> str:
    """150 becomes "2.5 h"; as exact as a certificate is, so that both say the same."""
    return gettext("%(hours)s h") % {"hours": f"{minutes / 60:.2f}".rstrip("0").rstrip(".")}
