"""Keep what the engine proposes, and let the coordinator change it. A suggestion holds nothing and nobody sees it."""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.fields import subtree
from tongzhuo.kernel.memory import record
from tongzhuo.kernel.models import Facts
from tongzhuo.kernel.verdicts import Refused, no, require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.linkages import queries, rules
from tongzhuo.linkages.actions.holding import lock_need, lock_supply, locked, may_hold
from tongzhuo.linkages.drafts import Draft
from tongzhuo.linkages.models import Link, Plan, PlannedNeed
from tongzhuo.linkages.states import LinkState
from tongzhuo.needs.models import Need, Occasion
from tongzhuo.needs.states import OPEN_STATES
from tongzhuo.organisations.models import Organisation
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place
from tongzhuo.resources.models import Offer

A_BATCH = 500
SEAT = ("occasion", "person", "offer")


@transaction.atomic
def keep_plan(*, by: Viewer, place: Place, draft: Draft) -> Plan:
    """Keep a plan and its suggestions. Earlier suggestions for the same needs that nobody pinned make room."""
    require(rules.may_plan(by, place.path))
    place = Place.objects.select_for_update(of=("self",)).get(pk=place.pk)
    plan = draft.plan
    plan.place, plan.asked_by_id = place, by.person_id or by.on_behalf_id
    plan.save()
    links = _still_apt(draft.links, place)
    for start in range(0, len(draft.needs), A_BATCH):
        needs = draft.needs[start : start + A_BATCH]
        Link.objects.filter(need__in=needs, state=LinkState.SUGGESTED, pinned=False).delete()
    for link in links:
        link.plan = plan
    for planned in draft.planned:
        planned.plan = plan
    Link.objects.bulk_create(links, batch_size=A_BATCH)
    PlannedNeed.objects.bulk_create(draft.planned, batch_size=A_BATCH)
    facts: Facts = {"needs": len(draft.needs), "links": len(links), "gap": round(plan.gap, 6)}
    record(by=by, did="plan.drawn", on=plan, path=place.path, **facts)
    return plan


def _still_apt(links: list[Link], place: Place) -> list[Link]:
    """Without what was dropped, promised, refused or pinned while the plan was drawn: people go on meanwhile."""
    within = subtree(place.path, "ask__need__place__path")
    wanted = set(Occasion.objects.filter(within, ask__need__state__in=OPEN_STATES).values_list("pk", flat=True))
    decided = Link.objects.filter(queries.SETTLED | queries.BARRED, subtree(place.path, "need__place__path"))
    decided = decided.filter(need__state__in=OPEN_STATES)
    taken = {(occasion, offer or -person) for occasion, person, offer in decided.values_list(*SEAT).iterator()}
    return [
        link
        for link in links
        if link.occasion_id in wanted and (link.occasion_id, link.offer_id or -(link.person_id or 0)) not in taken
    ]


@transaction.atomic
def remove_link(*, by: Viewer, link: Link, only_this: bool = False) -> list[Link]:
    """Take somebody out of the plan. The next plan does not propose them again here."""
    need, links = _opened(by, link, LinkState.SUGGESTED, only_this=only_this)
    for one in links:
        _move(one, LinkState.REMOVED, by)
    _record(by, "link.removed", need, links)
    return links


@transaction.atomic
def restore_link(*, by: Viewer, link: Link, only_this: bool = False) -> list[Link]:
    """Undo a removal."""
    need, links = _opened(by, link, LinkState.REMOVED, only_this=only_this)
    for one in links:
        _move(one, LinkState.SUGGESTED, by)
    _record(by, "link.restored", need, links)
    return links


@transaction.atomic
def pin_link(*, by: Viewer, link: Link, pinned: bool = True) -> list[Link]:
    """A pinned suggestion stays through the next plans; unpinned it may change."""
    need, links = _opened(by, link, LinkState.SUGGESTED, only_this=False)
    for one in links:
        one.pinned = pinned
        one.save(update_fields=["pinned"])
    _record(by, "link.pinned" if pinned else "link.unpinned", need, links)
    return links


@transaction.atomic
def swap_link(*, by: Viewer, link: Link, person: Person | None = None, offer: Offer | None = None) -> list[Link]:
    """Put another party in this place of the plan, at the same hours. The coordinator's choice is pinned."""
    need, links = _opened(by, link, LinkState.SUGGESTED, only_this=False)
    party = (person, None) if person and not offer else _party_of(offer)
    chosen = [_instead(one, party, offer) for one in links]
    lock_supply(chosen)
    for one in links:
        _move(one, LinkState.REMOVED, by)
    for one in chosen:
        require(may_hold(one))
        _refuse_double(one)
        one.save()
    _record(by, "link.swapped", need, chosen, instead_of=[one.code for one in links])
    return chosen


def _opened(by: Viewer, link: Link, state: LinkState, *, only_this: bool) -> tuple[Need, list[Link]]:
    need = lock_need(link.need_id)
    require(rules.may_keep_table(by, need))
    links = locked([link] if only_this else queries.group_of(link, state))
    if not links:
        raise Refused(no("link_moved_on", _("This has changed in the meantime. Look again.")))
    return need, links


def _move(link: Link, state: LinkState, by: Viewer) -> None:
    require(rules.may_move(link, state))
    link.state, link.answered_by_id, link.answered_at = state, by.person_id, now()
    link.save(update_fields=["state", "answered_by", "answered_at"])


def _party_of(offer: Offer | None) -> tuple[Person | None, Organisation | None]:
    if offer is None:
        raise Refused(no("nobody_chosen", _("Say who should come instead.")))
    return offer.person, offer.organisation


def _instead(link: Link, party: tuple[Person | None, Organisation | None], offer: Offer | None) -> Link:
    return Link(
        need=link.need,
        occasion=link.occasion,
        plan=link.plan,
        person=party[0],
        organisation=party[1],
        offer=offer,
        quantity=link.quantity,
        starts=link.starts,
        ends=link.ends,
        pinned=True,
        reasons=[{"code": "chosen"}],
    )


def _refuse_double(link: Link) -> None:
    same = Q(person=link.person, organisation=link.organisation, offer=link.offer)
    standing = (LinkState.SUGGESTED, LinkState.ASKED, LinkState.ACCEPTED)
    if Link.objects.filter(same, occasion=link.occasion, state__in=standing).exists():
        raise Refused(no("already_there", _("%(name)s is in this plan already.") % {"name": link.party_name}))


def _record(by: Viewer, did: str, need: Need, links: list[Link], **facts: Any) -> None:
    record(by=by, did=did, on=need, path=need.place.path, links=[link.code for link in links], **facts)
