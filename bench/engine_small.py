"""How well and how fast the exact engine plans invented communities.

    ./run bench community [--sizes 2000x5000,500x1500] [--seeds 3] [--regimes plain,scarce,…] [--json]

Each row is one community: links and whole needs, the gap to the proven bound, the seconds of wall clock and of CPU for
solving (one thread, candidates included), checking and explaining.
"""

import argparse
import json
import time
from typing import Any

from bench.community import community
from tongzhuo.checking.checker import check
from tongzhuo.engine.solving import solve
from tongzhuo.reasons.explain import explain

REGIMES: dict[str, dict[str, Any]] = {
    "plain": {},
    "scarce": {"active": 0.25},
    "mixed": {"mixed": 0.3},
    "dense": {"any_skill": 0.8, "side_km": 2.5},
    "crowded": {"any_skill": 0.8, "side_km": 3.0, "active": 0.3, "people_an_ask": 0.25},
}
COLUMNS = ("asks", "people", "regime", "seed", "links", "whole", "gap", "stop", "breaches", "solve_s", "solve_cpu",
           "check_s", "explain_s")  # fmt: skip


def measured(asks: int, people: int, regime: str, seed: int) -> dict[str, Any]:
    it = community(asks, people, seed=seed, **REGIMES[regime])
    cpu, wall = time.process_time(), time.perf_counter()
    plan = solve(it)
    solved, cpu = time.perf_counter(), time.process_time() - cpu
    breaches = check(it, plan)
    checked = time.perf_counter()
    explain(it, plan)
    explained = time.perf_counter()
    whole = f"{len(plan.complete)}/{it.needs}"
    seconds = [round(span, 2) for span in (solved - wall, cpu, checked - solved, explained - checked)]
    row = [asks, people, regime, seed, len(plan.role), whole, f"{plan.gap:.4%}", plan.stopped_by, len(breaches)]
    return dict(zip(COLUMNS, [*row, *seconds], strict=True))


def main(words: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sizes", default="200x500,500x1500,1000x2500,2000x5000")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--regimes", default="plain,scarce,mixed,dense")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(words)
    if not options.json:
        print("  ".join(f"{name:>9}" for name in COLUMNS))
    for size in options.sizes.split(","):
        asks, people = map(int, size.split("x"))
        for regime in options.regimes.split(","):
            for seed in range(1, options.seeds + 1):
                row = measured(asks, people, regime, seed)
                told = json.dumps(row) if options.json else "  ".join(f"{row[name]!s:>9}" for name in COLUMNS)
                print(told, flush=True)


if __name__ == "__main__":
    main()
