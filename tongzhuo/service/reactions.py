"""What follows a recorded line of this room: who is told. Safe to run twice."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.timezone import now

from tongzhuo.kernel.memory import reacts_to
from tongzhuo.kernel.models import Line
from tongzhuo.kernel.viewer import Viewer, the_system
from tongzhuo.notices.actions import ask_still_coming, take_back, tell, tell_urgently
from tongzhuo.notices.models import Question
from tongzhuo.notices.quiet import evening_before
from tongzhuo.notices.sentences import both
from tongzhuo.organisations.viewers import viewer_of
from tongzhuo.people.models import Person
from tongzhuo.people.queries import guardians_of
from tongzhuo.people.tokens import GUARDIAN, signed
from tongzhuo.service import queries
from tongzhuo.service.models import Shift, SignUp
from tongzhuo.service.states import AHEAD, GuardianWord, SignUpState


@reacts_to("shift.cancelled", "shift.moved")
def tell_everybody_on_it(line: Line) -> None:
    """At once, everybody with one call: whoever changed it sees who has read it."""
    sign_ups = queries.sign_ups_of(line)
    if not sign_ups or line.facts.get("with_others"):
        return
    before = line.facts.get("before")
    shift = sign_ups[0].shift
    tell_urgently(
        to=[one.person for one in sign_ups],
        kind=line.did,
        act=line.code,
        place=shift.activity.place,
        at_one_table=True,
        by=actor_of(line),
        before=dt.datetime.fromisoformat(before) if before else None,
        reason=line.facts.get("reason", ""),
        **facts_of(shift),
    )


@reacts_to(
    *(f"sign_up.{did}" for did in ("signed_up", "cancelled", "declined", "passed_on", "guardian_agreed")),
    *(f"sign_up.{did}" for did in ("guardian_refused", "blocked", "restored", "let_go")),
    "shift.moved",
    "shift.cancelled",
)
def ask_who_still_comes(line: Line) -> None:
    """The evening before, each who is on it; what was asked for another time, or is for nothing now, is taken back."""
    for sign_up in queries.sign_ups_of(line):
        _keep_one_question(sign_up, line)


def _keep_one_question(sign_up: SignUp, line: Line) -> None:
    """Looks only at how things are now: at every repetition there is one question for the time that holds. What it is
    about names the line too, so that a shift which moves back is asked about anew. Who signs up later than that evening
    has just said so."""
    agreed = sign_up.guardian_word in (GuardianWord.NOT_NEEDED, GuardianWord.GIVEN)
    comes = sign_up.state == SignUpState.SIGNED_UP and agreed and sign_up.blocked_since is None
    asked = Question.objects.filter(notice__about__startswith=f"sign_up:{sign_up.code}:", notice__taken_back_at=None)
    asked = asked.select_related("notice")
    stale = [one for one in asked if not comes or one.until != sign_up.starts]
    for question in stale:
        take_back(about=question.notice.about)
    late = evening_before(sign_up.starts, sign_up.shift.activity.place.time_zone) <= now()
    if comes and not late and len(stale) == len(asked):
        ask_still_coming(
            to=sign_up.person, **facts_of(sign_up.shift) | {"about": f"sign_up:{sign_up.code}:{line.code}"}
        )


@reacts_to("sign_up.offered")
def tell_of_the_place(line: Line) -> None:
    for sign_up in queries.sign_ups_of(line):
        if sign_up.state == SignUpState.OFFERED:
            key = f"{line.did}:{line.code}:{sign_up.code}"
            tell_of(sign_up.person, sign_up, line.did, key, until=sign_up.promised_until)


@reacts_to("sign_up.guardian_agreed", "sign_up.guardian_refused")
def tell_what_the_guardian_said(line: Line) -> None:
    """Once, however many dates it was about."""
    for sign_up in queries.sign_ups_of(line):
        if not line.facts.get("with_others"):
            tell_of(sign_up.person, sign_up, line.did, f"{line.did}:{line.code}")


@reacts_to("sign_up.signed_up")
def ask_the_guardians(line: Line) -> None:
    """A guardian answers through a signed link, without an account, once for all dates of the same activity."""
    for sign_up in queries.sign_ups_of(line):
        if sign_up.guardian_word != GuardianWord.AWAITED or _asked_already(sign_up):
            continue
        guardians = Person.objects.filter(pk__in=guardians_of(sign_up.person, sign_up.starts.date()))
        for guardian in guardians.select_related("home", "account"):
            url = reverse("service:guardian", args=[signed(GUARDIAN, sign_up.code, guardian)])
            key = f"guardian:{sign_up.code}:{guardian.code}"
            tell_of(guardian, sign_up, "guardian.asked", key, url=url, who=sign_up.person.shown_name)


def _asked_already(sign_up: SignUp) -> bool:
    same = SignUp.objects.filter(person=sign_up.person_id, shift__activity=sign_up.shift.activity_id, state__in=AHEAD)
    return same.filter(guardian_word=GuardianWord.AWAITED, pk__lt=sign_up.pk).exists()


@reacts_to("sign_up.passed_on")
def tell_that_it_passed(line: Line) -> None:
    for sign_up in queries.sign_ups_of(line):
        tell_of(sign_up.person, sign_up, "sign_up.passed_on", f"{line.did}:{line.code}:{sign_up.code}")


@reacts_to("sign_up.cancelled")
def tell_who_is_in_charge(line: Line) -> None:
    """Where a need is served, the room above tells its coordinator."""
    for sign_up in queries.sign_ups_of(line) if not line.facts.get("with_others") else ():
        in_charge = sign_up.shift.activity.in_charge
        if sign_up.shift.occasion_id is None and in_charge is not None and in_charge.code != line.actor:
            key = f"{line.did}:{line.code}:{in_charge.code}"
            tell_of(
                in_charge, sign_up, line.did, key, who=sign_up.person.shown_name, reason=line.facts.get("reason", "")
            )


def tell_of(to: Person, sign_up: SignUp, kind: str, key: str, *, url: str = "", **facts: Any) -> None:
    about = facts_of(sign_up.shift)
    tell(to=to, kind=kind, key=key, **about | {"url": url or about["url"]}, **facts)


def facts_of(shift: Shift) -> dict[str, Any]:
    """What every notice says of a shift."""
    activity = shift.activity
    return {
        "about": f"shift:{shift.code}",
        "url": reverse("service:shift", args=[shift.code]),
        "what": both(lambda: activity.shown_title),
        "where": activity.meeting_point or both(lambda: activity.place.name),
        "starts": shift.starts,
        "ends": shift.ends,
        "zone": activity.place.time_zone,
    }


def actor_of(line: Line) -> Viewer:
    """Who did it, as whoever they acted for."""
    person = Person.objects.select_related("home").filter(code=line.actor).first()
    return viewer_of(person, acting_for=line.acting_for) if person else the_system("service")
