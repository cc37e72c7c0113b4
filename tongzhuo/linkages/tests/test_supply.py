"""What is free: one answer for each kind of resource, the same for pages, actions and the engine."""

import datetime as dt

import pytest
import time_machine

from tests.cast import at
from tongzhuo.linkages import supply
from tongzhuo.linkages.actions import booking
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.states import LinkState
from tongzhuo.linkages.tests.story import NOW, confirmed
from tongzhuo.needs.states import State
from tongzhuo.resources.models import Offer
from tongzhuo.resources.promised import promised_of
from tongzhuo.resources.states import OfferKind

pytestmark = pytest.mark.django_db
MORNING = (at("2026-12-01 09:00"), at("2026-12-01 11:00"))
NOON = (at("2026-12-01 11:00"), at("2026-12-01 12:00"))


@pytest.fixture
def need(cast):
    with time_machine.travel(NOW, tick=False):
        return confirmed(cast)


def offer(cast, kind, quantity):
    return Offer.objects.create(organisation=cast.northlight, kind=kind, quantity=quantity, place=cast.willow)


def hold(need, *, offer=None, person=None, quantity=1, when=MORNING, state=LinkState.ASKED):
    occasion = need.asks.order_by("pk").first().occasions.first()
    organisation = offer.organisation if offer else None
    return Link.objects.create(
        need=need,
        occasion=occasion,
        offer=offer,
        person=person,
        organisation=organisation,
        quantity=quantity,
        starts=when[0],
        ends=when[1],
        state=state,
    )


@pytest.mark.parametrize("kind", [OfferKind.GOODS, OfferKind.MONEY, OfferKind.PROFESSIONAL])
def test_a_lot_is_used_up_whatever_the_hour(cast, need, kind):
    lot = offer(cast, kind, 10)
    hold(need, offer=lot, quantity=4, when=NOON)
    assert supply.free_of(lot, *MORNING) == 6


def test_a_room_is_free_or_taken_for_an_interval(cast, need):
    room = offer(cast, OfferKind.SPACE, 18)
    hold(need, offer=room, quantity=14)
    assert (supply.free_of(room, *MORNING), supply.free_of(room, *NOON)) == (0, 18)


def test_people_of_a_staff_day_are_counted_by_the_hour(cast, need):
    staff = offer(cast, OfferKind.PEOPLE, 20)
    hold(need, offer=staff, quantity=8)
    assert (supply.free_of(staff, *MORNING), supply.free_of(staff, *NOON)) == (12, 20)


def test_an_operator_takes_whole_needs(cast, need):
    operator = offer(cast, OfferKind.OPERATOR, 2)
    hold(need, offer=operator)
    assert supply.free_of(operator, *MORNING) == 1
    assert supply.free_of(operator, *MORNING, for_need=need.pk) == 2


def test_a_quantity_to_be_agreed_stays_so(cast):
    assert supply.free_of(offer(cast, OfferKind.GOODS, None), None, None) is None


def test_an_offer_cannot_shrink_below_what_is_promised(cast, need):
    lot, room, staff = (offer(cast, kind, 20) for kind in (OfferKind.GOODS, OfferKind.SPACE, OfferKind.PEOPLE))
    for held in (lot, room, staff):
        hold(need, offer=held, quantity=8)
        hold(need, offer=held, quantity=8, when=NOON, state=LinkState.FULFILLED)
    assert [promised_of(held).most for held in (lot, room, staff)] == [16, 8, 8]
    assert promised_of(offer(cast, OfferKind.GOODS, 5)).anything is False


@pytest.mark.parametrize(
    ("state", "holds"),
    [(state, state in ("asked", "accepted", "fulfilled")) for state in LinkState],
)
def test_only_living_and_fulfilled_links_hold(cast, need, state, holds):
    lot = offer(cast, OfferKind.GOODS, 10)
    hold(need, offer=lot, quantity=4, state=state)
    assert supply.free_of(lot, None, None) == (6 if holds else 10)


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.UNMET, State.MERGED, State.REFERRED, State.DECLINED])
def test_a_need_that_has_ended_holds_nothing(cast, need, state):
    lot = offer(cast, OfferKind.GOODS, 10)
    hold(need, offer=lot, quantity=4)
    need.state = state
    need.save()
    assert supply.free_of(lot, None, None) == 10


def test_a_person_is_in_one_place_at_a_time_with_a_quarter_of_an_hour_between(cast, need):
    booking.keep_hours(hold(need, person=cast.liu))
    later = dt.timedelta(minutes=14)
    assert supply.clash_of(cast.liu.pk, *MORNING) is not None
    assert supply.clash_of(cast.liu.pk, MORNING[1] + later, NOON[1]) is not None
    assert supply.clash_of(cast.liu.pk, MORNING[1] + later * 2, NOON[1]) is None
    assert supply.clash_of(cast.sun.pk, *MORNING) is None
