"""The cheapest single change that would fill a vacancy, with the plan kept as it is."""

import dataclasses
from collections.abc import Mapping

import numpy as np

from tongzhuo.engine.candidates import RULES, Pool, World, most_units
from tongzhuo.engine.instance import Bools, Kind

# Published prices (docs/engine.md): how much it takes to bring a change about, in minutes of somebody's effort.
PRICE: Mapping[str, float] = {
    "longer": 1,  # a minute
    "farther": 0.01,  # a metre
    "sooner": 0.1,  # a minute that goods or money must come earlier
    "over_limit": 90,
    "check": 120,
    "rest": 150,
    "consent": 180,
    "language": 240,
    "skill": 300,
    "fewer": 200,  # a unit of people; anything else counts as one
    "more": 500,
}

BY_AMOUNT = ("longer", "farther", "sooner")


@dataclasses.dataclass(frozen=True)
class Change:
    """What would fill the vacancy, and for whom.

    `what`: longer (minutes a day more), farther (metres more), sooner (minutes earlier), over_limit, check (mask), rest
    (until minute), consent, language, skill (index; -1 another restriction) for `supplies`; fewer (at_least becomes
    `amount`); more (`amount` more units of what is asked must be found).
    """

    what: str
    amount: int
    supplies: tuple[str, ...] = ()
    price: float = 0.0


def cheapest_change(world: World, role: int, pool: Pool, passed: Bools, wanted: int) -> Change:
    """`world` has the whole plan fixed; `passed` are its rules by the pool; `wanted` units are missing."""
    it = world.instance
    heads = wanted if it.role_kind[role] == Kind.PEOPLE else 1
    choices = [_nobody_new(world, role, heads), Change("more", wanted, (), PRICE["more"] * heads)]
    offers: dict[str, list[_Offer]] = {}
    gives = most_units(world, role, pool)
    for at in np.flatnonzero((~passed).sum(axis=0) == 1).tolist():
        step = _step(world, role, pool, at, RULES[int(np.argmin(passed[:, at]))][0])
        units = 1 if it.role_quantity[role] < 0 else int(gives[at])
        if step and units > 0:
            price = PRICE[step[0]] * (step[1] if step[0] in BY_AMOUNT else 1)
            code, party = str(it.supply_code[pool.rows[at]]), int(it.supply_party[pool.rows[at]])
            offers.setdefault(step[0], []).append(_Offer(price, code, step[1], party, units))
    choices += [_enough(what, some, wanted) for what, some in offers.items()]
    return min((choice for choice in choices if choice), key=lambda choice: (choice.price, choice.what))


def _nobody_new(world: World, role: int, heads: int) -> Change | None:
    """Be content with what there is, when that is something."""
    reached = int(world.settled.filled[role])
    if not 0 < reached < int(world.instance.role_at_least[role]):
        return None
    return Change("fewer", reached, (), PRICE["fewer"] * heads)


@dataclasses.dataclass(frozen=True)
class _Offer:
    """What one supply could bring if one thing changed."""

    price: float
    supply: str
    amount: int
    party: int
    units: int


def _enough(what: str, offers: list[_Offer], wanted: int) -> Change | None:
    """The cheapest parties that together bring the wanted units by this one kind of change."""
    taken: dict[int, _Offer] = {}
    for offer in sorted(offers, key=lambda one: (one.price, one.supply)):
        if sum(one.units for one in taken.values()) < wanted:
            taken.setdefault(offer.party, offer)
    if sum(one.units for one in taken.values()) < wanted:
        return None
    some = taken.values()
    amount = max(one.amount for one in some)
    return Change(what, amount, tuple(one.supply for one in some), sum(one.price for one in some))


def _step(world: World, role: int, pool: Pool, at: int, rule: str) -> tuple[str, int] | None:
    """(change, amount) that would let this one supply in; None when no single change does."""
    it, supply = world.instance, int(pool.rows[at])
    if rule == "time":
        return _hours(world, role, pool, at)
    if rule == "distance":
        away = float(world.metres_to(role, np.array([supply]))[0])
        radius, first = int(it.supply_radius_m[supply]), int(it.supply_place_from[supply])
        serves = first < 0 or first <= it.role_place[role] < it.supply_place_to[supply]
        return ("farther", int(np.ceil(away - radius))) if serves else None
    if rule == "willing":
        return _leave(world, role, supply)
    if rule == "capacity":
        return ("over_limit", 1) if most_units(world, role, Pool(it, np.array([supply])))[0] != 0 else None
    facts = {
        "skill": ("skill", int(it.role_what[role])),
        "language": ("language", int(it.role_language[role])),
        "checks": ("check", int(it.role_checks[role] & ~it.supply_checks[supply])),
    }
    lacks_skill = rule == "skill" and it.role_kind[role] not in (Kind.PEOPLE, Kind.PROFESSIONAL)
    return None if lacks_skill else facts[rule]


def _leave(world: World, role: int, supply: int) -> tuple[str, int] | None:
    it = world.instance
    resting = it.supply_rest_until[supply] > max(int(it.role_start[role]), it.now)
    barred = supply in world.barred.get(role, ()) or int(it.supply_party[supply]) in world.held.get(role, ())
    if barred or (resting and not it.supply_consented[supply]):
        return None
    return ("rest", int(it.supply_rest_until[supply])) if resting else ("consent", 0)


def _hours(world: World, role: int, pool: Pool, at: int) -> tuple[str, int] | None:
    """Minutes by which its nearest window falls short; None when it is booked then, or never there."""
    it, settled = world.instance, world.settled
    start, end = int(it.role_start[role]), int(it.role_end[role])
    owner, windows = pool.windows[0], pool.windows
    mine = np.flatnonzero(owner == at)
    if not len(mine) or max(start, end if start < 0 else start) < it.now:
        return None
    if start < 0:
        return "sooner", int((windows[1][mine] - end).min())
    busy = settled.books_time[pool.rows[at]] and settled.clashing_owners(role)[settled.owner[pool.rows[at]]]
    overlap = np.minimum(windows[2][mine], end) - np.maximum(windows[1][mine], start)
    return None if busy or overlap.max() <= 0 else ("longer", int(end - start - overlap.max()))
