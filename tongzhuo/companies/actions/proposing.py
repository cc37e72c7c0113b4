"""A package is offered to a need. From that moment its links hold their seats; the community has days to answer."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from tongzhuo.companies import queries, rules
from tongzhuo.companies.actions.packing import locked
from tongzhuo.companies.drafts import Bringing, Proposed
from tongzhuo.companies.models import Package, Proposal, ProposalPart
from tongzhuo.companies.states import ProposalState
from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.linkages.actions import booking, withdraw_link
from tongzhuo.linkages.actions.holding import lock_need, lock_supply, may_hold, reseat
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.states import LIVING, LinkState
from tongzhuo.needs.models import Need
from tongzhuo.organisations.models import Organisation
from tongzhuo.service.states import AHEAD
from tongzhuo.turnout.actions import step_back

CHOSEN = [{"code": "chosen"}]


@transaction.atomic
def propose(*, by: Viewer, package: Package, proposed: Proposed) -> Proposal:
    """Offer it to a community. Refused where somebody was quicker: nothing is ever promised twice."""
    need, at = lock_need(proposed.need.pk), now()
    room = _room(proposed.operator)
    package = locked(package)
    proposed = Proposed(need, proposed.bringing, proposed.points, proposed.operator, proposed.heads)
    waiting = Proposal.objects.filter(package=package, state=ProposalState.PROPOSED).exists()
    require(rules.may_propose(by, package, proposed, waiting=waiting, room=room))
    proposal = Proposal.objects.create(
        package=package,
        need=need,
        offered_by_id=by.person_id or 0,
        answer_by=_answer_by(proposed, at),
        operator=proposed.operator,
        heads=proposed.heads,
        points=proposed.points,
    )
    for link in _links(need, proposed):
        _hold(link, at)
        ProposalPart.objects.create(proposal=proposal, link=link)
    reseat(by=by, need=need, at=at)
    record(by=by, did="proposal.made", on=proposal, path=need.place.path, need=need.code, package=package.code)
    return proposal


@transaction.atomic
def take_back_proposal(*, by: Viewer, proposal: Proposal, reason: str = "") -> Proposal:
    """The company steps back, before or after the answer; the seats are free at once and the office is told."""
    lock_need(proposal.need_id)
    proposal = locked_proposal(proposal)
    require(rules.may_take_back(by, proposal, begun=queries.has_begun(proposal, at=now())))
    _let_staff_go(proposal, by=by, reason=reason)
    for link in standing_links(proposal):
        withdraw_link(by=by, link=link, reason=reason.strip()[:500], only_this=True)
    end(proposal, ProposalState.TAKEN_BACK, by=by, reason=reason)
    record(by=by, did="proposal.taken_back", on=proposal, path=proposal.need.place.path, need=proposal.need.code)
    return proposal


def _let_staff_go(proposal: Proposal, *, by: Viewer, reason: str) -> None:
    """Whoever joined by the link has no day any more."""
    shift = queries.shift_of(proposal)
    for sign_up in queries.staff_of(proposal, shift) if shift else ():
        if sign_up.state in AHEAD:
            step_back(by=by, sign_up=sign_up, reason=reason.strip()[:500])


def end(proposal: Proposal, state: str, *, by: Viewer, reason: str = "") -> None:
    proposal.state, proposal.reason = state, reason.strip()[:500]
    proposal.answered_at, proposal.answered_by_id = now(), by.person_id
    proposal.save(update_fields=["state", "reason", "answered_at", "answered_by"])


def locked_proposal(proposal: Proposal) -> Proposal:
    rows = Proposal.objects.select_for_update(of=("self",))
    return rows.select_related("package__organisation__place", "need__place", "opened_by").get(pk=proposal.pk)


def standing_links(proposal: Proposal) -> list[Link]:
    """Its links that still hold their seats."""
    rows = Link.objects.filter(proposal_part__proposal=proposal, state__in=LIVING)
    return list(rows.select_related("need__place", "occasion__ask", "organisation", "offer").order_by("pk"))


def _room(operator: Organisation | None) -> int | None:
    """What is left of its capacity, and nobody else takes of it meanwhile."""
    if operator is None:
        return None
    return queries.room_of(Organisation.objects.select_for_update(of=("self",)).get(pk=operator.pk))


def _links(need: Need, proposed: Proposed) -> list[Link]:
    links = [_link(need, one) for one in proposed.bringing]
    lock_supply(links)
    return links


def _link(need: Need, one: Bringing) -> Link:
    return Link(
        need=need,
        occasion=one.occasion,
        organisation=one.offer.organisation,
        offer=one.offer,
        quantity=one.quantity,
        starts=one.occasion.starts,
        ends=one.occasion.ends,
        reasons=CHOSEN,
        pinned=True,
    )


def _hold(link: Link, at: datetime) -> None:
    """As somebody who is asked holds their seat; but it is the community that answers, so that nothing is sent."""
    require(may_hold(link))
    link.save()
    link.state, link.asked_at = LinkState.ASKED, at
    booking.keep_hours(link)
    link.save(update_fields=["state", "asked_at"])


def _answer_by(proposed: Proposed, at: datetime) -> datetime:
    """Some days, but never later than the first hour of it."""
    days = at + timedelta(days=settings.PROPOSAL_DAYS)
    return min([days, *(one.occasion.starts for one in proposed.bringing if one.occasion.starts)])
