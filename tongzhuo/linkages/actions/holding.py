"""What all actions on links share: the order of locks, whether a link may hold its supply, and the seats."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Sum

from tongzhuo.kernel.verdicts import Verdict
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.linkages import queries, rules, supply
from tongzhuo.linkages.actions import booking
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.seating import table_of
from tongzhuo.linkages.states import HOLDING
from tongzhuo.needs import actions as needs
from tongzhuo.needs.models import Need
from tongzhuo.needs.states import State
from tongzhuo.people.models import Person
from tongzhuo.resources.models import Offer
from tongzhuo.resources.states import OfferState


def lock_need(need_id: int) -> Need:
    return Need.objects.select_for_update(of=("self",)).select_related("place").get(pk=need_id)


def lock_supply(links: Iterable[Link]) -> None:
    """Whoever else wants these people or offers waits until we are done."""
    people = sorted({link.person_id for link in links if link.person_id})
    offers = sorted({link.offer_id for link in links if link.offer_id})
    list(Person.objects.select_for_update(of=("self",)).filter(pk__in=people).order_by("pk").values_list("pk"))
    list(Offer.objects.select_for_update(of=("self",)).filter(pk__in=offers).order_by("pk").values_list("pk"))


def locked(links: Iterable[Link]) -> list[Link]:
    """The links as they are now, and ours until the end of the transaction."""
    rows = Link.objects.select_for_update(of=("self",)).filter(pk__in=[link.pk for link in links])
    return list(
        rows.select_related("need__place", "occasion__ask", "person__home", "organisation", "offer").order_by("pk")
    )


def may_hold(link: Link) -> Verdict:
    """Asks the database once more, under lock, whether the link's supply and its seat are free."""
    wanted = None
    if link.occasion.quantity is not None and link.quantity is not None:
        others = supply.holding().filter(occasion=link.occasion_id).exclude(pk=link.pk)
        wanted = link.occasion.quantity - (others.aggregate(total=Sum("quantity"))["total"] or 0)
        wanted = min(wanted, booking.free_places(link, wanted))
    free, clash, offer_open = None, None, True
    if link.offer is not None:
        free = supply.free_of(link.offer, link.starts, link.ends, for_need=link.need_id, besides=link.pk)
        offer_open = link.offer.state == OfferState.OPEN
    elif link.person_id and link.starts and link.ends:
        clash = supply.clash_of(link.person_id, link.starts, link.ends, besides=link.sign_up_id)
    return rules.may_hold(link, wanted=wanted, free=free, clash=clash, offer_open=offer_open)


def reseat(*, by: Viewer, need: Need, at: datetime) -> None:
    """Write the seats, and the state that follows from them, in the transaction that changed the links."""
    links = Link.objects.filter(need=need, state__in=HOLDING)
    table = table_of(queries.occasions_of(need), links, at=at)
    state = None
    if need.state == State.CONFIRMED and table.is_complete:
        state = State.LINKED
    elif need.state == State.LINKED and not table.is_complete:
        state = State.CONFIRMED
    needs.set_seats(by=by, need=need, seats=table.seats, state=state)
