"""The cheapest single change that would fill a vacancy, with the plan kept as it is."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping

import numpy as np

from tongzhuo.engine.candidates import RULES, Pool, World, most_units
from tongzhuo.engine.instance import Bools, Instance, Ints, Kind
from tongzhuo.reasons.looking import PERSONAL, Look

# Published prices (docs/engine.md): how much it takes to bring a change about, in minutes of somebody's effort; of
# BY_AMOUNT a minute longer, a metre farther, a minute sooner; else for each person.
PRICE: Mapping[str, float] = {
    "longer": 1, "farther": 0.01, "sooner": 0.1, "over_limit": 90, "check": 120, "rest": 150, "consent": 180,
    "fewer": 200, "language": 240, "skill": 300, "more": 500,
}  # fmt: skip
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


def cheapest_change(world: World, role: int, seen: Look, wanted: int, unskilled: Callable[[], Ints]) -> Change:
    """`world` has the whole plan fixed and `seen` is a look at it; `wanted` units are missing; `unskilled` finds those
    whom only the skill keeps away, and is asked only if nothing is cheaper."""
    it, reached = world.instance, int(world.settled.filled[role])
    heads = wanted if it.role_kind[role] == Kind.PEOPLE else 1
    choices = [Change("more", wanted, (), PRICE["more"] * heads)]
    if 0 < reached < it.role_at_least[role]:
        choices.append(Change("fewer", reached, (), PRICE["fewer"] * heads))
    for number, (rule, _) in enumerate(RULES):
        pool = Pool(world, seen.pool.rows[seen.failing == number])
        if rule != "skill" and len(pool.rows):
            choices += _by_rule(world, role, pool, rule, wanted)
    by_skill = it.role_kind[role] in PERSONAL and min(choice.price for choice in choices) >= PRICE["skill"]
    if by_skill:
        restricted = seen.pool.rows[seen.failing == 0]
        choices += _by_rule(world, role, Pool(world, np.concatenate((restricted, unskilled()))), "skill", wanted)
    return min(choices, key=lambda choice: (choice.price, choice.what))


def _by_rule(world: World, role: int, pool: Pool, rule: str, wanted: int) -> Iterator[Change]:
    """Changes for the people of a pool whom this rule alone keeps away."""
    it, gives = world.instance, most_units(world, role, pool)
    gives = np.abs(gives) if it.role_quantity[role] < 0 else gives
    for what, fits, amounts in _changes(world, role, pool, rule):
        at = np.flatnonzero(fits & (gives > 0))
        at = at[np.lexsort((it.supply_code[pool.rows[at]], amounts[at] if what in BY_AMOUNT else 0 * at))]
        yield from _enough(it, Change(what, wanted), pool.rows[at], gives[at], amounts[at])


def _enough(it: Instance, change: Change, ranked: Ints, gives: Ints, amounts: Ints) -> list[Change]:
    """The first parties that together bring the wanted units by this one kind of change, if there are enough.

    `change` has the wanted units; `ranked` are rows of supply, the cheapest first; so are `gives` and `amounts`.
    """
    taken, what, wanted = dict[int, int](), change.what, change.amount
    for at, supply in enumerate(ranked.tolist()):
        if wanted > 0 and taken.setdefault(int(it.supply_party[supply]), at) == at:
            wanted -= int(gives[at])
    if wanted > 0:
        return []
    mine = list(taken.values())
    price = PRICE[what] * (float(amounts[mine].sum()) if what in BY_AMOUNT else len(mine))
    return [Change(what, int(amounts[mine].max()), tuple(it.supply_code[ranked[mine]].tolist()), price)]


def _changes(world: World, role: int, pool: Pool, rule: str) -> Iterator[tuple[str, Bools, Ints]]:
    """(change, for whom it helps, amount) for supplies that only this rule keeps away."""
    it, rows, all_of = world.instance, pool.rows, np.ones(len(pool.rows), np.int64)
    if rule == "time":
        yield _hours(world, role, pool)
    elif rule == "distance":
        first = it.supply_place_from[rows]
        serves = (first < 0) | ((first <= it.role_place[role]) & (it.role_place[role] < it.supply_place_to[rows]))
        beyond = np.ceil(np.nan_to_num(world.metres_to(role, rows)) - it.supply_radius_m[rows])
        yield "farther", serves, beyond.astype(np.int64)
    elif rule == "willing":
        rest, consented = it.supply_rest_until[rows], it.supply_consented[rows]
        resting = rest > max(int(it.role_start[role]), it.now)
        may = ~np.isin(rows, list(world.barred.get(role, ())))
        may &= ~np.isin(it.supply_party[rows], list(world.held.get(role, ())))
        yield "rest", may & resting & consented, rest
        yield "consent", may & ~resting & ~consented, 0 * all_of
    elif rule == "capacity":
        yield "over_limit", all_of > 0, all_of
    elif rule == "checks":
        yield "check", all_of > 0, it.role_checks[role] & ~it.supply_checks[rows]
    elif rule == "language":
        yield "language", all_of > 0, it.role_language[role] * all_of
    elif it.role_kind[role] in PERSONAL:
        yield "skill", all_of > 0, it.role_what[role] * all_of


def _hours(world: World, role: int, pool: Pool) -> tuple[str, Bools, Ints]:
    """Minutes by which the nearest window falls short, of those who are not booked then and there for a part of it."""
    it, settled, rows = world.instance, world.settled, pool.rows
    start, end, (at, starts, ends) = int(it.role_start[role]), int(it.role_end[role]), pool.windows
    if start < 0:
        first = np.full(len(rows), 2 * end + 2)
        np.minimum.at(first, at, starts)
        return "sooner", pool.windowed & (end >= it.now), first - end
    there = np.zeros(len(rows), np.int64)
    np.maximum.at(there, at, np.minimum(ends, end) - np.maximum(starts, start))
    busy = settled.books_time[rows] & settled.clash(role, settled.owner[rows])
    return "longer", (there > 0) & ~busy & (start >= it.now), end - start - there
