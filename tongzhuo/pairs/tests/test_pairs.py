"""The pairs that the index finds are those that the rules define: no more, no fewer, worth the same."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.city import city
from bench.community import community
from tongzhuo.engine.candidates import World
from tongzhuo.engine.candidates import candidates as by_the_rules
from tongzhuo.engine.instance import Instance, InstanceError, Kind
from tongzhuo.engine.policy import PUBLISHED, Policy
from tongzhuo.engine.settled import Settled
from tongzhuo.engine.tests.table import HERE, HOUR, Table, north
from tongzhuo.engine.tests.test_properties import SOME, questions
from tongzhuo.pairs.pairs import Pairs, candidates, refuse_too_many


def pairs_of(it: Instance, policy: Policy = PUBLISHED) -> Pairs:
    """The pairs, once they are found to be those of the rules."""
    world = World(Settled(it, policy))
    found, defined = candidates(world), by_the_rules(world)
    for name in ("role", "supply", "most", "fit"):
        assert getattr(found, name).tolist() == getattr(defined, name).tolist(), name
    assert np.allclose(found.metres, defined.metres, rtol=1e-6, atol=1e-3, equal_nan=True)
    assert found.ptr.tolist() == np.searchsorted(defined.role, np.arange(it.roles + 1)).tolist()
    return found


@SOME
@given(questions())
def test_any_question_has_the_pairs_of_the_rules(it):
    pairs_of(it)


@SOME
@given(questions(), st.sampled_from([0, 30, 150]), st.sampled_from([0, 60]))
def test_whatever_the_pause_and_the_weights(it, pause, near):
    pairs_of(it, dataclasses.replace(PUBLISHED, pause_minutes=pause, buffer_minutes=0, near_points=near, near_m=900))


@pytest.mark.parametrize("seed", range(4))
def test_a_community_of_all_kinds(seed):
    assert len(pairs_of(community(150, 500, seed=seed, mixed=0.5)).role) > 500


@pytest.mark.parametrize("model", ["block", "interval", "needs"])
def test_a_city(model):
    assert len(pairs_of(*city(3_000, model=model, kinds="all")).role) > 1_000


points = st.tuples(
    st.sampled_from([0.0, 30.5, 59.9, 89.95, 90.0, -89.99, -45.2]),
    st.sampled_from([0.0, 114.3, 179.99, -179.99, 180.0]),
)
nearby = st.tuples(st.floats(-0.2, 0.2), st.floats(-0.2, 0.2))


@SOME
@given(
    st.lists(st.tuples(points, nearby), min_size=2, max_size=30), st.sampled_from([0, 900, 9_000, 40_000, 3 * 10**7])
)
def test_anywhere_on_earth(places, radius):
    """At the poles and across the antimeridian, too; and whoever goes round the world is looked at from everywhere."""
    table = Table()
    for turn, ((lat, lon), (up, aside)) in enumerate(places):
        at = (float(np.clip(lat + up, -90, 90)), (lon + aside + 180) % 360 - 180)
        if turn % 3:
            table.person(at=at, radius_m=radius * (1 + turn % 2))
        else:
            table.role(at=at)
    pairs_of(table.build())


def test_the_last_metre_counts():
    table = Table()
    table.role(at=HERE)
    for metres in (0, 999.9, 1000.1):
        table.person(at=north(metres), radius_m=1000)
    assert pairs_of(table.build()).supply.tolist() == [0, 1]


def test_a_term_told_twice_is_one_term_and_many_windows_that_touch_are_one():
    table = Table()
    table.role(what=7, start=9 * HOUR, end=12 * HOUR)
    hours = [(9 * HOUR, 10 * HOUR), (10 * HOUR, 11 * HOUR), (11 * HOUR, 12 * HOUR)]
    table.person(terms=[7, 7], windows=hours[::-1])
    table.person(terms=[7], windows=[hours[0], hours[2]])
    assert pairs_of(table.build()).supply.tolist() == [0]


def test_amounts_beyond_32_bits_are_kept():
    table = Table()
    table.role(Kind.MONEY, quantity=5 * 10**9)
    table.offer(Kind.MONEY, capacity=4 * 10**9)
    assert pairs_of(table.build()).most.tolist() == [4 * 10**9]


def test_nobody_and_nothing_asked():
    people, needs = Table(), Table()
    people.person()
    needs.role()
    for table in (Table(), people, needs):
        found = pairs_of(table.build())
        assert (len(found.role), found.ptr[-1]) == (0, 0)


def test_columns_are_small():
    found = pairs_of(*city(1_000))
    kinds = {name: getattr(found, name).dtype.name for name in ("role", "supply", "most", "metres", "fit")}
    assert kinds == {"role": "int32", "supply": "int32", "most": "int32", "metres": "float32", "fit": "int32"}


def test_a_role_longer_than_somebodys_week_and_a_seat_already_held():
    """Whoever has limits, bookings, a refusal or a seat is looked at more closely than all others."""
    table = Table()
    short = table.role(start=9 * HOUR, end=10 * HOUR, quantity=2)
    long = table.role(start=9 * HOUR, end=13 * HOUR)
    table.person(max_minutes=120)
    table.person(max_bookings=0)
    table.busy(table.person(), start=12 * HOUR, end=13 * HOUR)
    table.barred(long, table.person())
    table.fixed(short, table.person())
    found = pairs_of(table.build())
    assert list(zip(found.role.tolist(), found.supply.tolist(), strict=True)) == [(0, 0), (0, 2), (0, 3)]


def test_so_many_candidates_that_they_are_sorted_digit_by_digit():
    table = Table()
    for _ in range(3):
        table.role(quantity=2)
    for turn in range(1_500):
        table.person(at=north(turn % 7 * 100.0))
    assert len(pairs_of(table.build()).role) == 4_500


def test_more_pairs_than_can_be_numbered_are_refused():
    with pytest.raises(InstanceError, match="2147483648: more pairs of a role and a supply than 2147483647"):
        refuse_too_many(2**31)
