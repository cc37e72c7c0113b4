"""Hours given come back as help: never above what was given, never as money, and only where a place wants it."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction

from tests.cast import at
from tongzhuo.credits import actions, queries, rules
from tongzhuo.credits.models import Spending
from tongzhuo.credits.states import SPENDING_MAY_FOLLOW, SpendingState
from tongzhuo.credits.tests.story import OLD, SYSTEM, served, stands, wish
from tongzhuo.kernel import memory
from tongzhuo.kernel.models import Line
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.ledger.audit import audit
from tongzhuo.notices.models import Notice
from tongzhuo.organisations.states import Role
from tongzhuo.records import actions as records
from tongzhuo.records.tests import story as presence
from tongzhuo.service.tests import story as shifts
from tongzhuo.service.tests.story import ELEVEN, NINE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def decided(settings):
    settings.TIME_CREDIT = True
    settings.CREDIT_CAP_HOURS = 10


def code(act, **told):
    with pytest.raises(Refused) as no:
        act(**told)
    return no.value.verdict.code


def test_confirmed_hours_earn_once_and_a_correction_takes_back(cast):
    line = served(cast)
    actions.earn_credit(by=SYSTEM, line=line)
    assert stands(cast) == {"liu": 120, "sun": 0, "pool": 0, "used": 0}
    less = records.correct_record(by=cast.as_("zhao"), line=line,
                                  minutes=90, reason="早走了半小时")  # fmt: skip
    actions.earn_credit(by=SYSTEM, line=less)
    actions.earn_credit(by=SYSTEM, line=less)
    assert stands(cast)["liu"] == 90
    assert audit().found == 0


def test_a_correction_that_is_told_first_comes_to_the_same(cast):
    line = served(cast, earn=False)
    less = records.correct_record(by=cast.as_("zhao"), line=line, minutes=30, reason="写错了")
    for one in (less, line, less):
        actions.earn_credit(by=SYSTEM, line=one)
    assert stands(cast)["liu"] == 30


def test_it_follows_the_confirmation_and_waiting_hours_earn_nothing(cast):
    line = served(cast, earn=False)
    waiting = records.enter_later(
        by=cast.as_("chen"), entry=presence.late_entry(cast, "sun", starts=line.starts, ends=line.ends)
    )
    assert actions.earn_credit(by=SYSTEM, line=waiting) is None
    memory.sweep()
    memory.sweep()
    assert stands(cast) == {"liu": line.minutes, "sun": 0, "pool": 0, "used": 0}


def test_where_it_is_off_nothing_is_earned_and_nothing_is_there(cast, settings, client):
    settings.TIME_CREDIT = False
    served(cast, earn=False)
    memory.sweep()
    assert stands(cast)["liu"] == 0
    assert code(actions.earn_credit, by=SYSTEM, line=None) == "time_credit_off"
    client.force_login(cast.account("liu"))
    assert client.get("/time-credit/").status_code == 404


def test_above_the_cap_it_goes_to_the_community(cast):
    served(cast, minutes=540)
    served(cast, minutes=120)
    assert stands(cast) == {"liu": 600, "sun": 0, "pool": 60, "used": 0}


def test_what_a_team_did_goes_to_the_community(cast):
    with time_machine.travel(shifts.NOW, tick=False) as clock:
        shift = presence.tuesday(cast)
        shift.sign_ups.filter(person=cast.liu).update(team=cast.northlight)
        clock.move_to(NINE)
        presence.scan(cast, "liu", shift, "in", NINE)
        presence.scan(cast, "sun", shift, "in", NINE)
        clock.move_to(ELEVEN)
        presence.scan(cast, "liu", shift, "out", ELEVEN)
        presence.scan(cast, "sun", shift, "out", ELEVEN)
        clock.move_to(at("2026-12-01 12:00"))
        for line in records.confirm_day(by=cast.as_("nuan"), shift=shift):
            actions.earn_credit(by=SYSTEM, line=line)
    assert stands(cast) == {"liu": 0, "sun": 120, "pool": 120, "used": 0}


def test_only_the_clock_of_the_house_earns(cast):
    line = served(cast, earn=False)
    assert rules.may_earn(cast.as_("chen")).code == "earned_by_serving"
    assert code(actions.earn_credit, by=cast.as_("liu"), line=line) == "earned_by_serving"


def test_given_on_to_a_neighbour_or_to_the_community(cast):
    served(cast, minutes=300)
    actions.give_credit(by=cast.as_("liu"), holder=cast.liu, minutes=90, to=cast.sun)
    actions.give_credit(by=cast.as_("liu"), holder=cast.liu, minutes=60)
    assert stands(cast) == {"liu": 150, "sun": 90, "pool": 60, "used": 0}
    lines = Line.objects.filter(did="credit.given").order_by("pk")
    assert [line.facts["to"] for line in lines] == [cast.sun.code, ""]


@pytest.mark.parametrize(
    ("who", "to", "minutes", "why"),
    [
        ("sun", "liu", 60, "not_yours"),
        ("chen", "sun", 60, "not_yours"),
        (None, "sun", 60, "sign_in_first"),
        ("liu", "liu", 60, "to_oneself"),
        ("liu", "sun", 0, "nothing_moved"),
        ("liu", "sun", 301, "too_much"),
        ("liu", "guo", 120, "above_the_cap"),
    ],
)
def test_who_may_not_give(cast, who, to, minutes, why):
    served(cast, minutes=300)
    served(cast, "guo", minutes=540)
    act = {"holder": cast.liu, "minutes": minutes, "to": cast.people[to]}
    assert code(actions.give_credit, by=cast.as_(who), **act) == why
    there = {"minutes": minutes, "there": 300, "room": 60 if to == "guo" else 600}
    assert rules.may_give_credit(cast.as_(who), cast.liu, cast.people[to], **there).code == why


def test_used_for_her_mother_when_another_agrees(cast):
    served(cast)
    spending = wish(cast)
    assert stands(cast)["liu"] == 120
    actions.decide_spending(by=cast.as_("chen"), spending=spending, to=SpendingState.GRANTED)
    spending.refresh_from_db()
    assert (spending.state, spending.decided_by) == (SpendingState.GRANTED, cast.chen)
    assert stands(cast) == {"liu": 60, "sun": 0, "pool": 0, "used": 60}
    memory.sweep()
    assert Notice.objects.filter(to=cast.liu, kind="spending.granted").count() == 1
    assert audit().found == 0


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"kin": "neighbour"}, "not_close"),
        ({"born_on": dt.date(1990, 1, 1)}, "too_young"),
        ({"born_on": dt.date(2990, 1, 1)}, "not_born"),
        ({"minutes": 121}, "too_much"),
        ({"minutes": 0}, "nothing_moved"),
    ],
)
def test_what_it_is_not_for(cast, more, why):
    served(cast)
    assert code(wish, cast=cast, **more) == why
    assert Spending.objects.count() == 0


def test_for_oneself_the_record_says_how_old(cast):
    served(cast)
    cast.liu.birth_date = dt.date(1999, 1, 1)
    cast.liu.save()
    assert code(wish, cast=cast, kin="oneself") == "another_birthday"
    about = {"kin": "oneself", "born_on": OLD, "minutes": 60, "there": 120, "today": dt.date(2026, 11, 27)}
    assert rules.may_ask_to_spend(cast.as_("liu"), cast.liu, **about).code == "another_birthday"


def test_two_wishes_do_not_use_the_same_hours(cast):
    served(cast)
    wish(cast, minutes=100)
    assert code(wish, cast=cast, minutes=30) == "too_much"


@pytest.mark.parametrize(
    ("who", "to", "why"),
    [
        ("sun", SpendingState.GRANTED, "no_mandate_here"),
        ("outsider", SpendingState.GRANTED, "no_mandate_here"),
        (None, SpendingState.GRANTED, "sign_in_first"),
        ("chen", SpendingState.REFUSED, "reason_missing"),
        ("chen", SpendingState.WITHDRAWN, "decided_already"),
    ],
)
def test_who_may_not_decide(cast, who, to, why):
    served(cast)
    spending = wish(cast)
    assert code(actions.decide_spending, by=cast.as_(who), spending=spending, to=to) == why
    verdict = rules.may_decide_spending(cast.as_(who), spending, to=to, reason="", there=120)
    assert verdict.code == why


def test_nobody_decides_their_own_and_nothing_is_decided_twice(cast):
    cast.mandate("liu", "office", Role.COORDINATOR, "willow")
    served(cast, "chen")
    spending = wish(cast, "chen")
    assert code(actions.decide_spending, by=cast.as_("chen"), spending=spending, to="granted") == "two_people"
    actions.decide_spending(by=cast.as_("zhao"), spending=spending, to="refused", reason="这周没有人能去")
    assert code(actions.decide_spending, by=cast.as_("zhao"), spending=spending, to="granted") == "decided_already"
    with pytest.raises(IntegrityError), transaction.atomic():
        Spending.objects.filter(pk=spending.pk).update(state="granted", decided_by=cast.chen)


def test_taken_back_by_who_asked(cast):
    served(cast)
    spending = wish(cast)
    assert rules.may_take_back_spending(cast.as_("sun"), spending).code == "not_yours"
    actions.take_back_spending(by=cast.as_("liu"), spending=spending)
    assert code(actions.take_back_spending, by=cast.as_("liu"), spending=spending) == "decided_already"
    assert {state: len(after) for state, after in SPENDING_MAY_FOLLOW.items()} == {
        "asked": 3,
        "granted": 0,
        "refused": 0,
        "withdrawn": 0,
    }


def test_what_was_donated_helps_the_oldest_with_two_people(cast):
    served(cast, minutes=300)
    actions.give_credit(by=cast.as_("liu"), holder=cast.liu, minutes=200)
    about = {"for_whom": "独居的何爷爷", "what": "每周陪一次", "minutes": 120, "place": cast.willow}
    young = about | {"born_on": dt.date(1955, 1, 1)}
    assert code(actions.ask_of_pool, by=cast.as_("chen"), **young) == "too_young"
    assert code(actions.ask_of_pool, by=cast.as_("liu"), **about, born_on=OLD) == "no_mandate_here"
    old = dt.date(1940, 1, 1)
    assert rules.may_ask_of_pool(
        cast.as_("outsider"), cast.willow, born_on=old, minutes=1, there=9, today=dt.date(2026, 11, 27)
    ).code == "no_mandate_here"  # fmt: skip
    spending = actions.ask_of_pool(by=cast.as_("chen"), **about, born_on=old)
    assert code(actions.decide_spending, by=cast.as_("chen"), spending=spending, to="granted") == "two_people"
    actions.decide_spending(by=cast.as_("zhao"), spending=spending, to="granted")
    assert stands(cast) == {"liu": 100, "sun": 0, "pool": 80, "used": 120}
    assert queries.places_kept_by(cast.as_("chen")).count() == 1
    assert rules.may_use_credit(cast.as_(None)).code == "sign_in_first"
