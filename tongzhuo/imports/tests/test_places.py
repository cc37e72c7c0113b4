"""Places from an own list: official codes, courtyards under a community, any other country."""

import pytest

from tongzhuo.imports.tests.conftest import counts
from tongzhuo.places.models import Place
from tongzhuo.places.queries import place_at

DISTRICT = {"place": "/cn/99/01/"}


@pytest.mark.django_db
def test_official_codes_make_the_tree(brings):
    outcome = brings(
        "places",
        "区划代码,名称,年份\n110105000000,朝阳区,2021\n110105001,建外街道,2021\n110105001001,永安里社区,2021\n",
    )
    assert counts(outcome) == (3, 0, 0, 0)
    assert list(outcome.made["place"]) == ["/cn/", "/cn/11/", "/cn/11/01/"]
    place = place_at("/cn/11/01/05/001/001/")
    assert (place.name_zh, place.level, place.official_code, place.official_year) == (
        "永安里社区",
        "community",
        "110105001001",
        2021,
    )
    assert place_at("/cn/11/01/05/").official_code == "110105"


def test_courtyards_lie_in_the_place_above_them(cast, brings):
    rows = """name,parent,level,segment,lat,lon,datum
3号院,柳荫里,小区,yard-3,31.216,121.416,bd09
Yard 4,Willow Lane,院,,,,
五号院,/cn/99/01/05/001/,courtyard,,,,
"""
    assert counts(brings("places", rows, **DISTRICT)) == (3, 0, 0, 0)
    third, fourth = place_at("/cn/99/01/05/001/yard-3/"), place_at("/cn/99/01/05/001/yard-4/")
    assert (third.level, third.parent, fourth.name_en) == ("courtyard", cast.willow, "Yard 4")
    assert (third.lat, third.lon) == pytest.approx((31.2122, 121.4049), abs=1e-3)
    fifth = Place.objects.get(name_zh="五号院")
    assert len(fifth.path) == len("/cn/99/01/05/001/12345678/")
    assert counts(brings("places", rows, **DISTRICT)) == (0, 0, 3, 0)


@pytest.mark.django_db
def test_any_country(brings):
    outcome = brings(
        "places", "path,name,level,time_zone\n/fr/75/,Paris,city,Europe/Paris\n/fr/75/marais/,Le Marais,community,\n"
    )
    assert counts(outcome) == (2, 0, 0, 0)
    assert place_at("/fr/75/marais/").time_zone == "Europe/Paris"


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("3号院,,,", "parent", "Give a code, a path, or the place it lies in."),
        ("3号院,99,,", "", ""),
        (
            "3号院,9901x,,",
            "code",
            "This is no place code. Chinese codes have 2, 4, 6, 9 or 12 digits; other places need a parent.",
        ),
        (",110105,,", "name", "This must not be empty."),
        ("3号院,,火星,", "parent", "No place with this code, path or name is known here."),
        (
            "3号院,110105,,planet",
            "level",
            "This must be one of: country, province, city, county, town, community, grid, courtyard.",
        ),
    ],
)
@pytest.mark.django_db
def test_each_bad_value_is_rejected_with_its_reason(brings, row, column, reason):
    brings("places", f"name,code,parent,level\n{row}\n")
    assert [(found[1], found[3]) for found in brings.rejected()] == ([(column, reason)] if column else [])


@pytest.mark.django_db
def test_a_path_is_written_in_small_letters(brings):
    brings("places", "name,path\nParis,/FR/75/\n")
    assert (
        brings.rejected()[0][3] == "A path looks like /cn/11/01/05/: small letters, digits and hyphens between slashes."
    )
