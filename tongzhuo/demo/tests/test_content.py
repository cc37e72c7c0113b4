"""What the demo says, before anything is written: stories whole in both languages, times and amounts as said."""

import datetime as dt
import random
import re

import pytest

from tongzhuo.organisations.states import Kind
from tongzhuo.sample.names import Names
from tongzhuo.sample.reading import data
from tongzhuo.sample.saying import SHELVES, kind_of, when_of
from tongzhuo.sample.schedule import FATES
from tongzhuo.sample.staff import SPEAKERS, sign_ins
from tongzhuo.sample.tales import number_en, number_zh
from tongzhuo.vocabulary.defaults import default_words

HAN = re.compile(r"[\u4e00-\u9fff]")
SUNDAY = dt.date(2026, 11, 22)
WORDS = {(word.shelf, word.slug) for word in default_words()}


def told():
    """Everything somebody asks for in the files."""
    willow, answers = data("willow"), data("answers")
    return [
        *data("stories")["stories"],
        *willow["waiting"],
        *willow["tables"],
        *answers["elsewhere"],
        *answers["beyond"],
    ]


def test_there_is_more_than_one_story():
    keys = [story["key"] for story in data("stories")["stories"]]
    assert len(keys) == len(set(keys)) == 59


@pytest.mark.parametrize("story", told(), ids=lambda story: story["title_en"][:30])
def test_a_story_is_told_in_both_languages_as_people_speak(story):
    assert HAN.search(story["title"])
    assert not HAN.search(story["title_en"])
    assert HAN.search(story["words"])
    assert not re.search(r"[!！]", story["title"] + story["title_en"] + story["words"])
    assert ("need_kind", story["kind"]) in WORDS


@pytest.mark.parametrize("story", told(), ids=lambda story: story["title_en"][:30])
def test_what_it_asks_for_is_in_the_vocabulary(story):
    for ask in story.get("asks", []):
        assert not ask.get("what") or (SHELVES[kind_of(ask)], ask["what"]) in WORDS
        assert {("check", slug) for slug in ask.get("checks", [])} <= WORDS
        assert when_of(ask["when"], SUNDAY)["when"]


def test_the_stories_ask_for_all_six_kinds():
    assert {kind_of(ask) for story in data("stories")["stories"] for ask in story["asks"]} == set(SHELVES)


def test_places_and_organisations_are_as_many_as_announced():
    towns, bodies = data("places")["towns"], data("organisations")["bodies"]
    communities = [name for town in towns for name in town["communities"]]
    assert (len(towns), len(communities), len(set(communities))) == (14, 60, 60)
    assert len(bodies) + len(communities) + 2 * len(towns) + 1 == 150
    assert {body["kind"] for body in bodies} | {"committee", "station", "government"} == set(Kind.values)
    assert set(SPEAKERS) == set(Kind.values)


def test_every_fate_has_its_needs():
    assert min(FATES.values()) >= 5


def hours(opens, closes):
    return {"from_time": dt.time.fromisoformat(opens), "until_time": dt.time.fromisoformat(closes)}


WEDNESDAY, SATURDAY = dt.date(2026, 11, 25), dt.date(2026, 11, 28)
SIX_WEEKS = {"weekdays": 0b1010, "starts_on": dt.date(2026, 11, 30), "ends_on": dt.date(2027, 1, 10)}


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("", {"when": "open"}),
        ("by 7", {"when": "due", "ends_on": dt.date(2026, 11, 29)}),
        ("day 3 14:00-15:30", {"when": "interval", "starts_on": WEDNESDAY, **hours("14:00", "15:30")}),
        ("sat 09:00-12:00", {"when": "interval", "starts_on": SATURDAY, **hours("09:00", "12:00")}),
        ("weekly tue thu 09:00-11:00 for 6 from 8", {"when": "weekly", **SIX_WEEKS, **hours("09:00", "11:00")}),
    ],
)
def test_when_is_counted_from_the_day(said, meant):
    assert when_of(said, SUNDAY) == meant


def test_long_ago_a_service_went_on_for_one_week_only():
    assert when_of("weekly sat 09:00-11:00 for 6", SUNDAY, weeks=1)["ends_on"] == dt.date(2026, 11, 30)


NUMBERS = {2: ("两", "two"), 9: ("九", "nine"), 10: ("十", "ten"), 14: ("十四", "fourteen"), 20: ("二十", "twenty")}


@pytest.mark.parametrize(("number", "said"), [*NUMBERS.items(), (36, ("三十六", "36")), (120, ("120", "120"))])
def test_numbers_are_said_in_words(number, said):
    assert (number_zh(number), number_en(number)) == said


def test_names_fit_the_age():
    names = Names(random.Random(1))
    old, young = names.draw(80, 80, "male"), names.draw(20, 20, "female")
    assert old.given in data("names")["given"]["old"]["male"]
    assert young.given in data("names")["given"]["young"]["female"]
    assert (old.form, old.form_en) == (f"{old.surname}大爷", f"Mr {old.surname_en}")
    assert (young.form, young.form_en) == (f"{young.surname}女士", f"Ms {young.surname_en}")


def test_the_sign_ins_are_one_of_each():
    assert sign_ins() == [
        ("陈丽 Chen Li", "coordinator, Willow Lane office", "chen@demo.tongzhuo.example"),
        ("赵宁 Zhao Ning", "social worker, Willow Lane station", "zhao@demo.tongzhuo.example"),
        ("阮暖 Ruan Nuan", "operator, Warm Doorstep", "ruan@demo.tongzhuo.example"),
        ("贝晨 Bei Chen", "donor contact, Northlight Foods", "bei@demo.tongzhuo.example"),
        ("高远山 Gao Yuanshan", "official, Hexin social work department", "gao@demo.tongzhuo.example"),
        ("秦远 Qin Yuan", "coordinator, Plane Tree Court office", "qin@demo.tongzhuo.example"),
        ("刘芳 Liu Fang", "volunteer, Willow Lane", "liu@demo.tongzhuo.example"),
        ("孙伟 Sun Wei", "volunteer, Willow Lane", "sun@demo.tongzhuo.example"),
        ("马德顺 Ma Deshun", "neighbour, Willow Lane", "ma@demo.tongzhuo.example"),
        ("王娟 Wang Juan", "parent, Willow Lane", "wang@demo.tongzhuo.example"),
    ]
