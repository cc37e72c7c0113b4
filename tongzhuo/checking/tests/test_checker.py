"""The checker sees every broken promise: plans written by hand, each wrong in one way."""

import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tongzhuo.checking.checker import OF_ALL, OF_ONE_LINK, check
from tongzhuo.engine.instance import Instance, Kind
from tongzhuo.engine.plan import Band, Plan
from tongzhuo.engine.policy import PUBLISHED
from tongzhuo.engine.solving import solve
from tongzhuo.engine.tests.table import DAY, HERE, HOUR, Table, north


def by_hand(it: Instance, *links: tuple[int, int, int], **changes) -> Plan:
    """A plan of these links (role, supply, quantity) after the fixed ones, claiming nothing."""
    fixed = list(zip(it.fixed_role, it.fixed_supply, it.fixed_quantity, strict=True))
    rows = np.array([*fixed, *links], np.int64).reshape(-1, 3)
    none, free = np.zeros(0, np.int64), Band(0, float("inf"))
    held = np.arange(len(rows)) < len(fixed)
    plan = Plan(rows[:, 0], rows[:, 1], rows[:, 2], held, none, free, free, "gap", "by hand")
    return dataclasses.replace(plan, **changes)


def breaches(table: Table, *links: tuple[int, int, int], **changes) -> set[str]:
    it = table.build()
    found = {breach.rule for breach in check(it, by_hand(it, *links, **changes))}
    return found - {"the_value_is_right", "complete_means_complete"}


@pytest.mark.parametrize(
    ("role", "person", "rule"),
    [
        ({"what": 1}, {"terms": [2]}, "is_what_is_asked_for"),
        ({"language": 1}, {"languages": 1}, "speaks_the_language"),
        ({"checks": 2}, {"checks": 1}, "passed_the_checks"),
        ({}, {"consented": False}, "agreed_to_be_asked"),
        ({}, {"rest_until": DAY}, "is_not_resting"),
        ({}, {"windows": [(9 * HOUR, 10 * HOUR)]}, "is_there_then"),
        ({}, {"windows": []}, "is_there_then"),
        ({"place": 3}, {"place_from": 4, "place_to": 9}, "serves_the_place"),
        ({"at": HERE}, {"at": north(1010), "radius_m": 1000}, "is_within_the_radius"),
        ({"purpose": 1}, {"purposes": [2]}, "keeps_the_givers_restriction"),
        ({}, {"capacity": 0}, "has_an_honest_amount"),
        ({}, {"max_bookings": 0}, "weekly_limits_are_kept"),
        ({}, {"max_minutes": 119}, "weekly_limits_are_kept"),
        ({"start": 7 * HOUR, "end": 9 * HOUR}, {}, "lies_ahead"),
    ],
)
def test_one_link_that_breaks_one_promise(role, person, rule):
    table = Table(now=8 * HOUR)
    table.role(**role)
    table.person(**person)
    assert breaches(table, (0, 0, 1)) == {rule}


def test_links_that_break_a_promise_together():
    table = Table()
    for start in (9, 10, 12):
        table.role(start=start * HOUR, end=(start + 2) * HOUR, quantity=3, at=north(start * 1000))
    table.person(party="liu")
    table.person(party="liu")
    table.offer(Kind.PEOPLE, capacity=4)
    assert breaches(table, (0, 0, 1), (1, 0, 1)) == {"nobody_is_in_two_places"}
    assert breaches(table, (0, 0, 1), (1, 1, 1)) == {"nobody_is_in_two_places"}
    assert breaches(table, (1, 0, 1), (2, 0, 1)) == {"nobody_is_in_two_places"}
    assert breaches(table, (0, 2, 3), (1, 2, 2)) == {"bulk_offers_have_so_many_people"}
    assert breaches(table, (0, 2, 4)) == {"roles_are_not_overfilled"}
    assert breaches(table, (0, 2, 3), (2, 2, 3)) == set()
    assert breaches(table, (0, 0, 1), (0, 1, 1)) == {"nobody_is_in_two_places", "one_link_per_role_and_party"}
    assert breaches(table, (0, 7, 1)) == {"rows_exist"}


