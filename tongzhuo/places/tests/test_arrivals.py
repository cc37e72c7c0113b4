"""Places that come in by the batch: new, changed, missing above; lists of different years in one tree."""

import pytest

from tongzhuo.kernel.models import Line
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.kernel.viewer import NOBODY, the_system
from tongzhuo.places.actions import merge_places, rename_place
from tongzhuo.places.arrivals import PlaceRow, arrive_places, arrive_roots
from tongzhuo.places.known import path_of_code
from tongzhuo.places.models import Place
from tongzhuo.places.queries import place_at, place_by_code

SYSTEM = the_system("import")
LEVELS = {4: "city", 6: "county", 9: "town", 12: "community"}


def row(code, name, year=2021, **more):
    return PlaceRow(path_of_code(code), LEVELS[len(code)], name, code=code, year=year, **more)


def arrive(*rows, by=SYSTEM):
    return arrive_places(by=by, rows=rows, source="test")


@pytest.mark.django_db
def test_what_is_missing_above_is_made_and_counted_apart():
    arrived = arrive(row("110105", "朝阳区"), row("110105001", "建外街道"), row("110106001001", "长辛店社区"))
    assert (arrived.new, arrived.changed, arrived.same) == (3, 0, 0)
    assert list(arrived.made["place"]) == ["/cn/", "/cn/11/", "/cn/11/01/", "/cn/11/01/06/", "/cn/11/01/06/001/"]
    assert place_at("/cn/11/").name_zh == "北京市"
    assert place_at("/cn/11/01/06/").name == "06"
    assert place_at("/cn/11/01/06/001/001/").parent.parent.official_code == "110106"
    assert {place.time_zone for place in Place.objects.all()} == {"Asia/Shanghai"}


@pytest.mark.django_db
def test_the_same_again_changes_nothing_and_writes_no_line():
    rows = [row("110105", "朝阳区"), row("110105001", "建外街道")]
    arrive(*rows)
    before = list(Place.objects.order_by("pk").values())
    arrived = arrive(*rows)
    assert (arrived.new, arrived.changed, arrived.same, arrived.made) == (0, 0, 2, {})
    assert list(Place.objects.order_by("pk").values()) == before
    assert Line.objects.filter(did="places.arrived").count() == 1


@pytest.mark.django_db
def test_one_line_tells_of_the_batch():
    arrive(row("110105", "朝阳区"), row("110105001", "建外街道"))
    line = Line.objects.get()
    assert (line.did, line.actor, line.path) == ("places.arrived", "system:import", "/cn/11/01/05/")
    assert line.on == f"place:{place_at('/cn/11/01/05/').code}"
    assert line.facts == {"source": "test", "new": 2, "changed": 0, "made": {"place": 3}}


@pytest.mark.django_db
def test_a_made_place_is_named_when_its_row_comes():
    arrive(row("130102001", "建北街道"))
    arrived = arrive(row("130102", "长安区"))
    assert (arrived.new, arrived.changed) == (0, 1)
    assert place_at("/cn/13/01/02/").name_zh == "长安区"


@pytest.mark.django_db
def test_a_newer_list_renames_an_older_one_fills_gaps():
    arrive(row("110105001", "建外街道", 2021))
    arrive(row("110105001", "建国门外街道", 2016, lat=39.91, lon=116.43))
    place = place_at("/cn/11/01/05/001/")
    assert (place.name_zh, place.official_year, place.lat) == ("建外街道", 2021, 39.91)
    arrived = arrive(row("110105001", "建外新街道", 2023))
    place.refresh_from_db()
    assert (arrived.changed, place.name_zh, place.official_year, place.lat) == (1, "建外新街道", 2023, 39.91)


@pytest.mark.django_db
def test_a_recoded_place_is_met_by_its_new_code():
    arrive(row("130123", "正定县", 2016), row("130123100", "正定镇", 2016))
    rename_place(by=SYSTEM, place=place_at("/cn/13/01/23/"), name_zh="正定区", official_code="130111", year=2020)
    arrived = arrive(row("130111", "正定区", 2021), row("130111101", "新安镇", 2021))
    assert (arrived.new, arrived.made) == (1, {})
    assert place_at("/cn/13/01/23/101/").name_zh == "新安镇"
    arrive(row("130123", "正定县", 2016))
    assert place_by_code("130123").name_zh == "正定区"


@pytest.mark.django_db
def test_an_old_list_does_not_bring_a_merged_place_back():
    old = [row("110105001", "甲街道", 2016), row("110105002", "乙街道", 2016)]
    arrive(*old)
    merge_places(by=SYSTEM, place=place_at("/cn/11/01/05/002/"), into=place_at("/cn/11/01/05/001/"), year=2020)
    arrived = arrive(*old)
    assert (arrived.new, arrived.changed, arrived.same) == (0, 0, 2)
    assert place_at("/cn/11/01/05/002/").name_zh == "甲街道"


@pytest.mark.django_db
def test_a_root_is_made_with_all_above_it():
    arrived = arrive_roots(by=SYSTEM, paths=["/us/ny/new-york/bronx/"], source="test")
    assert list(arrived.made["place"].values()) == ["United States", "New York State", "New York City", "The Bronx"]
    assert place_at("/us/ny/new-york/bronx/").time_zone == "America/New_York"
    assert arrive_roots(by=SYSTEM, paths=["/us/ny/"], source="test").made == {}


def test_a_coordinator_brings_places_of_her_community_only(cast):
    yard = PlaceRow("/cn/99/01/05/001/yard-1/", "courtyard", "1号院")
    elsewhere = PlaceRow("/cn/99/01/05/002/yard-1/", "courtyard", "1号院")
    assert arrive(yard, by=cast.as_("chen")).new == 1
    for rows, who in (([elsewhere], "chen"), ([yard, elsewhere], "chen"), ([yard], "outsider"), ([yard], "liu")):
        with pytest.raises(Refused, check=lambda refused: refused.verdict.code == "no_mandate_here"):
            arrive(*rows, by=cast.as_(who))
    with pytest.raises(Refused):
        arrive(yard, by=NOBODY)
