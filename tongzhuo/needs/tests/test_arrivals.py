"""Needs that arrive by the batch: on the list or in the inbox, and never over the heads of people who sit at them."""

import datetime as dt

import pytest

from tongzhuo.kernel.models import Line
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.kernel.viewer import the_system
from tongzhuo.needs.arrivals import NeedRow, arrive_needs
from tongzhuo.needs.drafts import AskDraft
from tongzhuo.needs.models import Ask, Need, Occasion
from tongzhuo.needs.states import AskKind, Seat, State
from tongzhuo.places.states import WhenKind

SYSTEM = the_system("import")


def lamp(cast, quantity=2):
    return AskDraft(AskKind.GOODS, what=cast.lamp, quantity=quantity, unit=cast.piece)


def helper(cast):
    return AskDraft(
        AskKind.PEOPLE,
        what=cast.homework,
        quantity=3,
        when=WhenKind.WEEKLY,
        starts_on=dt.date(2026, 12, 1),
        ends_on=dt.date(2026, 12, 14),
        from_time=dt.time(16),
        until_time=dt.time(18),
        weekdays=0b101,
        checks=(cast.home_visit,),
    )


def row(cast, *asks, verified=True, **more):
    return NeedRow(key="1", title="辅导作业", place=cast.willow, asks=asks, verified=verified, **more)


def arrive(*rows, by=SYSTEM):
    return arrive_needs(by=by, rows=rows, source="list")


def test_a_verified_need_stands_on_the_list_with_its_seats_open(cast):
    arrive(row(cast, lamp(cast), helper(cast)))
    need = Need.objects.get()
    assert (need.state, need.seat_community, need.seat_volunteers, need.seat_resources, need.seat_ngo) == (
        State.CONFIRMED,
        Seat.SEATED,
        Seat.OPEN,
        Seat.OPEN,
        Seat.NONE,
    )
    assert (Ask.objects.count(), Occasion.objects.filter(ask__kind=AskKind.PEOPLE).count()) == (2, 4)
    assert [term.slug for term in Ask.objects.get(kind=AskKind.PEOPLE).checks.all()] == ["home-visit"]


def test_any_other_waits_in_the_inbox_with_a_promised_answer(cast):
    arrive(row(cast, lamp(cast), verified=False))
    need = Need.objects.get()
    assert (need.state, need.seat_community, need.answered_at) == (State.RAISED, Seat.ASKED, None)
    assert need.answer_by > need.created


def test_whoever_brings_a_verified_need_has_confirmed_it(cast):
    arrive(row(cast, lamp(cast)), by=cast.as_("chen"))
    assert Need.objects.get().confirmed_by == cast.chen


def test_one_line_for_each_batch_that_wrote_something(cast):
    for _ in range(2):
        arrived = arrive(row(cast, lamp(cast)))
    assert (arrived.new, arrived.changed, arrived.same) == (0, 0, 1)
    line = Line.objects.get()
    assert (line.did, line.path, line.facts["asks"]) == ("needs.arrived", cast.willow.path, 1)


def test_what_the_file_says_later_replaces_the_lines(cast):
    arrive(row(cast, lamp(cast), helper(cast)))
    kept = Ask.objects.get(kind=AskKind.PEOPLE)
    arrived = arrive(row(cast, lamp(cast, 5), helper(cast), summary="六楼"))
    assert (arrived.changed, Need.objects.get().summary) == (1, "六楼")
    assert Ask.objects.get(kind=AskKind.GOODS).quantity == 5
    assert Ask.objects.get(kind=AskKind.PEOPLE) == kept
    arrive(row(cast, helper(cast)))
    assert Need.objects.get().seat_resources == Seat.NONE


def test_the_words_somebody_said_are_never_overwritten(cast):
    arrive(row(cast, lamp(cast), words="孩子写作业没有灯"))
    arrived = arrive(row(cast, lamp(cast), words="要灯"))
    assert (arrived.changed, arrived.same, Need.objects.get().words) == (0, 1, "孩子写作业没有灯")


@pytest.mark.parametrize(
    "facts", [{"seat_resources": Seat.ASKED}, {"seat_resources": Seat.SEATED}, {"state": State.UNDER_WAY}]
)
def test_a_need_that_people_sit_at_is_left_alone(cast, facts):
    arrive(row(cast, lamp(cast)))
    Need.objects.update(**facts)
    arrived = arrive(row(cast, lamp(cast, 9)))
    assert arrived.refused == {"1": "People sit at this need already. Change it on its page."}
    assert Ask.objects.get().quantity == 2


@pytest.mark.parametrize("who", ["outsider", "nuan", "liu", None])
def test_others_bring_none(cast, who):
    with pytest.raises(Refused) as refused:
        arrive(row(cast, lamp(cast)), by=cast.as_(who))
    assert refused.value.verdict.code == "no_mandate_here"
    assert not Need.objects.exists()
