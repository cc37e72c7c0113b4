"""The columns of the engine's tables but those of supplies: one function for each table."""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, TypeAlias

from tongzhuo.engine.instance import Kind
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.terms import Words
from tongzhuo.needs.models import Ask, Need, Occasion
from tongzhuo.needs.states import AskKind
from tongzhuo.people.models import Person
from tongzhuo.places.minutes import Calendar
from tongzhuo.places.models import Place
from tongzhuo.resources.models import Offer
from tongzhuo.service.models import SignUp
from tongzhuo.vocabulary.states import Shelf

KINDS: dict[str, Kind] = {
    AskKind.PEOPLE: Kind.PEOPLE,
    AskKind.GOODS: Kind.GOODS,
    AskKind.MONEY: Kind.MONEY,
    AskKind.SPACE: Kind.SPACE,
    AskKind.PROFESSIONAL: Kind.PROFESSIONAL,
    AskKind.OPERATOR: Kind.OPERATOR,
}
DUE = (AskKind.GOODS, AskKind.MONEY)  # for these alone a day by which it is wanted keeps supplies out
NOWHERE = float("nan")
Columns: TypeAlias = "dict[str, list[Any] | array[int] | array[float]]"
Supply = Person | Offer


@dataclass
class Sheet:
    """What the columns are read from, and our rows in the order in which the engine knows them."""

    at: datetime
    calendar: Calendar
    words: Words
    occasions: list[Occasion]
    community_of: dict[int, Place] = field(default_factory=dict)  # by the primary key of a need's place
    supplies: list[Supply] = field(default_factory=list)
    settled: list[Link] = field(default_factory=list)
    barred: list[Link] = field(default_factory=list)
    booked: list[SignUp] = field(default_factory=list)  # hours of people outside this plan
    elsewhere: list[Link] = field(default_factory=list)  # offers that are held outside this plan
    load: Counter[int] = field(default_factory=Counter)
    kept_promises: dict[int, int] = field(default_factory=dict)
    needs: list[Need] = field(init=False)
    paths: list[str] = field(init=False)
    communities: list[Place] = field(init=False)
    last: int = field(init=False)
    last_hour: int = field(init=False)  # of what people are asked for
    supply_rows: dict[tuple[str, int | None], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.needs = list({o.ask.need.pk: o.ask.need for o in self.occasions}.values())
        self.paths = sorted({need.place.path for need in self.needs})
        self.communities = sorted({p.pk: p for p in self.community_of.values()}.values(), key=lambda place: place.path)
        minute = self.calendar.minute
        self.last = max([minute(self.at), *(minute(o.ends) for o in self.occasions if o.ends)])
        hours = [o.ends for o in self.occasions if o.starts and o.ends and o.ask.kind == AskKind.PEOPLE]
        self.last_hour = max([minute(self.at), *map(minute, hours)])

    def add(self, supply: Supply) -> None:
        self.supply_rows[key_of(supply)] = len(self.supplies)
        self.supplies.append(supply)

    def row_of(self, link: Link) -> int | None:
        """The row of the supply behind a link."""
        return self.supply_rows.get(("offer", link.offer_id) if link.offer_id else ("person", link.person_id))

    def range_of(self, place: Place | None) -> tuple[int, int]:
        """The places of the instance that lie at or under this one, as a half-open range; (-1, -1) is anywhere."""
        if place is None:
            return -1, -1
        return bisect_left(self.paths, place.path), bisect_left(self.paths, place.path[:-1] + "0")


def key_of(supply: Supply) -> tuple[str, int | None]:
    return ("offer" if isinstance(supply, Offer) else "person", supply.pk)


def columns_of_needs(sheet: Sheet) -> Columns:
    """Needs and their roles: what no supply is needed for."""
    return _needs(sheet) | _roles(sheet)


def columns_of_links(sheet: Sheet) -> Columns:
    """What is settled, booked elsewhere or barred: to be read once every supply has its row."""
    return _fixed(sheet) | _busy(sheet) | _barred(sheet)


def _needs(sheet: Sheet) -> Columns:
    return {
        "need_code": [n.code for n in sheet.needs],
        "need_urgency": [n.urgency for n in sheet.needs],
        "need_size": [n.size for n in sheet.needs],
        "need_cause": [sheet.words.bit(Shelf.NEED_KIND, n.kind_id) for n in sheet.needs],
        "need_community": [sheet.communities.index(sheet.community_of[n.place_id]) for n in sheet.needs],
    }


def _roles(sheet: Sheet) -> Columns:
    row_of = {need.pk: row for row, need in enumerate(sheet.needs)}
    place_of = {path: index for index, path in enumerate(sheet.paths)}
    asked = [(o, o.ask, o.ask.need) for o in sheet.occasions]
    minute, words = sheet.calendar.minute, sheet.words
    points = [point_of(n.lat, n.lon, n.place) for _, _, n in asked]
    return {
        "role_code": [o.code for o, _, _ in asked],
        "role_need": [row_of[n.pk] for _, _, n in asked],
        "role_kind": [int(KINDS[a.kind]) for _, a, _ in asked],
        "role_what": [_wanted(words, a) for _, a, _ in asked],
        "role_purpose": [words.index(a.what_id if a.kind == AskKind.MONEY else n.kind_id) for _, a, n in asked],
        "role_quantity": [o.quantity or -1 for o, _, _ in asked],
        "role_at_least": [(o.at_least or o.quantity) if o.quantity else 1 for o, _, _ in asked],
        "role_start": [minute(o.starts) if o.starts else -1 for o, _, _ in asked],
        "role_end": [minute(o.ends) if o.ends and (o.starts or a.kind in DUE) else -1 for o, a, _ in asked],
        "role_lat": [lat for lat, _ in points],
        "role_lon": [lon for _, lon in points],
        "role_place": [place_of[n.place.path] for _, _, n in asked],
        "role_language": [words.bit(Shelf.LANGUAGE, a.language_id) for _, a, _ in asked],
        "role_checks": [words.mask(Shelf.CHECK, [c.pk for c in a.checks.all()]) for _, a, _ in asked],
    }


def _wanted(words: Words, ask: Ask) -> int:
    """Money and operators are told apart by purpose and cause, everything else by what it is."""
    if ask.kind in (AskKind.MONEY, AskKind.OPERATOR):
        return -1
    if ask.kind == AskKind.GOODS:
        return words.index(ask.what_id, ask.what_text or ask.code)
    return words.index(ask.what_id)


def _fixed(sheet: Sheet) -> Columns:
    role_of = {o.pk: row for row, o in enumerate(sheet.occasions)}
    kept = [(role_of[link.occasion_id], sheet.row_of(link), link.quantity or -1) for link in sheet.settled]
    found = [row for row in kept if row[1] is not None]
    return {
        "fixed_role": [row[0] for row in found],
        "fixed_supply": [row[1] for row in found],
        "fixed_quantity": [row[2] for row in found],
    }


def _busy(sheet: Sheet) -> Columns:
    found = [*_hours_of_people(sheet), *_hours_of_offers(sheet)]
    minute = sheet.calendar.minute
    return {
        "busy_supply": [busy.supply for busy in found],
        "busy_start": [max(0, minute(busy.starts)) for busy in found],
        "busy_end": [minute(busy.ends) for busy in found],
        "busy_quantity": [busy.quantity for busy in found],
        "busy_lat": [busy.point[0] for busy in found],
        "busy_lon": [busy.point[1] for busy in found],
    }


class Busy(NamedTuple):
    """A supply (its row) that is held elsewhere from when to when, how much of it, and where."""

    supply: int
    starts: datetime
    ends: datetime
    quantity: int
    point: tuple[float, float]


def _hours_of_people(sheet: Sheet) -> Iterator[Busy]:
    for one in sheet.booked:
        row, activity = sheet.supply_rows.get(("person", one.person_id)), one.shift.activity
        if row is not None and one.ends > sheet.calendar.epoch:
            yield Busy(row, one.starts, one.ends, 1, point_of(activity.lat, activity.lon, activity.place))


def _hours_of_offers(sheet: Sheet) -> Iterator[Busy]:
    for link in sheet.elsewhere:
        row = sheet.row_of(link)
        if row is not None and link.starts and link.ends and link.ends > sheet.calendar.epoch:
            point = point_of(link.need.lat, link.need.lon, link.need.place)
            yield Busy(row, link.starts, link.ends, link.quantity or 1, point)


def _barred(sheet: Sheet) -> Columns:
    role_of = {o.pk: row for row, o in enumerate(sheet.occasions)}
    pairs = {(role_of[link.occasion_id], row) for link in sheet.barred if (row := sheet.row_of(link)) is not None}
    return {"barred_role": [role for role, _ in sorted(pairs)], "barred_supply": [row for _, row in sorted(pairs)]}


def point_of(lat: float | None, lon: float | None, place: Place) -> tuple[float, float]:
    """The row's own point, or its place's, or unknown."""
    if lat is not None and lon is not None:
        return lat, lon
    return (NOWHERE, NOWHERE) if place.lat is None or place.lon is None else (place.lat, place.lon)
