"""Real files, as their authors wrote them. They are not part of the product: TONGZHUO_DATA says where they lie."""

import os
from pathlib import Path

import pytest
from django.db.models import Sum

from tongzhuo.imports.tests.conftest import counts
from tongzhuo.kernel.fields import subtree
from tongzhuo.needs.models import Ask, Need, Occasion
from tongzhuo.needs.states import AskKind, State
from tongzhuo.organisations.models import Organisation
from tongzhuo.places.models import Place
from tongzhuo.places.queries import place_at, place_by_code
from tongzhuo.records.models import ServiceRecord
from tongzhuo.resources.models import Offer
from tongzhuo.vocabulary.models import Term

DATA = Path(os.environ.get("TONGZHUO_DATA") or "/nowhere")
DIVISIONS, WUHAN = DATA / "cn_admin", DATA / "wuhan2020_supplies"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not DATA.exists(),
        reason="TONGZHUO_DATA is not set: the importers are not tried on the real files "
        "(divisions of Beijing, Hebei and Hubei, New York, the tax office's list, Wuhan 2020)",
    ),
]


def test_beijing(brings):
    outcome = brings("places", DIVISIONS / "liyanjie_2021/beijing.csv.gz")
    assert counts(outcome) == (7666, 0, 0, 0)
    assert list(outcome.made["place"]) == ["/cn/", "/cn/11/", "/cn/11/01/"]
    assert Place.objects.count() == 7666 + 3
    assert place_by_code("110105").name_zh == "朝阳区"
    assert place_at("/cn/11/01/05/").former_codes.count() == 0
    again = brings("places", DIVISIONS / "liyanjie_2021/beijing.csv.gz")
    assert (counts(again), again.made) == ((0, 0, 7666, 0), {})


@pytest.mark.slow
def test_hebei(brings):
    outcome = brings("places", DIVISIONS / "liyanjie_2021/hebei.csv.gz")
    assert counts(outcome) == (56379, 0, 0, 0)
    assert len(outcome.made["place"]) == 13
    assert counts(brings("places", DIVISIONS / "liyanjie_2021/hebei.csv.gz")) == (0, 0, 56379, 0)
    assert outcome.rows_per_second > 0


@pytest.mark.slow
def test_lists_of_three_years_meet_in_one_tree(brings):
    brings("places", DIVISIONS / "liyanjie_2021/beijing.csv.gz")
    older = brings("places", DIVISIONS / "vonng_2016/beijing.csv")
    assert older.counts["rejected"] == 0
    place = place_at("/cn/11/01/01/001/")
    assert (place.name_zh, place.official_year) == ("东华门街道", 2021)
    assert (round(place.lat, 3), round(place.lon, 3)) == (39.915, 116.401)  # GCJ-02 39.916, 116.407
    for name in ("provinces", "cities", "areas"):
        assert brings("places", DIVISIONS / f"modood_2023/{name}.csv").counts["rejected"] == 0
    assert place_by_code("42").name_zh == "湖北省"
    assert place_by_code("110105").official_year == 2023
    for path in ("liyanjie_2021/beijing.csv.gz", "vonng_2016/beijing.csv"):
        assert counts(brings("places", DIVISIONS / path))[:2] == (0, 0)


def test_divisions_nested_in_json(brings):
    outcome = brings("places", DIVISIONS / "liyanjie_2021/raw_345-1101_beijing.json")
    assert (outcome.read, counts(outcome)) == (366, (7666, 0, 0, 0))


def test_new_york_asks_for_52388_people(brings):
    path = next((DATA / "nyc_volunteer").glob("*.csv"))
    outcome = brings("needs", path)
    assert counts(outcome) == (665, 0, 0, 0)
    assert (outcome.tally["people"], outcome.tally["no_point"], outcome.tally["over"]) == (52_388, 282, 665)
    assert Ask.objects.filter(kind=AskKind.PEOPLE).aggregate(Sum("quantity"))["quantity__sum"] == 52_388
    assert Need.objects.filter(lat=None).count() == 282
    assert Need.objects.filter(state=State.CONFIRMED, place__path="/us/ny/new-york/").count() == 282
    assert Need.objects.filter(place__name_en="Manhattan").count() == 248
    assert not Need.objects.filter(summary__regex=r"[a-z]@[a-z]").exists()
    assert Occasion.objects.count() == 665
    assert counts(brings("needs", path)) == (0, 0, 665, 0)


def test_exempt_organisations_of_washington(brings):
    path = DATA / "irs_eo_bmf/eo_dc.csv"
    outcome = brings("organisations", path, place="/us/dc/")
    assert counts(outcome) == (14_121, 0, 0, 0)
    assert Organisation.objects.filter(subtree("/us/dc/", "place__path")).count() == 14_121
    first = Organisation.objects.get(source_key="010123106")
    assert (first.name_en, first.address) == (
        "Morning Star Baptist Church",
        "3204 Brothers Pl SE, Washington, DC 20032-1501",
    )
    assert not any(o.address.startswith("%") or "Marentette" in o.address for o in Organisation.objects.iterator())
    assert counts(brings("organisations", path, place="/us/dc/")) == (0, 0, 14_121, 0)


