"""The second band: help and fit from what is left. The chosen needs keep their least; everything else may move."""

import numpy as np

from tongzhuo.engine.instance import Bools, Floats, Ints
from tongzhuo.engine.plan import Watch
from tongzhuo.market.bidding import auction, memory, queue
from tongzhuo.market.chains import chain_up, search_for
from tongzhuo.market.insertion import fill, relocate, reprice, stack_for
from tongzhuo.market.lean import kernel
from tongzhuo.market.ledger import (
    EDGE,
    GUARD,
    LOCKED,
    SHORT,
    VALUE,
    WHOLE,
    Books,
    book,
    filled_units,
    held,
    needs_in,
    row_at,
    used_units,
)  # fmt: skip
from tongzhuo.market.prices import offer
from tongzhuo.market.question import PARTS, Question
from tongzhuo.market.quoting import quotes

EPS = 3 * PARTS
SLICE = 300_000
BIDS = 60  # of a transaction
FAR_REACH, REACH = 400, 40  # asks among which a chain is looked for: in a district, in a city
DISTRICT = 5_000  # asks


def second_band(q: Question, b: Books) -> Books:
    """The same books on the terms of help and fit: floors are the least of the needs that are in."""
    floor = np.where(needs_in(q, b)[q.need], q.least, 0)
    terms = b._replace(want=q.open, floor=floor, help=q.help, fit_parts=PARTS, whole=False)
    used = used_units(q, b)
    slot = q.help[q.role] * PARTS + q.fit.astype(np.int64) * PARTS
    b.m[VALUE] = int((slot * used // q.asked[q.role]).sum())
    b.m[WHOLE] = b.m[SHORT] = 0
    return terms


def help_out(q: Question, b: Books, watch: Watch) -> None:
    """Every ask bids for its open units; what the first band booked is not for sale."""
    _lock(q, b)
    line = queue(q, np.flatnonzero(filled_units(q, b) < q.open))
    remembered = memory(q)
    while not auction(q, b, remembered, line, EPS, SLICE):
        watch("help", 0.6)


def improve(q: Question, b: Books, wage: Floats, watch: Watch) -> None:
    """Price all bookings by the bound's wages; then fill and move with chains, what the first band booked included."""
    price_by(q, b, wage)
    stack = stack_for(q)
    asks = np.flatnonzero(filled_units(q, b) < q.open)
    asks = asks[np.argsort(-q.help[asks], kind="stable")]
    search = search_for(q, FAR_REACH if len(q.need) <= DISTRICT else REACH)
    for at in range(0, len(asks), 5_000):
        watch("help", 0.7)
        fill(q, b, asks[at : at + 5_000], stack, EPS, BIDS)
        chain_up(q, b, search, asks[at : at + 5_000])


def move(q: Question, b: Books, wage: Floats, watch: Watch) -> None:
    """Take out each booking to which its ask has a better alternative at these prices, and let the ask bid again."""
    price_by(q, b, wage)
    stack, cost = stack_for(q), quotes(q, b)
    edges = np.flatnonzero(used_units(q, b) > 0)
    worth = (q.help[q.role[edges]] + q.fit[edges]) * float(PARTS)
    edges = edges[cost[q.role[edges]] + worth < 0]
    for at in range(0, len(edges), 20_000):
        watch("help", 0.7)
        relocate(q, b, edges[at : at + 20_000], stack, EPS, BIDS)


def price_by(q: Question, b: Books, wage: Floats) -> None:
    """Guards from wages: what a unit brings beyond its ask's own price (-wage), never below nothing."""
    unit = (q.help + wage)[q.role] + q.fit
    reprice(q, b, np.maximum(0, unit * PARTS / q.asked[q.role]).astype(np.int64))


@kernel
def _lock(q: Question, b: Books) -> None:
    for v in range(len(q.shape)):
        for j in range(held(q, b, v)):
            b.m[row_at(q, b, v, j) + GUARD] = LOCKED


@kernel
def add_loose(q: Question, b: Books, edges: Ints, taken: Bools) -> None:
    """Links whose amount is to be agreed, where a seat is still free and the giver is free: one an ask at most."""
    for e in edges:
        r = q.role[e]
        if taken[r] or b.m[b.filled + r] >= q.open[r]:
            continue
        price, units = offer(q, b, e, 1)
        if price == 0 and units == 1 and not _has_party(q, b, e):
            book(q, b, e, 1, 0, 0)
            taken[r] = True


@kernel
def _has_party(q: Question, b: Books, e: int) -> bool:
    """The seller has this ask already, by another of its edges."""
    v = q.seller[e]
    for j in range(held(q, b, v)):
        other = b.m[row_at(q, b, v, j) + EDGE]
        if other >= 0 and other != e and q.role[other] == q.role[e]:
            return True
    return False
