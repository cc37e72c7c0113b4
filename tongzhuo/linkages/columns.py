"""The columns of the engine's tables, one function for each table."""

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tongzhuo.engine.instance import Kind
from tongzhuo.linkages.calendar import Calendar
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.supply import DIVISIBLE
from tongzhuo.linkages.terms import Words
from tongzhuo.needs.models import Ask, Need, Occasion
from tongzhuo.needs.states import AskKind
from tongzhuo.people.models import Availability, Person
from tongzhuo.places.models import Place
from tongzhuo.resources.models import Offer
from tongzhuo.resources.states import OfferKind
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
Columns = dict[str, list[Any]]
Supply = Person | Offer


@dataclass
class Sheet:
    """What the columns are read from, and our rows in the order in which the engine knows them."""

    at: datetime
    calendar: Calendar
    words: Words
    occasions: list[Occasion]
    supplies: list[Supply]
    settled: list[Link] = field(default_factory=list)
    barred: list[Link] = field(default_factory=list)
    elsewhere: list[Link] = field(default_factory=list)
    load: Counter[int] = field(default_factory=Counter)
    kept_promises: dict[int, int] = field(default_factory=dict)
    needs: list[Need] = field(init=False)
    paths: list[str] = field(init=False)
    last: int = field(init=False)
    supply_rows: dict[tuple[str, int | None], int] = field(init=False)

    def __post_init__(self) -> None:
        self.supply_rows = {key_of(supply): row for row, supply in enumerate(self.supplies)}
        self.needs = list({o.ask.need.pk: o.ask.need for o in self.occasions}.values())
        self.paths = sorted({need.place.path for need in self.needs})
        ends = [self.calendar.minute(o.ends) for o in self.occasions if o.ends]
        self.last = max([self.calendar.minute(self.at), *ends])

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


def all_columns(sheet: Sheet) -> Columns:
    columns: Columns = {}
    for part in (_needs, _roles, _parties, _supplies, _limits, _terms, _purposes, _windows, _fixed, _busy, _barred):
        columns |= part(sheet)
    return columns


def _needs(sheet: Sheet) -> Columns:
    return {
        "need_code": [n.code for n in sheet.needs],
        "need_urgency": [n.urgency for n in sheet.needs],
        "need_size": [n.size for n in sheet.needs],
        "need_cause": [sheet.words.bit(Shelf.NEED_KIND, n.kind_id) for n in sheet.needs],
    }


def _roles(sheet: Sheet) -> Columns:
    row_of = {need.pk: row for row, need in enumerate(sheet.needs)}
    place_of = {path: index for index, path in enumerate(sheet.paths)}
    asked = [(o, o.ask, o.ask.need) for o in sheet.occasions]
    minute, words = sheet.calendar.minute, sheet.words
    points = [_point(n.lat, n.lon, n.place) for _, _, n in asked]
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


def _parties(sheet: Sheet) -> Columns:
    parties = {
        s.code if isinstance(s, Person) else s.party.code: isinstance(s, Person) or bool(s.person_id)
        for s in sheet.supplies
    }
    row_of = {code: row for row, code in enumerate(parties)}
    owners = [s.code if isinstance(s, Person) else s.party.code for s in sheet.supplies]
    return {
        "party_code": list(parties),
        "party_person": list(parties.values()),
        "supply_party": [row_of[owner] for owner in owners],
    }


def _supplies(sheet: Sheet) -> Columns:
    points = [_point(s.lat, s.lon, s.home if isinstance(s, Person) else s.place) for s in sheet.supplies]
    ranges = [sheet.range_of(None if isinstance(s, Person) else s.serves) for s in sheet.supplies]
    return {
        "supply_code": [s.code for s in sheet.supplies],
        "supply_kind": [int(Kind.PEOPLE if isinstance(s, Person) else KINDS[s.kind]) for s in sheet.supplies],
        "supply_capacity": _capacities(sheet),
        "supply_languages": [_languages(sheet, s) for s in sheet.supplies],
        "supply_checks": [_checks(sheet, s) for s in sheet.supplies],
        "supply_causes": [_causes(sheet, s) for s in sheet.supplies],
        "supply_lat": [lat for lat, _ in points],
        "supply_lon": [lon for _, lon in points],
        "supply_radius_m": [_radius(s) for s in sheet.supplies],
        "supply_place_from": [first for first, _ in ranges],
        "supply_place_to": [last for _, last in ranges],
    }


def _capacities(sheet: Sheet) -> list[int]:
    """What is left of each supply after the links outside this instance; those inside are its fixed links."""
    used: Counter[int] = Counter()
    operated: dict[int, set[int]] = {}
    for link in sheet.elsewhere:
        if link.offer_id and link.offer and link.offer.kind in DIVISIBLE:
            used[link.offer_id] += link.quantity or 0
        elif link.offer_id and link.offer and link.offer.kind == OfferKind.OPERATOR:
            operated.setdefault(link.offer_id, set()).add(link.need_id)
    inside = {need.pk for need in sheet.needs}
    return [
        1
        if isinstance(s, Person)
        else -1
        if s.quantity is None
        else max(0, s.quantity - used[s.pk] - len(operated.get(s.pk, set()) - inside))
        for s in sheet.supplies
    ]


