"""Changing the tree: who may, what is kept, what is remembered."""

import pytest

from tongzhuo.kernel.memory import Line
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.kernel.viewer import the_system
from tongzhuo.places.actions import Point, make_place, merge_places, move_point, rename_place
from tongzhuo.places.models import FormerCode, Place
from tongzhuo.places.queries import under
from tongzhuo.places.states import Level

SYSTEM = the_system("test")


def refusal(code):
    return pytest.raises(Refused, check=lambda refused: refused.verdict.code == code)


def courtyard(cast, by="chen", **more):
    facts = {"segment": "yard-3", "level": Level.COURTYARD, "name_zh": "3号院"} | more
    return make_place(by=cast.as_(by), parent=cast.willow, **facts)


def test_a_coordinator_makes_a_courtyard_in_her_community(cast):
    made = courtyard(cast, point=Point(31.2151, 121.4152))
    assert made.path == "/cn/99/01/05/001/yard-3/"
    assert made.time_zone == "Asia/Shanghai"
    assert (made.lat, made.lon) == (31.2151, 121.4152)
    line = Line.objects.get(did="place.made")
    assert (line.actor, line.on, line.path) == (cast.chen.code, f"place:{made.code}", made.path)


@pytest.mark.parametrize("who", ["outsider", "nuan", "zhao", "liu", None])
def test_others_do_not(cast, who):
    with refusal("no_mandate_here"):
        courtyard(cast, by=who)
    assert not Line.objects.exists()


def test_the_official_of_the_district_may(cast):
    assert courtyard(cast, by="gao").parent == cast.willow


def test_only_the_product_makes_a_country(cast):
    with refusal("no_mandate_here"):
        make_place(by=cast.as_("gao"), parent=None, segment="fr", level=Level.COUNTRY, name_en="France")
    made = make_place(
        by=SYSTEM, parent=None, segment="fr", level=Level.COUNTRY, name_en="France", time_zone="Europe/Paris"
    )
    assert (made.path, made.time_zone) == ("/fr/", "Europe/Paris")


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"segment": "Yard 3"}, "segment_malformed"),
        ({"segment": "院"}, "segment_malformed"),
        ({"segment": "a/b"}, "segment_malformed"),
        ({"segment": "x" * 150}, "too_deep"),
        ({"name_zh": " "}, "name_missing"),
    ],
)
def test_a_path_and_a_name_must_fit(cast, facts, code):
    with refusal(code):
        courtyard(cast, **facts)


def test_a_path_is_given_once_even_when_its_place_has_moved(cast):
    courtyard(cast)
    with refusal("path_taken"):
        courtyard(cast)
    merge_places(by=SYSTEM, place=cast.plane, into=cast.willow)
    with refusal("path_taken"):
        make_place(by=SYSTEM, parent=cast.town, segment="002", level=Level.COMMUNITY, name_zh="梧桐苑")


def test_what_a_community_is_called_is_decided_above_it(cast):
    with refusal("decided_above"):
        rename_place(by=cast.as_("chen"), place=cast.willow, name_zh="新柳荫里")
    rename_place(by=cast.as_("gao"), place=cast.willow, name_zh="新柳荫里", name_en="New Willow Lane")
    cast.willow.refresh_from_db()
    assert (cast.willow.name_zh, cast.willow.path) == ("新柳荫里", "/cn/99/01/05/001/")
    line = Line.objects.get(did="place.renamed")
    assert line.facts["before"]["name_zh"] == "柳荫里"
    yard = courtyard(cast)
    assert rename_place(by=cast.as_("chen"), place=yard, name_zh="三号院").name_zh == "三号院"
    with refusal("name_missing"):
        rename_place(by=cast.as_("chen"), place=yard, name_zh="")


def test_an_old_code_is_kept_with_its_year(cast):
    rename_place(by=SYSTEM, place=cast.willow, name_zh="柳荫里", official_code="990105001", year=2016)
    rename_place(by=SYSTEM, place=cast.willow, name_zh="柳荫里", official_code="990105901", year=2021)
    assert list(FormerCode.objects.values_list("official_code", "official_year")) == [("990105001", 2016)]


def test_merging_brings_everything_under_the_successor(cast):
    yard = make_place(by=SYSTEM, parent=cast.plane, segment="yard-1", level=Level.COURTYARD, name_zh="1号院")
    merge_places(by=cast.as_("gao"), place=cast.plane, into=cast.willow)
    assert [place.name_zh for place in under(cast.willow.path)] == ["柳荫里", "梧桐苑", "1号院"]
    yard.refresh_from_db()
    assert yard.path == "/cn/99/01/05/001/cn-99-01-05-002/yard-1/"
    assert cast.as_("chen").holds(yard.path, "coordinator")
    assert Line.objects.get(did="place.merged").facts["into"] == cast.willow.code


@pytest.mark.parametrize(
    ("place", "into", "by", "code"),
    [
        ("willow", "plane", "chen", "decided_above"),
        ("willow", "willow", "gao", "into_itself"),
        ("town", "willow", "gao", "into_itself"),
        ("willow", "town", "gao", "other_level"),
    ],
)
def test_what_cannot_be_merged(cast, place, into, by, code):
    with refusal(code):
        merge_places(by=cast.as_(by), place=getattr(cast, place), into=getattr(cast, into))
    assert Place.objects.filter(succeeded_by=None).count() == 6


def test_nothing_is_merged_twice(cast):
    third = make_place(by=SYSTEM, parent=cast.town, segment="003", level=Level.COMMUNITY, name_zh="槐荫里")
    merge_places(by=SYSTEM, place=cast.plane, into=cast.willow)
    with refusal("merged_already"):
        merge_places(by=SYSTEM, place=cast.plane, into=third)
    with refusal("target_merged"):
        merge_places(by=SYSTEM, place=third, into=cast.plane)


def test_a_point_is_moved_by_whoever_tends_the_place(cast):
    move_point(by=cast.as_("chen"), place=cast.willow, point=Point(31.2, 121.4))
    cast.willow.refresh_from_db()
    assert (cast.willow.lat, cast.willow.lon) == (31.2, 121.4)
    assert Line.objects.filter(did="place.moved").count() == 1
    with refusal("no_mandate_here"):
        move_point(by=cast.as_("outsider"), place=cast.willow, point=None)
    with refusal("off_the_earth"):
        move_point(by=cast.as_("chen"), place=cast.willow, point=Point(121.4, 31.2))
    assert move_point(by=cast.as_("chen"), place=cast.willow, point=None).lat is None
