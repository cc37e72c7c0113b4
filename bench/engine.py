"""How well and how fast the engine plans an invented city, against others on the same question and the same pairs.

    ./run bench engine [--size 10k] [--model interval] [--kinds people] [--seed 1,2,3] [--dense] [--workers 2]
                       [--opponents greedy,mcf,highs,cpsat|none] [--fair] [--instance FILE] [--json]

Every solver runs in a child of its own, so that its CPU seconds and its peak memory (with the question and the pairs,
which it shares) are its own; our time to find the pairs is told apart. Every plan goes through the checker; an unclean
one ends the run with an error. `value` is what the model asks for: points of whole needs (`needs`), else of help and
fit; `value_over_bound` is against the least bound that any solver of the run has proven. `--fair` plans once more with
communities lifted as published; its value is in points without the lift. `--instance` takes a question
kept by `Instance.to_bytes`, to be planned under the published policy.
"""

from __future__ import annotations

import argparse
import dataclasses
import itertools
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from bench.children import cpu_seconds, in_a_child, peak_gb
from bench.city import DENSE, Knobs, city
from bench.opponents import OPPONENTS, Reached
from tongzhuo.checking.checker import check
from tongzhuo.cities.fairness import alone
from tongzhuo.engine.candidates import World
from tongzhuo.engine.exact import Exact
from tongzhuo.engine.instance import Bools, Instance, InstanceError, Ints, Kind
from tongzhuo.engine.order import canonical
from tongzhuo.engine.plan import Band, Plan, Solver, unwatched
from tongzhuo.engine.policy import PUBLISHED, Policy
from tongzhuo.engine.settled import UNDIVIDED, Settled
from tongzhuo.engine.worth import complete_needs, need_weights, published_weights, rest_points
from tongzhuo.pairs.pairs import Pairs, candidates
from tongzhuo.regions.solver import Regional

SIZES = {"1k": 1_000, "10k": 10_000, "100k": 100_000, "1M": 1_000_000}
COLUMNS = ("solver", "model", "volunteers", "slots", "edges", "seed", "cpu_s", "wall_s", "peak_rss_gb", "value",
           "bound", "value_over_bound", "coverage", "needs", "reachable_needs", "whole_needs",
           "worst_community")  # fmt: skip
# What each stage of our solver is counted as; all others help from what is left.
STAGES = {"candidates": "candidates_s", "question": "choose_s", "auction": "choose_s", "insertion": "choose_s",
          "bound": "bounds_s"}  # fmt: skip


class Question(NamedTuple):
    it: Instance
    policy: Policy
    found: Pairs
    model: str
    seed: int
    pairs_cpu: float


class Outcome(NamedTuple):
    """A plan; CPU and wall seconds without those of finding pairs; gigabytes at the peak; what the solver says; seconds
    of CPU of its stages, where it tells."""

    plan: Plan
    cpu: float
    wall: float
    peak: float
    said: str
    stages: dict[str, float]


def main(words: list[str] | None = None) -> None:
    options = _options(words)
    us, all_rows = ours(), []
    compile_kernels(us[1])
    for seed in options.seed:
        question = _question(options, seed)
        outcomes = {name: in_a_child(solve) for name, solve in solvers(us, question, options).items()}
        must_be_clean(question, outcomes)
        rows = rows_of(question, outcomes)
        if options.json:
            told = zip(rows, outcomes.values(), strict=True)
            all_rows += [row | {"pairs_s": round(question.pairs_cpu, 3)} | outcome.stages for row, outcome in told]
        else:
            print(f"pairs: {len(question.found.role):,} in {question.pairs_cpu:.2f} s of CPU")
            print(as_table(rows, outcomes))
    if options.json:
        print(json.dumps(all_rows, indent=1))


def solvers(
    us: tuple[str, Solver], question: Question, options: argparse.Namespace
) -> dict[str, Callable[[], Outcome]]:
    """What each solver is asked to do, in the order of the rows; ours first."""
    solvers: dict[str, Callable[[], Outcome]] = {us[0]: lambda: _ours(us[1], question)}
    for workers in sorted({1, options.workers}) if options.workers else ():
        regional = Regional(workers)
        solvers[f"regions, {workers}"] = lambda regional=regional: _ours(regional, question)  # type: ignore[misc]
    if options.fair:
        fair = question._replace(policy=dataclasses.replace(question.policy, fair_alpha=PUBLISHED.fair_alpha))
        solvers[f"{us[0]}, fair"] = lambda: _ours(us[1], fair)
    for name in _opponents(options):
        solvers[name] = lambda name=name: _theirs(name, question, options.seconds)  # type: ignore[misc]
    return solvers


