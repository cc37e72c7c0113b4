"""Thanks for a deed: given by an organisation or by the person helped, shown only with a yes."""

import datetime as dt

import pytest
import time_machine

from tongzhuo.honours import actions, queries, rules
from tongzhuo.honours.models import Honour
from tongzhuo.honours.tests import story
from tongzhuo.honours.tests.test_noted import refusal
from tongzhuo.needs.models import Need
from tongzhuo.needs.states import State
from tongzhuo.needs.tests.story import in_state
from tongzhuo.notices.models import Notice
from tongzhuo.people.models import Guardianship
from tongzhuo.projects.models import Project
from tongzhuo.records.models import Attendance
from tongzhuo.service.tests import story as shifts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(story.THURSDAY, tick=False) as moving:
        yield moving


@pytest.fixture
def solved(cast, clock) -> Need:
    """Mr Guo's need, met; 刘芳 came, and her hours for it are confirmed."""
    need = in_state(cast, State.MET)
    clock.move_to(shifts.NOW)
    shift = shifts.shift(cast)
    Project.objects.filter(pk=shift.activity.project_id).update(need=need)
    came = shifts.join(cast, "liu", shift)
    shifts.join(cast, "sun", shift)
    clock.move_to(story.THURSDAY)
    noted = Attendance.objects.create(sign_up=came, came=shifts.NINE, left=shifts.ELEVEN, way="roster")
    story.served(cast, "liu", attendance=noted)
    return Need.objects.get(pk=need.pk)


def test_an_organisation_thanks_and_nobody_reads_it_before_the_yes(cast, reacted):
    """`may_give_honour`, `may_show_honour`, `may_keep_honour`"""
    honour = story.thanked(cast, "liu", "sun")
    reacted()
    reacted()
    assert Notice.objects.filter(kind="honour.given").count() == 2
    readers = ("liu", "chen", "zhao", "sun", "wang", "outsider", None)

    def reads() -> list[bool]:
        return [queries.honours_visible_to(cast.as_(who)).filter(pk=honour.pk).exists() for who in readers]

    assert (reads(), list(queries.honours_at(cast.willow.path))) == ([True] * 3 + [False] * 4, [])
    for who in ("chen", "sun", "outsider", None):
        assert refusal(lambda who=who: actions.show_honour(by=cast.as_(who), honour=honour)) == "not_yours"
        assert refusal(lambda who=who: actions.keep_honour(by=cast.as_(who), honour=honour)) == "not_yours"
    actions.show_honour(by=cast.as_("liu"), honour=honour)
    assert (reads(), list(queries.honours_at(cast.willow.path))) == ([True] * 7, [honour])
    assert refusal(lambda: actions.show_honour(by=cast.as_("liu"), honour=honour)) == "moved_on"
    actions.keep_honour(by=cast.as_("liu"), honour=honour)
    assert (reads(), list(queries.honours_at(cast.willow.path))) == ([True] * 3 + [False] * 4, [])
    assert actions.show_honour(by=cast.as_("liu"), honour=honour).state == "shown"


def test_who_may_not_give(cast):
    assert refusal(lambda: story.thanked(cast, "liu", by="sun")) == "not_yours"
    assert refusal(lambda: story.thanked(cast, "chen")) == "own_record"
    assert refusal(lambda: story.thanked(cast, "liu", deed=" ")) == "nothing_said"
    assert refusal(lambda: story.thanked(cast, "liu", deed="长" * 201)) == "too_long"
    assert refusal(lambda: story.thanked(cast, "outsider")) == "not_met"


def test_the_giver_takes_a_mistake_back(cast):
    """`may_take_back_honour`"""
    honour = story.thanked(cast, "liu")
    for who in ("liu", "sun", "outsider"):
        act = {"by": cast.as_(who), "honour": honour, "reason": "x"}
        assert refusal(lambda act=act: actions.take_back_honour(**act)) == "not_yours"
    assert refusal(lambda: actions.take_back_honour(by=cast.as_("chen"), honour=honour, reason="")) == "nothing_said"
    gone = actions.take_back_honour(by=cast.as_("zhao"), honour=honour, reason="是另一位")
    assert (gone.state, gone.reason) == ("taken_back", "是另一位")
    assert list(queries.honours_visible_to(cast.as_("liu"))) == []
    assert refusal(lambda: actions.show_honour(by=cast.as_("liu"), honour=honour)) == "moved_on"


def test_under_eighteen_a_guardian_says_yes(cast):
    cast.person("yu", "郭小雨", birth_date=dt.date(2011, 5, 1))
    Guardianship.objects.create(minor=cast.yu, guardian=cast.guo, starts_on=dt.date(2020, 1, 1))
    honour = story.thanked(cast, "yu")
    assert refusal(lambda: actions.show_honour(by=cast.as_("yu"), honour=honour)) == "guardian_must_agree"
    actions.show_honour(by=cast.as_("guo"), honour=honour)
    assert actions.keep_honour(by=cast.as_("yu"), honour=honour).state == "kept"


def test_the_person_helped_thanks_who_came(cast, solved):
    """`may_thank`: only whose word decides, only once it is solved, only who served, once."""
    assert [person.name for person in queries.served_for(solved)] == ["刘芳"]
    told = {"need": solved, "person": cast.liu, "deed": "每次都等我慢慢走"}
    for who in ("chen", "sun", "outsider", None):
        assert refusal(lambda who=who: actions.thank(by=cast.as_(who), **told)) == "not_yours"
    assert refusal(lambda: actions.thank(by=cast.as_("guo"), **told | {"person": cast.sun})) == "did_not_serve"
    assert refusal(lambda: actions.thank(by=cast.as_("guo"), **told | {"deed": ""})) == "nothing_said"
    made = actions.thank(by=cast.as_("guo"), **told)
    assert (made.organisation, made.thanked_by, made.place) == (None, cast.guo, cast.willow)
    assert refusal(lambda: actions.thank(by=cast.as_("guo"), **told)) == "thanked_already"
    open_need = Need(pk=solved.pk, state=State.UNDER_WAY)
    assert rules.may_thank(cast.as_("guo"), open_need, voices=[cast.guo.pk], served=()).code == "not_solved"
    actions.take_back_honour(by=cast.as_("guo"), honour=made, reason="写错了")
    assert actions.thank(by=cast.as_("guo"), **told).pk != made.pk
    assert Honour.objects.count() == 2


def test_delegates_speak_for_a_courtyard(cast, solved):
    Need.objects.filter(pk=solved.pk).update(common=True)
    solved.delegates.set([cast.wang])
    assert queries.voices_of(Need.objects.get(pk=solved.pk)) == [cast.wang.pk]


def test_thanks_of_the_person_helped_are_read_on_a_page(client, cast, solved):
    client.force_login(cast.account("guo"))
    page = f"/honours/thank/{solved.code}/"
    assert "刘芳" in client.get(page).text
    wrong = client.post(page, {"person": cast.liu.code, "deed": ""})
    assert (wrong.status_code, Honour.objects.count()) == (422, 0)
    assert client.post(page, {"person": cast.liu.code, "deed": "每次都等我"}).status_code == 302
    assert "has been thanked" in client.get(page).text
    client.force_login(cast.account("sun"))
    assert client.get(page).status_code == 404
