"""What deserves a second look. Pure: rows in, oddities out; each says what was compared."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from tongzhuo.places.points import metres_between
from tongzhuo.records.models import ServiceRecord
from tongzhuo.records.states import Oddity, Proof

Found = tuple[ServiceRecord, str, dict[str, Any]]
KM_AN_HOUR = 120.0
A_DAY = timedelta(days=1)


def odd_ways(line: ServiceRecord, others: Iterable[ServiceRecord]) -> Iterator[Found]:
    """The same person elsewhere at the same time, or too far away to have got there. `others` are theirs, nearby in
    time."""
    for other in others:
        if other.pk == line.pk or line.corrects_id or other.corrects_id:
            continue
        facts = {"other": other.code}
        if line.starts < other.ends and other.starts < line.ends:
            yield line, Oddity.TWO_PLACES, facts
        elif (km := _km_between(line, other)) > _hours_between(line, other) * KM_AN_HOUR:
            yield line, Oddity.TOO_FAR, facts | {"km": round(km)}


def far_above_plan(line: ServiceRecord, planned: timedelta | None) -> Iterator[Found]:
    if planned and line.minutes > planned.total_seconds() / 60 * 1.5 and not line.corrects_id:
        yield line, Oddity.ABOVE_PLAN, {"minutes": line.minutes, "planned": round(planned.total_seconds() / 60)}


def too_many_by_one(lines: Iterable[ServiceRecord], at: datetime) -> Iterator[Found]:
    """One person's confirmations within a day: hundreds of hours, or a burst of what comes late."""
    recent = [line for line in lines if line.confirmed_at and line.confirmed_at > at - A_DAY]
    hours: Counter[int] = Counter()
    for line in recent:
        hours[line.confirmed_by_id or 0] += line.minutes
    late = Counter(line.entered_by_id or 0 for line in recent if line.proof == Proof.LATER)
    for line in recent:
        if hours[line.confirmed_by_id or 0] > 60 * settings.HOURS_BY_ONE_A_DAY:
            yield line, Oddity.MANY_BY_ONE, {"hours": hours[line.confirmed_by_id or 0] // 60}
        if line.proof == Proof.LATER and late[line.entered_by_id or 0] > settings.LATE_ENTRIES_A_DAY:
            yield line, Oddity.LATE_BURST, {"entries": late[line.entered_by_id or 0]}


def _hours_between(line: ServiceRecord, other: ServiceRecord) -> float:
    gap = max(line.starts - other.ends, other.starts - line.ends)
    return gap.total_seconds() / 3600


def _km_between(line: ServiceRecord, other: ServiceRecord) -> float:
    one, two = line.place, other.place
    if None in (one.lat, one.lon, two.lat, two.lon):
        return 0.0
    return metres_between(one.lat or 0, one.lon or 0, two.lat or 0, two.lon or 0) / 1000
