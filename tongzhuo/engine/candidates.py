"""Who could sit where: every feasible pair of a role and a supply, none left out.

The rules are one function each, `rule(world, role, pool) -> mask`, in the order in which explanations tell them.
"""

import dataclasses
from collections.abc import Callable
from functools import cached_property

import numpy as np

from tongzhuo.engine.geometry import metres
from tongzhuo.engine.instance import MINUTES_A_WEEK, Bools, Floats, Ints, Kind
from tongzhuo.engine.settled import UNDIVIDED, Settled, spread


class Pool:
    """Some supplies of one kind (`rows` of supply) and what is looked up about them, made when first asked for."""

    def __init__(self, world: "World", rows: Ints) -> None:
        self.rows, self._world, self._it = rows, world, world.instance
        self._having: dict[tuple[str, int], Bools] = {}

    @cached_property
    def restricted(self) -> Bools:
        return self._it.purpose_ptr[self.rows + 1] > self._it.purpose_ptr[self.rows]

    @cached_property
    def windowed(self) -> Bools:
        return self._it.window_ptr[self.rows + 1] > self._it.window_ptr[self.rows]

    def having(self, table: str, term: int) -> Bools:
        """Who lists this in the table `term` or `purpose`."""
        if (table, term) not in self._having:
            at, entries = spread(getattr(self._it, f"{table}_ptr"), self.rows)
            mask = np.zeros(len(self.rows), np.bool_)
            mask[at[getattr(self._it, f"{table}_index")[entries] == term]] = True
            self._having[table, term] = mask
        return self._having[table, term]

    @cached_property
    def windows(self) -> tuple[Ints, Ints, Ints]:
        """Position in the pool, start and end of each window; those that touch are one."""
        ptr, start, end = self._world.windows
        at, entries = spread(ptr, self.rows)
        return at, start[entries], end[entries]

    def there(self, *, from_: int, until: int) -> Bools:
        """Who has a window that begins by `from_` and does not end before `until`."""
        at, starts, ends = self.windows
        mask = np.zeros(len(self.rows), np.bool_)
        mask[at[(starts <= from_) & (ends >= until)]] = True
        return mask


class World:
    """Everything the rules look at; made when first asked for. `held`: the parties that hold a fixed link of a role."""

    def __init__(self, settled: Settled) -> None:
        self.settled, self.instance, self.policy = settled, settled.instance, settled.policy

    @cached_property
    def pools(self) -> tuple[Pool, ...]:
        return tuple(Pool(self, np.flatnonzero(self.instance.supply_kind == kind)) for kind in Kind)

    @cached_property
    def windows(self) -> tuple[Ints, Ints, Ints]:
        """Windows of every supply, those that touch joined: where each supply's begin (S + 1), starts, ends."""
        it = self.instance
        of, entries = spread(it.window_ptr, np.arange(it.supplies))
        start, end = it.window_start[entries], it.window_end[entries]
        order = np.lexsort((end, start, of))
        of, start, end = of[order], start[order], end[order]
        # One key for supply and minute: the end reached so far never falls, from supply to supply either.
        reach = int(max(start.max(initial=0), end.max(initial=0))) + 1
        ended = np.maximum.accumulate(of * reach + end)
        new = np.ones(len(of), np.bool_)
        new[1:] = of[1:] * reach + start[1:] > ended[:-1]
        last = np.append(np.flatnonzero(new)[1:], len(of))[: int(new.sum())] - 1
        ptr = np.searchsorted(of[new], np.arange(it.supplies + 1))
        return ptr, start[new], ended[last] - of[new] * reach

    @cached_property
    def barred(self) -> dict[int, set[int]]:
        return _by_role(self.instance.barred_role, self.instance.barred_supply)

    @cached_property
    def held(self) -> dict[int, set[int]]:
        return _by_role(self.instance.fixed_role, self.instance.supply_party[self.instance.fixed_supply])

    def pool_of(self, role: int) -> Pool:
        return self.pools[self.instance.role_kind[role]]

    def metres_to(self, role: int, rows: Ints) -> Floats:
        it = self.instance
        return metres(it.role_lat[role], it.role_lon[role], it.supply_lat[rows], it.supply_lon[rows])


