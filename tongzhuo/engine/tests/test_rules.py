"""One promise at a time: who is linked with whom when only one thing differs."""

import numpy as np
import pytest

from tongzhuo.checking.checker import check
from tongzhuo.engine.instance import Kind
from tongzhuo.engine.plan import Plan
from tongzhuo.engine.policy import PUBLISHED, Policy
from tongzhuo.engine.solving import solve
from tongzhuo.engine.tests.table import DAY, HERE, HOUR, MORNING, WEEK, Table, north


def linked(table: Table, policy: Policy = PUBLISHED) -> set[tuple[str, str, int]]:
    """(role, supply, quantity) of every link the engine proposes; the checker has looked at them."""
    it = table.build()
    plan = solve(it, policy)
    assert check(it, plan, policy) == []
    return {
        (str(it.role_code[r]), str(it.supply_code[s]), int(q))
        for r, s, q, fixed in zip(plan.role, plan.supply, plan.quantity, plan.fixed, strict=True)
        if not fixed
    }


def planned(table: Table) -> Plan:
    return solve(table.build())


@pytest.fixture
def table() -> Table:
    return Table()


def test_a_role_of_three_takes_three_different_people(table):
    table.role(quantity=3)
    for _ in range(4):
        table.person()
    links = linked(table)
    assert len(links) == 3
    assert len({supply for _, supply, _ in links}) == 3


def test_a_person_with_two_supplies_counts_once(table):
    table.role(quantity=2)
    own = table.person(party="liu")
    offered = table.person(party="liu")
    assert {supply for _, supply, _ in linked(table)} < {own, offered}


def test_the_skill_asked_for_is_needed(table):
    table.role(what=7)
    table.person("no", terms=[6])
    table.person("yes", terms=[5, 7])
    assert linked(table) == {("r1", "yes", 1)}


def test_the_language_asked_for_is_needed(table):
    table.role(language=2)
    table.person("no", languages=0b011)
    table.person("yes", languages=0b100)
    assert linked(table) == {("r1", "yes", 1)}


def test_the_checks_asked_for_are_needed(table):
    table.role(checks=0b11)
    table.person("no", checks=0b01)
    table.person("yes", checks=0b111)
    assert linked(table) == {("r1", "yes", 1)}


def test_nobody_is_asked_without_consent(table):
    table.role()
    table.person(consented=False)
    assert linked(table) == set()


def test_the_whole_interval_must_lie_in_a_window(table):
    table.role(start=9 * HOUR, end=11 * HOUR)
    table.person("short", windows=[(9 * HOUR, 10 * HOUR)])
    table.person("split", windows=[(8 * HOUR, 10 * HOUR), (10 * HOUR, 11 * HOUR)])
    assert linked(table) == {("r1", "split", 1)}


def test_a_person_without_a_window_takes_no_timed_role(table):
    table.role(code="timed")
    table.role(code="any", start=-1)
    table.person("p", windows=[])
    assert linked(table) == {("any", "p", 1)}


def test_a_person_holds_one_role_without_an_hour(table):
    table.role(start=-1)
    table.role(start=-1)
    table.person()
    assert len(linked(table)) == 1


def test_what_has_begun_is_not_planned():
    table = Table(now=10 * HOUR)
    table.role(code="past", start=9 * HOUR, end=11 * HOUR)
    table.role(code="ahead", start=10 * HOUR, end=11 * HOUR)
    table.person("p")
    assert linked(table) == {("ahead", "p", 1)}


def test_the_radius_is_kept_and_an_unknown_point_is_not_held_against_anyone(table):
    table.role(at=HERE, quantity=3, at_least=1)
    table.person("near", at=north(900), radius_m=1000)
    table.person("far", at=north(1100), radius_m=1000)
    table.person("unknown", radius_m=1000)
    assert {supply for _, supply, _ in linked(table)} == {"near", "unknown"}


def test_a_supply_serves_the_places_it_names(table):
    table.role(code="in", place=5)
    table.role(code="out", place=8, start=12 * HOUR, end=13 * HOUR)
    table.role(code="nowhere", start=14 * HOUR, end=15 * HOUR)
    table.person("p", place_from=4, place_to=8)
    assert linked(table) == {("in", "p", 1)}


