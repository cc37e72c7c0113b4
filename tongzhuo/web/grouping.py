"""Links as people read them: one party at one ask, with all its dates."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from tongzhuo.linkages.models import Link
from tongzhuo.linkages.states import LinkState
from tongzhuo.linkages.words import reasons_of
from tongzhuo.needs.asked import amount_words
from tongzhuo.needs.models import Ask
from tongzhuo.needs.states import SEAT_OF, AskKind, Seat


@dataclass
class Group:
    """The links of one party to one ask that are in one state."""

    ask: Ask
    state: str
    links: list[Link] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)  # what only whoever keeps the table reads

    @property
    def first(self) -> Link:
        return self.links[0]

    @property
    def party_name(self) -> str:
        return self.first.party_name

    @property
    def party_key(self) -> str:
        return SEAT_OF[self.ask.kind]

    @property
    def is_suggested(self) -> bool:
        return self.state == LinkState.SUGGESTED

    @property
    def is_asked(self) -> bool:
        return self.state == LinkState.ASKED

    @property
    def is_accepted(self) -> bool:
        return self.state in (LinkState.ACCEPTED, LinkState.FULFILLED)

    @property
    def seat_state(self) -> str:
        return Seat.SEATED if self.is_accepted else Seat.ASKED

    @cached_property
    def reasons(self) -> list[str]:
        return reasons_of(self.first)

    @property
    def dates(self) -> int:
        return len({link.starts for link in self.links if link.starts})

    @property
    def amount_words(self) -> str:
        """How much this party gives: nothing for one person's own time."""
        if self.ask.kind in (AskKind.PEOPLE, AskKind.OPERATOR, AskKind.PROFESSIONAL) and self.first.quantity == 1:
            return ""
        return amount_words(self.ask, self.first.quantity)


def grouped(links: Iterable[Link]) -> list[Group]:
    """Groups in the order in which their first links come."""
    groups: dict[tuple[int, int | None, int | None, int | None, str], Group] = {}
    for link in links:
        ask = link.occasion.ask
        key = (ask.pk, link.person_id, link.organisation_id, link.offer_id, link.state)
        groups.setdefault(key, Group(ask, link.state)).links.append(link)
    return list(groups.values())
