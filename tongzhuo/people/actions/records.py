"""Writing somebody down, and changing what is written. Lines name the fields that changed, never their values."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.codes import new_code, shown_code
from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import Refused, no, require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.people import rules
from tongzhuo.people.actions.locking import locked
from tongzhuo.people.contacts import Contact, clean_contact
from tongzhuo.people.models import Account, Consent, ContactWay, Guardianship, Person
from tongzhuo.people.queries import guardians_of
from tongzhuo.people.states import Agreement, HowAgreed
from tongzhuo.places.models import Place
from tongzhuo.vocabulary.models import Term


@transaction.atomic
def register_person(
    *,
    by: Viewer,
    name: str,
    home: Place,
    how: str,
    agreed_on: dt.date | None = None,
    contact: Iterable[Contact] = (),
    languages: Iterable[Term] = (),
    guardian: Person | None = None,
    **facts: Any,
) -> Person:
    """A desk writes somebody down who agreed to it `how` (aloud, paper) on that day. No telephone is needed.

    `facts`: display_name, birth_date, identity_number, volunteer_number, door, lat, lon, acts_through.
    `guardian` agrees for a child under 14 and answers for it from that day.
    """
    at = now()
    day = agreed_on or localdate(at)
    require(rules.may_register_person(by, home, at=at))
    person = Person(name=name.strip(), home=home, **_cleaned(facts))
    _require_sense(person)
    own = frozenset({guardian.pk}) if guardian else frozenset()
    if guardian is not None:
        require(rules.may_name_guardian(by, person, guardian, starts_on=day, at=at))
    purpose, voice = Agreement.BE_RECORDED, guardian.pk if guardian else None
    require(rules.may_agree(by, person, purpose=purpose, how=how, given_on=day, guardians=own, agreed_by=voice, at=at))
    person.save()
    person.languages.set(languages)
    if guardian is not None:
        Guardianship.objects.create(minor=person, guardian=guardian, starts_on=day)
    Consent.objects.create(
        person=person, purpose=purpose, how=how, given_on=day, noted_by_id=by.person_id, agreed_by=guardian
    )
    ways = [_way(person, one) for one in contact]
    record(
        by=by, did="person.registered", on=person, path=home.path, how=how, agreed_on=day.isoformat(), ways=len(ways)
    )
    return person


@transaction.atomic
def introduce_yourself(*, by: Viewer, account: Account, name: str, home: Place, display_name: str = "") -> Person:
    """Somebody who signed in for the first time says who they are; pressing the button is the consent."""
    known = Person.objects.select_for_update(of=("self",)).filter(account=account).first()
    require(rules.may_introduce_yourself(by, known, at=now()))
    person = Person.objects.create(account=account, name=name.strip(), home=home, display_name=display_name.strip())
    Consent.objects.create(
        person=person, purpose=Agreement.BE_RECORDED, how=HowAgreed.TICK, given_on=localdate(), noted_by=person
    )
    record(by=Viewer(person.pk, person.code, home.path), did="person.introduced", on=person, path=home.path)
    return person


@transaction.atomic
def give_volunteer_number(*, by: Viewer, person: Person) -> Person:
    """The number that stands where others would print an identity number. Given once; who has one keeps it."""
    person = locked(person)
    require(rules.may_change_person(by, person, guardians_of(person), at=now()))
    if not person.volunteer_number:
        person.volunteer_number = f"V-{shown_code(new_code())}"
        person.save(update_fields=["volunteer_number"])
        record(by=by, did="person.numbered", on=person, path=person.home.path)
    return person


@transaction.atomic
def change_person(*, by: Viewer, person: Person, **facts: Any) -> Person:
    """Change name, display_name, birth_date, identity_number, volunteer_number, home, door, lat, lon, acts_through."""
    person = locked(person)
    require(rules.may_change_person(by, person, guardians_of(person), at=now()))
    path = person.home.path
    changed = [field for field, value in _cleaned(facts).items() if getattr(person, field) != value]
    for field, value in _cleaned(facts).items():
        setattr(person, field, value)
    _require_sense(person)
    if changed:
        person.save(update_fields=changed)
        record(by=by, did="person.changed", on=person, path=path, changed=sorted(changed))
    return person


@transaction.atomic
def add_contact_way(*, by: Viewer, person: Person, contact: Contact) -> ContactWay:
    person = locked(person)
    require(rules.may_change_person(by, person, guardians_of(person), at=now()))
    way = _way(person, contact)
    record(by=by, did="person.contact_added", on=person, path=person.home.path, way=way.way, seen_by=way.seen_by)
    return way


@transaction.atomic
def remove_contact_way(*, by: Viewer, way: ContactWay) -> None:
    person = locked(way.person)
    require(rules.may_change_person(by, person, guardians_of(person), at=now()))
    record(by=by, did="person.contact_removed", on=person, path=person.home.path, way=way.way)
    way.delete()


@transaction.atomic
def begin_guardianship(
    *, by: Viewer, minor: Person, guardian: Person, starts_on: dt.date | None = None, ends_on: dt.date | None = None
) -> Guardianship:
    minor, day = locked(minor), starts_on or localdate()
    require(rules.may_name_guardian(by, minor, guardian, starts_on=day, at=now()))
    bond = Guardianship.objects.create(minor=minor, guardian=guardian, starts_on=day, ends_on=ends_on)
    record(by=by, did="guardianship.began", on=minor, path=minor.home.path, guardian=guardian.code)
    return bond


@transaction.atomic
def end_guardianship(*, by: Viewer, guardianship: Guardianship) -> Guardianship:
    """Ended from yesterday on, so that it gives no rights today."""
    bond = (
        Guardianship.objects.select_for_update(of=("self",))
        .select_related("minor__home", "guardian")
        .get(pk=guardianship.pk)
    )
    require(rules.may_end_guardianship(by, bond.minor, at=now()))
    bond.ends_on = localdate() - dt.timedelta(days=1)
    bond.save(update_fields=["ends_on"])
    record(by=by, did="guardianship.ended", on=bond.minor, path=bond.minor.home.path, guardian=bond.guardian.code)
    return bond


def _cleaned(facts: dict[str, Any]) -> dict[str, Any]:
    """Text without idle blanks; a number that nobody said is null, so that it need not differ from others."""
    facts = {field: value.strip() if isinstance(value, str) else value for field, value in facts.items()}
    if "volunteer_number" in facts:
        facts["volunteer_number"] = facts["volunteer_number"] or None
    if facts.get("identity_number"):
        facts["identity_number"] = facts["identity_number"].upper()
    return facts


def _require_sense(person: Person) -> None:
    if not person.name:
        raise Refused(no("name_missing", _("Please write a name, or how people call them.")))
    if person.birth_date is not None and person.birth_date > localdate():
        raise Refused(no("not_born_yet", _("This birth date has not come yet.")))
    require(rules.number_makes_sense(person.identity_number, person.birth_date))


def _way(person: Person, contact: Contact) -> ContactWay:
    cleaned = clean_contact(contact)
    if cleaned is None:
        raise Refused(
            no("contact_unreadable", _("Nobody can be reached by this. Please read it again."), way=contact.way)
        )
    return person.contact_ways.create(**cleaned._asdict())
