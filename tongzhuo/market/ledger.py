"""The books: who holds what at which price. Every change is written to a journal, so that any step can be taken back.

All that changes is one array of words, `Books.m`, in regions. A seller has its words side by side: how many bookings it
has and can have, then the bookings. Whoever can have one has one line of memory (64 bytes): a price is one look.
"""

from typing import NamedTuple

import numpy as np

from tongzhuo.engine.instance import Bools, Ints
from tongzhuo.engine.settled import Bookings
from tongzhuo.market.lean import inlined, inner
from tongzhuo.market.question import (
    BULK,
    DRAW,
    HEAD,
    LINE,
    LOT,
    PARTS,
    RIVAL,
    ROOM,
    ROW,
    SECOND,
    UNLIMITED,
    Ints32,
    Question,
)  # fmt: skip

VALUE, WHOLE, SHORT, BIDS = range(4)  # totals: links, needs that are in, units missing to floors; bids so far
TOTALS = 4
HELD, CAN = range(HEAD)  # words of a seller: bookings that it has, and the most that it can have
START, END, EDGE, UNITS, GUARD, PAID = range(ROW)  # words of a booking; hours -1: without an hour
NEVER, OUT, IN = range(3)  # states of needs
LOCKED = 1 << 40  # a guard that nobody pays
MOST_LOST = 512  # asks that one bid may displace
MOST_NEAR = 128  # needs that one try may bring back
_ROOM_FOR_A_BID = 4_096  # words of the journal that one bid writes at most, withdrawals apart


class Books(NamedTuple):
    """What is booked, and the terms on which it is.

    `want` and `floor`: units that an ask tries to get, and those that it must keep. `help`: points of a unit's slot
    beside the fit; `fit_parts`: price parts of a point of fit. In the first band (`whole`) needs pay, all or nothing.
    """

    m: Ints
    want: Ints
    floor: Ints
    help: Ints
    fit_parts: int
    whole: bool
    # first words of the regions
    used: int  # units of each edge
    filled: int  # units of each ask
    pay: int  # what each need has paid
    state: int  # NEVER, OUT or IN of each need
    full: int  # asks of each need that have all they want
    taken: int  # units of each lot and caseload
    low: int  # row of the cheapest booking of each lot, or -1 when it must be looked for
    rival: int  # edge that has each group of rivals, or -1
    lines: int  # what the sellers hold: that of v begins at lines + q.line[v], see `held` and `row_at`
    # the journal: which word, and what it was
    where: Ints
    was: Ints
    top: Ints  # entries, or -1 when nothing is written down
    # scratch: asks that a bid displaces, needs that a try brings back
    lost: Ints
    near: Ints


