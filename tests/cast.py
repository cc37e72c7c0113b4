"""The people and places of our tests: who coordinates, who helps, who asks, who must see nothing.

Hexin District has Canal Gate sub-district with two communities: Willow Lane, where most of them live,
and Plane Tree Court, where the outsiders are.
"""

import datetime as dt
import pickle
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import pytest

from tongzhuo.kernel.viewer import NOBODY, Viewer
from tongzhuo.organisations.models import Mandate, Membership, Organisation
from tongzhuo.organisations.states import Kind, Role
from tongzhuo.organisations.viewers import viewer_of
from tongzhuo.people.models import Account, Availability, Consent, Person, Window
from tongzhuo.people.states import Agreement, HowAgreed
from tongzhuo.places.models import Place
from tongzhuo.places.states import Level
from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.states import Shelf

SHANGHAI = ZoneInfo("Asia/Shanghai")
LONG_AGO = dt.date(2020, 1, 1)
ROWS = (Place, Account, Person, Consent, Availability, Window, Organisation, Mandate, Membership)


def at(text: str) -> dt.datetime:
    """A time in Willow Lane: `at("2026-12-01 09:00")`."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def place(path: str, name_zh: str, name_en: str, level: str, lat: float, lon: float) -> Place:
    above = "/".join(path.strip("/").split("/")[:-1])
    parent = Place.objects.filter(path=f"/{above}/").first() if above else None
    return Place.objects.create(
        path=path,
        parent=parent,
        name_zh=name_zh,
        name_en=name_en,
        level=level,
        lat=lat,
        lon=lon,
        time_zone="Asia/Shanghai",
    )


def term(shelf: str, slug: str, zh: str, en: str, **more) -> Term:
    return Term.objects.get_or_create(shelf=shelf, slug=slug, defaults={"name_zh": zh, "name_en": en, **more})[0]


@dataclass
class Cast:
    """`cast.chen` is a person, `cast.as_("chen")` the viewer, `cast.account("chen")` for `client.force_login`."""

    places: dict[str, Place] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    terms: dict[str, Term] = field(default_factory=dict)

    def __getattr__(self, name: str):
        for shelf in ("people", "organisations", "places", "terms"):
            if name in self.__dict__.get(shelf, {}):
                return self.__dict__[shelf][name]
        raise AttributeError(name)

    def as_(self, name: str | None, acting_for: str | None = None) -> Viewer:
        if name is None:
            return NOBODY
        return viewer_of(self.people[name], acting_for=self.organisations[acting_for].code if acting_for else "")

    def account(self, name: str) -> Account:
        return self.people[name].account

    def person(self, key: str, name: str, home: str = "willow", *, helps: bool = False, **more) -> Person:
        account = Account.objects.create_user(email=f"{key}@example.org")
        spot = self.places[home]
        more = {"lat": spot.lat, "lon": spot.lon} | more
        person = Person.objects.create(account=account, name=name, display_name=name, home=spot, **more)
        self.people[key] = person
        if helps:
            self.free(key)
        return person

    def free(self, key: str, weekdays=range(7), hours=(8, 20), **limits) -> None:
        """This person may be asked, and is free on those weekdays between those hours."""
        person = self.people[key]
        Consent.objects.create(person=person, purpose=Agreement.BE_ASKED, how=HowAgreed.TICK, given_on=LONG_AGO)
        limits = {"radius_m": 5000, "bookings_a_week": 3, "minutes_a_week": 720} | limits
        available = Availability.objects.create(person=person, **limits)
        for day in weekdays:
            Window.objects.create(
                availability=available, weekday=day, from_time=dt.time(hours[0]), until_time=dt.time(hours[1])
            )

    def mandate(self, person: str, organisation: str, role: str, where: str) -> Mandate:
        return Mandate.objects.create(
            person=self.people[person],
            organisation=self.organisations[organisation],
            role=role,
            place=self.places[where],
            starts_on=LONG_AGO,
        )

    def organisation(self, key: str, kind: str, zh: str, en: str, where: str = "willow", **more) -> Organisation:
        spot = self.places[where]
        self.organisations[key] = Organisation.objects.create(
            kind=kind, name_zh=zh, name_en=en, place=spot, lat=spot.lat, lon=spot.lon, **more
        )
        return self.organisations[key]


def _places(cast: Cast) -> None:
    for key, *row in (
        ("country", "/cn/", "中国", "China", Level.COUNTRY, 35.0, 105.0),
        ("city", "/cn/99/", "和信市", "Hexin City", Level.CITY, 31.20, 121.40),
        ("district", "/cn/99/01/", "和信区", "Hexin District", Level.COUNTY, 31.20, 121.40),
        ("town", "/cn/99/01/05/", "运河门街道", "Canal Gate", Level.TOWN, 31.21, 121.41),
        ("willow", "/cn/99/01/05/001/", "柳荫里", "Willow Lane", Level.COMMUNITY, 31.215, 121.415),
        ("plane", "/cn/99/01/05/002/", "梧桐苑", "Plane Tree Court", Level.COMMUNITY, 31.225, 121.425),
    ):
        cast.places[key] = place(*row)


def _terms(cast: Cast) -> None:
    wanted = {
        "wheelchair": (Shelf.SKILL, "wheelchair", "推轮椅", "Moving wheelchairs"),
        "homework": (Shelf.SKILL, "homework", "辅导作业", "Homework help"),
        "piece": (Shelf.UNIT, "piece", "件", "piece"),
        "fen": (Shelf.UNIT, "fen", "分", "fen"),
        "lamp": (Shelf.ITEM, "desk-lamp", "台灯", "Desk lamps"),
        "chair": (Shelf.ITEM, "stair-climber", "爬楼机", "Stair-climbing chair"),
        "snacks": (Shelf.PURPOSE, "snacks", "点心", "Snacks"),
        "room": (Shelf.SPACE_KIND, "heated-room", "有暖气的屋子", "A heated room"),
        "talks": (Shelf.SERVICE, "family-talks", "家庭谈话", "Talks with families"),
        "care": (Shelf.NEED_KIND, "care", "陪伴照护", "Company and care"),
        "mandarin": (Shelf.LANGUAGE, "mandarin", "普通话", "Mandarin"),
        "home_visit": (Shelf.CHECK, "home-visit", "上门服务核验", "Home-visit check"),
    }
    known = {
        (term.shelf, term.slug): term for term in Term.objects.filter(slug__in=[row[1] for row in wanted.values()])
    }
    for key, row in wanted.items():
        cast.terms[key] = known.get(row[:2]) or term(*row)


def _people(cast: Cast) -> None:
    cast.person("chen", "陈丽")
    cast.person("zhao", "赵宁")
    cast.person("liu", "刘芳", helps=True)
    cast.person("sun", "孙伟", helps=True)
    cast.person("guo", "郭先生", door="6号楼5层")
    cast.person("wang", "王娟", door="3-1-402")
    cast.person("nuan", "阮暖")
    cast.person("bei", "贝晨")
    cast.person("gao", "高主任", home="district")
    cast.person("outsider", "秦远", home="plane")


def _organisations(cast: Cast) -> None:
    cast.organisation("office", Kind.COMMITTEE, "柳荫里居委会", "Willow Lane office", phone="010 5555 0137")
    cast.organisation("station", Kind.STATION, "和信社工站", "Hexin station")
    cast.organisation("doorstep", Kind.NGO, "暖阶社", "Warm Doorstep", capacity=12, capacity_said=LONG_AGO)
    cast.organisation("northlight", Kind.COMPANY, "北辰食品", "Northlight Foods")
    cast.organisation("bureau", Kind.GOVERNMENT, "和信区社会工作部", "Hexin social work department", where="district")
    cast.organisation("other_office", Kind.COMMITTEE, "梧桐苑居委会", "Plane Tree Court office", where="plane")
    for row in (
        ("chen", "office", Role.COORDINATOR, "willow"),
        ("zhao", "station", Role.SOCIAL_WORKER, "town"),
        ("nuan", "doorstep", Role.OPERATOR, "district"),
        ("bei", "northlight", Role.DONOR_CONTACT, "district"),
        ("gao", "bureau", Role.OFFICIAL, "district"),
        ("outsider", "other_office", Role.COORDINATOR, "plane"),
    ):
        cast.mandate(*row)
    for person, organisation in (
        ("chen", "office"),
        ("nuan", "doorstep"),
        ("bei", "northlight"),
        ("outsider", "other_office"),
    ):
        Membership.objects.create(
            person=cast.people[person], organisation=cast.organisations[organisation], starts_on=LONG_AGO
        )


_made: list[bytes] = []  # the cast as it was first made in this process


@pytest.fixture
def cast(db) -> Cast:
    """Made by hand once; after that its rows are laid down as they were, at a tenth of the time."""
    if not _made:
        there = [set(model.objects.values_list("pk", flat=True)) for model in ROWS]
        made = Cast()
        for part in (_places, _people, _organisations):
            part(made)
        rows = [list(model.objects.exclude(pk__in=pks)) for model, pks in zip(ROWS, there, strict=True)]
        _made.append(pickle.dumps((made, rows)))
    else:
        made, rows = pickle.loads(_made[0])
        for model, these in zip(ROWS, rows, strict=True):
            model.objects.bulk_create(these)
    _terms(made)
    return made
