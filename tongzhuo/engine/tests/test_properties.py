"""What holds for every question, however odd."""

import dataclasses

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.community import community
from tongzhuo.checking.checker import check
from tongzhuo.checking.tests.test_checker import by_hand
from tongzhuo.engine import exact
from tongzhuo.engine.instance import COLUMNS, Instance, Kind
from tongzhuo.engine.plan import Plan, with_links
from tongzhuo.engine.policy import PUBLISHED, Policy
from tongzhuo.engine.solving import solve
from tongzhuo.engine.tests.table import HERE, HOUR, Table, north
from tongzhuo.engine.worth import complete_needs

SOME = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
hours = st.integers(0, 8).map(lambda half: 8 * HOUR + 30 * half)
points = st.sampled_from([HERE, HERE, None, north(40), north(700), north(2500)])
kinds = st.sampled_from([Kind.PEOPLE] * 5 + list(Kind))


def seldom(usual, *others):
    """Mostly the usual value."""
    return st.sampled_from([usual] * (5 * len(others)) + list(others))


@st.composite
def questions(draw) -> Instance:
    """A handful of needs of all kinds, people and offers in a small place, some of it settled."""
    table = Table(now=draw(seldom(0, 9 * HOUR)))
    needs = [
        table.need(urgency=draw(st.integers(1, 3)), size=draw(st.integers(1, 9)), cause=draw(st.integers(-1, 2)))
        for _ in range(draw(st.integers(1, 4)))
    ]
    roles = [_role(draw, table, draw(st.sampled_from(needs))) for _ in range(draw(seldom(6, 0, 3, 9)))]
    supplies = [_supply(draw, table) for _ in range(draw(seldom(9, 0, 5, 12)))]
    _settle(draw, table, roles, supplies)
    return table.build()


def _role(draw, table: Table, need: str) -> tuple[str, Kind]:
    kind = draw(kinds)
    quantity = draw(st.sampled_from([1, 1, 2, 3, 4, 30, -1]))
    columns = {
        "quantity": quantity,
        "at_least": draw(st.integers(0, quantity if quantity > 0 else 1)),
        "what": draw(seldom(-1, 1, 2)),
        "purpose": draw(seldom(-1, 5)),
        "language": draw(seldom(-1, 1)),
        "welcome": draw(st.sampled_from([0, 1])),
        "checks": draw(seldom(0, 1)),
        "place": draw(seldom(3, -1, 4)),
        "at": draw(points),
    }
    if kind in (Kind.GOODS, Kind.MONEY):
        columns["end"] = draw(st.one_of(st.just(-1), hours))
    else:
        columns["start"] = draw(seldom(9 * HOUR, 10 * HOUR, 11 * HOUR, -1))
        columns["end"] = columns["start"] + 30 * draw(st.integers(1, 4))
    return table.role(kind, need=need, **columns), kind


def _supply(draw, table: Table) -> tuple[str, Kind]:
    kind = draw(kinds)
    columns = {
        "terms": draw(st.sampled_from([[1, 2], [1], [2], []])),
        "purposes": draw(seldom([], [5])),
        "languages": draw(st.integers(0, 3)),
        "checks": draw(st.integers(0, 1)),
        "causes": draw(st.integers(0, 7)),
        "at": draw(points),
        "radius_m": draw(seldom(-1, 0, 1000)),
        "max_bookings": draw(seldom(-1, 0, 1, 2)),
        "max_minutes": draw(seldom(-1, 0, 60, 150)),
        "rest_until": draw(seldom(-1, 10 * HOUR)),
        "load": draw(st.integers(0, 900)),
        "consented": draw(seldom(True, False)),
        "windows": draw(seldom([(8 * HOUR, 14 * HOUR)], [], [(8 * HOUR, 10 * HOUR), (10 * HOUR, 11 * HOUR)])),
    }
    if draw(seldom(False, True)):
        columns |= {"place_from": 3, "place_to": 4}
    party = f"p{draw(st.integers(1, 9))}"
    person = party in ("p1", "p2", "p3", "p4", "p5", "p6")
    if kind == Kind.PEOPLE and person:
        return table.person(party=party, **columns), kind
    columns["capacity"] = draw(st.sampled_from([2, 5, 40, 1, 0, -1]))
    return table.offer(kind, party=party, person=person, **columns), kind


def _settle(draw, table: Table, roles, supplies) -> None:
    pairs = [(role, supply, kind) for role, kind in roles for supply, other in supplies if kind == other]
    for role, supply, _ in draw(st.lists(st.sampled_from(pairs), max_size=2, unique=True)) if pairs else ():
        table.fixed(role, supply, draw(st.sampled_from([-1, 1, 2])))
    for supply, _ in draw(st.lists(st.sampled_from(supplies), max_size=2)) if supplies else ():
        start = draw(hours)
        table.busy(supply, start, start + 60, at=draw(points), quantity=draw(st.integers(0, 2)))
    for role, _ in draw(st.lists(st.sampled_from(roles), max_size=2)) if roles and supplies else ():
        table.barred(role, draw(st.sampled_from(supplies))[0])


def codes(it: Instance, plan: Plan) -> set[tuple[str, str, int, bool]]:
    rows = zip(plan.role, plan.supply, plan.quantity, plan.fixed, strict=True)
    return {(str(it.role_code[r]), str(it.supply_code[s]), int(q), bool(f)) for r, s, q, f in rows}


