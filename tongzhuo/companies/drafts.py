"""What is handed to the actions of this room. Apart, so that they need not load the engine."""

from dataclasses import dataclass

from tongzhuo.needs.models import Need, Occasion
from tongzhuo.organisations.models import Organisation
from tongzhuo.resources.models import Offer


@dataclass(frozen=True)
class Bringing:
    """Part of an offer for one occasion of a need; `quantity` None is to be agreed."""

    occasion: Occasion
    offer: Offer
    quantity: int | None


@dataclass(frozen=True)
class Proposed:
    """A package as it would be offered to one need. `operator` runs it there; `heads`: how many people it gets."""

    need: Need
    bringing: tuple[Bringing, ...]
    points: int = 0
    operator: Organisation | None = None
    heads: int = 1


@dataclass(frozen=True)
class Site:
    """What a package asks of a place."""

    power: str = ""
    ground_m2: int | None = None
    needs_keeper: bool = False


@dataclass(frozen=True)
class Staff:
    """Somebody of the company who signs up; `way` is a kind of contact and `contact` the number or address."""

    name: str
    way: str
    contact: str
