"""What needs and offers share: how much of what, and when."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tongzhuo.imports.finding import Finder
from tongzhuo.places.states import WhenKind
from tongzhuo.tables.reading import Reading
from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.states import Shelf


@dataclass(frozen=True)
class Counted:
    """`text` is what stands in the file where no term means exactly that; `quantity` is in base units."""

    term: Term | None
    text: str
    unit: Term | None
    factor: int
    quantity: int | None


def counted(
    reading: Reading, finder: Finder, shelves: tuple[Shelf, ...], most: int, *, is_goods: bool, is_money: bool
) -> Counted:
    """What a row names and how much. Without a unit it is in the one the thing is counted in, money in yuan."""
    text = reading.text("what")
    term = next((found for shelf in shelves if text and (found := finder.word(shelf, text))), None)
    said = finder.term(reading, "unit", Shelf.UNIT)
    if is_money and said is None:
        said = finder.word(Shelf.UNIT, "yuan")
    unit = said if is_goods or is_money else None
    unit = unit or (term.base if term and is_goods else None)
    factor = unit.factor if unit else 1
    original = text if term is None or text not in (term.slug, term.name_zh, term.name_en) else ""
    base = (unit.base or unit) if unit else None
    return Counted(term, original, base, factor, reading.amount("quantity", factor, most))


@dataclass(frozen=True)
class Times:
    """As `places.Timed` has them."""

    when: str
    starts_on: dt.date | None
    ends_on: dt.date | None
    from_time: dt.time | None
    until_time: dt.time | None
    weekdays: int

    def of_ask(self) -> dict[str, Any]:
        """A day or a span of days without hours says by when, not from when to when."""
        when = self.when
        if when == WhenKind.OPEN and (self.ends_on or self.starts_on):
            last = self.ends_on or self.starts_on
            return {"when": WhenKind.DUE, "ends_on": last}
        return self.of_offer()

    def of_offer(self) -> dict[str, Any]:
        names = ("when", "starts_on", "ends_on", "from_time", "until_time", "weekdays")
        return {name: getattr(self, name) for name in names}


def times_of(reading: Reading) -> Times:
    starts, ends = reading.date("starts_on"), reading.date("ends_on")
    from_time, until_time = reading.time("from_time"), reading.time("until_time")
    days = reading.weekdays("days")
    if starts and ends and ends < starts:
        reading.fault("ends_on", _("The last day lies before the first."))
    if (from_time is None) != (until_time is None) and not reading.faults:
        reading.fault("until_time" if from_time else "from_time", _("Say from what time and until what time."))
    once = WhenKind.INTERVAL if from_time and until_time and starts else WhenKind.OPEN
    when = WhenKind.WEEKLY if days else once
    return Times(when, starts, ends, from_time, until_time, sum(1 << day for day in days))
