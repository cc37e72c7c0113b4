"""How much of an offer is promised. The room that keeps the promises says so here, since this room does not look up."""

from collections.abc import Callable
from dataclasses import dataclass

from tongzhuo.resources.models import Offer


@dataclass(frozen=True)
class Promised:
    """`anything`: somebody was asked or said yes. `most`: the most that is promised at any one time, in base units."""

    anything: bool = False
    most: int = 0


Counter = Callable[[Offer], Promised]
_counters: list[Counter] = []


def counts_promises(counter: Counter) -> Counter:
    """Register who knows. An offer cannot shrink below what is promised of it."""
    if counter not in _counters:
        _counters.append(counter)
    return counter


def promised_of(offer: Offer) -> Promised:
    told = [counter(offer) for counter in _counters]
    return Promised(any(one.anything for one in told), max((one.most for one in told), default=0))
