"""Kernels that repair a standing plan after one event: a few asks bid again, and every try can be taken back.

The books are on the terms of the second band; a need that is in has floors, and floors are words of the books, so that
what a try changes in them is taken back, too. All inside one open transaction of the ledger.
"""

from typing import NamedTuple

import numpy as np

from tongzhuo.engine.instance import Ints
from tongzhuo.market.bidding import best_offers, cannot_pay, place_bid
from tongzhuo.market.ledger import (
    IN,
    LOCKED,
    MOST_LOST,
    NEVER,
    OUT,
    SHORT,
    VALUE,
    WHOLE,
    Books,
    begin,
    is_running_out,
    keep,
    put,
    set_state,
    take_back,
    unbook,
    worth,
)  # fmt: skip
from tongzhuo.market.prices import offer
from tongzhuo.market.question import Ints32, Question
from tongzhuo.pairs.compiled import inner, kernel

BIDS = 24  # of one try
NEAR = 8  # asks, and as many needs that are out, that are tried next to whoever became free


class Desk(NamedTuple):
    """What repairs need beside the books. Sizes as in `Question`."""

    floors: int  # first word of the asks' floors in the books
    wants: int  # and of what they want
    moved: int  # price parts that moving one link costs
    eps: int  # least rise of a price
    effort: int  # offers looked at for one event
    left: Ints  # 1: those that it still has
    lost: Ints  # asks that one bid displaced
    nobody: int  # row of `details` of who is away
    stack: Ints32
    stamp: Ints  # E: the last count that saw this edge
    number: Ints  # 1: counts so far
    found: Ints  # NEAR: needs to be tried
    edges: Ints32  # E: edges that an event changed
    was: Ints  # E: units that they had before


@inner
def _set_floor(b: Books, d: Desk, r: int, floor: int) -> None:
    filled = b.m[b.filled + r]
    missing = max(0, floor - filled) - max(0, b.floor[r] - filled)
    put(b, d.floors + r, floor)
    put(b, SHORT, b.m[SHORT] + missing)


@inner
def _require(q: Question, b: Books, d: Desk, n: int) -> None:
    """The need is in: each of its asks must keep its least."""
    set_state(q, b, n, IN)
    for r in range(q.need_first[n], q.need_first[n + 1]):
        _set_floor(b, d, r, q.least[r])


@inner
def _let_go(q: Question, b: Books, d: Desk, n: int, state: int) -> None:
    """The need is not whole any more; who helps it goes on helping."""
    set_state(q, b, n, state)
    for r in range(q.need_first[n], q.need_first[n + 1]):
        _set_floor(b, d, r, 0)


@inner
def _let_go_short(q: Question, b: Books, d: Desk, mark: int) -> None:
    """Needs that lost units since `mark` and miss some of their least."""
    for j in range(mark, b.top[0]):
        r = b.where[j] - b.filled
        if 0 <= r < len(q.need) and b.m[b.filled + r] < b.floor[r]:
            _let_go(q, b, d, q.need[r], OUT)


@inner
def _notice_whole(q: Question, b: Books, d: Desk) -> None:
    """Needs that are out and have become complete in this transaction are in."""
    for j in range(b.top[0]):
        r = b.where[j] - b.filled
        if 0 <= r < len(q.need) and b.m[b.state + q.need[r]] == OUT and _is_complete(q, b, q.need[r]):
            _require(q, b, d, q.need[r])


@inner
def _is_complete(q: Question, b: Books, n: int) -> bool:
    for r in range(q.need_first[n], q.need_first[n + 1]):
        if b.m[b.filled + r] < q.least[r]:
            return False
    return True


@inner
def _links_moved(q: Question, b: Books, d: Desk, mark: int) -> int:
    """Links that had more units when the journal had `mark` entries."""
    d.number[0] += 1
    moved = 0
    for j in range(mark, b.top[0]):
        e = b.where[j] - b.used
        if 0 <= e < len(q.seller) and d.stamp[e] != d.number[0]:
            d.stamp[e] = d.number[0]
            moved += b.m[b.used + e] < b.was[j]
    return moved


@inner
def _all_bid(q: Question, b: Books, d: Desk, size: int) -> bool:
    """The asks on the stack bid, the last first, and whoever they displace; False when the bids of the try, the looks
    of the event or the journal run out."""
    bids = BIDS
    while size > 0:
        size -= 1
        r = d.stack[size]
        while b.m[b.filled + r] < b.want[r]:
            bids -= 1
            d.left[0] -= 1 + q.first[r + 1] - q.first[r]
            if bids < 0 or d.left[0] < 0 or is_running_out(b) or size + MOST_LOST >= len(d.stack):
                return False
            want = b.want[r] - b.m[b.filled + r]
            e, units, price, least, second = best_offers(q, b, r, want)
            if cannot_pay(q, b, r, e, least, want):
                break
            n = place_bid(q, b, e, units, price, second, d.eps, d.lost)
            for j in range(n):
                d.stack[size] = d.lost[j]
                size += 1
    return True


