"""Keep a repair: new suggestions for a seat that came free. Whoever was asked or has said yes is never touched."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import Refused, no, require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.linkages import queries, rules
from tongzhuo.linkages.actions.holding import lock_supply, locked, may_hold
from tongzhuo.linkages.models import Link, Plan, PlannedNeed
from tongzhuo.linkages.seating import empty_seats_of
from tongzhuo.linkages.states import LinkState
from tongzhuo.needs.models import Need, Occasion
from tongzhuo.needs.states import OPEN_STATES
from tongzhuo.people.models import Person
from tongzhuo.planning.actions.asking_why import give_reasons
from tongzhuo.planning.drafts import NewLink, Repair
from tongzhuo.resources.models import Offer


@transaction.atomic
def keep_repair(*, by: Viewer, need: Need, repair: Repair) -> list[Link]:
    """Suggest who could take the seats of `need` that came free. Nothing is sent.

    Refused when what the repair began from has changed in the meantime.
    """
    require(rules.may_plan(by, need.place.path))
    _lock_needs(repair)
    gone = locked(Link.objects.filter(pk__in=repair.gone))
    if len(gone) < len(repair.gone) or any(one.state != LinkState.SUGGESTED or one.pinned for one in gone):
        raise Refused(no("link_moved_on", _("This has changed in the meantime. Look again.")))
    Link.objects.filter(pk__in=repair.gone).delete()
    links = list(_still_free(repair))
    Link.objects.bulk_create(links)
    _say_anew(repair)
    if links or gone:
        Plan.objects.filter(pk=repair.plan.pk).update(repaired_at=now())
    did = "need.repaired" if any(link.need_id == need.pk for link in links) else "need.left_open"
    codes = [link.code for link in links]
    record(by=by, did=did, on=need, path=need.place.path, plan=repair.plan.code, links=codes, moved=len(gone))
    return links


def _lock_needs(repair: Repair) -> None:
    touched = Need.objects.select_for_update(of=("self",)).filter(code__in=repair.vacancies)
    list(touched.order_by("pk").values_list("pk"))


def _still_free(repair: Repair) -> Iterable[Link]:
    """The new links whose seat and whose party are free, asked of the database under lock."""
    wanted = [one.occasion for one in repair.links]
    occasions = Occasion.objects.filter(code__in=wanted, ask__need__state__in=OPEN_STATES, dropped=False)
    by_code = {one.code: one for one in occasions.select_related("ask__need")}
    people = {one.code: one for one in Person.objects.filter(code__in=[one.supply for one in repair.links])}
    offers = Offer.objects.filter(code__in=[one.supply for one in repair.links])
    known = {one.code: one for one in offers.select_related("person", "organisation")}
    links = [
        _link(repair, one, by_code[one.occasion], people.get(one.supply), known.get(one.supply))
        for one in repair.links
        if one.occasion in by_code and (one.supply in people or one.supply in known)
    ]
    lock_supply(links)
    return [link for link in links if not _is_over(link) and not _stands(link) and may_hold(link)]


def _link(repair: Repair, new: NewLink, occasion: Occasion, person: Person | None, offer: Offer | None) -> Link:
    return Link(
        need=occasion.ask.need,
        occasion=occasion,
        plan=repair.plan,
        person=offer.person if offer else person,
        organisation=offer.organisation if offer else None,
        offer=offer,
        quantity=new.quantity if new.quantity > 0 else None,
        starts=occasion.starts,
        ends=occasion.ends,
        reasons=repair.reasons.get((new.occasion, new.supply), []),
    )


def _is_over(link: Link) -> bool:
    begins = link.starts or link.ends
    return begins is not None and begins <= now()


def _stands(link: Link) -> bool:
    """Somebody has put them there, or they have said no, while the repair was looked for."""
    decided = Q(state=LinkState.SUGGESTED) | queries.SETTLED | queries.BARRED
    same = Link.objects.filter(occasion=link.occasion, person=link.person, offer=link.offer)
    return same.filter(decided).exists()


def _say_anew(repair: Repair) -> None:
    """What the plan says of the needs that the repair has touched."""
    planned = PlannedNeed.objects.filter(plan=repair.plan, need__code__in=repair.vacancies).select_related("need")
    for row in planned.order_by("pk"):
        row.vacancies, row.left_out = repair.vacancies[row.need.code], repair.left_out[row.need.code]
        missing = {one["occasion"]: one["missing"] for one in row.vacancies}
        empty = Occasion.objects.filter(code__in=missing).select_related("ask")
        row.filled = max(0, row.seats - sum(empty_seats_of(one, missing[one.code]) for one in empty))
        row.is_whole, row.explained = row.need.code in repair.whole, True
        row.save(update_fields=["vacancies", "left_out", "filled", "is_whole", "explained"])
        give_reasons(repair.plan, row.need, repair.reasons)
