"""From lines of service to the rows of a certificate. Pure: the sum of the rows is the sum of the lines."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self
from zoneinfo import ZoneInfo

from tongzhuo.papers.shapes import Proof, ServiceLine
from tongzhuo.records import states as records
from tongzhuo.records.models import ServiceRecord

Kind = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class Service:
    """One service with its corrections: the first line, and the minutes that are left of it."""

    first: ServiceRecord
    minutes: int


@dataclass(frozen=True)
class Row:
    """Services of one kind, proved in one way. Days are ISO days, so that a row is kept as JSON."""

    content: str
    activity: str
    place: str
    in_charge: str
    proof: str
    first_day: str
    last_day: str
    times: int
    minutes: int

    def with_also(self, other: Self) -> Self:
        return replace(
            self,
            first_day=min(self.first_day, other.first_day),
            last_day=max(self.last_day, other.last_day),
            times=self.times + other.times,
            minutes=self.minutes + other.minutes,
        )


def services(lines: Iterable[ServiceRecord]) -> list[Service]:
    """Corrections counted into the line that they correct; what came to nothing is left out."""
    lines = list(lines)
    firsts = {line.pk: line for line in lines if not line.corrects_id}
    minutes = dict.fromkeys(firsts, 0)
    for line in lines:
        minutes[line.corrects_id or line.pk] += line.minutes
    return [Service(firsts[pk], left) for pk, left in minutes.items() if left > 0]


@dataclass(frozen=True)
class Part:
    """What one activity would bring to a certificate. `proven`: minutes by level of proof, the strongest first."""

    name: str
    times: int
    proven: dict[str, int]

    @property
    def minutes(self) -> int:
        return sum(self.proven.values())

    @property
    def shown(self) -> list[tuple[str, int]]:
        """The levels by their names."""
        return named(self.proven)


def named(proven: dict[str, int]) -> list[tuple[str, int]]:
    """Minutes by level of proof as a page says it."""
    return [(str(records.Proof(level).label), minutes) for level, minutes in proven.items()]


def parts(lines: Iterable[ServiceRecord]) -> list[Part]:
    """The activities that a certificate of these lines could name, in the order of their first days."""
    found: dict[str, list[Service]] = {}
    for service in sorted(services(lines), key=lambda one: (one.first.starts, one.first.pk)):
        found.setdefault(service.first.activity_name, []).append(service)
    return [Part(name, len(of), _by_level((one.first.proof, one.minutes) for one in of)) for name, of in found.items()]


def rows(lines: Iterable[ServiceRecord], zone: ZoneInfo) -> list[Row]:
    """The rows of a certificate in the order of their first days."""
    found: dict[Kind, Row] = {}
    for service in services(lines):
        row = _row(service, service.first.starts.astimezone(zone).date())
        kind = (row.content, row.activity, row.place, row.in_charge, row.proof)
        found[kind] = found[kind].with_also(row) if kind in found else row
    return sorted(found.values(), key=lambda row: (row.first_day, row.content, row.proof))


def proven(lines: Iterable[Row]) -> dict[str, int]:
    """Minutes by level of proof, the strongest first; levels that do not occur are left out."""
    return _by_level((row.proof, row.minutes) for row in lines)


def altogether(of: Iterable[Part]) -> dict[str, int]:
    """The same of several activities."""
    return _by_level(level for part in of for level in part.proven.items())


def _by_level(told: Iterable[tuple[str, int]]) -> dict[str, int]:
    sums = dict.fromkeys(map(str, Proof), 0)
    for level, minutes in told:
        sums[level] += minutes
    return {level: minutes for level, minutes in sums.items() if minutes}


def printed(row: dict[str, Any]) -> ServiceLine:
    """A kept row as the paper prints it."""
    days = {name: date.fromisoformat(row[name]) for name in ("first_day", "last_day")}
    return ServiceLine(**{**row, **days, "proof": Proof(row["proof"])})


def _row(service: Service, day: date) -> Row:
    first, on = service.first, day.isoformat()
    content, activity = (first.content, first.activity_name) if first.content else (first.activity_name, "")
    place = ", ".join(filter(None, (first.place.name, first.spot)))
    return Row(content, activity, place, first.in_charge, first.proof, on, on, 1, service.minutes)
