"""Which communities a package fits, by the engine's own rules, and what is said where none does."""

import pytest
import time_machine
from django.utils.translation import override

from tongzhuo.companies import actions, telling
from tongzhuo.companies.finding import find
from tongzhuo.companies.tests import story
from tongzhuo.companies.tests.story import NOW, SITE
from tongzhuo.linkages import actions as links
from tongzhuo.linkages import planner
from tongzhuo.linkages.models import Link

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False) as clock, override("en"):
        yield clock


def test_the_needs_to_which_it_adds_most_come_first(cast):
    urgent = story.need(cast, urgency=3)
    plain = story.need(cast, urgency=1)
    fewer = story.need(cast, where="plane", who="outsider", urgency=3, people=4)
    least = story.need(cast, urgency=1, people=2)
    matches = find(story.package(cast), at=NOW).matches
    assert [match.need.pk for match in matches] == [urgent.pk, fewer.pk, plain.pk]
    assert least not in [match.need for match in matches]
    assert telling.headline_of(matches, parts=2) == "2 communities can use everything you bring."
    first = matches[0]
    assert sorted((str(one.offer.kind), one.quantity) for one in first.brought) == [("goods", 1), ("people", 12)]
    assert (first.heads, first.fit.whole, first.taken) == (12, False, ("volunteers", "resources"))
    assert first.seats == {
        "community": "seated", "ngo": "open", "social_worker": "none", "volunteers": "seated", "resources": "seated",
    }  # fmt: skip


def test_a_plan_with_nothing_else_on_the_table_says_the_same(cast):
    """One truth: what *Find communities* brings to the best need is what a plan of that need would suggest."""
    need = story.need(cast)
    story.need(cast, urgency=1)
    package = story.package(cast)
    best = find(package, at=NOW).matches[0]
    draft = planner.draw(need.place, at=NOW, needs=[need.pk])
    links.keep_plan(by=cast.as_("chen"), place=need.place, draft=draft)
    suggested = Link.objects.filter(need=need, organisation=cast.northlight)
    told = sorted(suggested.values_list("occasion", "offer", "quantity"))
    assert told == sorted((one.occasion.pk, one.offer.pk, one.quantity) for one in best.brought)


def test_reasons_and_what_would_go_wrong(cast):
    story.need(cast)
    package = story.package(cast)
    match, site = find(package, at=NOW).matches[0], "power, 220 V, 10 A; hard ground, 6 m²"
    assert telling.reasons_of(match) == [
        "They ask for it: Composters, 1 piece; 12 people.", "0 m from your office.", "It is for 288 people.",
    ]  # fmt: skip
    assert telling.problems_of(package, match, at=NOW) == [
        f"Nobody has said yet whether this is there: {site}. They say so when they accept.",
        "Nobody runs it there yet: it could stand still.",
        "People's time: they have work for 12 of your 20.",
        "Still empty: NGO.",
    ]


def test_what_the_office_said_is_known_the_next_time(cast):
    story.accepted(cast)
    story.need(cast)
    match = find(story.package(cast), at=NOW).matches[0]
    assert match.site == {"power": "there", "ground": "arranged", "keeper": "there"}
    assert "What it needs was there when the office said so on Mon 23 November." in telling.reasons_of(match)


def test_no_fit_is_said_with_what_would_make_one(cast):
    story.need(cast, where="plane", who="outsider", people=0)
    package = story.package(cast, radius_m=100, people=0)
    found = find(package, at=NOW)
    assert found.matches == []
    assert [telling.obstacle_words(one) for one in found.obstacles] == [
        "Composters: 1 seat waits too far away. Within 2 km it would fit."
    ]
    nobody = story.package(cast, machines=0)
    found = find(nobody, at=NOW)
    assert [telling.obstacle_words(one) for one in found.obstacles] == [
        "People's time: nobody within reach asks for it at the moment."
    ]
    assert [ask.need.place.name for ask in found.asked] == ["Plane Tree Court"]


def test_another_day_is_another_time(cast):
    story.need(cast, machines=0)
    package = story.package(cast, machines=0, day=story.SATURDAY.replace(day=6))
    (obstacle,) = find(package, at=NOW).obstacles
    assert telling.obstacle_words(obstacle) == "People's time: 1 seat waits, but at another time."


def test_what_is_promised_elsewhere_is_not_offered_again(cast):
    first, second = story.need(cast, people=0), story.need(cast, people=0, urgency=1)
    package = story.package(cast, people=0)
    made = story.proposed(cast, package)
    assert made.need == first
    actions.accept_proposal(by=cast.as_("chen"), proposal=made, site=SITE)
    assert find(package, at=NOW).matches == []
    assert find(story.package(cast, people=0), at=NOW).matches[0].need == second
