"""The first band: which needs become whole. Auction, insertion, swaps; then a bound that no choice of needs exceeds."""

import numpy as np

from tongzhuo.engine.instance import Bools, Ints
from tongzhuo.engine.plan import Watch
from tongzhuo.market.bidding import auction, memory, queue
from tongzhuo.market.insertion import insert, stack_for
from tongzhuo.market.ledger import IN, NEVER, WHOLE, Books, needs_in
from tongzhuo.market.question import MOST, PARTS, Question

EPS = 200 * PARTS  # least rise of a price
SLICE = 200_000  # bids between two looks of whoever watches
TRIES = ((False, 400), (True, 1_000))  # with swaps?, bids of a transaction


def reachable_needs(q: Question) -> Bools:
    """Needs that miss something, and of which every ask by itself has enough candidates."""
    could = np.diff(q.first)
    special = np.flatnonzero(q.detail[: q.first[-1]])  # all others give one unit
    could += np.bincount(q.role[special], q.details[q.detail[special], MOST] - 1, len(q.need)).astype(np.int64)
    short = np.bincount(q.need, could < q.least, len(q.weight))
    missing = np.bincount(q.need, q.least > 0, len(q.weight))
    reachable: Bools = (short == 0) & (missing > 0)
    return reachable


def choose(q: Question, b: Books, reachable: Bools, watch: Watch) -> None:
    """Bring as much weight of needs in as can be found. Afterwards a need is in exactly if it is complete."""
    b.m[b.state : b.state + len(q.weight)] = np.where(reachable, IN, NEVER)
    b.m[WHOLE] = int(q.weight[reachable].sum())
    contend(q, b, reachable, reachable, watch)


def contend(q: Question, b: Books, bidding: Bools, trying: Bools, watch: Watch) -> None:
    """Needs of `bidding`, which are in, bid for what they miss; then those of `trying` that are out are forced in."""
    asks = np.flatnonzero(bidding[q.need] & (q.least > 0))
    remembered, line = memory(q), queue(q, asks)
    while not auction(q, b, remembered, line, EPS, SLICE):
        watch("auction", 0.2)
    stack = stack_for(q)
    for swaps, bids in TRIES:
        out = _in_turn(q, trying & ~needs_in(q, b))
        while len(out):
            watch("insertion", 0.3)
            seen, _ = insert(q, b, out, stack, EPS, bids, swaps, SLICE)
            out = out[seen:]


def _in_turn(q: Question, needs: Bools) -> Ints:
    """Needs in the order in which they are tried: the weightiest for what they ask first."""
    slots = np.maximum(1.0, np.bincount(q.need, q.least / q.asked, len(q.weight)))
    rows = np.flatnonzero(needs)
    return rows[np.argsort(-(q.weight / slots)[rows], kind="stable")]