@inner
def _start(b: Books, d: Desk) -> None:
    d.left[0] = d.effort
    begin(b)


@inner
def _gains(q: Question, b: Books, d: Desk, mark: int, whole: int, value: int) -> bool:
    """Every floor is kept, and more needs are whole, or as many with help and fit worth more than the moves cost."""
    if b.m[SHORT] != 0 or b.m[WHOLE] < whole:
        return False
    return b.m[WHOLE] > whole or b.m[VALUE] - value > d.moved * _links_moved(q, b, d, mark)


@inner
def _bring_in(q: Question, b: Books, d: Desk, n: int) -> None:
    """Force a need in, lighter ones out if need be; kept only if the plan gains."""
    mark, whole, value, size = b.top[0], b.m[WHOLE], b.m[VALUE], 0
    _require(q, b, d, n)
    for r in range(q.need_first[n], q.need_first[n + 1]):
        if b.m[b.filled + r] < b.floor[r]:
            d.stack[size] = r
            size += 1
    drained = _all_bid(q, b, d, size)
    if drained:
        _let_go_short(q, b, d, mark)
    if not drained or b.m[b.state + n] != IN or not _gains(q, b, d, mark, whole, value):
        take_back(b, mark)


@inner
def _seat(q: Question, b: Books, d: Desk, r: int) -> None:
    """Let an open ask bid, chains of displaced ones included; kept only if the plan gains."""
    while b.m[b.filled + r] < b.want[r] and d.left[0] > 0:
        mark, whole, value = b.top[0], b.m[WHOLE], b.m[VALUE]
        d.stack[0] = r
        drained = _all_bid(q, b, d, 1)
        if not drained or not _gains(q, b, d, mark, whole, value):
            take_back(b, mark)
            return


@inner
def _look_around(q: Question, b: Books, d: Desk, v: int) -> None:
    """Try the needs that are out, then the open asks, next to a seller that may be free and that they could pay."""
    needs, asks = 0, 0
    for i in range(q.place[v], q.place[v + 1]):
        r = q.role[q.by_seller[i]]
        if needs < NEAR and b.m[b.state + q.need[r]] == OUT and _is_affordable(q, b, d, q.by_seller[i], LOCKED):
            needs = _add(d.found, 0, needs, q.need[r])
    for i in range(needs):
        if b.m[b.state + d.found[i]] == OUT and d.left[0] > 0:
            _bring_in(q, b, d, d.found[i])
    for i in range(q.place[v], q.place[v + 1]):
        e = q.by_seller[i]
        r = q.role[e]
        if asks < NEAR and b.m[b.filled + r] < b.want[r] and e < q.first[-1] and _is_affordable(q, b, d, e, 0):
            _seat(q, b, d, r)
            asks += 1


@inner
def _is_affordable(q: Question, b: Books, d: Desk, e: int, more: int) -> bool:
    """Whether the ask of edge `e` gains by it, up to `more` beyond what it is worth. One look instead of all offers."""
    r = q.role[e]
    want = b.want[r] - b.m[b.filled + r]
    if want <= 0 or d.left[0] <= 0:
        return False
    d.left[0] -= 1
    price, units = offer(q, b, e, want)
    return units > 0 and price < LOCKED and price < worth(q, b, e, units) + more


@inner
def _add(found: Ints, first: int, size: int, value: int) -> int:
    for i in range(first, size):
        if found[i] == value:
            return size
    found[size] = value
    return size + 1


@inner
def _release(q: Question, b: Books, e: int) -> bool:
    if b.m[b.used + e] <= 0:
        return False
    unbook(q, b, e, b.m[b.used + e])
    return True


@inner
def _is_reseated(q: Question, b: Books, d: Desk, asks: Ints32, whole: int) -> bool:
    """The asks bid, whoever they displace bids, no more than is at stake already goes out; else nothing has changed."""
    mark, value = b.top[0], b.m[VALUE]
    d.stack[: len(asks)] = asks
    drained = _all_bid(q, b, d, len(asks))
    if drained:
        _let_go_short(q, b, d, mark)
        if _gains(q, b, d, mark, whole, value):
            return True
    take_back(b, mark)
    return False