def _languages(sheet: Sheet, supply: Supply) -> int:
    if isinstance(supply, Person):
        return sheet.words.mask(Shelf.LANGUAGE, [term.pk for term in supply.languages.all()])
    return sheet.words.all_of(Shelf.LANGUAGE)


def _checks(sheet: Sheet, supply: Supply) -> int:
    if isinstance(supply, Person):
        return sheet.words.mask(Shelf.CHECK, [skill.term_id for skill in supply.skills.all()])
    return 0 if supply.kind == OfferKind.PEOPLE else sheet.words.all_of(Shelf.CHECK)


def _causes(sheet: Sheet, supply: Supply) -> int:
    if isinstance(supply, Person) or supply.organisation is None:
        return 0
    return sheet.words.mask(Shelf.NEED_KIND, [term.pk for term in supply.organisation.causes.all()])


def _radius(supply: Supply) -> int:
    if isinstance(supply, Offer):
        return -1 if supply.radius_m is None else supply.radius_m
    available = _available(supply)
    return available.radius_m if available else 0


def _limits(sheet: Sheet) -> Columns:
    available = [_available(s) for s in sheet.supplies]
    of_day = sheet.calendar.of_day
    people = [s.pk if isinstance(s, Person) else 0 for s in sheet.supplies]
    return {
        "supply_max_bookings": [a.bookings_a_week if a else -1 for a in available],
        "supply_max_minutes": [a.minutes_a_week if a else -1 for a in available],
        "supply_rest_until": [of_day(a.rest_until) if a and a.rest_until else -1 for a in available],
        "supply_load": [sheet.load[pk] for pk in people],
        "supply_reliability": [sheet.kept_promises.get(pk, 500) for pk in people],
        "supply_consented": [isinstance(s, Offer) or bool(getattr(s, "may_be_asked", False)) for s in sheet.supplies],
    }


def _terms(sheet: Sheet) -> Columns:
    lists: list[list[int]] = []
    for supply in sheet.supplies:
        if isinstance(supply, Person):
            found = [i for skill in supply.skills.all() for i in sheet.words.with_wider(skill.term_id)]
        else:
            found = sheet.words.with_wider(supply.what_id, supply.what_text)
        lists.append(sorted(set(found)))
    return _ragged("term_ptr", {"term_index": lists})


def _purposes(sheet: Sheet) -> Columns:
    lists = [
        [] if isinstance(s, Person) or s.purpose_id is None else [sheet.words.index(s.purpose_id)]
        for s in sheet.supplies
    ]
    return _ragged("purpose_ptr", {"purpose_index": lists})


def _windows(sheet: Sheet) -> Columns:
    times: list[list[tuple[int, int]]] = []
    for supply in sheet.supplies:
        if isinstance(supply, Offer):
            times.append([t for t in sheet.calendar.open_times(supply, sheet.last) if t[0] < t[1]])
        else:
            available = _available(supply)
            times.append(list(sheet.calendar.free_times(available, sheet.last)) if available else [])
    starts, ends = [[t[0] for t in row] for row in times], [[t[1] for t in row] for row in times]
    return _ragged("window_ptr", {"window_start": starts, "window_end": ends})


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
    timed = [
        (sheet.row_of(link), link)
        for link in sheet.elsewhere
        if link.starts and link.ends and link.ends > sheet.calendar.epoch
    ]
    found = [(row, link) for row, link in timed if row is not None]
    points = [_point(link.need.lat, link.need.lon, link.need.place) for _, link in found]
    minute = sheet.calendar.minute
    return {
        "busy_supply": [row for row, _ in found],
        "busy_start": [max(0, minute(link.starts)) for _, link in found if link.starts],
        "busy_end": [minute(link.ends) for _, link in found if link.ends],
        "busy_quantity": [link.quantity or 1 for _, link in found],
        "busy_lat": [lat for lat, _ in points],
        "busy_lon": [lon for _, lon in points],
    }


def _barred(sheet: Sheet) -> Columns:
    role_of = {o.pk: row for row, o in enumerate(sheet.occasions)}
    pairs = {(role_of[link.occasion_id], row) for link in sheet.barred if (row := sheet.row_of(link)) is not None}
    return {"barred_role": [role for role, _ in sorted(pairs)], "barred_supply": [row for _, row in sorted(pairs)]}


def _ragged(pointer: str, lists: dict[str, list[list[int]]]) -> Columns:
    columns: Columns = {name: [value for row in rows for value in row] for name, rows in lists.items()}
    ends = [0]
    for row in next(iter(lists.values())):
        ends.append(ends[-1] + len(row))
    return columns | {pointer: ends}


def _point(lat: float | None, lon: float | None, place: Place) -> tuple[float, float]:
    """The row's own point, or its place's, or unknown."""
    if lat is not None and lon is not None:
        return lat, lon
    return (NOWHERE, NOWHERE) if place.lat is None or place.lon is None else (place.lat, place.lon)


def _available(supply: Supply) -> Availability | None:
    return getattr(supply, "availability", None) if isinstance(supply, Person) else None
