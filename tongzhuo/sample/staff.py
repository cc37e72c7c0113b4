"""Who acts for whom: the cast of Willow Lane, coordinators, social workers, operators, contacts, officials, members."""

import datetime as dt
from typing import Any

from tongzhuo.organisations.models import Mandate, Membership, Organisation
from tongzhuo.organisations.states import Kind, Role
from tongzhuo.people.actions import give_consent
from tongzhuo.people.models import Account, Person
from tongzhuo.people.states import Agreement, HowAgreed, SeenBy, ShownBy, Way
from tongzhuo.places.models import Place
from tongzhuo.sample.cards import Card, write
from tongzhuo.sample.crowd import somebody
from tongzhuo.sample.names import Name
from tongzhuo.sample.reading import data
from tongzhuo.sample.saying import windows_of
from tongzhuo.sample.scene import Scene

HOST = "demo.tongzhuo.example"
SINCE = -400
EVERYWHERE, ALL_OF = "Hexin", " (all)"
# Which role speaks for an organisation of that kind, and how many people hold it.
SPEAKERS: dict[str, tuple[str, int]] = {
    Kind.NGO: (Role.OPERATOR, 2),
    Kind.FILED_GROUP: (Role.LEADER, 1),
    Kind.CIRCLE: (Role.LEADER, 1),
    Kind.TEAM: (Role.LEADER, 1),
    Kind.STATION: (Role.SOCIAL_WORKER, 2),
    Kind.COMMITTEE: (Role.COORDINATOR, 1),
    Kind.GOVERNMENT: (Role.OFFICIAL, 1),
    Kind.COMPANY: (Role.DONOR_CONTACT, 1),
    Kind.CHARITY: (Role.DONOR_CONTACT, 1),
    Kind.FOUNDATION: (Role.DONOR_CONTACT, 1),
    Kind.SCHOOL: (Role.DONOR_CONTACT, 1),
}
FAR_REACHING = (Kind.NGO, Kind.COMPANY, Kind.CHARITY, Kind.FOUNDATION, Kind.SCHOOL)
MEMBERS = {Kind.NGO: (4, 9), Kind.TEAM: (14, 38), Kind.FILED_GROUP: (8, 20), Kind.CIRCLE: (4, 8)}


def build(scene: Scene) -> None:
    cards = _cast(scene)
    roles = [(scene.cast[key], *told["role"]) for key, told in _told().items() if "role" in told]
    held = {name for _, _, name, _ in roles}
    mandates = [
        Mandate(person=person, organisation=scene.organisations[name], role=role, place=_place(scene, where))
        for person, role, name, where in roles
    ]
    for organisation in scene.organisations.values():
        role, count = SPEAKERS[organisation.kind]
        for _ in range(count - (organisation.name_en in held)):
            card = _holder(scene, organisation)
            cards.append(card)
            mandates.append(_mandate(scene, card.person, organisation, role))
    write(scene, cards)
    scene.volunteers = [card.person for card in cards if card.limits is not None]
    _give(scene, mandates)


def members(scene: Scene) -> None:
    """This is how teams form: neighbours of the same sub-district, each with a duty."""
    near: dict[int, list[Person]] = {}
    for person in scene.volunteers:
        town = next(town for town in scene.towns if person.home.path.startswith(town.path))
        near.setdefault(town.pk, []).append(person)
    made = []
    for organisation in scene.organisations.values():
        if organisation.kind in MEMBERS:
            around = next(near[town.pk] for town in scene.towns if organisation.place.path.startswith(town.path))
            chosen = scene.dice.sample(around, min(len(around), scene.dice.randint(*MEMBERS[Kind(organisation.kind)])))
            made += [_membership(scene, person, organisation) for person in chosen]
    Membership.objects.bulk_create(made)


def sign_ins() -> list[tuple[str, str, str]]:
    """Name, what they are, and the address with which they sign in."""
    return [
        (f"{told['name']} {told['english']}", _is(told), f"{key}@{HOST}")
        for key, told in _told().items()
        if told.get("email")
    ]


def agree_late(scene: Scene) -> None:
    """They heard of the lift works on Sunday's course, and said at the desk that they may be asked."""
    by = scene.desk(scene.communities[0])
    for key, told in _told().items():
        if told.get("agreed_late"):
            person, purpose = scene.cast[key], Agreement.BE_ASKED
            give_consent(by=by, person=person, purpose=purpose, how=HowAgreed.ALOUD, given_to=by.name)


