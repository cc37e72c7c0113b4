"""What is scarce as a program: the asks that cost something, whole needs, and sellers whose hours may be divided.

Asks that cost nothing are left out: whoever else wants their candidates pays nothing either. Leaving rows out makes a
program easier, never harder, so that its bound is one for the city.
"""

from typing import NamedTuple

import numpy as np

from tongzhuo.bounds.dual import Dual
from tongzhuo.bounds.hours import together
from tongzhuo.bounds.view import View
from tongzhuo.engine.highs import Program
from tongzhuo.engine.instance import Bools, Floats, Ints
from tongzhuo.market.ledger import Books, needs_in, used_units
from tongzhuo.market.question import BULK, CASE, DRAW, LOT, PARTS, PERSON, SECOND, UNLIMITED, Question
from tongzhuo.pairs.compiled import inner, kernel


class Rows(NamedTuple):
    """Rows of a program while they are written: entries, the upper side of each row, and (entries, rows) so far."""

    row: Ints
    column: Ints
    value: Floats
    upper: Floats
    size: Ints


class Scarcity(NamedTuple):
    """A program; its columns are these entries of a view, then these needs."""

    program: Program
    entries: Ints
    needs: Ints
    beyond: float  # points of the reachable needs that lack nothing scarce


def scarcity_of(dual: Dual, scarce: Bools) -> Scarcity:
    """The program of these asks; the others cost nothing."""
    q, s = dual.q, dual.view
    scarce = scarce & (dual.low > 0)
    entries = np.flatnonzero(scarce[s.ask])
    wanting = np.bincount(q.need, scarce, len(q.weight)) > 0
    needs = np.flatnonzero(wanting & dual.reachable)
    beyond = float(q.weight[dual.reachable & ~wanting].sum()) / PARTS
    upper = np.where((s.times[entries] > 0), s.most[entries], 0.0).astype(np.float64)
    cost = np.concatenate((np.zeros(len(entries)), q.weight[needs] / PARTS))
    rows = _rows_of_sellers(q, s, entries)
    row, column, value, asks = _rows_of_asks(dual, scarce, entries, needs)
    first = len(rows.upper)
    program = Program(
        cost=cost,
        upper=np.concatenate((upper, np.ones(len(needs)))),
        whole=np.arange(len(cost)) >= len(entries),
        row=np.concatenate((rows.row, first + row)),
        column=np.concatenate((rows.column, column)),
        value=np.concatenate((rows.value, value)),
        row_lower=np.concatenate((np.full(first, -np.inf), np.zeros(asks))),
        row_upper=np.concatenate((rows.upper, np.zeros(asks))),
    )
    return Scarcity(program, entries, needs, beyond)


def booked(scarcity: Scarcity, dual: Dual, b: Books) -> Floats:
    """The plan of the books as a solution of the program."""
    q, edges = dual.q, dual.view.edge[scarcity.entries]
    slots = used_units(q, b)[edges] / q.asked[q.role[edges]]
    return np.concatenate((slots, needs_in(q, b)[scarcity.needs].astype(np.float64)))


def _rows_of_asks(dual: Dual, scarce: Bools, entries: Ints, needs: Ints) -> tuple[Ints, Ints, Floats, int]:
    """Every scarce ask has its least if its need is whole, else nothing."""
    q, ask = dual.q, dual.view.ask[entries]
    asks = np.flatnonzero(scarce)
    row_of, place = np.full(len(q.need), -1), np.full(len(q.weight), -1)
    row_of[asks], place[needs] = np.arange(len(asks)), len(entries) + np.arange(len(needs))
    row = np.concatenate((row_of[ask], np.arange(len(asks))))
    column = np.concatenate((np.arange(len(entries)), place[q.need[asks]]))
    return row, column, np.concatenate((np.ones(len(entries)), -dual.low[asks])), len(asks)


def _rows_of_sellers(q: Question, s: View, entries: Ints) -> Rows:
    place = np.searchsorted(entries, s.place)
    counted = Rows(*_empty(0, 0), np.zeros(2, np.int64))
    _write(q, s, entries, place, counted, False)
    rows = Rows(*_empty(int(counted.size[0]), int(counted.size[1])), np.zeros(2, np.int64))
    _write(q, s, entries, place, rows, True)
    return _with_caseloads(q, s, entries, rows)


def _empty(entries: int, rows: int) -> tuple[Ints, Ints, Floats, Floats]:
    return np.zeros(entries, np.int64), np.zeros(entries, np.int64), np.zeros(entries), np.zeros(rows)


