"""From what fixed links leave open, and who could sit where, to the arrays of a question.

A city has some ten million edges: what is said of each is written once, in the width it needs, by kernels.
"""

from typing import Any

import numpy as np

from tongzhuo.engine.candidates import Candidates
from tongzhuo.engine.geometry import EARTH_M, pause_between
from tongzhuo.engine.instance import MINUTES_A_WEEK, Bools, Floats, Ints, Kind
from tongzhuo.engine.settled import UNDIVIDED, Settled
from tongzhuo.engine.worth import need_weights
from tongzhuo.market.laying import allow, lay_edges, number_sellers, own_edges, place_words, sorted_by_seller
from tongzhuo.market.question import (
    BULK,
    CASE,
    HEAD,
    LINE,
    LOT,
    LOT_ROWS,
    PARTS,
    PERSON,
    PLAIN,
    ROOM,
    ROW,
    ROWS,
    SECOND,
    UNLIMITED,
    Ints32,
    Origin,
    Question,
)  # fmt: skip

_NO_LIMIT = np.iinfo(np.int32).max


def compiled(settled: Settled, found: Candidates) -> tuple[Question, Origin]:
    """The question that `settled` leaves open, over all candidates `found` (sorted by role)."""
    it, policy = settled.instance, settled.policy
    needs, roles = _orders(settled)
    edge, role, first = _edges(settled, found, roles)
    sellers = _Sellers(settled, found, edge, (role, roles))
    asks, divided = _asks(settled, needs, roles)
    special, details = sellers.details(divided)
    detail, plain = np.zeros(len(edge), np.int32), np.ones(it.roles, np.bool_)
    detail[special] = 1 + np.arange(len(special), dtype=np.int32)
    plain[role[special[special < first[-1]]]] = False
    line, at = sellers.lines(details), np.empty(len(edge), np.int32)
    place_words(line, sellers.main, at)
    times, minutes = sellers.allowances()
    question = Question(
        **asks, weight=PARTS * need_weights(it, policy)[needs], first=first, plain=plain, role=role,
        seller=sellers.main, at=at, fit=np.asarray(found.fit, np.int32)[edge], times=times, minutes=minutes,
        detail=detail, details=details, shape=sellers.shape, capacity=sellers.capacity, hourless=sellers.hourless,
        line=line, place=sellers.place, by_seller=sorted_by_seller(sellers.main, sellers.place, role, asks["start"]),
        metres_a_minute=float(policy.metres_a_minute), buffer=policy.buffer_minutes, pause=policy.pause_minutes,
        same_place_m=float(policy.same_place_m), far=_longest_way(settled, asks["point"]),
    )  # fmt: skip
    return question, Origin(roles, needs, edge, sellers.number)


def _orders(settled: Settled) -> tuple[Ints, Ints]:
    """Needs along a curve that keeps neighbours together, and their roles in the same order."""
    it = settled.instance
    code = np.full(it.needs, 1 << 40)
    np.minimum.at(code, it.role_need, _interleaved(it.role_lat, it.role_lon))
    needs = np.argsort(code, kind="stable")
    return needs, np.argsort(_ranks(needs)[it.role_need], kind="stable")


def _edges(settled: Settled, found: Candidates, roles: Ints) -> tuple[Ints32, Ints32, Ints]:
    """(row of the candidates, ask) of each edge, in the order of the asks, loose ones last; first edge of each ask."""
    it, count = settled.instance, len(found.role)
    ptr = np.searchsorted(found.role, np.arange(it.roles + 1, dtype=found.role.dtype))
    loose: Bools = found.most < 0
    if loose.any():
        loose &= it.role_quantity[found.role] > 0
    edge, role, first = np.empty(count, np.int32), np.empty(count, np.int32), np.zeros(it.roles + 1, np.int64)
    lay_edges(ptr, roles, _ranks(roles), loose if loose.any() else loose[:0], edge, role, first)
    return edge, role, first


