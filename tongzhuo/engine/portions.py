"""From shares to whole units: goods and money are handed out in pieces, never more than a lot holds."""

from __future__ import annotations

from collections import defaultdict, deque

import numpy as np

from tongzhuo.engine.instance import Floats, Ints
from tongzhuo.engine.seats import Seats
from tongzhuo.engine.settled import UNDIVIDED

NEAR = 1e-6  # HiGHS keeps its rows to 1e-7 of their scale

Node = tuple[str, int]
Edge = tuple[int, int]


def whole_portions(seats: Seats, amounts: Floats) -> Ints:
    """The quantity of each candidate in its role's unit: 0 not linked, -1 to be agreed.

    `amounts` are the columns of the program. Exact: lots and roles are kept to the unit, whatever the rounding.
    """
    found, it = seats.found, seats.settled.instance
    picked = np.round(amounts).astype(np.int64)
    whole = np.where(np.isin(it.role_kind[found.role], UNDIVIDED), picked * found.most, picked)
    quantity = np.where(seats.agreed | seats.loose, -picked, whole)
    quantity[seats.shared] = 0
    used = np.flatnonzero(seats.shared & (amounts > NEAR / 10))
    portions = _Portions(seats, used, amounts)
    portions.hand_out()
    for edge, candidate in portions.candidate.items():
        quantity[candidate] = portions.units[edge]
    return quantity


class _Portions:
    """Units of every (role, lot), started from the rounded-down shares and completed along free lots."""

    def __init__(self, seats: Seats, used: Ints, amounts: Floats) -> None:
        found, self.settled = seats.found, seats.settled
        self.candidate = {(int(found.role[e]), int(found.supply[e])): int(e) for e in used}
        self.lots_of, self.roles_of = defaultdict[int, list[int]](list), defaultdict[int, list[int]](list)
        self.units: dict[Edge, int] = {}
        self.free: dict[int, int] = {}
        self.meant = defaultdict[int, float](float)
        for (role, lot), e in self.candidate.items():
            amount = float(amounts[e]) * int(found.most[e])
            free = self.free.setdefault(lot, int(self.settled.left[lot]))
            self.units[role, lot] = given = min(int(amount + NEAR), int(found.most[e]), free)
            self.free[lot] -= given
            self.meant[role] += amount
            self.lots_of[role].append(lot)
            self.roles_of[lot].append(role)

    def hand_out(self) -> None:
        """Bring every role to the whole amount meant for it, as far as its lots go."""
        for role in sorted(self.lots_of):
            more = self._target(role) - sum(self.units[role, lot] for lot in self.lots_of[role])
            while more > 0 and (path := self._path(role)):
                more -= self._shift(path, more)
            for lot in self.lots_of[role]:
                back = min(max(0, -more), self.units[role, lot])
                self.units[role, lot] -= back
                self.free[lot] += back
                more += back

    def _target(self, role: int) -> int:
        """All that is open or the least, when the amount meant comes that close; else what it is, rounded down."""
        meant, asked = self.meant[role], int(self.settled.instance.role_quantity[role])
        for mark in (int(self.settled.open[role]), int(self.settled.least[role])):
            if abs(meant - mark) <= max(0.5, NEAR * asked):
                return mark
        return min(int(self.settled.open[role]), int(meant + NEAR))

    def _path(self, role: int) -> list[Edge]:
        """Edges from a lot with something free back to the role, in turn to be raised and lowered; may be empty."""
        before: dict[Node, Node] = {("role", role): ("role", role)}
        queue: deque[Node] = deque(before)
        while queue:
            here = queue.popleft()
            if here[0] == "lot" and self.free[here[1]] > 0:
                return _edges(before, here)
            for step in self._steps(here):
                if step not in before:
                    before[step] = here
                    queue.append(step)
        return []

    def _steps(self, here: Node) -> list[Node]:
        what, row = here
        if what == "role":
            return [("lot", lot) for lot in self.lots_of[row]]
        return [("role", role) for role in self.roles_of[row] if self.units[role, row] > 0]

    def _shift(self, edges: list[Edge], most: int) -> int:
        lot = edges[0][1]
        step = min([most, self.free[lot], *(self.units[edge] for edge in edges[1::2])])
        self.free[lot] -= step
        for at, edge in enumerate(edges):
            self.units[edge] += -step if at % 2 else step
        return step


def _edges(before: dict[Node, Node], at: Node) -> list[Edge]:
    edges = []
    while before[at] != at:
        previous = before[at]
        edges.append((previous[1], at[1]) if at[0] == "lot" else (at[1], previous[1]))
        at = previous
    return edges
