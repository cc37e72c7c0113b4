"""What is free: one query for each kind of resource.

Pages, actions, the engine's snapshot and its checker all read these, so that there is one truth of capacity.
A link holds its supply from the moment its party is asked until it ends; what was fulfilled stays used. A person's
time is held by sign-ups alone, whatever they are for. A need that has ended holds nothing.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet, Sum

from tongzhuo.linkages.models import Link
from tongzhuo.linkages.states import HOLDING
from tongzhuo.needs.states import HOLDS_NOTHING
from tongzhuo.resources.models import Offer
from tongzhuo.resources.promised import Promised, counts_promises
from tongzhuo.resources.states import OfferKind
from tongzhuo.service.models import SignUp
from tongzhuo.service.standing import BETWEEN, clash_of, holding_time

__all__ = ["BETWEEN", "DIVISIBLE", "bookings", "clash_of", "free_of", "held", "holding", "hours", "promised_of"]
DIVISIBLE = (OfferKind.GOODS, OfferKind.MONEY, OfferKind.PROFESSIONAL)


def holding() -> QuerySet[Link]:
    """Every link that holds something."""
    return Link.objects.filter(state__in=HOLDING).exclude(need__state__in=HOLDS_NOTHING)


def hours() -> QuerySet[SignUp]:
    """The hours that people have promised, for needs and for everything else."""
    return holding_time()


def bookings(people: Iterable[int]) -> QuerySet[SignUp]:
    """The hours that these people have promised."""
    return hours().filter(person__in=people)


def held(offers: Iterable[int]) -> QuerySet[Link]:
    """What is held of these offers."""
    return holding().filter(offer__in=offers)


def _meets(starts: datetime, ends: datetime) -> Q:
    return Q(starts__lt=ends, ends__gt=starts)


def free_of(
    offer: Offer,
    starts: datetime | None,
    ends: datetime | None,
    *,
    for_need: int | None = None,
    besides: int | None = None,
) -> int | None:
    """How much of the offer is free, in base units, at that time; None where its quantity is still to be agreed.

    Goods, money and cases are used up; an operator takes whole needs; a room is free or taken for an interval;
    people of a bulk offer are counted over the links that meet the interval.
    """
    if offer.quantity is None:
        return None
    taken = held([offer.pk]) if besides is None else held([offer.pk]).exclude(pk=besides)
    if offer.kind in DIVISIBLE:
        return offer.quantity - _sum(taken)
    if offer.kind == OfferKind.OPERATOR:
        return offer.quantity - taken.exclude(need=for_need).values("need").distinct().count()
    if starts is not None and ends is not None:
        taken = taken.filter(_meets(starts, ends))
    if offer.kind == OfferKind.SPACE:
        return 0 if taken.exists() else offer.quantity
    return offer.quantity - _sum(taken)


@counts_promises
def promised_of(offer: Offer) -> Promised:
    """What is promised of an offer: in all, or for rooms and people the most at any one time."""
    taken = list(held([offer.pk]).order_by("starts"))
    if offer.kind == OfferKind.OPERATOR:
        return Promised(bool(taken), len({link.need_id for link in taken}))
    if offer.kind in DIVISIBLE:
        return Promised(bool(taken), sum(link.quantity or 0 for link in taken))
    at_once = [_at_once(link, taken, largest=offer.kind == OfferKind.SPACE) for link in taken]
    return Promised(bool(taken), max(at_once, default=0))


def _at_once(link: Link, taken: list[Link], *, largest: bool) -> int:
    """What is held when `link` begins: a room by the largest party, people by all of them together."""
    then = [
        one.quantity or 0
        for one in taken
        if not (one.starts and one.ends and link.starts) or one.starts <= link.starts < one.ends
    ]
    return max(then) if largest else sum(then)


def _sum(taken: QuerySet[Link]) -> int:
    return taken.aggregate(total=Sum("quantity"))["total"] or 0
