"""The stages of a city that is planned region by region. What regions there are depends on the question alone, so the
plan is the same whoever does the work."""

import dataclasses
from collections.abc import Callable, Sequence

import numpy as np

from tongzhuo.cities.choosing import bound_of_whole
from tongzhuo.cities.clock import Clock
from tongzhuo.cities.fairness import weighed
from tongzhuo.cities.helping import agree_on_rest
from tongzhuo.cities.solver import as_plan
from tongzhuo.engine.candidates import World
from tongzhuo.engine.instance import Bools, Floats, Instance, Ints
from tongzhuo.engine.plan import Plan, Watch, unwatched
from tongzhuo.engine.policy import Policy
from tongzhuo.engine.settled import Bookings, Settled
from tongzhuo.market.compiling import compiled
from tongzhuo.market.ledger import Books, needs_in, opened, used_units
from tongzhuo.market.leftover import second_band
from tongzhuo.market.question import Origin, Question
from tongzhuo.pairs.pairs import candidates
from tongzhuo.regions.bands import rest_of, rest_of_border, whole_of, whole_of_border
from tongzhuo.regions.crews import Alone, Crew, Hands, Processes, Task
from tongzhuo.regions.parts import Held, Part, fill_in, held_in, in_part, in_whole, part_of, together
from tongzhuo.regions.shards import Shards, cut

VERSION = "regions-1"
PAIRS_A_REGION = 250_000
MOST_REGIONS = 16


class Regional:
    """Plans a city in parts. `workers` processes, or any other crew; the plan does not depend on either."""

    def __init__(self, workers: int = 1, crew: Crew | None = None, regions: int = 0) -> None:
        """`regions`: how many; 0 lets the number of pairs decide."""
        if workers < 1 or regions < 0:
            raise ValueError(f"workers = {workers}, regions = {regions}: at least one worker, no fewer than 0 regions")
        self.crew: Crew = crew or (Processes(workers) if workers > 1 else Alone())
        self.regions = regions

    def solve(self, instance: Instance, policy: Policy, watch: Watch = unwatched) -> Plan:
        """The plan of a canonical instance. Raises Cancelled when `watch` does, LostWork when workers fail."""
        watch = _rising(watch)
        with self.crew.hired() as hands:
            watch("candidates", 0.0)
            settled = Settled(instance, policy)
            found = candidates(World(settled))
            watch("question", 0.1)
            shards = cut(instance, found, self.regions or _how_many(len(found.role)))
            q, origin = compiled(settled, found)
            q, settled = weighed(q, origin, settled, watch)
            b, bounds = _planned(_city(q, origin, settled, shards), hands, Clock(policy, watch))
        plan = as_plan(settled, found, origin, (q, b), bounds)
        return dataclasses.replace(plan, version=VERSION)


def _how_many(pairs: int) -> int:
    return max(2, min(MOST_REGIONS, round(pairs / PAIRS_A_REGION)))


def _rising(watch: Watch) -> Watch:
    """The stages of a region come again in the city; what is done never falls."""
    most = 0.0

    def told(stage: str, done: float) -> None:
        nonlocal most
        most = max(most, done)
        watch(stage, most)

    return told


@dataclasses.dataclass(frozen=True)
class _City:
    """The whole market, the hours fixed in it (`owner` is the seller's row), and the regions of its rows."""

    q: Question
    fixed: Bookings
    near: Ints  # of each need
    border: Bools
    home: Ints  # of each seller
    count: int

    def opened(self) -> Books:
        return opened(self.q, self.fixed, np.arange(len(self.q.shape), dtype=np.int32))

    def firm(self, region: int) -> Bools:
        """Edges between a need near this region and a seller who lives there."""
        edges: Bools = (self.near[self.q.need][self.q.role] == region) & (self.home[self.q.seller] == region)
        edges[self.q.first[-1] :] = False
        return edges