def shuffled(it: Instance, seed: int) -> Instance:
    """The same question with its rows in another order."""
    rng = np.random.default_rng(seed)
    tables = ("need", "role", "party", "fixed", "busy", "barred")
    order = {table: rng.permutation(len(getattr(it, f"{table}_{FIRST[table]}"))) for table in tables}
    columns = {}
    for name, field in COLUMNS.items():
        column = getattr(it, name)
        table, refers_to = field.metadata["table"], field.metadata["span"]
        if refers_to in tables:
            column = np.argsort(order[refers_to])[column]
        columns[name] = column[order[table]] if table in order else column
    return Instance.build(**columns, now=it.now, epoch=it.epoch)


FIRST = {"need": "code", "role": "code", "party": "code", "fixed": "role", "busy": "supply", "barred": "role"}


@SOME
@given(questions())
def test_every_plan_keeps_every_promise_and_no_value_exceeds_its_bound(it):
    plan = solve(it)
    assert check(it, plan) == []
    assert plan.gap <= PUBLISHED.gap
    assert plan.whole.value <= plan.whole.bound + 1e-3
    assert plan.rest.value <= plan.rest.bound + 1e-3


@SOME
@given(questions())
def test_a_large_question_is_solved_in_parts_to_the_same_promises(it):
    """The path for many candidates, taken for few."""
    small, exact.SMALL = exact.SMALL, 0
    try:
        plan = solve(it)
    finally:
        exact.SMALL = small
    assert check(it, plan) == []
    assert plan.value >= solve(it).value * (1 - 2 * PUBLISHED.gap) - 2 * len(plan.role)


@SOME
@given(questions(), st.integers(0, 9))
def test_the_order_of_the_input_does_not_matter(it, seed):
    other = shuffled(it, seed)
    assert other.digest() == it.digest()
    plan, again = solve(it), solve(other)
    assert codes(other, again) == codes(it, plan)
    assert (again.whole, again.rest) == (plan.whole, plan.rest)


@SOME
@given(questions())
def test_planning_again_keeps_what_people_agreed_and_has_nothing_to_add(it):
    plan = solve(it)
    agreed = with_links(it, plan.role, plan.supply, plan.quantity)
    again = solve(agreed)
    assert {link[:3] for link in codes(it, plan)} == {link[:3] for link in codes(agreed, again)}
    assert again.fixed.all()
    assert again.complete.tolist() == plan.complete.tolist()


def test_an_empty_city_has_an_empty_plan():
    plan = solve(Table().build())
    assert (len(plan.role), plan.value, plan.bound, plan.gap, plan.stopped_by) == (0, 0, 0, 0, "empty")


def test_people_without_needs_and_needs_without_people():
    people, needs = Table(), Table()
    people.person()
    needs.role()
    assert solve(people.build()).value == 0
    assert solve(needs.build()).bound == 0


@pytest.mark.parametrize("at", [None, HERE])
def test_where_all_are_the_same_as_many_are_served_as_can_be(at):
    table = Table()
    for _ in range(12):
        table.role(quantity=2, at=at)
    for _ in range(15):
        table.person(at=at)
    it = table.build()
    plan = solve(it)
    assert check(it, plan) == []
    assert (len(plan.complete), len(plan.role)) == (7, 15)


def test_a_community_with_all_kinds_of_asks():
    it = community(300, 700, seed=3, mixed=0.5)
    plan = solve(it)
    assert check(it, plan) == []
    assert plan.stopped_by == "gap"
    assert plan.gap <= PUBLISHED.gap
    assert codes(it, solve(it)) == codes(it, plan)


def test_a_community_with_more_candidates_than_are_solved_at_once():
    it = community(250, 900, seed=2, side_km=2.5, any_skill=0.7)
    plan = solve(it)
    assert check(it, plan) == []
    assert plan.gap <= PUBLISHED.gap


def test_a_plan_stopped_by_time_says_so():
    it = community(250, 900, seed=2, side_km=2.5, any_skill=0.7)
    plan = solve(it, dataclasses.replace(PUBLISHED, time_limit_s=0.02))
    assert plan.stopped_by == "time"
    assert check(it, plan) == []
    assert plan.whole.value > 0.5 * solve(it).whole.value


def test_a_city_may_publish_other_weights():
    table = Table()
    table.role(need=table.need(urgency=3), code="urgent")
    table.role(need=table.need(size=9), code="large")
    table.person()
    policy = Policy(urgency_weight=(1, 1, 1))
    it = table.build()
    assert codes(it, solve(it, policy)) == {("large", "s1", 1, False)}


@settings(SOME, max_examples=20)
@given(questions())
def test_no_set_of_links_makes_more_whole(it):
    """Every set of up to eight possible links tried, with the checker as the only judge."""
    pairs = [(r, s) for r in range(it.roles) for s in range(it.supplies) if it.role_kind[r] == it.supply_kind[s]]
    links = [(r, s, q) for r, s in pairs for q in sorted({-1, 1, int(it.role_quantity[r]), int(it.supply_capacity[s])})]
    alone = [link for link in links if link[2] and promises(it, [link])][:8]
    best = 0
    for chosen in range(2 ** len(alone)):
        some = [link for at, link in enumerate(alone) if chosen >> at & 1]
        if promises(it, some):
            best = max(best, worth_of_whole_needs(it, some))
    assert solve(it).whole.value >= best


def promises(it: Instance, links) -> bool:
    claims = {"complete_means_complete", "the_value_is_right"}
    return {breach.rule for breach in check(it, by_hand(it, *links))} <= claims


def worth_of_whole_needs(it: Instance, links) -> int:
    plan = by_hand(it, *links)
    complete = complete_needs(it, plan.role, plan.quantity)
    return sum(PUBLISHED.need_weight(int(it.need_urgency[n]), int(it.need_size[n])) for n in complete)
