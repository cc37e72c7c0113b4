"""Mandates: given, ended, and the very first one of a community."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.models import Facts
from tongzhuo.kernel.verdicts import Refused, no, require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations import rules
from tongzhuo.organisations.actions.bodies import held
from tongzhuo.organisations.models import Mandate, Membership, Organisation
from tongzhuo.organisations.queries import coordinated, is_member
from tongzhuo.organisations.states import Kind, Role
from tongzhuo.people.contacts import Contact, clean_contact
from tongzhuo.people.models import Account, Consent, Person
from tongzhuo.people.states import Agreement, HowAgreed, Way
from tongzhuo.places.models import Place


@transaction.atomic
def give_mandate(
    *,
    by: Viewer,
    person: Person,
    organisation: Organisation,
    role: str,
    place: Place,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
) -> Mandate:
    """Give somebody a role in a place and everything under it. Whoever is no member of the organisation becomes one."""
    organisation, day = held(organisation), starts_on or localdate()
    facts: dict[str, Any] = {"person": person, "organisation": organisation, "role": role, "place": place}
    running = Mandate.objects.filter(**facts, ended_at=None).exclude(ends_on__lt=localdate())
    require(
        rules.may_give_mandate(
            by,
            person,
            organisation,
            role,
            place,
            starts_on=day,
            ends_on=ends_on,
            held_already=running.exists(),
            at=now(),
        )
    )
    if not is_member(person, organisation):
        Membership.objects.create(person=person, organisation=organisation, starts_on=min(day, localdate()))
    mandate = Mandate.objects.create(**facts, starts_on=day, ends_on=ends_on, given_by_id=by.person_id)
    told: Facts = {"person": person.code, "organisation": organisation.code, "role": role}
    record(by=by, did="mandate.given", on=mandate, path=place.path, **told)
    return mandate


@transaction.atomic
def end_mandate(*, by: Viewer, mandate: Mandate) -> Mandate:
    """It counts at once, and the mandate stays readable for ever."""
    # The place is held, so that two coordinators who end each other's mandate do not both succeed.
    Place.objects.select_for_update().get(pk=mandate.place_id)
    mandate = Mandate.objects.select_related("person", "organisation__place", "place").get(pk=mandate.pk)
    at, path = now(), mandate.place.path
    others = coordinated(path, besides=mandate.person_id)
    require(rules.may_end_mandate(by, mandate, others=others, at=at))
    mandate.ended_at = at
    mandate.ends_on = localdate(at) - dt.timedelta(days=1)
    mandate.save(update_fields=["ended_at", "ends_on"])
    told: Facts = {"person": mandate.person.code, "organisation": mandate.organisation.code, "role": mandate.role}
    record(by=by, did="mandate.ended", on=mandate, path=path, **told)
    return mandate


@transaction.atomic
def start_community(
    *, by: Viewer, place: Place, office: str, name: str, email: str = "", phone: str = "", office_en: str = ""
) -> Mandate:
    """The first office of a place and its coordinator, whom nobody gives the role. `email` or `phone` signs in."""
    place = Place.objects.select_for_update().get(pk=place.pk)
    require(rules.may_start_community(by, place, coordinated=coordinated(place.path), at=now()))
    ways = _ways_to_sign_in(email, phone)
    account = _account(ways.get(Way.EMAIL, ""), ways.get(Way.PHONE, ""))
    person = Person.objects.filter(account=account, merged_into=None).first()
    if person is None:
        person = Person.objects.create(account=account, name=name.strip(), display_name=name.strip(), home=place)
        person.contact_ways.bulk_create(
            [person.contact_ways.model(person=person, way=w, value=v) for w, v in ways.items()]
        )
        Consent.objects.create(person=person, purpose=Agreement.BE_RECORDED, how=HowAgreed.ALOUD, given_on=localdate())
    kind = Kind.COMMITTEE if place.level in rules.NEAR_HOME else Kind.GOVERNMENT
    organisation = Organisation.objects.create(
        kind=kind, place=place, name_zh=office.strip(), name_en=office_en.strip(), lat=place.lat, lon=place.lon
    )
    Membership.objects.create(person=person, organisation=organisation, starts_on=localdate())
    mandate = Mandate.objects.create(
        person=person, organisation=organisation, role=Role.COORDINATOR, place=place, starts_on=localdate()
    )
    record(by=by, did="community.started", on=place, path=place.path, person=person.code, office=organisation.code)
    return mandate


def _ways_to_sign_in(email: str, phone: str) -> dict[str, str]:
    ways: dict[str, str] = {}
    for way, value in ((Way.EMAIL, email), (Way.PHONE, phone)):
        if value:
            cleaned = clean_contact(Contact(way, value))
            if cleaned is None:
                raise Refused(no("contact_unreadable", _("Nobody can be reached by “%(value)s”.") % {"value": value}))
            ways[str(way)] = cleaned.value
    if not ways:
        raise Refused(
            no("sign_in_missing", _("Say an e-mail address or a telephone: the coordinator signs in with it."))
        )
    return ways


def _account(email: str, phone: str) -> Account:
    """The account that has this address or number already, or a new one. Accounts keep numbers with their country."""
    if phone and not phone.startswith("+"):
        phone = settings.PHONE_COUNTRY + phone.lstrip("0")
    known = Account.objects.filter(email=email).first() if email else None
    known = known or (Account.objects.filter(phone=phone).first() if phone else None)
    return known or Account.objects.create_user(email=email, phone=phone)
