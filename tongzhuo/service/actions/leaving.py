"""Somebody can't come: the place is free at once and offered to who waits. And who was there, once it has been."""

from django.db import transaction
from django.utils.timezone import now

from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.people.queries import guardians_of
from tongzhuo.service import rules
from tongzhuo.service.actions.holding import call_the_next, lock_shift, lock_sign_up, move, note, recount
from tongzhuo.service.models import Shift, SignUp
from tongzhuo.service.states import AHEAD, GuardianWord, SignUpState

NOT_TAKEN = (SignUpState.INVITED, SignUpState.OFFERED)


@transaction.atomic
def cancel_sign_up(*, by: Viewer, sign_up: SignUp, reason: str = "", with_others: bool = False) -> SignUp:
    """Can't come, or no to an invitation or an offered place. A reason is welcome, never demanded. One that is left
    `with_others` is told of with them, by the line of the act that does so."""
    sign_up = lock_sign_up(sign_up)
    at = now()
    require(rules.may_cancel_sign_up(by, sign_up, guardians_of(sign_up.person), at=at))
    own = by.person_id == sign_up.person_id
    to = SignUpState.DECLINED if own and sign_up.state in NOT_TAKEN else SignUpState.CANCELLED
    move(sign_up, to, at=at, reason=reason)
    recount(sign_up.shift)
    facts = {"person": sign_up.person.code, "reason": reason, "with_others": with_others}
    note(by, f"sign_up.{to}", sign_up.shift, [sign_up], **facts)
    call_the_next(sign_up.shift, by=by, at=at)
    return sign_up


@transaction.atomic
def pass_on_offers(*, by: Viewer, shift: Shift) -> list[SignUp]:
    """Offered places that were not answered in time go to the next; so do those of minors whose guardian was silent.
    Returns whose time is over. Safe to repeat."""
    shift = lock_shift(shift.pk)
    at = now()
    rows = SignUp.objects.select_for_update(of=("self",)).filter(shift=shift, state__in=AHEAD).order_by("pk")
    late = [
        one
        for one in rows.select_related("person__home")
        if (one.state == SignUpState.OFFERED and one.promised_until is not None and one.promised_until <= at)
        or (one.guardian_word == GuardianWord.AWAITED and one.guardian_until is not None and one.guardian_until <= at)
    ]
    for sign_up in late:
        move(sign_up, SignUpState.CANCELLED, at=at)
    if late:
        recount(shift)
        note(by, "sign_up.passed_on", shift, late)
        call_the_next(shift, by=by, at=at)
    return late


@transaction.atomic
def note_attendance(*, by: Viewer, sign_up: SignUp, came: bool) -> SignUp:
    """Whether somebody was there, said by another than the one who served."""
    sign_up = lock_sign_up(sign_up)
    to = SignUpState.ATTENDED if came else SignUpState.ABSENT
    at = now()
    require(rules.may_note_attendance(by, sign_up, to, at=at))
    move(sign_up, to, at=at)
    recount(sign_up.shift)
    note(by, f"sign_up.{to}", sign_up.shift, [sign_up], person=sign_up.person.code)
    return sign_up