def test_what_hospitals_of_hubei_ask_for(brings):
    path = WUHAN / "hospital_needs_long.csv"
    outcome = brings("needs", path)
    assert (outcome.read, counts(outcome)) == (805, (91, 0, 0, 0))
    assert (Need.objects.count(), Ask.objects.count(), Ask.objects.filter(quantity=None).count()) == (91, 805, 697)
    assert Ask.objects.filter(quantity=1).count() == 0
    assert not Ask.objects.filter(what=None).exists()
    assert Need.objects.filter(state=State.RAISED).count() == outcome.tally["waiting"] == 7
    assert counts(brings("needs", path)) == (0, 0, 91, 0)


def test_hospitals_stand_in_their_district_once_the_tree_has_it(brings):
    path = WUHAN / "hospital_needs_long.csv"
    brings("needs", path)
    assert set(Need.objects.values_list("place__name_zh", flat=True)) == {"武汉市", "黄冈市", "鄂州市"}
    county = "code,name\n420106,武昌区\n420104,硚口区\n"
    brings("places", county)
    assert brings("needs", path).counts["changed"] > 0
    assert (
        Need.objects.filter(place__name_zh="武昌区").count()
        == Need.objects.filter(place__path="/cn/42/01/06/").count()
        > 5
    )


def test_factories_offer_goods(brings):
    path = WUHAN / "json/factory.json"
    outcome = brings("offers", path)
    assert (outcome.read, counts(outcome), len(outcome.made["organisation"])) == (21, (24, 0, 0, 0), 21)
    known = dict(Offer.objects.exclude(quantity=None).values_list("what__slug", "quantity"))
    assert known == {"mask-ordinary": 1_000_000, "mask-n95": 50_000, "coverall": 5_000}
    assert Offer.objects.filter(quantity=None).count() == 21
    assert counts(brings("offers", path)) == (0, 0, 24, 0)


def test_asks_and_offers_mean_the_same_things(brings):
    brings("needs", WUHAN / "hospital_needs_long.csv")
    brings("offers", WUHAN / "json/factory.json")
    shared = Term.objects.filter(pk__in=Ask.objects.values("what")).filter(pk__in=Offer.objects.values("what"))
    assert sorted(shared.values_list("slug", flat=True)) == [
        "coverall",
        "mask-n95",
        "mask-ordinary",
        "temperature-device",
    ]


def test_hotels_in_wuhan_offer_space_others_are_left_out(brings):
    path = WUHAN / "json/doctor_hotel/hubei/wuhanshi.json"
    outcome = brings("offers", path)
    assert counts(outcome) == (87, 0, 0, 0)
    assert list(Offer.objects.exclude(quantity=None).values_list("quantity", flat=True)) == [265]
    assert Offer.objects.filter(subtree("/cn/42/01/", "place__path"), what__slug="bed").count() == 87
    assert counts(brings("offers", path)) == (0, 0, 87, 0)
    elsewhere = brings("offers", WUHAN / "json/travel_hotel.json")
    assert (elsewhere.counts["left_out"], elsewhere.left_out, elsewhere.counts["new"]) == (
        558,
        {"hotels outside Wuhan": 558},
        0,
    )


def test_donation_channels_and_carriers_are_organisations(brings):
    for name, rows in (("donation", 57), ("logistical", 22)):
        assert counts(brings("organisations", WUHAN / f"json/{name}.json")) == (rows, 0, 0, 0)
        assert counts(brings("organisations", WUHAN / f"json/{name}.json")) == (0, 0, rows, 0)
    assert Organisation.objects.get(name_zh="武汉大学教育发展基金会").kind == "foundation"
    assert Organisation.objects.get(name_zh="威海市红十字会").place.name_zh == "威海市"
    assert Organisation.objects.get(name_zh="贵州丰茂物流").place.name_zh == "贵州省"


def test_a_volunteers_own_hour_log_waits_for_somebody_else(cast, brings):
    """A row of no hours says so; nobody's list confirms itself, and brought twice it changes nothing."""
    told = {"person": cast.liu.code, "recorded_by": "柳荫里居委会", "in_charge": "阮暖", "reason": "kept elsewhere"}
    log = DATA / "volunteer_hours/timecounts_one_volunteer_hours.csv"
    order = {"told": told, "place": "/cn/99/01/05/001/", "by": cast.as_("chen")}
    outcome = brings("hours", log, **order)
    assert (outcome.layout, counts(outcome)) == ("timecounts-hours", (89, 0, 0, 1))
    (why,) = brings.rejected()
    assert why[:3] == ("18", "hours", "0.0")
    lines = ServiceRecord.objects.filter(person=cast.liu)
    assert set(lines.values_list("state", "proof", "entered_by")) == {("proposed", "later", cast.chen.pk)}
    assert counts(brings("hours", log, **order)) == (0, 0, 89, 1)
    assert lines.count() == 89
