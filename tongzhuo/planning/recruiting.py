"""What one more volunteer would be worth: by place and by what is asked for, at the published prices of a plan.

Read from the vacancies of a plan. One more person of a kind sits at most one seat of an occasion, is never at two at
once, and comes as often in a week as somebody usually offers. A seat is worth its help and, where it is the last that
its need lacks, the whole need: what the plan gains at least, with everybody else where they are.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import combinations
from typing import Any, NamedTuple

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongzhuo.engine.policy import PUBLISHED
from tongzhuo.linkages.models import Plan, PlannedNeed
from tongzhuo.linkages.seating import empty_seats_of
from tongzhuo.linkages.supply import BETWEEN
from tongzhuo.look.plots import Circle, Spot
from tongzhuo.needs.models import Ask, Occasion
from tongzhuo.needs.states import AskKind
from tongzhuo.places.models import Place
from tongzhuo.places.queries import communities_of

NOBODY_COMES = ("more", "fewer")  # the cheapest change is to find somebody, or to be content with fewer
A_WEEK = 2  # as many bookings as an availability has when nothing else is said
MOST_IN_A_WEEK = 60  # occasions of a week whose pairs are looked at


class Gain(NamedTuple):
    """What one more person of a kind brings: seats filled, needs made whole, and their points."""

    seats: int
    whole: int
    points: int

    @property
    def worth(self) -> str:
        """Points, as people write them."""
        return f"{self.points:,}"

    @property
    def words(self) -> str:
        """ "3 seats, and makes 1 need whole"."""
        seats = ngettext("%(n)d seat", "%(n)d seats", self.seats) % {"n": self.seats}
        if not self.whole:
            return seats
        whole = ngettext("makes %(n)d need whole", "makes %(n)d needs whole", self.whole) % {"n": self.whole}
        return _("%(seats)s, and %(whole)s") % {"seats": seats, "whole": whole}


@dataclass
class Wanted:
    """The empty seats of one kind in one place. `otherwise`: how many of them need nobody new, but one change;
    `lacks`: by need, how many units it is short of being whole."""

    place: Place
    ask: Ask
    lacks: Mapping[int, int]
    missing: int = 0
    otherwise: int = 0
    occasions: list[Occasion] = field(default_factory=list)
    short: dict[int, int] = field(default_factory=dict)  # by occasion

    @property
    def what(self) -> str:
        language = self.ask.language.name if self.ask.language else ""
        what = self.ask.what_name or _("Any help")
        return _("%(what)s in %(language)s") % {"what": what, "language": language} if language else what

    @property
    def needs(self) -> set[int]:
        return {occasion.ask.need_id for occasion in self.occasions}

    @cached_property
    def gain(self) -> Gain:
        """At the seats that are worth most together; of those without an hour, at one."""
        seats = seats_for_one(self.occasions, self._price)
        seats += sorted((one for one in self.occasions if one.starts is None), key=self._price)[-1:]
        filled = Counter(seat.ask.need_id for seat in seats if self.short[seat.pk])
        whole = [seat.ask.need for seat in seats if 0 < self.lacks[seat.ask.need_id] == filled[seat.ask.need_id]]
        needs = {need.pk: PUBLISHED.need_weight(need.urgency, need.size) for need in whole}
        return Gain(len(seats), len(needs), sum(needs.values()) + sum(map(_help, seats)))

    def _price(self, seat: Occasion) -> int:
        """Points of one seat by itself."""
        need, last = seat.ask.need, self.short[seat.pk] == 1 == self.lacks[seat.ask.need_id]
        return _help(seat) + (PUBLISHED.need_weight(need.urgency, need.size) if last else 0)


def _help(seat: Occasion) -> int:
    return PUBLISHED.help_points * PUBLISHED.urgency_weight[seat.ask.need.urgency - 1]


def wanted_in(plan: Plan) -> list[Wanted]:
    """Where one more person would be worth most, first."""
    vacancies, lacks = dict[str, dict[str, Any]](), Counter[int]()
    said = PlannedNeed.objects.filter(plan=plan).exclude(vacancies=[]).values_list("need", "vacancies")
    for need, rows in said.iterator():
        vacancies |= {one["occasion"]: one for one in rows}
        lacks[need] = sum(one["short"] for one in rows)
    of_people = Occasion.objects.filter(ask__need__planned__plan=plan, ask__kind=AskKind.PEOPLE)
    of_people = of_people.select_related("ask__need", "ask__what", "ask__language").order_by("pk")
    empty = [occasion for occasion in of_people if occasion.code in vacancies]
    communities = communities_of({occasion.ask.need.place_id for occasion in empty})
    found: dict[tuple[int, int | str | None, int | None], Wanted] = {}
    for occasion in empty:
        ask, place = occasion.ask, communities[occasion.ask.need.place_id]
        key = (place.pk, ask.what_id or ask.what_text, ask.language_id)
        _count(found.setdefault(key, Wanted(place, ask, lacks)), occasion, vacancies[occasion.code])
    return sorted(found.values(), key=lambda one: (-one.gain.points, -one.missing, one.place.path, one.what))


def _count(wanted: Wanted, occasion: Occasion, vacancy: Mapping[str, Any]) -> None:
    empty = empty_seats_of(occasion, vacancy["missing"])
    wanted.missing += empty
    wanted.otherwise += empty if vacancy.get("change", {}).get("what", "more") not in NOBODY_COMES else 0
    wanted.occasions.append(occasion)
    wanted.short[occasion.pk] = vacancy["short"]


def seats_for_one(occasions: Sequence[Occasion], price: Callable[[Occasion], int] = lambda _seat: 1) -> list[Occasion]:
    """The dearest that one person can sit at, week by week, those that end first where they are worth the same."""
    weeks: dict[date, list[Occasion]] = {}
    timed = [(one.ends, one.starts, one.pk, one) for one in occasions if one.starts and one.ends]
    for _ends, starts, _pk, occasion in sorted(timed):
        day = localdate(starts)
        weeks.setdefault(day - timedelta(days=day.weekday()), []).append(occasion)
    chosen = (max(_together(week), key=lambda seats: sum(map(price, seats))) for _monday, week in sorted(weeks.items()))
    return [seat for seats in chosen for seat in seats]


def _together(week: Sequence[Occasion]) -> Iterator[tuple[Occasion, ...]]:
    """Seats of one week, by their ends, at which one person can sit: pairs, and each by itself."""
    for one, other in combinations(week[:MOST_IN_A_WEEK], A_WEEK):
        if one.ends and other.starts and other.starts >= one.ends + BETWEEN:
            yield one, other
    yield from ((one,) for one in week)


def circles_of(wanted: Sequence[Wanted]) -> list[Circle]:
    """A circle for each place, as large as its empty seats."""
    missing: Counter[Place] = Counter()
    for one in wanted:
        missing[one.place] += one.missing
    return [
        Circle(Spot(place.lat, place.lon), empty, place.name)
        for place, empty in missing.items()
        if place.lat is not None and place.lon is not None
    ]
