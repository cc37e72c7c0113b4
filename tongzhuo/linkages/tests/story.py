"""The story that most tests of this room begin with: eleven older neighbours, six weeks without a lift."""

import datetime as dt

from tests.cast import Cast, at
from tongzhuo.kernel import memory
from tongzhuo.linkages import actions, planner
from tongzhuo.linkages.models import Link
from tongzhuo.needs import actions as needs
from tongzhuo.needs.drafts import AskDraft, ConsentNote
from tongzhuo.needs.models import Need
from tongzhuo.needs.states import AskKind, CameBy
from tongzhuo.places.states import WhenKind
from tongzhuo.resources.models import Offer
from tongzhuo.resources.states import OfferKind

NOW = at("2026-11-23 09:20")
TUESDAY = dt.date(2026, 12, 1)


def offers(cast: Cast) -> None:
    """Warm Doorstep can run two services, the station has three cases free, Northlight has one chair and some money."""
    common = {"place": cast.willow, "lat": cast.willow.lat, "lon": cast.willow.lon}
    rows = {
        "operates": {"organisation": cast.doorstep, "kind": OfferKind.OPERATOR, "quantity": 2},
        "cases": {"organisation": cast.station, "kind": OfferKind.PROFESSIONAL, "quantity": 3, "what": cast.talks},
        "chair_offer": {"organisation": cast.northlight, "kind": OfferKind.GOODS, "quantity": 1, "what": cast.chair},
        "money": {"organisation": cast.northlight, "kind": OfferKind.MONEY, "quantity": 150_000},
    }
    for key, row in rows.items():
        cast.organisations[key] = Offer.objects.create(**common, **row)


def raised(cast: Cast, **more) -> Need:
    """Mr Guo telephones; Ms Chen writes it down."""
    agreed = ConsentNote(given_on=NOW.date(), given_to="陈丽")
    return needs.raise_need(
        by=cast.as_("chen"),
        place=cast.willow,
        words="电梯一修，我们十一个老人下不了楼。",
        title="6号楼加装电梯六周，十一位老人上下楼难",
        title_en="Six weeks of lift works: eleven older neighbours can’t manage the stairs",
        came_by=CameBy.PHONE,
        raised_for=cast.guo,
        consent=agreed,
        kind=cast.care,
        urgency=3,
        size=11,
        **more,
    )


def asks(cast: Cast, *, people: int = 2) -> list[AskDraft]:
    on_tuesday = {"when": WhenKind.INTERVAL, "starts_on": TUESDAY, "from_time": dt.time(9), "until_time": dt.time(11)}
    by_tuesday = {"when": WhenKind.DUE, "ends_on": TUESDAY}
    return [
        AskDraft(kind=AskKind.PEOPLE, quantity=people, at_least=people, **on_tuesday),
        AskDraft(kind=AskKind.GOODS, what=cast.chair, unit=cast.piece, quantity=1, at_least=1, **by_tuesday),
        AskDraft(kind=AskKind.PROFESSIONAL, what=cast.talks, quantity=1, at_least=1, **by_tuesday),
        AskDraft(kind=AskKind.OPERATOR, quantity=1, at_least=1, **by_tuesday),
    ]


def confirmed(cast: Cast, **more) -> Need:
    need = raised(cast)
    return needs.confirm_need(by=cast.as_("chen"), need=need, title=need.title, asks=asks(cast, **more))


def linked(cast: Cast, **more) -> Need:
    """Confirmed, and *Link* pressed."""
    offers(cast)
    need = confirmed(cast, **more)
    link(cast, need)
    return need


def link(cast: Cast, need: Need, at_time: dt.datetime = NOW) -> None:
    draft = planner.draw(need.place, at=at_time)
    actions.keep_plan(by=cast.as_("chen"), place=need.place, draft=draft)


def links(need: Need) -> dict[str, str]:
    """Who is where: "刘芳" -> "asked"."""
    return {one.party_name: str(one.state) for one in Link.objects.filter(need=need).order_by("pk")}


def of(need: Need, name: str) -> Link:
    found = Link.objects.filter(need=need).select_related("person", "organisation")
    return next(one for one in reversed(list(found.order_by("pk"))) if one.party_name == name)


def carry_on() -> None:
    """What the worker does, until nothing is left that is due."""
    while memory.sweep():
        pass