def test_lots_rooms_and_what_has_no_hour():
    table = Table()
    table.role(Kind.GOODS, quantity=5)
    table.role(Kind.GOODS, quantity=5)
    table.role(Kind.SPACE, quantity=20)
    table.role(Kind.PROFESSIONAL, quantity=2)
    table.role(start=-1)
    table.role(start=-1)
    table.offer(Kind.GOODS, capacity=8)
    table.offer(Kind.SPACE, capacity=19)
    table.offer(Kind.PROFESSIONAL, capacity=2)
    table.person()
    assert breaches(table, (0, 0, 5), (1, 0, 4)) == {"lots_are_not_exceeded"}
    assert breaches(table, (0, 0, -1)) == {"has_an_honest_amount"}
    assert breaches(table, (2, 1, 19)) == {"is_enough_alone"}
    assert breaches(table, (3, 2, 1)) == {"is_enough_alone"}
    assert breaches(table, (4, 3, 1), (5, 3, 1)) == {"one_role_without_an_hour"}
    assert breaches(table, (0, 3, 1)) == {"is_of_its_kind"}


def test_what_was_settled_stays_settled():
    table = Table()
    role, other = table.role(quantity=2), table.role()
    held, said_no = table.person(), table.person()
    table.fixed(role, held)
    table.barred(role, said_no)
    it = table.build()
    assert breaches(table) == set()
    assert breaches(table, (0, 1, 1)) == {"has_not_said_no"}
    assert breaches(table, (1, 0, 1)) == {"nobody_is_in_two_places"}
    gone = dataclasses.replace(by_hand(it), role=np.zeros(0, int), supply=np.zeros(0, int))
    gone = dataclasses.replace(gone, quantity=gone.role, fixed=gone.role == 1)
    assert "fixed_links_stay" in {breach.rule for breach in check(it, gone)}
    assert other == "r2"


def test_claims_are_worked_out_again():
    table = Table()
    table.role()
    table.person()
    it = table.build()
    plan = solve(it)
    assert check(it, plan) == []
    below = Band(plan.whole.value, plan.whole.value - 1.0)
    wrong = {
        "complete_means_complete": dataclasses.replace(plan, complete=np.zeros(0, np.int64)),
        "the_value_is_right": dataclasses.replace(plan, rest=Band(plan.rest.value + 50, float("inf"))),
        "no_value_exceeds_its_bound": dataclasses.replace(plan, whole=below),
    }
    for rule, bad in wrong.items():
        assert [breach.rule for breach in check(it, bad)] == [rule]


def test_a_lift_is_for_a_whole_community_and_within_what_is_published():
    table = Table()
    for community in (1, 1, 2, -1):
        table.role(need=table.need(community=community))
    it = table.build()
    nothing = by_hand(it)

    def rules(*lift):
        return {breach.rule for breach in check(it, dataclasses.replace(nothing, lift=np.array(lift)))}

    assert rules(120, 120, 100, 100) == rules(100, 100, 400, 100) == set()
    for lift in ((120, 110, 100, 100), (100, 100, 401, 100), (100, 100, 99, 100), (100, 100, 100, 101)):
        assert rules(*lift) == {"communities_are_lifted_alike"}


def test_every_rule_of_the_checker_has_been_broken_here():
    told = Path(__file__).read_text(encoding="utf-8")
    assert [rule.__name__ for rule in (*OF_ONE_LINK, *OF_ALL) if f'"{rule.__name__}"' not in told] == []


@pytest.mark.parametrize("seed", range(8))
def test_lots_that_just_suffice_are_handed_out_to_the_last_unit(seed):
    rng = np.random.default_rng(seed)
    whole = int(rng.integers(10**6, 10**11))
    table = Table()
    for quantity in split(rng, whole, 4):
        table.role(Kind.MONEY, quantity=quantity)
    for capacity in split(rng, whole, 3):
        table.offer(Kind.MONEY, capacity=capacity)
    it = table.build()
    plan = solve(it)
    assert check(it, plan) == []
    assert int(plan.quantity.sum()) == whole
    assert plan.complete.tolist() == [0, 1, 2, 3]


def split(rng: np.random.Generator, whole: int, parts: int) -> list[int]:
    cuts = np.sort(rng.choice(whole - 1, parts - 1, replace=False) + 1).tolist()
    return np.diff([0, *cuts, whole]).tolist()


def test_the_solver_says_nothing_on_standard_output():
    """A command's output is a table or JSON; no greeting of a library belongs there."""
    code = "from tongzhuo.checking.tests.test_checker import one_link; print(one_link())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == 1


def one_link() -> int:
    table = Table()
    table.role()
    table.person()
    return len(solve(table.build(), PUBLISHED).role)
