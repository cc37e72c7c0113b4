"""What somebody's offers could do: the question of a plan asked from the side of what is offered, by the same rules
and the same objective, so that there is one truth of what fits."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np

from tongzhuo.checking.checker import check
from tongzhuo.engine.candidates import RULES, Candidates, Pool, World, candidates
from tongzhuo.engine.instance import Ints, Kind
from tongzhuo.engine.plan import Plan as Answer
from tongzhuo.engine.policy import PUBLISHED
from tongzhuo.engine.settled import Settled
from tongzhuo.engine.solving import solve
from tongzhuo.engine.worth import published_weights, rest_points
from tongzhuo.linkages import snapshot
from tongzhuo.linkages.planner import PlanFault
from tongzhuo.linkages.snapshot import Snapshot
from tongzhuo.needs.models import Need, Occasion
from tongzhuo.places.models import Place
from tongzhuo.resources.models import Offer

MOST = 3
Limits = Mapping[int, int]  # by primary key of a need, how many people its operator can take at most


@dataclass(frozen=True)
class Brought:
    """Part of an offer for one occasion; `quantity` None is to be agreed, `metres` None an unknown distance."""

    occasion: Occasion
    offer: Offer
    quantity: int | None
    metres: float | None


@dataclass(frozen=True)
class Fit:
    """What the offers could do for one need: `points` of the published objective that they add, and whether the need
    would have everything it asks for."""

    need: Need
    brought: list[Brought]
    points: int
    whole: bool


@dataclass
class Obstacle:
    """Why an offer finds no seat. `asked`: how many needs ask for that kind of thing; `alone`: by the name of a rule,
    how many seats are kept from it by nothing but that rule; `nearest`: metres to the nearest of those too far."""

    offer: Offer
    asked: int = 0
    alone: Counter[str] = field(default_factory=Counter)
    nearest: float | None = None


def fits_of(
    offers: Collection[Offer], place: Place, *, at: datetime, needs: Collection[int] | None = None, limits: Limits
) -> list[Fit]:
    """At most three needs at or under `place` that these offers fit, those to which they add most first.

    Each need is solved by itself; those that cannot come among the three are not. Raises PlanFault where the checker
    finds a promise broken.
    """
    shot = _asked_of(offers, place, at, needs)
    world = World(Settled(shot.instance, PUBLISHED))
    most = _most_points(world, candidates(world))
    best: list[Fit] = []
    for row in np.lexsort((shot.instance.need_code, -most)).tolist():
        need = shot.sheet.needs[row]
        if most[row] <= 0 or (len(best) == MOST and most[row] < best[-1].points):
            break
        if limits.get(need.pk) == 0:
            continue
        found = _fit(_asked_of(offers, place, at, [need.pk]), limits.get(need.pk))
        if found is not None:
            best = sorted([*best, found], key=lambda fit: (-fit.points, fit.need.code))[:MOST]
    return best


def obstacles_of(
    offers: Collection[Offer], place: Place, *, at: datetime, needs: Collection[int] | None = None
) -> list[Obstacle]:
    """For each offer, what keeps it from the open seats at or under `place`."""
    shot = _asked_of(offers, place, at, needs)
    world = World(Settled(shot.instance, PUBLISHED))
    rows = {offer.pk: row for row, offer in enumerate(shot.sheet.supplies) if isinstance(offer, Offer)}
    return [_obstacle(world, offer, rows.get(offer.pk)) for offer in offers]


def _asked_of(offers: Collection[Offer], place: Place, at: datetime, needs: Collection[int] | None) -> Snapshot:
    """The question of a plan in which only these offers may take seats; whoever sits already keeps theirs."""
    ours = {offer.pk for offer in offers}
    shot = snapshot.take(place, at=at, needs=needs, only=sorted(ours))
    mine = [isinstance(supply, Offer) and supply.pk in ours for supply in shot.sheet.supplies]
    may = shot.instance.supply_consented & np.array(mine, np.bool_)
    return replace(shot, instance=replace(shot.instance, supply_consented=may))


def _most_points(world: World, found: Candidates) -> Ints:
    """By need, more than the offers could ever add: every seat they fit, and the whole need where they reach it."""
    it, settled = world.instance, world.settled
    points = rest_points(it, PUBLISHED, found.role, found.most, found.fit)
    most = np.zeros(it.needs, np.int64)
    np.add.at(most, it.role_need[found.role], points)
    reach = np.zeros(it.roles, np.int64)
    np.add.at(reach, found.role, np.abs(found.most))
    beyond = np.bincount(it.role_need, reach < settled.least, it.needs) > 0
    lacking = np.bincount(it.role_need, settled.least > 0, it.needs) > 0
    weights: Ints = np.where(lacking & ~beyond, published_weights(it, PUBLISHED), 0)
    total: Ints = np.where(most > 0, most + weights, 0)
    return total


def _fit(shot: Snapshot, limit: int | None) -> Fit | None:
    """The best that the offers can do for the one need of the question."""
    it = shot.instance
    if limit is not None:
        capacity = np.where((it.supply_capacity < 0) | (it.supply_capacity > limit), limit, it.supply_capacity)
        people = it.supply_consented & (it.supply_kind == Kind.PEOPLE)
        it = replace(it, supply_capacity=np.where(people, capacity, it.supply_capacity))
    answer = solve(it, PUBLISHED)
    if breaches := check(it, answer, PUBLISHED):
        raise PlanFault(f"{len(breaches)} promises broken, first: {breaches[0]}")
    brought = sorted(_brought(shot, answer), key=lambda one: (one.offer.pk, one.occasion.code))
    was_short = bool((Settled(it, PUBLISHED).least > 0).any())
    whole = bool(len(answer.complete)) and was_short
    points = answer.rest.value + (answer.whole.value if whole else 0)
    return Fit(shot.sheet.needs[0], brought, points, whole) if brought else None


def _brought(shot: Snapshot, answer: Answer) -> Iterator[Brought]:
    world = World(Settled(shot.instance, PUBLISHED))
    for row in np.flatnonzero(~answer.fixed).tolist():
        role, supply, units = int(answer.role[row]), int(answer.supply[row]), int(answer.quantity[row])
        offer = shot.sheet.supplies[supply]
        assert isinstance(offer, Offer)
        away = float(world.metres_to(role, np.array([supply]))[0])
        quantity = units if units > 0 else None
        yield Brought(shot.sheet.occasions[role], offer, quantity, None if np.isnan(away) else away)


def _obstacle(world: World, offer: Offer, row: int | None) -> Obstacle:
    told = Obstacle(offer)
    if row is None:
        return told
    it, needs, mine = world.instance, set[int](), np.array([row])
    for role in np.flatnonzero((it.role_kind == it.supply_kind[row]) & (world.settled.open > 0)).tolist():
        pool = Pool(world, mine)
        failing = [name for name, rule in RULES if not rule(world, role, pool)[0]]
        if "skill" not in failing:
            needs.add(int(it.role_need[role]))
        if len(failing) == 1:
            told.alone[failing[0]] += 1
        if failing == ["distance"]:
            away = float(world.metres_to(role, mine)[0])
            told.nearest = min(away, told.nearest or away)
    told.asked = len(needs)
    return told
