"""The engine's minutes: counted from a Monday 00:00 in the place's own time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tongzhuo.places.models import Timed
from tongzhuo.places.states import WhenKind
from tongzhuo.places.when import spans

Hours = list[tuple[int, int]]  # minutes of a day
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

    def free_times(
        self, weekly: Mapping[int, Hours], differs: Mapping[date, Hours], until: int
    ) -> Iterator[tuple[int, int]]:
        """When a person is free from minute 0 to `until`: the hours of the week, replaced on the days that differ."""
        monday = self.epoch.date()
        other = {(day - monday).days: hours for day, hours in differs.items()}
        for day in range(until // A_DAY + 1):
            for opens, closes in other.get(day, weekly.get(day % 7, ())):
                yield day * A_DAY + opens, day * A_DAY + closes

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


def minute_of(moment: time) -> int:
    return moment.hour * 60 + moment.minute