@inner
def _needs_at_stake(q: Question, b: Books, asks: Ints32) -> int:
    """Weight of the needs that go out if nobody steps in (price parts)."""
    weight = 0
    for i in range(len(asks)):
        n, again = q.need[asks[i]], False
        for j in range(i):
            again = again or (q.need[asks[j]] == n and b.m[b.filled + asks[j]] < b.floor[asks[j]])
        if not again and b.m[b.filled + asks[i]] < b.floor[asks[i]]:
            weight += q.weight[n]
    return weight


@kernel
def leave(q: Question, b: Books, d: Desk, edges: Ints32) -> None:
    """Somebody leaves: their bookings go, the asks bid again; a need goes out only if no chain keeps it, or if that
    lets a lighter one go. Leaves the transaction open."""
    _start(b, d)
    lost = np.empty(len(edges), np.int32)
    n = 0
    for e in edges:
        if _release(q, b, e):
            lost[n] = q.role[e]
            n += 1
        q.detail[e] = d.nobody
    asks = lost[:n]
    whole = b.m[WHOLE] - _needs_at_stake(q, b, asks)
    if not _is_reseated(q, b, d, asks, whole):
        broken = b.m[SHORT] > 0
        _let_go_short(q, b, d, 0)
        for r in asks:
            _seat(q, b, d, r)
        if broken:
            _fill_gap(q, b, d, asks)
    _notice_whole(q, b, d)


@inner
def _fill_gap(q: Question, b: Books, d: Desk, asks: Ints32) -> None:
    """A need went out: others that are out may come in by those who help it now."""
    for i in range(len(asks)):
        n = q.need[asks[i]]
        if b.m[b.state + n] != OUT:
            continue
        for e in range(q.first[q.need_first[n]], q.first[q.need_first[n + 1]]):
            if b.m[b.used + e] > 0 and d.left[0] > 0:
                _look_around(q, b, d, q.seller[e])


@kernel
def come(q: Question, b: Books, d: Desk, sellers: Ints32) -> None:
    """Somebody comes: needs that are out and open asks next to them are tried. Leaves the transaction open."""
    _start(b, d)
    for v in sellers:
        _look_around(q, b, d, v)
    _notice_whole(q, b, d)


@kernel
def shut(q: Question, b: Books, d: Desk, n: int, loose: Ints32) -> None:
    """A need is closed: it gives back all it has, its `loose` edges too, which others may use. Leaves the transaction
    open."""
    _start(b, d)
    _let_go(q, b, d, n, NEVER)
    freed = np.empty(q.first[q.need_first[n + 1]] - q.first[q.need_first[n]] + len(loose), np.int32)
    size = 0
    for e in loose:
        if _release(q, b, e):
            freed[size] = q.seller[e]
            size += 1
    for r in range(q.need_first[n], q.need_first[n + 1]):
        put(b, d.wants + r, 0)
        for e in range(q.first[r], q.first[r + 1]):
            if _release(q, b, e):
                freed[size] = q.seller[e]
                size += 1
    for v in freed[:size]:
        _look_around(q, b, d, v)
    _notice_whole(q, b, d)


@kernel
def reopen(q: Question, b: Books, d: Desk, n: int) -> None:
    """A need is asked for: whole if it can be, else helped. Leaves the transaction open."""
    _start(b, d)
    missing = 0
    for r in range(q.need_first[n], q.need_first[n + 1]):
        put(b, d.wants + r, q.open[r])
        missing += q.least[r]
    if missing > 0:
        set_state(q, b, n, OUT)
    _serve(q, b, d, n)


@kernel
def seek(q: Question, b: Books, d: Desk, n: int) -> None:
    """What a need still lacks is bid for once more. Leaves the transaction open."""
    _start(b, d)
    _serve(q, b, d, n)


@inner
def _serve(q: Question, b: Books, d: Desk, n: int) -> None:
    if b.m[b.state + n] == OUT:
        _bring_in(q, b, d, n)
    for r in range(q.need_first[n], q.need_first[n + 1]):
        _seat(q, b, d, r)
    _notice_whole(q, b, d)


@kernel
def changed(q: Question, b: Books, d: Desk) -> int:
    """Close the transaction; writes the edges whose units it changed and what they were, returns how many."""
    d.number[0] += 1
    size = 0
    for j in range(b.top[0]):
        e = b.where[j] - b.used
        if 0 <= e < len(q.seller) and d.stamp[e] != d.number[0]:
            d.stamp[e] = d.number[0]
            if b.m[b.used + e] != b.was[j]:
                d.edges[size], d.was[size] = e, b.was[j]
                size += 1
    keep(b)
    return size


@kernel
def take_in(q: Question, b: Books, d: Desk) -> None:
    """Needs that the books complete are in."""
    for n in range(len(q.weight)):
        if b.m[b.state + n] == OUT and _is_complete(q, b, n):
            _require(q, b, d, n)
