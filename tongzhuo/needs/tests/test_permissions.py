"""Who may do what with a need: the person, the office, another community, a neighbour, nobody signed in."""

import datetime as dt

import pytest
from django.utils.timezone import localdate, now

from tongzhuo.kernel.models import Line
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.needs import actions, rules
from tongzhuo.needs.models import Need
from tongzhuo.needs.states import State
from tongzhuo.needs.tests.story import WORDS, confirmed, for_guo, in_state, people, said_aloud, soon
from tongzhuo.organisations.models import Mandate
from tongzhuo.organisations.viewers import viewer_of

OFFICE = {"chen", "zhao"}
EVERYBODY = ("guo", "chen", "zhao", "liu", "outsider", "gao", "nuan", None)
# The state in which the rule is asked, and who is let in.
WHO_MAY = {
    "may_triage": (State.RAISED, OFFICE),
    "may_confirm_need": (State.RAISED, OFFICE),
    "may_change_asks": (State.CONFIRMED, OFFICE),
    "may_refer_need": (State.RAISED, OFFICE),
    "may_decline_need": (State.RAISED, OFFICE),
    "may_end_unmet": (State.CONFIRMED, OFFICE),
    "may_sleep_need": (State.RAISED, OFFICE),
    "may_take_community_seat": (State.CONFIRMED, OFFICE),
    "may_withdraw_need": (State.CONFIRMED, OFFICE | {"guo"}),
    "may_reopen_need": (State.DECLINED, OFFICE | {"guo"}),
    "may_leave_contact": (State.RAISED, {"guo"}),
    "may_keep_apart": (State.RAISED, OFFICE),
    "may_merge_need": (State.RAISED, OFFICE),
    "may_take_case": (State.RAISED, OFFICE),
}


def asked(cast, rule, viewer, need):
    more = {
        "may_confirm_need": {"today": localdate()},
        "may_change_asks": {"today": localdate()},
        "may_refer_need": {"asked": True},
        "may_decline_need": {"asked": True},
        "may_end_unmet": {"asked": True},
        "may_leave_contact": {"asked_here": False},
    }.get(rule, {})
    other = {
        "may_keep_apart": (for_guo(cast),),
        "may_merge_need": (for_guo(cast),),
        "may_take_case": (cast.as_("zhao"),),
    }
    return getattr(rules, rule)(viewer, need, *other.get(rule, ()), at=now(), **more)


@pytest.mark.parametrize("rule", WHO_MAY)
def test_each_rule_lets_in_whom_it_should(cast, rule):
    state, who = WHO_MAY[rule]
    need = in_state(cast, state)
    if rule == "may_take_community_seat":
        need = actions.set_seats(by=cast.as_("chen"), need=need, seats={"community": "open"})
    allowed = {name for name in EVERYBODY if asked(cast, rule, cast.as_(name), need)}
    assert allowed == who


ACTIONS = {
    "confirm": lambda by, need, cast: actions.confirm_need(by=by, need=need, title="x", asks=[people(cast)]),
    "refer": lambda by, need, cast: actions.refer_need(by=by, need=need, to="物业", reason="x"),
    "decline": lambda by, need, cast: actions.decline_need(by=by, need=need, reason="x"),
    "sleep": lambda by, need, cast: actions.sleep_need(by=by, need=need, until=now() + dt.timedelta(days=1)),
    "merge": lambda by, need, cast: actions.merge_need(by=by, need=need, into=for_guo(cast)),
    "keep_apart": lambda by, need, cast: actions.keep_apart(by=by, need=need, other=for_guo(cast)),
    "withdraw": lambda by, need, cast: actions.withdraw_need(by=by, need=need),
    "take_case": lambda by, need, cast: actions.take_case(by=by, need=need, worker=cast.zhao),
    "leave_contact": lambda by, need, cast: actions.leave_contact(by=by, need=need, contact="1"),
}


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("name", ["liu", "outsider", "gao", "nuan", None])
def test_a_refused_action_writes_nothing(cast, action, name):
    need = for_guo(cast)
    with pytest.raises(Refused) as refused:
        ACTIONS[action](cast.as_(name), need, cast)
    assert refused.value.verdict.code in ("no_mandate_here", "not_yours")
    assert str(refused.value)
    assert Need.objects.get(pk=need.pk).state == State.RAISED
    assert not Line.objects.filter(on=f"need:{need.code}").exclude(did="need.raised").exists()


def test_with_the_mandate_goes_the_right(cast):
    need = for_guo(cast)
    Mandate.objects.filter(person=cast.chen).update(ends_on=localdate() - dt.timedelta(days=1))
    with pytest.raises(Refused) as refused:
        actions.decline_need(by=cast.as_("chen"), need=need, reason="x")
    assert refused.value.verdict.code == "no_mandate_here"