def can_do_it(world: World, role: int, pool: Pool) -> Bools:
    """Has the skill, is the item, is the kind of space; its restriction allows what it is for."""
    it = world.instance
    what, purpose = int(it.role_what[role]), int(it.role_purpose[role])
    fits = np.ones(len(pool.rows), np.bool_) if what < 0 else pool.having("term", what)
    return fits & (~pool.restricted | pool.having("purpose", purpose))


def speaks_it(world: World, role: int, pool: Pool) -> Bools:
    language = int(world.instance.role_language[role])
    known = world.instance.supply_languages[pool.rows]
    return np.ones(len(known), np.bool_) if language < 0 else known >> language & 1 == 1


def has_time(world: World, role: int, pool: Pool) -> Bools:
    """There during the whole interval (or by the due time), and not booked elsewhere, the way included."""
    it = world.instance
    start, end = int(it.role_start[role]), int(it.role_end[role])
    ahead = end < 0 or (start if start >= 0 else end) >= it.now
    fits = np.full(len(pool.rows), ahead)
    if end >= 0 and ahead:
        fits = pool.there(from_=start, until=end) if start >= 0 else pool.there(from_=end, until=0)
        if it.role_kind[role] not in (Kind.PEOPLE, Kind.SPACE):
            fits |= ~pool.windowed
    settled = world.settled
    alone = settled.books_time[pool.rows] & ~settled.in_bulk[pool.rows]
    fits[alone] &= ~settled.clash(role, settled.owner[pool.rows[alone]])
    return fits


def is_near(world: World, role: int, pool: Pool) -> Bools:
    """Serves this place, and the role lies within its radius; an unknown point is not held against anyone."""
    it, rows = world.instance, pool.rows
    start, end, place = it.supply_place_from[rows], it.supply_place_to[rows], it.role_place[role]
    serves = (start < 0) | ((start <= place) & (place < end))
    away, radius = world.metres_to(role, rows), it.supply_radius_m[rows]
    return serves & ((radius < 0) | ~(away > radius))


def passed_checks(world: World, role: int, pool: Pool) -> Bools:
    asked = world.instance.role_checks[role]
    return world.instance.supply_checks[pool.rows] & asked == asked


def may_be_asked(world: World, role: int, pool: Pool) -> Bools:
    """Agreed to be asked, not resting, not removed or declined before, not already at this very seat."""
    it, rows = world.instance, pool.rows
    when = max(int(it.role_start[role]), it.now)
    fits: Bools = it.supply_consented[rows] & (it.supply_rest_until[rows] <= when)
    if role in world.barred:
        fits &= ~np.isin(rows, list(world.barred[role]))
    if role in world.held:
        fits &= ~np.isin(it.supply_party[rows], list(world.held[role]))
    return fits


def has_room(world: World, role: int, pool: Pool) -> Bools:
    """Enough is left of it: people, units, heads, cases, and bookings and hours of the week."""
    return (most_units(world, role, pool) != 0) & within_limits(world, role, pool)


def most_units(world: World, role: int, pool: Pool) -> Ints:
    """What each supply could give to this role: units, 0 nothing, -1 an amount to be agreed."""
    it, settled, rows = world.instance, world.settled, pool.rows
    kind, asked, wanted = it.role_kind[role], int(it.role_quantity[role]), int(settled.open[role])
    left = settled.left[rows]
    if kind == Kind.PEOPLE:
        left = _heads_left(world, role, rows, left)
    elif kind == Kind.SPACE and it.role_start[role] < 0:
        left = np.where(settled.untimed_held[settled.owner[rows]] > 0, 0, left)
    if wanted == 0:
        return np.zeros(len(rows), np.int64)
    if settled.loosely_held[role]:
        left = np.maximum(0, left)
    if asked < 0:
        return np.where(left == 0, 0, -1)
    if kind in UNDIVIDED:
        least = min(wanted, max(1, int(settled.least[role]))) if kind == Kind.SPACE else wanted
        return np.where(left < 0, -1, np.where(left < least, 0, np.minimum(left, wanted)))
    return np.minimum(left, wanted)


