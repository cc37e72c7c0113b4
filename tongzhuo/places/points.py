"""Points on the map: the two Chinese grids turned into WGS-84, and distances on the ground.

GCJ-02 shifts a WGS-84 point by up to some 700 m, BD-09 shifts a GCJ-02 point again. The formulas are the widely
published ones (Krasovsky 1940 ellipsoid; as in googollee/eviltransform, MIT); the way back is found by iteration,
because the shift has no closed inverse. Outside the rectangle around China nothing is shifted.
"""

from enum import StrEnum
from math import asin, atan2, cos, hypot, pi, radians, sin, sqrt

EARTH_M = 6_371_008.8
_A = 6_378_245.0
_EE = 0.006_693_421_622_965_943_23
_BD = pi * 3000 / 180
_CLOSE = 1e-9  # degrees: a tenth of a millimetre


class Datum(StrEnum):
    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


def to_wgs84(lat: float, lon: float, datum: str) -> tuple[float, float]:
    """A point given in `datum`, in WGS-84 degrees."""
    if datum == Datum.BD09:
        lat, lon = gcj02_from_bd09(lat, lon)
    return wgs84_from_gcj02(lat, lon) if datum != Datum.WGS84 else (lat, lon)


def in_shifted_area(lat: float, lon: float) -> bool:
    return 72.004 <= lon <= 137.8347 and 0.8293 <= lat <= 55.8271


def gcj02_from_wgs84(lat: float, lon: float) -> tuple[float, float]:
    if not in_shifted_area(lat, lon):
        return lat, lon
    north, east = _shift(lat, lon)
    return lat + north, lon + east


def wgs84_from_gcj02(lat: float, lon: float) -> tuple[float, float]:
    if not in_shifted_area(lat, lon):
        return lat, lon
    guess_lat, guess_lon = lat, lon
    for _ in range(20):
        north, east = _shift(guess_lat, guess_lon)
        off_lat, off_lon = guess_lat + north - lat, guess_lon + east - lon
        guess_lat, guess_lon = guess_lat - off_lat, guess_lon - off_lon
        if max(abs(off_lat), abs(off_lon)) < _CLOSE:
            break
    return guess_lat, guess_lon


def bd09_from_gcj02(lat: float, lon: float) -> tuple[float, float]:
    if not in_shifted_area(lat, lon):
        return lat, lon
    radius = hypot(lat, lon) + 0.00002 * sin(lat * _BD)
    angle = atan2(lat, lon) + 0.000003 * cos(lon * _BD)
    return radius * sin(angle) + 0.006, radius * cos(angle) + 0.0065


def gcj02_from_bd09(lat: float, lon: float) -> tuple[float, float]:
    if not in_shifted_area(lat, lon):
        return lat, lon
    guess_lat, guess_lon = lat - 0.006, lon - 0.0065
    for _ in range(20):
        there_lat, there_lon = bd09_from_gcj02(guess_lat, guess_lon)
        guess_lat, guess_lon = guess_lat - (there_lat - lat), guess_lon - (there_lon - lon)
        if max(abs(there_lat - lat), abs(there_lon - lon)) < _CLOSE:
            break
    return guess_lat, guess_lon


def metres_between(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """The way over the ground as the crow flies (haversine)."""
    north, east = radians(other_lat - lat), radians(other_lon - lon)
    part = sin(north / 2) ** 2 + cos(radians(lat)) * cos(radians(other_lat)) * sin(east / 2) ** 2
    return 2 * EARTH_M * asin(min(1.0, sqrt(part)))


def _shift(lat: float, lon: float) -> tuple[float, float]:
    """How far GCJ-02 moves a WGS-84 point, in degrees north and east."""
    x, y = lon - 105.0, lat - 35.0
    wave = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + wave
    north += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + wave
    east += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    flat = 1 - _EE * sin(radians(lat)) ** 2
    north = north * 180.0 / (_A * (1 - _EE) / (flat * sqrt(flat)) * pi)
    east = east * 180.0 / (_A / sqrt(flat) * cos(radians(lat)) * pi)
    return north, east
