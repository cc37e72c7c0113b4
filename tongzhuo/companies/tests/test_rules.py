"""Who may bring, offer, answer and join, and who may not: owner, colleague, other community, outsider, nobody."""

import datetime as dt

import pytest
import time_machine

from tongzhuo.companies import actions, queries, rules
from tongzhuo.companies.drafts import Proposed, Staff
from tongzhuo.companies.states import ProposalState
from tongzhuo.companies.tests import story
from tongzhuo.companies.tests.story import NOW, SITE
from tongzhuo.kernel.viewer import the_system
from tongzhuo.organisations.states import Role
from tongzhuo.people.rules import may_agree

pytestmark = pytest.mark.django_db
WHO = ("bei", "chen", "outsider", "liu", None)


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def said(cast, rule, *given, **more) -> list[str]:
    """What the rule says to each of them."""
    return [rule(cast.as_(who), *given, **more).code for who in WHO]


def test_only_the_company_writes_offers_and_closes(cast):
    not_theirs = ["not_ours"] * 4
    assert said(cast, rules.may_bring, cast.northlight) == ["ok", *not_theirs]
    assert rules.may_bring(cast.as_("chen"), cast.office).code == "no_giver"
    begun = actions.begin_package(by=cast.as_("bei"), organisation=cast.northlight)
    assert said(cast, rules.may_write_package, begun) == ["ok", *not_theirs]
    assert said(cast, rules.may_finish_package, begun, offers=0) == ["nothing_in_it", *not_theirs]
    assert said(cast, rules.may_find, begun) == ["not_ready", *not_theirs]
    need, package = story.need(cast), story.package(cast)
    assert rules.may_write_package(cast.as_("bei"), package).code == "written_already"
    assert said(cast, rules.may_look_out, package, looking=False) == ["ok", *not_theirs]
    proposed = story.best(package)
    assert said(cast, rules.may_propose, package, proposed, waiting=False, room=None) == ["ok", *not_theirs]
    assert rules.may_propose(cast.as_("bei"), package, proposed, waiting=False, room=11).code == "no_room"
    nothing = Proposed(need, ())
    assert rules.may_propose(cast.as_("bei"), package, nothing, waiting=False, room=None).code == "taken"
    assert said(cast, rules.may_close_package, package, waiting=True) == ["take_back_first", *not_theirs]


def test_the_keeper_answers_and_nobody_else(cast, on_monday):
    story.need(cast)
    made = story.proposed(cast, story.package(cast))
    not_keeper = "not_keeper"
    expected = [not_keeper, "ok", not_keeper, not_keeper, not_keeper]
    assert said(cast, rules.may_answer_proposal, made, at=NOW) == expected
    assert said(cast, rules.may_accept_proposal, made, SITE, at=NOW) == expected
    assert said(cast, rules.may_take_back, made) == ["ok", *["not_ours"] * 4]
    cast.mandate("chen", "northlight", Role.DONOR_CONTACT, "district")
    assert rules.may_answer_proposal(cast.as_("chen"), made, at=NOW).code == "both_sides"
    assert rules.may_lapse(the_system("clock"), made, at=NOW).code == "not_over_yet"
    later = NOW + dt.timedelta(days=4)
    assert rules.may_lapse(the_system("clock"), made, at=later).code == "ok"
    assert rules.may_lapse(cast.as_("chen"), made, at=later).code == "not_over_yet"
    assert rules.may_become(made, ProposalState.ACCEPTED).code == "ok"
    made.state = ProposalState.DECLINED
    assert rules.may_become(made, ProposalState.ACCEPTED).code == "moved_on"


def test_the_link_is_opened_by_the_company_and_used_by_its_people(cast):
    story.need(cast)
    package = story.package(cast)
    made = story.proposed(cast, package)
    assert rules.may_open_joining(cast.as_("bei"), made, people=True).code == "not_accepted"
    made = actions.accept_proposal(by=cast.as_("chen"), proposal=made, site=SITE)
    assert said(cast, rules.may_open_joining, made, people=True) == ["ok", *["not_ours"] * 4]
    assert rules.may_open_joining(cast.as_("bei"), made, people=False).code == "no_people"
    shift, limits = queries.shift_of(made), {"taken": 0, "places": 12, "at": NOW}
    may = rules.may_join
    assert may(made, shift, Staff("", "phone", "13900000000"), **limits).code == "name_missing"
    assert may(made, shift, Staff("高远", "phone", "明天"), **limits).code == "contact_missing"
    assert may(made, shift, Staff("高远", "phone", "13900000000"), **limits).code == "ok"
    assert may(made, shift, Staff("高远", "phone", "13900000000"), **limits | {"taken": 12}).code == "team_full"
    over = limits | {"at": NOW + dt.timedelta(days=20)}
    assert may(made, shift, Staff("高远", "phone", "13900000000"), **over).code == "started"


def test_only_the_product_notes_a_yes_that_came_by_a_link(cast):
    yes = {"purpose": "be_recorded", "how": "link", "given_on": NOW.date(), "at": NOW}
    assert may_agree(the_system("companies"), cast.guo, **yes).code == "ok"
    assert may_agree(cast.as_("chen"), cast.guo, **yes).code == "say_how"


def test_what_was_left_of_an_operators_capacity_is_kept(cast):
    """Warm Doorstep said that it can take twelve more; one company brings eight of them."""
    first, second = story.need(cast, people=8, machines=0), story.need(cast, people=8, machines=0, urgency=1)
    for need in (first, second):
        story.seat_operator(cast, need, cast.doorstep)
    assert queries.room_of(cast.doorstep) == 12
    made = story.proposed(cast, story.package(cast, machines=0))
    assert (made.operator, made.heads, queries.room_of(cast.doorstep)) == (cast.doorstep, 8, 4)
    match = story.find(story.package(cast, machines=0), at=NOW).matches[0]
    assert (match.need, match.heads, match.room) == (second, 4, 4)
    cast.doorstep.capacity = 8
    cast.doorstep.save()
    assert story.find(story.package(cast, machines=0), at=NOW).matches == []
