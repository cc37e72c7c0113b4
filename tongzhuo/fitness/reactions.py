"""What follows when whoever has signed up is not ready any more: asked again, and both sides told. Safe to run twice.

The volunteer reads what is missing and who helps; whoever leads reads that it is so, and since when.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from tongzhuo.fitness import actions
from tongzhuo.fitness.staying import kept_until, missing, seen_by
from tongzhuo.kernel.memory import reacts_to
from tongzhuo.kernel.models import Line
from tongzhuo.kernel.viewer import the_system
from tongzhuo.notices.actions import tell_together
from tongzhuo.notices.sentences import both
from tongzhuo.organisations.queries import holders
from tongzhuo.organisations.states import Role
from tongzhuo.organisations.viewers import viewer_of
from tongzhuo.people.models import Person
from tongzhuo.people.queries import same_person
from tongzhuo.service import queries
from tongzhuo.service.models import SignUp
from tongzhuo.service.rules import NOT_INSURED
from tongzhuo.service.states import AHEAD

US = the_system("fitness")
Told = list[tuple[Person, dict[str, Any]]]


@reacts_to(
    "consent.given",
    "consent.withdrawn",
    "person.skill_declared",
    "person.skill_proved",
    "person.skill_dropped",
    "person.changed",
    "guardianship.began",
    "guardianship.ended",
)
def judge_whom_it_is_about(line: Line) -> None:
    person = same_person(line.on_code)
    dropped = str(line.facts.get("skill", "")) if line.did == "person.skill_dropped" else ""
    if person is not None and SignUp.objects.filter(person=person, state__in=AHEAD).exists():
        actions.judge_again(by=US, person=person, dropped=dropped)


@reacts_to("activity.covered", "shift.moved")
def judge_who_is_on_it(line: Line) -> None:
    """Cover that ends sooner, or a day on which a check has run out."""
    on = {"shift__activity__code" if line.did == "activity.covered" else "shift__code": line.on_code}
    people = SignUp.objects.filter(**on, state__in=AHEAD).values("person")
    for person in Person.objects.filter(pk__in=people).order_by("pk"):
        actions.judge_again(by=US, person=person)


@reacts_to("sign_up.blocked")
def tell_both_sides_what_is_missing(line: Line) -> None:
    rows = [one for one in queries.sign_ups_of(line) if one.blocked_since is not None]
    tell_together(
        told=[(one.person, _about(one) | _to_put_right(one)) for one in rows],
        kind=line.did,
        about=f"person:{line.on_code}",
        act=line.code,
        url=reverse("service:commitments"),
    )
    uncovered = [one for one in rows if one.blocked_code == NOT_INSURED[0]]
    for shift in {one.shift.code: one for one in uncovered}.values():
        day = shift.shift.activity.insured_until
        told = [(person, _about(shift)) for person in _leaders([shift])]
        _tell_leaders(told, "shift.uncovered", shift, f"{shift.shift.code}:{day or ''}")
    others = [one for one in rows if one.blocked_code != NOT_INSURED[0]]
    if others:
        _tell_leaders(
            [(who, _seen(one, who)) for one in others for who in _leaders([one])],
            "sign_up.not_ready",
            others[0],
            line.code,
        )


@reacts_to("sign_up.restored")
def tell_both_sides_that_all_is_well(line: Line) -> None:
    rows = [one for one in queries.sign_ups_of(line) if one.blocked_since is None and one.state in AHEAD]
    tell_together(
        told=[(one.person, _about(one)) for one in rows],
        kind=line.did,
        about=f"person:{line.on_code}",
        act=line.code,
        url=reverse("service:commitments"),
    )
    if rows and set(line.facts["was"]) != {NOT_INSURED[0]}:
        told = [(who, _about(one) | {"who": one.person.shown_name}) for one in rows for who in _leaders([one])]
        _tell_leaders(told, "sign_up.ready", rows[0], line.code)


@reacts_to("sign_up.let_go")
def tell_both_sides_that_it_ended(line: Line) -> None:
    for one in queries.sign_ups_of(line):
        tell_together(
            told=[(one.person, _about(one) | _missing(one))],
            kind=line.did,
            about=f"sign_up:{one.code}",
            act=line.code,
            url=reverse("service:commitments"),
        )
        _tell_leaders([(who, _seen(one, who)) for who in _leaders([one])], "sign_up.gave_way", one, line.code)


def _tell_leaders(told: Told, kind: str, first: SignUp, act: str) -> None:
    url = reverse("service:activity", args=[first.shift.activity.code])
    tell_together(told=told, kind=kind, about=f"activity:{first.shift.activity.code}", act=f"{kind}:{act}", url=url)


def _leaders(rows: Iterable[SignUp]) -> list[Person]:
    """Who is in charge of the activity, and the office of its place; nobody about themselves."""
    found: dict[int, Person] = {}
    for one in rows:
        activity = one.shift.activity
        people = [mandate.person for mandate in holders(activity.place.path, Role.COORDINATOR)]
        for person in [*([activity.in_charge] if activity.in_charge else []), *people]:
            if person.pk != one.person_id:
                found[person.pk] = person
    return list(found.values())


def _about(one: SignUp) -> dict[str, Any]:
    activity = one.shift.activity
    return {
        "what": both(lambda: activity.shown_title),
        "starts": one.starts,
        "ends": one.ends,
        "zone": activity.place.time_zone,
    }


def _to_put_right(one: SignUp) -> dict[str, Any]:
    return _missing(one) | {"office": both(lambda: one.person.home.name), "until": _until(one)}


def _missing(one: SignUp) -> dict[str, Any]:
    return {"missing": both(lambda: missing(one))}


def _seen(one: SignUp, leader: Person) -> dict[str, Any]:
    viewer = viewer_of(leader)
    told = {"who": one.person.shown_name, "seen": both(lambda: seen_by(viewer, one)), "since": one.blocked_since}
    return _about(one) | told | {"until": _until(one)}


def _until(one: SignUp) -> dt.datetime | None:
    return one.blocked_since and kept_until(one.shift, one.blocked_code, one.blocked_since)
