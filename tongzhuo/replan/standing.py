"""A standing plan: a solved question kept in memory, repaired where an event happens instead of solved again.

The rows of people, offers and needs are known when it is made; who is not there yet, and a need that is not asked for
yet, are masked, so that an event rebuilds no array. A really new row has new pairs and so a new question: make another
standing plan from `plan()`; that costs finding the pairs and pricing the books, not the search.
"""

from typing import NamedTuple

import numpy as np

from tongzhuo.bounds.dual import rest_dual
from tongzhuo.cities.solver import as_plan, plan_among
from tongzhuo.engine.candidates import Candidates, World
from tongzhuo.engine.instance import Bools, Instance, Ints
from tongzhuo.engine.plan import Plan, Watch, unwatched
from tongzhuo.engine.policy import Policy
from tongzhuo.engine.settled import UNDIVIDED, Settled
from tongzhuo.market.compiling import compiled
from tongzhuo.market.insertion import stack_for
from tongzhuo.market.ledger import MOST_LOST, NEVER, OUT, VALUE, WHOLE, filled_units, opened
from tongzhuo.market.leftover import EPS, price_by, second_band
from tongzhuo.market.question import PARTS, RIVAL, Ints32, Question
from tongzhuo.market.quoting import quotes
from tongzhuo.market.whole import reachable_needs
from tongzhuo.pairs.pairs import candidates
from tongzhuo.replan import opening, repairing
from tongzhuo.replan.repairing import Desk

LOOKS = 1_000  # offers looked at for one event: a millisecond, since each is somewhere else in memory
_NONE = np.zeros(0, np.int64)


class Changes(NamedTuple):
    """Links that an event changed: rows of the instance, units before and after (one of a lot's or a crowd's many)."""

    role: Ints
    supply: Ints
    before: Ints
    after: Ints


class Unfit(ValueError):
    """The plan is not one of this question, or a link, supply or need is not as the call takes it to be."""