def _with_caseloads(q: Question, s: View, entries: Ints, rows: Rows) -> Rows:
    """The caseload that a person's hours use up, beside the hours."""
    detail = q.details[q.detail[s.edge[entries]]]
    mine = np.flatnonzero((detail[:, SECOND] >= 0) & (detail[:, DRAW] > 0))
    names, row = np.unique(detail[mine, SECOND], return_inverse=True)
    first = len(rows.upper)
    return rows._replace(
        row=np.concatenate((rows.row, first + row.reshape(-1))),
        column=np.concatenate((rows.column, mine)),
        value=np.concatenate((rows.value, detail[mine, DRAW].astype(np.float64))),
        upper=np.concatenate((rows.upper, q.capacity[names].astype(np.float64))),
    )


@inner
def _add(rows: Rows, column: int, value: float, real: bool) -> None:
    if real:
        rows.row[rows.size[0]], rows.column[rows.size[0]], rows.value[rows.size[0]] = rows.size[1], column, value
    rows.size[0] += 1


@inner
def _close(rows: Rows, upper: float, real: bool) -> None:
    if real:
        rows.upper[rows.size[1]] = upper
    rows.size[1] += 1


@inner
def _sum(rows: Rows, first: int, last: int, upper: float, real: bool) -> None:
    """These columns together at most `upper`."""
    for c in range(first, last):
        _add(rows, c, 1.0, real)
    _close(rows, upper, real)


@inner
def _cliques(q: Question, s: View, entries: Ints, first: int, last: int, travels: bool, rows: Rows, real: bool) -> None:
    """At most one of those that exclude each other: of each entry with as many earlier ones as go."""
    now, before = np.empty(last - first, np.int64), np.empty(last - first, np.int64)
    m = 0
    for c in range(first, last + 1):
        n = 0
        if c < last:
            now[0], n = c, 1
            for d in range(c - 1, first - 1, -1):
                fits = True
                for i in range(n):
                    fits = fits and not together(q, s, s.start, s.end, entries[now[i]], entries[d], travels)
                if fits:
                    now[n] = d
                    n += 1
        same = 0
        for i in range(m):
            for j in range(n):
                same += before[i] == now[j]
        if m > 1 and same < m:
            for i in range(m):
                _add(rows, before[i], 1.0, real)
            _close(rows, 1.0, real)
        m = n
        before[:n] = now[:n]


@inner
def _week(q: Question, s: View, entries: Ints, first: int, last: int, shape: int, rows: Rows, real: bool) -> None:
    """The hours of one seller in one week."""
    i = entries[first]
    if shape != BULK and s.times[i] == 1:
        _sum(rows, first, last, 1.0, real)
        return
    if s.times[i] < np.iinfo(np.int32).max:
        _sum(rows, first, last, float(s.times[i]), real)
    if s.minutes[i] < np.iinfo(np.int32).max:
        for c in range(first, last):
            _add(rows, c, float(s.end[entries[c]] - s.start[entries[c]]), real)
        _close(rows, float(s.minutes[i]), real)
    if shape != BULK:
        _cliques(q, s, entries, first, last, shape == PERSON, rows, real)


@inner
def _moments(s: View, entries: Ints, first: int, last: int, heads: int, rows: Rows, real: bool) -> None:
    """Of a bulk offer never more heads than there are, at every start."""
    for c in range(first, last):
        moment = s.start[entries[c]]
        if c > first and s.start[entries[c - 1]] == moment:
            continue
        for d in range(first, last):
            if s.start[entries[d]] <= moment < s.end[entries[d]]:
                _add(rows, d, 1.0, real)
        _close(rows, float(heads), real)


@kernel
def _write(q: Question, s: View, entries: Ints, place: Ints, rows: Rows, real: bool) -> None:
    """The rows of all sellers; counted only, unless `real`."""
    for v in range(len(q.shape)):
        shape, c = q.shape[v], place[v]
        if shape in (LOT, CASE):
            if q.capacity[v] < UNLIMITED and place[v + 1] > c:
                for d in range(c, place[v + 1]):
                    _add(rows, d, float(s.drawn[entries[d]]), real)
                _close(rows, float(max(0, q.capacity[v])), real)
            continue
        while c < place[v + 1]:
            first, week = c, s.week[entries[c]]
            while c < place[v + 1] and s.week[entries[c]] == week:
                c += 1
            limited = shape != BULK or q.capacity[v] < UNLIMITED
            if week < 0 and limited:
                _sum(rows, first, c, float(q.hourless[v]) if shape == BULK else 1.0, real)
            elif week >= 0:
                _week(q, s, entries, first, c, shape, rows, real)
                if shape == BULK and limited:
                    _moments(s, entries, first, c, q.capacity[v], rows, real)
