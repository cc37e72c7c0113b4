"""A shift moves, falls out or is over. Whoever is on it hears of it at once, and it is seen who has read it."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import now

from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.service import rules
from tongzhuo.service.actions.holding import lock_shift, move, note, recount
from tongzhuo.service.drafts import ShiftDraft
from tongzhuo.service.models import Shift, SignUp
from tongzhuo.service.states import AHEAD, ShiftState, SignUpState


@transaction.atomic
def cancel_shift(*, by: Viewer, shift: Shift, reason: str = "", with_others: bool = False) -> Shift:
    """It does not take place. Everybody is free again at once. One that falls out `with_others` is told with them, by
    the line of the act that does so."""
    shift = lock_shift(shift.pk)
    at = now()
    require(rules.may_change_shift(by, shift, ShiftState.CANCELLED, at=at))
    people = _on(shift)
    for sign_up in people:
        move(sign_up, SignUpState.CANCELLED, at=at, reason=reason)
    shift.state, shift.reason = ShiftState.CANCELLED, reason
    shift.save(update_fields=["state", "reason"])
    recount(shift)
    note(by, "shift.cancelled", shift, people, reason=reason, with_others=with_others)
    return shift


@transaction.atomic
def move_shift(*, by: Viewer, shift: Shift, starts: datetime, ends: datetime, reason: str = "") -> Shift:
    """It takes place at another time. Whoever is on it keeps the place, and is told so that they may say no."""
    shift = lock_shift(shift.pk)
    require(rules.may_change_shift(by, shift, ShiftState.MOVED, at=now()))
    require(rules.may_open_shift(by, shift.activity, ShiftDraft(starts, ends, shift.places), at=now()))
    before = shift.starts
    shift.first_starts = shift.first_starts or before
    shift.state, shift.reason, shift.starts, shift.ends = ShiftState.MOVED, reason, starts, ends
    shift.save(update_fields=["state", "reason", "starts", "ends", "first_starts"])
    people = _on(shift)
    for sign_up in people:
        sign_up.starts, sign_up.ends = starts, ends
        if sign_up.promised_until is not None:
            sign_up.promised_until = min(sign_up.promised_until, starts)
        sign_up.save(update_fields=["starts", "ends", "promised_until"])
    note(by, "shift.moved", shift, people, reason=reason, before=before.isoformat())
    return shift


@transaction.atomic
def finish_shift(*, by: Viewer, shift: Shift) -> Shift:
    """It is over. Who still waited for a place waits no longer."""
    shift = lock_shift(shift.pk)
    at = now()
    require(rules.may_change_shift(by, shift, ShiftState.DONE, at=at))
    left = [one for one in _on(shift) if one.state != SignUpState.SIGNED_UP]
    for sign_up in left:
        move(sign_up, SignUpState.CANCELLED, at=at)
    shift.state = ShiftState.DONE
    shift.save(update_fields=["state"])
    recount(shift)
    note(by, "shift.done", shift, left)
    return shift


def _on(shift: Shift) -> list[SignUp]:
    rows = SignUp.objects.select_for_update(of=("self",)).filter(shift=shift, state__in=AHEAD)
    return list(rows.select_related("person__home").order_by("pk"))