def _opening(q: Question, origin: Origin, held: Bookings) -> Bookings:
    """The hours of sellers that take part."""
    seller = origin.seller[held.owner] if len(q.shape) and len(held.owner) else np.full(len(held.owner), -1)
    mine = np.flatnonzero(seller >= 0)
    return Bookings(
        seller[mine].astype(np.int64),
        held.start[mine],
        held.end[mine],
        held.quantity[mine],
        held.lat[mine],
        held.lon[mine],
    )


def _city(q: Question, origin: Origin, settled: Settled, shards: Shards) -> _City:
    it, owner = settled.instance, np.flatnonzero(origin.seller >= 0)
    party, given = owner.copy(), owner >= it.parties
    party[given] = it.supply_party[owner[given] - it.parties]
    home = np.zeros(len(q.shape), np.int64)
    home[origin.seller[owner]] = shards.home[party]
    fixed = _opening(q, origin, settled.bookings)
    return _City(q, fixed, shards.near[origin.need], shards.border[origin.need], home, shards.regions)


def _planned(city: _City, hands: Hands, clock: Clock) -> tuple[Books, tuple[float, float]]:
    q, b = city.q, city.opened()
    parts = [_interior(city, region) for region in range(city.count)]
    held, wage = _apart(city, hands, whole_of, parts, _span(clock.told, 0.1, 0.4))
    reachable = whole_of_border(q, b, held, city.border, clock.told)
    whole = bound_of_whole(q, b, reachable, clock, wage)
    parts = [_with_guests(city, b, region) for region in range(city.count)]
    held, wage = _apart(city, hands, rest_of, parts, _span(clock.told, 0.5, 0.7))
    b = second_band(q, _entered(city, b, held))
    rest = rest_of_border(q, b, city.border[q.need], wage, clock.told)
    agree_on_rest(q, b)
    return b, (whole, rest)


def _span(watch: Watch, low: float, high: float) -> Callable[[float], None]:
    return lambda done: watch("regions", low + done * (high - low))


def _entered(city: _City, before: Books, held: Held) -> Books:
    """New books with what the regions hold; the needs that were chosen stay so."""
    q, b = city.q, city.opened()
    b.m[b.state : b.state + len(q.weight)] = before.m[before.state : before.state + len(q.weight)]
    fill_in(q, b, held._replace(inside=np.flatnonzero(needs_in(q, before))))
    return b


def _interior(city: _City, region: int) -> Part:
    """The needs that have all their candidates in a region."""
    mine = (city.near == region) & ~city.border
    return part_of(city.q, mine, city.firm(region) & mine[city.q.need][city.q.role], city.fixed)


def _with_guests(city: _City, b: Books, region: int) -> Part:
    """The needs near a region, without what they have elsewhere; and what its sellers hold for others, as it is."""
    q, used = city.q, used_units(city.q, b)
    here = (used > 0) & (city.home[q.seller] == region)
    kept, all_kept = (np.bincount(q.role[mask], used[mask], len(q.need)).astype(np.int64) for mask in (here, used > 0))
    mine = city.near == region
    own, edges = mine[q.need], city.firm(region) | here
    mine[q.need[q.role[here]]] = True
    least, most = (np.where(own, np.maximum(0, units - (all_kept - kept)), kept) for units in (q.least, q.open))
    part = part_of(q._replace(least=least, open=most), mine, edges, city.fixed)
    return part._replace(held=in_part(part, held_in(q, b)))


def _apart(
    city: _City, hands: Hands, task: Task, parts: Sequence[Part], told: Callable[[float], None]
) -> tuple[Held, Floats]:
    """What the parts hold together, and the wages of the asks near each (NaN where nobody took part)."""
    wage = np.full(len(city.q.need), np.nan)
    answers = hands.each(task, parts, told)
    for region, (part, answer) in enumerate(zip(parts, answers, strict=True)):
        own = (city.near == region)[city.q.need[part.ask]]
        wage[part.ask[own]] = answer.wage[own]
    return together([in_whole(part, answer.held) for part, answer in zip(parts, answers, strict=True)]), wage
