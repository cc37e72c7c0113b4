"""The auction: asks bid for sellers; who is outbid bids again; a need that cannot pay for all withdraws whole.

A bid takes the cheapest offer. Its guard, the price at which it can be displaced, is what its ask would lose: the next
best offer, but no more than the surplus its need has left. Guards only rise while the auction runs.
"""

from typing import NamedTuple

import numpy as np

from tongzhuo.engine.instance import Ints
from tongzhuo.market.lean import inlined, inner, kernel
from tongzhuo.market.ledger import (
    BIDS,
    IN,
    LOCKED,
    MOST_LOST,
    Books,
    book,
    is_running_out,
    put,
    withdraw,
    worth,
)  # fmt: skip
from tongzhuo.market.prices import NO, hours_of, make_room, offer, price_of
from tongzhuo.market.question import LOT, PARTS, ROW, Ints32, Question

NEAREST = 16  # offers of an ask that are remembered
CROWD = 200  # asks that bid at a time
_FAR = 1e18


class Memory(NamedTuple):
    """The cheapest offers of plain asks, good as long as prices rise (they fall only where a need withdraws): what each
    cost when it was last looked at, the least first, is no more than it costs now, so that a bid looks at few.
    `beyond`: the least cost of all others."""

    edge: Ints32  # R x NEAREST
    cost: Ints
    size: Ints
    beyond: Ints


class Queue(NamedTuple):
    """Asks that still bid, first come first served, in a ring; `state` is (head, length, how many of `waiting` came).

    Asks join as others are content, so that those who bid at a time are neighbours, and what they look at is at hand.
    """

    ask: Ints32
    state: Ints
    waiting: Ints


def memory(q: Question) -> Memory:
    """Nothing remembered yet."""
    asks = len(q.need)
    edges, costs = np.zeros((asks, NEAREST), np.int32), np.zeros((asks, NEAREST), np.int64)
    return Memory(edges, costs, np.zeros(asks, np.int64), np.full(asks, -NO, np.int64))


