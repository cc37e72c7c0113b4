"""Kernels that lay the question out: a few passes over all edges, without copies of them."""

import numpy as np

from tongzhuo.engine.instance import Bools, Ints
from tongzhuo.market.lean import kernel
from tongzhuo.market.question import Ints32


@kernel
def lay_edges(ptr: Ints, roles: Ints, rank: Ints, loose: Bools, edge: Ints32, role: Ints32, first: Ints) -> None:
    """Row of the candidates and ask of each edge: asks in the order of `roles`, loose edges (none if empty) last.

    `ptr`: candidates of role i are ptr[i]:ptr[i + 1]; `rank`: the ask of each role."""
    some, at = len(loose) > 0, 0
    for r in range(len(roles)):
        first[r] = at
        for i in range(ptr[roles[r]], ptr[roles[r] + 1]):
            if not (some and loose[i]):
                edge[at], role[at] = i, r
                at += 1
    first[len(roles)] = at
    if some:
        for j in range(len(roles)):
            for i in range(ptr[j], ptr[j + 1]):
                if loose[i]:
                    edge[at], role[at] = i, rank[j]
                    at += 1


@kernel
def own_edges(
    supply: Ints32, timed: Bools, role: Ints32, keys: tuple[Ints32, Ints32], owner: Ints32, of: Ints32
) -> None:
    """Who gives each edge: `keys` of its supply, for asks with an hour and without. `of`: a supply of each owner."""
    for e in range(len(supply)):
        key = keys[0][supply[e]] if timed[role[e]] else keys[1][supply[e]]
        owner[e] = key
        of[key] = supply[e]


@kernel
def number_sellers(owner: Ints32, number: Ints32, degree: Ints) -> None:
    """Numbers of sellers in place of owners; counts the edges of each."""
    for e in range(len(owner)):
        owner[e] = number[owner[e]]
        degree[owner[e]] += 1


@kernel
def allow(week: Ints, number: int, role: Ints32, supply: Ints32, left: tuple[Ints32, Ints32], out: Ints32) -> None:
    """Bookings and minutes (columns of `out`) that the givers of the edges of one week have left in it."""
    for e in range(len(role)):
        if week[role[e]] == number:
            out[0, e] = left[0][supply[e]]
            out[1, e] = left[1][supply[e]]


@kernel
def place_words(line: Ints, seller: Ints32, at: Ints32) -> None:
    """The first word of the seller of each edge."""
    for e in range(len(seller)):
        at[e] = line[seller[e]]


def sorted_by_seller(seller: Ints32, place: Ints, role: Ints32, start: Ints) -> Ints32:
    """Edges of every seller, by the start of their asks."""
    order, rank = np.empty(len(seller), np.int32), np.empty(len(seller), np.int32)
    _, by_start = np.unique(start, return_inverse=True)
    _sort_by_seller(seller, place, place[:-1].copy(), role, by_start.reshape(-1), order, rank)
    return order


@kernel
def _sort_by_seller(
    seller: Ints32, place: Ints, at: Ints, role: Ints32, by_start: Ints, order: Ints32, rank: Ints32
) -> None:
    """Counting sort, then insertion. `rank`: scratch, that of the start of each edge of `order`."""
    for e in range(len(seller)):
        v, when = seller[e], by_start[role[e]]
        j = at[v]
        at[v] += 1
        while j > place[v] and rank[j - 1] > when:
            order[j], rank[j] = order[j - 1], rank[j - 1]
            j -= 1
        order[j], rank[j] = e, when