class Standing:
    """A plan and its prices, kept true through events. Each event is a transaction: every promise holds after it.

    Links of the question (`fixed_*`) never move, nor do links told as agreed. They end only with their supply or need,
    fixed ones with a new question. Any other link that was told moves when the plan gains more than
    `Policy.moved_points` by it. Needs go out only when no chain within reach keeps them, or for a weightier one.
    """

    def __init__(
        self, instance: Instance, policy: Policy, plan: Plan | None = None, *,
        away: Ints = _NONE, waiting: Ints = _NONE, effort: int = LOOKS, watch: Watch = unwatched,
    ) -> None:  # fmt: skip
        """From a plan of the question, or solved here. `away`: supplies not there yet; `waiting`: needs not asked yet;
        `effort`: offers looked at for one event, which bounds its time.

        Raises Unfit for a plan with a link that is no pair of the question or uses somebody away or a need waiting.
        """
        self._settled = Settled(instance, policy)
        self._found = candidates(World(self._settled))
        plan = plan or plan_among(self._settled, _present(self._settled, self._found, away, waiting), watch)
        self._settled = self._settled.lifted(plan.lift) if len(plan.lift) else self._settled
        question, self._origin = compiled(self._settled, self._found)
        self._q = _with_nobody(question)
        self._detail, reachable = question.detail.copy(), reachable_needs(question)
        self._index(instance)
        self._mask(instance, away, waiting)
        self._open(reachable, effort)
        self._load(plan)
        self._price(watch)

    def cancel(self, supply: int) -> Changes:
        """Somebody cannot come, or an offer is taken back: its links go and it is not booked again until it arrives."""
        self._must(not self._away[supply], f"Supply {supply} is away already.")
        self._away[supply] = True
        repairing.leave(self._q, self._b, self._desk, self._edges_of(supply))
        return self._changes()

    def arrive(self, supply: int) -> Changes:
        """A supply that was away is there: needs that are out, then open asks, next to it are tried."""
        self._must(bool(self._away[supply]), f"Supply {supply} is there already.")
        mine = self._edges_of(supply)
        self._away[supply] = False
        self._q.detail[mine] = self._detail[mine]
        repairing.come(self._q, self._b, self._desk, np.unique(self._q.seller[mine]))
        return self._changes()

    def close(self, need: int) -> Changes:
        """A need is not asked for any more: its links go, and others may use what it had."""
        n = int(self._need_of[need])
        self._must(not self._closed[n], f"Need {need} is closed already.")
        self._closed[n] = True
        repairing.shut(self._q, self._b, self._desk, n, self._loose_of(n))
        return self._changes()

    def open_again(self, need: int) -> Changes:
        """A need that was closed or waiting is asked for: whole if it can be, else helped."""
        n = int(self._need_of[need])
        self._must(bool(self._closed[n]), f"Need {need} is open already.")
        self._closed[n] = False
        repairing.reopen(self._q, self._b, self._desk, n)
        return self._changes()

    def refuse(self, role: int, supply: int) -> Changes:
        """These two do not come together: their link goes, agreed or not, and is not made again; others bid."""
        mine = self._edges_between_two(role, supply)
        self._detail[mine] = len(self._q.details) - 1
        repairing.leave(self._q, self._b, self._desk, mine)
        return self._changes()

    def seek(self, need: int) -> Changes:
        """The open seats of a need that is asked for are bid for once more."""
        n = int(self._need_of[need])
        self._must(not self._closed[n], f"Need {need} is closed.")
        repairing.seek(self._q, self._b, self._desk, n)
        return self._changes()

    def agree(self, role: int, supply: int) -> None:
        """These two have agreed: the link does not move any more. Raises Unfit if the plan does not have it."""
        mine = self._edges_between_two(role, supply)
        has = [opening.lock(self._q, self._b, int(e)) for e in mine]
        self._must(any(has), f"The plan has no link of role {role} and supply {supply}.")

    def plan(self) -> Plan:
        """The plan as it stands. Its bounds need no search, so they are wide: a full solve proves how good it is."""
        return as_plan(self._settled, self._found, self._origin, (self._q, self._b), self._bounds())

    @property
    def points(self) -> tuple[int, int]:
        """(points of the needs that are whole through this plan, eighths of points of help and fit), as booked."""
        return int(self._b.m[WHOLE]) // PARTS, int(self._b.m[VALUE])

    # --- how it is made -----------------------------------------------------------------------------------------------
    def _index(self, it: Instance) -> None:
        """Edges of each supply, and loose edges of each need."""
        supply, loose = self._found.supply[self._origin.edge], np.arange(self._q.first[-1], len(self._q.seller))
        self._by_supply = np.argsort(supply, kind="stable").astype(np.int32)
        self._first_of = np.searchsorted(supply[self._by_supply], np.arange(it.supplies + 1))
        need = self._q.need[self._q.role[loose]]
        self._loose = loose[np.argsort(need, kind="stable")].astype(np.int32)
        self._first_loose = np.searchsorted(np.sort(need), np.arange(it.needs + 1))
        self._need_of = np.empty(it.needs, np.int64)
        self._need_of[self._origin.need] = np.arange(it.needs)

    def _mask(self, it: Instance, away: Ints, waiting: Ints) -> None:
        self._away, self._closed = np.zeros(it.supplies, np.bool_), np.zeros(it.needs, np.bool_)
        self._away[away] = True
        self._closed[self._need_of[waiting]] = True
        self._q.detail[self._away[self._found.supply[self._origin.edge]]] = len(self._q.details) - 1

    def _open(self, reachable: Bools, effort: int) -> None:
        """Empty books, in which wants and floors are words, too; and the desk."""
        q = self._q
        books = second_band(q, opened(q, self._settled.bookings, self._origin.seller))
        asks, size, edges = len(q.need), len(books.m), len(q.seller)
        m = np.concatenate((books.m, np.zeros(asks, np.int64), np.where(self._closed[q.need], 0, q.open)))
        m[books.rival + q.details[-1, RIVAL]] = edges
        m[books.state : books.state + len(q.weight)] = np.where(reachable & ~self._closed, OUT, NEVER)
        self._b = books._replace(m=m, floor=m[size : size + asks], want=m[size + asks :])
        moved = self._settled.policy.moved_points * PARTS
        self._desk = Desk(
            floors=size, wants=size + asks, moved=moved, eps=EPS + moved, nobody=len(q.details) - 1,
            effort=effort, left=np.zeros(1, np.int64), lost=np.zeros(MOST_LOST, np.int64), stack=stack_for(q),
            stamp=np.zeros(edges, np.int64), number=np.zeros(1, np.int64),
            found=np.zeros(repairing.NEAR, np.int64), edges=np.zeros(edges, np.int32), was=np.zeros(edges, np.int64),
        )  # fmt: skip

    def _load(self, plan: Plan) -> None:
        """Book the plan's links; the needs that they complete are in."""
        new = ~plan.fixed
        edges = self._edges_between(plan.role[new], plan.supply[new])
        free = self._q.detail[edges] < len(self._q.details) - 1
        self._must(bool((free & ~self._closed[self._q.need[self._q.role[edges]]]).all()), "Somebody is not there.")
        alone = np.isin(self._settled.instance.role_kind[plan.role[new]], UNDIVIDED)
        units = np.where(alone, 1, np.abs(plan.quantity[new]))
        self._must(opening.load(self._q, self._b, edges, units) == 0, "Somebody holds more links than can be kept.")
        repairing.take_in(self._q, self._b, self._desk)

    def _edges_between(self, role: Ints, supply: Ints) -> Ints:
        it, found = self._settled.instance, self._found
        keys = found.role.astype(np.int64) * max(1, it.supplies) + found.supply
        wanted = role * max(1, it.supplies) + supply
        rows = np.minimum(np.searchsorted(keys, wanted), max(0, len(keys) - 1))
        self._must(len(wanted) == 0 or (len(keys) > 0 and bool((keys[rows] == wanted).all())), "A link is no pair.")
        edge_of = np.empty(len(keys), np.int64)
        edge_of[self._origin.edge] = np.arange(len(keys))
        return edge_of[rows] if len(keys) else _NONE

    def _price(self, watch: Watch) -> None:
        """Guards from the wages of a bound, and what moving a link costs on top."""
        q, b = self._q, self._b
        dual = rest_dual(q, b, watch)
        full = filled_units(q, b) >= b.want
        dual.adapt(np.where(full, np.minimum(0.0, quotes(q, b) / PARTS), 0.0), 40, 50.0)
        price_by(q, b, dual.best_wage)
        opening.add_to_guards(q, b, self._desk.moved)

    # --- how it is read -----------------------------------------------------------------------------------------------
    def _edges_of(self, supply: int) -> Ints32:
        return self._by_supply[self._first_of[supply] : self._first_of[supply + 1]]

    def _edges_between_two(self, role: int, supply: int) -> Ints32:
        mine = self._edges_of(supply)
        return mine[self._origin.role[self._q.role[mine]] == role]

    def _loose_of(self, n: int) -> Ints32:
        return self._loose[self._first_loose[n] : self._first_loose[n + 1]]

    def _changes(self) -> Changes:
        size = repairing.changed(self._q, self._b, self._desk)
        edges = self._desk.edges[:size]
        rows = self._origin.edge[edges]
        now = self._b.m[self._b.used + edges]
        return Changes(self._found.role[rows], self._found.supply[rows], self._desk.was[:size].copy(), now)

    def _bounds(self) -> tuple[float, float]:
        """Points: every need that is asked for is whole; every ask has its best pair for all that is open."""
        q, asks = self._q, len(self._q.need)
        most = np.zeros(asks)
        np.maximum.at(most, q.role, q.fit.astype(np.float64))
        whole = float(q.weight[self._b.m[self._b.state : self._b.state + len(q.weight)] != NEVER].sum()) / PARTS
        slots = q.open / q.asked + (np.bincount(q.role[q.first[-1] :], minlength=asks) > 0)
        told = np.bincount(q.role, minlength=asks) > 0
        points = np.maximum(q.help, q.agree) + most
        return whole, float((points * slots)[told].sum())

    def _must(self, holds: bool, why: str) -> None:
        if not holds:
            raise Unfit(why)


def _present(settled: Settled, found: Candidates, away: Ints, waiting: Ints) -> Candidates:
    """The pairs of who is there and what is asked for."""
    there = ~np.isin(found.supply, away) & ~np.isin(settled.instance.role_need[found.role], waiting)
    return Candidates(found.role[there], found.supply[there], found.most[there], found.metres[there], found.fit[there])


def _with_nobody(q: Question) -> Question:
    """One more detail, that of who is away: its group of rivals is held for good by nobody. Second 0: never alone.

    No ask is plain any more: details of its edges say who is away, so bids must read them."""
    group = int(q.details[:, RIVAL].max(initial=-1)) + 1
    return q._replace(details=np.vstack((q.details, [[1, 1, 0, group]])), plain=np.zeros_like(q.plain))
