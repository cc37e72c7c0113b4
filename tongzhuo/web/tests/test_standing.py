"""A volunteer promises every Tuesday with one press; a list on which nothing suits says why and what to do."""

import datetime as dt

import pytest
import time_machine

from tests.cast import at
from tongzhuo.people.tokens import GUARDIAN, signed
from tongzhuo.service import actions
from tongzhuo.service.models import SignUp
from tongzhuo.service.tests import story
from tongzhuo.service.tests.story import NOW
from tongzhuo.turnout.tests.story import weekly

pytestmark = pytest.mark.django_db
FIRST = dt.date(2026, 12, 1)


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def test_all_dates_with_one_press_and_the_clash_is_named(client, cast):
    series = weekly(cast, 3, kinds={"newcomer": 1, "anyone": 2}, first=FIRST)
    story.join(cast, "liu", story.shift(cast, when=(at("2026-12-08 10:00"), at("2026-12-08 12:00")), title_en="Tea"))
    url = f"/series/{series.code}/"
    assert "Sign in" in client.get(url).content.decode()
    client.force_login(cast.account("liu"))
    html = client.get(url).content.decode()
    assert ("I’ll come on all 3 dates that suit me" in html, "one place is kept for somebody new" in html) == (
        True,
        True,
    )
    told = client.post(f"{url}join/", follow=True).content.decode()
    assert "You are on 3 dates." in told
    assert "Tue 8 December, 9:00: You have promised that hour already: Tea, Tue 8 December, 10:00 to 12:00." in told
    assert SignUp.objects.filter(person=cast.liu, shift__series=series).count() == 3
    assert "3 places are free again." in client.post(f"{url}leave/", follow=True).content.decode()
    assert set(SignUp.objects.filter(shift__series=series).values_list("state", flat=True)) == {"cancelled"}
    client.logout()
    assert client.post(f"{url}join/").status_code == 404


def test_a_series_by_invitation_is_nobodys_list(client, cast):
    series = weekly(cast, first=FIRST, by_invitation=True)
    client.force_login(cast.account("liu"))
    assert client.get(f"/series/{series.code}/").status_code == 404


@pytest.mark.parametrize("dates", [1, 3])
def test_how_many_queries_a_series_takes(client, cast, django_assert_num_queries, dates):
    series = weekly(cast, weeks=dates, first=FIRST)
    client.force_login(cast.account("liu"))
    client.get(f"/series/{series.code}/")
    with django_assert_num_queries(9):
        html = client.get(f"/series/{series.code}/").content.decode()
    assert html.count("9:00 to 11:00") == dates + 1


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"demands": "check"}, "They take a check, which the office does with you."),
        ({"demands": "training"}, "They take a training first."),
        ({"demands": "skill"}, "They take skills that you have not told us of."),
        ({"min_age": 18}, "They depend on age, and we do not know yours."),
        ({"opens_hours": 24}, "Beside each it says why."),
    ],
)
def test_a_list_on_which_nothing_suits_says_why(client, cast, facts, says):
    if "demands" in facts:
        term = cast.home_visit if facts["demands"] == "check" else cast.wheelchair
        facts = {"demands": ((facts["demands"], term),)}
    story.shift(cast, **facts)
    client.force_login(cast.account("liu"))
    html = client.get("/shifts/").content.decode()
    assert ("None of these suits you right now." in html, says in html) == (True, True)


def test_a_list_on_which_something_suits_is_silent_and_an_empty_one_says_what_to_do(client, cast):
    client.force_login(cast.account("liu"))
    assert "When I have time" in client.get("/shifts/").content.decode()
    story.shift(cast)
    assert "None of these suits you" not in client.get("/shifts/").content.decode()


def test_a_meeting_says_that_it_does_not_count(client, cast):
    shift = story.shift(cast, kind="meeting")
    client.force_login(cast.account("liu"))
    assert "no service hours" in client.get("/shifts/").content.decode()
    assert "not written down as service" in client.get(f"/shifts/{shift.code}/").content.decode()


def test_a_guardian_answers_for_the_dates_that_are_left(client, cast):
    story.minor(cast, dt.date(2011, 3, 4))
    series = weekly(cast, first=FIRST)
    client.force_login(cast.account("yu"))
    assert "once for all of them" in client.post(f"/series/{series.code}/join/", follow=True).content.decode()
    first = SignUp.objects.filter(person=cast.yu).earliest("starts")
    url = f"/guardian/{signed(GUARDIAN, first.code, cast.guo)}/"
    actions.cancel_sign_up(by=cast.as_("yu"), sign_up=first)
    client.logout()
    html = client.get(url).content.decode()
    assert ("One answer for all these dates." in html, html.count("9:00 to 11:00")) == (True, 3)
    client.post(url, {"refuse": "1"})
    assert set(SignUp.objects.filter(person=cast.yu).values_list("state", flat=True)) == {"cancelled"}
    assert client.post(url, {"agree": "1"}).status_code == 409