def queue(q: Question, asks: Ints) -> Queue:
    """A queue of these asks, with room for all that may be displaced at once."""
    ring = np.zeros(2 * len(q.need) + int(q.line[-1]) // ROW + MOST_LOST, np.int32)
    return Queue(ring, np.zeros(3, np.int64), asks)


@inlined
def budget(q: Question, b: Books, r: int) -> int:
    """What ask `r` may still pay: the surplus of its need; in the second band nothing beyond what it gains, except
    for units that must be kept."""
    if b.whole:
        n = q.need[r]
        return q.weight[n] - b.m[b.pay + n]
    return LOCKED if b.m[b.filled + r] < b.floor[r] else 0


@inner
def best_offers(q: Question, b: Books, r: int, want: int) -> tuple[int, int, int, float, float]:
    """(edge or -1, units, price, its cost a unit, the next best cost a unit); cost is price less worth."""
    edge, units, price, least, second = -1, 0, 0, _FAR, _FAR
    for e in range(q.first[r], q.first[r + 1]):
        p, u = offer(q, b, e, want)
        if p >= LOCKED or u <= 0:
            continue
        cost = (p - worth(q, b, e, u)) / u
        if cost < least:
            second = least
            edge, units, price, least = e, u, p, cost
        elif cost < second:
            second = cost
    return edge, units, price, least, second


@inlined
def _remembered(
    q: Question, b: Books, k: Memory, r: int, most: int, hours: tuple[int, int, int]
) -> tuple[int, int, int, int]:
    """(edge, price, cost, second cost) among the remembered offers of a plain ask that cost less than `most`."""
    edge, price, least, second = -1, 0, NO, most
    slot, seen = b.help[r] * PARTS, 0
    while seen < k.size[r] and k.cost[r, seen] < second:
        e = k.edge[r, seen]
        p = price_of(q, b, e, r, hours)
        if p >= 0:
            cost = p - slot - np.int64(q.fit[e]) * b.fit_parts
            k.cost[r, seen] = cost
            if cost < least:
                second = min(second, least)
                edge, price, least = e, p, cost
            elif cost < second:
                second = cost
        seen += 1
    _sort(k, r, seen)
    return edge, price, least, second


@inlined
def _sort(k: Memory, r: int, seen: int) -> None:
    """Move the first `seen` offers of an ask, which cost more than they did, to where they belong."""
    for at in range(seen - 1, -1, -1):
        e, cost, t = k.edge[r, at], k.cost[r, at], at + 1
        while t < k.size[r] and k.cost[r, t] < cost:
            k.edge[r, t - 1], k.cost[r, t - 1] = k.edge[r, t], k.cost[r, t]
            t += 1
        k.edge[r, t - 1], k.cost[r, t - 1] = e, cost


@inner
def _remember(q: Question, b: Books, k: Memory, r: int, most: int) -> None:
    """Look at all offers of a plain ask and keep the NEAREST cheapest that cost less than `most`; its own first."""
    size, beyond = 0, NO
    slot, hours = b.help[r] * PARTS, hours_of(q, r)
    for e in range(q.first[r], q.first[r + 1]):
        p = price_of(q, b, e, r, hours)
        cost = p - slot - np.int64(q.fit[e]) * b.fit_parts if p >= 0 else -NO
        if cost >= most:
            continue
        if size == NEAREST:
            beyond = min(beyond, max(cost, k.cost[r, NEAREST - 1]))
            if cost >= k.cost[r, NEAREST - 1]:
                continue
        else:
            size += 1
        t = size - 1
        while t > 0 and k.cost[r, t - 1] > cost:
            k.cost[r, t], k.edge[r, t] = k.cost[r, t - 1], k.edge[r, t - 1]
            t -= 1
        k.cost[r, t], k.edge[r, t] = cost, e
    k.size[r] = size
    k.beyond[r] = min(beyond, most)


@inlined
def _best_plain(q: Question, b: Books, k: Memory, r: int) -> tuple[int, int, int, float, float]:
    """As `best_offers`, from memory; all offers are looked at only when the remembered ones may not be the best."""
    most, hours = budget(q, b, r), hours_of(q, r)
    edge, price, least, second = _remembered(q, b, k, r, most, hours)
    if second > k.beyond[r] and k.beyond[r] < most:
        _remember(q, b, k, r, most)
        edge, price, least, second = _remembered(q, b, k, r, most, hours)
    if k.beyond[r] < second:
        second = max(k.beyond[r], least)
    return edge, 1, price, float(least), float(second)


@inner
def _best_of_people(q: Question, b: Books, r: int) -> tuple[int, int, int, float, float]:
    """As `best_offers`, for a plain ask: all offers are looked at, nothing is remembered."""
    edge, price, least, second = -1, 0, NO, NO
    slot, hours = b.help[r] * PARTS, hours_of(q, r)
    for e in range(q.first[r], q.first[r + 1]):
        cost = -slot - np.int64(q.fit[e]) * b.fit_parts
        if cost >= second:
            continue
        p = price_of(q, b, e, r, hours)
        if p < 0 or p == NO:
            continue
        cost += p
        if cost < least:
            second = least
            edge, price, least = e, p, cost
        elif cost < second:
            second = cost
    return edge, 1, price, float(least), float(second)


@inlined
def _guard(q: Question, b: Books, e: int, units: int, price: int, second: float, eps: int) -> int:
    """What losing these units would cost their ask, and `eps` more than what is displaced for them."""
    r = q.role[e]
    rest = budget(q, b, r)
    share = rest / q.least[r] if b.whole and q.shape[q.seller[e]] == LOT else float(rest)
    loss = worth(q, b, e, units) + min(min(second, share) * units, float(LOCKED // 4))
    return max(int(loss), price, 0) + eps


@inner
def place_bid(q: Question, b: Books, e: int, units: int, price: int, second: float, eps: int, lost: np.ndarray) -> int:
    """Take this offer; writes the asks that are outbid, returns how many."""
    guard = _guard(q, b, e, units, price, second, eps)
    n = make_room(q, b, e, units, lost)
    book(q, b, e, units, guard, price - worth(q, b, e, units))
    put(b, BIDS, b.m[BIDS] + 1)
    return n


@inlined
def cannot_pay(q: Question, b: Books, r: int, edge: int, least: float, want: int) -> bool:
    """No offer, or its cost for all that the ask still wants is beyond the budget."""
    if edge < 0:
        return True
    most = float(budget(q, b, r))
    divided = b.whole and q.shape[q.seller[edge]] == LOT
    return least * (want if divided else 1) > most if b.whole else least >= most


@kernel
def auction(q: Question, b: Books, k: Memory, line: Queue, eps: int, bids: int) -> bool:
    """At most so many bids; True when nobody bids any more. Invariant: at the end a need is in exactly if complete."""
    ring, state, waiting = line
    lost = b.lost
    cap = len(ring)
    while state[1] > 0 or state[2] < len(waiting):
        while state[1] < CROWD and state[2] < len(waiting):
            ring[(state[0] + state[1]) % cap] = waiting[state[2]]
            state[1] += 1
            state[2] += 1
        r = ring[state[0]]
        n = q.need[r]
        while b.m[b.filled + r] < b.want[r] and (not b.whole or b.m[b.state + n] == IN):
            want = b.want[r] - b.m[b.filled + r]
            if q.plain[r]:
                e, units, price, least, second = _best_plain(q, b, k, r)
            else:
                e, units, price, least, second = best_offers(q, b, r, want)
            if cannot_pay(q, b, r, e, least, want):
                if b.whole:
                    withdraw(q, b, n)
                break
            m = place_bid(q, b, e, units, price, second, eps, lost)
            for j in range(m):
                ring[(state[0] + state[1]) % cap] = lost[j]
                state[1] += 1
            bids -= 1
            if bids <= 0:
                return False
        state[0] = (state[0] + 1) % cap
        state[1] -= 1
    return True


@inner
def settle(q: Question, b: Books, stack: Ints32, size: int, eps: int, bids: int) -> bool:
    """The asks on the stack bid, the last first, in an open transaction; False when bids or journal run out."""
    lost = b.lost
    while size > 0:
        size -= 1
        r = stack[size]
        n = q.need[r]
        while b.m[b.filled + r] < b.want[r] and (not b.whole or b.m[b.state + n] == IN):
            bids -= 1
            if bids < 0 or is_running_out(b) or size + MOST_LOST >= len(stack):
                return False
            want = b.want[r] - b.m[b.filled + r]
            if q.plain[r]:
                e, units, price, least, second = _best_of_people(q, b, r)
            else:
                e, units, price, least, second = best_offers(q, b, r, want)
            if cannot_pay(q, b, r, e, least, want):
                if b.whole:
                    withdraw(q, b, n)
                break
            m = place_bid(q, b, e, units, price, second, eps, lost)
            for j in range(m):
                stack[size] = lost[j]
                size += 1
    return True