def test_two_bookings_at_once_are_one_too_many(table):
    table.role(start=9 * HOUR, end=11 * HOUR)
    table.role(start=10 * HOUR, end=12 * HOUR)
    table.person()
    assert len(linked(table)) == 1


def test_one_booking_after_the_other_in_the_same_place_is_fine(table):
    table.role(start=9 * HOUR, end=11 * HOUR, at=HERE)
    table.role(start=11 * HOUR, end=12 * HOUR, at=HERE)
    table.person()
    assert len(linked(table)) == 2


@pytest.mark.parametrize(("pause", "expected"), [(29, 1), (30, 2)])
def test_the_way_between_two_places_takes_its_time(table, pause, expected):
    """3,000 m at 150 m a minute and ten minutes more: half an hour."""
    table.role(start=9 * HOUR, end=10 * HOUR, at=HERE)
    table.role(start=10 * HOUR + pause, end=12 * HOUR, at=north(2999.5))
    table.person()
    assert len(linked(table)) == expected


def test_a_published_pause_between_bookings_is_kept(table):
    table.role(start=9 * HOUR, end=10 * HOUR, at=HERE)
    table.role(start=10 * HOUR + 20, end=11 * HOUR, at=HERE)
    table.person()
    assert len(linked(table)) == 2
    assert len(linked(table, Policy(pause_minutes=30))) == 1


def test_a_booking_elsewhere_blocks_all_that_a_person_offers(table):
    table.role(start=9 * HOUR, end=11 * HOUR, at=HERE)
    own = table.person(party="liu")
    table.person(party="liu")
    table.busy(own, 8 * HOUR, 9 * HOUR, at=north(1500))
    assert linked(table) == set()


def test_bookings_a_week_are_limited(table):
    for day in range(4):
        table.role(start=day * DAY + 9 * HOUR, end=day * DAY + 10 * HOUR)
    table.person(max_bookings=2)
    assert len(linked(table)) == 2


def test_minutes_a_week_are_limited_and_the_next_week_is_new(table):
    for start in (0, DAY, WEEK):
        table.role(start=start + 9 * HOUR, end=start + 11 * HOUR)
    table.person(max_minutes=3 * HOUR, windows=[(0, 2 * WEEK)])
    assert len(linked(table)) == 2


def test_what_was_given_elsewhere_counts_toward_the_week(table):
    table.role()
    person = table.person(max_bookings=1)
    table.busy(person, 3 * DAY, 3 * DAY + HOUR)
    assert linked(table) == set()


def test_someone_resting_is_left_out_on_purpose(table):
    table.role(code="early", start=9 * HOUR, end=10 * HOUR)
    table.role(code="late", start=DAY + 9 * HOUR, end=DAY + 10 * HOUR)
    table.person("p", rest_until=DAY)
    assert linked(table) == {("late", "p", 1)}


def test_a_no_is_never_asked_again(table):
    role = table.role()
    no = table.person(at=HERE)
    yes = table.person()
    table.barred(role, no)
    assert linked(table) == {(role, yes, 1)}


def test_fixed_links_stay_count_and_consume(table):
    one = table.role(quantity=2)
    table.role(need=table.need(size=2), start=9 * HOUR, end=10 * HOUR)
    held, free = table.person(), table.person(windows=[(9 * HOUR, 11 * HOUR)])
    table.fixed(one, held)
    assert linked(table) == {("r2", free, 1)}
    assert planned(table).fixed.tolist() == [True, False]


def test_a_seat_one_holds_is_not_offered_to_the_same_party_again(table):
    role = table.role(quantity=2, at_least=1)
    own = table.person(party="liu")
    table.person(party="liu")
    table.fixed(role, own)
    assert linked(table) == set()


def test_a_bulk_offer_gives_as_many_as_it_has_at_any_moment(table):
    table.role(code="a", quantity=3, start=9 * HOUR, end=11 * HOUR)
    table.role(code="b", quantity=3, start=10 * HOUR, end=12 * HOUR, at_least=1)
    table.role(code="c", quantity=5, start=11 * HOUR, end=13 * HOUR, at_least=1)
    ngo = table.offer(Kind.PEOPLE, "ngo", capacity=5)
    table.busy(ngo, 12 * HOUR, 14 * HOUR, quantity=3)
    links = linked(table)
    assert ("a", "ngo", 3) in links
    assert sum(quantity for role, _, quantity in links if role != "a") == 4


