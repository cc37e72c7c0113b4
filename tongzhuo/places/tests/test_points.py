"""The two Chinese grids and the way back to WGS-84."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongzhuo.places.points import (
    Datum,
    bd09_from_gcj02,
    gcj02_from_wgs84,
    metres_between,
    to_wgs84,
    wgs84_from_gcj02,
)

IN_CHINA = {"lat": st.floats(18.2, 53.5), "lon": st.floats(73.7, 134.7)}


@pytest.mark.parametrize(
    ("wgs84", "gcj02"),
    [
        ((31.1774276, 121.5272106), (31.17530398364597, 121.531541859215)),  # Shanghai, published with the formula
        ((22.543847, 113.912316), (22.540796131694766, 113.9171764808363)),  # Shenzhen, likewise
    ],
)
def test_known_points_come_out_as_published(wgs84, gcj02):
    assert gcj02_from_wgs84(*wgs84) == pytest.approx(gcj02, abs=1e-9)


def test_beijing_railway_station_lies_where_it_stands():
    lat, lon = wgs84_from_gcj02(39.90245, 116.42703)
    assert metres_between(lat, lon, 39.90105, 116.42079) < 2


def test_bd09_is_gcj02_shifted_once_more():
    assert bd09_from_gcj02(39.915, 116.404) == pytest.approx((39.92133699351022, 116.41036949371029), abs=1e-9)


@given(**IN_CHINA)
def test_the_way_back_is_right_to_the_centimetre(lat, lon):
    there = gcj02_from_wgs84(lat, lon)
    assert metres_between(lat, lon, *to_wgs84(*there, Datum.GCJ02)) < 0.01
    assert metres_between(lat, lon, *to_wgs84(*bd09_from_gcj02(*there), Datum.BD09)) < 0.01


@given(**IN_CHINA)
def test_the_shift_is_some_hundred_metres(lat, lon):
    assert 20 < metres_between(lat, lon, *gcj02_from_wgs84(lat, lon)) < 1200


@pytest.mark.parametrize("point", [(40.7209, -73.9979), (51.5, -0.1), (-33.9, 18.4), (0.0, 0.0)])
@pytest.mark.parametrize("datum", list(Datum))
def test_outside_china_nothing_is_shifted(point, datum):
    assert to_wgs84(*point, datum) == point


def test_wgs84_stays_as_it_is():
    assert to_wgs84(39.9, 116.4, Datum.WGS84) == (39.9, 116.4)


def test_the_distance_between_two_communities():
    assert metres_between(31.215, 121.415, 31.225, 121.425) == pytest.approx(1463, abs=2)
