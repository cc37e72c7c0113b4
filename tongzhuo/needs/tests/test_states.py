"""Every state of a need, and what each action does with it."""

import datetime as dt
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.utils.timezone import now

from tongzhuo.kernel.models import Line
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.needs import actions
from tongzhuo.needs.models import Need
from tongzhuo.needs.states import MAY_FOLLOW, State
from tongzhuo.needs.tests.story import confirmed, for_guo, goods, in_state, people


def empty_seat_taken(cast, need):
    actions.set_seats(by=cast.as_("chen"), need=need, seats={"community": "open"})
    return actions.take_community_seat(by=cast.as_("zhao"), need=need)


@contextmanager
def in_vain():
    """Whatever happens inside is forgotten afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


ACTIONS = {
    "take_seat": empty_seat_taken,
    "confirm": confirmed,
    "change_asks": lambda cast, need: actions.change_asks(by=cast.as_("chen"), need=need, asks=[goods(cast)]),
    "merge": lambda cast, need: actions.merge_need(by=cast.as_("chen"), need=need, into=for_guo(cast, title="另一件")),
    "refer": lambda cast, need: actions.refer_need(by=cast.as_("chen"), need=need, to="物业", reason="归物业管"),
    "decline": lambda cast, need: actions.decline_need(by=cast.as_("chen"), need=need, reason="办不了"),
    "withdraw": lambda cast, need: actions.withdraw_need(by=cast.as_("guo"), need=need),
    "unmet": lambda cast, need: actions.end_unmet(by=cast.as_("chen"), need=need, reason="没有人"),
    "reopen": lambda cast, need: actions.reopen_need(by=cast.as_("guo"), need=need),
    "sleep": lambda cast, need: actions.sleep_need(by=cast.as_("chen"), need=need, until=now() + dt.timedelta(days=1)),
    "take_case": lambda cast, need: actions.take_case(by=cast.as_("zhao"), need=need, worker=cast.zhao),
    "leave_contact": lambda cast, need: actions.leave_contact(by=cast.as_("guo"), need=need, contact="13800000000"),
}
# What each action leaves behind, by the state it finds. A state that is missing refuses.
BECOMES = {
    "confirm": {"raised": "confirmed"},
    "change_asks": {"confirmed": "confirmed", "linked": "linked", "under_way": "under_way"},
    "merge": {"raised": "merged"},
    "refer": {"raised": "referred"},
    "decline": {"raised": "declined"},
    "withdraw": {"raised": "withdrawn", "confirmed": "withdrawn", "linked": "withdrawn"},
    "unmet": {"confirmed": "unmet", "under_way": "unmet"},
    "reopen": {
        "met": "confirmed",
        "partly_met": "confirmed",
        "unmet": "raised",
        "withdrawn": "raised",
        "merged": "raised",
        "referred": "raised",
        "declined": "raised",
    },
    "sleep": {"raised": "raised"},
    "take_case": {s: s for s in ("raised", "confirmed", "linked", "under_way", "claimed")},
    "leave_contact": {"raised": "raised"},
    "take_seat": {s: s for s in ("confirmed", "linked", "under_way")},
}


@pytest.mark.parametrize("action", ACTIONS)
def test_each_action_in_each_state(cast, action):
    found = {}
    for state in State.values:
        with in_vain():
            found[state] = _outcome(cast, action, in_state(cast, state))
    expected = {state: BECOMES[action].get(state, "refused") for state in State.values}
    assert found == expected


def _outcome(cast, action, need):
    """The state afterwards, with exactly one line of memory; or a refusal that changed nothing."""
    lines = Line.objects.filter(on=f"need:{need.code}").exclude(did="need.seated")
    before, state = lines.count(), need.state
    try:
        ACTIONS[action](cast, need)
    except Refused as refused:
        is_late = refused.verdict.code in ("wrong_state", "answered_already")
        is_whole = (Need.objects.get(pk=need.pk).state, lines.count()) == (state, before)
        return "refused" if is_late and is_whole else refused.verdict.code
    return Need.objects.get(pk=need.pk).state if lines.count() == before + 1 else "not one line"


def test_linkages_can_only_write_a_state_that_may_follow(cast):
    for state in State.values:
        need = in_state(cast, state)
        written = {after for after in State.values if after != state and _may_be_written(cast, need, after)}
        assert written == MAY_FOLLOW[state]


def _may_be_written(cast, need, after):
    with in_vain():
        try:
            return actions.set_seats(by=cast.as_("liu"), need=need, seats={}, state=after).state == after
        except Refused as refused:
            return refused.verdict.code != "wrong_state"


def test_a_reopened_need_starts_with_a_new_promise_and_an_empty_table(cast):
    need = in_state(cast, State.UNMET)
    Need.objects.filter(pk=need.pk).update(answer_by=now() - dt.timedelta(days=40))
    need = actions.reopen_need(by=cast.as_("chen"), need=need)
    assert need.answer_by > now()
    assert need.seats == {
        "community": "asked",
        "ngo": "none",
        "social_worker": "none",
        "volunteers": "none",
        "resources": "none",
    }
    assert (need.reason, need.core) == ("", "forming")
    again = confirmed(cast, need, asks=[people(cast)])
    assert [ask.kind for ask in again.asks.all()] == ["people"]
