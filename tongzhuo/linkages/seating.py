"""From the links of a need to its five seats. Pure: looks only at what it is handed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tongzhuo.linkages.models import Link
from tongzhuo.linkages.states import LIVING, LinkState
from tongzhuo.needs.models import Occasion
from tongzhuo.needs.states import SEAT_OF, AskKind, Seat

SAID_YES = (LinkState.ACCEPTED, LinkState.FULFILLED)


@dataclass
class Tally:
    """How far one occasion is: amounts in base units; `agreed_open` counts yeses without an amount."""

    wanted: int | None
    at_least: int | None
    yes: int = 0
    asked: int = 0
    agreed_open: int = 0
    living: int = 0

    @property
    def is_complete(self) -> bool:
        if self.wanted is None:
            return self.yes > 0 or self.agreed_open > 0
        return self.yes >= (self.at_least or self.wanted)

    @property
    def missing(self) -> int:
        return max(0, (self.wanted or 0) - self.yes - self.asked)


@dataclass
class Table:
    """The tallies of a need by occasion, and its seats."""

    tallies: dict[int, Tally] = field(default_factory=dict)
    seats: dict[str, str] = field(default_factory=dict)
    is_complete: bool = False


def seats_of(occasion: Occasion) -> int:
    """A person is a seat; whatever else an occasion asks for is one seat, whatever its amount."""
    return (occasion.quantity or 1) if occasion.ask.kind == AskKind.PEOPLE else 1


def empty_seats_of(occasion: Occasion, missing: int) -> int:
    """How many of its seats are empty while `missing` units are missing."""
    return min(missing, seats_of(occasion))


def table_of(occasions: Sequence[Occasion], links: Iterable[Link], *, at: datetime) -> Table:
    """The table as it stands. Occasions that are over count only when all of them are."""
    tallies = {o.pk: Tally(o.quantity, o.at_least) for o in occasions}
    for link in links:
        if link.occasion_id in tallies:
            _count(tallies[link.occasion_id], link)
    ahead = [o for o in occasions if o.ends is None or o.ends >= at] or list(occasions)
    seats = _seats(ahead, tallies)
    complete = bool(ahead) and all(tallies[o.pk].is_complete for o in ahead)
    return Table(tallies, seats, complete)


def _count(tally: Tally, link: Link) -> None:
    tally.living += link.state in LIVING
    if link.state in SAID_YES:
        tally.yes += link.quantity or 0
        tally.agreed_open += link.quantity is None
    elif link.state == LinkState.ASKED:
        tally.asked += link.quantity or 0


def _seats(occasions: Sequence[Occasion], tallies: Mapping[int, Tally]) -> dict[str, str]:
    by_seat: dict[str, list[Tally]] = {}
    for occasion in occasions:
        by_seat.setdefault(SEAT_OF[occasion.ask.kind], []).append(tallies[occasion.pk])
    return {seat: _state(by_seat.get(seat, [])) for seat in dict.fromkeys(SEAT_OF.values())}


def _state(tallies: list[Tally]) -> str:
    if not tallies:
        return Seat.NONE
    if all(tally.is_complete for tally in tallies):
        return Seat.SEATED
    return Seat.ASKED if any(tally.living for tally in tallies) else Seat.OPEN
