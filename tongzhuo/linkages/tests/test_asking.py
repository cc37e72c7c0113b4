"""The office corrects what a need asks for while people sit there: their seats stay, the rest follows the lines."""

from dataclasses import replace

import pytest
import time_machine

from tongzhuo.kernel.models import Line
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.linkages import actions
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.tests import story
from tongzhuo.linkages.tests.story import NOW, linked, links, of
from tongzhuo.needs import actions as needs
from tongzhuo.needs.drafts import faults_of
from tongzhuo.needs.states import AskKind, Seat, State
from tongzhuo.service.models import Activity
from tongzhuo.service.rules import may_say_where

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def corrected(cast, need, *kinds, **more):
    """The lines as they stand, only of these kinds; `more` is changed in each."""
    codes = {ask.kind: ask.code for ask in need.asks.all()}
    return [replace(one, code=codes[one.kind], **more) for one in story.asks(cast) if one.kind in kinds]


def lines_about(need):
    return list(Line.objects.filter(on=f"need:{need.code}").order_by("pk").values_list("did", flat=True))


def with_two_yeses(cast):
    need = linked(cast)
    actions.send_links(by=cast.as_("chen"), need=need, at_once=True)
    actions.accept_link(by=cast.as_("liu"), link=of(need, "刘芳"))
    actions.accept_link(by=cast.as_("sun"), link=of(need, "孙伟"))
    return need


def test_who_has_said_yes_keeps_the_seat_and_the_seats_follow_the_lines(cast):
    need = with_two_yeses(cast)
    for name in ("Northlight Foods", "Warm Doorstep", "Hexin station"):
        actions.withdraw_link(by=cast.as_("chen"), link=of(need, name))
    asks = corrected(cast, need, AskKind.PEOPLE)
    need = actions.change_what_is_asked(by=cast.as_("chen"), need=need, asks=asks)
    assert (links(need)["刘芳"], links(need)["孙伟"]) == ("accepted", "accepted")
    assert need.seats == {
        "community": Seat.SEATED,
        "ngo": Seat.NONE,
        "social_worker": Seat.NONE,
        "volunteers": Seat.SEATED,
        "resources": Seat.NONE,
    }
    assert need.state == State.LINKED


def test_a_line_that_goes_leaves_what_was_agreed(cast):
    need = with_two_yeses(cast)
    asks = corrected(cast, need, AskKind.GOODS)
    need = actions.change_what_is_asked(by=cast.as_("zhao"), need=need, asks=asks)
    assert {ask.kind for ask in need.asks.all()} == {"people", "goods", "professional", "operator"}
    assert (links(need)["刘芳"], links(need)["Warm Doorstep"]) == ("accepted", "asked")
    assert (need.seat_volunteers, need.seat_ngo) == (Seat.SEATED, Seat.ASKED)


def test_a_line_that_goes_loses_its_suggestions_and_no_others(cast):
    need = linked(cast)
    asks = corrected(cast, need, AskKind.PEOPLE, AskKind.OPERATOR)
    need = actions.change_what_is_asked(by=cast.as_("chen"), need=need, asks=asks)
    assert links(need) == {"刘芳": "suggested", "孙伟": "suggested", "Warm Doorstep": "suggested"}
    assert (need.seat_resources, need.seat_social_worker, need.seat_volunteers) == (Seat.NONE, Seat.NONE, Seat.OPEN)


def test_a_line_that_comes_opens_its_seat_and_a_full_table_is_open_again(cast):
    need = with_two_yeses(cast)
    for who, name in (("bei", "Northlight Foods"), ("zhao", "Hexin station"), ("nuan", "Warm Doorstep")):
        actions.accept_link(by=cast.as_(who), link=of(need, name))
    need.refresh_from_db()
    assert need.state == State.LINKED
    more = replace(story.asks(cast)[0], quantity=1, at_least=1, from_time=story.NOW.time().replace(hour=14, minute=0),
                   until_time=story.NOW.time().replace(hour=16, minute=0))  # fmt: skip
    every = corrected(cast, need, *AskKind.values)
    need = actions.change_what_is_asked(by=cast.as_("chen"), need=need, asks=[*every, more])
    assert (need.state, need.seat_volunteers, need.seat_resources) == (State.CONFIRMED, Seat.ASKED, Seat.SEATED)
    assert Link.objects.filter(need=need, state="accepted").count() == 5


def test_it_is_told_in_one_line_of_its_own(cast):
    need = linked(cast)
    gone = sorted(Link.objects.filter(occasion__ask__kind="goods").values_list("code", flat=True))
    kinds = [kind for kind in AskKind.values if kind != AskKind.GOODS]
    actions.change_what_is_asked(by=cast.as_("chen"), need=need, asks=corrected(cast, need, *kinds))
    assert lines_about(need).count("need.table_changed") == 1
    assert Line.objects.get(did="need.table_changed").facts == {"kept": 0, "links": gone}


@pytest.mark.parametrize("who", ["liu", "guo", "outsider", None])
def test_only_the_keeper_may(cast, who):
    need = linked(cast)
    with pytest.raises(Refused) as refused:
        actions.change_what_is_asked(by=cast.as_(who), need=need, asks=corrected(cast, need, AskKind.PEOPLE))
    assert refused.value.verdict.code == "not_keeper"
    assert len(links(need)) == 5


def test_a_correction_that_is_refused_changes_nothing(cast):
    need = linked(cast)
    with pytest.raises(Refused) as refused:
        actions.change_what_is_asked(by=cast.as_("chen"), need=need, asks=[])
    assert (refused.value.verdict.code, len(links(need))) == ("no_asks", 5)


def test_what_is_asked_for_at_a_home_takes_two_from_the_ask_to_the_shift(cast):
    """may_say_where: the activity follows the ask when it is corrected."""
    people, *others = story.asks(cast)
    (fault,) = faults_of(replace(people, at_home=True, quantity=1, at_least=1), today=story.NOW.date())
    assert (fault.code, fault.facts["field"]) == ("needs_two", "quantity")
    (fault,) = faults_of(replace(others[0], at_home=True), today=story.NOW.date())
    assert fault.code == "home_does_not_fit"
    need = story.raised(cast)
    asks = [replace(people, at_home=True), *others]
    need = needs.confirm_need(by=cast.as_("chen"), need=need, title=need.title, asks=asks)
    story.offers(cast)
    story.link(cast, need)
    actions.send_links(by=cast.as_("chen"), need=need)
    activity = Activity.objects.get()
    assert activity.home_visit
    lines = [replace(people, code=need.asks.get(kind="people").code)]
    actions.change_what_is_asked(by=cast.as_("chen"), need=need, asks=lines)
    activity.refresh_from_db()
    assert not activity.home_visit
    assert may_say_where(cast.as_("liu"), activity, at=story.NOW).code == "not_yours"
