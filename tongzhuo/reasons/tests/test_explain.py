"""Explanations: exact facts for small tables, and changes that do what they say."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.community import community
from tongzhuo.engine.instance import Instance, Kind
from tongzhuo.engine.plan import with_links
from tongzhuo.engine.solving import solve
from tongzhuo.engine.tests.table import HERE, HOUR, Table, north
from tongzhuo.engine.tests.test_properties import SOME, questions, shuffled
from tongzhuo.reasons.explain import Explanation, Holder, LeftOut, Reason, explain


def told(table: Table) -> Explanation:
    it = table.build()
    return explain(it, solve(it))


def test_reasons_name_what_sets_someone_apart_from_the_next_best():
    table = Table()
    table.role(need=table.need(cause=3), what=5, at=HERE)
    table.person("best", terms=[5], at=north(200), causes=0b1000, reliability=800)
    table.person("next", terms=[5], at=north(2000), reliability=800)
    [link] = told(table).links
    assert (link.supply, link.runner_up, link.wanted) == ("best", "next", 0)
    assert link.margin == 40 + 57 - 35  # the cause, and 200 m against 2,000 m
    assert link.reasons[:2] == (Reason("cause", 3), Reason("near", 200))


def test_the_only_one_who_can_is_told_first():
    table = Table()
    table.role(what=5, language=1)
    table.person("only", terms=[5], languages=2)
    for _ in range(9):
        table.person(terms=[5])
    [link] = told(table).links
    assert link.runner_up is None
    assert link.reasons[0] == Reason("only_one")
    assert Reason("language", 1) in link.reasons


def test_goods_and_links_agreed_before_have_their_own_reasons():
    table = Table()
    role, lot = table.role(Kind.GOODS, what=1, quantity=5), table.offer(Kind.GOODS, terms=[1], capacity=9)
    held, person = table.role(), table.person()
    table.fixed(held, person)
    reasons = {link.role: link.reasons for link in told(table).links}
    assert Reason("has_enough", 9) in reasons[role]
    assert reasons[held] == (Reason("agreed"),)
    assert lot


def test_the_funnel_counts_everyone_once_in_order():
    table = Table()
    table.role(code="want", what=5, language=1, checks=1, at=HERE)
    common = {"terms": [5], "languages": 2, "checks": 1, "at": HERE}
    table.person(**(common | {"terms": [], "languages": 0}))
    table.person(**(common | {"languages": 0}))
    table.person(**(common | {"windows": [(9 * HOUR, 10 * HOUR)]}))
    table.person(**(common | {"at": north(5000), "radius_m": 1000}))
    table.person(**(common | {"checks": 0}))
    table.person(**(common | {"consented": False}))
    table.person(**(common | {"max_minutes": 60}))
    table.person("busy", **common)
    table.role(need=table.need("urgent", urgency=3), code="other", what=5, language=1, checks=1, at=HERE)
    vacancy = next(one for one in told(table).vacancies if one.role == "want")
    assert (vacancy.pool, vacancy.seated, vacancy.taken_by) == (8, 0, (Holder("urgent", 44_000),))
    names = ("skill", "language", "time", "distance", "checks", "willing", "capacity", "taken")
    assert vacancy.steps == (*((name, 1) for name in names), ("free", 0))


def test_those_taken_by_a_more_urgent_need_are_counted_and_it_is_named():
    table = Table()
    table.role(code="waits")
    table.role(need=table.need("urgent", urgency=3), code="goes")
    table.person()
    [vacancy] = told(table).vacancies
    assert (vacancy.role, vacancy.missing, vacancy.short) == ("waits", 1, 1)
    assert dict(vacancy.steps)["taken"] == 1
    assert vacancy.taken_by == (Holder("urgent", 44_000),)
    [link] = told(table).links
    assert (link.runner_up, link.margin, link.wanted) == (None, None, 1)


@pytest.mark.parametrize(
    ("role", "person", "change"),
    [
        ({}, {"windows": [(9 * HOUR, 10 * HOUR + 40)]}, ("longer", 20)),
        ({"at": HERE}, {"at": north(1500.2), "radius_m": 1000}, ("farther", 501)),
        ({}, {"max_bookings": 0}, ("over_limit", 1)),
        ({"checks": 0b11}, {"checks": 0b01}, ("check", 0b10)),
        ({}, {"rest_until": 700}, ("rest", 700)),
        ({}, {"consented": False}, ("consent", 0)),
        ({"language": 1}, {}, ("language", 1)),
        ({"what": 4}, {}, ("skill", 4)),
        ({"what": 4, "language": 1}, {}, ("more", 1)),
        ({"kind": Kind.GOODS, "end": 600}, {"kind": Kind.GOODS, "windows": [(660, 900)]}, ("sooner", 60)),
    ],
)
def test_the_cheapest_single_change_that_would_fill_a_vacancy(role, person, change):
    table = Table()
    kind = role.pop("kind", Kind.PEOPLE)
    table.role(kind, **role)
    if kind == Kind.PEOPLE:
        table.person("s", **person)
    else:
        table.offer(person.pop("kind"), "s", **person)
    [vacancy] = told(table).vacancies
    assert (vacancy.change.what, vacancy.change.amount) == change
    assert vacancy.change.supplies == (() if change[0] == "more" else ("s",))


def test_a_vacancy_of_two_needs_two():
    table = Table()
    table.role(quantity=3)
    table.person()
    for minutes in (10, 30, 50):
        table.person(windows=[(9 * HOUR, 11 * HOUR - minutes)])
    [vacancy] = told(table).vacancies
    assert (vacancy.change.what, vacancy.change.amount, vacancy.change.supplies) == ("longer", 30, ("s2", "s3"))
    assert vacancy.change.price == 40


def test_being_content_with_fewer_is_a_change_too():
    table = Table()
    table.role(quantity=3)
    table.person()
    table.person()
    [vacancy] = told(table).vacancies
    assert (vacancy.change.what, vacancy.change.amount) == ("fewer", 2)


@SOME
@given(questions())
def test_what_is_said_to_fill_a_vacancy_fills_it(it):
    """Make the change, keep the plan: the role gets what it misses."""
    plan = solve(it)
    agreed = with_links(it, plan.role, plan.supply, plan.quantity)
    for vacancy in explain(it, plan).vacancies:
        if vacancy.change.what not in ("more", "fewer"):
            role = it.role_code.tolist().index(vacancy.role)
            after = solve(changed(agreed, role, vacancy.change))
            reached = [q if q > 0 else 0 for q in after.quantity[(after.role == role) & ~after.fixed].tolist()]
            wanted = vacancy.short or vacancy.missing
            assert sum(reached) >= wanted or it.role_quantity[role] < 0 < len(reached)


def changed(it: Instance, role: int, change) -> Instance:
    """`it` after the change was brought about, with nobody else to be had, and they for nothing else."""
    rows = [it.supply_code.tolist().index(code) for code in change.supplies]
    columns = {name: column.copy() for name, column in it.columns().items()}
    others = [row for row in range(it.supplies) if row not in rows]
    columns["supply_consented"][others] = False
    elsewhere = [(one, row) for one in range(it.roles) if one != role for row in rows]
    columns["barred_role"] = np.array([*it.barred_role, *(one for one, _ in elsewhere)], np.int64)
    columns["barred_supply"] = np.array([*it.barred_supply, *(row for _, row in elsewhere)], np.int64)
    if change.what == "farther":
        columns["supply_radius_m"][rows] += change.amount
    if change.what == "over_limit":
        mine = np.isin(it.supply_party, it.supply_party[rows])
        columns["supply_max_bookings"][mine] = columns["supply_max_minutes"][mine] = -1
    if change.what == "check":
        columns["supply_checks"][rows] |= columns["role_checks"][role]
    if change.what == "rest":
        columns["supply_rest_until"][rows] = -1
    if change.what == "consent":
        columns["supply_consented"][rows] = True
    if change.what == "language":
        columns["role_language"][role] = -1
    if change.what == "skill":
        columns["role_what"][role] = -1
        columns["purpose_ptr"], columns["purpose_index"] = 0 * it.purpose_ptr, it.purpose_index[:0]
    if change.what in ("longer", "sooner"):
        columns["window_start"], columns["window_end"] = 0 * it.window_start, it.window_end + 10**6
    return Instance.build(**columns, now=it.now)


def test_who_was_spared_is_told_nearest_first():
    table = Table()
    need = table.need()
    table.role(need=need, checks=1, at=HERE)
    table.person("tired", at=north(300), checks=1, rest_until=1200)
    table.person("unchecked", at=north(100))
    table.person("silent", checks=1, consented=False)
    table.person("full", at=north(200), checks=1, max_bookings=0)
    table.person("far", at=north(4000), checks=1, radius_m=500)
    table.person("unskilled", checks=1, windows=[])
    assert told(table).left_out == (
        LeftOut(need, "r1", "unchecked", "check_missing", 1, 100),
        LeftOut(need, "r1", "full", "over_limit", 0, 200),
        LeftOut(need, "r1", "tired", "resting", 1200, 300),
        LeftOut(need, "r1", "far", "too_far", 4000, 4000),
        LeftOut(need, "r1", "silent", "no_consent", 0, -1),
    )


def test_a_whole_community_is_explained():
    it = community(200, 500, seed=5, mixed=0.4)
    plan = solve(it)
    said = explain(it, plan)
    assert len(said.links) == len(plan.role)
    assert all(seat.seated + sum(count for _, count in seat.steps) == seat.pool for seat in said.vacancies)
    assert sum(dict(seat.steps)["free"] for seat in said.vacancies) == 0
    assert dataclasses.asdict(said)["links"][0].keys() == {
        "role", "supply", "reasons", "runner_up", "margin", "wanted",
    }  # fmt: skip


@SOME
@given(questions())
def test_the_explanations_add_up(it):
    plan = solve(it)
    told = explain(it, plan)
    assert len(told.links) == len(plan.role)
    for link in told.links:
        assert 1 <= len(link.reasons) <= 3
    for seat in told.vacancies:
        assert seat.seated + sum(count for _, count in seat.steps) == seat.pool
        assert dict(seat.steps)["free"] == 0
        assert seat.missing >= max(1, seat.short)
    whole = {str(it.need_code[need]) for need in plan.complete}
    assert not whole & {seat.need for seat in told.vacancies if seat.short}
    linked = {(link.role, link.supply) for link in told.links}
    assert not linked & {(left.role, left.supply) for left in told.left_out}


@SOME
@given(questions())
def test_one_need_is_explained_as_it_is_among_all_others(it):
    plan = solve(it)
    everything = explain(it, plan)
    for need, code in enumerate(it.need_code.tolist()):
        roles = set(it.role_code[it.role_need == need].tolist())
        told = explain(it, plan, needs=np.array([need]))
        assert told.links == tuple(one for one in everything.links if one.role in roles)
        assert told.vacancies == tuple(one for one in everything.vacancies if one.need == code)
        assert told.left_out == tuple(one for one in everything.left_out if one.need == code)


@SOME
@given(questions(), st.integers(0, 9))
def test_the_order_of_the_input_does_not_matter(it, seed):
    other = shuffled(it, seed)
    assert explain(other, solve(other)) == explain(it, solve(it))


def test_an_empty_city_has_nothing_to_explain():
    it = Table().build()
    assert explain(it, solve(it)).vacancies == ()
