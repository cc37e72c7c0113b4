"""Kernels that enter a plan in the books, and what is agreed, before and between events."""

from tongzhuo.engine.instance import Ints
from tongzhuo.market.ledger import GUARD, LOCKED, Books, book, held, is_full, row_at, row_of
from tongzhuo.market.question import SECOND, Question
from tongzhuo.pairs.compiled import kernel


@kernel
def load(q: Question, b: Books, edges: Ints, units: Ints) -> int:
    """Enter the links of a plan; returns how many did not fit in a seller's line."""
    refused = 0
    for i in range(len(edges)):
        e = edges[i]
        v, second = q.seller[e], q.details[q.detail[e], SECOND]
        if is_full(q, b, v) or (second >= 0 and is_full(q, b, second)):
            refused += 1
        else:
            book(q, b, e, units[i], 0, 0)
    return refused


@kernel
def lock(q: Question, b: Books, e: int) -> bool:
    """Nobody displaces the booking of edge `e` any more; False if there is none."""
    row = row_of(q, b, q.seller[e], e)
    if row < 0:
        return False
    b.m[row + GUARD] = LOCKED
    second = q.details[q.detail[e], SECOND]
    if second >= 0:
        b.m[row_of(q, b, second, e) + GUARD] = LOCKED
    return True


@kernel
def add_to_guards(q: Question, b: Books, extra: int) -> None:
    """Every booking costs so much more to displace."""
    for v in range(len(q.shape)):
        for j in range(held(q, b, v)):
            b.m[row_at(q, b, v, j) + GUARD] += extra
