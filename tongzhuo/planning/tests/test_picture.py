"""The plan as pictures: points are blurred, figures add up, tables say the same, and nobody else sees it."""

import datetime as dt
import re

import pytest
import time_machine
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import at
from tongzhuo.linkages import actions
from tongzhuo.linkages.models import Plan
from tongzhuo.linkages.tests import story
from tongzhuo.linkages.tests.story import NOW
from tongzhuo.needs import actions as needs
from tongzhuo.needs.drafts import AskDraft
from tongzhuo.needs.models import Occasion
from tongzhuo.needs.states import AskKind
from tongzhuo.places.states import WhenKind
from tongzhuo.planning import picture
from tongzhuo.planning.recruiting import seats_for_one, wanted_in
from tongzhuo.planning.words import fairness_words

MONDAY = dt.date(2026, 11, 30)


@pytest.fixture
def on_monday():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def chen(client, cast, on_monday):
    client.force_login(cast.account("chen"))
    return client


def plan_of(need):
    return Plan.objects.get(planned_needs__need=need)


def weekly(cast, people=3):
    """Homework help, three people every weekday for one week, and nobody has the skill but Sun."""
    need = story.raised(cast)
    ask = AskDraft(
        kind=AskKind.PEOPLE, what=cast.homework, quantity=people, at_least=1, when=WhenKind.WEEKLY, weekdays=0b11111,
        starts_on=MONDAY, ends_on=MONDAY + dt.timedelta(days=4), from_time=dt.time(16), until_time=dt.time(18),
    )  # fmt: skip
    return needs.confirm_need(by=cast.as_("chen"), need=need, title=need.title, asks=[ask])


