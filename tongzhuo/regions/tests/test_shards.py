"""A city is cut so that nothing is lost and nobody is in two regions."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bench.city import city
from tongzhuo.engine.candidates import World
from tongzhuo.engine.order import canonical
from tongzhuo.engine.policy import PUBLISHED
from tongzhuo.engine.settled import Settled
from tongzhuo.engine.tests.test_properties import SOME, questions
from tongzhuo.pairs.pairs import candidates
from tongzhuo.regions.shards import cut


def question(people=2_000, kinds="all"):
    it, policy = city(people, model="needs", kinds=kinds)
    return canonical(it).instance, policy


def cut_of(it, policy, count):
    found = candidates(World(Settled(it, policy)))
    return found, cut(it, found, count)


def says_true(it, found, shards):
    """Every need is near one region; it is on the border exactly if its candidates live in several."""
    need, home = it.role_need[found.role], shards.home[it.supply_party[found.supply]]
    lived_in = [set(home[need == row].tolist()) for row in range(it.needs)]
    assert (shards.home >= 0).all()
    assert (shards.home < shards.regions).all()
    assert [len(regions) > 1 for regions in lived_in] == shards.border.tolist()
    assert all({shards.near[row]} == regions for row, regions in enumerate(lived_in) if len(regions) == 1)
    assert (len(shards.near), len(shards.home)) == (it.needs, it.parties)
    assert set(shards.near.tolist()) <= set(range(shards.regions))


@SOME
@given(questions(), st.integers(1, 5))
def test_every_need_is_near_one_region_and_every_party_lives_in_one(it, count):
    found, shards = cut_of(it, PUBLISHED, count)
    says_true(it, found, shards)


def test_a_city_is_cut_in_regions_of_about_equal_work():
    it, policy = question()
    found, shards = cut_of(it, policy, 4)
    says_true(it, found, shards)
    work = np.bincount(shards.near[it.role_need[found.role]], minlength=4)
    assert work.max() < 2 * work.min()


def test_where_places_tell_more_than_the_ground_places_are_followed():
    it, policy = question(kinds="people")
    it.role_place[:] = 10 * (it.role_need % 2)
    it.supply_place_from[:] = 10 * (np.arange(it.supplies) % 2)
    it.supply_place_to[:] = it.supply_place_from + 10
    it.role_lat[:], it.role_lon[:] = np.nan, np.nan
    _, shards = cut_of(it, policy, 2)
    assert not shards.border.any()


def test_one_region_has_no_border():
    it, policy = question()
    _, shards = cut_of(it, policy, 1)
    assert (shards.border.any(), set(shards.near.tolist())) == (False, {0})