def ours() -> tuple[str, Solver]:
    """Our solver for cities, and its name."""
    try:
        from tongzhuo.cities.solver import Market
    except ModuleNotFoundError:
        return "exact", Exact()
    return "market", Market()


# --- what is asked ----------------------------------------------------------------------------------------------------
def _options(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench engine", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--size", choices=SIZES, default="10k", help="registered volunteers")
    parser.add_argument("--model", choices=("block", "interval", "needs"), default="interval")
    parser.add_argument("--kinds", choices=("people", "all"), default="people")
    parser.add_argument("--seed", type=_seeds, default=[1], help="one or several, with commas")
    parser.add_argument("--dense", action="store_true", help="five times as many people a square kilometre")
    parser.add_argument("--opponents", help="names of opponents, or none; left out: all that know the model and size")
    parser.add_argument("--seconds", type=float, default=60, help="what HiGHS and CP-SAT are given")
    parser.add_argument("--workers", type=int, default=0, help="in regions, too: by one process, and by so many")
    parser.add_argument("--fair", action="store_true", help="once more, no community left behind; model needs")
    parser.add_argument("--instance", type=Path, help="a question kept by Instance.to_bytes, instead of a city")
    parser.add_argument("--json", action="store_true", help="a list of rows instead of a table")
    options = parser.parse_args(words)
    if wrong := _what_is_wrong(options):
        parser.error(wrong)
    return options


def _what_is_wrong(options: argparse.Namespace) -> str:
    named = _named(options)
    if unknown := [name for name in named if name not in OPPONENTS]:
        return f"There is no opponent {unknown[0]!r}; there are {', '.join(OPPONENTS)}, and none."
    if options.instance and named:
        return "Opponents play on invented cities only; leave --opponents out with --instance."
    if options.instance and not options.instance.is_file():
        return f"There is no file {options.instance}."
    if not options.instance and (unfit := [name for name in named if not _plays(name, options)]):
        return f"{unfit[0]} cannot plan --model {options.model} --kinds {options.kinds} --size {options.size}."
    return _what_is_out_of_range(options)


def _what_is_out_of_range(options: argparse.Namespace) -> str:
    if options.workers < 0:
        return "Give 1 worker or more."
    if options.fair and options.model != "needs":
        return "--fair compares whole needs; give --model needs."
    return "Give a seed of 0 or more." if min(options.seed) < 0 else ""


def _seeds(words: str) -> list[int]:
    return [int(word) for word in words.split(",")]


def _named(options: argparse.Namespace) -> list[str]:
    return [] if options.opponents in (None, "none") else options.opponents.split(",")


def _plays(name: str, options: argparse.Namespace) -> bool:
    opponent = OPPONENTS[name]
    fits = options.model in opponent.models and options.kinds in opponent.kinds
    return fits and SIZES[options.size] <= opponent.most


def _opponents(options: argparse.Namespace) -> list[str]:
    if options.opponents is None and not options.instance:
        return [name for name in OPPONENTS if _plays(name, options)]
    return _named(options)


def _question(options: argparse.Namespace, seed: int) -> Question:
    if options.instance:
        try:
            it, policy = Instance.from_bytes(options.instance.read_bytes()), PUBLISHED
        except InstanceError as error:
            raise SystemExit(f"{options.instance} holds no question: {error}") from None
    else:
        knobs = DENSE if options.dense else Knobs()
        it, policy = city(SIZES[options.size], model=options.model, kinds=options.kinds, seed=seed, knobs=knobs)
    it = canonical(it).instance
    candidates(World(Settled(*city(200))))  # compiled before the clock starts
    began = time.process_time()
    found = candidates(World(Settled(it, policy)))
    spent = time.process_time() - began
    return Question(it, policy, found, "file" if options.instance else options.model, seed, spent)


def asked(words: list[str], seed: int) -> tuple[argparse.Namespace, Question]:
    """The options that `words` give, and their question."""
    options = _options(words)
    return options, _question(options, seed)


