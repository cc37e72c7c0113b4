"""What follows a recorded line of this room: who is told. Safe to run twice."""

import datetime as dt
from typing import Any

from django.urls import reverse

from tongzhuo.kernel.memory import reacts_to
from tongzhuo.kernel.models import Line
from tongzhuo.notices.actions import tell
from tongzhuo.notices.sentences import both
from tongzhuo.people.models import Person
from tongzhuo.people.queries import guardians_of
from tongzhuo.people.tokens import GUARDIAN, signed
from tongzhuo.service.models import SignUp
from tongzhuo.service.states import GuardianWord, SignUpState


@reacts_to("shift.cancelled", "shift.moved")
def tell_everybody_on_it(line: Line) -> None:
    """At once, each of them; whether they have read it is seen on the page of the activity."""
    for sign_up in _sign_ups(line):
        before = line.facts.get("before")
        _tell(
            sign_up.person,
            sign_up,
            line.did,
            f"{line.did}:{line.code}:{sign_up.code}",
            before=dt.datetime.fromisoformat(before) if before else None,
            reason=line.facts.get("reason", ""),
        )


@reacts_to("sign_up.offered")
def tell_of_the_place(line: Line) -> None:
    for sign_up in _sign_ups(line):
        if sign_up.state == SignUpState.OFFERED:
            key = f"{line.did}:{line.code}:{sign_up.code}"
            _tell(sign_up.person, sign_up, line.did, key, until=sign_up.promised_until)


@reacts_to("sign_up.signed_up")
def ask_the_guardians(line: Line) -> None:
    """A guardian answers through a signed link, without an account."""
    for sign_up in _sign_ups(line):
        if sign_up.guardian_word != GuardianWord.AWAITED:
            continue
        guardians = Person.objects.filter(pk__in=guardians_of(sign_up.person, sign_up.starts.date()))
        for guardian in guardians.select_related("home", "account"):
            url = reverse("service:guardian", args=[signed(GUARDIAN, sign_up.code, guardian)])
            key = f"guardian:{sign_up.code}:{guardian.code}"
            _tell(guardian, sign_up, "guardian.asked", key, url=url, who=sign_up.person.shown_name)


@reacts_to("sign_up.passed_on")
def tell_that_it_passed(line: Line) -> None:
    for sign_up in _sign_ups(line):
        _tell(sign_up.person, sign_up, "sign_up.passed_on", f"{line.did}:{line.code}:{sign_up.code}")


@reacts_to("sign_up.cancelled")
def tell_who_is_in_charge(line: Line) -> None:
    """Where a need is served, the room above tells its coordinator."""
    for sign_up in _sign_ups(line):
        in_charge = sign_up.shift.activity.in_charge
        if sign_up.shift.occasion_id is None and in_charge is not None and in_charge.code != line.actor:
            key = f"{line.did}:{line.code}:{in_charge.code}"
            _tell(in_charge, sign_up, line.did, key, who=sign_up.person.shown_name, reason=line.facts.get("reason", ""))


def _sign_ups(line: Line) -> list[SignUp]:
    rows = SignUp.objects.filter(code__in=line.facts.get("sign_ups", []))
    return list(
        rows.select_related(
            "person__home", "person__account", "shift__activity__place", "shift__activity__in_charge__home"
        ).order_by("pk")
    )


def _tell(to: Person, sign_up: SignUp, kind: str, key: str, *, url: str = "", **facts: Any) -> None:
    shift, activity = sign_up.shift, sign_up.shift.activity
    tell(
        to=to,
        kind=kind,
        about=f"shift:{shift.code}",
        url=url or reverse("service:shift", args=[shift.code]),
        key=key,
        what=both(lambda: activity.shown_title),
        where=activity.meeting_point or both(lambda: activity.place.name),
        starts=shift.starts,
        ends=shift.ends,
        zone=activity.place.time_zone,
        **facts,
    )
