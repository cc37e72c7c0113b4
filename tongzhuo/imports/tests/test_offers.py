"""Offers from a list: whose they are, what, how much, when."""

import datetime as dt

import pytest

from tongzhuo.imports.tests.conftest import counts
from tongzhuo.organisations.models import Organisation
from tongzhuo.resources.models import Offer

HEAD = (
    "编号,提供方,提供方类型,提供,内容,数量,单位,用途限制,"
    "服务范围,服务半径,开始日期,结束日期,星期,开始时间,结束时间,条件,有效期\n"
)
LIST = (
    HEAD
    + """1,北辰食品,,人手,搬东西,12,,,,,2011-03-05,,,9:00,12:00,自带手套,
2,Northlight Foods,,money,,5000,,点心,/cn/99/01/,,,,,,,,2011-12-31
3,新邻书店,企业,space,教室,20,,,,2,2011-01-01,2011-01-31,周六,14:00,17:00,,
"""
)
WILLOW = {"place": "/cn/99/01/05/001/"}


def test_offers_of_known_and_of_described_organisations(cast, brings):
    outcome = brings("offers", LIST, **WILLOW)
    assert counts(outcome) == (3, 0, 0, 0)
    assert outcome.made == {"organisation": {"新邻书店": "新邻书店"}}
    people, money, room = Offer.objects.order_by("source_key")
    assert (people.organisation, people.kind, people.what.slug, people.quantity) == (
        cast.northlight,
        "people",
        "carrying",
        12,
    )
    assert (people.when, people.starts_on, people.from_time) == ("interval", dt.date(2011, 3, 5), dt.time(9))
    assert (money.organisation, money.quantity, money.unit.slug) == (cast.northlight, 500_000, "fen")
    assert (money.purpose.slug, money.serves, money.valid_until) == ("snacks", cast.district, dt.date(2011, 12, 31))
    assert (room.organisation.name, room.organisation.kind, room.quantity) == ("新邻书店", "company", 20)
    assert (room.when, room.weekdays, room.radius_m) == ("weekly", 1 << 5, 2000)


def test_the_same_list_again_changes_nothing(cast, brings):
    brings("offers", LIST, **WILLOW)
    assert counts(brings("offers", LIST, **WILLOW)) == (0, 0, 3, 0)
    assert Organisation.objects.filter(name_zh="新邻书店").count() == 1


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (
            "1,谁家,,goods,大米,5,公斤" + "," * 10,
            "提供方",
            "No organisation of this name is known here. Bring it first, or say its party_kind.",
        ),
        ("1,北辰食品,,goods,大米,5,麻袋" + "," * 10, "单位", "This word is not in the vocabulary."),
        (
            "1,北辰食品,,goods,大米,0,公斤" + "," * 10,
            "数量",
            "A quantity is more than zero. Leave it empty when it is to be agreed.",
        ),
        ("1,北辰食品,,goods,,5," + "," * 10, "内容", "Say what it is, in a few words."),
        (
            "1,北辰食品,,luck,,5," + "," * 10,
            "提供",
            "This must be one of: people, goods, money, space, professional, operator.",
        ),
        ("1,北辰食品,,people,搬东西,5,,,,,2011-03-05,,,9:00,,,", "结束时间", "Say from what time and until what time."),
        (
            "1,北辰食品,,people,搬东西,5,,,,,2011-03-05,2011-03-01,,,,,",
            "结束日期",
            "The last day lies before the first.",
        ),
        ("1,北辰食品,,goods,大米,5,公斤,天气" + "," * 9, "用途限制", "This word is not in the vocabulary."),
    ],
)
def test_each_bad_value_is_rejected_with_its_reason(cast, brings, row, column, reason):
    assert counts(brings("offers", HEAD + row + "\n", **WILLOW)) == (0, 0, 0, 1)
    assert [(found[1], found[3]) for found in brings.rejected()] == [(column, reason)]
    assert not Offer.objects.exists()
