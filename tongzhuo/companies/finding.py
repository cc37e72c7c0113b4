"""*Find communities*: asks the engine what a package could do for which need, and gathers what is known of each."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from tongzhuo.companies import queries
from tongzhuo.companies.drafts import Bringing, Proposed
from tongzhuo.companies.models import Package
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.seating import table_of
from tongzhuo.linkages.states import HOLDING, LinkState
from tongzhuo.needs.models import Ask, Need, Occasion
from tongzhuo.needs.queries import open_asks
from tongzhuo.needs.states import SEAT_OF, Seat
from tongzhuo.organisations.models import Organisation
from tongzhuo.places.models import Place
from tongzhuo.planning.offering import Brought, Fit, Obstacle, fits_of, obstacles_of
from tongzhuo.resources.models import Offer
from tongzhuo.resources.states import OfferKind

MOST_ASKED, MOST_READ = 3, 100


@dataclass(frozen=True)
class Match:
    """One community that could use a package. `seats` is the ring as it would look; `room` what its operator can still
    take (None: it has not said); `unused` what nobody asks for there; `wanted` how many people are still asked for."""

    fit: Fit
    place: Place
    seats: Mapping[str, str]
    taken: tuple[str, ...]
    operator: Organisation | None
    room: int | None
    unused: list[Offer]
    heads: int
    site: Mapping[str, str]
    site_said: datetime | None

    @property
    def need(self) -> Need:
        return self.fit.need

    @property
    def brought(self) -> list[Brought]:
        return self.fit.brought

    @property
    def metres(self) -> float | None:
        return next((one.metres for one in self.fit.brought if one.metres is not None), None)

    @property
    def proposed(self) -> Proposed:
        """The same as it would be offered."""
        bringing = tuple(Bringing(one.occasion, one.offer, one.quantity) for one in self.fit.brought)
        return Proposed(self.need, bringing, self.fit.points, self.operator, max(1, self.heads))


@dataclass(frozen=True)
class Found:
    """Up to three matches; without one, what stands in the way, and what is asked for instead."""

    matches: list[Match]
    obstacles: list[Obstacle]
    asked: list[Ask]


def find(package: Package, *, at: datetime, needs: Collection[int] | None = None) -> Found:
    """The communities that a package fits, the best first. `needs`: only among these (primary keys)."""
    offers, place = queries.offers_in(package), queries.reach_of(package)
    asking = queries.needs_asking_for(offers, place, near=True)
    if needs is not None:
        asking = sorted(set(asking) & set(needs))
    operators = queries.operators_of(asking)
    rooms = {body: queries.room_of(body) for body in set(operators.values())}
    limits = {need: room for need, body in operators.items() if (room := rooms[body]) is not None}
    fits = fits_of(offers, place, at=at, needs=asking, limits=limits) if offers and asking else []
    matches = [
        _match(package, fit, offers, operator=operators.get(fit.need.pk), room=limits.get(fit.need.pk), at=at)
        for fit in fits
    ]
    if matches or needs is not None:
        return Found(matches, [], [])
    anywhere = queries.needs_asking_for(offers, place)
    return Found([], obstacles_of(offers, place, at=at, needs=anywhere), _asked_for(offers, place, at))


def _match(
    package: Package,
    fit: Fit,
    offers: Collection[Offer],
    *,
    operator: Organisation | None,
    room: int | None,
    at: datetime,
) -> Match:
    seats, taken = _seats_with(fit, at)
    used = {one.offer.pk for one in fit.brought}
    known = queries.site_known(fit.need.place) if package.on_site else None
    return Match(
        fit=fit,
        place=fit.need.place,
        seats=seats,
        taken=taken,
        operator=operator,
        room=room,
        unused=[offer for offer in offers if offer.pk not in used],
        heads=sum(one.quantity or 0 for one in fit.brought if one.offer.kind == OfferKind.PEOPLE),
        site=known.site if known else {},
        site_said=known.answered_at if known else None,
    )


def _seats_with(fit: Fit, at: datetime) -> tuple[dict[str, str], tuple[str, ...]]:
    """The five seats once the community has said yes, and which of them the package takes."""
    occasions = list(Occasion.objects.filter(ask__need=fit.need).select_related("ask").order_by("starts", "pk"))
    links = list(Link.objects.filter(need=fit.need, state__in=HOLDING))
    before = table_of(occasions, links, at=at).seats
    links += [
        Link(occasion=one.occasion, offer=one.offer, quantity=one.quantity, state=LinkState.ACCEPTED)
        for one in fit.brought
    ]
    after = table_of(occasions, links, at=at).seats
    taken = tuple(seat for seat, state in after.items() if state != before[seat])
    return {**fit.need.seats, **after, "community": fit.need.seats["community"] or Seat.SEATED}, taken


def _asked_for(offers: Collection[Offer], place: Place, at: datetime) -> list[Ask]:
    """What communities there still ask for, one thing of each need: of the same kinds first, then the most urgent."""
    asks = open_asks((place.path,), at=at).order_by("-need__urgency", "-need__size", "code")[:MOST_READ]
    empty = [ask for ask in asks if ask.occasions.all() and ask.need.seats[SEAT_OF[ask.kind]] != Seat.SEATED]
    kinds = {offer.kind for offer in offers}
    first = sorted(empty, key=lambda ask: ask.kind not in kinds)
    return list({ask.need_id: ask for ask in reversed(first)}.values())[::-1][:MOST_ASKED]