def _told() -> dict[str, dict[str, Any]]:
    people: dict[str, dict[str, Any]] = data("willow")["people"]
    return people


def _is(told: dict[str, Any]) -> str:
    if "role" in told:
        role, organisation, _ = told["role"]
        return f"{role.replace('_', ' ')}, {organisation}"
    return "volunteer, Willow Lane" if "windows" in told else f"{told['note']}, Willow Lane"


def _cast(scene: Scene) -> list[Card]:
    cards = []
    for key, told in _told().items():
        card = _card(scene, told)
        if told.get("email"):
            card.person.account = Account.objects.create_user(email=f"{key}@{HOST}")
            card.ways.append((Way.EMAIL, f"{key}@{HOST}", "", SeenBy.OFFICE))
        scene.cast[key] = card.person
        cards.append(card)
    return cards


def _card(scene: Scene, told: dict[str, Any]) -> Card:
    home = scene.community(told.get("home", "Willow Lane"))
    name = Name(told["name"][0], told["name"][1:], "", told["sex"], told["age"])
    person = somebody(scene, name, home, door=told.get("door", ""), display_name=told.get("shown", told["name"]))
    offers = "windows" in told
    card = Card(
        person,
        skills=[(slug, ShownBy.TRAINING, None) for slug in told.get("skills", [])],
        checks=[(slug, scene.day(400)) for slug in told.get("checks", [])],
        windows=[window for text in told.get("windows", []) for window in windows_of(text)],
        agreed=[(Agreement.BE_RECORDED, scene.day(-260))],
        rests=scene.day(told["rests"]) if "rests" in told else None,
    )
    if offers:
        often, minutes, km = told["limits"]
        card.limits = (often, minutes, km * 1000)
        card.agreed += [] if told.get("agreed_late") else [(Agreement.BE_ASKED, scene.day(-260))]
    else:
        card.agreed.append((Agreement.SHARE_TASK, scene.day(-100)))
    card.ways += _ways(scene, told)
    return card


def _ways(scene: Scene, told: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    if "neighbour" in told:
        return [(Way.NEIGHBOUR, told["neighbour"], "", SeenBy.OFFICE)]
    if told.get("phone") or "windows" in told:
        return [(Way.PHONE, f"138 0000 {scene.dice.randrange(10000):04}", told.get("phone_hours", ""), SeenBy.SEATED)]
    return []


def _holder(scene: Scene, organisation: Organisation) -> Card:
    home = organisation.place if organisation.place in scene.communities else scene.dice.choice(scene.communities)
    person = somebody(scene, scene.names.draw(27, 58), home)
    card = Card(person, agreed=[(Agreement.BE_RECORDED, scene.day(SINCE))])
    card.ways.append((Way.PHONE, f"137 0000 {scene.dice.randrange(10000):04}", "", SeenBy.SEATED))
    if organisation.kind == Kind.STATION:
        card.checks = [(slug, scene.day(500)) for slug in ("social-work-licence", "home-visit", "with-children")]
    return card


def _mandate(scene: Scene, person: Person, organisation: Organisation, role: str) -> Mandate:
    where = scene.district if organisation.kind in FAR_REACHING else organisation.place
    return Mandate(person=person, organisation=organisation, role=role, place=where)


def _give(scene: Scene, mandates: list[Mandate]) -> None:
    giver = scene.cast["gao"]
    for mandate in mandates:
        mandate.starts_on = scene.day(SINCE)
        mandate.given_by = None if mandate.person == giver else giver
    Mandate.objects.bulk_create(mandates)
    Membership.objects.bulk_create(
        [Membership(person=m.person, organisation=m.organisation, starts_on=m.starts_on) for m in mandates]
    )
    scene.coordinators = {m.place.pk: m.person for m in mandates if m.role == Role.COORDINATOR}
    for mandate in mandates:
        scene.speakers.setdefault(mandate.organisation.pk, mandate.person)


def _membership(scene: Scene, person: Person, organisation: Organisation) -> Membership:
    duty = scene.dice.choices(("", "排班", "记录", "联络", "管钥匙"), (80, 6, 5, 6, 3))[0]
    return Membership(
        person=person,
        organisation=organisation,
        duty=duty,
        starts_on=scene.today - dt.timedelta(days=scene.dice.randint(20, 900)),
    )


def _place(scene: Scene, name: str) -> Place:
    if name == EVERYWHERE:
        return scene.district
    if name.endswith(ALL_OF):
        return next(town for town in scene.towns if town.name_en == name.removesuffix(ALL_OF))
    return scene.community(name)
