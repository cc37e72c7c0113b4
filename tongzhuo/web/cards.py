"""A need as a card in a list: its ring, its sentence, and the first thing that is still missing."""

from collections.abc import Iterable
from dataclasses import dataclass

from tongzhuo.needs.asked import asked_words
from tongzhuo.needs.models import Ask, Need
from tongzhuo.needs.states import Seat


@dataclass(frozen=True)
class Card:
    need: Need
    ask: Ask | None

    @property
    def missing(self) -> str:
        return asked_words(self.ask, self.ask.quantity) if self.ask else ""


def cards(needs: Iterable[Need]) -> list[Card]:
    """Needs fetched by `queries.with_asks`."""
    return [Card(need, _first_open(need)) for need in needs]


def _first_open(need: Need) -> Ask | None:
    return next((ask for ask in need.asks.all() if need.seats[ask.seat] == Seat.OPEN), None)
