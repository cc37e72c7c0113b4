"""The engine's minutes: counted from a Monday 00:00 in the place's own time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tongzhuo.people.models import Availability
from tongzhuo.places.models import Timed
from tongzhuo.places.states import WhenKind
from tongzhuo.places.when import spans

Hours = list[tuple[time, time]]
A_DAY = 24 * 60


@dataclass(frozen=True)
class Calendar:
    epoch: datetime
    zone: ZoneInfo

    @classmethod
    def of_week(cls, at: datetime, zone: ZoneInfo) -> "Calendar":
        """The calendar whose minute 0 is the Monday before `at`."""
        local = at.astimezone(zone)
        monday = local.date() - timedelta(days=local.weekday())
        return cls(datetime.combine(monday, time(0), zone), zone)

    def minute(self, moment: datetime) -> int:
        return int((moment - self.epoch).total_seconds() // 60)

    def of_day(self, day: date, moment: time = time(0)) -> int:
        return self.minute(datetime.combine(day, moment, self.zone))

    def day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def free_times(self, available: Availability, until: int) -> Iterator[tuple[int, int]]:
        """When a person is free from minute 0 to `until`: the weekly windows, replaced on the days that differ."""
        differs = _days_that_differ(available)
        weekly = _weekly(available)
        for offset in range(until // A_DAY + 1):
            day = self.epoch.date() + timedelta(days=offset)
            for opens, closes in differs.get(day, weekly.get(day.weekday(), [])):
                yield self.of_day(day, opens), self.of_day(day, closes)

    def open_times(self, timed: Timed, until: int) -> Iterator[tuple[int, int]]:
        """When something on offer can be had from minute 0 to the day after `until`."""
        if timed.when in (WhenKind.OPEN, WhenKind.DUE):
            opens = self.of_day(timed.starts_on) if timed.starts_on else 0
            closes = self.of_day(timed.ends_on) + A_DAY if timed.ends_on else until + A_DAY
            if closes > max(0, opens):
                yield max(0, opens), closes
            return
        for span in spans(timed, self.zone.key):
            if span.starts and span.ends and span.ends > self.epoch:
                yield max(0, self.minute(span.starts)), self.minute(span.ends)


def _weekly(available: Availability) -> dict[int, Hours]:
    weekly: dict[int, Hours] = {}
    for window in available.windows.all():
        weekly.setdefault(window.weekday, []).append((window.from_time, window.until_time))
    return {weekday: sorted(hours) for weekday, hours in weekly.items()}


def _days_that_differ(available: Availability) -> dict[date, Hours]:
    differs: dict[date, Hours] = {}
    for exception in available.exceptions.all():
        hours = differs.setdefault(exception.day, [])
        if exception.free and exception.from_time and exception.until_time:
            hours.append((exception.from_time, exception.until_time))
    return differs
