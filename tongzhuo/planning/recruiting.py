"""What one more volunteer would be worth: by place and by what is asked for, in seats that would be filled.

Read from the vacancies of a plan. One more person of a kind sits at most one seat of an occasion, is never at two at
once, and comes as often in a week as somebody usually offers.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

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


@dataclass
class Wanted:
    """The empty seats of one kind in one place. `otherwise`: how many of them need nobody new, but one change."""

    place: Place
    ask: Ask
    missing: int = 0
    otherwise: int = 0
    needs: set[int] = field(default_factory=set)
    occasions: list[Occasion] = field(default_factory=list)

    @property
    def what(self) -> str:
        language = self.ask.language.name if self.ask.language else ""
        what = self.ask.what_name or _("Any help")
        return _("%(what)s in %(language)s") % {"what": what, "language": language} if language else what

    @property
    def worth(self) -> int:
        """Seats that one more person of this kind would fill."""
        at_any_time = any(occasion.starts is None for occasion in self.occasions)
        return len(seats_for_one(self.occasions)) + at_any_time


def wanted_in(plan: Plan) -> list[Wanted]:
    """Where one more person would be worth most, first."""
    vacancies = {
        one["occasion"]: one
        for (rows,) in PlannedNeed.objects.filter(plan=plan).exclude(vacancies=[]).values_list("vacancies")
        for one in rows
    }
    of_people = Occasion.objects.filter(ask__need__planned__plan=plan, ask__kind=AskKind.PEOPLE)
    of_people = of_people.select_related("ask__need", "ask__what", "ask__language").order_by("pk")
    empty = [occasion for occasion in of_people if occasion.code in vacancies]
    communities = communities_of({occasion.ask.need.place_id for occasion in empty})
    found: dict[tuple[int, int | str | None, int | None], Wanted] = {}
    for occasion in empty:
        ask, place = occasion.ask, communities[occasion.ask.need.place_id]
        key = (place.pk, ask.what_id or ask.what_text, ask.language_id)
        _count(found.setdefault(key, Wanted(place, ask)), occasion, vacancies[occasion.code])
    return sorted(found.values(), key=lambda one: (-one.worth, -one.missing, one.place.path, one.what))


def _count(wanted: Wanted, occasion: Occasion, vacancy: dict[str, object]) -> None:
    empty = empty_seats_of(occasion, int(str(vacancy["missing"])))
    wanted.missing += empty
    change = vacancy["change"]
    wanted.otherwise += empty if isinstance(change, dict) and change["what"] not in NOBODY_COMES else 0
    wanted.needs.add(occasion.ask.need_id)
    wanted.occasions.append(occasion)


def seats_for_one(occasions: Sequence[Occasion]) -> list[Occasion]:
    """As many as one person can sit at, one after another: always the one that ends first."""
    taken: list[Occasion] = []
    weeks: Counter[date] = Counter()
    free_from: datetime | None = None
    timed = [(one.ends, one.starts, one.pk, one) for one in occasions if one.starts and one.ends]
    for ends, starts, _pk, occasion in sorted(timed):
        day = localdate(starts)
        monday = day - timedelta(days=day.weekday())
        if weeks[monday] < A_WEEK and (free_from is None or starts >= free_from):
            weeks[monday] += 1
            taken.append(occasion)
            free_from = ends + BETWEEN
    return taken


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
