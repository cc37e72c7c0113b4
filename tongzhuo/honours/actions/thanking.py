"""Thanks for a deed: given by an organisation or by the person helped, shown only with the yes of whoever did it."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.timezone import localdate, now

from tongzhuo.honours import queries, rules
from tongzhuo.honours.models import Honour
from tongzhuo.honours.states import HonourState
from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.needs.models import Need
from tongzhuo.organisations.models import Organisation
from tongzhuo.people.actions.locking import locked
from tongzhuo.people.models import Person
from tongzhuo.people.queries import guardians_of


@transaction.atomic
def give_honour(
    *, by: Viewer, people: Sequence[Person], unit: Organisation, deed: str, done_on: dt.date
) -> list[Honour]:
    """An organisation thanks everybody who did it together."""
    met = queries.met_among(by, people)
    require(rules.may_give_honour(by, people, deed, unit=unit, done_on=done_on, met=met, at=now()))
    facts = {"deed": deed.strip(), "done_on": done_on, "organisation": unit, "entered_by_id": by.person_id}
    ordered = sorted(people, key=lambda person: person.pk)
    made = [Honour.objects.create(person=person, place=person.home, **facts) for person in ordered]
    record(by=by, did="honour.given", on=unit, path=unit.place.path, lines=[one.code for one in made])
    return made


@transaction.atomic
def thank(*, by: Viewer, need: Need, person: Person, deed: str) -> Honour:
    """The person helped thanks somebody who came. Nobody reads their name beside it."""
    person = locked(person)
    voices, thanked = queries.voices_of(need), queries.thanked_for(need, by.person_id)
    served = list(queries.served_for(need).values_list("pk", flat=True))
    require(rules.may_thank(by, need, person, deed, voices=voices, served=served, thanked=thanked))
    made = Honour.objects.create(
        person=person,
        deed=deed.strip(),
        done_on=localdate(),
        thanked_by_id=by.person_id,
        need=need,
        place=need.place,
        entered_by_id=by.person_id or 0,
    )
    record(by=by, did="honour.given", on=made, path=need.place.path, lines=[made.code])
    return made


@transaction.atomic
def show_honour(*, by: Viewer, honour: Honour) -> Honour:
    """Yes: everybody may read it."""
    honour = _held(honour)
    require(rules.may_show_honour(by, honour, guardians_of(honour.person), at=now()))
    return _become(by, honour, HonourState.SHOWN)


@transaction.atomic
def keep_honour(*, by: Viewer, honour: Honour) -> Honour:
    """For oneself: from this moment nobody else reads it but who gave it."""
    honour = _held(honour)
    require(rules.may_keep_honour(by, honour, guardians_of(honour.person)))
    return _become(by, honour, HonourState.KEPT)


@transaction.atomic
def take_back_honour(*, by: Viewer, honour: Honour, reason: str) -> Honour:
    """It was a mistake. The person reads why."""
    honour = _held(honour)
    require(rules.may_take_back_honour(by, honour, reason))
    return _become(by, honour, HonourState.TAKEN_BACK, reason=reason.strip())


def _held(honour: Honour) -> Honour:
    rows = Honour.objects.select_for_update(of=("self",))
    return rows.select_related("person__home", "organisation__place", "place").get(pk=honour.pk)


def _become(by: Viewer, honour: Honour, state: str, reason: str = "") -> Honour:
    honour.state, honour.answered_at, honour.reason = state, now(), reason
    honour.save(update_fields=["state", "answered_at", "reason"])
    record(by=by, did=f"honour.{state}", on=honour, path=honour.place.path)
    return honour
