"""How long it takes to say why: for one need, and for every seat of a plan.

    ./run bench reasons [--size 2000|10k|100k] [--needs N] [--all] [--seed N]

`2000` is a community of 2,000 asks and 5,000 people, the others are cities of `bench.city`. Times are CPU, on the plan
of the solver that the product asks; *ready* is what it takes before the first need can be told.
"""

import argparse
import time

import numpy as np

from bench.city import city
from bench.community import community
from tongzhuo.engine.instance import Instance
from tongzhuo.engine.policy import PUBLISHED, Policy
from tongzhuo.engine.solving import solve
from tongzhuo.reasons.explain import Explainer
from tongzhuo.regions.choosing import Fitting

CITIES = {"10k": 10_000, "100k": 100_000}


def main(words: list[str] | None = None) -> None:
    options = _options(words)
    it, policy = _question(options.size, options.seed)
    plan = solve(it, policy, Fitting())
    began = time.process_time()
    explainer = Explainer(it, plan, policy)
    explainer.tell(np.zeros(1, np.int64))
    ready = time.process_time() - began
    took = []
    for need in np.random.default_rng(options.seed).choice(it.needs, min(options.needs, it.needs), replace=False):
        began = time.process_time()
        explainer.tell(np.array([need]))
        took.append(1000 * (time.process_time() - began))
    p50, p95 = np.percentile(took, (50, 95))
    print(f"{it.roles} roles, {it.needs} needs, {it.supplies} supplies; ready after {ready:.2f} s")
    print(f"one need: p50 {p50:.1f} ms, p95 {p95:.1f} ms, max {max(took):.1f} ms")
    if options.all:
        began = time.process_time()
        explainer.tell()
        print(f"every seat: {time.process_time() - began:.1f} s")


def _question(size: str, seed: int) -> tuple[Instance, Policy]:
    if size == "2000":
        return community(2_000, 5_000, seed=seed), PUBLISHED
    return city(CITIES[size], model="needs", seed=seed)


def _options(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench reasons", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", choices=("2000", *CITIES), default="2000")
    parser.add_argument("--needs", type=int, default=60, help="how many needs are told one by one")
    parser.add_argument("--all", action="store_true", help="tell every seat, too")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(words)
