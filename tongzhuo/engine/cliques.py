"""Bookings that exclude each other, gathered into as few and as large groups as possible (bit sets of slots).

A slot is one (start, end, point), numbered by start; a set of slots is one Python integer. One row "at most one of
these" per group says all that the pairs say, and more tightly.
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from tongzhuo.engine.geometry import metres, pause_between
from tongzhuo.engine.instance import Instance, Ints
from tongzhuo.engine.policy import Policy


class Slots:
    """The distinct slots of some roles and which of them overlap, with the way between them or without."""

    def __init__(self, it: Instance, roles: Ints, policy: Policy) -> None:
        places = np.stack((it.role_lat[roles], it.role_lon[roles]), axis=1)
        keys = np.column_stack((it.role_start[roles], it.role_end[roles], np.nan_to_num(places, nan=999.0)))
        self._unique, slot = np.unique(keys, axis=0, return_inverse=True)
        self.of_role = np.full(it.roles, -1, np.int64)
        self.of_role[roles] = slot.reshape(-1)
        self._policy = policy
        self._near: dict[tuple[int, bool], int] = {}

    def neighbours(self, slot: int, *, with_travel: bool) -> int:
        """The other slots that overlap this one."""
        if (slot, with_travel) not in self._near:
            start, end, lat, lon = (np.where(column == 999.0, np.nan, column) for column in self._unique.T)
            pause = pause_between(metres(lat[slot], lon[slot], lat, lon), self._policy) if with_travel else 0
            clash = (start < end[slot] + pause) & (start[slot] < end + pause)
            clash[slot] = False
            bytes_ = np.packbits(clash, bitorder="little").tobytes()
            self._near[slot, with_travel] = int.from_bytes(bytes_, "little")
        return self._near[slot, with_travel]


def bits(members: int) -> Iterator[int]:
    """The numbers in a bit set, rising."""
    while members:
        low = members & -members
        yield low.bit_length() - 1
        members ^= low


def bit_set(members: Iterable[int]) -> int:
    whole = 0
    for member in members:
        whole |= 1 << member
    return whole


def clique_cover(members: int, near: dict[int, int], known: Sequence[int] = ()) -> list[int]:
    """Maximal cliques that together cover every pair of neighbours in `members`; `known` ones are taken first."""
    covered = dict.fromkeys(bits(members), 0)
    cliques = list(known)
    for clique in known:
        for slot in bits(clique):
            covered[slot] |= clique
    for slot in covered:
        own = near[slot] & members
        while missing := own & ~covered[slot]:
            clique = _grow(1 << slot, missing, own, near)
            cliques.append(clique)
            for other in bits(clique):
                covered[other] |= clique
    return cliques


def _grow(clique: int, first: int, common: int, near: dict[int, int]) -> int:
    """Add neighbours of all until none is left, those still missing first, the latest first."""
    while common:
        chosen = common & first or common
        pick = chosen.bit_length() - 1
        clique |= 1 << pick
        common &= near[pick]
    return clique