def _heads_left(world: World, role: int, rows: Ints, left: Ints) -> Ints:
    it, settled = world.instance, world.settled
    start, end = int(it.role_start[role]), int(it.role_end[role])
    owners = settled.owner[rows]
    if start < 0:
        return np.where(left < 0, left, np.maximum(0, left - settled.untimed_held[owners]))
    left = left.copy()
    for at in np.flatnonzero(settled.in_bulk[rows] & (left > 0) & settled.booked[owners]):
        left[at] = max(0, left[at] - settled.heads_booked(int(owners[at]), start, end))
    return left


def within_limits(world: World, role: int, pool: Pool) -> Bools:
    """One more booking of this length stays within the week's limits."""
    it, settled = world.instance, world.settled
    owners = settled.owner[pool.rows]
    bookings, minutes = (limit[owners] for limit in settled.limits)
    if it.role_start[role] < 0:
        return np.ones(len(owners), np.bool_)
    times, spent = settled.used_in(int(it.role_start[role]) // MINUTES_A_WEEK)
    length = int(it.role_end[role] - it.role_start[role])
    booked = settled.books_time[pool.rows]
    enough = ((bookings < 0) | (times[owners] + 1 <= bookings)) & ((minutes < 0) | (spent[owners] + length <= minutes))
    return ~booked | enough


RULES: tuple[tuple[str, Callable[[World, int, Pool], Bools]], ...] = (
    ("skill", can_do_it), ("language", speaks_it), ("time", has_time), ("distance", is_near),
    ("checks", passed_checks), ("willing", may_be_asked), ("capacity", has_room),
)  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Candidates:
    """Feasible pairs, sorted by role and supply. `most` is in the role's unit, -1 to be agreed."""

    role: Ints
    supply: Ints
    most: Ints
    metres: Floats
    fit: Ints  # points per slot


def candidates(world: World) -> Candidates:
    """Every feasible pair of a role that is still open and a supply."""
    rows, mosts = [], []
    wanted = np.flatnonzero(world.settled.open > 0)
    for role in wanted.tolist():
        pool = world.pool_of(role)
        at = np.flatnonzero(feasible(world, role, pool))
        rows.append(pool.rows[at])
        mosts.append(most_units(world, role, pool)[at])
    roles: Ints = np.repeat(wanted, [len(found) for found in rows])
    supply: Ints = np.concatenate([*rows, np.zeros(0, np.int64)])
    it = world.instance
    away = metres(it.role_lat[roles], it.role_lon[roles], it.supply_lat[supply], it.supply_lon[supply])
    most = np.concatenate([*mosts, np.zeros(0, np.int64)])
    fit: Ints = sum(fit_parts(world, roles, supply, away).values(), np.zeros(len(roles), np.int64))
    return Candidates(roles, supply, most, away, fit)


def feasible(world: World, role: int, pool: Pool) -> Bools:
    mask = np.ones(len(pool.rows), np.bool_)
    for _, rule in RULES:
        mask &= rule(world, role, pool)
        if not mask.any():
            break
    return mask


def fit_parts(world: World, role: Ints, supply: Ints, away: Floats) -> dict[str, Ints]:
    """Points a slot of each part of the fit (together 0..200), rounded down; an unknown distance counts half."""
    it, policy = world.instance, world.policy
    cause = it.need_cause[it.role_need[role]]
    liked = (cause >= 0) & (it.supply_causes[supply] >> np.maximum(cause, 0) & 1 == 1)
    near = np.clip(1 - np.where(np.isnan(away), policy.near_m / 2, away) / policy.near_m, 0, 1)
    rested = np.clip(1 - it.supply_load[supply] / policy.load_minutes, 0, 1)
    welcome = it.role_welcome[role] & it.supply_languages[supply] != 0
    return {
        "near": (policy.near_points * near).astype(np.int64),
        "cause": policy.cause_points * liked.astype(np.int64),
        "reliable": policy.reliable_points * it.supply_reliability[supply] // 1000,
        "rested": (policy.rested_points * rested).astype(np.int64),
        "language": policy.language_points * welcome.astype(np.int64),
    }


def _by_role(role: Ints, other: Ints) -> dict[int, set[int]]:
    groups: dict[int, set[int]] = {}
    for key, value in zip(role.tolist(), other.tolist(), strict=True):
        groups.setdefault(key, set()).add(value)
    return groups
