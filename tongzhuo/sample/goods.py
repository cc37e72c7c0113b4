"""What is on the table: rooms of every committee, cases of every station, and what the file's organisations bring."""

from typing import Any

from tongzhuo.needs.states import AskKind
from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.states import Kind
from tongzhuo.places.states import WhenKind
from tongzhuo.resources.models import Offer
from tongzhuo.resources.states import OfferState
from tongzhuo.sample.reading import data
from tongzhuo.sample.saying import amount_of, kind_of, when_of
from tongzhuo.sample.scene import Scene
from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.states import Shelf

EVERY_DAY = "weekly mon tue wed thu fri sat sun"
WEEKS = "for 31 from -95"
ROOMS: tuple[tuple[str, tuple[int, ...], str], ...] = (
    ("meeting-room", (20, 24, 30, 36), "08:30-17:45"),
    ("heated-room", (14, 18, 20), "14:00-20:30"),
    ("yard", (60, 90, 120), "08:00-22:00"),
    ("store-room", (2, 4), "08:30-18:00"),
)
CASES = (
    ("casework", 6), ("family-talks", 4), ("home-assessment", 5), ("benefits-advice", 5), ("mediation", 3),
    ("group-work", 3), ("counselling", 3),
)  # fmt: skip
RESTRICTED = {AskKind.MONEY: Shelf.PURPOSE}
NAMED_FOR = {
    AskKind.MONEY: ("一笔钱，专用于{}", "Money for {}"),
    AskKind.OPERATOR: ("承办服务：{}", "Running a service: {}"),
}


def build(scene: Scene) -> None:
    offers = [*_rooms(scene), *_cases(scene)]
    for body in data("organisations")["bodies"]:
        organisation = scene.organisations[body["names"][1]]
        for told in body.get("offers", []):
            offers.append(_offer(scene, organisation, told))
            if told.get("away"):
                offers[-1].state = OfferState.WITHDRAWN
                scene.away.append((offers[-1], scene.speakers[organisation.pk]))
    for gone in data("organisations")["gone"]:
        offer = _offer(scene, scene.organisations[gone["body"]], gone["offer"])
        offer.state = OfferState(gone["state"])
        offer.valid_until = scene.day(-12) if offer.state == OfferState.EXPIRED else None
        offers.append(offer)
    Offer.objects.bulk_create(offers)
    scene.step(len(offers))


def _rooms(scene: Scene) -> list[Offer]:
    """Every community has a room for meetings and a yard; not every one has a warm room in the evening."""
    made = []
    for number, place in enumerate(scene.communities):
        committee = scene.organisations[f"{place.name_en} office"]
        for index, (slug, sizes, hours) in enumerate(ROOMS):
            if index in (0, 2) or (number + index) % 3:
                told = {"space": scene.dice.choice(sizes), "what": slug, "when": f"{EVERY_DAY} {hours} {WEEKS}"}
                made.append(_offer(scene, committee, told))
    return made


def _cases(scene: Scene) -> list[Offer]:
    """What the station of a sub-district can still take on."""
    stations = [one for one in scene.organisations.values() if one.kind == Kind.STATION]
    return [
        _offer(scene, station, {"professional": free + scene.dice.randint(-1, 3), "what": slug})
        for station in stations
        for slug, free in CASES
    ]


def _offer(scene: Scene, organisation: Organisation, told: dict[str, Any]) -> Offer:
    kind = kind_of(told)
    purpose = scene.term(RESTRICTED.get(kind, Shelf.NEED_KIND), told["purpose"]) if "purpose" in told else None
    zh, en = told.get("names") or _called(kind, purpose)
    near = organisation.kind in (Kind.COMMITTEE, Kind.STATION)
    offer = Offer(
        organisation=organisation,
        place=organisation.place,
        lat=organisation.lat,
        lon=organisation.lon,
        name_zh=zh,
        name_en=en,
        on_loan=told.get("loan", False),
        purpose=purpose,
        serves=organisation.place if near else scene.district,
        radius_m=told["radius"] * 1000 if "radius" in told else None,
        spot=organisation.address if kind == AskKind.SPACE else "",
        conditions=told.get("conditions", ""),
        needs_keeper=told.get("keeper", False),
        insured=told.get("insured", False),
        show_name=told.get("show", near),
        **amount_of(scene, told, 1),
    )
    for name, value in _when(scene, told).items():
        setattr(offer, name, value)
    return offer


def _called(kind: AskKind, purpose: Term | None) -> tuple[str, str]:
    """What has no name of its own is called by what it is for; a thing by what it is."""
    if purpose is None or kind not in NAMED_FOR:
        return "", ""
    zh, en = NAMED_FOR[kind]
    return zh.format(purpose.name_zh), en.format(purpose.name_en.lower())


def _when(scene: Scene, told: dict[str, Any]) -> dict[str, Any]:
    said = told.get("when", "")
    if said.startswith("weekly") and " for " not in said:
        said = f"{said} {WEEKS}"
    timed = when_of(said, scene.today)
    return timed if timed["when"] != WhenKind.OPEN else timed | {"starts_on": scene.day(-120)}