def opened(q: Question, settled: Bookings, owner_number: Ints32) -> Books:
    """Empty books: nobody has anything but the fixed hours of bulk offers, which nobody can buy."""
    edges, asks, needs, sellers = len(q.seller), len(q.need), len(q.weight), len(q.shape)
    rivals = int(q.details[:, RIVAL].max()) + 1
    sizes = [TOTALS, edges, asks, needs, needs, needs, sellers, sellers, rivals]
    starts = np.cumsum(sizes)
    lines = int(-(-starts[-1] // LINE) * LINE)
    m = _aligned(lines + int(q.line[-1]))
    m[starts[6] : starts[8]] = -1
    m[lines + q.line[:-1] + CAN] = (np.diff(q.line) - HEAD) // ROW
    journal = (1 << 18) + 64 * int((q.need_first[1:] - q.need_first[:-1]).max(initial=0)) * 64
    names = ("used", "filled", "pay", "state", "full", "taken", "low", "rival")
    books = Books(
        m=m, want=q.least.copy(), floor=np.zeros(asks, np.int64), help=np.zeros(asks, np.int64), fit_parts=1,
        whole=True, **{name: int(at) for name, at in zip(names, starts, strict=False)}, lines=lines,
        where=np.zeros(journal, np.int64), was=np.zeros(journal, np.int64), top=np.full(1, -1, np.int64),
        lost=np.zeros(MOST_LOST, np.int64), near=np.zeros(MOST_NEAR, np.int64),
    )  # fmt: skip
    giver = owner_number[settled.owner] if sellers and len(settled.owner) else np.full(len(settled.owner), -1)
    for at in np.flatnonzero((giver >= 0) & (q.shape[giver] == BULK) if sellers else giver >= 0).tolist():
        _hold_fixed(books, q, int(giver[at]), (settled.start[at], settled.end[at], settled.quantity[at]))
    return books


def _aligned(words: int) -> Ints:
    """Zeros that begin where a line of memory begins."""
    room = np.zeros(words + LINE, np.int64)
    first = -(room.ctypes.data // 8) % LINE
    return room[first : first + words]


def _hold_fixed(books: Books, q: Question, seller: int, hour: tuple[int, int, int]) -> None:
    line = books.lines + int(q.line[seller])
    at = line + HEAD + ROW * int(books.m[line + HELD])
    books.m[at : at + ROW] = (hour[0], hour[1], -1, hour[2], LOCKED, 0)
    books.m[line + HELD] += 1


@inlined
def held(q: Question, b: Books, seller: int) -> int:
    """How many bookings a seller has."""
    return b.m[b.lines + q.line[seller] + HELD]


@inlined
def row_at(q: Question, b: Books, seller: int, j: int) -> int:
    """First word of the j-th booking of a seller."""
    return b.lines + q.line[seller] + HEAD + ROW * j


@inlined
def is_full(q: Question, b: Books, seller: int) -> bool:
    """It can have no further booking."""
    line = b.lines + q.line[seller]
    return b.m[line + HELD] >= b.m[line + CAN]


@inlined
def put(b: Books, at: int, value: int) -> None:
    """Write one word; the old one goes to the journal when that is open."""
    top = b.top[0]
    if top >= 0:
        b.where[top] = at
        b.was[top] = b.m[at]
        b.top[0] = top + 1
    b.m[at] = value


@inner
def begin(b: Books) -> None:
    """Open the journal: what follows can be taken back."""
    b.top[0] = 0


@inner
def take_back(b: Books, mark: int) -> None:
    """Restore every word as it was when the journal had `mark` entries, bit for bit."""
    for j in range(b.top[0] - 1, mark - 1, -1):
        b.m[b.where[j]] = b.was[j]
    b.top[0] = mark


@inner
def keep(b: Books) -> None:
    """Close the journal: what was done stays."""
    b.top[0] = -1


@inner
def is_running_out(b: Books) -> bool:
    """The journal cannot take another bid; the transaction must end."""
    return b.top[0] > len(b.where) - _ROOM_FOR_A_BID - len(b.where) // 4


@inner
def total(b: Books) -> int:
    """What the plan is worth, in price parts: links and, in the first band, needs that are in."""
    return b.m[VALUE] + b.m[WHOLE]


@inlined
def worth(q: Question, b: Books, e: int, units: int) -> int:
    """Price parts of so many units on edge `e`: fit, and in the second band help; rounded down as published."""
    r = q.role[e]
    return (b.help[r] * PARTS + np.int64(q.fit[e]) * b.fit_parts) * units // q.asked[r]


@inlined
def row_of(q: Question, b: Books, seller: int, e: int) -> int:
    """First word of the booking of edge `e` at `seller`, or -1."""
    line, found = b.lines + q.line[seller], -1
    for j in range(b.m[line + HELD]):
        if b.m[line + HEAD + ROW * j + EDGE] == e:
            found = line + HEAD + ROW * j
    return found


@inner
def _enter(q: Question, b: Books, seller: int, e: int, units: int, guard: int, paid: int) -> None:
    """Add units to the booking of `e` at `seller`; a new row if there is none."""
    at = row_of(q, b, seller, e) if b.m[b.used + e] > 0 else -1
    if at < 0:
        line = b.lines + q.line[seller]
        n, r = b.m[line + HELD], q.role[e]
        at = line + HEAD + ROW * n
        put(b, at + START, q.start[r])
        put(b, at + END, q.end[r])
        put(b, at + EDGE, e)
        put(b, at + UNITS, units)
        put(b, at + GUARD, guard)
        put(b, at + PAID, paid)
        put(b, line + HELD, n + 1)
    else:
        put(b, at + UNITS, b.m[at + UNITS] + units)
        put(b, at + GUARD, b.m[at + GUARD] + guard)
        put(b, at + PAID, b.m[at + PAID] + paid)
    _draw(q, b, seller, e, units)


@inlined
def _draw(q: Question, b: Books, seller: int, e: int, units: int) -> None:
    """Units of a lot or a caseload go, or come back (negative)."""
    if q.shape[seller] > ROOM:
        put(b, b.taken + seller, b.m[b.taken + seller] + units * q.details[q.detail[e], DRAW])
        if q.shape[seller] == LOT:
            put(b, b.low + seller, -1)


@inner
def _strike(q: Question, b: Books, seller: int, e: int, units: int) -> int:
    """Take units out of the booking of `e`; with the last ones its row goes, and the last row moves there.

    Returns the share of these units in what was paid.
    """
    at = row_of(q, b, seller, e)
    had, guard, paid = b.m[at + UNITS], b.m[at + GUARD], b.m[at + PAID]
    share = paid if had == units else int(paid * (units / had))
    if had > units:
        put(b, at + UNITS, had - units)
        put(b, at + GUARD, guard - int(guard * (units / had)))
        put(b, at + PAID, paid - share)
    else:
        line = b.lines + q.line[seller]
        n = b.m[line + HELD] - 1
        last = line + HEAD + ROW * n
        if last != at:
            for word in range(ROW):
                put(b, at + word, b.m[last + word])
        put(b, line + HELD, n)
    _draw(q, b, seller, e, -units)
    return share


@inner
def _count(q: Question, b: Books, e: int, units: int, paid: int) -> None:
    """Bring the sums of the ask, its need and the plan up to date."""
    r = q.role[e]
    n = q.need[r]
    before, had = b.m[b.filled + r], b.m[b.used + e]
    after = before + units
    put(b, b.filled + r, after)
    put(b, b.used + e, had + units)
    put(b, VALUE, b.m[VALUE] + worth(q, b, e, had + units) - worth(q, b, e, had))
    put(b, b.pay + n, b.m[b.pay + n] + paid)
    if b.want[r] > 0 and (before >= b.want[r]) != (after >= b.want[r]):
        put(b, b.full + n, b.m[b.full + n] + (1 if after >= b.want[r] else -1))
    missing = max(0, b.floor[r] - after) - max(0, b.floor[r] - before)
    if missing != 0:
        put(b, SHORT, b.m[SHORT] + missing)


@inner
def book(q: Question, b: Books, e: int, units: int, guard: int, paid: int) -> None:
    """Give so many units of edge `e`; nobody displaces them for less than `guard`; the need has paid `paid`.

    No booking goes for nothing: a price of 0 means that nobody has to go."""
    guard = max(guard, units)
    detail = q.details[q.detail[e]]
    _enter(q, b, q.seller[e], e, units, guard, paid)
    if detail[SECOND] >= 0:
        _enter(q, b, detail[SECOND], e, units, guard, paid)
    if detail[RIVAL] >= 0:
        put(b, b.rival + detail[RIVAL], e)
    _count(q, b, e, units, paid)


@inner
def unbook(q: Question, b: Books, e: int, units: int) -> None:
    """Take so many units of edge `e` back; the need is owed its share of what it paid for all its units."""
    detail = q.details[q.detail[e]]
    paid = _strike(q, b, q.seller[e], e, units)
    if detail[SECOND] >= 0:
        _strike(q, b, detail[SECOND], e, units)
    if detail[RIVAL] >= 0 and b.m[b.used + e] == units:
        put(b, b.rival + detail[RIVAL], -1)
    _count(q, b, e, -units, -paid)


@inner
def set_state(q: Question, b: Books, n: int, state: int) -> None:
    """A need goes in or out; what it is worth counts while it is in."""
    was = b.m[b.state + n]
    put(b, WHOLE, b.m[WHOLE] + q.weight[n] * ((1 if state == IN else 0) - (1 if was == IN else 0)))
    put(b, b.state + n, state)


@inner
def withdraw(q: Question, b: Books, n: int) -> None:
    """The need gives back all it has and goes out."""
    for r in range(q.need_first[n], q.need_first[n + 1]):
        if b.m[b.filled + r] > 0:
            for e in range(q.first[r], q.first[r + 1]):
                if b.m[b.used + e] > 0:
                    unbook(q, b, e, b.m[b.used + e])
    put(b, b.pay + n, 0)
    set_state(q, b, n, OUT)


@inner
def free_units(q: Question, b: Books, seller: int) -> int:
    """Units of a lot or a caseload that nobody has."""
    return UNLIMITED if q.capacity[seller] >= UNLIMITED else q.capacity[seller] - b.m[b.taken + seller]


def used_units(q: Question, b: Books) -> Ints:
    """Units of every edge."""
    return b.m[b.used : b.used + len(q.seller)]


def filled_units(q: Question, b: Books) -> Ints:
    """Units of every ask."""
    return b.m[b.filled : b.filled + len(q.need)]


def needs_in(q: Question, b: Books) -> Bools:
    """Which needs are in."""
    return b.m[b.state : b.state + len(q.weight)] == IN