def words_of(page, code="nothing"):
    """What a page says, without the token of its forms and its own address."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode()).replace(code, "")


metres = st.floats(-5_000, 5_000)


@given(metres, metres)
def test_whoever_lives_within_a_square_is_drawn_at_its_middle(north, east):
    lat, lon = 31.2 + north / picture.METRES_A_DEGREE, 121.4 + east / 95_000
    drawn = picture.blurred(lat, lon)
    assert picture.blurred(*drawn) == drawn
    assert abs(drawn.lat - lat) * picture.METRES_A_DEGREE <= picture.BLUR_M / 2 + 1
    assert abs(drawn.lon - lon) * 95_500 <= picture.BLUR_M / 2 + 1


@pytest.mark.django_db
def test_a_home_is_never_drawn_where_it_is(cast, on_monday):
    need = story.linked(cast)
    ways = picture.ways_of(plan_of(need))
    own = (cast.willow.lat, cast.willow.lon)
    assert [way.start == own for way in ways.lines if way.kind == "person"] == [False]
    assert {way.end for way in ways.lines} == {picture.blurred(*own)}
    assert [(way.many, way.kind) for way in ways.lines] == [(3, "body"), (2, "person")]


@pytest.mark.django_db
def test_the_figures_of_a_plan_add_up(cast, on_monday):
    need = story.linked(cast, people=3)
    plan = plan_of(need)
    [flow] = picture.ways_of(plan).flows
    assert (flow.start.name, flow.end.name, len(flow.parties), flow.dates) == ("Willow Lane", "Willow Lane", 5, 5)
    [covered] = picture.coverage_of(plan)
    assert (covered.needs, covered.whole, covered.seats, covered.filled, covered.percent) == (1, 0, 6, 5, 83)
    [wanted] = wanted_in(plan)
    assert (wanted.what, wanted.missing, wanted.gain, len(wanted.needs)) == ("Any help", 1, (1, 1, 136_665), 1)
    assert wanted.gain.words == "1 seat, and makes 1 need whole"


@pytest.mark.django_db
def test_one_more_person_comes_twice_a_week_and_is_never_at_two_places(cast, on_monday):
    need = weekly(cast)
    story.link(cast, need)
    [wanted] = wanted_in(plan_of(need))
    assert (wanted.what, wanted.missing, wanted.gain[:2]) == ("Homework help", 15, (2, 0))


def occasion(day, start, end, pk):
    return Occasion(pk=pk, starts=at(f"2026-{day} {start}"), ends=at(f"2026-{day} {end}"))


def test_seats_for_one_are_taken_one_after_another():
    first, overlapping = occasion("11-30", "09:00", "11:00", 1), occasion("11-30", "10:00", "12:00", 2)
    too_soon, third = occasion("11-30", "11:10", "12:00", 3), occasion("12-01", "09:00", "11:00", 4)
    fourth, next_week = occasion("12-02", "09:00", "11:00", 5), occasion("12-07", "09:00", "11:00", 6)
    everything = [next_week, fourth, third, too_soon, overlapping, first]
    assert seats_for_one(everything) == [first, third, next_week]
    assert seats_for_one([Occasion(pk=7)]) == []


@pytest.mark.django_db
@pytest.mark.parametrize("needs", [1, 3])
def test_the_page_is_one_look_however_many_needs(cast, chen, django_assert_num_queries, needs):
    story.offers(cast)
    for _ in range(needs):
        need = story.confirmed(cast, people=3)
    story.link(cast, need)
    plan = plan_of(need)
    chen.get(f"/plans/{plan.code}/")
    with django_assert_num_queries(12):
        page = chen.get(f"/plans/{plan.code}/").content.decode()
    assert page.count("<table") == page.count("<caption") == 3
    assert page.count('role="img"') == 2
    figures = re.findall(r'<b class="num">([^<]+)</b>', page)
    assert figures[0] == f"0 of {needs}"


@pytest.mark.django_db
def test_an_empty_plan_says_what_to_do_next(cast, chen):
    draft = story.planner.draw(cast.willow, at=NOW)
    plan = actions.keep_plan(by=cast.as_("chen"), place=cast.willow, draft=draft)
    page = chen.get(f"/plans/{plan.code}/").content.decode()
    said = ("Nobody is linked yet", "There was nothing to plan", "No volunteer is missing")
    assert [words in page for words in said] == [True] * 3
    assert "<table" not in page


@pytest.mark.django_db
def test_places_without_a_point_stand_in_the_tables_alone(cast, chen):
    for place in (cast.willow, cast.plane):
        type(place).objects.filter(pk=place.pk).update(lat=None, lon=None)
    for party in (cast.liu, cast.sun, cast.doorstep, cast.station, cast.northlight):
        type(party).objects.filter(pk=party.pk).update(lat=None, lon=None)
    need = story.linked(cast, people=3)
    page = chen.get(f"/plans/{plan_of(need).code}/").content.decode()
    assert page.count("No point on the map is known for these places.") == 2
    assert page.count("<table") == 3


@pytest.mark.django_db
def test_the_need_and_the_community_lead_to_the_picture_for_those_who_keep_the_place(cast, chen, client):
    need = story.linked(cast)
    link = f'href="/plans/{plan_of(need).code}/"'
    pages = (f"/needs/{need.code}/", "/p/cn/99/01/05/001/")
    assert [link in chen.get(page).content.decode() for page in pages] == [True, True]
    client.force_login(cast.account("liu"))
    assert [link in client.get(page).content.decode() for page in pages] == [False, False]


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["outsider", "liu", "nuan", "guo", "gao", None])
def test_for_everybody_else_there_is_no_such_plan(client, cast, on_monday, who):
    need = story.linked(cast)
    if who:
        client.force_login(cast.account(who))
    codes = (plan_of(need).code, cast.willow.code)
    hidden, absent = (client.get(f"/plans/{code}/") for code in codes)
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert [words_of(page, code) for page, code in zip((hidden, absent), codes, strict=True)] == [
        words_of(absent, codes[1])
    ] * 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("communities", "percent", "said"),
    [
        (1, None, ""),
        (2, None, "No community falls behind: all needs counted as published."),
        (2, 124, "So that it does not fall behind, the needs of Willow Lane counted for up to 1.24 times as much."),
    ],
)
def test_one_sentence_says_which_communities_were_lifted(cast, communities, percent, said):
    lifted = {cast.willow.path: percent} if percent else {}
    plan = Plan(considered={"communities": communities, "lifted": lifted})
    assert fairness_words(plan) == said
    assert fairness_words(Plan()) == ""
    with translation.override("zh-hans"):
        assert (cast.willow.name in fairness_words(plan)) == bool(lifted)


@pytest.mark.django_db
def test_the_plan_tells_what_was_done_for_communities(cast, chen):
    found = plan_of(story.linked(cast))
    assert found.considered["communities"] == 1
    found.considered |= {"communities": 2, "lifted": {cast.willow.path: 150}}
    found.save()
    assert "counted for up to 1.50 times as much" in chen.get(f"/plans/{found.code}/").content.decode()
