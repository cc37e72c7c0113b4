"""Past service from a list: whoever served must be known, and nothing counts before a second person confirms it."""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from tongzhuo.imports.finding import Finder
from tongzhuo.imports.kinds.base import KindOf, own_key
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.models import Organisation
from tongzhuo.people.models import Person
from tongzhuo.places.arriving import Arrived
from tongzhuo.places.models import Place
from tongzhuo.records.arrivals import arrive_hours
from tongzhuo.records.drafts import LateEntry
from tongzhuo.records.rules import LONGEST, MOST_REASON
from tongzhuo.tables.reading import Reading

A_DAY = dt.timedelta(days=1)


def read(reading: Reading, finder: Finder) -> LateEntry | None:
    person, unit, place = _person(reading, finder), _unit(reading, finder), finder.place(reading)
    activity, in_charge = reading.required("activity"), reading.required("in_charge", 120)
    reason, content = reading.required("reason", MOST_REASON), reading.text("content", 2000)
    day, clock, minutes = reading.date("date"), reading.time("starts"), reading.amount("hours", 60, LONGEST)
    for name in ("date", "hours"):
        reading.required(name)
    if reading.faults or not (person and unit and place and day and minutes):
        return None
    starts, ends = _span(day, clock, minutes, place)
    key = own_key(reading, person.code, activity, starts.isoformat(), minutes, unit.code)
    return LateEntry(
        person, activity, place, starts, ends, minutes, unit, in_charge, reason, content=content, source_key=key
    )


def _span(day: dt.date, clock: dt.time | None, minutes: int, place: Place) -> tuple[dt.datetime, dt.datetime]:
    """From when to when, by the place's own clock; the whole day where no hour is said."""
    starts = dt.datetime.combine(day, clock or dt.time(), ZoneInfo(place.time_zone))
    return starts, starts + (dt.timedelta(minutes=minutes) if clock else A_DAY)


def _person(reading: Reading, finder: Finder) -> Person | None:
    text = reading.required("person", 120)
    found = finder.person(text) if text else None
    if text and found is None:
        reading.fault("person", _("Nobody is known by this here, or several are. The public code works too."))
    return found


def _unit(reading: Reading, finder: Finder) -> Organisation | None:
    text = reading.required("recorded_by", 160)
    found = finder.party(text) if text else None
    if text and found is None:
        reading.fault("recorded_by", _("No organisation is known by this here, or several are."))
    return found


def arrive(by: Viewer, rows: Sequence[LateEntry], source: str) -> Arrived:
    return arrive_hours(by=by, rows=rows, source=source)


HOURS = KindOf(
    name="hours",
    read=read,
    arrive=arrive,
    key_of=lambda row: row.source_key,
    place_of=lambda row: row.place.path,
)