def test_anybody_may_raise_for_themselves_and_only_the_desk_for_others(cast):
    def answer(name, raised_for, consent):
        by, more = cast.as_(name), {"words": WORDS, "has_more": False, "raised_for": raised_for, "consent": consent}
        return rules.may_raise_need(by, cast.willow, at=now(), **more).code

    assert answer(None, None, None) == "ok"
    assert answer("guo", cast.guo, None) == "ok"
    assert answer("chen", cast.guo, said_aloud()) == "ok"
    assert answer("zhao", cast.guo, said_aloud()) == "ok"
    assert answer("chen", cast.guo, None) == "consent_missing"
    assert answer("chen", cast.guo, said_aloud(given_on=soon(5))) == "consent_in_the_future"
    assert answer("liu", cast.guo, said_aloud()) == "no_mandate_here"
    assert answer("outsider", cast.guo, said_aloud()) == "no_mandate_here"
    assert answer(None, cast.guo, said_aloud()) == "no_mandate_here"
    cast.guo.acts_through = cast.liu
    assert answer("liu", cast.guo, said_aloud()) == "ok"


def test_the_inbox_is_for_those_who_keep_a_place(cast):
    answers = {name: rules.may_open_inbox(cast.as_(name), at=now()).code for name in EVERYBODY}
    assert answers == {
        "guo": "no_mandate",
        "chen": "ok",
        "zhao": "ok",
        "liu": "no_mandate",
        "outsider": "ok",
        "gao": "no_mandate",
        "nuan": "no_mandate",
        None: "sign_in_first",
    }


def test_a_case_is_taken_by_a_social_worker_of_that_place(cast):
    need = for_guo(cast)
    with pytest.raises(Refused) as refused:
        actions.take_case(by=cast.as_("chen"), need=need, worker=cast.liu)
    assert refused.value.verdict.code == "not_a_social_worker"
    assert actions.take_case(by=cast.as_("chen"), need=need, worker=cast.zhao).case_worker == cast.zhao


def test_the_private_part_needs_the_case_or_a_yes(cast):
    need = for_guo(cast)
    readers = {name: bool(rules.may_see_private(cast.as_(name), need, agreed=True)) for name in EVERYBODY}
    assert {name for name, may in readers.items() if may} == {"guo", "chen", "zhao"}
    readers = {name: bool(rules.may_see_private(cast.as_(name), need, agreed=False)) for name in EVERYBODY}
    assert {name for name, may in readers.items() if may} == {"guo"}


def test_only_known_seats_can_be_written(cast):
    need = for_guo(cast)
    assert rules.may_set_seats(need, {"volunteers": "open"}, None)
    assert rules.may_set_seats(need, {"government": "seated"}, None).code == "seat_unknown"
    assert rules.may_set_seats(need, {"volunteers": "standing"}, None).code == "seat_unknown"
    assert rules.may_set_seats(need, {}, State.MET).code == "wrong_state"
    assert [rules.may_settle(need, state).code for state in (State.MET, State.WITHDRAWN)] == ["wrong_state"] * 2


def test_two_residents_speak_for_a_courtyard_and_neither_runs_it(cast):
    cast.mandate("wang", "doorstep", "operator", "willow")
    need = for_guo(cast, raised_for=None, consent=None, common=True)
    chen = cast.as_("chen")

    def answer(*delegates, operators=frozenset()):
        return rules.may_name_delegates(chen, need, delegates, operators, at=now()).code

    assert answer(cast.guo, cast.wang) == "ok"
    assert answer(cast.guo) == "two_delegates"
    assert answer(cast.guo, cast.guo) == "two_delegates"
    assert answer(cast.guo, cast.outsider) == "delegate_lives_elsewhere"
    assert answer(cast.guo, cast.wang, operators=frozenset({cast.wang.pk})) == "delegate_is_operator"
    assert rules.may_operate_common({cast.guo.pk}, frozenset({cast.wang.pk}))
    actions.give_access(by=chen, need=need, organisation=cast.doorstep)
    with pytest.raises(Refused) as refused:
        actions.name_delegates(by=chen, need=need, delegates=[cast.guo, cast.wang])
    assert refused.value.verdict.code == "delegate_is_operator"
    named = actions.name_delegates(by=chen, need=need, delegates=[cast.guo, cast.liu])
    assert set(named.delegates.all()) == {cast.guo, cast.liu}


def test_a_common_need_is_confirmed_with_its_two_delegates(cast):
    need = for_guo(cast, raised_for=None, consent=None, common=True)
    with pytest.raises(Refused) as refused:
        confirmed(cast, need)
    assert refused.value.verdict.code == "two_delegates"
    assert Need.objects.get(pk=need.pk).state == State.RAISED
    assert confirmed(cast, need, delegates=[cast.guo, cast.wang]).state == State.CONFIRMED
    actions.withdraw_need(by=viewer_of(cast.wang), need=need)
    assert Need.objects.get(pk=need.pk).state == State.WITHDRAWN
