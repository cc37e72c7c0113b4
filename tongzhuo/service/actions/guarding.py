"""The guardian of a minor agrees, or does not."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now

from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.people.queries import guardians_of
from tongzhuo.service import queries, rules
from tongzhuo.service.actions.holding import call_the_next, lock_people, lock_shift, move, note, recount
from tongzhuo.service.models import SignUp
from tongzhuo.service.states import GuardianWord, SignUpState


@transaction.atomic
def answer_for_minor(*, by: Viewer, sign_up: SignUp, agrees: bool) -> SignUp:
    """With a yes the sign-up stands, and so do later ones to the same activity; with a no the place is free. The answer
    holds for all dates of the activity that wait for it."""
    sign_up, others = _locked(sign_up)
    at = now()
    guardians = guardians_of(sign_up.person, sign_up.starts.date())
    require(rules.may_answer_for_minor(by, sign_up, guardians, at=at))
    _say(sign_up, agrees=agrees, by=by, at=at)
    for other in others:
        _say(other, agrees=agrees, by=by, at=at, with_others=True)
    return sign_up


def _say(sign_up: SignUp, *, agrees: bool, by: Viewer, at: datetime, with_others: bool = False) -> None:
    sign_up.guardian_word = GuardianWord.GIVEN if agrees else GuardianWord.REFUSED
    sign_up.guardian_id, sign_up.guardian_until = by.person_id, None
    sign_up.save(update_fields=["guardian_word", "guardian", "guardian_until"])
    if not agrees:
        move(sign_up, SignUpState.CANCELLED, at=at)
        recount(sign_up.shift)
    word = "agreed" if agrees else "refused"
    facts = {"person": sign_up.person.code, "with_others": with_others}
    note(by, f"sign_up.guardian_{word}", sign_up.shift, [sign_up], **facts)
    if not agrees:
        call_the_next(sign_up.shift, by=by, at=at)


def _locked(sign_up: SignUp) -> tuple[SignUp, list[SignUp]]:
    """This one and the others that wait for the same answer: the person, then the shifts, then the sign-ups."""
    (person,) = lock_people([sign_up.person_id])
    same = Q(pk__in=queries.dates_asked_with(sign_up).values("pk")) | Q(pk=sign_up.pk)
    shifts = {pk: lock_shift(pk) for pk in sorted(SignUp.objects.filter(same).values_list("shift", flat=True))}
    rows = SignUp.objects.select_for_update(of=("self",)).filter(same, shift__in=shifts).order_by("pk")
    found = {row.pk: row for row in rows}
    for row in found.values():
        row.person, row.shift = person, shifts[row.shift_id]
    return found.pop(sign_up.pk), list(found.values())
