"""A made-up installation for measuring pages: 10,000 people, 200 places, 2,000 needs."""

import datetime as dt
import random
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils.timezone import now

from tongzhuo.needs.models import Ask, Need, Occasion
from tongzhuo.needs.states import AskKind, Seat, State
from tongzhuo.organisations.models import Mandate, Organisation
from tongzhuo.organisations.states import Kind, Role
from tongzhuo.people.models import Account, Person
from tongzhuo.places.models import Place
from tongzhuo.places.states import Level
from tongzhuo.resources.models import Offer
from tongzhuo.resources.states import OfferKind

COMMUNITIES, PEOPLE, NEEDS, IN_THE_FIRST = 190, 10_000, 2_000, 300
STATES = (State.RAISED, State.CONFIRMED, State.CONFIRMED, State.LINKED, State.MET)


def fill(seed: int = 1) -> dict[str, str]:
    """Fill an empty database; returns the session key of a coordinator and the addresses to measure."""
    chance = random.Random(seed)
    communities = _places()
    people = _people(communities, chance)
    keeper = _office(communities[0], people[0])
    needs = _needs(communities, people, chance)
    _offers(communities, people, chance)
    shown = next(need for need in needs if need.place_id == communities[0].pk and need.state == State.CONFIRMED)
    return {"session": _session(keeper), "community": communities[0].path.strip("/"), "need": shown.code}


def _places() -> list[Place]:
    """A country, a city, eight sub-districts and their communities: 200 places."""
    common = {"time_zone": "Asia/Shanghai", "lat": 31.2, "lon": 121.4}
    tops = [("/cn/", Level.COUNTRY), ("/cn/98/", Level.COUNTY)]
    tops += [(f"/cn/98/{town:02}/", Level.TOWN) for town in range(8)]
    rows = [Place(path=path, level=level, name_zh=path, name_en=path, **common) for path, level in tops]
    rows += [
        Place(
            path=f"/cn/98/{n % 8:02}/{n:03}/",
            level=Level.COMMUNITY,
            name_zh=f"社区{n}",
            name_en=f"Community {n}",
            **common,
        )
        for n in range(COMMUNITIES)
    ]
    Place.objects.bulk_create(rows)
    return list(Place.objects.filter(level=Level.COMMUNITY).order_by("pk"))


def _people(communities: list[Place], chance: random.Random) -> list[Person]:
    rows = [
        Person(name=f"居民{n}", display_name=f"居民{n}", home=communities[0] if n < 400 else chance.choice(communities))
        for n in range(PEOPLE)
    ]
    return Person.objects.bulk_create(rows, batch_size=500)


def _office(community: Place, person: Person) -> Account:
    account = Account.objects.create_user(email="keeper@bench.example")
    Person.objects.filter(pk=person.pk).update(account=account)
    office = Organisation.objects.create(
        kind=Kind.COMMITTEE, name_zh="居委会", name_en="Office", place=community, phone="1"
    )
    Mandate.objects.create(
        person=person, organisation=office, role=Role.COORDINATOR, place=community, starts_on=dt.date(2020, 1, 1)
    )
    return account


def _needs(communities: list[Place], people: list[Person], chance: random.Random) -> list[Need]:
    """Every fifth need waits in an inbox; the first community has 300 of them all."""
    rows = [
        _need(n, communities[0] if n < IN_THE_FIRST else chance.choice(communities), people[n]) for n in range(NEEDS)
    ]
    needs = Need.objects.bulk_create(rows, batch_size=500)
    asks = [
        Ask(need=need, kind=kind, quantity=2, at_least=2)
        for need in needs
        if need.state != State.RAISED
        for kind in (AskKind.PEOPLE, AskKind.GOODS, AskKind.OPERATOR)
    ]
    Ask.objects.bulk_create(asks, batch_size=500)
    start = dt.datetime.combine(now().date() + dt.timedelta(days=3), dt.time(9), ZoneInfo("Asia/Shanghai"))
    hours = {"starts": start, "ends": start + dt.timedelta(hours=2)}
    Occasion.objects.bulk_create([Occasion(ask=ask, quantity=2, at_least=2, **hours) for ask in asks], batch_size=500)
    return needs


def _need(n: int, place: Place, person: Person) -> Need:
    seats = {f"seat_{party}": Seat.OPEN for party in ("ngo", "volunteers", "resources")}
    return Need(
        title=f"第{n}件事：有人陪着下楼去医院",
        title_en=f"Need {n}: company down the stairs and to the hospital",
        words="电梯一修我就下不去了。",
        state=STATES[n % len(STATES)],
        seat_community=Seat.SEATED,
        place=place,
        raised_for=person,
        answer_by=now() + dt.timedelta(hours=n % 90 - 5),
        **seats,
    )


def _offers(communities: list[Place], people: list[Person], chance: random.Random) -> None:
    Offer.objects.bulk_create(
        Offer(person=chance.choice(people), kind=OfferKind.GOODS, what_text=f"东西{n}", quantity=5, place=place)
        for n, place in enumerate(communities * 3)
    )


def _session(account: Account) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    return str(session.session_key)
