"""Organisations are founded, changed, joined and left; what they can take has a date."""

import datetime as dt

import pytest
from django.utils.timezone import localdate

from tongzhuo.kernel.models import Line
from tongzhuo.organisations import actions, rules
from tongzhuo.organisations.models import Membership
from tongzhuo.organisations.queries import members_of, members_visible_to, people_met_by, sight_here
from tongzhuo.organisations.states import Kind, Role
from tongzhuo.organisations.tests.test_mandates import refusal
from tongzhuo.people.states import Sight

TODAY = localdate()
EVERYBODY = ("chen", "gao", "zhao", "nuan", "bei", "liu", "outsider", None)


def allowed(cast, rule, *args, **facts) -> set:
    return {name for name in EVERYBODY if rule(cast.as_(name), *args, **facts, at=None)}


def test_the_office_writes_an_organisation_down(cast):
    body = actions.found_organisation(
        by=cast.as_("chen"),
        kind=Kind.NGO,
        place=cast.willow,
        name_zh="晚霞社",
        causes=[cast.care],
        phone="010 5555 0101",
    )
    assert (body.name, list(body.causes.all()), body.memberships.count()) == ("晚霞社", [cast.care], 0)
    assert [(line.did, line.on) for line in Line.objects.all()] == [
        ("organisation.founded", f"organisation:{body.code}")
    ]


def test_a_resident_founds_a_circle_at_home_and_is_its_first_member(cast):
    circle = actions.found_organisation(by=cast.as_("liu"), kind=Kind.CIRCLE, place=cast.willow, name_zh="缝补角")
    assert [membership.person for membership in circle.memberships.all()] == [cast.liu]
    assert cast.as_("liu").member_of == {circle.pk}


def test_who_may_found_what_where(cast):
    assert allowed(cast, rules.may_found_organisation, Kind.COMPANY, cast.willow) == {"chen", "gao"}
    residents = {"chen", "gao", "zhao", "nuan", "bei", "liu"}
    assert allowed(cast, rules.may_found_organisation, Kind.TEAM, cast.willow) == residents
    assert allowed(cast, rules.may_found_organisation, Kind.TEAM, cast.town) == {"gao"}
    facts = {"by": cast.as_("chen"), "kind": Kind.NGO, "place": cast.willow}
    assert refusal(actions.found_organisation, **facts, name_zh=" ") == "name_missing"


def test_who_may_change_an_organisation_and_what_others_rely_on(cast):
    assert allowed(cast, rules.may_change_organisation, cast.doorstep) == {"chen", "gao", "nuan"}
    assert allowed(cast, rules.may_place_organisation, cast.doorstep, cast.willow) == {"chen", "gao"}
    assert allowed(cast, rules.may_place_organisation, cast.doorstep, cast.plane) == {"gao"}


def test_an_operator_mends_the_telephone_but_not_the_kind(cast):
    nuan = cast.as_("nuan")
    actions.change_organisation(by=nuan, organisation=cast.doorstep, phone="010 5555 0102", causes=[cast.care])
    assert Line.objects.get().facts == {"changed": ["causes", "phone"]}
    change = {"by": nuan, "organisation": cast.doorstep, "kind": Kind.COMPANY}
    assert refusal(actions.change_organisation, **change) == "no_mandate_here"
    actions.change_organisation(by=nuan, organisation=cast.doorstep, phone="010 5555 0102", causes=[cast.care])
    assert Line.objects.count() == 1


def test_capacity_is_said_on_a_day_and_taken_back(cast):
    yesterday = TODAY - dt.timedelta(days=1)
    said = actions.declare_capacity(by=cast.as_("nuan"), organisation=cast.doorstep, capacity=4, said_on=yesterday)
    assert (said.capacity, said.capacity_said) == (4, yesterday)
    back = actions.declare_capacity(by=cast.as_("chen"), organisation=cast.doorstep, capacity=None)
    assert (back.capacity, back.capacity_said) == (None, None)
    assert [line.facts["capacity"] for line in Line.objects.order_by("pk")] == [4, None]


@pytest.mark.parametrize(
    ("by", "capacity", "day", "code"),
    [
        ("nuan", 0, TODAY, "ok"),
        ("chen", 12, TODAY, "ok"),
        ("gao", 12, TODAY, "ok"),
        ("bei", 12, TODAY, "not_yours"),
        ("outsider", 12, TODAY, "not_yours"),
        (None, 12, TODAY, "not_yours"),
        ("nuan", 12, TODAY + dt.timedelta(days=1), "not_yet"),
        ("nuan", 10**9, TODAY, "capacity_absurd"),
        ("nuan", -1, TODAY, "capacity_absurd"),
    ],
)
def test_who_may_declare_what_capacity(cast, by, capacity, day, code):
    from django.utils.timezone import now

    verdict = rules.may_declare_capacity(cast.as_(by), cast.doorstep, capacity, day, at=now())
    assert verdict.code == code


def test_a_team_forms(cast):
    team = cast.organisation("vests", Kind.TEAM, "红马甲", "Red Vest Repairs")
    liu = cast.as_("liu")
    membership = actions.join_organisation(by=liu, person=cast.liu, organisation=team, duty="Plumbing")
    actions.join_organisation(by=cast.as_("chen"), person=cast.sun, organisation=team)
    assert members_of(team).count() == 2
    assert refusal(actions.join_organisation, by=liu, person=cast.liu, organisation=team) == "member_already"
    actions.leave_organisation(by=liu, membership=membership)
    assert members_of(team).count() == 1
    actions.join_organisation(by=liu, person=cast.liu, organisation=team)
    assert Membership.objects.filter(person=cast.liu, organisation=team).count() == 2
    assert [line.did for line in Line.objects.order_by("pk")] == [
        "organisation.joined",
        "organisation.joined",
        "organisation.left",
        "organisation.joined",
    ]


def test_who_may_join_and_take_in_others(cast):
    team = cast.organisation("vests", Kind.TEAM, "红马甲", "Red Vest Repairs")
    facts = {"member_already": False}
    assert allowed(cast, rules.may_join_organisation, cast.liu, team, **facts) == {"chen", "gao", "liu"}
    assert allowed(cast, rules.may_join_organisation, cast.liu, cast.doorstep, **facts) == {"chen", "gao", "nuan"}
    answer = rules.may_join_organisation(cast.as_("liu"), cast.liu, cast.doorstep, **facts, at=None)
    assert answer.code == "asks_first"


def test_who_may_end_a_membership(cast):
    membership = Membership.objects.select_related("organisation__place").get(person=cast.bei)
    who = allowed(cast, rules.may_leave_organisation, membership, mandates=[])
    assert who == {"chen", "gao", "bei"}
    leave = {"by": cast.as_("bei"), "membership": membership}
    assert refusal(actions.leave_organisation, **leave) == "mandate_first"


def test_members_are_read_by_neighbours_the_office_and_each_other(cast):
    readers = {name for name in EVERYBODY if members_visible_to(cast.as_(name), cast.doorstep).exists()}
    assert readers == {"chen", "gao", "zhao", "nuan", "bei", "liu"}


def test_fellows_of_an_organisation_know_each_other_by_display_name(cast):
    cast.mandate("outsider", "doorstep", Role.LEADER, "plane")
    assert cast.outsider in people_met_by(cast.as_("nuan"))
    assert sight_here(cast.as_("nuan"), cast.outsider) == Sight.NEIGHBOUR
    assert sight_here(cast.as_("liu"), cast.outsider) == Sight.PUBLIC
    assert not people_met_by(cast.as_(None)).exists()
