"""The coordinator decides: who is asked, and ten minutes to think again."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import Verdict, require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.linkages import rules
from tongzhuo.linkages.actions import booking
from tongzhuo.linkages.actions.holding import lock_need, lock_supply, locked, may_hold, reseat
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.states import LinkState
from tongzhuo.needs.models import Need
from tongzhuo.people.models import Consent
from tongzhuo.people.states import Agreement

TIME_TO_THINK = timedelta(minutes=10)


@dataclass
class Sent:
    """Who was asked, and whom it could not reach any more, with the reason."""

    asked: list[Link] = field(default_factory=list)
    failed: list[tuple[Link, Verdict]] = field(default_factory=list)


@transaction.atomic
def send_links(*, by: Viewer, need: Need, at_once: bool = False) -> Sent:
    """Ask everybody whom the plan suggests. From now on they hold their supply; parties see it after ten minutes.

    What was promised elsewhere in the meantime is left out and said; the rest is sent.
    """
    need = lock_need(need.pk)
    suggested = list(Link.objects.filter(need=need, state=LinkState.SUGGESTED))
    require(rules.may_send(by, need, suggested=len(suggested)))
    lock_supply(suggested)
    sent, at = Sent(), now()
    for link in locked(suggested):
        _ask(link, sent, at, send_at=at if at_once else at + TIME_TO_THINK)
    reseat(by=by, need=need, at=at)
    _record(
        by, "need.links_sent", need, sent.asked, failed=[[link.code, verdict.code] for link, verdict in sent.failed]
    )
    return sent


@transaction.atomic
def send_now(*, by: Viewer, need: Need) -> list[Link]:
    """Do not wait for the ten minutes to pass."""
    need = lock_need(need.pk)
    require(rules.may_keep_table(by, need))
    at = now()
    waiting = locked(Link.objects.filter(need=need, state=LinkState.ASKED, send_at__gt=at))
    for link in waiting:
        link.send_at = at
        link.save(update_fields=["send_at"])
    _record(by, "need.sent_at_once", need, waiting)
    return waiting


@transaction.atomic
def take_back(*, by: Viewer, need: Need) -> list[Link]:
    """Within the ten minutes: nobody has seen it, so nobody was asked."""
    need = lock_need(need.pk)
    at = now()
    waiting = locked(Link.objects.filter(need=need, state=LinkState.ASKED, send_at__gt=at))
    require(rules.may_take_back(by, need, waiting=len(waiting)))
    for link in waiting:
        booking.free_hours(link, by=by)
        link.state, link.asked_at, link.send_at, link.answer_by = LinkState.SUGGESTED, None, None, None
        link.sign_up = None
        link.save(update_fields=["state", "asked_at", "send_at", "answer_by", "sign_up"])
    reseat(by=by, need=need, at=at)
    _record(by, "need.links_taken_back", need, waiting)
    return waiting


def _ask(link: Link, sent: Sent, at: datetime, *, send_at: datetime) -> None:
    verdict = rules.may_be_asked(link, agreed=_agreed(link)) and may_hold(link)
    if not verdict:
        link.state, link.reason = LinkState.REMOVED, verdict.reason
        link.save(update_fields=["state", "reason"])
        sent.failed.append((link, verdict))
        return
    link.state, link.asked_at, link.send_at = LinkState.ASKED, at, send_at
    link.answer_by = _answer_by(link, send_at)
    booking.keep_hours(link)
    link.save(update_fields=["state", "asked_at", "send_at", "answer_by", "sign_up"])
    sent.asked.append(link)


def _agreed(link: Link) -> bool:
    agreed = Consent.objects.filter(person=link.person_id, purpose=Agreement.BE_ASKED, withdrawn_at=None)
    return bool(link.offer_id) or agreed.exists()


def _answer_by(link: Link, send_at: datetime) -> datetime:
    """Three days, but never later than the hour itself."""
    days = send_at + timedelta(days=settings.ANSWER_DAYS)
    return min(days, link.starts) if link.starts else days


def _record(by: Viewer, did: str, need: Need, links: list[Link], **facts: Any) -> None:
    due = max((link.send_at for link in links if link.send_at), default=None)
    record(by=by, did=did, on=need, path=need.place.path, due=due, links=[link.code for link in links], **facts)
