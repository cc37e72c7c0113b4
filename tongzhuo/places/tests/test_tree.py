"""The tree: what lies in what, who answers to which code."""

import pytest

from tongzhuo.kernel.fields import subtree
from tongzhuo.kernel.viewer import NOBODY, the_system
from tongzhuo.places.actions import merge_places, rename_place
from tongzhuo.places.known import known_below, known_in, known_place, official_code_of, path_of_code
from tongzhuo.places.models import Place
from tongzhuo.places.queries import (
    above,
    children_of,
    common_path,
    living,
    place_at,
    place_by_code,
    place_called,
    places_visible_to,
    under,
    zone_of,
)

SYSTEM = the_system("test")


def names(places):
    return [place.name for place in places]


def test_a_subtree_is_the_place_and_all_below_it(cast):
    assert names(under("/cn/99/01/05/")) == ["Canal Gate", "Willow Lane", "Plane Tree Court"]
    assert names(under(cast.willow.path)) == ["Willow Lane"]
    assert names(under("/cn/88/")) == []


@pytest.mark.parametrize("segment", ["001-a", "0010", "001a", "00", "0011"])
def test_a_neighbour_with_nearly_the_same_path_is_outside(cast, segment):
    near = Place.objects.create(
        path=f"/cn/99/01/05/{segment}/", parent=cast.town, level="community", time_zone="Asia/Shanghai"
    )
    assert near not in under(cast.willow.path)
    assert near in under(cast.town.path)


def test_capitals_and_small_letters_sort_by_their_bytes(cast):
    """A linguistic order would put `/xx/b/` between `/xx/A/` and `/xx/C/`."""
    for segment in ("A", "b", "C"):
        Place.objects.create(path=f"/xx/{segment}/", level="city", time_zone="UTC")
    assert list(Place.objects.filter(path__startswith="/xx/").order_by("path").values_list("path", flat=True)) == [
        "/xx/A/",
        "/xx/C/",
        "/xx/b/",
    ]
    assert Place.objects.filter(subtree("/xx/A/")).count() == 1


def test_what_a_place_lies_in_widest_first(cast):
    assert names(above(cast.willow)) == ["China", "Hexin City", "Hexin District", "Canal Gate"]
    assert names(children_of(cast.town)) == ["Willow Lane", "Plane Tree Court"]


def test_everybody_sees_the_tree(cast):
    assert list(places_visible_to(NOBODY)) == list(places_visible_to(cast.as_("chen")))
    assert places_visible_to(NOBODY).count() == 6


def test_hours_are_said_in_the_time_zone_of_the_place(cast):
    assert zone_of(cast.willow).key == "Asia/Shanghai"


def test_a_place_is_found_by_what_people_call_it(cast):
    assert place_called("柳荫里", "/cn/") == cast.willow
    assert place_called("willow lane", "") == cast.willow
    assert place_called("柳荫里", "/cn/99/01/05/002/") is None
    Place.objects.create(
        path="/cn/99/02/", parent=cast.city, name_zh="柳荫里", level="county", time_zone="Asia/Shanghai"
    )
    assert place_called("柳荫里", "").path == "/cn/99/02/"
    Place.objects.create(
        path="/cn/99/03/", parent=cast.city, name_zh="柳荫里", level="county", time_zone="Asia/Shanghai"
    )
    assert place_called("柳荫里", "") is None


def test_a_renamed_place_answers_to_its_old_code_too(cast):
    rename_place(by=SYSTEM, place=cast.willow, name_zh="柳荫里", official_code="990105001", year=2016)
    rename_place(by=SYSTEM, place=cast.willow, name_zh="新柳荫里", official_code="990105901", year=2021)
    for code, year in (("990105001", None), ("990105901", None), ("990105001", 2016), ("990105001", 2025)):
        assert place_by_code(code, year) == cast.willow
    assert place_by_code("990105777") is None
    assert place_by_code("") is None
    assert place_by_code("990105001", within="/us/") is None


def test_a_code_given_to_another_place_answers_by_its_year(cast):
    rename_place(by=SYSTEM, place=cast.willow, name_zh="柳荫里", official_code="990105001", year=2016)
    rename_place(by=SYSTEM, place=cast.willow, name_zh="柳荫里", official_code="990105003", year=2020)
    rename_place(by=SYSTEM, place=cast.plane, name_zh="梧桐苑", official_code="990105001", year=2020)
    assert place_by_code("990105001", 2017) == cast.willow
    assert place_by_code("990105001", 2023) == cast.plane
    assert place_by_code("990105001") == cast.plane
    assert place_by_code("990105001", 2010) == cast.willow


def test_a_merged_place_keeps_answering(cast):
    rename_place(by=SYSTEM, place=cast.plane, name_zh="梧桐苑", official_code="990105002", year=2016)
    merge_places(by=SYSTEM, place=cast.plane, into=cast.willow, year=2026)
    assert place_by_code("990105002") == cast.willow
    assert place_at("/cn/99/01/05/002/") == cast.willow
    assert place_at("/cn/99/01/05/001/") == cast.willow
    assert place_at("/cn/99/01/05/009/") is None
    assert living(Place.objects.get(pk=cast.plane.pk)) == cast.willow
    assert names(places_visible_to(NOBODY).filter(level="community")) == ["Willow Lane"]


def test_the_place_that_holds_them_all():
    assert common_path(["/cn/11/01/05/", "/cn/11/01/06/", "/cn/11/01/"]) == "/cn/11/01/"
    assert common_path(["/cn/11/01/"]) == "/cn/11/01/"
    assert common_path(["/cn/11/", "/us/ny/"]) == ""
    assert common_path([]) == ""


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("11", "/cn/11/"),
        ("1101", "/cn/11/01/"),
        ("110105", "/cn/11/01/05/"),
        ("110105001", "/cn/11/01/05/001/"),
        ("110105001001", "/cn/11/01/05/001/001/"),
        ("110105001000", "/cn/11/01/05/001/"),
        ("110000000000", "/cn/11/"),
        ("441900003000", "/cn/44/19/00/003/"),
        ("11010", ""),
        ("11010x", ""),
        ("１１", ""),
        ("", ""),
    ],
)
def test_codes_and_paths(code, path):
    assert path_of_code(code) == path


def test_paths_and_codes():
    assert official_code_of("/cn/11/01/05/") == "110105"
    assert official_code_of("/us/ny/") == ""


def test_what_we_know_of_places_that_files_leave_out():
    assert known_place("/cn/11/").name_zh == "北京市"
    assert known_place("/us/dc/").time_zone == "America/New_York"
    assert (known_place("/fr/paris/").name_en, known_place("/fr/paris/").level) == ("PARIS", "province")
    assert known_below("/cn/", "湖北") == known_below("/cn/", "湖北省") == "/cn/42/"
    assert known_below("/cn/42/", "武汉市") == "/cn/42/01/"
    assert known_below("/cn/42/", "西安市") == ""
    assert known_in("/cn/", "湖北省黄石市桂林北路") == "/cn/42/02/"
    assert known_in("/cn/", "某某大学校友会") == "/cn/"