def compile_kernels(solver: Solver) -> None:
    """Kernels are compiled once after installation; that is no part of any measurement."""
    it, policy = city(200, model="needs", kinds="all")
    solver.solve(it, policy, unwatched)
    OPPONENTS["greedy"].solve(it, policy, candidates(World(Settled(it, policy))), 1)


# --- solving ----------------------------------------------------------------------------------------------------------
def _ours(solver: Solver, question: Question) -> Outcome:
    """Our solver finds the pairs again, as in the product; the seconds until its next stage are not counted."""
    clock: list[tuple[str, float, float]] = []

    def watch(stage: str, _done: float) -> None:
        clock.append((stage, time.process_time(), time.perf_counter()))

    began = cpu_seconds(), time.perf_counter()
    plan = solver.solve(question.it, question.policy, watch)
    watch("end", 1.0)
    ended = cpu_seconds(), time.perf_counter()
    cpu, wall = (ended[side] - began[side] - _seconds_of_pairs(clock, side + 1) for side in (0, 1))
    return Outcome(plan, cpu, wall, peak_gb(), plan.stopped_by, _stages(clock))


def _stages(clock: list[tuple[str, float, float]]) -> dict[str, float]:
    """Seconds of CPU of finding pairs, choosing, bounds and helping."""
    spent = dict.fromkeys((*STAGES.values(), "help_s"), 0.0)
    for (stage, since, _), (_, until, _) in itertools.pairwise(clock):
        spent[STAGES.get(stage, "help_s")] += until - since
    return {name: round(seconds, 3) for name, seconds in spent.items()}


def _seconds_of_pairs(clock: list[tuple[str, float, float]], side: int) -> float:
    stages = itertools.pairwise(clock)
    return sum(float(after[side]) - float(before[side]) for before, after in stages if before[0] == "candidates")


def _theirs(name: str, question: Question, seconds: float) -> Outcome:
    began = time.process_time(), time.perf_counter()
    reached = OPPONENTS[name].solve(question.it, question.policy, question.found, seconds)
    cpu, wall = time.process_time() - began[0], time.perf_counter() - began[1]
    return Outcome(_as_plan(name, question, reached), cpu, wall, peak_gb(), reached.said, {})


def _as_plan(name: str, question: Question, reached: Reached) -> Plan:
    it, policy, found = question.it, question.policy, question.found
    given = np.flatnonzero(reached.units != 0)
    role, supply, units = found.role[given].astype(np.int64), found.supply[given].astype(np.int64), reached.units[given]
    complete = complete_needs(it, role, units)
    whole = int(need_weights(it, policy)[complete].sum())
    rest = int(rest_points(it, policy, role, units, found.fit[given].astype(np.int64)).sum())
    bound = float("inf") if reached.bound is None else reached.bound
    whole_bound, rest_bound = (max(bound, float(whole)), float("inf")) if policy.whole_points else (float(whole), bound)
    bands = Band(whole, whole_bound), Band(rest, rest_bound)
    return Plan(role, supply, units, np.zeros(len(role), np.bool_), complete, *bands, "nodes", name)


def must_be_clean(question: Question, outcomes: dict[str, Outcome]) -> None:
    for name, outcome in outcomes.items():
        if breaches := check(question.it, outcome.plan, question.policy):
            raise SystemExit(f"The plan of {name} breaks {len(breaches)} promises, the first: {breaches[0]}")


# --- what is told -----------------------------------------------------------------------------------------------------
def rows_of(question: Question, outcomes: dict[str, Outcome]) -> list[dict[str, Any]]:
    it, policy = question.it, question.policy
    bands = {name: _band(question, outcome.plan) for name, outcome in outcomes.items()}
    least = min(band.bound for band in bands.values())
    slots = int(it.role_quantity[it.role_kind == Kind.PEOPLE].clip(0).sum())
    common = {
        "model": question.model,
        "volunteers": int((it.supply_kind == Kind.PEOPLE).sum()),
        "slots": slots,
        "edges": len(question.found.role),
        "seed": question.seed,
        "needs": it.needs,
        "reachable_needs": int(_reachable(question).sum()),
    }
    communities = alone(question.it, question.policy, question.found) if policy.whole_points else None
    rows = []
    for name, outcome in outcomes.items():
        band, filled = bands[name], _filled(it, outcome.plan)
        row = common | {
            "solver": name,
            "cpu_s": round(outcome.cpu, 3),
            "wall_s": round(outcome.wall, 3),
            "peak_rss_gb": round(outcome.peak, 3),
            "value": band.value,
            "bound": None if np.isinf(band.bound) else round(band.bound, 1),
            "value_over_bound": round(band.value / least, 6) if 0 < least < np.inf else None,
            "whole_needs": int(_all_roles(it, _is_full(it, filled)).sum()),
        }
        if communities:
            got = communities.shares(np.isin(np.arange(it.needs), outcome.plan.complete))
            row["worst_community"] = round(float(got[communities.could > 0].min(initial=1.0)), 6)
        rows.append({key: (_coverage(question, filled) | row)[key] for key in COLUMNS})
    return rows


