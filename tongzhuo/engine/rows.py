"""What supplies cannot give twice, as linear rows over the candidates: sum(coefficient x candidate) <= most.

A candidate's variable is 1 for a person, a room, a case or a link to be agreed; the number of people of a bulk offer;
the share 0..1 of `most` for goods and money.
"""

from collections.abc import Iterable

import numpy as np

from tongzhuo.engine.candidates import Candidates
from tongzhuo.engine.cliques import Slots, bit_set, bits, clique_cover
from tongzhuo.engine.instance import MINUTES_A_WEEK, Bools, Floats, Ints, Kind
from tongzhuo.engine.settled import LOTS, Settled


class SupplyRows:
    """Every row that a supply or a person imposes: entries (row, candidate, coefficient), and `most` of each row."""

    def __init__(self, settled: Settled, found: Candidates) -> None:
        self.settled, self.found = settled, found
        self._members: list[Ints] = []
        self._coefficients: list[Floats] = []
        self._most: list[float] = []
        self._owners()
        self._untimed()
        self._lots()
        self.row = np.repeat(np.arange(len(self._most)), [len(members) for members in self._members])
        self.candidate: Ints = np.concatenate([np.zeros(0, np.int64), *self._members])
        self.coefficient: Floats = np.concatenate([np.zeros(0), *self._coefficients])
        self.most: Floats = np.array(self._most, np.float64)

    def _add(self, members: Ints, coefficients: Floats | float, most: float) -> None:
        if len(members):
            self._members.append(members)
            self._coefficients.append(np.full(len(members), coefficients, np.float64))
            self._most.append(most)

    def _owners(self) -> None:
        """Whatever books time."""
        found, settled, it = self.found, self.settled, self.settled.instance
        timed = it.role_start[found.role] >= 0
        slots = Slots(it, np.unique(found.role[timed]), settled.policy)
        for owner, mine in _groups(settled.owner[found.supply], settled.books_time[found.supply] & timed):
            weeks = self._weekly(mine, owner)
            if settled.in_bulk[found.supply[mine[0]]]:
                self._places_per_hour(mine, owner)
            else:
                self._one_at_a_time(mine, owner, weeks, slots)

    def _one_at_a_time(self, mine: Ints, owner: int, weeks: list[Ints], slots: Slots) -> None:
        """A person or a room: never two bookings that overlap, the way between them included for a person."""
        of_role, role = slots.of_role, self.found.role
        at_slot: dict[int, list[int]] = {}
        for candidate, slot in zip(mine.tolist(), of_role[role[mine]].tolist(), strict=True):
            at_slot.setdefault(slot, []).append(candidate)
        travels = owner < self.settled.instance.parties
        near = {slot: slots.neighbours(slot, with_travel=travels) for slot in at_slot}
        cliques = clique_cover(bit_set(at_slot), near, [bit_set(of_role[role[week]].tolist()) for week in weeks])
        covered = bit_set(slot for clique in cliques for slot in bits(clique))
        cliques += [1 << slot for slot in at_slot if not covered >> slot & 1]
        for clique in cliques:
            together = [candidate for slot in bits(clique) for candidate in at_slot[slot]]
            if len(together) > 1:
                self._add(np.array(together), 1.0, 1.0)

    def _weekly(self, mine: Ints, owner: int) -> list[Ints]:
        """Bookings and minutes a week; returns the weeks in which one booking is all there may be, left to cliques."""
        it, role = self.settled.instance, self.found.role[mine]
        bookings, minutes = (int(limit[owner]) for limit in self.settled.limits)
        bulk = bool(self.settled.in_bulk[self.found.supply[mine[0]]])
        length, heads = (it.role_end - it.role_start)[role].astype(np.float64), self._heads(mine)
        single: list[Ints] = []
        if bookings < 0 and minutes < 0:
            return single
        counts = np.minimum(heads, 1.0)
        for week, at in _groups(it.role_start[role] // MINUTES_A_WEEK, np.ones(len(mine), np.bool_)):
            times, spent = (int(used[owner]) for used in self.settled.used_in(week))
            if bookings - times == 1 and not bulk:
                single.append(mine[at])
            elif bookings >= 0 and heads[at].sum() > bookings - times:
                self._add(mine[at], counts[at], max(0, bookings - times))
            if minutes >= 0 and (heads * length)[at].sum() > minutes - spent:
                self._add(mine[at], counts[at] * length[at] / max(1, minutes - spent), float(minutes > spent))
        return single

    def _places_per_hour(self, mine: Ints, owner: int) -> None:
        """A bulk offer of c people: at every moment at most c of them are somewhere."""
        it, held, found = self.settled.instance, self.settled.bookings, self.found
        capacity, heads = int(it.supply_capacity[found.supply[mine[0]]]), self._heads(mine)
        starts, ends, own = it.role_start[found.role[mine]], it.role_end[found.role[mine]], held.owner == owner
        tightest: dict[bytes, tuple[Ints, int]] = {}
        for moment in np.unique(np.concatenate((starts, held.start[own]))).tolist() if capacity >= 0 else ():
            there = np.flatnonzero((starts <= moment) & (moment < ends) & (heads > 0))
            used = int(held.quantity[own & (held.start <= moment) & (moment < held.end)].sum())
            left = max(0, capacity - used)
            if heads[there].sum() > left:
                _, before = tightest.get(there.tobytes(), (there, left))
                tightest[there.tobytes()] = (there, min(left, before))
        for there, left in tightest.values():
            self._add(mine[there], 1.0, left)

    def _untimed(self) -> None:
        """Without an hour: a person or a room holds one such role, a bulk offer as many places as it has."""
        it, settled, found = self.settled.instance, self.settled, self.found
        mask = np.isin(it.supply_kind[found.supply], (Kind.PEOPLE, Kind.SPACE)) & (it.role_start[found.role] < 0)
        for owner, mine in _groups(settled.owner[found.supply], mask):
            supply = found.supply[mine[0]]
            if not settled.in_bulk[supply]:
                self._add(mine, 1.0, 1.0)
            elif settled.left[supply] >= 0:
                self._add(
                    mine[self._heads(mine) > 0], 1.0, max(0, int(settled.left[supply] - settled.untimed_held[owner]))
                )

    def _lots(self) -> None:
        """Goods, money, caseload, an operator's capacity: together never more than is left."""
        it, found = self.settled.instance, self.found
        for supply, mine in _groups(found.supply, np.isin(it.supply_kind[found.supply], LOTS) & (found.most > 0)):
            left = int(self.settled.left[supply])
            if found.most[mine].sum() > left >= 0:
                self._add(mine, found.most[mine] / left, 1.0)

    def _heads(self, mine: Ints) -> Floats:
        """The most people each candidate takes of its supply's time."""
        bulk = self.settled.in_bulk[self.found.supply[mine]]
        return np.where(bulk, np.maximum(0, self.found.most[mine]), 1).astype(np.float64)


def _groups(keys: Ints, mask: Bools) -> Iterable[tuple[int, Ints]]:
    """(key, positions) for each key among the marked positions, rising."""
    at = np.flatnonzero(mask)
    at = at[np.argsort(keys[at], kind="stable")]
    cuts = np.flatnonzero(np.diff(keys[at])) + 1
    return [(int(keys[part[0]]), part) for part in np.split(at, cuts) if len(part)]
