"""From shares to whole units: goods and money are handed out in pieces, never more than a lot holds."""

import numpy as np

from tongzhuo.engine.instance import Floats, Ints
from tongzhuo.engine.seats import Seats
from tongzhuo.engine.settled import UNDIVIDED

NEAR = 1e-6  # HiGHS keeps its rows to 1e-7 of their scale


def whole_portions(seats: Seats, amounts: Floats) -> Ints:
    """The quantity of each candidate in its role's unit: 0 not linked, -1 to be agreed.

    `amounts` are the columns of the program. Lots and roles are kept to the unit: shares are rounded down, and what
    that leaves of a role comes from the lots that the role already uses.
    """
    found, settled = seats.found, seats.settled
    picked = np.round(amounts).astype(np.int64)
    whole = np.where(np.isin(settled.instance.role_kind[found.role], UNDIVIDED), picked * found.most, picked)
    quantity = np.where(seats.agreed | seats.loose, -picked, whole)
    shared = np.flatnonzero(seats.shared)
    quantity[shared] = np.floor(amounts[shared] * found.most[shared] + NEAR).astype(np.int64)
    free = {int(lot): int(settled.left[lot]) for lot in found.supply[shared]}
    used = shared[amounts[shared] > NEAR / 10]
    for e in used[np.lexsort((quantity[used], found.supply[used]))].tolist():
        quantity[e] = min(int(quantity[e]), free[int(found.supply[e])])
        free[int(found.supply[e])] -= int(quantity[e])
    for role in np.unique(found.role[used]).tolist():
        mine = used[found.role[used] == role]
        wanted = _meant(seats, role, mine, amounts)
        for e, lot in zip(mine.tolist(), found.supply[mine].tolist(), strict=True):
            more = int(np.clip(wanted - int(quantity[mine].sum()), -quantity[e], free[lot]))
            quantity[e] += more
            free[lot] -= more
    return quantity


def _meant(seats: Seats, role: int, mine: Ints, amounts: Floats) -> int:
    """All that is open or the least, when the shares come that close; else what they are, rounded down."""
    settled = seats.settled
    meant, asked = float(amounts[mine] @ seats.found.most[mine]), int(settled.instance.role_quantity[role])
    for mark in (int(settled.open[role]), int(settled.least[role])):
        if abs(meant - mark) <= max(0.5, NEAR * asked):
            return mark
    return min(int(settled.open[role]), int(meant + NEAR))
