"""What fixed links and bookings elsewhere leave open: the state of the table before planning starts."""

from __future__ import annotations

import copy
import dataclasses
from functools import cached_property

import numpy as np

from tongzhuo.engine.geometry import metres, pause_between
from tongzhuo.engine.instance import MINUTES_A_WEEK, MOST, Bools, Floats, Instance, Ints, Kind
from tongzhuo.engine.policy import Policy

LOTS = (Kind.GOODS, Kind.MONEY, Kind.PROFESSIONAL, Kind.OPERATOR)  # an amount that is used up, whatever the hour

UNDIVIDED = (Kind.SPACE, Kind.PROFESSIONAL, Kind.OPERATOR)  # one supply alone fills such a role


@dataclasses.dataclass(frozen=True)
class Bookings:
    """Hours already given away. `owner` is who cannot be there twice (see `Settled.owner`)."""

    owner: Ints
    start: Ints
    end: Ints
    quantity: Ints
    lat: Floats
    lon: Floats


class Settled:
    """An instance with its fixed links and busy hours taken into account.

    An *owner* is what books time: a person (row of party) for their own time and work, else the supply itself
    (number of parties + row of supply).
    """

    def __init__(self, instance: Instance, policy: Policy) -> None:
        self.instance = it = instance
        self.policy, self.owners = policy, it.parties + it.supplies
        own = np.isin(it.supply_kind, (Kind.PEOPLE, Kind.PROFESSIONAL))
        self.personal: Bools = own & it.party_person[it.supply_party]  # one person's own time or work
        # Supplies of which nobody can be in two places; of many people places per hour are counted instead.
        self.books_time: Bools = self.personal | np.isin(it.supply_kind, (Kind.PEOPLE, Kind.SPACE))
        self.in_bulk: Bools = (it.supply_kind == Kind.PEOPLE) & ~self.personal
        self.owner: Ints = np.where(self.personal, it.supply_party, it.parties + np.arange(it.supplies))
        # What a fixed link takes of an hour: one room, one person, or so many of a bulk offer.
        self._heads: Ints = np.where(self.in_bulk[it.fixed_supply], np.maximum(0, it.fixed_quantity), 1)
        self._count_roles()
        self._count_supplies()
        self.bookings = self._book()
        self.limits = self._tightest(it.supply_max_bookings), self._tightest(it.supply_max_minutes)
        self._weeks: dict[int, tuple[Ints, Ints]] = {}
        self.booked: Bools = np.bincount(self.bookings.owner, minlength=self.owners) > 0

    def lifted(self, lift: Ints) -> Settled:
        """The same state of a question whose needs count so many per cent."""
        other = copy.copy(self)
        other.instance = dataclasses.replace(self.instance, need_lift=lift)
        return other

    def _count_roles(self) -> None:
        """Per role: units `filled` by fixed links (links, when to be agreed), still missing to the `least`, still
        `open`; `loosely_held`: an amount was asked and a fixed link leaves it open, which keeps one unit of it."""
        it, role = self.instance, self.instance.fixed_role
        agreed = it.role_quantity[role] < 0
        self.filled: Ints = _sums(role, np.where(agreed, 1, np.maximum(0, it.fixed_quantity)), it.roles)
        self.least: Ints = np.maximum(0, it.role_at_least - self.filled)
        self.loosely_held: Bools = np.bincount(role[(it.fixed_quantity < 0) & ~agreed], minlength=it.roles) > 0
        self.open: Ints = np.maximum(0, np.abs(it.role_quantity) - self.filled - self.loosely_held)
        self.open[role[np.isin(it.role_kind[role], UNDIVIDED)]] = 0

    def _count_supplies(self) -> None:
        """`left`: units of a lot not yet given away, -1 unknown; people and rooms keep theirs, hours use it up.
        `untimed_held`: per owner, people or rooms promised in fixed roles without an hour."""
        it, supply = self.instance, self.instance.fixed_supply
        used = _sums(supply, np.maximum(0, it.fixed_quantity), it.supplies)
        used = np.where(np.isin(it.supply_kind, LOTS), used, 0)
        left = np.where(it.supply_capacity < 0, -1, np.maximum(0, it.supply_capacity - used))
        alone = self.personal & (it.supply_kind == Kind.PEOPLE)
        self.left: Ints = np.where(alone, np.minimum(1, np.abs(left)), left)
        held = np.isin(it.supply_kind[supply], (Kind.PEOPLE, Kind.SPACE)) & (it.role_start[it.fixed_role] < 0)
        self.untimed_held: Ints = _sums(self.owner[supply[held]], self._heads[held], self.owners)

    def _book(self) -> Bookings:
        """Busy hours and the hours of fixed links, of supplies that book time."""
        it = self.instance
        timed = (it.role_start[it.fixed_role] >= 0) & self.books_time[it.fixed_supply]
        role, busy = it.fixed_role[timed], self.books_time[it.busy_supply]
        heads = np.where(self.in_bulk[it.busy_supply], it.busy_quantity, 1)
        return Bookings(
            owner=self.owner[np.concatenate((it.busy_supply[busy], it.fixed_supply[timed]))],
            start=np.concatenate((it.busy_start[busy], it.role_start[role])),
            end=np.concatenate((it.busy_end[busy], it.role_end[role])),
            quantity=np.concatenate((heads[busy], self._heads[timed])),
            lat=np.concatenate((it.busy_lat[busy], it.role_lat[role])),
            lon=np.concatenate((it.busy_lon[busy], it.role_lon[role])),
        )

    def _tightest(self, limit: Ints) -> Ints:
        """Per owner, the tightest weekly limit of its supplies; -1 none."""
        least, told = np.full(self.owners, MOST + 1), (limit >= 0) & self.books_time
        np.minimum.at(least, self.owner[told], limit[told])
        return np.where(least > MOST, -1, least)

    def used_in(self, week: int) -> tuple[Ints, Ints]:
        """Per owner: bookings and minutes already given in that week."""
        if week not in self._weeks:
            held, mine = self.bookings, self.bookings.start // MINUTES_A_WEEK == week
            owner, times, length = held.owner[mine], held.quantity[mine], (held.end - held.start)[mine]
            self._weeks[week] = _sums(owner, times, self.owners), _sums(owner, times * length, self.owners)
        return self._weeks[week]

    def clash(self, role: int, owners: Ints) -> Bools:
        """For each of `owners`: True where a booking, with the way to it, overlaps this role's hours."""
        it, clash = self.instance, np.zeros(len(owners), np.bool_)
        start, end = int(it.role_start[role]), int(it.role_end[role])
        if start < 0 or not len(self.bookings.owner):
            return clash
        order, ptr = self._by_owner
        at, entries = spread(ptr, owners)
        held, mine = self.bookings, order[entries]
        away = metres(it.role_lat[role], it.role_lon[role], held.lat[mine], held.lon[mine])
        pause = np.where(held.owner[mine] < it.parties, pause_between(away, self.policy), 0)
        clash[at[(held.start[mine] < end + pause) & (start < held.end[mine] + pause)]] = True
        return clash

    @cached_property
    def _by_owner(self) -> tuple[Ints, Ints]:
        """The bookings in the order of their owners, and where those of each begin."""
        count = np.bincount(self.bookings.owner, minlength=self.owners)
        return np.argsort(self.bookings.owner, kind="stable"), np.concatenate(([0], np.cumsum(count)))

    def heads_booked(self, owner: int, start: int, end: int) -> int:
        """The most people of a bulk offer booked at one moment between `start` and `end`."""
        held = self.bookings
        mine = (held.owner == owner) & (held.start < end) & (held.end > start)
        moments = np.maximum(held.start[mine], start)
        there = (held.start[mine] <= moments[:, None]) & (held.end[mine] > moments[:, None])
        return int((there * held.quantity[mine]).sum(axis=1).max(initial=0))


def spread(ptr: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """The entries ptr[row]:ptr[row + 1] of all `rows`, one after the other, and to which position in `rows` each
    belongs: (positions, entries)."""
    count = ptr[rows + 1] - ptr[rows]
    at = np.repeat(np.arange(len(rows)), count)
    return at, np.arange(len(at)) + np.repeat(ptr[rows] - np.cumsum(count) + count, count)


def _sums(index: Ints, amount: Ints, rows: int) -> Ints:
    total = np.zeros(rows, np.int64)
    np.add.at(total, index, amount)
    return total
