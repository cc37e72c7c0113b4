"""The opponent that takes the best pair that is left, again and again; for cities without anything settled."""

from typing import Any

import numpy as np

from tongzhuo.engine.instance import Instance, Ints, Kind
from tongzhuo.engine.policy import Policy
from tongzhuo.engine.worth import need_weights, slot_points
from tongzhuo.pairs.compiled import kernel
from tongzhuo.pairs.pairs import Pairs

PEOPLE, SPACE, CARE, OPERATOR = int(Kind.PEOPLE), int(Kind.SPACE), int(Kind.PROFESSIONAL), int(Kind.OPERATOR)


def greedy(it: Instance, policy: Policy, found: Pairs) -> Ints:
    """Units of each pair. Whole needs first, the weightiest by what they ask, when the policy gives points for them;
    then slot by slot, the best first."""
    table, units = _table(it, policy), np.zeros(len(found.role), np.int64)
    pairs = (found.role.astype(np.int64), found.supply.astype(np.int64), found.most.astype(np.int64))
    if policy.whole_points:
        slots = np.bincount(it.role_need, np.where(it.role_kind == PEOPLE, it.role_quantity, 1), it.needs)
        needs = np.argsort(-need_weights(it, policy) / np.maximum(1, slots), kind="stable")
        roles = np.argsort(it.role_need, kind="stable")
        first = np.searchsorted(it.role_need[roles], np.arange(it.needs + 1))
        best = np.lexsort((-found.fit, found.role))
        need_by_need(needs, roles, first, found.ptr, best, pairs, table, units)
    value = slot_points(it, policy)[0][found.role] + found.fit
    slot_by_slot(np.argsort(-value, kind="stable"), pairs, table, units)
    return units


def _table(it: Instance, policy: Policy) -> tuple[Any, ...]:
    """Roles, limits, and the state: units open and left, and each supply's bookings as a list."""
    roles = (it.role_kind, it.role_start, it.role_end, it.role_quantity, policy.pause_minutes)
    limits = (it.supply_max_bookings, it.supply_max_minutes)
    state = (it.role_quantity.copy(), it.supply_capacity.copy(), np.full(it.supplies, -1))
    return roles, limits, state


@kernel
def slot_by_slot(order: Ints, pairs: Any, table: Any, units: Ints) -> None:
    """`units` of pairs in order. A booked pair's successor in its supply's list is kept beside it."""
    after = np.full(len(units), -1)
    supplies = pairs[1]
    for pair in range(len(units)):
        if units[pair] > 0:  # booked before, need by need
            after[pair] = table[2][2][supplies[pair]]
            table[2][2][supplies[pair]] = pair
    for pair in order:
        if units[pair] == 0:
            take(pair, pairs, table, units, after)


@kernel
def need_by_need(
    needs: Ints, roles: Ints, first: Ints, ptr: Ints, best: Ints, pairs: Any, table: Any, units: Ints
) -> None:
    """Each need whole, the best first of every role, or not at all."""
    after, open_ = np.full(len(units), -1), table[2][0]
    for need in needs:
        whole = True
        for role in roles[first[need] : first[need + 1]]:
            for at in range(ptr[role], ptr[role + 1]):
                if open_[role] > 0:
                    take(best[at], pairs, table, units, after)
            whole = whole and open_[role] <= 0
        if not whole:
            for role in roles[first[need] : first[need + 1]]:
                for pair in range(ptr[role], ptr[role + 1]):
                    give_back(pair, pairs, table, units, after)
    table[2][2][:] = -1


@kernel
def take(pair: int, pairs: Any, table: Any, units: Ints, after: Ints) -> None:
    """Book the pair if its role is open and its supply has room for it."""
    (kind, start, end, _, pause), (bookings, minutes), (open_, left, head) = table
    role, supply, most = pairs[0][pair], pairs[1][pair], pairs[2][pair]
    if open_[role] <= 0:
        return
    if kind[role] == PEOPLE or kind[role] == SPACE:
        times, spent, gap = 1, end[role] - start[role], pause if kind[role] == PEOPLE else 0
        other = head[supply]
        while other >= 0:
            taken = pairs[0][other]
            if start[taken] < end[role] + gap and start[role] < end[taken] + gap:
                return
            times, spent, other = times + 1, spent + end[taken] - start[taken], after[other]
        if (times > bookings[supply] >= 0) or (spent > minutes[supply] >= 0):
            return
        units[pair] = most
        after[pair], head[supply] = head[supply], pair
    elif kind[role] == CARE or kind[role] == OPERATOR:
        units[pair] = most if left[supply] >= most else 0
        left[supply] -= units[pair]
    else:
        units[pair] = min(left[supply], open_[role])
        left[supply] -= units[pair]
    undivided = kind[role] == SPACE or kind[role] == CARE or kind[role] == OPERATOR
    if units[pair] > 0:
        open_[role] -= open_[role] if undivided else units[pair]


@kernel
def give_back(pair: int, pairs: Any, table: Any, units: Ints, after: Ints) -> None:
    """Unbook the pair, which may be anywhere in its supply's list."""
    (kind, _, _, asked, _), _, (_, left, head) = table
    role, supply = pairs[0][pair], pairs[1][pair]
    if units[pair] == 0:
        return
    if kind[role] == PEOPLE or kind[role] == SPACE:
        if head[supply] == pair:
            head[supply] = after[pair]
        else:
            before = head[supply]
            while after[before] != pair:
                before = after[before]
            after[before] = after[pair]
    else:
        left[supply] += units[pair]
    table[2][0][role] = asked[role]  # all of a role is given back together
    units[pair] = 0
