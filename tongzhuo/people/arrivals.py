"""People that arrive from a list, a batch at a time. One transaction and one line of the memory for each."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.timezone import now

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.people.contacts import Contact
from tongzhuo.people.models import Availability, Consent, ContactWay, Person, PersonSkill, Window
from tongzhuo.people.times import Limits, WeeklyHours
from tongzhuo.places.arriving import Arrived, put
from tongzhuo.places.models import Place
from tongzhuo.places.queries import common_path
from tongzhuo.places.rules import may_bring_all
from tongzhuo.vocabulary.models import Term

_FIELDS = ("name", "display_name", "birth_date", "home", "door", "lat", "lon")


@dataclass(frozen=True)
class Agreed:
    """What somebody agreed to, how, and on which day."""

    purpose: str
    how: str
    given_on: dt.date


@dataclass(frozen=True)
class PersonRow:
    """One person of a list; `key` is its own name for them. What is empty says nothing. The point is in WGS-84.

    `limits` None: they do not offer time. A consent that was withdrawn here stays so, whatever an older list says.
    """

    key: str
    name: str
    home: Place
    display_name: str = ""
    birth_date: dt.date | None = None
    door: str = ""
    lat: float | None = None
    lon: float | None = None
    contacts: tuple[Contact, ...] = ()
    languages: tuple[Term, ...] = ()
    skills: tuple[Term, ...] = ()
    windows: tuple[WeeklyHours, ...] = ()
    limits: Limits | None = None
    agreed: tuple[Agreed, ...] = ()

    @property
    def values(self) -> dict[str, Any]:
        said = {name: getattr(self, name) for name in _FIELDS}
        return {name: value for name, value in said.items() if value not in ("", None)}


@transaction.atomic
def arrive_people(*, by: Viewer, rows: Sequence[PersonRow], source: str) -> Arrived:
    """Write a batch; the keys of `rows` differ from one another. A list adds and corrects, it removes nobody."""
    require(may_bring_all(by, (row.home.path for row in rows), at=now()))
    root = common_path(row.home.path for row in rows)
    locked = Person.objects.select_for_update(of=("self",)).select_related("home")
    standing = {p.source_key: p for p in locked.filter(source=source, source_key__in=[row.key for row in rows])}
    touched = {row.key for row in rows if row.key in standing and put(standing[row.key], row.values)}
    Person.objects.bulk_update([standing[key] for key in touched], _FIELDS, batch_size=100)
    new = [row for row in rows if row.key not in standing]
    made = Person.objects.bulk_create([Person(source=source, source_key=row.key, **row.values) for row in new])
    known = standing | {row.key: person for row, person in zip(new, made, strict=True)}
    pairs = [(known[row.key], row) for row in rows]
    for part in (_contacts, _languages, _skills, _times, _agreements):
        touched |= part(pairs, by)
    arrived = Arrived(new=len(new), changed=len(touched & standing.keys()))
    arrived.same = len(rows) - arrived.new - arrived.changed
    if arrived.wrote:
        on = Place.objects.filter(path=root).first() or rows[0].home
        record(by=by, did="people.arrived", on=on, path=root, source=source, **arrived.facts())
    return arrived


Pairs = Sequence[tuple[Person, PersonRow]]


def _contacts(pairs: Pairs, _by: Viewer) -> set[str]:
    known = set(ContactWay.objects.filter(person__in=_people(pairs)).values_list("person_id", "way", "value"))
    missing = [
        (row.key, ContactWay(person=person, **contact._asdict()))
        for person, row in pairs
        for contact in row.contacts
        if (person.pk, contact.way, contact.value) not in known
    ]
    ContactWay.objects.bulk_create([way for _, way in missing])
    return {key for key, _ in missing}


def _languages(pairs: Pairs, _by: Viewer) -> set[str]:
    through = Person.languages.through
    spoken = through._default_manager.filter(person__in=_people(pairs))
    known = {(one.person_id, one.term_id) for one in spoken}
    missing = [(p, row, term) for p, row in pairs for term in row.languages if (p.pk, term.pk) not in known]
    through._default_manager.bulk_create([through(person_id=p.pk, term_id=term.pk) for p, _, term in missing])
    return {row.key for _, row, _ in missing}


def _skills(pairs: Pairs, _by: Viewer) -> set[str]:
    known = set(PersonSkill.objects.filter(person__in=_people(pairs)).values_list("person_id", "term_id"))
    missing = [(p, row, term) for p, row in pairs for term in row.skills if (p.pk, term.pk) not in known]
    PersonSkill.objects.bulk_create([PersonSkill(person=person, term=term) for person, _, term in missing])
    return {row.key for _, row, _ in missing}


def _times(pairs: Pairs, _by: Viewer) -> set[str]:
    """The hours of a list replace those that stand; days that differ stay as the person said them."""
    standing = {
        a.person_id: a for a in Availability.objects.filter(person__in=_people(pairs)).prefetch_related("windows")
    }
    offering = [(person, row) for person, row in pairs if row.limits is not None]
    new = [Availability(person=p, **row.limits._asdict()) for p, row in offering if row.limits and p.pk not in standing]
    made = {a.person_id: a for a in Availability.objects.bulk_create(new)}
    changed = {row.key for person, row in offering if person.pk in made}
    for person, row in offering:
        if person.pk in standing and row.limits and put(standing[person.pk], row.limits._asdict()):
            standing[person.pk].save()
            changed.add(row.key)
    replaced = [
        (standing[p.pk], row) for p, row in offering if p.pk in standing and _week(standing[p.pk]) != set(row.windows)
    ]
    Window.objects.filter(availability__in=[available for available, _ in replaced]).delete()
    written = [*replaced, *((made[person.pk], row) for person, row in offering if person.pk in made)]
    Window.objects.bulk_create(
        [Window(availability=a, **w._asdict()) for a, row in written for w in sorted(set(row.windows))]
    )
    return changed | {row.key for _, row in replaced}


def _week(available: Availability) -> set[WeeklyHours]:
    return {WeeklyHours(w.weekday, w.from_time, w.until_time) for w in available.windows.all()}


def _agreements(pairs: Pairs, by: Viewer) -> set[str]:
    """A consent that lives is not given twice; one withdrawn after the list's date is not brought back."""
    known: dict[tuple[int, str], list[Consent]] = {}
    for consent in Consent.objects.filter(person__in=_people(pairs)):
        known.setdefault((consent.person_id, consent.purpose), []).append(consent)
    missing = [
        (
            row.key,
            Consent(
                person=person, purpose=said.purpose, how=said.how, given_on=said.given_on, noted_by_id=by.person_id
            ),
        )
        for person, row in pairs
        for said in row.agreed
        if all(_over_before(one, said.given_on) for one in known.get((person.pk, said.purpose), ()))
    ]
    Consent.objects.bulk_create([consent for _, consent in missing])
    return {key for key, _ in missing}


def _over_before(consent: Consent, day: dt.date) -> bool:
    return consent.withdrawn_at is not None and consent.withdrawn_at.date() < day


def _people(pairs: Pairs) -> Iterable[int]:
    return [person.pk for person, _ in pairs]
