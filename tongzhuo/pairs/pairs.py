"""Who could sit where, for a whole city: the pairs of `engine.candidates`, found through an index instead of by
looking at everyone for every role. The rules there are the definition; each has its kernel in `rules`, by the same
name, and the pairs are the same to the last one (distances agree to less than a millimetre).
"""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tongzhuo.engine.candidates import Candidates, World
from tongzhuo.engine.instance import InstanceError, Ints
from tongzhuo.engine.policy import Policy
from tongzhuo.pairs.index import Index, index_of
from tongzhuo.pairs.search import scan, weigh

CHUNK = 1 << 20  # pairs found in one slice of work, at least
MOST_PAIRS = 2**31 - 1  # solvers number them with 32 bits


@dataclasses.dataclass(frozen=True)
class Pairs(Candidates):
    """Feasible pairs in small columns: int32, `metres` float32, `most` int64 only where an amount asks for it. Widen
    them before multiplying rows. Those of role r are `ptr[r]` up to `ptr[r + 1]`."""

    ptr: Ints


def candidates(world: World) -> Pairs:
    """Every feasible pair of a role that is still open and a supply. Raises InstanceError beyond `MOST_PAIRS`."""
    index = index_of(world)
    found, counts = _found(index, world.policy)
    refuse_too_many(len(found))
    index = index.without_entries()
    ptr = np.zeros(world.instance.roles + 1, np.int64)
    ptr[index.roles["row"] + 1] = counts
    np.cumsum(ptr, out=ptr)
    # Small columns, although `Candidates` speaks of whole numbers of 64 bits.
    role, supply, fit, metres = (_empty(ptr[-1], kind) for kind in (np.int32, np.int32, np.int32, np.float32))
    small = int(index.roles["wanted"].max(initial=0)) < 2**31
    most, points = _empty(ptr[-1], np.int32 if small else np.int64), _points(world.policy)
    weigh(
        index.roles, index.lines, index.supply, index.more, index.bookings, found, counts, ptr, points,
        role, supply, most, metres, fit,
    )  # fmt: skip
    return Pairs(role, supply, most, metres, fit, ptr)


def refuse_too_many(pairs: int) -> None:
    if pairs > MOST_PAIRS:
        raise InstanceError("role_code", -1, pairs, f"more pairs of a role and a supply than {MOST_PAIRS}")


def _empty(rows: int, kind: type) -> Any:
    return np.empty(rows, kind)


def _found(index: Index, policy: Policy) -> tuple[NDArray[np.int32], Ints]:
    """Lines that fit, role after role, and how many of each role."""
    cells = index.grid.rows * index.grid.columns + 1
    largest = int(np.diff(index.starts[::cells]).max(initial=0))
    chunks, counts, first = [np.zeros(0, np.int32)], np.zeros(len(index.roles), np.int64), 0
    pauses = (float(policy.metres_a_minute), float(policy.same_place_m), policy.buffer_minutes, policy.pause_minutes)
    while first < len(index.roles):
        chunk = np.empty(CHUNK + largest, np.int32)
        first, used = scan(
            first, index.grid, index.roles, index.lines, index.more, index.entries, index.starts, index.bookings,
            index.purposes, index.barred, index.held, pauses, chunk, counts,
        )  # fmt: skip
        chunks.append(chunk[:used].copy())
    return np.concatenate(chunks), counts


def _points(policy: Policy) -> tuple[int, int, int, float]:
    return policy.near_points, policy.cause_points, policy.language_points, float(policy.near_m)
