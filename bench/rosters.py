"""How well the engine covers rosters of nurses that others published: those of the INRC-II competition.

    TONGZHUO_DATA=/where/the/data/is ./run bench rosters [--families n005w4,n012w8] [--seconds 20] [--json]

Each week of a family becomes a question: nurses are people with their skills; what a shift, day and skill wants is a
role with its minimum and its optimum. *One shift a day* and *forbidden successions* are kept through the hours that
shifts are given (see `hours_of`), last week's Sunday included. Not expressed, and no part of the figures: the least and
most consecutive days and shifts, days off, weekends, wishes and the totals of contracts. The weeks of a family follow
each other. Columns: nurses asked and there by minimum and by optimum, and the same by skill; the value against the
proven bound and against the exact solver's. Every plan goes through the checker.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from bench.engine import ours
from bench.ground import pointers
from tongzhuo.checking.checker import check
from tongzhuo.engine.exact import Exact
from tongzhuo.engine.instance import Instance, Ints
from tongzhuo.engine.plan import Plan
from tongzhuo.engine.policy import PUBLISHED
from tongzhuo.engine.solving import solve

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAY, STEP = 24 * 60, 60
POLICY = dataclasses.replace(PUBLISHED, buffer_minutes=0)  # a ward is one place
Json = dict[str, Any]


def hours_of(scenario: Json) -> dict[str, tuple[int, int]]:
    """From and until of each type of shift, in minutes of its day, so that two of a day always overlap, and a shift
    overlaps one of the next day exactly if that succession is forbidden.

    Those most often forbidden begin first; a shift lasts into the next day until after the last one it forbids. Raises
    ValueError where no hours do this: when what one shift forbids is not part of what another does, or the reverse.
    """
    forbids = {
        rule["precedingShiftType"]: set(rule["succeedingShiftTypes"])
        for rule in scenario["forbiddenShiftTypeSuccessions"]
    }
    types = [shift["id"] for shift in scenario["shiftTypes"]]
    order = sorted(types, key=lambda shift: -sum(shift in told for told in forbids.values()))
    for shift in types:
        if forbids.get(shift, set()) != set(order[: len(forbids.get(shift, ()))]):
            raise ValueError(f"{scenario['id']}: no hours keep what {shift} forbids")
    return {shift: (STEP * at, DAY + STEP * len(forbids.get(shift, ()))) for at, shift in enumerate(order)}


def question(scenario: Json, week: Json, before: dict[str, str]) -> Instance:
    """One week; `before` has the shift of each nurse on the Sunday before it, day 0. Monday is day 1."""
    hours, skills = hours_of(scenario), scenario["skills"]
    roles = [
        (f"{day + 1} {want['shiftType']} {want['skill']}", day + 1, want["shiftType"], want["skill"], told)
        for want in week["requirements"]
        for day, name in enumerate(DAYS)
        if (told := want[f"requirementOn{name}"])["optimal"] > 0
    ]
    nurses, count = scenario["nurses"], len(scenario["nurses"])
    worked = [(at, hours[before[nurse["id"]]]) for at, nurse in enumerate(nurses) if before.get(nurse["id"]) in hours]
    codes = [nurse["id"] for nurse in nurses]
    return Instance.build(
        need_code=[role[0] for role in roles],
        role_code=[role[0] for role in roles],
        role_need=np.arange(len(roles)),
        role_kind=np.zeros(len(roles), np.int64),
        role_what=[skills.index(role[3]) for role in roles],
        role_quantity=[role[4]["optimal"] for role in roles],
        role_at_least=[role[4]["minimum"] for role in roles],
        role_start=[role[1] * DAY + hours[role[2]][0] for role in roles],
        role_end=[role[1] * DAY + hours[role[2]][1] for role in roles],
        party_code=codes,
        supply_code=codes,
        supply_party=np.arange(count),
        supply_kind=np.zeros(count, np.int64),
        term_ptr=pointers(np.array([len(nurse["skills"]) for nurse in nurses])),
        term_index=[skills.index(skill) for nurse in nurses for skill in nurse["skills"]],
        window_ptr=np.arange(count + 1),
        window_start=np.zeros(count, np.int64),
        window_end=np.full(count, 10 * DAY),
        busy_supply=[at for at, _ in worked],
        busy_start=[start for _, (start, _) in worked],
        busy_end=[end for _, (_, end) in worked],
    )


def on_sunday(it: Instance, plan: Plan) -> dict[str, str]:
    """The shift of each nurse on the last day."""
    rows = zip(it.role_code[plan.role].tolist(), it.supply_code[plan.supply].tolist(), strict=True)
    return {nurse: role.split()[1] for role, nurse in rows if role.startswith("7 ")}


def measured(folder: Path, seconds: float) -> list[Json]:
    """A row for each week of a family."""
    scenario = _read(folder / f"Sc-{folder.name}.json")
    history = _read(folder / f"H0-{folder.name}-0.json")
    before = {nurse["nurse"]: nurse["lastAssignedShiftType"] for nurse in history["nurseHistory"]}
    rows = []
    for week in range(scenario["numberOfWeeks"]):
        it = question(scenario, _read(folder / f"WD-{folder.name}-{week}.json"), before)
        began = time.process_time()
        plan = solve(it, POLICY, ours()[1])
        spent = time.process_time() - began
        exact = solve(it, dataclasses.replace(POLICY, time_limit_s=seconds), Exact())
        for made in (plan, exact):
            if breaches := check(it, made, POLICY):
                raise SystemExit(f"{folder.name}, week {week}: the plan of {made.version} breaks {breaches[0]}")
        rows.append(_row(folder.name, week, it, plan, scenario["skills"]) | _beside(plan, exact, spent))
        before = on_sunday(it, plan)
    return rows


def _row(family: str, week: int, it: Instance, plan: Plan, skills: list[str]) -> Json:
    filled = np.bincount(plan.role, minlength=it.roles)
    every = np.ones(it.roles, np.bool_)
    by_skill = {skill: _coverage(it, filled, it.role_what == at) for at, skill in enumerate(skills)}
    return {"family": family, "week": week, "nurses": it.supplies} | _coverage(it, filled, every) | {"skills": by_skill}


def _coverage(it: Instance, filled: Ints, rows: Any) -> dict[str, int]:
    least, most, there = it.role_at_least[rows], it.role_quantity[rows], filled[rows]
    return {
        "minimum": int(least.sum()),
        "at_minimum": int(np.minimum(least, there).sum()),
        "optimum": int(most.sum()),
        "at_optimum": int(np.minimum(most, there).sum()),
    }


def _beside(plan: Plan, exact: Plan, spent: float) -> Json:
    return {
        "value": plan.value,
        "exact_value": exact.value,
        "exact_ended": exact.stopped_by,
        "value_over_bound": round(plan.value / plan.bound, 6) if plan.bound else None,
        "cpu_s": round(spent, 3),
    }


def _read(path: Path) -> Json:
    told: Json = json.loads(path.read_text(encoding="utf-8"))
    return told


def families(named: str | None) -> list[Path]:
    """The folders of the families asked for; raises SystemExit when there are none."""
    data = os.environ.get("TONGZHUO_DATA")
    if not data:
        raise SystemExit("TONGZHUO_DATA is not set: the rosters are no part of the product, say where the data lies.")
    home = Path(data) / "rosters_inrc2"
    wanted = [home / name for name in named.split(",")] if named else sorted(home.glob("n*w*"))
    if missing := [folder for folder in wanted if not (folder / f"Sc-{folder.name}.json").is_file()]:
        raise SystemExit(f"There is no family {missing[0].name} of rosters in the data.")
    return wanted


def main(words: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="bench rosters", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--families", help="names, with commas; left out: all in the data")
    parser.add_argument("--seconds", type=float, default=20, help="what the exact solver is given for a week")
    parser.add_argument("--json", action="store_true", help="a list of rows instead of a table")
    options = parser.parse_args(words)
    rows = [row for folder in families(options.families) for row in measured(folder, options.seconds)]
    if options.json:
        print(json.dumps(rows, indent=1))
        return
    names = [name for name in rows[0] if name != "skills"] if rows else []
    for row in [dict(zip(names, names, strict=True)), *rows]:
        print("  ".join(f"{row[name]!s:>16}" for name in names))


if __name__ == "__main__":
    main(sys.argv[1:])