def test_goods_are_divided_and_never_exceed_the_lot(table):
    table.role(Kind.GOODS, code="a", what=1, quantity=60, end=DAY)
    table.role(Kind.GOODS, code="b", what=1, quantity=60, at_least=20, end=DAY)
    table.offer(Kind.GOODS, "rice", terms=[1], capacity=100)
    assert linked(table) == {("a", "rice", 60), ("b", "rice", 40)}


def test_two_lots_fill_one_role_together(table):
    table.role(Kind.GOODS, what=1, quantity=10**9 + 1)
    table.offer(Kind.GOODS, "x", terms=[1], capacity=10**9)
    table.offer(Kind.GOODS, "y", terms=[1], capacity=10**9)
    links = linked(table)
    assert sum(quantity for _, _, quantity in links) == 10**9 + 1
    assert len(planned(table).complete) == 1


def test_goods_that_come_too_late_do_not_help(table):
    table.role(Kind.GOODS, what=1, quantity=5, end=DAY)
    table.offer(Kind.GOODS, terms=[1], capacity=5, windows=[(2 * DAY, 3 * DAY)])
    assert linked(table) == set()


def test_money_keeps_the_givers_restriction(table):
    table.role(Kind.MONEY, code="ramp", purpose=3, quantity=500_00)
    table.role(Kind.MONEY, code="unsaid", quantity=100_00)
    table.offer(Kind.MONEY, "bound", purposes=[2], capacity=900_00)
    table.offer(Kind.MONEY, "free", capacity=500_00)
    assert {link for link in linked(table) if link[1] == "bound"} == set()
    assert ("ramp", "free", 500_00) in linked(table)


def test_one_party_gives_one_lot_to_a_role(table):
    table.role(Kind.GOODS, what=1, quantity=10, at_least=1)
    table.offer(Kind.GOODS, "small", party="north", terms=[1], capacity=4)
    table.offer(Kind.GOODS, "large", party="north", terms=[1], capacity=6)
    assert linked(table) == {("r1", "large", 6)}


def test_a_room_holds_enough_and_one_group_at_a_time(table):
    table.role(Kind.SPACE, code="a", quantity=30, start=9 * HOUR, end=11 * HOUR)
    table.role(Kind.SPACE, code="b", quantity=10, start=10 * HOUR, end=12 * HOUR)
    table.role(Kind.SPACE, code="c", quantity=31, start=13 * HOUR, end=14 * HOUR)
    table.role(Kind.SPACE, code="d", quantity=10, start=12 * HOUR, end=13 * HOUR)
    table.offer(Kind.SPACE, "hall", capacity=30, windows=[(8 * HOUR, 13 * HOUR)])
    rooms = linked(table)
    assert len(rooms) == 2
    assert ("d", "hall", 10) in rooms


def test_a_social_worker_takes_cases_up_to_the_free_caseload(table):
    for _ in range(3):
        table.role(Kind.PROFESSIONAL)
    table.offer(Kind.PROFESSIONAL, person=True, capacity=2)
    assert len(linked(table)) == 2


def test_a_social_worker_is_not_in_two_places_either(table):
    table.role(Kind.PROFESSIONAL, start=9 * HOUR, end=10 * HOUR)
    table.role(Kind.PROFESSIONAL, start=9 * HOUR, end=10 * HOUR)
    table.offer(Kind.PROFESSIONAL, person=True, capacity=5)
    assert len(linked(table)) == 1


def test_an_operator_takes_as_many_needs_as_it_declared(table):
    for _ in range(3):
        table.role(Kind.OPERATOR)
    table.offer(Kind.OPERATOR, capacity=1)
    table.offer(Kind.OPERATOR, capacity=1)
    assert len(linked(table)) == 2


def test_a_role_to_be_agreed_is_filled_by_one_party_and_uses_nothing_up(table):
    table.role(Kind.GOODS, code="some", what=1, quantity=-1)
    table.role(Kind.GOODS, code="ten", what=1, quantity=10)
    table.offer(Kind.GOODS, "lot", terms=[1], capacity=10)
    table.offer(Kind.GOODS, "mystery", terms=[1], capacity=-1)
    assert {link for link in linked(table) if link[0] == "ten"} == {("ten", "lot", 10)}
    assert [quantity for role, _, quantity in linked(table) if role == "some"] == [-1]
    assert len(planned(table).complete) == 2


