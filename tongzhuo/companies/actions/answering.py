"""The community answers, or does not. A yes makes every link real in one transaction; a no frees every seat at once."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.timezone import now

from tongzhuo.companies import rules
from tongzhuo.companies.actions.proposing import end, locked_proposal, standing_links
from tongzhuo.companies.models import Proposal
from tongzhuo.companies.states import ProposalState
from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.linkages import rules as link_rules
from tongzhuo.linkages.actions import booking
from tongzhuo.linkages.actions.answering import let_read
from tongzhuo.linkages.actions.holding import lock_need, lock_supply, reseat
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.states import HOLDING, LinkState


@transaction.atomic
def accept_proposal(*, by: Viewer, proposal: Proposal, site: Mapping[str, str]) -> Proposal:
    """Yes: the company sits, its people have their day, and it reads what the task needs."""
    need, at = lock_need(proposal.need_id), now()
    proposal = locked_proposal(proposal)
    require(rules.may_accept_proposal(by, proposal, site, at=at))
    links = standing_links(proposal)
    lock_supply(links)
    for link in links:
        _move(link, LinkState.ACCEPTED, by=by)
        booking.take_duty(link, by=by)
    if links:
        let_read(by, need, links)
    reseat(by=by, need=need, at=at)
    proposal.site = {name: site[name] for name in proposal.package.on_site}
    proposal.save(update_fields=["site"])
    end(proposal, ProposalState.ACCEPTED, by=by)
    codes = [link.code for link in links]
    record(by=by, did="link.accepted", on=need, path=need.place.path, links=codes)
    record(by=by, did="proposal.accepted", on=proposal, path=need.place.path, need=need.code, links=codes)
    return proposal


@transaction.atomic
def decline_proposal(*, by: Viewer, proposal: Proposal, reason: str = "") -> Proposal:
    """No; a reason is welcome, never demanded."""
    need = lock_need(proposal.need_id)
    proposal = locked_proposal(proposal)
    require(rules.may_answer_proposal(by, proposal, at=now()))
    _free(proposal, LinkState.DECLINED, by=by)
    reseat(by=by, need=need, at=now())
    end(proposal, ProposalState.DECLINED, by=by, reason=reason)
    record(by=by, did="proposal.declined", on=proposal, path=need.place.path, need=need.code, reason=proposal.reason)
    return proposal


@transaction.atomic
def lapse_proposal(*, by: Viewer, proposal: Proposal) -> Proposal:
    """Nobody answered in time: the company is free to offer it elsewhere."""
    need, at = lock_need(proposal.need_id), now()
    proposal = locked_proposal(proposal)
    require(rules.may_lapse(by, proposal, at=at))
    _free(proposal, LinkState.EXPIRED, by=by)
    reseat(by=by, need=need, at=at)
    end(proposal, ProposalState.LAPSED, by=by)
    record(by=by, did="proposal.lapsed", on=proposal, path=need.place.path, need=need.code)
    return proposal


@transaction.atomic
def follow_links(*, by: Viewer, proposal: Proposal) -> Proposal:
    """Its seats were freed from elsewhere: the need has ended, or the company left them one by one. Safe to repeat."""
    lock_need(proposal.need_id)
    proposal = locked_proposal(proposal)
    holds = Link.objects.filter(proposal_part__proposal=proposal, state__in=HOLDING).exists()
    if holds or not rules.may_become(proposal, ProposalState.DROPPED):
        return proposal
    end(proposal, ProposalState.DROPPED, by=by)
    record(by=by, did="proposal.dropped", on=proposal, path=proposal.need.place.path, need=proposal.need.code)
    return proposal


def _free(proposal: Proposal, state: LinkState, *, by: Viewer) -> None:
    links = standing_links(proposal)
    lock_supply(links)
    for link in links:
        _move(link, state, by=by)


def _move(link: Link, state: LinkState, *, by: Viewer) -> None:
    require(link_rules.may_move(link, state))
    if state == LinkState.ACCEPTED:
        booking.take_hours(link, by=by)
        link.send_at = now()
    else:
        booking.free_hours(link, by=by)
    link.state, link.answered_at, link.answered_by_id = state, now(), by.person_id
    link.save(update_fields=["state", "answered_at", "answered_by", "send_at"])
