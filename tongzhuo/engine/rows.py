"""What supplies cannot give twice, as linear rows over the candidates: sum(coefficient x candidate) <= most.

A candidate's variable is 1 for a person, a room, a case or a link to be agreed; the number of people of a bulk offer;
the share 0..1 of `most` for goods and money.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

import numpy as np

from tongzhuo.engine.candidates import Candidates
from tongzhuo.engine.cliques import Slots, bit_set, bits, clique_cover
from tongzhuo.engine.instance import MINUTES_A_WEEK, Floats, Ints, Kind
from tongzhuo.engine.settled import LOTS, Settled


@dataclasses.dataclass
class Rows:
    """Sparse rows: entries (row, candidate, coefficient) and the upper side of each row."""

    row: list[Ints] = dataclasses.field(default_factory=list)
    candidate: list[Ints] = dataclasses.field(default_factory=list)
    coefficient: list[Floats] = dataclasses.field(default_factory=list)
    most: list[float] = dataclasses.field(default_factory=list)

    def add(self, candidates: Ints, coefficients: Floats | float, most: float) -> None:
        self.row.append(np.full(len(candidates), len(self.most), np.int64))
        self.candidate.append(candidates)
        self.coefficient.append(np.broadcast_to(np.asarray(coefficients, np.float64), candidates.shape))
        self.most.append(most)


def supply_rows(settled: Settled, found: Candidates) -> Rows:
    """Every row that a supply, a person or a party imposes."""
    rows = Rows()
    it = settled.instance
    timed = it.role_start[found.role] >= 0
    slots = Slots(it, np.unique(found.role[timed]), settled.policy)
    booking = settled.books_time[found.supply]
    for owner, mine in _groups(settled.owner[found.supply], booking & timed):
        if settled.in_bulk[found.supply[mine[0]]]:
            _places_per_hour(rows, settled, found, mine, owner)
            _weekly(rows, settled, found, mine, owner)
        else:
            _one_at_a_time(rows, settled, found, mine, owner, slots)
    _untimed(rows, settled, found, booking & ~timed)
    _lots(rows, settled, found)
    return rows


def _one_at_a_time(rows: Rows, settled: Settled, found: Candidates, mine: Ints, owner: int, slots: Slots) -> None:
    """A person or a room: never two bookings that overlap, the way between them included."""
    slot = slots.of_role[found.role[mine]]
    near = {s: slots.neighbours(s, with_travel=owner < settled.instance.parties) for s in np.unique(slot).tolist()}
    weeks = _weekly(rows, settled, found, mine, owner)
    known = [bit_set(np.unique(slot[week]).tolist()) for week in weeks]
    for clique in clique_cover(bit_set(list(near)), near, known):
        rows.add(mine[np.isin(slot, list(bits(clique)))], 1.0, 1.0)
    covered = np.concatenate([mine[:0], *(mine[week] for week in weeks)])
    for _, same in _groups(slot, ~np.isin(mine, covered)):
        if len(same) > 1 and not near[int(slot[same[0]])]:
            rows.add(mine[same], 1.0, 1.0)


def _weekly(rows: Rows, settled: Settled, found: Candidates, mine: Ints, owner: int) -> list[Ints]:
    """Bookings and minutes a week. Returns the weeks in which one booking is all there may be (positions in mine)."""
    it = settled.instance
    bookings, minutes = (int(limit[owner]) for limit in settled.limits)
    if bookings < 0 and minutes < 0:
        return []
    role = found.role[mine]
    length, ceiling = (it.role_end - it.role_start)[role].astype(np.float64), _ceilings(settled, found, mine)
    single = []
    for week, at in _groups(it.role_start[role] // MINUTES_A_WEEK, np.ones(len(mine), np.bool_)):
        times, spent = (int(used[owner]) for used in settled.used_in(week))
        if bookings >= 0 and bookings - times == 1 and not settled.in_bulk[found.supply[mine[0]]]:
            single.append(at)
        elif bookings >= 0 and ceiling[at].sum() > bookings - times:
            rows.add(mine[at], 1.0, bookings - times)
        if minutes >= 0 and (ceiling * length)[at].sum() > minutes - spent and len(at) > 1:
            rows.add(mine[at], length[at] / max(1, minutes - spent), 1.0 if minutes > spent else 0.0)
    return single


def _places_per_hour(rows: Rows, settled: Settled, found: Candidates, mine: Ints, owner: int) -> None:
    """A bulk offer of c people: at every moment at most c of them are somewhere."""
    it, held = settled.instance, settled.bookings
    capacity = int(it.supply_capacity[found.supply[mine[0]]])
    if capacity < 0:
        return
    starts, ends = it.role_start[found.role[mine]], it.role_end[found.role[mine]]
    own = held.owner == owner
    counted = mine[found.most[mine] >= 0]
    ceiling = _ceilings(settled, found, mine)
    tightest: dict[bytes, tuple[Ints, int]] = {}
    for moment in np.unique(np.concatenate((starts, held.start[own]))).tolist():
        there = np.flatnonzero((starts <= moment) & (moment < ends) & np.isin(mine, counted))
        used = int(held.quantity[own & (held.start <= moment) & (moment < held.end)].sum())
        left = max(0, capacity - used)
        if len(there) and ceiling[there].sum() > left:
            before = tightest.get(there.tobytes(), (there, left))
            tightest[there.tobytes()] = (there, min(left, before[1]))
    for there, left in tightest.values():
        rows.add(mine[there], 1.0, left)


def _untimed(rows: Rows, settled: Settled, found: Candidates, mask: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> None:
    """Without an hour: a person or a room holds one such role, a bulk offer as many places as it has."""
    it = settled.instance
    mask = mask & np.isin(it.supply_kind[found.supply], (Kind.PEOPLE, Kind.SPACE))
    for owner, mine in _groups(settled.owner[found.supply], mask):
        if settled.in_bulk[found.supply[mine[0]]]:
            counted = mine[found.most[mine] >= 0]
            left = int(settled.left[found.supply[mine[0]]]) - int(settled.untimed_held[owner])
            if len(counted) and settled.left[found.supply[mine[0]]] >= 0:
                rows.add(counted, 1.0, max(0, left))
        elif len(mine) > 1:
            rows.add(mine, 1.0, 1.0)


def _lots(rows: Rows, settled: Settled, found: Candidates) -> None:
    """Goods, money, caseload, an operator's capacity: together never more than is left."""
    it = settled.instance
    mask = np.isin(it.supply_kind[found.supply], LOTS) & (found.most > 0)
    for supply, mine in _groups(found.supply, mask):
        left = int(settled.left[supply])
        if found.most[mine].sum() > left >= 0:
            rows.add(mine, found.most[mine] / left, 1.0)


def _ceilings(settled: Settled, found: Candidates, mine: Ints) -> Ints:
    bulk = settled.in_bulk[found.supply[mine]]
    return np.where(bulk, np.maximum(0, found.most[mine]), 1)


def _groups(keys: Ints, mask: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Iterable[tuple[int, Ints]]:
    """(key, positions) for each key among the marked positions, rising."""
    at = np.flatnonzero(mask)
    at = at[np.argsort(keys[at], kind="stable")]
    cuts = np.flatnonzero(np.diff(keys[at])) + 1
    return [(int(keys[part[0]]), part) for part in np.split(at, cuts) if len(part)]
