"""The places: an invented city with one district, its sub-districts, communities and courtyards."""

import math
from typing import Any

from tongzhuo.places.models import Place
from tongzhuo.places.states import Level
from tongzhuo.sample.reading import data
from tongzhuo.sample.scene import ROOT, Scene

MIDDLE = (31.20, 121.40)
KM_A_DEGREE = 111.2
WILLOW_COURTYARDS = ("1、2号楼 Buildings 1 and 2", "3、4号楼 Buildings 3 and 4", "5、6号楼 Buildings 5 and 6")
COURTYARDS = ("东院 East Court", "西院 West Court")
GRIDS = ("一网格 Grid 1", "二网格 Grid 2")


def build(scene: Scene) -> None:
    country = Place.objects.get(path="/cn/")
    city = _place(country, ROOT, Level.CITY, ("和信市", "Hexin"), (0, 0))
    city.save()
    scene.district = _place(city, f"{ROOT}01/", Level.COUNTY, ("和信区", "Hexin District"), (0, 0))
    scene.district.save()
    towns = data("places")["towns"]
    for number, town in enumerate(towns, 1):
        path = f"{scene.district.path}{number:02}/"
        scene.towns.append(_place(scene.district, path, Level.TOWN, town["names"], tuple(town["at"])))
    Place.objects.bulk_create(scene.towns)
    for place, town in zip(scene.towns, towns, strict=True):
        scene.communities += _communities(place, town)
    Place.objects.bulk_create(scene.communities)
    for number, community in enumerate(scene.communities):
        scene.courtyards[community.pk] = _courtyards(community, number)
    Place.objects.bulk_create([yard for yards in scene.courtyards.values() for yard in yards])
    scene.step(len(scene.communities))


def moved(place: Place, east_km: float, north_km: float) -> tuple[float, float]:
    """The point that lies so far from the place, in degrees."""
    assert place.lat is not None
    assert place.lon is not None
    return _point((place.lat, place.lon), east_km, north_km)


def _communities(town: Place, told: dict[str, Any]) -> list[Place]:
    """On a circle around the middle of their sub-district."""
    made, count = [], len(told["communities"])
    for number, names in enumerate(told["communities"], 1):
        angle = 2 * math.pi * number / count
        at = (told["at"][0] + 0.8 * math.cos(angle), told["at"][1] + 0.8 * math.sin(angle))
        zh, _, en = names.partition(" ")
        made.append(_place(town, f"{town.path}{number:03}/", Level.COMMUNITY, (zh, en), at))
    return made


def _courtyards(community: Place, number: int) -> list[Place]:
    names = WILLOW_COURTYARDS if number == 0 else GRIDS if number % 3 == 2 else COURTYARDS
    level = Level.GRID if names == GRIDS else Level.COURTYARD
    made = []
    for index, both in enumerate(names):
        zh, _, en = both.partition(" ")
        yard = _place(community, f"{community.path}{index + 1:02}/", level, (zh, en), (0, 0))
        yard.lat, yard.lon = moved(community, 0.12 * (index - 0.5), 0.05)
        made.append(yard)
    return made


def _place(parent: Place, path: str, level: str, names: tuple[str, str], at: tuple[float, float]) -> Place:
    lat, lon = _point(MIDDLE, *at)
    return Place(
        path=path,
        parent=parent,
        level=level,
        name_zh=names[0],
        name_en=names[1],
        official_code=path.removeprefix("/cn/").replace("/", ""),
        lat=lat,
        lon=lon,
        time_zone="Asia/Shanghai",
    )


def _point(middle: tuple[float, float], east_km: float, north_km: float) -> tuple[float, float]:
    lat = middle[0] + north_km / KM_A_DEGREE
    lon = middle[1] + east_km / (KM_A_DEGREE * math.cos(math.radians(middle[0])))
    return round(lat, 6), round(lon, 6)