def _asks(settled: Settled, needs: Ints, roles: Ints) -> tuple[dict[str, Any], Bools]:
    """Columns of the asks; and which roles divide an amount."""
    it, policy = settled.instance, settled.policy
    undivided = np.isin(it.role_kind, UNDIVIDED)
    divided = np.isin(it.role_kind, (Kind.GOODS, Kind.MONEY)) & (it.role_quantity > 0)
    open_, least = (np.where(undivided, np.minimum(1, x), x)[roles] for x in (settled.open, settled.least))
    urgency = np.array(policy.urgency_weight, np.int64)[it.need_urgency[it.role_need[roles]] - 1]
    need, start = _ranks(needs)[it.role_need[roles]], it.role_start[roles]
    columns = {
        "need_first": np.searchsorted(need, np.arange(it.needs + 1)),
        "need": need,
        "asked": np.where(divided, it.role_quantity, 1)[roles],
        "least": least,
        "open": open_,
        "help": policy.help_points * urgency,
        "agree": policy.agree_points * urgency,
        "start": start,
        "end": np.where(start < 0, -1, it.role_end[roles]),
        "week": np.where(start < 0, -1, start // MINUTES_A_WEEK),
        "point": _on_sphere(it.role_lat[roles], it.role_lon[roles]),
    }
    return columns, divided


class _Sellers:
    """Who gives the edges: their numbers, shapes and limits. `asks`: ask of each edge, role of each ask."""

    def __init__(self, settled: Settled, found: Candidates, edge: Ints32, asks: tuple[Ints32, Ints]) -> None:
        self.settled, self.found, self.edge = settled, found, edge
        self.ask, self.roles = asks
        self.supply = np.asarray(found.supply, np.int32)[edge]
        it, owners = settled.instance, settled.owners
        # Work of a person takes their hours where it has any, and what a caseload has left beside them.
        self.timed: Bools = it.role_start[self.roles] >= 0
        apart = it.parties + np.arange(it.supplies)
        person = settled.personal & (it.supply_kind == Kind.PEOPLE)
        self.main, of = np.empty(len(edge), np.int32), np.full(owners, -1, np.int32)
        keys = settled.owner.astype(np.int32), np.where(person, settled.owner, apart).astype(np.int32)
        own_edges(self.supply, self.timed, self.ask, keys, self.main, of)
        cases = settled.personal & (it.supply_kind == Kind.PROFESSIONAL) & (settled.left >= 0)
        self.cased = self._edges_of(cases, self.timed)
        of[apart[self.supply[self.cased]]] = self.supply[self.cased]
        self.keys = np.flatnonzero(of >= 0)
        code = _interleaved(it.supply_lat, it.supply_lon)[of[self.keys]]
        self.keys = self.keys[np.argsort(code, kind="stable")]
        self.number = np.full(owners, -1, np.int32)
        self.number[self.keys] = np.arange(len(self.keys), dtype=np.int32)
        self.degree = np.zeros(len(self.keys), np.int64)
        number_sellers(self.main, self.number, self.degree)
        self.place = _pointers(self.degree)
        self._limits()

    def _edges_of(self, supplies: Bools, asks: Bools) -> Ints:
        """Edges of these supplies with these asks."""
        if not supplies.any():
            return np.zeros(0, np.int64)
        edges = np.flatnonzero(supplies[self.supply])
        return edges[asks[self.ask[edges]]]

    def _limits(self) -> None:
        settled, it = self.settled, self.settled.instance
        person = self.keys < it.parties
        supply = np.where(person, 0, self.keys - it.parties)
        shapes = np.array([BULK, LOT, LOT, ROOM, CASE, CASE])
        none = np.zeros(len(self.keys), np.int64)
        kind, left, held = (
            (rows[at] if it.supplies else none)
            for rows, at in ((it.supply_kind, supply), (settled.left, supply), (settled.untimed_held, self.keys))
        )
        self.shape: Ints = np.where(person, PERSON, shapes[kind])
        self.capacity: Ints = np.where(left < 0, UNLIMITED, left)
        self.hourless: Ints = np.maximum(0, self.capacity - np.where(self.shape == BULK, held, 0))

    def details(self, divided: Bools) -> tuple[Ints, Ints]:
        """(edges with more to them than a person's time; the rows of `details`, the first that of all others)."""
        it = self.settled.instance
        odd = (self.found.most != 1)[self.edge]
        odd |= (self.shape != PERSON)[self.main]
        odd[self.cased] = True
        at = np.flatnonzero(odd)
        supply, role = self.supply[at], self.roles[self.ask[at]]
        most, alone = self.found.most[self.edge[at]].astype(np.int64), np.isin(it.role_kind[role], UNDIVIDED)
        second = np.where(
            np.isin(at, self.cased), self.number[np.minimum(it.parties + supply, len(self.number) - 1)], -1
        )
        person = self.shape[self.main[at]] == PERSON
        units = np.where(alone | (most < 0), 1, most)
        draw = np.where(most < 0, 0, np.where(alone, most, 1))
        draw = np.where(person & (second < 0), 1, draw)
        rows = np.stack((units, draw, second, self._rivals(at, divided)), axis=1).astype(np.int64)
        kept = np.flatnonzero(~person | (rows != np.array(PLAIN)).any(axis=1))
        return at[kept], np.concatenate((np.array([PLAIN]), rows[kept]))

    def _rivals(self, at: Ints, divided: Bools) -> Ints:
        """A number for edges that share their ask with another supply of the same party; -1 for all others."""
        it, supply, role = self.settled.instance, self.supply[at], self.roles[self.ask[at]]
        several = np.flatnonzero(~self.settled.personal[supply] & (divided[role] | (it.role_kind[role] == Kind.PEOPLE)))
        pair = role[several] * max(1, it.parties) + it.supply_party[supply[several]]
        _, group, size = np.unique(pair, return_inverse=True, return_counts=True)
        rivals = np.full(len(at), -1, np.int64)
        group = group.reshape(-1)
        _, again = np.unique(group[size[group] > 1], return_inverse=True)
        rivals[several[size[group] > 1]] = again.reshape(-1)
        return rivals

    def allowances(self) -> Ints32:
        """Bookings (row 0) and minutes (row 1) that the giver of each edge has left in the week of its ask."""
        settled, start = self.settled, self.settled.instance.role_start[self.roles]
        left = np.full((2, len(self.edge)), _NO_LIMIT, np.int32)
        if not (settled.books_time & ((settled.limits[0] >= 0) | (settled.limits[1] >= 0))[settled.owner]).any():
            return left
        week = np.where(start < 0, -1, start // MINUTES_A_WEEK)
        for number in np.unique(week[week >= 0]).tolist():
            allow(week, number, self.ask, self.supply, self._left_in(number), left)
        return left

    def _left_in(self, week: int) -> tuple[Ints32, Ints32]:
        """Bookings and minutes that each supply has left in a week."""
        settled = self.settled
        of_owner = [
            np.where(limit < 0, _NO_LIMIT, np.clip(limit - used, 0, _NO_LIMIT)).astype(np.int32)
            for limit, used in zip(settled.limits, settled.used_in(week), strict=True)
        ]
        times, minutes = (np.where(settled.books_time, left[settled.owner], _NO_LIMIT) for left in of_owner)
        return times.astype(np.int32), minutes.astype(np.int32)

    def lines(self, details: Ints) -> Ints:
        """First word of each seller; fixed hours of bulk offers have their rows, too."""
        degree = self.degree + np.bincount(details[details[:, SECOND] >= 0, SECOND], minlength=len(self.keys))
        timed = (self.shape == PERSON) | (self.shape == ROOM)
        few = np.where(timed, self._holdable(), np.minimum(LOT_ROWS, self.capacity))
        rows = np.minimum(degree, np.maximum(1, few))
        fixed = self.number[self.settled.bookings.owner] if len(self.keys) else np.zeros(0, np.int32)
        mine = fixed[fixed >= 0]
        bulk = mine[self.shape[mine] == BULK] if len(mine) else mine
        rows = np.where(self.shape == BULK, degree, rows) + np.bincount(bulk, minlength=len(rows))
        return _pointers(-(-(HEAD + ROW * rows) // LINE) * LINE)

    def _holdable(self) -> Ints:
        """The most bookings each could hold by its limits, over all weeks that are asked for, and one without an
        hour."""
        start = self.settled.instance.role_start
        weeks = len(np.unique(start[start >= 0] // MINUTES_A_WEEK))
        owner = np.minimum(self.keys, self.settled.owners - 1)
        limit = self.settled.limits[0][owner] if len(self.keys) else np.zeros(0, np.int64)
        most = limit * weeks + bool((start < 0).any())
        return np.where(limit < 0, ROWS, np.minimum(ROWS, most))


def _interleaved(lat: Floats, lon: Floats) -> Ints:
    """Morton codes, 16 bits a side; unknown points come first."""
    code = np.zeros(len(lat), np.int64)
    for shift, side in enumerate((lat, lon)):
        known = np.nan_to_num(side, nan=np.nanmin(side) if np.isfinite(side).any() else 0.0)
        low, high = known.min(initial=np.inf), known.max(initial=-np.inf)
        bits = ((known - low) / max(1e-9, high - low) * 65_535).astype(np.int64)
        for spread, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
            bits = (bits | bits << spread) & mask
        code |= bits << shift
    return code


def _ranks(order: Ints) -> Ints:
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return rank


def _pointers(sizes: Ints) -> Ints:
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)))


def _on_sphere(lat: Floats, lon: Floats) -> Floats:
    phi, lam = np.radians(lat), np.radians(lon)
    return np.stack((np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)), axis=1)


def _longest_way(settled: Settled, point: Floats) -> int:
    """Minutes of the way across all places, at least."""
    known = point[~np.isnan(point[:, 0])]
    chord = float(np.linalg.norm(known.max(axis=0) - known.min(axis=0))) if len(known) else 0.0
    way = 2 * EARTH_M * np.arcsin(min(1.0, chord / 2))
    return max(settled.policy.buffer_minutes, int(pause_between(np.array([way]), settled.policy)[0])) + 1
