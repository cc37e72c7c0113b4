"""A party answers. Only its own yes makes a link real, and every answer frees or fills the seat at once."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import now

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.linkages import queries, rules
from tongzhuo.linkages.actions import booking
from tongzhuo.linkages.actions.holding import lock_need, lock_supply, locked, may_hold, reseat
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.states import LIVING, LinkState
from tongzhuo.needs import actions as needs
from tongzhuo.needs import rules as need_rules
from tongzhuo.needs.models import Need
from tongzhuo.needs.states import AskKind, Level
from tongzhuo.service.serving import end_project

READS_ON = timedelta(days=7)


@transaction.atomic
def accept_link(*, by: Viewer, link: Link, only_this: bool = False) -> Link:
    """Say yes to an invitation: to all its dates, or to this one. Capacity is checked again under lock."""
    need, links = _opened(link, LinkState.ASKED, only_this=only_this)
    at = now()
    _refuse_delegates(need, link)
    for one in links:
        require(rules.may_accept(by, one, at=at))
        require(may_hold(one))
        _answer(one, LinkState.ACCEPTED, by=by, at=at)
    booking.take_duty(link, by=by)
    let_read(by, need, links)
    reseat(by=by, need=need, at=at)
    _record(by, "link.accepted", need, links)
    return links[0]


@transaction.atomic
def decline_link(*, by: Viewer, link: Link, reason: str = "", only_this: bool = False) -> Link:
    """Say no; a reason is welcome, never demanded."""
    need, links = _opened(link, LinkState.ASKED, only_this=only_this)
    at = now()
    for one in links:
        require(rules.may_answer(by, one, at=at))
        _answer(one, LinkState.DECLINED, by=by, at=at, reason=reason)
    reseat(by=by, need=need, at=at)
    _record(by, "link.declined", need, links, reason=reason)
    return links[0]


@transaction.atomic
def withdraw_link(*, by: Viewer, link: Link, reason: str = "", only_this: bool = False) -> Link:
    """Leave the seat again, or stop asking. It is free at once."""
    need, links = _opened(link, *LIVING, only_this=only_this)
    at = now()
    for one in links:
        require(rules.may_withdraw(by, one))
        _answer(one, LinkState.WITHDRAWN, by=by, at=at, reason=reason)
    booking.leave_duty(link, by=by)
    close_access(by, need, link)
    reseat(by=by, need=need, at=at)
    _record(by, "link.withdrawn", need, links, reason=reason)
    return links[0]


@transaction.atomic
def release_links(*, by: Viewer, need: Need) -> int:
    """The need has ended: whoever sits or is asked is free again. Returns how many links ended. Safe to repeat."""
    need = lock_need(need.pk)
    at = now()
    living = locked(Link.objects.filter(need=need, state__in=LIVING))
    for link in living:
        _answer(link, LinkState.WITHDRAWN, by=by, at=at)
        close_access(by, need, link)
    Link.objects.filter(need=need, state=LinkState.SUGGESTED).delete()
    end_project(need)
    record(by=by, did="need.released", on=need, path=need.place.path, links=[link.code for link in living])
    return len(living)


@transaction.atomic
def expire_links(*, by: Viewer, need: Need) -> int:
    """Whoever did not answer in time is no longer waited for. Returns how many links ended."""
    need = lock_need(need.pk)
    at = now()
    silent = locked(Link.objects.filter(need=need, state=LinkState.ASKED, answer_by__lt=at))
    for link in silent:
        _answer(link, LinkState.EXPIRED, by=by, at=at)
    reseat(by=by, need=need, at=at)
    _record(by, "link.expired", need, silent)
    return len(silent)


def _refuse_delegates(need: Need, link: Link) -> None:
    """Who speaks for a courtyard does not also run what it asked for."""
    if need.common and link.occasion.ask.kind == AskKind.OPERATOR:
        delegates = set(need.delegates.values_list("pk", flat=True))
        operators = frozenset(person.pk for person in queries.speakers_of(link))
        require(need_rules.may_operate_common(delegates, operators))


def _opened(link: Link, *states: str, only_this: bool) -> tuple[Need, list[Link]]:
    """The need, the supply and the links that this answer is about, locked in that order."""
    need = lock_need(link.need_id)
    lock_supply([link])
    same = queries.group_of(link, *states)
    links = locked([link] if only_this else same) or locked([link])
    return need, links


def _answer(link: Link, state: LinkState, *, by: Viewer, at: datetime, reason: str = "") -> None:
    require(rules.may_move(link, state))
    if state == LinkState.ACCEPTED:
        booking.take_hours(link, by=by)
    else:
        booking.free_hours(link, by=by, reason=reason)
    link.state, link.answered_at, link.answered_by_id, link.reason = state, at, by.person_id, reason
    link.save(update_fields=["state", "answered_at", "answered_by", "reason", "sign_up"])


def let_read(by: Viewer, need: Need, links: list[Link]) -> None:
    """Whoever said yes reads what the task needs."""
    party = links[0]
    needs.give_access(
        by=by,
        need=need,
        person=party.person,
        organisation=party.organisation,
        level=Level.TASK,
        until=_reads_until(links),
    )


def close_access(by: Viewer, need: Need, link: Link) -> None:
    still = Link.objects.filter(need=need, person=link.person_id, organisation=link.organisation_id, state__in=LIVING)
    if not still.exists():
        needs.end_access(by=by, need=need, person=link.person, organisation=link.organisation)


def _reads_until(links: list[Link]) -> datetime | None:
    """Seven days after the task has ended; without a date until the need has."""
    ends = [link.ends for link in links]
    return max(end for end in ends if end) + READS_ON if all(ends) else None


def _record(by: Viewer, did: str, need: Need, links: list[Link], **facts: Any) -> None:
    codes = [link.code for link in links]
    record(by=by, did=did, on=need, path=need.place.path, links=codes, **facts)