def _band(question: Question, plan: Plan) -> Band:
    """What the model asks for; of a plan with lifted communities the points without the lift, which has no bound."""
    if not question.policy.whole_points:
        return plan.rest
    value = int(published_weights(question.it, question.policy)[plan.complete].sum())
    return Band(value, plan.whole.bound if value == plan.whole.value else float("inf"))


def _filled(it: Instance, plan: Plan) -> Ints:
    """Units of each role; links, where the amount is to be agreed or one supply is enough."""
    alone = np.isin(it.role_kind, UNDIVIDED) | (it.role_quantity < 0)
    filled = np.zeros(it.roles, np.int64)
    np.add.at(filled, plan.role, np.where(alone[plan.role], 1, np.maximum(0, plan.quantity)))
    return filled


def _is_full(it: Instance, filled: Ints) -> Bools:
    alone = np.isin(it.role_kind, UNDIVIDED) | (it.role_quantity < 0)
    full: Bools = filled >= np.where(alone, 1, it.role_quantity)
    return full


def _all_roles(it: Instance, full: Bools) -> Bools:
    return (np.bincount(it.role_need, ~full, it.needs) == 0) & (np.bincount(it.role_need, minlength=it.needs) > 0)


def _reachable(question: Question) -> Bools:
    """Needs of which every role by itself has enough candidates."""
    return _all_roles(question.it, _is_full(question.it, _could(question)))


def _could(question: Question) -> Ints:
    """Units that each role by itself could have."""
    it, found = question.it, question.found
    alone = np.isin(it.role_kind, UNDIVIDED) | (it.role_quantity < 0)
    role = found.role.astype(np.int64)
    could = np.bincount(role, np.where(alone[role], 1, np.maximum(0, found.most)), it.roles).astype(np.int64)
    np.add.at(could, it.fixed_role, np.where(alone[it.fixed_role], 1, np.maximum(0, it.fixed_quantity)))
    return could


def _coverage(question: Question, filled: Ints) -> dict[str, float]:
    """Share of the people asked for who are there; and, of those who could be, in the community where it is least."""
    it = question.it
    people = it.role_kind == Kind.PEOPLE
    asked = np.where(people, np.maximum(0, it.role_quantity), 0)
    there, could = (np.minimum(units, asked) for units in (filled, _could(question)))
    by_place = [np.bincount(it.role_place + 1, units) for units in (there, could)]
    some = by_place[1] > 0
    shares = by_place[0][some] / by_place[1][some]
    return {
        "coverage": round(float(there.sum() / max(1, asked.sum())), 6),
        "worst_community": round(float(shares.min(initial=1.0)), 6),
    }


def as_table(rows: list[dict[str, Any]], outcomes: dict[str, Outcome]) -> str:
    """The rows, with each one's value and CPU time as ratios to ours (the first), and what the solver said."""
    us = rows[0]
    more = [
        {
            "value/ours": f"{row['value'] / us['value']:.5f}" if us["value"] else "-",
            "cpu/ours": f"{row['cpu_s'] / us['cpu_s']:.2f}" if us["cpu_s"] else "-",
            "ended": outcome.said,
        }
        for row, outcome in zip(rows, outcomes.values(), strict=True)
    ]
    told = [row | extra for row, extra in zip(rows, more, strict=True)]
    lines = [list(told[0]), *([str(cell) for cell in row.values()] for row in told)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(lines[0]))]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


if __name__ == "__main__":
    main(sys.argv[1:])
