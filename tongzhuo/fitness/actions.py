"""Whoever has signed up is asked again whether they may come, whenever something that the shift demands has changed."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import now

from tongzhuo.fitness.staying import AT_ONCE, kept_until
from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import Verdict
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.people.models import Person
from tongzhuo.people.queries import agreed
from tongzhuo.people.states import Agreement
from tongzhuo.service import rules
from tongzhuo.service.actions.holding import call_the_next, lock_people, lock_shift, move, note, recount
from tongzhuo.service.models import SignUp
from tongzhuo.service.standing import standings
from tongzhuo.service.states import AHEAD, HOLD_A_PLACE, SignUpState
from tongzhuo.vocabulary.models import Term


@dataclass
class Judged:
    """Sign-ups for which something is missing now, those for which all is in order again (`was`: what was missing),
    and those that ended."""

    blocked: list[SignUp] = field(default_factory=list)
    restored: list[SignUp] = field(default_factory=list)
    was: list[str] = field(default_factory=list)
    let_go: list[SignUp] = field(default_factory=list)


@transaction.atomic
def judge_again(*, by: Viewer, person: Person, dropped: str = "") -> Judged:
    """Everything this person has signed up for and that has not begun. The place is kept for a while, so that what is
    missing can be put right; see `staying.kept_until`. `dropped`: the skill they have just taken back. Safe to repeat.
    """
    (person,) = lock_people([person.pk])
    at, judged = now(), Judged()
    ahead = SignUp.objects.filter(person=person, state__in=AHEAD, starts__gt=at).values_list("shift", flat=True)
    shifts = [lock_shift(pk) for pk in sorted(set(ahead))]
    known = standings(person, shifts) if shifts else {}
    asked = bool(shifts) and agreed(person, Agreement.BE_ASKED)
    for shift in shifts:
        sign_up = known[shift.pk].mine
        assert sign_up is not None
        sign_up.person, sign_up.shift = person, shift
        verdict = rules.may_stay(shift, sign_up, known[shift.pk], asked=asked, dropped=dropped)
        _judge(sign_up, verdict, judged, at)
    facts: dict[str, Any] = {"by": by, "on": person, "path": person.home.path}
    if judged.blocked:
        record(did="sign_up.blocked", sign_ups=[one.code for one in judged.blocked], **facts)
    if judged.restored:
        record(did="sign_up.restored", sign_ups=[one.code for one in judged.restored], was=judged.was, **facts)
    for sign_up in judged.let_go:
        _let_go(by, sign_up, at)
    return judged


def _judge(sign_up: SignUp, verdict: Verdict, judged: Judged, at: datetime) -> None:
    before = sign_up.blocked_since
    if verdict:
        if before is not None:
            judged.was.append(sign_up.blocked_code)
            _mark(sign_up, None, "", "")
            judged.restored.append(sign_up)
        return
    term = str(verdict.facts.get("term", ""))
    if before is None or sign_up.blocked_code != verdict.code:
        _mark(sign_up, before or at, verdict.code, term)
    over = kept_until(sign_up.shift, verdict.code, before or at) <= at
    if over and (sign_up.state in HOLD_A_PLACE or verdict.code in AT_ONCE):
        judged.let_go.append(sign_up)
    elif before is None:
        judged.blocked.append(sign_up)


def _mark(sign_up: SignUp, since: datetime | None, code: str, term: str) -> None:
    sign_up.blocked_since, sign_up.blocked_code = since, code
    sign_up.blocked_term = Term.objects.filter(slug=term).first() if term else None
    sign_up.save(update_fields=["blocked_since", "blocked_code", "blocked_term"])


def _let_go(by: Viewer, sign_up: SignUp, at: datetime) -> None:
    """The place is free for who waits."""
    shift = lock_shift(sign_up.shift_id)
    move(sign_up, SignUpState.CANCELLED, at=at)
    recount(shift)
    note(by, "sign_up.let_go", shift, [sign_up], person=sign_up.person.code)
    call_the_next(shift, by=by, at=at)
