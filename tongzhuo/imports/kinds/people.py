"""People from a coordinator's own list. Nobody needs a telephone, and nobody gets an account by being on a list."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _

from tongzhuo.imports.finding import Finder
from tongzhuo.imports.kinds.base import KindOf, own_key, point_of, spelled
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.people.arrivals import Agreed, PersonRow, arrive_people
from tongzhuo.people.contacts import Contact, clean_contact
from tongzhuo.people.states import OWN_CONSENT_FROM, Agreement, HowAgreed, Way
from tongzhuo.people.times import MOST, Limits, WeeklyHours, age_on
from tongzhuo.places.arriving import Arrived
from tongzhuo.tables.reading import Hours, Reading
from tongzhuo.vocabulary.states import Shelf

HOW = spelled(
    {
        HowAgreed.PAPER: "纸质 书面 签字",
        HowAgreed.ALOUD: "口头 当面 aloud verbally",
        HowAgreed.LINK: "链接 online",
        HowAgreed.TICK: "勾选 网上",
    }
)
ALL_DAY = Hours(dt.time(8), dt.time(20))


def read(reading: Reading, finder: Finder) -> PersonRow | None:
    name, home, born = reading.required("name", 120), finder.place(reading), reading.date("birth_date")
    contacts, point = _contacts(reading), point_of(reading)
    languages = finder.terms(reading, "languages", Shelf.LANGUAGE)
    skills = finder.terms(reading, "skills", Shelf.SKILL)
    windows, limits = _windows(reading), _limits(reading)
    agreed = _agreed(reading, born)
    display_name, door = reading.text("display_name", 120), reading.text("door", 160)
    if reading.faults or home is None:
        return None
    return PersonRow(
        key=own_key(reading, name, born or "", contacts[0].value if contacts else door, home.path),
        name=name,
        home=home,
        display_name=display_name,
        birth_date=born,
        door=door,
        lat=point[0] if point else None,
        lon=point[1] if point else None,
        contacts=contacts,
        languages=languages,
        skills=skills,
        windows=windows,
        limits=limits if windows else None,
        agreed=agreed,
    )


def _contacts(reading: Reading) -> tuple[Contact, ...]:
    found = []
    ways = {"phone": Way.PHONE, "email": Way.EMAIL, "wechat": Way.WECHAT, "neighbour": Way.NEIGHBOUR}
    note = reading.text("contact_note", 160)
    for name, way in ways.items():
        value = reading.text(name, 120)
        contact = clean_contact(Contact(way, value, note)) if value else None
        if value and contact is None:
            reading.fault(name, _("Nobody could be reached by this."))
        if contact:
            found.append(contact)
    return tuple(found)


def _windows(reading: Reading) -> tuple[WeeklyHours, ...]:
    days, hours = reading.weekdays("days"), reading.hours("hours")
    if hours and not reading.fields.get("days"):
        reading.fault("days", _("Say on which days of the week."))
    return tuple(WeeklyHours(day, *span) for day in days for span in hours or [ALL_DAY])


def _limits(reading: Reading) -> Limits:
    usual = Limits()
    radius = reading.amount("radius_km", 1000, MOST.radius_m)
    minutes = reading.amount("hours_a_week", 60, MOST.minutes_a_week)
    times = reading.whole("times_a_week", MOST.bookings_a_week, 1)
    return Limits(radius or usual.radius_m, times or usual.bookings_a_week, minutes or usual.minutes_a_week)


def _agreed(reading: Reading, born: dt.date | None) -> tuple[Agreed, ...]:
    """Being written down, and being asked to help, each with the day and the way it was said."""
    day, asked = reading.date("agreed_on"), reading.flag("may_be_asked")
    how = reading.choice("agreed_how", HOW, default=HowAgreed.PAPER)
    if asked and day is None and not reading.fields.get("agreed_on"):
        reading.fault("agreed_on", _("Say when they agreed to be asked."))
    if day is None:
        return ()
    age = age_on(born, day)
    if age is not None and age < OWN_CONSENT_FROM:
        reading.fault("agreed_on", _("So young, only a guardian can agree. Write this child down at the desk."))
    purposes = [Agreement.BE_RECORDED, *([Agreement.BE_ASKED] if asked else [])]
    return tuple(Agreed(purpose, how, day) for purpose in purposes)


def arrive(by: Viewer, rows: Sequence[PersonRow], source: str) -> Arrived:
    return arrive_people(by=by, rows=rows, source=source)


def tally(row: PersonRow) -> Counter[str]:
    return Counter(no_contact=not row.contacts, offering_time=row.limits is not None)


PEOPLE = KindOf(
    name="people",
    read=read,
    arrive=arrive,
    key_of=lambda row: row.key,
    place_of=lambda row: row.home.path,
    tally=tally,
)
