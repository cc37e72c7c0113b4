"""Chen Li's own list of people: with and without a telephone, with hours, skills and what they agreed to."""

import datetime as dt

import pytest

from tongzhuo.imports.tests.conftest import counts
from tongzhuo.people.models import Account, Consent, Person
from tongzhuo.people.states import Agreement
from tongzhuo.people.times import WeeklyHours

LIST = """姓名,电话,联系人,门牌,技能,语言,空闲日,空闲时间,每周次数,服务半径,愿意被邀请,同意日期,同意方式,出生日期
周敏,138 0000 0000,,3号楼201,推轮椅；陪伴聊天,普通话、粤语,周一至周五,9:00-12:00,2,1.5,是,2026-11-01,口头,1990/5/1
何大爷,,楼上王阿姨,6号楼5层,,,,,,,,,,1941年2月3日
"""
WILLOW = {"place": "/cn/99/01/05/001/"}


def test_people_with_and_without_a_telephone(cast, brings):
    outcome = brings("people", LIST, **WILLOW)
    assert (counts(outcome), outcome.tally["no_contact"], outcome.tally["offering_time"]) == ((2, 0, 0, 0), 0, 1)
    zhou = Person.objects.get(name="周敏")
    assert (zhou.home, zhou.door, zhou.birth_date) == (cast.willow, "3号楼201", dt.date(1990, 5, 1))
    assert [(way.way, way.value) for way in zhou.contact_ways.all()] == [("phone", "13800000000")]
    assert sorted(skill.term.slug for skill in zhou.skills.all()) == ["company", "wheelchair"]
    assert sorted(term.slug for term in zhou.languages.all()) == ["cantonese", "mandarin"]
    assert (zhou.availability.bookings_a_week, zhou.availability.radius_m) == (2, 1500)
    windows = [WeeklyHours(w.weekday, w.from_time, w.until_time) for w in zhou.availability.windows.order_by("weekday")]
    assert windows == [WeeklyHours(day, dt.time(9), dt.time(12)) for day in range(5)]
    agreed = set(Consent.objects.filter(person=zhou).values_list("purpose", "how", "given_on"))
    assert agreed == {
        (purpose, "aloud", dt.date(2026, 11, 1)) for purpose in (Agreement.BE_RECORDED, Agreement.BE_ASKED)
    }


def test_nobody_gets_an_account_or_offers_time_by_being_on_a_list(cast, brings):
    before = Account.objects.count()
    brings("people", LIST, **WILLOW)
    he = Person.objects.get(name="何大爷")
    assert [(way.way, way.value) for way in he.contact_ways.all()] == [("neighbour", "楼上王阿姨")]
    assert not hasattr(he, "availability")
    assert not he.consents.exists()
    assert Account.objects.count() == before


def test_the_same_list_again_changes_nothing(cast, brings):
    brings("people", LIST, **WILLOW)
    assert counts(brings("people", LIST, **WILLOW)) == (0, 0, 2, 0)
    assert Person.objects.filter(name="周敏").get().contact_ways.count() == 1


def test_rows_in_places_by_code_by_path_and_by_name(cast, brings):
    cast.willow.official_code = "990105001"
    cast.willow.save()
    rows = "name,place\na,990105001\nb,/cn/99/01/05/002/\nc,Plane Tree Court\nd,990105001000\ne,\n"
    assert counts(brings("people", rows, place="/cn/99/01/")) == (5, 0, 0, 0)
    homes = {person.name: person.home.name for person in Person.objects.filter(name__in="abcde")}
    assert homes == {
        "a": "Willow Lane",
        "b": "Plane Tree Court",
        "c": "Plane Tree Court",
        "d": "Willow Lane",
        "e": "Hexin District",
    }


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("name", "", "This must not be empty."),
        ("name", "长" * 121, "This is 121 characters long; 120 fit."),
        ("birth_date", "31.2.1950", "This is no date. Write it as 2026-12-01."),
        ("phone", "12", "Nobody could be reached by this."),
        ("email", "liufang", "Nobody could be reached by this."),
        ("place", "990105999", "No place with this code, path or name is known here."),
        ("skills", "推轮椅; 飞行", "Not in the vocabulary: 飞行."),
        ("languages", "火星话", "Not in the vocabulary: 火星话."),
        ("days", "sometimes", "Write days as Mon-Fri or Mon, Wed, Sat."),
        ("hours", "9-8", "Write hours as 9:00-12:00; 14:00-18:00."),
        ("radius_km", "-3", "A quantity is more than zero. Leave it empty when it is to be agreed."),
        ("radius_km", "4000", "This is absurdly much. Is there a digit too many?"),
        ("times_a_week", "99", "Write a whole number from 1 to 21."),
        ("may_be_asked", "perhaps", "Write yes or no."),
        ("agreed_how", "telepathy", "This must be one of: paper, aloud, link, tick."),
        ("lat", "121.4", "This point is not on the earth. Are the two columns swapped?"),
    ],
)
def test_each_bad_value_is_rejected_with_its_reason(cast, brings, column, value, reason):
    good = {
        "name": "周敏",
        "days": "Mon",
        "hours": "9:00-12:00",
        "agreed_on": "2026-11-01",
        "lon": "31.2" if column == "lat" else "",
    }
    row = good | {column: value}
    content = ",".join(row) + "\n" + ",".join(f'"{cell}"' for cell in row.values()) + "\n"
    outcome = brings("people", content, **WILLOW)
    assert counts(outcome) == (0, 0, 0, 1)
    shown = value if len(value) <= 80 else value[:79] + "…"
    assert brings.rejected() == [("2", column, f"'{shown}" if shown[:1] in "+=@" and shown else shown, reason)]
    assert not Person.objects.filter(name="周敏").exists()


def test_who_may_be_asked_says_since_when(cast, brings):
    brings("people", "name,may_be_asked\n周敏,yes\n", **WILLOW)
    assert brings.rejected() == [("2", "agreed_on", "", "Say when they agreed to be asked.")]


def test_a_child_does_not_agree_alone(cast, brings):
    brings("people", "name,birth_date,agreed_on\n小宇,2016-05-01,2026-11-01\n", **WILLOW)
    [(row, column, _value, reason)] = brings.rejected()
    assert (row, column) == ("2", "agreed_on")
    assert reason == "So young, only a guardian can agree. Write this child down at the desk."


def test_all_faults_of_a_row_are_told_at_once_and_the_others_come_in(cast, brings):
    outcome = brings("people", "name,phone,birth_date\n周敏,1,x\n何大爷,138 0000 0000,1941-02-03\n", **WILLOW)
    assert counts(outcome) == (1, 0, 0, 1)
    assert [(row, column) for row, column, _, _ in brings.rejected()] == [("2", "birth_date"), ("2", "phone")]


def test_identity_numbers_are_never_read_nor_shown(cast, brings):
    outcome = brings("people", "姓名,身份证号,电话\n周敏,110105199005010011,12\n", **WILLOW)
    assert outcome.unread == ("身份证号",)
    assert "110105199005010011" not in brings.rejects.read_text(encoding="utf-8")
