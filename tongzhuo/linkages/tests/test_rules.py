"""Who may do what with a table, and what each refusal is called."""

import datetime as dt
from dataclasses import replace

import pytest
import time_machine

from tongzhuo.kernel.viewer import the_system
from tongzhuo.linkages import rules
from tongzhuo.linkages.actions import booking
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.states import MAY_FOLLOW, LinkState
from tongzhuo.linkages.tests.story import NOW, confirmed, offers
from tongzhuo.needs.states import State

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(minutes=11)
EVERYBODY = ("chen", "zhao", "liu", "nuan", "bei", "gao", "guo", "outsider", None)


@pytest.fixture
def need(cast):
    with time_machine.travel(NOW, tick=False):
        offers(cast)
        return confirmed(cast)


def asked(need, *, person=None, offer=None, state=LinkState.ASKED, **more):
    occasion = need.asks.order_by("pk").first().occasions.first()
    more = {"starts": occasion.starts, "ends": occasion.ends, "quantity": 1, "send_at": NOW} | more
    return Link(
        need=need,
        occasion=occasion,
        person=person,
        offer=offer,
        organisation=offer and offer.organisation,
        state=state,
        **more,
    )


def codes(cast, rule):
    return {name: rule(cast.as_(name)).code for name in EVERYBODY}


def test_may_plan(cast, need):
    told = codes(cast, lambda viewer: rules.may_plan(viewer, need.place.path))
    assert told == dict.fromkeys(EVERYBODY, "not_keeper") | {"chen": "ok", "zhao": "ok"}
    assert rules.may_plan(the_system("plan"), need.place.path)


def test_may_keep_table(cast, need):
    told = codes(cast, lambda viewer: rules.may_keep_table(viewer, need))
    assert told == dict.fromkeys(EVERYBODY, "not_keeper") | {"chen": "ok", "zhao": "ok"}
    need.state = State.WITHDRAWN
    assert rules.may_keep_table(cast.as_("chen"), need).code == "need_closed"


def test_may_answer_for_a_person(cast, need):
    link = asked(need, person=cast.liu)
    told = codes(cast, lambda viewer: rules.may_answer(viewer, link, at=LATER))
    assert told == dict.fromkeys(EVERYBODY, "not_your_answer") | {"liu": "ok", None: "sign_in_first"}


def test_may_answer_for_an_organisation(cast, need):
    link = asked(need, offer=cast.operates)
    told = codes(cast, lambda viewer: rules.may_answer(viewer, link, at=LATER))
    assert told == dict.fromkeys(EVERYBODY, "not_your_answer") | {"nuan": "ok", None: "sign_in_first"}


def test_the_desk_answers_for_somebody_who_said_so(cast, need):
    link = asked(need, person=cast.liu)
    on_behalf = replace(cast.as_("chen"), on_behalf_id=cast.liu.pk, on_behalf_code=cast.liu.code)
    elsewhere = replace(cast.as_("outsider"), on_behalf_id=cast.liu.pk, on_behalf_code=cast.liu.code)
    assert rules.may_answer(on_behalf, link, at=LATER).code == "ok"
    assert rules.may_answer(elsewhere, link, at=LATER).code == "not_your_answer"


@pytest.mark.parametrize("state", [state for state in LinkState if state != LinkState.ASKED])
def test_an_answer_is_given_once(cast, need, state):
    link = asked(need, person=cast.liu, state=state)
    assert rules.may_answer(cast.as_("liu"), link, at=LATER).code == "already_answered"


def test_nobody_answers_before_being_asked_or_after_the_hour(cast, need):
    link = asked(need, person=cast.liu, send_at=LATER)
    assert rules.may_answer(cast.as_("liu"), link, at=NOW).code == "not_asked_yet"
    assert rules.may_accept(cast.as_("liu"), link, at=link.starts).code == "over"


def test_may_withdraw(cast, need):
    link = asked(need, person=cast.liu, state=LinkState.ACCEPTED)
    told = codes(cast, lambda viewer: rules.may_withdraw(viewer, link))
    assert told == dict.fromkeys(EVERYBODY, "not_your_answer") | {"liu": "ok", "chen": "ok", "zhao": "ok"}


def test_may_move_follows_the_table_of_states(cast, need):
    found = {
        (state, to)
        for state in LinkState
        for to in LinkState
        if rules.may_move(asked(need, person=cast.liu, state=state), to)
    }
    assert found == {(state, to) for state in LinkState for to in MAY_FOLLOW[state]}


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"wanted": 1, "free": 1}, "ok"),
        ({"wanted": None, "free": None}, "ok"),
        ({"wanted": 0, "free": 5}, "seat_filled"),
        ({"wanted": 5, "free": 0}, "taken"),
        ({"wanted": 5, "free": 5, "offer_open": False}, "offer_gone"),
    ],
)
def test_may_hold(cast, need, facts, code):
    link = asked(need, person=cast.liu)
    assert rules.may_hold(link, clash=None, **facts).code == code


def test_may_hold_names_the_clash(cast, need):
    link = asked(need, person=cast.liu)
    link.starts, link.ends = link.occasion.starts, link.occasion.ends
    booking.keep_hours(link)
    told = rules.may_hold(link, wanted=1, free=None, clash=link.sign_up)
    assert (told.code, told.reason) == ("person_booked", "刘芳 has promised that hour elsewhere.")


def test_may_be_asked_only_who_agreed(cast, need):
    assert rules.may_be_asked(asked(need, person=cast.liu), agreed=True).code == "ok"
    assert rules.may_be_asked(asked(need, person=cast.liu), agreed=False).code == "not_agreed"
    assert rules.may_be_asked(asked(need, offer=cast.operates), agreed=False).code == "ok"


def test_may_send_what_is_suggested(cast, need):
    told = codes(cast, lambda viewer: rules.may_send(viewer, need, suggested=3))
    assert told == dict.fromkeys(EVERYBODY, "not_keeper") | {"chen": "ok", "zhao": "ok"}
    assert rules.may_send(cast.as_("chen"), need, suggested=0).code == "nothing_to_send"


def test_may_take_back_while_it_waits(cast, need):
    told = codes(cast, lambda viewer: rules.may_take_back(viewer, need, waiting=2))
    assert told == dict.fromkeys(EVERYBODY, "not_keeper") | {"chen": "ok", "zhao": "ok"}
    assert rules.may_take_back(cast.as_("chen"), need, waiting=0).code == "too_late"
