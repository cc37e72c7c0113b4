"""The layouts known by name: each is complete, and tidies what its authors wrote."""

import pytest

from tongzhuo.imports.kinds import KINDS
from tongzhuo.imports.tests.conftest import counts
from tongzhuo.layouts.known import BY_NAME, KNOWN
from tongzhuo.layouts.known.us import _readable
from tongzhuo.layouts.shape import folded
from tongzhuo.needs.models import Need


@pytest.mark.parametrize("layout", KNOWN, ids=lambda layout: layout.name)
def test_a_known_layout_fills_fields_that_there_are(layout):
    filled = {*layout.columns.values(), *layout.constants, *layout.values}
    more = {"place_part", "party_key", "party_address", "time_zone"}
    assert filled - {field.name for field in KINDS[layout.kind].fields} - more == set()
    assert BY_NAME[layout.name] is layout
    assert layout.source


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_no_two_fields_of_a_list_are_called_the_same(kind):
    ways = [folded(way) for field in kind.fields for way in (field.name, *field.also)]
    assert sorted(ways) == sorted(set(ways))
    assert all(field.example for field in kind.fields)


@pytest.mark.parametrize(
    ("name", "readable"),
    [
        ("FRIENDS OF THE YMCA OF DC INC", "Friends of the YMCA of DC Inc"),
        ("THE JOHN F KENNEDY CENTER FOR THE PERFORMING ARTS", "The John F Kennedy Center for the Performing Arts"),
        ("JEAN-PAUL & SONS 501 C3", "Jean-Paul & Sons 501 C3"),
        ("NAACP BRANCH II", "NAACP Branch II"),
        ("", ""),
    ],
)
def test_names_in_capitals_become_readable(name, readable):
    assert _readable(name) == readable


NEW_YORK = (
    "opportunity_id,vol_requests,title,summary,category_desc,org_title,locality,Borough,Latitude,Longitude,"
    "start_date_date,end_date_date,status\n"
    '1,{people},Paint,"Ask jo@example.org or (212) 555-0137.",Education,Some Club,"4 Elm St\nNew York, NY 10013\n'
    '(40.72, -73.99)",{borough},40.72,-73.99,{day},June 04 2012,approved\n'
)


def new_york(**facts):
    return NEW_YORK.format(**({"people": 4, "borough": "BROOKLYN ", "day": "June 05 2011"} | facts))


@pytest.mark.django_db
def test_contacts_in_free_text_are_taken_out(brings):
    brings("needs", new_york())
    need = Need.objects.get()
    assert need.summary == "Ask […] or […]."
    assert (need.spot, need.place.name_en) == ("4 Elm St, New York, NY 10013", "Brooklyn")


@pytest.mark.parametrize(
    ("facts", "column"),
    [
        ({"people": "-4"}, "vol_requests"),
        ({"people": "many"}, "vol_requests"),
        ({"day": "Juny 05 2011"}, "start_date_date"),
    ],
)
@pytest.mark.django_db
def test_faults_name_the_column_of_the_file(brings, facts, column):
    assert counts(brings("needs", new_york(**facts))) == (0, 0, 0, 1)
    assert brings.rejected()[0][1] == column


@pytest.mark.django_db
def test_a_row_without_what_its_layout_needs_is_rejected(brings):
    hotels = (
        '[[{"key": "酒店名称", "value": "甲"}, {"key": "酒店辖区（县区级）", "value": ""}, '
        '{"key": "酒店可接待人数", "value": 0}]]'
    )
    assert counts(brings("offers", hotels)) == (0, 0, 0, 1)
    assert brings.rejected()[0][3] == "This row lacks what the layout needs."
