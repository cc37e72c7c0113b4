"""The engine's columns of supplies, filled one supply at a time, so that a district's people are never held at once."""

from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping

from tongzhuo.engine.instance import Kind
from tongzhuo.linkages.columns import KINDS, Columns, Sheet, Supply, point_of
from tongzhuo.linkages.supply import DIVISIBLE
from tongzhuo.organisations.models import Organisation
from tongzhuo.people.models import Availability, Person
from tongzhuo.people.said import Said, said_by
from tongzhuo.places.models import Place
from tongzhuo.resources.models import Offer
from tongzhuo.resources.states import OfferKind
from tongzhuo.vocabulary.states import Shelf

UNLIMITED = Availability(radius_m=0, bookings_a_week=-1, minutes_a_week=-1)


class Offered:
    """Supplies of time, things and rooms as columns: whole numbers, and lists with their pointers."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.codes: list[str] = []
        self.parties: dict[str, tuple[int, bool]] = {}
        self.numbers = {name: array("q") for name in (*NUMBERS, "supply_party", "supply_place_from", "supply_place_to")}
        self.points = {"supply_lat": array("d"), "supply_lon": array("d")}
        self.lists = {name: array("q") for name in ("term_index", "purpose_index", "window_start", "window_end")}
        self.pointers = {name: array("q", [0]) for name in ("term_ptr", "purpose_ptr", "window_ptr")}
        self.used, self.operated = _used_elsewhere(sheet)
        self.said: Mapping[int, Said] = {}

    def hear(self, people: Collection[Person]) -> None:
        """Read what these people said of themselves; they are added next."""
        self.said = said_by(people, self.sheet.calendar.day(self.sheet.at))

    def add(self, supply: Supply) -> None:
        """Read everything the engine wants to know of a supply. What was read for it may then be let go."""
        party, serves, place = _of_person(supply) if isinstance(supply, Person) else _of_offer(supply)
        row, _ = self.parties.setdefault(party.code, (len(self.parties), isinstance(party, Person)))
        self.codes.append(supply.code)
        self.numbers["supply_party"].append(row)
        for name, number in NUMBERS.items():
            self.numbers[name].append(number(self, supply))
        first, last = self.sheet.range_of(serves)
        self.numbers["supply_place_from"].append(first)
        self.numbers["supply_place_to"].append(last)
        lat, lon = point_of(supply.lat, supply.lon, place)
        self.points["supply_lat"].append(lat)
        self.points["supply_lon"].append(lon)
        self._add_lists(supply)
        self.sheet.add(supply)

    def columns(self) -> Columns:
        """Everything read so far."""
        told: Columns = {"supply_code": self.codes, "party_code": list(self.parties)}
        told["party_person"] = [person for _, person in self.parties.values()]
        for part in (self.numbers, self.points, self.lists, self.pointers):
            told.update(part)
        told["supply_consented"] = array("b", self.numbers["supply_consented"])
        return told

    def _add_lists(self, supply: Supply) -> None:
        self.lists["term_index"].extend(_terms(self, supply))
        if isinstance(supply, Offer) and supply.purpose_id is not None:
            self.lists["purpose_index"].append(self.sheet.words.index(supply.purpose_id))
        for start, end in _windows(self, supply):
            self.lists["window_start"].append(start)
            self.lists["window_end"].append(end)
        for pointer, part in (
            ("term_ptr", "term_index"),
            ("purpose_ptr", "purpose_index"),
            ("window_ptr", "window_end"),
        ):
            self.pointers[pointer].append(len(self.lists[part]))


def _of_person(person: Person) -> tuple[Person | Organisation, Place | None, Place]:
    return person, None, person.home


def _of_offer(offer: Offer) -> tuple[Person | Organisation, Place | None, Place]:
    return offer.party, offer.serves, offer.place


def _used_elsewhere(sheet: Sheet) -> tuple[Counter[int], dict[int, set[int]]]:
    """What links outside this instance use up of an offer, and which other needs an operator runs."""
    used: Counter[int] = Counter()
    operated: dict[int, set[int]] = {}
    inside = {need.pk for need in sheet.needs}
    for link in sheet.elsewhere:
        if link.offer_id and link.offer and link.offer.kind in DIVISIBLE:
            used[link.offer_id] += link.quantity or 0
        elif link.offer_id and link.offer and link.offer.kind == OfferKind.OPERATOR and link.need_id not in inside:
            operated.setdefault(link.offer_id, set()).add(link.need_id)
    return used, operated


def _kind(_: Offered, supply: Supply) -> int:
    return int(Kind.PEOPLE if isinstance(supply, Person) else KINDS[supply.kind])


def _capacity(offered: Offered, supply: Supply) -> int:
    """What is left of a supply after the links outside this instance; those inside are its fixed links."""
    if isinstance(supply, Person):
        return 1
    if supply.quantity is None:
        return -1
    return max(0, supply.quantity - offered.used[supply.pk] - len(offered.operated.get(supply.pk, ())))


def _languages(offered: Offered, supply: Supply) -> int:
    words = offered.sheet.words
    if isinstance(supply, Person):
        return words.mask(Shelf.LANGUAGE, offered.said[supply.pk].languages)
    return words.all_of(Shelf.LANGUAGE)


def _checks(offered: Offered, supply: Supply) -> int:
    words = offered.sheet.words
    if isinstance(supply, Person):
        return words.mask(Shelf.CHECK, offered.said[supply.pk].skills)
    return 0 if supply.kind == OfferKind.PEOPLE else words.all_of(Shelf.CHECK)


def _causes(offered: Offered, supply: Supply) -> int:
    if isinstance(supply, Person) or supply.organisation is None:
        return 0
    return offered.sheet.words.mask(Shelf.NEED_KIND, [term.pk for term in supply.organisation.causes.all()])


def _radius(_: Offered, supply: Supply) -> int:
    if isinstance(supply, Offer):
        return -1 if supply.radius_m is None else supply.radius_m
    return _available(supply).radius_m


def _rest_until(offered: Offered, supply: Supply) -> int:
    day = _available(supply).rest_until
    return offered.sheet.calendar.of_day(day) if day else -1


def _load(offered: Offered, supply: Supply) -> int:
    return offered.sheet.load[supply.pk] if isinstance(supply, Person) else offered.sheet.load[0]


def _reliability(offered: Offered, supply: Supply) -> int:
    return offered.sheet.kept_promises.get(supply.pk, 500) if isinstance(supply, Person) else 500


def _consented(_: Offered, supply: Supply) -> int:
    return int(isinstance(supply, Offer) or bool(getattr(supply, "may_be_asked", False)))


NUMBERS: Mapping[str, Callable[[Offered, Supply], int]] = {
    "supply_kind": _kind,
    "supply_capacity": _capacity,
    "supply_languages": _languages,
    "supply_checks": _checks,
    "supply_causes": _causes,
    "supply_radius_m": _radius,
    "supply_max_bookings": lambda _, supply: _available(supply).bookings_a_week,
    "supply_max_minutes": lambda _, supply: _available(supply).minutes_a_week,
    "supply_rest_until": _rest_until,
    "supply_load": _load,
    "supply_reliability": _reliability,
    "supply_consented": _consented,
}


def _terms(offered: Offered, supply: Supply) -> list[int]:
    words = offered.sheet.words
    if isinstance(supply, Person):
        return sorted({index for term in offered.said[supply.pk].skills for index in words.with_wider(term)})
    return sorted(set(words.with_wider(supply.what_id, supply.what_text)))


def _windows(offered: Offered, supply: Supply) -> Iterator[tuple[int, int]]:
    """People's windows are told as far as people are asked for; those of things as far as anything is due."""
    sheet = offered.sheet
    if isinstance(supply, Person):
        said = offered.said[supply.pk]
        return sheet.calendar.free_times(said.weekly, said.differs, sheet.last_hour)
    return ((start, end) for start, end in sheet.calendar.open_times(supply, sheet.last) if start < end)


def _available(supply: Supply) -> Availability:
    """What a person said, or for things that nothing limits them; somebody who said nothing goes nowhere."""
    return supply.availability if isinstance(supply, Person) and hasattr(supply, "availability") else UNLIMITED
