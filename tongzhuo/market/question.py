"""The question as the kernels read it: compact arrays, asks of a need side by side, needs that are near near in memory.

An *ask* is a role; a *seller* is whatever cannot be given twice: a person's or a room's hours, the heads of a bulk
offer, a lot, a caseload. An *edge* is one candidate: so many units of one seller for one ask. Prices are whole numbers,
eighths of a point.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tongzhuo.engine.candidates import Candidates
from tongzhuo.engine.geometry import EARTH_M, pause_between
from tongzhuo.engine.instance import MINUTES_A_WEEK, Bools, Floats, Ints, Kind
from tongzhuo.engine.settled import UNDIVIDED, Settled
from tongzhuo.engine.worth import need_weights
from tongzhuo.pairs.compiled import kernel

Ints32 = NDArray[np.int32]

PARTS = 8  # prices are counted in eighths of a point
PERSON, ROOM, BULK, LOT, CASE = range(5)  # shapes of sellers
ROWS = 60  # the most bookings that a person or a room holds at a time
LOT_ROWS = 512  # and a lot
UNLIMITED = 1 << 50
MOST, DRAW, SECOND, RIVAL = range(4)  # columns of `details`
_PLAIN = (1, 1, -1, -1)


class Question(NamedTuple):
    """Everything that stays as it is. Sizes: Q needs, R asks, E edges (loose ones last), V sellers."""

    # needs
    need_first: Ints  # Q+1: asks of need n are need_first[n]:need_first[n+1]
    weight: Ints  # eighths of a point when it is whole
    # asks
    need: Ints
    first: Ints  # R+1: edges of ask r are first[r]:first[r+1]; loose edges stand behind first[R]
    asked: Ints  # units of one slot: 1, or the amount asked of goods and money
    least: Ints  # units that are still missing to the at_least
    open: Ints  # units that may still be given
    help: Ints  # points of a slot of help
    agree: Ints  # points of a loose link, where the giver's amount is unknown
    start: Ints  # minute; -1 without an hour
    end: Ints
    week: Ints  # number of the week; -1 without an hour
    point: Floats  # R x 3, on the unit sphere; NaN unknown
    plain: Bools  # all its edges are people of their own, no more to them than their time
    # edges
    role: Ints32
    seller: Ints32
    fit: Ints32  # points a slot
    times: Ints32  # bookings (heads) that the seller has left in this ask's week
    minutes: Ints32
    detail: Ints32  # row of `details`
    details: Ints  # most units, what a unit draws, second seller (a person's caseload) or -1, group of rivals or -1
    # sellers
    shape: Ints
    capacity: Ints  # units, cases, heads
    hourless: Ints  # the same for asks without an hour
    line: Ints  # V+1: its bookings are kept in the rows line[v]:line[v+1]
    place: Ints  # V+1: its edges are by_seller[place[v]:place[v+1]], by start
    by_seller: Ints32
    # the way between two places
    metres_a_minute: float
    buffer: int
    pause: int
    same_place_m: float
    far: int  # no way takes longer


class Origin(NamedTuple):
    """Where the rows of a question come from."""

    role: Ints  # role of the instance of each ask
    need: Ints  # need of the instance of each need
    edge: Ints32  # row of the candidates of each edge
    seller: Ints32  # number of the seller of each owner of `Settled`, or -1


def compiled(settled: Settled, found: Candidates) -> tuple[Question, Origin]:
    """The question that `settled` leaves open, over all candidates `found` (sorted by role)."""
    it = settled.instance
    needs, roles = _orders(settled)
    rank = _ranks(roles)
    loose = (found.most < 0) & (it.role_quantity[found.role] > 0)
    edge, first = _edges(found.role, rank, loose)
    undivided = np.isin(it.role_kind, UNDIVIDED)
    need_rank = _ranks(needs)
    sellers = _Sellers(settled, found, edge)
    open_, least = (np.where(undivided, np.minimum(1, x), x)[roles] for x in (settled.open, settled.least))
    urgency = np.array(settled.policy.urgency_weight, np.int64)[it.need_urgency[it.role_need[roles]] - 1]
    divided = np.isin(it.role_kind, (Kind.GOODS, Kind.MONEY)) & (it.role_quantity > 0)
    start = it.role_start[roles]
    point = _on_sphere(it.role_lat[roles], it.role_lon[roles])
    role = rank[found.role[edge]].astype(np.int32)
    detail, details = sellers.details(divided)
    question = Question(
        need_first=np.searchsorted(need_rank[it.role_need[roles]], np.arange(it.needs + 1)),
        weight=PARTS * need_weights(it, settled.policy)[needs],
        need=need_rank[it.role_need[roles]],
        first=first,
        asked=np.where(divided, it.role_quantity, 1)[roles],
        least=least,
        open=open_,
        help=settled.policy.help_points * urgency,
        agree=settled.policy.agree_points * urgency,
        start=start,
        end=np.where(start < 0, -1, it.role_end[roles]),
        week=np.where(start < 0, -1, start // MINUTES_A_WEEK),
        point=point,
        plain=np.bincount(role[: first[-1]], detail[: first[-1]] > 0, it.roles) == 0,
        role=role,
        seller=sellers.main,
        fit=found.fit[edge].astype(np.int32),
        times=sellers.allowance(0),
        minutes=sellers.allowance(1),
        detail=detail,
        details=details,
        shape=sellers.shape,
        capacity=sellers.capacity,
        hourless=sellers.hourless,
        line=sellers.line(role, it.role_start[roles]),
        place=sellers.place,
        by_seller=sorted_by_seller(sellers.main, sellers.place, role, start),
        metres_a_minute=float(settled.policy.metres_a_minute),
        buffer=settled.policy.buffer_minutes,
        pause=settled.policy.pause_minutes,
        same_place_m=float(settled.policy.same_place_m),
        far=_longest_way(settled, point),
    )
    return question, Origin(roles, needs, edge, sellers.number)


class _Sellers:
    """Who gives the edges: their numbers, shapes and limits."""

    def __init__(self, settled: Settled, found: Candidates, edge: Ints32) -> None:
        self.settled, self.found, self.edge = settled, found, edge
        it = settled.instance
        supply, self.role = found.supply[edge], found.role[edge]
        timed = it.role_start[self.role] >= 0
        kind = it.supply_kind[supply]
        own = np.isin(kind, (Kind.PEOPLE, Kind.SPACE)) | (settled.personal[supply] & timed)
        self.owner = settled.owner[supply]
        key = np.where(own, self.owner, it.parties + supply)
        self.cases = own & (kind == Kind.PROFESSIONAL) & (settled.left[supply] >= 0)
        present = np.zeros(settled.owners, np.bool_)
        present[key] = True
        present[it.parties + supply[self.cases]] = True
        self.keys = np.flatnonzero(present)
        self.keys = self.keys[np.argsort(self._morton(supply, key)[self.keys], kind="stable")]
        number = np.full(settled.owners, -1, np.int32)
        number[self.keys] = np.arange(len(self.keys), dtype=np.int32)
        self.number, self.main = number, number[key]
        self.second = np.where(self.cases, number[np.minimum(it.parties + supply, settled.owners - 1)], -1)
        self.place = _pointers(np.bincount(self.main, minlength=len(self.keys)))
        self._limits()

    def _morton(self, supply: Ints, key: Ints) -> Ints:
        it = self.settled.instance
        code = np.zeros(self.settled.owners, np.int64)
        code[key] = _interleaved(it.supply_lat, it.supply_lon)[supply]
        return code

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

    def details(self, divided: Bools) -> tuple[Ints32, Ints]:
        """Row of each edge, and the rows: people of their own share the first."""
        it, found, edge = self.settled.instance, self.found, self.edge
        most, kind = found.most[edge].astype(np.int64), it.role_kind[self.role]
        alone = np.isin(kind, UNDIVIDED)
        units = np.where(alone | (most < 0), 1, most)
        draw = np.where(most < 0, 0, np.where(alone, most, 1))
        rows = np.stack((units, draw, self.second.astype(np.int64), self._rivals(divided)), axis=1)
        rows[self.shape[self.main] == PERSON, DRAW] = np.where(self.second >= 0, draw, 1)[
            self.shape[self.main] == PERSON
        ]
        special = np.flatnonzero((rows != np.array(_PLAIN)).any(axis=1) | (self.shape[self.main] != PERSON))
        detail = np.zeros(len(edge), np.int32)
        detail[special] = 1 + np.arange(len(special), dtype=np.int32)
        return detail, np.concatenate((np.array([_PLAIN]), rows[special]))

    def _rivals(self, divided: Bools) -> Ints:
        """A number for edges that share their ask with another supply of the same party; -1 for all others."""
        it, supply = self.settled.instance, self.found.supply[self.edge]
        several = np.flatnonzero(
            ~self.settled.personal[supply] & (divided[self.role] | (it.role_kind[self.role] == Kind.PEOPLE))
        )
        pair = self.role[several].astype(np.int64) * max(1, it.parties) + it.supply_party[supply[several]]
        _, group, size = np.unique(pair, return_inverse=True, return_counts=True)
        rivals = np.full(len(self.edge), -1, np.int64)
        group = group.reshape(-1)
        _, again = np.unique(group[size[group] > 1], return_inverse=True)
        rivals[several[size[group] > 1]] = again.reshape(-1)
        return rivals

    def allowance(self, which: int) -> Ints32:
        """Bookings (0) or minutes (1) that the giver of each edge has left in the week of its ask."""
        settled, it = self.settled, self.settled.instance
        most = np.int64(np.iinfo(np.int32).max)
        left = np.full(len(self.edge), most, np.int32)
        limit = settled.limits[which]
        told = limit[self.owner] >= 0
        told &= (it.role_start[self.role] >= 0) & settled.books_time[self.found.supply[self.edge]]
        week = it.role_start[self.role] // MINUTES_A_WEEK
        for number in np.unique(week[told]).tolist():
            mine = np.flatnonzero(told & (week == number))
            owner = self.owner[mine]
            left[mine] = np.clip(limit[owner] - settled.used_in(number)[which][owner], 0, most)
        return left

    def line(self, role: Ints32, start: Ints) -> Ints:
        """First row of the bookings of each seller; fixed hours of bulk offers have their rows, too."""
        degree = np.bincount(self.main, minlength=len(self.keys))
        degree += np.bincount(self.second[self.second >= 0], minlength=len(self.keys))
        timed = (self.shape == PERSON) | (self.shape == ROOM)
        few = np.where(timed, np.minimum(ROWS, self._holdable(role, start)), np.minimum(LOT_ROWS, self.capacity))
        rows = np.minimum(degree, np.maximum(1, few))
        held = self.number[self.settled.bookings.owner] if len(self.keys) else np.zeros(0, np.int64)
        mine = held[held >= 0]
        bulk = mine[self.shape[mine] == BULK] if len(mine) else mine
        return _pointers(np.where(self.shape == BULK, degree, rows) + np.bincount(bulk, minlength=len(rows)))

    def _holdable(self, role: Ints32, start: Ints) -> Ints:
        """The most bookings each could hold by its limits, over all weeks of its edges, and one without an hour."""
        weeks = np.unique(np.where(start[role] < 0, -1, start[role] // MINUTES_A_WEEK))
        owner = np.minimum(self.keys, self.settled.owners - 1)
        limit = self.settled.limits[0][owner] if len(self.keys) else np.zeros(0, np.int64)
        return np.where(limit < 0, ROWS, np.minimum(ROWS, limit * max(1, len(weeks)) + 1))


def _orders(settled: Settled) -> tuple[Ints, Ints]:
    """Needs along a curve that keeps neighbours together, and their roles in the same order."""
    it = settled.instance
    code = np.full(it.needs, 1 << 40)
    np.minimum.at(code, it.role_need, _interleaved(it.role_lat, it.role_lon))
    needs = np.argsort(code, kind="stable")
    return needs, np.argsort(_ranks(needs)[it.role_need], kind="stable")


def _interleaved(lat: Floats, lon: Floats) -> Ints:
    """Morton codes, 16 bits a side; unknown points come first."""
    code = np.zeros(len(lat), np.int64)
    for shift, side in enumerate((lat, lon)):
        known = np.nan_to_num(side, nan=np.nanmin(side) if np.isfinite(side).any() else 0.0)
        low, high = known.min(initial=np.inf), known.max(initial=-np.inf)
        cell = ((known - low) / max(1e-9, high - low) * 65_535).astype(np.int64)
        for bit in range(16):
            code |= (cell >> bit & 1) << (2 * bit + shift)
    return code


def _edges(roles: Ints, rank: Ints, loose: Bools) -> tuple[Ints32, Ints]:
    """Rows of the candidates in the order of the asks, loose ones last; and the first edge of each ask."""
    firm = np.flatnonzero(~loose)
    order = firm[np.argsort(rank[roles[firm]], kind="stable")]
    first = _pointers(np.bincount(rank[roles[firm]], minlength=len(rank)))
    return np.concatenate((order, np.flatnonzero(loose))).astype(np.int32), first


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


@kernel
def sorted_by_seller(seller: Ints32, place: Ints, role: Ints32, start: Ints) -> Ints32:
    """Edges of every seller, by the start of their asks (counting sort, then insertion)."""
    at = place[:-1].copy()
    order = np.empty(len(seller), np.int32)
    for e in range(len(seller)):
        v = seller[e]
        j = at[v]
        at[v] += 1
        while j > place[v] and start[role[order[j - 1]]] > start[role[e]]:
            order[j] = order[j - 1]
            j -= 1
        order[j] = e
    return order
