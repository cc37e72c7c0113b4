"""Organisations: founded, changed, and how much they say they can take."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import Refused, no, require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations import rules
from tongzhuo.organisations.models import Membership, Organisation
from tongzhuo.places.models import Place
from tongzhuo.vocabulary.models import Term

RELIED_ON = frozenset({"kind", "place", "registration"})


@transaction.atomic
def found_organisation(
    *,
    by: Viewer,
    kind: str,
    place: Place,
    name_zh: str = "",
    name_en: str = "",
    causes: Iterable[Term] = (),
    **facts: Any,
) -> Organisation:
    """A new organisation. `facts`: registration, phone, address, opening, website, lat, lon.

    Somebody who founds a circle or a team where they live is its first member.
    """
    require(rules.may_found_organisation(by, kind, place, at=now()))
    organisation = Organisation(kind=kind, place=place, name_zh=name_zh.strip(), name_en=name_en.strip(), **facts)
    _require_name(organisation)
    organisation.save()
    organisation.causes.set(causes)
    if by.person_id is not None and not rules.tends(by, place.path):
        Membership.objects.create(person_id=by.person_id, organisation=organisation, starts_on=localdate())
    record(by=by, did="organisation.founded", on=organisation, path=place.path, kind=kind)
    return organisation


@transaction.atomic
def change_organisation(
    *, by: Viewer, organisation: Organisation, causes: Iterable[Term] | None = None, **facts: Any
) -> Organisation:
    """Change names, phone, address, opening, website, lat, lon, causes; the office also kind, registration, place."""
    organisation = held(organisation)
    require(rules.may_change_organisation(by, organisation, at=now()))
    path = organisation.place.path
    changed = {field for field, value in facts.items() if getattr(organisation, field) != value}
    if changed & RELIED_ON:
        place = facts.get("place", organisation.place)
        require(rules.may_place_organisation(by, organisation, place, at=now()))
    for field in changed:
        setattr(organisation, field, facts[field])
    _require_name(organisation)
    if causes is not None and set(causes) != set(organisation.causes.all()):
        organisation.causes.set(causes)
        record_of = {*changed, "causes"}
    else:
        record_of = changed
    if record_of:
        organisation.save()
        record(by=by, did="organisation.changed", on=organisation, path=path, changed=sorted(record_of))
    return organisation


@transaction.atomic
def declare_capacity(
    *, by: Viewer, organisation: Organisation, capacity: int | None, said_on: dt.date | None = None
) -> Organisation:
    """How many more people or needs it can take, as it said on that day; None takes the word back."""
    organisation, day = held(organisation), said_on or localdate()
    require(rules.may_declare_capacity(by, organisation, capacity, day, at=now()))
    organisation.capacity = capacity
    organisation.capacity_said = day if capacity is not None else None
    organisation.save(update_fields=["capacity", "capacity_said"])
    path = organisation.place.path
    record(
        by=by, did="organisation.capacity_declared", on=organisation, path=path, capacity=capacity, said=day.isoformat()
    )
    return organisation


def held(organisation: Organisation) -> Organisation:
    """Every action on an organisation holds it first."""
    return Organisation.objects.select_for_update(of=("self",)).select_related("place").get(pk=organisation.pk)


def _require_name(organisation: Organisation) -> None:
    if not (organisation.name_zh.strip() or organisation.name_en.strip()):
        raise Refused(no("name_missing", _("Please write the name, in one language at least.")))
