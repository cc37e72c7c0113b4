"""The city solver: the stages in order. The same question and the same promises as `engine.exact`, other means."""

import numpy as np

from tongzhuo.bounds.dual import first_wages, rest_dual, whole_dual
from tongzhuo.cities.switching import switch_rounds
from tongzhuo.engine.candidates import Candidates, World
from tongzhuo.engine.instance import Bools, Instance, Ints
from tongzhuo.engine.plan import Band, Plan, Watch, unwatched
from tongzhuo.engine.policy import Policy
from tongzhuo.engine.settled import UNDIVIDED, Settled
from tongzhuo.engine.worth import complete_needs, need_weights, rest_points
from tongzhuo.market.compiling import compiled
from tongzhuo.market.ledger import Books, filled_units, needs_in, opened, used_units
from tongzhuo.market.leftover import DISTRICT, add_loose, help_out, improve, move, second_band
from tongzhuo.market.question import PARTS, Origin, Question
from tongzhuo.market.quoting import quotes
from tongzhuo.market.whole import choose, reachable_needs
from tongzhuo.pairs.pairs import candidates

VERSION = "market-1"


class Market:
    """Plans a district or a city; deterministic, and proves how far from the best it may be."""

    def solve(self, instance: Instance, policy: Policy, watch: Watch = unwatched) -> Plan:
        """The plan of a canonical instance. Raises Cancelled when `watch` does."""
        watch("candidates", 0.0)
        settled = Settled(instance, policy)
        return plan_among(settled, candidates(World(settled)), watch)


def plan_among(settled: Settled, found: Candidates, watch: Watch = unwatched) -> Plan:
    """The plan over these candidates (all there are, for the bound to be one)."""
    watch("question", 0.1)
    q, origin = compiled(settled, found)
    b = opened(q, settled.bookings, origin.seller)
    reachable = reachable_needs(q)
    choose(q, b, reachable, watch)
    whole_bound = _bound_of_whole(q, b, reachable, watch)
    b = second_band(q, b)
    rest_bound = _help(q, b, watch)
    return as_plan(settled, found, origin, (q, b), (whole_bound, rest_bound))


def _bound_of_whole(q: Question, b: Books, reachable: Bools, watch: Watch) -> float:
    """Points that no choice of reachable needs exceeds."""
    weight = float(q.weight[reachable].sum()) / PARTS
    inside = needs_in(q, b)
    reached = float(q.weight[inside].sum()) / PARTS
    if reached == weight:
        return weight
    dual = whole_dual(q, reachable, watch)
    wages = first_wages(q, quotes(q, b) / PARTS, inside, dual.low)
    wages = dual.adapt(wages, _steps(q, 40, 14), 50.0)
    dual.close_in(dual.best_wage, _steps(q, 10, 4), reached * 1.002, 0.5)
    return min(weight, float(np.floor(dual.best + 1e-6)))


def _help(q: Question, b: Books, watch: Watch) -> float:
    """Fill and improve the second band; returns its bound."""
    help_out(q, b, watch)
    dual = rest_dual(q, b, watch)
    full = filled_units(q, b) >= q.open
    wages = np.where(full, np.minimum(0.0, quotes(q, b) / PARTS), 0.0)
    dual.adapt(wages, _steps(q, 40, 12), 50.0)
    improve(q, b, dual.best_wage, watch)
    move(q, b, dual.best_wage, watch)
    dual.value(dual.best_wage)
    switch_rounds(q, b, dual, watch)
    improve(q, b, dual.best_wage, watch)
    agree_on_rest(q, b)
    reached = float(b.m[0]) / PARTS
    dual.close_in(dual.best_wage, _steps(q, 20, 6), reached)
    return dual.best + loose_at_most(q)


def loose_at_most(q: Question) -> float:
    """Points that links to be agreed bring at most, beside all others: their givers' amounts are unknown, so that no
    wage can hold them back."""
    loose = np.arange(q.first[-1], len(q.seller))
    most = np.zeros(len(q.need))
    np.maximum.at(most, q.role[loose], (q.agree[q.role[loose]] + q.fit[loose]).astype(np.float64))
    return float((most * np.maximum(1, q.open / q.asked)).sum())


def _steps(q: Question, district: int, city: int) -> int:
    """How often wages are improved: the first steps bring most, and a city's are dear."""
    return district if len(q.need) <= DISTRICT else city


def agree_on_rest(q: Question, b: Books) -> None:
    """Links to be agreed on the seats that are still free, the worthiest first."""
    loose = np.arange(q.first[-1], len(q.seller))
    points = q.agree[q.role[loose]] + q.fit[loose]
    add_loose(q, b, loose[np.argsort(-points, kind="stable")], np.zeros(len(q.need), np.bool_))


def as_plan(
    settled: Settled, found: Candidates, origin: Origin, solved: tuple[Question, Books], bounds: tuple[float, float]
) -> Plan:
    """The plan that the books say; `bounds` in points, of what is not fixed already."""
    it, (q, b) = settled.instance, solved
    links, units = _links(settled, found, origin, used_units(q, b))
    role, supply = (np.concatenate(pair) for pair in zip(
        (it.fixed_role, it.fixed_supply), (found.role[links], found.supply[links]), strict=True
    ))  # fmt: skip
    quantity = np.concatenate((it.fixed_quantity, units))
    weights = need_weights(it, settled.policy)
    complete = complete_needs(it, role, quantity)
    rest = rest_points(it, settled.policy, found.role[links].astype(np.int64), units, found.fit[links])
    already = complete_needs(it, it.fixed_role, it.fixed_quantity)
    whole = Band(int(weights[complete].sum()), bounds[0] + float(weights[already].sum()))
    plan = Plan(
        role.astype(np.int64), supply.astype(np.int64), quantity, np.arange(len(role)) < len(it.fixed_role),
        complete, whole, Band(int(rest.sum()), bounds[1]), "empty", VERSION,
    )  # fmt: skip
    if not len(found.role):
        return plan
    return Plan(**(vars(plan) | {"stopped_by": "gap" if plan.gap <= settled.policy.gap else "nodes"}))


def _links(settled: Settled, found: Candidates, origin: Origin, used: Ints) -> tuple[Ints, Ints]:
    """(rows of the candidates, quantities in the role's unit) of what is booked."""
    edges = np.flatnonzero(used > 0)
    rows = origin.edge[edges].astype(np.int64)
    order = np.argsort(rows)
    rows, units = rows[order], used[edges][order]
    it = settled.instance
    role, most = found.role[rows], found.most[rows].astype(np.int64)
    alone = np.isin(it.role_kind[role], UNDIVIDED)
    return rows, np.where(most < 0, -1, np.where(alone, most, units))
