"""Answers to events that are over: past sign-ups. A yes is a promise; only what says so is an attendance."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from tongzhuo.imports.finding import Finder
from tongzhuo.imports.kinds import organisations
from tongzhuo.imports.kinds.base import LONGEST_KEY, KindOf, is_chinese, own_key, point_of, spelled
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.arrivals import OrganisationRow
from tongzhuo.organisations.models import Organisation
from tongzhuo.past.arrivals import arrive_sign_ups
from tongzhuo.past.drafts import PastAnswer, PastEvent
from tongzhuo.past.states import BECOMES, Answer
from tongzhuo.people.arrivals import PersonRow
from tongzhuo.people.models import Person
from tongzhuo.places.arriving import Arrived
from tongzhuo.places.models import Place
from tongzhuo.records.rules import LONGEST, MOST_REASON
from tongzhuo.service.states import ActivityKind
from tongzhuo.tables.reading import Reading

A_DAY = dt.timedelta(days=1)
MOST_GUESTS = 1000
ANSWERS = spelled(
    {
        Answer.YES: "是 参加 报名 going √ ✓ 1",
        Answer.NO: "否 不参加 不来 declined × 0",
        Answer.WAITING: "候补 排队 waitlist waiting_list",
        Answer.CAME: "到场 已到 参加了 attended",
        Answer.MISSED: "未到 缺席 没来 absent no_show",
    }
)
KINDS = spelled({ActivityKind.SERVICE: "志愿服务 服务", ActivityKind.MEETING: "会议 聚会 活动"})


def read(reading: Reading, finder: Finder) -> PastAnswer | None:
    place = finder.place(reading)
    if place is None:
        return None
    event, person = _event(reading, finder, place), _person(reading, finder, place)
    said = reading.required("answer") and reading.choice("answer", ANSWERS)
    guests, answered = reading.whole("guests", MOST_GUESTS) or 0, reading.moment("answered")
    minutes, in_charge, reason = _hours(reading)
    if reading.faults or event is None or person is None:
        return None
    who = person.key if isinstance(person, PersonRow) else person.code
    key = own_key(reading, event.key, who)
    return PastAnswer(key, event, person, BECOMES[said], guests, answered, minutes, in_charge, reason)


def _hours(reading: Reading) -> tuple[int | None, str, str]:
    minutes = reading.amount("hours", 60, LONGEST)
    needed = reading.required if minutes else reading.text
    return minutes, needed("in_charge", 120), needed("reason", MOST_REASON)


def _event(reading: Reading, finder: Finder, place: Place) -> PastEvent | None:
    title, group, point = reading.required("activity"), _group(reading, finder, place), point_of(reading)
    kind = reading.choice("kind", KINDS, default=ActivityKind.SERVICE)
    span = _span(reading, place)
    if span is None or group is None or not title:
        return None
    whose = group.key if isinstance(group, OrganisationRow) else group.code
    key = reading.text("event", LONGEST_KEY) or own_key(_nameless(reading), whose, title, span[0].isoformat())
    lat, lon = point or (None, None)
    return PastEvent(key, title, place, *span, group, kind, lat, lon)


def _nameless(reading: Reading) -> Reading:
    """The row without its own key, which names the answer and not the event."""
    return Reading(reading.number, {**reading.fields, "key": ""})


def _span(reading: Reading, place: Place) -> tuple[dt.datetime, dt.datetime] | None:
    """By the place's own clock. Where no end is said it ended some time on that day."""
    begins, day, zone = reading.moment("begins"), reading.date("date"), ZoneInfo(place.time_zone)
    clock, until = reading.time("starts"), reading.time("ends")
    if reading.faults:
        return None
    if begins is None:
        day = day or reading.required("date") or None  # type: ignore[assignment]
        if day is None:
            return None
        begins = dt.datetime.combine(day, clock or dt.time(), zone)
    local = begins.astimezone(zone)
    midnight = dt.datetime.combine(local.date() + A_DAY, dt.time(), zone)
    if until is None:
        return begins, midnight
    ends = dt.datetime.combine(local.date(), until, zone)
    return begins, ends if ends > begins else dt.datetime.combine(local.date() + A_DAY, until, zone)


def _person(reading: Reading, finder: Finder, place: Place) -> Person | PersonRow | None:
    """Known; or, with a name beside a key of the list, made on the way: without a way to reach them, asked nothing."""
    text, name = reading.required("person", 120), reading.text("person_name", 120)
    found = finder.person(text) if text and not name else None
    if found is not None or not text:
        return found
    if name:
        return PersonRow(text, name, place)
    reading.fault("person", _("Nobody is known by this here, or several are. The public code works too."))
    return None


def _group(reading: Reading, finder: Finder, place: Place) -> Organisation | OrganisationRow | None:
    text, name = reading.required("organiser", 160), reading.text("organiser_name", 120)
    found = finder.party(text) if text else None
    if found is not None or not text:
        return found
    if not reading.fields.get("organiser_kind"):
        why = _("No organisation of this name is known here. Bring it first, or say its organiser_kind.")
        reading.fault("organiser", why)
        return None
    kind, name = reading.choice("organiser_kind", organisations.KINDS), name or text
    zh, en = (name, "") if is_chinese(name) else ("", name)
    return OrganisationRow(text, kind, place, name_zh=zh, name_en=en)


def arrive(by: Viewer, rows: Sequence[PastAnswer], source: str) -> Arrived:
    return arrive_sign_ups(by=by, rows=rows, source=source)


def tally(row: PastAnswer) -> Counter[str]:
    return Counter({f"answer_{row.state}": 1, "guests": row.guests, "no_point": row.event.lat is None})


SIGNUPS = KindOf(
    name="signups",
    read=read,
    arrive=arrive,
    key_of=lambda row: row.key,
    place_of=lambda row: row.event.place.path,
    tally=tally,
)
