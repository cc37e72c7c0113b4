"""What fixed links and bookings elsewhere leave open: the state of the table before planning starts."""

import dataclasses
from functools import cached_property

import numpy as np

from tongzhuo.engine.geometry import metres, pause_between
from tongzhuo.engine.instance import MINUTES_A_WEEK, Bools, Floats, Instance, Ints, Kind
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


@dataclasses.dataclass(frozen=True)
class Settled:
    """An instance with its fixed links and busy hours taken into account.

    An *owner* is what books time: a person (row of party) for their own time and work, else the supply itself
    (number of parties + row of supply).
    """

    instance: Instance
    policy: Policy

    @cached_property
    def owner(self) -> Ints:
        it = self.instance
        return np.where(self.personal, it.supply_party, it.parties + np.arange(it.supplies))

    @cached_property
    def personal(self) -> Bools:
        """Supplies that are one person's own time or work."""
        it = self.instance
        own = np.isin(it.supply_kind, (Kind.PEOPLE, Kind.PROFESSIONAL))
        return own & it.party_person[it.supply_party]

    @cached_property
    def books_time(self) -> Bools:
        """Supplies that cannot be given twice for the same hour."""
        return self.personal | np.isin(self.instance.supply_kind, (Kind.PEOPLE, Kind.SPACE))

    @cached_property
    def in_bulk(self) -> Bools:
        """Supplies of many people: places per hour are counted instead of journeys."""
        return (self.instance.supply_kind == Kind.PEOPLE) & ~self.personal

    @cached_property
    def filled(self) -> Ints:
        """Units of each role covered by fixed links; of a role to be agreed, the number of fixed links."""
        it = self.instance
        counted = np.where(it.role_quantity[it.fixed_role] < 0, 1, np.maximum(0, it.fixed_quantity))
        return _sums(it.fixed_role, counted, it.roles)

    @cached_property
    def least(self) -> Ints:
        """Units of each role still missing to its at_least."""
        return np.maximum(0, self.instance.role_at_least - self.filled)

    @cached_property
    def open(self) -> Ints:
        """Units of each role still open (1 for a role to be agreed that nobody holds; 0 for a room somebody gives).

        A link to be agreed on a role that asks an amount keeps one unit of it.
        """
        it = self.instance
        still = np.maximum(0, np.where(it.role_quantity < 0, 1, it.role_quantity) - self.filled - self.loosely_held)
        still[it.fixed_role[np.isin(it.role_kind[it.fixed_role], UNDIVIDED)]] = 0
        return still

    @cached_property
    def loosely_held(self) -> Bools:
        """Roles that ask an amount and have a fixed link whose amount is to be agreed."""
        it = self.instance
        loose = it.fixed_role[(it.fixed_quantity < 0) & (it.role_quantity[it.fixed_role] >= 0)]
        return np.bincount(loose, minlength=it.roles) > 0

    @cached_property
    def left(self) -> Ints:
        """Units of each lot not yet given away; -1 unknown. Rooms and people keep their capacity: hours use it up."""
        it = self.instance
        used = _sums(it.fixed_supply, np.maximum(0, it.fixed_quantity), it.supplies)
        used = np.where(np.isin(it.supply_kind, LOTS), used, 0)
        left = np.where(it.supply_capacity < 0, -1, np.maximum(0, it.supply_capacity - used))
        return np.where(self.personal & (it.supply_kind == Kind.PEOPLE), np.minimum(1, np.abs(left)), left)

    @cached_property
    def untimed_held(self) -> Ints:
        """Per owner, people or rooms promised in fixed roles without an hour."""
        it = self.instance
        kinds = np.isin(it.supply_kind[it.fixed_supply], (Kind.PEOPLE, Kind.SPACE))
        held = kinds & (it.role_start[it.fixed_role] < 0)
        return _sums(self.owner[it.fixed_supply[held]], self._heads()[held], it.parties + it.supplies)

    @cached_property
    def bookings(self) -> Bookings:
        """Busy hours and the hours of fixed links, of supplies that book time."""
        it = self.instance
        timed = (it.role_start[it.fixed_role] >= 0) & self.books_time[it.fixed_supply]
        role, supply = it.fixed_role[timed], it.fixed_supply[timed]
        busy = self.books_time[it.busy_supply]
        one = ~self.in_bulk[it.busy_supply[busy]]
        return Bookings(
            owner=np.concatenate((self.owner[it.busy_supply[busy]], self.owner[supply])),
            start=np.concatenate((it.busy_start[busy], it.role_start[role])),
            end=np.concatenate((it.busy_end[busy], it.role_end[role])),
            quantity=np.concatenate((np.where(one, 1, it.busy_quantity[busy]), self._heads()[timed])),
            lat=np.concatenate((it.busy_lat[busy], it.role_lat[role])),
            lon=np.concatenate((it.busy_lon[busy], it.role_lon[role])),
        )

    @cached_property
    def booked(self) -> Bools:
        """Owners that have any booking."""
        it = self.instance
        return np.bincount(self.bookings.owner, minlength=it.parties + it.supplies) > 0

    @cached_property
    def limits(self) -> tuple[Ints, Ints]:
        """Per owner: bookings and minutes a week, the tightest of its supplies; -1 no limit."""
        it = self.instance
        tightest = []
        for column in (it.supply_max_bookings, it.supply_max_minutes):
            least = np.full(it.parties + it.supplies, np.iinfo(np.int64).max)
            told = (column >= 0) & self.books_time
            np.minimum.at(least, self.owner[told], column[told])
            tightest.append(np.where(least == np.iinfo(np.int64).max, -1, least))
        return tightest[0], tightest[1]

    @cached_property
    def _weeks(self) -> dict[int, tuple[Ints, Ints]]:
        held, owners = self.bookings, self.instance.parties + self.instance.supplies
        weeks, minutes = held.start // MINUTES_A_WEEK, (held.end - held.start) * held.quantity
        return {
            int(week): (
                _sums(held.owner[weeks == week], held.quantity[weeks == week], owners),
                _sums(held.owner[weeks == week], minutes[weeks == week], owners),
            )
            for week in np.unique(weeks)
        }

    def used_in(self, week: int) -> tuple[Ints, Ints]:
        """Per owner: bookings and minutes already given in that week."""
        none = np.zeros(self.instance.parties + self.instance.supplies, np.int64)
        return self._weeks.get(week, (none, none))

    def clashing_owners(self, role: int) -> Bools:
        """Per owner: True where a booking, with the way to it, overlaps this role's hours."""
        it, held = self.instance, self.bookings
        clash = np.zeros(it.parties + it.supplies, np.bool_)
        start, end = int(it.role_start[role]), int(it.role_end[role])
        if start < 0 or not len(held.owner):
            return clash
        away = metres(it.role_lat[role], it.role_lon[role], held.lat, held.lon)
        pause = np.where(held.owner < it.parties, pause_between(away, self.policy), 0)
        clash[held.owner[(held.start < end + pause) & (start < held.end + pause)]] = True
        return clash

    def heads_booked(self, owner: int, start: int, end: int) -> int:
        """The most people of a bulk offer booked at one moment between `start` and `end`."""
        held = self.bookings
        mine = (held.owner == owner) & (held.start < end) & (held.end > start)
        moments = np.maximum(held.start[mine], start)
        there = (held.start[mine] <= moments[:, None]) & (held.end[mine] > moments[:, None])
        return int((there * held.quantity[mine]).sum(axis=1).max(initial=0))

    def _heads(self) -> Ints:
        """What a fixed link takes of an hour: one room, one person, or so many of a bulk offer."""
        it = self.instance
        return np.where(self.in_bulk[it.fixed_supply], np.maximum(0, it.fixed_quantity), 1)


def _sums(index: Ints, amount: Ints, rows: int) -> Ints:
    total = np.zeros(rows, np.int64)
    np.add.at(total, index, amount)
    return total
