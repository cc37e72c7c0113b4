"""Needs from an office's own list: a line for each thing asked for."""

import datetime as dt

import pytest

from tongzhuo.imports.tests.conftest import counts
from tongzhuo.kernel.models import Line
from tongzhuo.needs.models import Ask, Need, Occasion
from tongzhuo.needs.states import CameBy, Seat, State

HEAD = (
    "编号,标题,求助者,紧急程度,已核实,需要,内容,数量,单位,开始日期,结束日期,星期,开始时间,结束时间,语言,资质要求,备注\n"
)
LIST = (
    HEAD
    + """7,推轮椅下楼,郭先生,较急,是,志愿者,推轮椅,2,,2011-01-03,2011-01-16,周一、三、五,9:30,11:00,普通话,上门服务核验,
7,推轮椅下楼,郭先生,较急,是,物资,爬楼机,1,台,,,,,,,,五楼没有电梯
8,困难家庭的大米,,,,goods,大米,2.5,公斤,,2011-02-01,,,,,,
9,活动室换灯,,,yes,money,材料,350.50,,,,,,,,,
"""
)
WILLOW = {"place": "/cn/99/01/05/001/"}


def test_lines_with_one_key_are_one_need(cast, brings):
    outcome = brings("needs", LIST, **WILLOW)
    assert (counts(outcome), outcome.read, outcome.tally["asks"], outcome.tally["people"]) == ((3, 0, 0, 0), 4, 4, 2)
    need = Need.objects.get(source_key="7")
    assert (need.state, need.came_by, need.urgency, need.helped_as) == (State.CONFIRMED, CameBy.FILE, 2, "郭先生")
    people, chair = need.asks.order_by("pk")
    assert (people.kind, people.what.slug, people.quantity, people.language.slug) == (
        "people",
        "wheelchair",
        2,
        "mandarin",
    )
    assert [check.slug for check in people.checks.all()] == ["home-visit"]
    times = [one.starts.astimezone(dt.timezone(dt.timedelta(hours=8))) for one in people.occasions.order_by("starts")]
    assert [f"{time:%m-%d %H:%M}" for time in times] == [f"01-{day:02} 09:30" for day in (3, 5, 7, 10, 12, 14)]
    assert (chair.kind, chair.what.slug, chair.quantity, chair.unit.slug, chair.note) == (
        "goods",
        "stair-climber",
        1,
        "piece",
        "五楼没有电梯",
    )
    assert need.seats == {
        "community": Seat.SEATED,
        "ngo": Seat.NONE,
        "social_worker": Seat.NONE,
        "volunteers": Seat.OPEN,
        "resources": Seat.OPEN,
    }


def test_quantities_are_kept_in_base_units(cast, brings):
    brings("needs", LIST, **WILLOW)
    rice, money = Ask.objects.get(need__source_key="8"), Ask.objects.get(need__source_key="9")
    assert (rice.quantity, rice.unit.slug) == (2500, "gram")
    assert (money.quantity, money.unit.slug) == (35050, "fen")
    assert Occasion.objects.get(ask=rice).quantity == 2500


def test_what_nobody_has_verified_waits_in_the_inbox(cast, brings):
    outcome = brings("needs", LIST, **WILLOW)
    need = Need.objects.get(source_key="8")
    assert (need.state, need.seat_community, outcome.tally["waiting"]) == (State.RAISED, Seat.ASKED, 1)
    assert need.answered_at is None
    assert need.answer_by > need.created


def test_an_amount_nobody_knows_is_no_amount(cast, brings):
    outcome = brings("needs", "title,ask,what,quantity\n口罩,goods,口罩,\n", **WILLOW)
    assert outcome.tally["to_be_agreed"] == 1
    assert Ask.objects.get().quantity is None


def test_a_thing_without_a_word_keeps_its_own(cast, brings):
    brings("needs", "title,ask,what,quantity\n义肢,goods,左腿义肢,1\n", **WILLOW)
    ask = Ask.objects.get()
    assert (ask.what, ask.what_text, ask.quantity) == (None, "左腿义肢", 1)


def test_a_need_without_any_line_is_only_raised_words(cast, brings):
    brings("needs", "title,words\n想晒太阳," + "晒" * 10_000 + "\n", **WILLOW)
    need = Need.objects.get()
    assert (len(need.words), need.asks.count()) == (10_000, 0)


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("goods,大米,-5,公斤,,", "quantity", "A quantity is more than zero. Leave it empty when it is to be agreed."),
        ("goods,大米,99999999999,公斤,,", "quantity", "This is absurdly much. Is there a digit too many?"),
        ("people,推轮椅,200000,,,", "quantity", "This is absurdly much. Is there a digit too many?"),
        ("goods,大米,5,麻袋,,", "unit", "This word is not in the vocabulary."),
        ("goods,大米,5,双,,", "unit", "Rice is counted in gram."),
        ("goods,,5,,,", "what", "Say which thing is missing."),
        ("goods,大米,5,公斤,2011-02-30,", "starts_on", "This is no date. Write it as 2026-12-01."),
        ("goods,大米,5,公斤,2011-02-02,2011-02-01", "ends_on", "The last day lies before the first."),
        ("goods,大米,5,公斤,,2130-02-01", "ends_on", "Plan two years ahead at most."),
        ("miracles,,1,,,", "ask", "This must be one of: people, goods, money, space, professional, operator."),
    ],
)
def test_each_bad_value_is_rejected_with_its_reason(cast, brings, row, column, reason):
    outcome = brings("needs", f"title,ask,what,quantity,unit,starts_on,ends_on\n大米,{row}\n", **WILLOW)
    assert counts(outcome) == (0, 0, 0, 1)
    assert [(found[1], found[3]) for found in brings.rejected()] == [(column, reason)]
    assert not Need.objects.exists()


def test_days_that_are_over_are_kept_as_they_are(cast, brings):
    outcome = brings("needs", "title,quantity,starts_on,ends_on\n扫雪,5,2011-01-03,2011-02-01\n", **WILLOW)
    need = Need.objects.get()
    assert (outcome.tally["over"], need.starts_on, need.ends_on) == (1, dt.date(2011, 1, 3), dt.date(2011, 2, 1))


def test_a_key_that_comes_back_later_in_the_file_is_told(cast, brings):
    outcome = brings("needs", "key,title,quantity\n1,a,1\n2,b,1\n1,a,2\n", **WILLOW)
    assert counts(outcome) == (2, 0, 0, 1)
    assert brings.rejected() == [("4", "key", "1", "This is the same as in row 2.")]


def test_the_batch_is_one_line_of_the_memory(cast, brings):
    brings("needs", LIST, **WILLOW)
    line = Line.objects.get(did="needs.arrived")
    assert (line.actor, line.path, line.facts["new"], line.facts["asks"]) == ("system:import", WILLOW["place"], 3, 4)
