"""The hours in which nobody is disturbed, by the clock of the place where somebody lives."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings


@dataclass(frozen=True)
class Night:
    """From `starts` until `ends`, local time, over midnight when `ends` is the earlier. Equal: never quiet."""

    starts: dt.time
    ends: dt.time

    def holds(self, clock: dt.time) -> bool:
        if self.starts <= self.ends:
            return self.starts <= clock < self.ends
        return clock >= self.starts or clock < self.ends


def usual_night() -> Night:
    """What holds for whoever has not chosen."""
    return Night(dt.time.fromisoformat(settings.QUIET_FROM), dt.time.fromisoformat(settings.QUIET_UNTIL))


def free_from(moment: dt.datetime, night: Night, zone: str) -> dt.datetime:
    """The first moment, not before this one, that is not in the night of that time zone (IANA name)."""
    local = moment.astimezone(ZoneInfo(zone))
    if not night.holds(local.time()):
        return moment
    day = local.date()
    mornings = (_at(day + dt.timedelta(days=ahead), night.ends, zone, fold) for ahead in (0, 1) for fold in (0, 1))
    return next(morning for morning in mornings if morning > moment)


def evening_before(starts: dt.datetime, zone: str) -> dt.datetime:
    """The hour at which one is asked on the day before."""
    day = starts.astimezone(ZoneInfo(zone)).date() - dt.timedelta(days=1)
    return _at(day, dt.time(settings.REMIND_HOUR), zone)


def is_pressing(starts: dt.datetime, at: dt.datetime) -> bool:
    """Whether a change to what begins then cannot wait: it is less than URGENT_HOURS ahead."""
    return starts - at < dt.timedelta(hours=settings.URGENT_HOURS)


def _at(day: dt.date, clock: dt.time, zone: str, fold: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, clock.replace(fold=fold), ZoneInfo(zone)).astimezone(dt.UTC)
