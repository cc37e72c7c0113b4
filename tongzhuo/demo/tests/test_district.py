"""The sample district as a whole: as large as announced, in every state, and nowhere promised twice."""

import datetime as dt
from collections import Counter
from itertools import pairwise

import pytest
from django.db import transaction
from django.db.models import F, Sum

from tongzhuo.demo.build import build
from tongzhuo.demo.ending import HAVE_A_TABLE
from tongzhuo.kernel.models import Delivery
from tongzhuo.linkages import queries, supply
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.seating import table_of
from tongzhuo.linkages.states import HOLDING, LinkState
from tongzhuo.needs.models import Ask, Need
from tongzhuo.needs.queries import inbox_of
from tongzhuo.needs.states import AskKind, Seat, State
from tongzhuo.notices.models import Notice
from tongzhuo.organisations.models import Mandate, Membership, Organisation
from tongzhuo.organisations.states import Kind, Role
from tongzhuo.organisations.viewers import viewer_of
from tongzhuo.people.models import Availability, Person
from tongzhuo.people.states import Way
from tongzhuo.places.models import Place
from tongzhuo.places.states import Level
from tongzhuo.resources.models import Offer
from tongzhuo.resources.states import OfferKind, OfferState

# On PostgreSQL `test_command` builds a smaller district: the large one takes minutes there and shows nothing more.
pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.only_on("sqlite")]
MONDAY = dt.date(2026, 11, 23)


@pytest.fixture(scope="module")
def hexin(django_db_setup, django_db_blocker):
    """Built once for all tests of this file, and taken back afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(MONDAY, lambda _done: None)
        transaction.set_rollback(True)


def count(rows, field):
    return dict(Counter(rows.values_list(field, flat=True)))


def test_it_is_as_large_as_announced(hexin):
    levels = count(Place.objects.filter(path__startswith="/cn/99/"), "level")
    assert levels[Level.TOWN] == 14
    assert levels[Level.COMMUNITY] == 60
    assert Organisation.objects.count() == 150
    assert Need.objects.count() == 240
    assert len(hexin.volunteers) == 3000
    assert Availability.objects.count() == 3000


def test_every_need_has_both_titles_and_a_story_of_its_own(hexin):
    assert not Need.objects.filter(title_en="").exists()
    assert Need.objects.values("title", "place").distinct().count() >= 220


def test_needs_stand_in_every_state(hexin):
    states = count(Need.objects.all(), "state")
    assert set(states) == set(State.values)
    assert min(states.values()) >= 5


def test_links_and_seats_stand_in_every_state(hexin):
    assert set(count(Link.objects.all(), "state")) == set(LinkState.values)
    for party in ("ngo", "social_worker", "volunteers", "resources"):
        assert set(count(Need.objects.all(), f"seat_{party}")) == set(Seat.values)


def test_asks_and_offers_are_of_all_kinds(hexin):
    assert set(count(Ask.objects.all(), "kind")) == set(AskKind.values)
    assert set(count(Offer.objects.all(), "kind")) == set(OfferKind.values)
    assert set(count(Offer.objects.all(), "state")) == set(OfferState.values)
    assert set(count(Organisation.objects.all(), "kind")) == set(Kind.values)


def test_somebody_acts_for_everyone(hexin):
    coordinated = Mandate.objects.filter(role=Role.COORDINATOR).values_list("place__level", flat=True)
    assert Counter(coordinated) == {Level.COMMUNITY: 60}
    assert not Organisation.objects.filter(mandates=None).exists()
    assert Membership.objects.filter(organisation__kind=Kind.TEAM).count() >= 12 * 14


def test_people_differ(hexin):
    rested = Availability.objects.exclude(rest_until=None).count()
    willing = Person.objects.filter(consents__purpose="be_asked", availability__isnull=False).count()
    unreachable = Person.objects.filter(contact_ways__way=Way.NEIGHBOUR).exclude(contact_ways__way=Way.PHONE)
    assert 60 <= rested <= 300
    assert 2500 <= willing <= 2900
    assert unreachable.filter(needs__isnull=False).exists()
    assert Person.objects.exclude(languages__slug="mandarin").count() == 0


def test_common_needs_have_two_delegates(hexin):
    common = Need.objects.filter(common=True)
    assert common.count() >= 10
    assert {need.delegates.count() for need in common} == {2}


def test_nothing_is_promised_twice(hexin):
    for offer in Offer.objects.all():
        held = supply.held([offer.pk])
        times = {(None, None)} | set(held.filter(starts__isnull=False).values_list("starts", "ends"))
        assert all((supply.free_of(offer, *time) or 0) >= 0 for time in times), offer
    for link in supply.holding().filter(person__isnull=False, offer=None, starts__isnull=False):
        assert supply.clash_of(link.person_id, link.starts, link.ends, besides=link.sign_up_id) is None


def test_rooms_are_taken_by_one_at_a_time(hexin):
    rooms = supply.holding().filter(offer__kind=OfferKind.SPACE)
    taken = [(link.offer_id, link.starts, link.ends) for link in rooms.order_by("offer", "starts")]
    assert not [one for one, next_one in pairwise(taken) if one[0] == next_one[0] and one[2] > next_one[1]]


def test_no_occasion_gets_more_than_it_wants(hexin):
    held = supply.holding().filter(occasion__quantity__isnull=False).values("occasion")
    assert not held.annotate(got=Sum("quantity")).filter(got__gt=F("occasion__quantity")).exists()


def test_the_seats_are_what_the_links_say(hexin):
    for need in Need.objects.filter(state__in=HAVE_A_TABLE):
        links = Link.objects.filter(need=need, state__in=HOLDING)
        seats = table_of(queries.occasions_of(need), links, at=hexin.clock.moment).seats
        assert {party: need.seats[party] for party in seats} == seats, need


def test_willow_lane_has_its_morning(hexin):
    chen = viewer_of(hexin.cast["chen"])
    assert inbox_of(chen, hexin.at(0, "09:20")).groups == {"late": 1, "today": 3, "week": 3}
    states = count(Need.objects.filter(place=hexin.communities[0]), "state")
    assert states == {
        "raised": 7, "confirmed": 6, "merged": 2, "linked": 1, "under_way": 1, "claimed": 1,
        "met": 2, "partly_met": 1, "unmet": 1, "withdrawn": 1,
    }  # fmt: skip


def test_the_lift_works_wait_for_three_people_and_a_chair(hexin):
    lift = Need.objects.get(place=hexin.communities[0], size=11, state=State.CONFIRMED)
    assert lift.seats == {
        "community": Seat.SEATED, "ngo": Seat.SEATED, "social_worker": Seat.SEATED,
        "volunteers": Seat.ASKED, "resources": Seat.OPEN,
    }  # fmt: skip
    suggested = Link.objects.filter(need=lift, state=LinkState.SUGGESTED)
    assert {link.party_name for link in suggested} >= {"刘芳", "孙伟", "何静", "Hexin Rehab Depot"}


def test_invitations_wait_for_whoever_signs_in(hexin):
    for key in ("liu", "sun", "ruan", "bei", "zhao"):
        assert queries.invitations_of(viewer_of(hexin.cast[key])).exclude(send_at__gt=hexin.clock.moment).exists()
    assert Notice.objects.filter(to=hexin.cast["chen"], seen_at=None).exists()


def test_nothing_is_left_for_the_worker(hexin):
    assert not Delivery.objects.exists()
