"""How fast a standing plan is repaired, how few others move, and how far it drifts from a plan made anew.

    ./run bench replan [--size 10k|100k] [--model interval|needs] [--events N] [--effort N] [--seed N] [--json]

Events come at random, cancellations of people who are booked, people who come back or come for the first time (a
twentieth is away at first), needs closed and opened again. A time is CPU of the whole call, in milliseconds, after
kernels are compiled. `moved` are the links of others that an event ended. `drift` is what a plan made anew, with the
same people and needs, is worth more, in percent of its value. Plans before and after go through the checker.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from bench.city import city
from tongzhuo.checking.checker import check
from tongzhuo.engine.instance import Instance, Ints
from tongzhuo.engine.policy import Policy
from tongzhuo.replan.standing import LOOKS, Changes, Standing

SIZES = {"1k": 1_000, "10k": 10_000, "100k": 100_000}
KINDS = ("cancel", "arrive", "close", "open_again")
SHARES = (0.5, 0.3, 0.1, 0.1)


def main(words: list[str] | None = None) -> None:
    options = _options(words)
    it, policy = city(SIZES[options.size], model=options.model, seed=options.seed)
    rng = np.random.default_rng(options.seed)
    away = np.sort(rng.choice(it.supplies, it.supplies // 20, replace=False))
    began = time.process_time()
    standing = Standing(it, policy, away=away, effort=options.effort)
    made = time.process_time() - began
    _must_be_clean(it, policy, standing)
    run = Run(it, standing, away, rng)
    for kind in KINDS * 2:
        run.event(kind)  # loads the kernels
    run.seen.clear()
    for kind in rng.choice(KINDS, options.events, p=SHARES).tolist():
        run.event(kind)
    _must_be_clean(it, policy, standing)
    anew = Standing(it, policy, away=run.away(), waiting=run.waiting()).plan().value
    drift = 100 * (anew - standing.plan().value) / max(1, anew)
    rows = [
        {"size": options.size, "model": options.model, "seed": options.seed} | row | {"drift_percent": round(drift, 4)}
        for row in run.rows()
    ]
    print(json.dumps(rows, indent=1) if options.json else _as_text(rows, made))


class Run:
    """Random events on one standing plan, timed."""

    def __init__(self, it: Instance, standing: Standing, away: Ints, rng: np.random.Generator) -> None:
        self.standing, self.rng = standing, rng
        self.off, self.closed = np.zeros(it.supplies, np.bool_), np.zeros(it.needs, np.bool_)
        self.off[away] = True
        self.booked = set(standing.plan().supply.tolist())
        self.seen: list[tuple[str, float, int]] = []

    def event(self, kind: str) -> None:
        choice = {
            "cancel": np.array(sorted(self.booked)), "arrive": self.away(),
            "close": np.flatnonzero(~self.closed), "open_again": self.waiting(),
        }[kind]  # fmt: skip
        if not len(choice):
            return
        row = int(self.rng.choice(choice))
        call: Callable[[int], Changes] = getattr(self.standing, kind)
        began = time.process_time()
        changes = call(row)
        took = time.process_time() - began
        mask = self.off if kind in ("cancel", "arrive") else self.closed
        mask[row] = kind in ("cancel", "close")
        self._note(kind, row, took, changes)

    def _note(self, kind: str, row: int, took: float, changes: Changes) -> None:
        ended = changes.after < changes.before
        its_own = changes.supply == row if kind == "cancel" else np.zeros(len(ended), np.bool_)
        self.seen.append((kind, 1000 * took, int((ended & ~its_own).sum())))
        self.booked |= set(changes.supply[changes.after > 0].tolist())
        if kind == "cancel":
            self.booked.discard(row)

    def away(self) -> Ints:
        return np.flatnonzero(self.off)

    def waiting(self) -> Ints:
        return np.flatnonzero(self.closed)

    def rows(self) -> list[dict[str, Any]]:
        """One row for each kind of event and one for all."""
        return [_row(kind, [s for s in self.seen if kind in (s[0], "all")]) for kind in (*KINDS, "all")]


def _row(kind: str, seen: list[tuple[str, float, int]]) -> dict[str, Any]:
    took = np.array([ms for _, ms, _ in seen] or [0.0])
    shares = {f"p{p}_ms": round(float(np.percentile(took, p)), 3) for p in (50, 95, 99)}
    moved = round(float(np.mean([m for *_, m in seen] or [0])), 3)
    return {"event": kind, "events": len(seen), **shares, "max_ms": round(float(took.max()), 3), "moved": moved}


def _as_text(rows: list[dict[str, Any]], made: float) -> str:
    lines = [f"made in {made:.1f} s of CPU", " ".join(f"{name:>13}" for name in rows[0])]
    return "\n".join(lines + [" ".join(f"{value!s:>13}" for value in row.values()) for row in rows])


def _must_be_clean(it: Instance, policy: Policy, standing: Standing) -> None:
    if breaches := check(it, standing.plan(), policy):
        raise SystemExit(f"The plan breaks {len(breaches)} promises, the first: {breaches[0]}")


def _options(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench replan", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", choices=SIZES, default="10k", help="registered volunteers")
    parser.add_argument("--model", choices=("interval", "needs"), default="needs")
    parser.add_argument("--events", type=int, default=200)
    parser.add_argument("--effort", type=int, default=LOOKS, help="offers looked at for one event")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="a list of rows instead of a table")
    return parser.parse_args(words)
