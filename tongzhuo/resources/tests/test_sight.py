"""Who sees which offers, and how much of them."""

import pytest
from django.utils.translation import override

from tongzhuo.resources import actions, queries
from tongzhuo.resources.models import Offer
from tongzhuo.resources.states import OfferState
from tongzhuo.resources.tests.a_draft import a_room, offered, staff_day

EVERYBODY = ["bei", "chen", "zhao", "gao", "nuan", "liu", "outsider", None]


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_sees_what_is_on_the_table(cast, who):
    offer = offered(cast)
    assert list(queries.offers_visible_to(cast.as_(who))) == [offer]


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("state", [OfferState.WITHDRAWN, OfferState.EXPIRED])
def test_what_was_taken_off_is_for_the_giver_and_the_desk(cast, who, state):
    offered(cast)
    Offer.objects.update(state=state)
    sees = who in ("bei", "chen", "zhao", "gao")
    assert queries.offers_visible_to(cast.as_(who)).exists() == sees


@pytest.mark.parametrize(
    ("who", "name", "spot"),
    [
        ("bei", "Northlight Foods", "Gate 3"),
        ("chen", "Northlight Foods", "Gate 3"),
        ("zhao", "Northlight Foods", "Gate 3"),
        ("gao", "Northlight Foods", ""),
        ("nuan", "", ""),
        ("liu", "", ""),
        ("outsider", "", ""),
        (None, "", ""),
    ],
)
def test_the_giver_s_name_only_if_agreed(cast, who, name, spot):
    offer = offered(cast, spot="Gate 3")
    seen = queries.offer_as_seen(cast.as_(who), offer)
    assert (seen.giver, seen.spot, seen.is_own) == (name, spot, who == "bei")
    offer.show_name = True
    seen = queries.offer_as_seen(cast.as_(who), offer)
    assert (seen.giver, seen.spot) == ("Northlight Foods", spot)


def test_at_the_same_table_one_knows_the_giver_and_the_door(cast):
    offer = offered(cast, spot="Gate 3")
    seen = queries.offer_as_seen(cast.as_("liu"), offer, seated=True)
    assert (seen.giver, seen.spot) == ("Northlight Foods", "Gate 3")


def test_a_person_is_named_as_they_chose(cast):
    cast.liu.display_name = "阿芳"
    cast.liu.save()
    offer = offered(cast, "liu", None, show_name=True)
    assert queries.offer_as_seen(cast.as_(None), offer).giver == "阿芳"


def test_what_is_open_in_a_place(cast):
    here, there = offered(cast), offered(cast, place=cast.plane)
    assert list(queries.open_offers((cast.willow.path,))) == [here]
    assert set(queries.open_offers((cast.district.path,))) == {here, there}
    assert list(queries.open_offers(())) == []
    actions.withdraw_offer(by=cast.as_("bei"), offer=here)
    assert list(queries.open_offers((cast.district.path,))) == [there]


def test_searching(cast):
    goods, room, day = offered(cast), offered(cast, draft=a_room), offered(cast, draft=staff_day, place=cast.plane)
    everything = queries.offers_visible_to(cast.as_(None))
    found = {
        "台灯": [goods], "lamps desk": [goods], "twenty": [day], "梧桐": [day], "heated": [room], "none such": [],
        goods.shown_code.lower(): [goods],
    }  # fmt: skip
    assert {text: list(queries.searched(everything, text=text)) for text in found} == found
    assert list(queries.searched(everything, kind="space")) == [room]
    assert list(queries.searched(everything, path=cast.plane.path)) == [day]


def test_in_whose_name_somebody_may_offer(cast):
    assert queries.parties_of(cast.as_("bei")) == [cast.northlight, cast.bei]
    assert queries.parties_of(cast.as_("gao")) == [cast.gao]
    assert queries.parties_of(cast.as_("liu")) == [cast.liu]
    assert queries.parties_of(cast.as_(None)) == []
    cast.mandate("bei", "doorstep", "operator", "district")
    assert queries.parties_of(cast.as_("bei", "doorstep")) == [cast.doorstep, cast.northlight, cast.bei]


def test_an_offer_in_words(cast):
    room = offered(cast, draft=a_room, radius_m=5000, serves=cast.district)
    seen = queries.offer_as_seen(cast.as_(None), room)
    assert (seen.amount, seen.reach) == ("room for 30", "within 5 km of Willow Lane, only Hexin District")
    assert seen.times.startswith("every Mon, Wed, 14:00 to 18:00, until ")
    with override("zh-hans"):
        seen = queries.offer_as_seen(cast.as_(None), room)
        assert (seen.amount, seen.reach) == ("能容30人", "柳荫里周围5公里内，只限和信区")
        assert seen.times.startswith("每周一、三 14:00至18:00，到")


@pytest.mark.parametrize(
    ("more", "amount", "times", "reach"),
    [
        ({}, "14 pieces", "any time", "anywhere"),
        ({"quantity": None}, "to be agreed", "any time", "anywhere"),
        ({"quantity": 1, "serves": "willow"}, "1 piece", "any time", "anywhere in Willow Lane"),
        ({"radius_m": 1500}, "14 pieces", "any time", "within 1.5 km of Willow Lane"),
    ],
)
def test_amounts_times_and_reach(cast, more, amount, times, reach):
    more = {name: cast.places.get(value, value) for name, value in more.items()}
    seen = queries.offer_as_seen(cast.as_(None), offered(cast, **more))
    assert (seen.amount, seen.times, seen.reach) == (amount, times, reach)


def test_hours_are_those_of_the_place(cast):
    seen = queries.offer_as_seen(cast.as_(None), offered(cast, draft=staff_day))
    assert seen.amount == "20 people"
    assert seen.times.endswith(", 9:00 to 12:00")
