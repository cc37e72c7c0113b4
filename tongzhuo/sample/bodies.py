"""The organisations: committees of communities, stations and offices of sub-districts, and those of the file."""

from typing import Any

from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.states import Kind
from tongzhuo.places.models import Place
from tongzhuo.sample.district import moved
from tongzhuo.sample.reading import data
from tongzhuo.sample.scene import Scene
from tongzhuo.vocabulary.states import Shelf

OPENING = "8:30–18:00"
CAPACITY_SAID = -9
REGISTERED = (Kind.NGO, Kind.COMPANY, Kind.SCHOOL, Kind.CHARITY, Kind.FOUNDATION)


def build(scene: Scene) -> None:
    made = [*_committees(scene), *_stations(scene), *_offices(scene), *_of_the_file(scene)]
    Organisation.objects.bulk_create(made)
    scene.organisations = {one.name_en: one for one in made}
    through = Organisation.causes.through
    causes = [
        through(organisation_id=scene.organisations[told["names"][1]].pk, term_id=scene.term(Shelf.NEED_KIND, slug).pk)
        for told in data("organisations")["bodies"]
        for slug in told["causes"]
    ]
    through._default_manager.bulk_create(causes)
    scene.step(len(made))


def _committees(scene: Scene) -> list[Organisation]:
    return [
        _body(scene, Kind.COMMITTEE, place, f"{place.name_zh}居委会", f"{place.name_en} office", phone=137 + number)
        for number, place in enumerate(scene.communities)
    ]


def _stations(scene: Scene) -> list[Organisation]:
    return [
        _body(
            scene,
            Kind.STATION,
            town,
            f"{town.name_zh.removesuffix('街道')}社工站",
            f"{town.name_en} station",
            phone=400 + number,
            capacity=scene.dice.randint(8, 20),
            capacity_said=scene.day(CAPACITY_SAID),
        )
        for number, town in enumerate(scene.towns)
    ]


def _offices(scene: Scene) -> list[Organisation]:
    near = [
        _body(
            scene,
            Kind.GOVERNMENT,
            town,
            f"{town.name_zh}办事处",
            f"{town.name_en} sub-district office",
            phone=500 + number,
        )
        for number, town in enumerate(scene.towns)
    ]
    department = ("和信区社会工作部", "Hexin social work department")
    return [*near, _body(scene, Kind.GOVERNMENT, scene.district, *department, phone=599)]


def _of_the_file(scene: Scene) -> list[Organisation]:
    made = []
    for number, told in enumerate(data("organisations")["bodies"]):
        town = next(place for place in scene.towns if place.name_en == told["town"])
        place = scene.community(told["community"]) if "community" in told else town
        more: dict[str, Any] = {"phone": 600 + number}
        if "capacity" in told:
            more |= {"capacity": told["capacity"], "capacity_said": scene.day(CAPACITY_SAID - number % 20)}
        if told["kind"] in REGISTERED:
            more["registration"] = f"99{scene.dice.randrange(10**9):09}HX"
        made.append(_body(scene, told["kind"], place, *told["names"], **more))
    return made


def _body(scene: Scene, kind: str, place: Place, zh: str, en: str, *, phone: int, **more: Any) -> Organisation:
    lat, lon = moved(place, scene.dice.uniform(-0.2, 0.2), scene.dice.uniform(-0.2, 0.2))
    facts = {"phone": f"010 5555 {phone:04}", "opening": OPENING if kind == Kind.COMMITTEE else ""}
    facts["address"] = f"{place.name_zh}{scene.dice.randint(1, 9)}号楼"
    return Organisation(kind=kind, place=place, name_zh=zh, name_en=en, lat=lat, lon=lon, **facts | more)
