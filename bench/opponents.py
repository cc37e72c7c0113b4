"""What others make of the same question and the same pairs. Each takes (instance, policy, pairs, seconds) and gives the
units of each pair, and a bound on the plan's points where it has one."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from bench.city import DAY, PART_STARTS
from bench.greedy import greedy as greedily
from tongzhuo.engine import highs
from tongzhuo.engine.candidates import Candidates
from tongzhuo.engine.highs import Effort, Program
from tongzhuo.engine.instance import Floats, Instance, Ints
from tongzhuo.engine.policy import Policy
from tongzhuo.engine.portions import whole_portions
from tongzhuo.engine.seats import Seats
from tongzhuo.engine.settled import Settled
from tongzhuo.engine.worth import need_weights, slot_points
from tongzhuo.pairs.pairs import Pairs

FAR = 2.0**30  # beyond every side of a row
TIE = 0.0002  # share of the needs' points with which fit decides between equal needs, as in the exact solver


class Reached(NamedTuple):
    units: Ints
    bound: float | None
    said: str


def greedy(it: Instance, policy: Policy, found: Pairs, _seconds: float) -> Reached:
    return Reached(greedily(it, policy, found), None, "")


def mcf(it: Instance, policy: Policy, found: Pairs, _seconds: float) -> Reached:
    """OR-Tools' SimpleMinCostFlow: source, people, their day-parts, roles, sink. The optimum of the model `block`."""
    from ortools.graph.python import min_cost_flow  # a development package

    points = slot_points(it, policy)[0][found.role] + found.fit
    part = it.role_start // DAY * 3 + np.searchsorted(PART_STARTS, it.role_start % DAY, "right") - 1
    people = np.unique(found.supply)
    cells, cell = np.unique(found.supply.astype(np.int64) * 21 + part[found.role], return_inverse=True)
    first_cell, first_role = 2 + len(people), 2 + len(people) + len(cells)
    owner = np.searchsorted(people, cells // 21)
    tails = (np.zeros(len(people)), 2 + owner, first_cell + cell, first_role + np.arange(it.roles), [0])
    heads = (
        2 + np.arange(len(people)),
        first_cell + np.arange(len(cells)),
        first_role + found.role,
        np.ones(it.roles),
        [1],
    )
    one, slots = np.ones(len(cells)), int(it.role_quantity.sum())
    room = (it.supply_max_bookings[people], one, np.ones(len(points)), it.role_quantity, [slots])
    cost = (0 * people, 0 * one, -points, np.zeros(it.roles), [0])
    flow = min_cost_flow.SimpleMinCostFlow()
    ends = (np.concatenate(nodes).astype(np.int32) for nodes in (tails, heads))
    arcs = flow.add_arcs_with_capacity_and_unit_cost(
        *ends, *(np.concatenate(col).astype(np.int64) for col in (room, cost))
    )
    flow.set_nodes_supplies(np.array([0, 1]), np.array([slots, -slots]))
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise SystemExit(f"The min-cost flow ended with {status}.")
    before = len(people) + len(cells)
    units = np.asarray(flow.flows(arcs[before : before + len(points)]), np.int64)
    return Reached(units, float(-flow.optimal_cost()), "optimal")


def with_highs(it: Instance, policy: Policy, found: Pairs, seconds: float) -> Reached:
    """HiGHS on the whole program at once, without the exact solver's division into parts."""
    model = _Model(it, policy, found)
    answer = highs.solve(model.program, Effort(0.0, 2**31 - 1, seconds, 1, search=True))
    said = f"stopped after {seconds:.0f} s" if answer.ended == "time" else "optimal"
    return Reached(model.units(answer.x if answer.found else np.zeros(len(model.program.cost))), answer.bound, said)


def cpsat(it: Instance, policy: Policy, found: Pairs, seconds: float) -> Reached:
    """CP-SAT, one worker, on the same program; its objective in thousandths of a point."""
    from ortools.sat.python import cp_model  # a development package

    program = (made := _Model(it, policy, found)).program
    model, scale = cp_model.CpModel(), 1_000
    columns = [model.new_int_var(0, int(most), "") for most in program.upper]
    order = np.argsort(program.row, kind="stable")
    first = np.searchsorted(program.row[order], np.arange(len(program.row_upper) + 1))
    for row, (low, high) in enumerate(zip(program.row_lower, program.row_upper, strict=True)):
        entries = order[first[row] : first[row + 1]]
        times = 1 if (program.value[entries] % 1 == 0).all() and high % 1 == 0 else 10**6  # shares of a week's hours
        total = sum(round(times * program.value[at]) * columns[program.column[at]] for at in entries.tolist())
        if len(entries):
            model.add_linear_constraint(
                total, round(times * max(low, -FAR)), round(times * min(high, FAR) + times // 10**4)
            )
    model.maximize(sum(int(scale * cost) * column for cost, column in zip(program.cost, columns, strict=True)))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers, solver.parameters.max_time_in_seconds = 1, seconds
    status = solver.solve(model)
    known = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    x = np.array([solver.value(column) if known else 0 for column in columns], np.float64)
    said = "optimal" if status == cp_model.OPTIMAL else f"stopped after {seconds:.0f} s"
    slack = float(np.abs(program.cost).sum() and len(columns) / scale)  # each cost is rounded down
    return Reached(made.units(x), solver.best_objective_bound / scale + slack, said)


class _Model:
    """The engine's own program over every pair: the needs that become whole, or slots where no need has points."""

    def __init__(self, it: Instance, policy: Policy, found: Pairs) -> None:
        wide = (column.astype(np.int64) for column in (found.role, found.supply, found.most))
        role, supply, most = wide
        pairs = Candidates(role, supply, most, found.metres.astype(np.float64), found.fit.astype(np.int64))
        self.seats = Seats(Settled(it, policy), pairs)
        rows = np.arange(len(role))
        if policy.whole_points:
            needs = np.flatnonzero(self.seats.reachable)
            self.columns = self.seats.for_whole(needs, rows)
            self.program: Program = self.seats.whole_program(needs, self.columns, need_weights(it, policy), TIE)
        else:
            self.columns = rows
            self.program = self.seats.help_program(rows[:0], rows)

    def units(self, x: Floats) -> Ints:
        amounts = np.zeros(len(self.seats.found.role))
        amounts[self.columns] = x[: len(self.columns)]
        units: Ints = whole_portions(self.seats, amounts)
        return units


@dataclasses.dataclass(frozen=True)
class Opponent:
    """`most`: volunteers up to which it is asked; for which models and kinds."""

    solve: Callable[[Instance, Policy, Pairs, float], Reached]
    most: int
    models: tuple[str, ...]
    kinds: tuple[str, ...]


OPPONENTS = {
    "greedy": Opponent(greedy, 10**7, ("block", "interval", "needs"), ("people", "all")),
    "mcf": Opponent(mcf, 10**7, ("block",), ("people",)),
    "highs": Opponent(with_highs, 10_000, ("block", "interval", "needs"), ("people", "all")),
    "cpsat": Opponent(cpsat, 10_000, ("block", "interval", "needs"), ("people",)),
}
