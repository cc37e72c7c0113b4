"""The other answers to a need, and how one ends or begins again."""

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils.timezone import now

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.needs import rules
from tongzhuo.needs.actions.locking import locked
from tongzhuo.needs.models import Need
from tongzhuo.needs.promises import promised_answer
from tongzhuo.needs.states import Seat, State


@transaction.atomic
def merge_need(*, by: Viewer, need: Need, into: Need, adds: int = 0) -> Need:
    """Goes on as part of another; `adds` people to those the other one helps."""
    first, second = sorted((need, into), key=lambda one: one.pk)
    held = {one.pk: one for one in (locked(first), locked(second))}
    need, into = held[need.pk], held[into.pk]
    require(rules.may_merge_need(by, need, into, at=now()))
    need.state, need.merged_into, need.answered_at = State.MERGED, into, now()
    need.save(update_fields=["state", "merged_into", "answered_at"])
    Need.objects.filter(pk=into.pk).update(size=F("size") + max(0, adds))
    record(by=by, did="need.merged", on=need, path=need.place.path, into=into.code, adds=max(0, adds))
    return need


@transaction.atomic
def keep_apart(*, by: Viewer, need: Need, other: Need) -> Need:
    """Somebody looked: these are two needs. They are not suggested to be one again."""
    need = locked(need)
    require(rules.may_keep_apart(by, need, other, at=now()))
    need.apart_from.add(other)
    record(by=by, did="need.kept_apart", on=need, path=need.place.path, other=other.code)
    return need


@transaction.atomic
def refer_need(*, by: Viewer, need: Need, to: str, reason: str) -> Need:
    need = locked(need)
    require(rules.may_refer_need(by, need, to=to, reason=reason, at=now()))
    need.state, need.referred_to, need.reason, need.answered_at = State.REFERRED, to.strip(), reason.strip(), now()
    need.save(update_fields=["state", "referred_to", "reason", "answered_at"])
    record(by=by, did="need.referred", on=need, path=need.place.path, to=need.referred_to)
    return need


@transaction.atomic
def decline_need(*, by: Viewer, need: Need, reason: str) -> Need:
    need = locked(need)
    require(rules.may_decline_need(by, need, reason=reason, at=now()))
    need.state, need.reason, need.answered_at = State.DECLINED, reason.strip(), now()
    need.save(update_fields=["state", "reason", "answered_at"])
    record(by=by, did="need.declined", on=need, path=need.place.path)
    return need


@transaction.atomic
def withdraw_need(*, by: Viewer, need: Need, reason: str = "") -> Need:
    """No longer wanted. A reason is welcome, never demanded."""
    need = locked(need)
    require(rules.may_withdraw_need(by, need, at=now()))
    was = need.state
    need.state, need.reason = State.WITHDRAWN, reason.strip()
    need.save(update_fields=["state", "reason"])
    record(by=by, did="need.withdrawn", on=need, path=need.place.path, was=was)
    return need


@transaction.atomic
def end_unmet(*, by: Viewer, need: Need, reason: str) -> Need:
    need = locked(need)
    require(rules.may_end_unmet(by, need, reason=reason, at=now()))
    need.state, need.reason = State.UNMET, reason.strip()
    need.save(update_fields=["state", "reason"])
    record(by=by, did="need.unmet", on=need, path=need.place.path)
    return need


@transaction.atomic
def reopen_need(*, by: Viewer, need: Need) -> Need:
    """Back on the list when it had been met, back in the inbox with a new promise otherwise."""
    need, at = locked(need), now()
    require(rules.may_reopen_need(by, need, at=at))
    was, state = need.state, rules.reopened_as(need)
    need.state, need.reason, need.referred_to, need.merged_into = state or need.state, "", "", None
    if state == State.RAISED:
        need.answer_by = promised_answer(need.urgency, need.place.time_zone, at)
        need.answered_at = need.sleeps_until = None
        need.seat_community = Seat.ASKED
        need.seat_ngo = need.seat_social_worker = need.seat_volunteers = need.seat_resources = Seat.NONE
    need.save()
    record(by=by, did="need.reopened", on=need, path=need.place.path, was=was)
    return need


@transaction.atomic
def sleep_need(*, by: Viewer, need: Need, until: dt.datetime) -> Need:
    """Out of the inbox until then. The promised time stays what it was."""
    need = locked(need)
    require(rules.may_sleep_need(by, need, until=until, at=now()))
    need.sleeps_until = until
    need.save(update_fields=["sleeps_until"])
    record(by=by, did="need.slept", on=need, path=need.place.path, until=until.isoformat())
    return need
