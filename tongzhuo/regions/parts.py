"""A part of a market is a smaller market: the same rows in the same order, of one region alone. What it books comes
back by the edges of the whole.
"""

from typing import Any, NamedTuple

import numpy as np

from tongzhuo.engine.instance import Bools, Floats, Ints
from tongzhuo.engine.settled import Bookings
from tongzhuo.market.laying import sorted_by_seller
from tongzhuo.market.ledger import (
    EDGE,
    GUARD,
    IN,
    PAID,
    WHOLE,
    Books,
    book,
    held,
    needs_in,
    opened,
    row_at,
    used_units,
)  # fmt: skip
from tongzhuo.market.question import RIVAL, SECOND, Ints32, Question
from tongzhuo.pairs.compiled import kernel


class Held(NamedTuple):
    """What is booked: units, guard and what was paid of each edge that has something; needs that are in, by row."""

    edge: Ints
    units: Ints
    guard: Ints
    paid: Ints
    inside: Ints


class Part(NamedTuple):
    """A smaller market, with what it begins with, and where its rows stand in the whole."""

    question: Question
    fixed: Bookings  # hours that nobody can buy; `owner` is the seller's row in the part
    held: Held  # rows of the part
    wage: Floats  # of each ask, points a slot
    need: Ints  # row in the whole of each need, ask, edge
    ask: Ints
    edge: Ints


class Answer(NamedTuple):
    """What a part booked and the wages of its bound: rows of the part."""

    held: Held
    wage: Floats


NOTHING = Held(*(np.zeros(0, np.int64) for _ in range(5)))


def part_of(q: Question, needs: Bools, edges: Bools, fixed: Bookings) -> Part:
    """The market of these needs over these edges (of their asks). `fixed.owner` is the seller's row in the whole."""
    need, ask, edge = np.flatnonzero(needs), np.flatnonzero(needs[q.need]), np.flatnonzero(edges)
    detail, details, seconds = _details(q, edge)
    seller = np.unique(np.concatenate((q.seller[edge], seconds)))
    rank = _ranks(seller, len(q.shape))
    details[1:, SECOND] = np.where(details[1:, SECOND] >= 0, rank[details[1:, SECOND]], -1)
    main, role = rank[q.seller[edge]].astype(np.int32), _ranks(ask, len(q.need))[q.role[edge]].astype(np.int32)
    place, line = _pointers(np.bincount(main, minlength=len(seller))), _pointers(np.diff(q.line)[seller])
    small = q._replace(
        **_rows(q, need, ("weight",)),
        **_rows(q, ask, ("asked", "least", "open", "help", "agree", "start", "end", "week", "point", "plain")),
        **_rows(q, edge, ("fit", "times", "minutes")),
        **_rows(q, seller, ("shape", "capacity", "hourless")),
        need_first=_pointers(np.diff(q.need_first)[need]), need=_ranks(need, len(q.weight))[q.need[ask]],
        first=_pointers(np.bincount(role, minlength=len(ask))), role=role, seller=main, detail=detail, details=details,
        line=line, at=line[main].astype(np.int32), place=place,
        by_seller=sorted_by_seller(main, place, role, q.start[ask]),
    )  # fmt: skip
    return Part(small, _fixed_of(fixed, rank), NOTHING, np.zeros(len(ask)), need, ask, edge)


def _rows(q: Question, rows: Ints, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(q, name)[rows] for name in names}


def _details(q: Question, edge: Ints) -> tuple[Ints32, Ints, Ints]:
    """(row of each edge, the rows, second sellers): rows that are used, rivals counted from 0 again."""
    used = np.unique(np.concatenate((np.zeros(1, np.int64), q.detail[edge])))
    rows = q.details[used].copy()
    _, number = np.unique(rows[:, RIVAL], return_inverse=True)
    rows[:, RIVAL] = number.reshape(-1) - 1  # the first row has none: -1
    return _ranks(used, len(q.details))[q.detail[edge]].astype(np.int32), rows, rows[rows[:, SECOND] >= 0, SECOND]


def _fixed_of(fixed: Bookings, rank: Ints) -> Bookings:
    mine = np.flatnonzero(rank[fixed.owner] >= 0) if len(fixed.owner) else np.zeros(0, np.int64)
    return Bookings(
        rank[fixed.owner[mine]] if len(mine) else mine, fixed.start[mine], fixed.end[mine], fixed.quantity[mine],
        fixed.lat[mine], fixed.lon[mine],
    )  # fmt: skip


def _ranks(rows: Ints, count: int) -> Ints:
    rank = np.full(count, -1, np.int64)
    rank[rows] = np.arange(len(rows))
    return rank


def _pointers(sizes: Ints) -> Ints:
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)))


def books_of(part: Part) -> Books:
    """The books of a part, with what it begins with."""
    b = opened(part.question, part.fixed, np.arange(len(part.question.shape), dtype=np.int32))
    fill_in(part.question, b, part.held)
    return b


def fill_in(q: Question, b: Books, held: Held) -> None:
    """Enter what is held in books that do not have it."""
    _enter_all(q, b, held)
    b.m[b.state + held.inside] = IN
    b.m[WHOLE] += int(q.weight[held.inside].sum())


@kernel
def _enter_all(q: Question, b: Books, held: Held) -> None:
    for j in range(len(held.edge)):
        book(q, b, held.edge[j], held.units[j], held.guard[j], held.paid[j])


def held_in(q: Question, b: Books) -> Held:
    """What stands in the books, apart from fixed hours."""
    words = np.zeros((2, len(q.seller)), np.int64)
    _read(q, b, words)
    edge = np.flatnonzero(used_units(q, b) > 0)
    return Held(edge, used_units(q, b)[edge], words[0, edge], words[1, edge], np.flatnonzero(needs_in(q, b)))


@kernel
def _read(q: Question, b: Books, words: Ints) -> None:
    """Guard and payment of each edge, from the row of its main seller."""
    for v in range(len(q.shape)):
        for j in range(held(q, b, v)):
            row = row_at(q, b, v, j)
            e = b.m[row + EDGE]
            if e >= 0 and q.seller[e] == v:
                words[0, e] = b.m[row + GUARD]
                words[1, e] = b.m[row + PAID]


def in_whole(part: Part, held: Held) -> Held:
    """The same by rows of the whole."""
    return held._replace(edge=part.edge[held.edge], inside=part.need[held.inside])


def together(held: list[Held]) -> Held:
    """What several parts hold, as one."""
    return Held(*(np.concatenate(columns) for columns in zip(*held, strict=True))) if held else NOTHING


def in_part(part: Part, held: Held) -> Held:
    """What the whole holds, as far as it lies in the part, by its rows."""
    edge = np.flatnonzero(np.isin(held.edge, part.edge))
    inside = np.flatnonzero(np.isin(part.need, held.inside))
    at = np.searchsorted(part.edge, held.edge[edge])
    return Held(at, held.units[edge], held.guard[edge], held.paid[edge], inside)
