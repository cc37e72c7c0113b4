"""Linear and mixed-integer programs in HiGHS: one thread, a fixed seed, a gap or node stop."""

from __future__ import annotations

import ctypes
import dataclasses
import os
from functools import cache
from typing import Any, Literal

import highspy
import numpy as np

from tongzhuo.engine.instance import Bools, Floats, Ints

Ended = Literal["gap", "nodes", "time", "none"]


@dataclasses.dataclass(frozen=True)
class Program:
    """Maximise cost x, 0 <= x <= upper, row_lower <= A x <= row_upper; A as entries (row, column, value)."""

    cost: Floats
    upper: Floats
    whole: Bools  # columns that must be whole numbers
    row: Ints
    column: Ints
    value: Floats
    row_lower: Floats
    row_upper: Floats

    def only(self, columns: Ints) -> Program:
        """The same program with the other columns at zero."""
        place = np.full(len(self.cost), -1, np.int64)
        place[columns] = np.arange(len(columns))
        kept = place[self.column] >= 0
        cost, upper, whole = self.cost[columns], self.upper[columns], self.whole[columns]
        row, column, value = self.row[kept], place[self.column[kept]], self.value[kept]
        return Program(cost, upper, whole, row, column, value, self.row_lower, self.row_upper)

    def divided(self, first: int | None = None) -> Program:
        """The same program where the first columns (or all) need not be whole."""
        whole = self.whole.copy()
        whole[:first] = False
        return dataclasses.replace(self, whole=whole)

    def bound_of(self, duals: Floats) -> float:
        """No solution is worth more than this, whatever the duals (weak duality, computed here and not by HiGHS)."""
        up = np.where(np.isfinite(self.row_upper), np.maximum(duals, 0), 0)
        down = np.where(np.isfinite(self.row_lower), np.minimum(duals, 0), 0)
        sides = up @ np.where(up > 0, self.row_upper, 0) + down @ np.where(down < 0, self.row_lower, 0)
        return float(sides + self.upper @ np.maximum(0, self.reduced(up + down)))

    def reduced(self, duals: Floats) -> Floats:
        """Reduced cost of each column."""
        spent = np.bincount(self.column, self.value * duals[self.row], len(self.cost))
        reduced: Floats = self.cost - spent
        return reduced


@dataclasses.dataclass(frozen=True)
class Answer:
    """Without a solution `found` is False and `x` empty: there is none (`ended` none), or the search was stopped."""

    found: bool
    x: Floats
    value: float
    bound: float
    ended: Ended
    duals: Floats


@dataclasses.dataclass(frozen=True)
class Effort:
    gap: float
    nodes: int
    seconds: float  # 0 no limit
    seed: int
    search: bool = False  # look for good solutions by solving smaller problems too: worth it on few columns only
    stall: float = 0.0  # stop when three rounds tighten the bound by less than this share of it; 0 go on


def solve(program: Program, effort: Effort, start: Floats | None = None) -> Answer:
    """Solve, or stop at the gap, the node limit or the time limit; `start` is a solution to begin with."""
    if not len(program.cost):
        return Answer(True, np.zeros(0), 0.0, 0.0, "gap", np.zeros(len(program.row_lower)))
    _greet()
    solver = _prepared(effort)
    solver.passModel(_model(program))
    if start is not None:
        known = highspy.HighsSolution()
        known.col_value = start.tolist()
        solver.setSolution(known)
    if effort.stall:
        solver.cbMipInterrupt += _Stall(effort.stall)
    solver.run()
    return _answer(solver, program)


class _Stall:
    """Ends a search whose bound hardly moves any more; counts rounds and not seconds, so that it ends where it did."""

    def __init__(self, share: float) -> None:
        self.share, self.bounds = share, [np.inf]

    def __call__(self, event: Any) -> None:
        bound = event.data_out.mip_dual_bound
        if np.isfinite(bound) and 0 < bound < self.bounds[-1]:
            self.bounds.append(bound)
        if len(self.bounds) > 4 and self.bounds[-4] - self.bounds[-1] < self.share * self.bounds[-1]:
            event.interrupt()


@cache
def _greet() -> None:
    """HiGHS says hello on standard output once a process; that output belongs to whoever runs us."""
    out, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    highspy.Highs()
    ctypes.CDLL(None).fflush(None)
    os.dup2(out, 1)
    os.close(out)
    os.close(nowhere)


def _prepared(effort: Effort) -> highspy.Highs:
    solver = highspy.Highs()
    # Measured: with all candidates at once the searches cost minutes and find nothing that rounding does not.
    searches = ("mip_heuristic_run_rins", "mip_heuristic_run_rens", "mip_heuristic_run_root_reduced_cost")
    options: dict[str, object] = dict.fromkeys(searches, effort.search) | {
        "output_flag": False, "threads": 1, "random_seed": effort.seed, "time_limit": effort.seconds or np.inf,
        "mip_rel_gap": effort.gap, "mip_max_nodes": effort.nodes, "mip_heuristic_run_feasibility_jump": False,
        "mip_heuristic_effort": 0.05 if effort.search else 0.0,
    }  # fmt: skip
    for name, value in options.items():
        solver.setOptionValue(name, value)
    return solver


def _model(program: Program) -> highspy.HighsLp:
    model = highspy.HighsLp()
    order = np.lexsort((program.row, program.column))
    columns = len(program.cost)
    model.num_col_, model.num_row_ = columns, len(program.row_lower)
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_, model.col_lower_, model.col_upper_ = program.cost, np.zeros(columns), program.upper
    model.row_lower_, model.row_upper_ = program.row_lower, program.row_upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.concatenate(([0], np.cumsum(np.bincount(program.column, minlength=columns))))
    model.a_matrix_.index_ = program.row[order]
    model.a_matrix_.value_ = program.value[order]
    if program.whole.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[whole] for whole in program.whole.tolist()]
    return model


_ENDED: dict[object, Ended] = {
    highspy.HighsModelStatus.kOptimal: "gap",
    highspy.HighsModelStatus.kTimeLimit: "time",
    highspy.HighsModelStatus.kSolutionLimit: "nodes",
    highspy.HighsModelStatus.kInterrupt: "nodes",
}


def _answer(solver: highspy.Highs, program: Program) -> Answer:
    ended, info, solution = _ENDED.get(solver.getModelStatus(), "none"), solver.getInfo(), solver.getSolution()
    found = ended != "none" and info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    x = np.clip(np.array(solution.col_value), 0, program.upper) if found else np.zeros(0)
    duals = np.array(solution.row_dual) if not program.whole.any() and found else np.zeros(len(program.row_lower))
    bound = program.bound_of(duals)
    if program.whole.any():
        bound = min(bound, info.mip_dual_bound)
    return Answer(found, x, info.objective_function_value if found else 0.0, bound, ended, duals)