def test_an_offer_that_does_not_tell_its_amount_proves_nothing(table):
    table.role(Kind.GOODS, what=1, quantity=10)
    table.offer(Kind.GOODS, "mystery", terms=[1], capacity=-1)
    assert linked(table) == {("r1", "mystery", -1)}
    assert len(planned(table).complete) == 0


def test_nothing_is_taken_from_an_empty_offer(table):
    for kind in (Kind.PEOPLE, Kind.GOODS, Kind.MONEY, Kind.SPACE, Kind.PROFESSIONAL, Kind.OPERATOR):
        table.role(kind)
        table.role(kind, quantity=-1)
        table.offer(kind, capacity=0)
    assert linked(table) == set()


def test_a_whole_need_comes_before_two_halves(table):
    whole, half, other = table.need(), table.need(size=3), table.need(size=3)
    table.role(need=whole, code="w")
    for need in (half, other):
        table.role(need=need, start=9 * HOUR, end=10 * HOUR)
        table.role(need=need, what=99, start=DAY, end=DAY + HOUR)
    table.person("p", windows=[MORNING])
    assert linked(table) == {("w", "p", 1)}


def test_urgency_comes_before_size_and_size_before_nearness(table):
    """4 x 10,000 for one urgent person; 10,000 x sqrt(9) = 30,000 for nine who can wait."""
    table.role(need=table.need(urgency=3), code="urgent")
    table.role(need=table.need(size=9), code="large", at=HERE)
    table.person("p", at=HERE)
    assert linked(table) == {("urgent", "p", 1)}
    assert planned(table).whole.value == 40_000


def test_between_equal_needs_the_nearer_one_is_chosen(table):
    table.role(code="far", at=north(3000))
    table.role(code="near", at=north(300))
    table.person("p", at=HERE)
    assert linked(table) == {("near", "p", 1)}


def test_help_comes_before_fit(table):
    """Two people, two seats: the nearer one moves to where only she can go."""
    need = table.need()
    table.role(need=need, code="any", at=HERE)
    table.role(need=need, code="cook", what=4, at=HERE, start=9 * HOUR, end=11 * HOUR)
    table.role(need=need, what=99)
    table.person("cook", terms=[4], at=HERE)
    table.person("other", at=north(4000))
    assert linked(table) == {("any", "other", 1), ("cook", "cook", 1)}


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"at": HERE}, {"at": north(2000)}),
        ({"causes": 0b100}, {"causes": 0b011}),
        ({"reliability": 900}, {"reliability": 600}),
        ({"load": 0}, {"load": 300}),
        ({"languages": 0b10}, {"languages": 0b01}),
    ],
)
def test_each_part_of_the_fit_decides_when_all_else_is_equal(table, better, worse):
    table.role(need=table.need(cause=2), at=HERE, welcome=0b10)
    table.person("worse", **worse)
    table.person("zbetter", **better)
    assert linked(table) == {("r1", "zbetter", 1)}


def test_the_exact_value_of_a_small_plan(table):
    """One need of four people, urgency 2: 10,000 x 2 x 2. Help 2 x 1,000 x 2; fit 60 + 40 + 20 + 40 and half of 60."""
    need = table.need(urgency=2, size=4, cause=1)
    table.role(need=need, quantity=2, at=HERE)
    table.person(at=HERE, causes=0b10, reliability=500, load=0)
    table.person(reliability=1000, load=600)
    plan = planned(table)
    assert plan.whole.value == 40_000
    assert plan.rest.value == 2 * 2_000 + (60 + 40 + 20 + 40) + (30 + 40)
    assert plan.gap < 1e-6


def test_a_need_without_roles_is_not_complete(table):
    table.need()
    assert planned(table).complete.tolist() == []
    assert planned(table).stopped_by == "empty"


def test_a_need_that_fixed_links_complete_is_complete(table):
    role, person = table.role(), table.person()
    table.fixed(role, person)
    plan = planned(table)
    assert plan.complete.tolist() == [0]
    assert plan.whole.value == plan.whole.bound == 10_000
    assert np.array_equal(plan.fixed, [True])
