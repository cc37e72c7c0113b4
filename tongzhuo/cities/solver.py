"""The city solver: the stages in order. The same question and the same promises as `engine.exact`, other means."""

import dataclasses
from contextlib import suppress

import numpy as np

from tongzhuo.cities.choosing import bound_of_whole, choose_in_time
from tongzhuo.cities.clock import Clock, TimeIsUp
from tongzhuo.cities.fairness import weighed
from tongzhuo.cities.helping import help_from_rest
from tongzhuo.cities.polish import District
from tongzhuo.engine.candidates import Candidates, World
from tongzhuo.engine.instance import Instance, Ints
from tongzhuo.engine.plan import Band, Plan, Stopped, Watch, unwatched
from tongzhuo.engine.policy import Policy
from tongzhuo.engine.settled import UNDIVIDED, Settled
from tongzhuo.engine.worth import complete_needs, need_weights, rest_points
from tongzhuo.market.compiling import compiled
from tongzhuo.market.ledger import Books, opened, used_units
from tongzhuo.market.leftover import second_band
from tongzhuo.market.question import Origin, Question
from tongzhuo.market.whole import reachable_needs
from tongzhuo.pairs.pairs import candidates

VERSION = "market-1"


class Market:
    """Plans a district or a city; deterministic, and proves how far from the best it may be."""

    def solve(self, instance: Instance, policy: Policy, watch: Watch = unwatched) -> Plan:
        """The plan of a canonical instance. Raises Cancelled when `watch` does."""
        watch("candidates", 0.0)
        clock = Clock(policy, watch)
        settled = Settled(instance, policy)
        return plan_among(settled, candidates(World(settled)), clock)


def plan_among(settled: Settled, found: Candidates, watch: Watch = unwatched) -> Plan:
    """The plan over these candidates (all there are, for the bound to be one)."""
    clock = watch if isinstance(watch, Clock) else Clock(settled.policy, watch)
    with suppress(TimeIsUp):
        clock("question", 0.1)
    q, origin = compiled(settled, found)
    q, settled = weighed(q, origin, settled, clock.told)
    b = opened(q, settled.bookings, origin.seller)
    reachable = reachable_needs(q)
    choose_in_time(q, b, reachable, clock)
    district, proven = District(origin, settled, found), None
    with suppress(TimeIsUp):
        proven = district.polish_needs(q, b, reachable, clock)
    whole_bound = bound_of_whole(q, b, reachable, clock) if proven is None else proven
    b = second_band(q, b)
    rest_bound = help_from_rest(q, b, district, clock)
    return as_plan(settled, found, origin, (q, b), (whole_bound, rest_bound), late=clock.is_over)


def as_plan(
    settled: Settled, found: Candidates, origin: Origin, solved: tuple[Question, Books], bounds: tuple[float, float],
    *, late: bool = False,
) -> Plan:  # fmt: skip
    """The plan that the books say; `bounds` in points, of what is not fixed already. `late`: its time was up."""
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
        complete, whole, Band(int(rest.sum()), bounds[1]), "empty", VERSION, it.need_lift,
    )  # fmt: skip
    if not len(found.role):
        return plan
    why: Stopped = "gap" if plan.gap <= settled.policy.gap else "time" if late else "nodes"
    return dataclasses.replace(plan, stopped_by=why)


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
