"""The table of docs/engine.md: sizes, models and opponents, each question and each solver bounded in time.

    ./run bench table [--sizes 1k,10k,100k,1M] [--models block,interval,needs] [--seconds 60] [--minutes 60]

Sizes 10k and 100k are planned with three seeds, 100k once more with five times the density; a line is the median of its
seeds. Every solver works in a forked process of its own. An opponent that is not done 15 s after `--seconds` is ended,
and everybody is when `--minutes` are over; what would begin later is left out and named. Opponents are asked up to
their sizes in `bench.opponents`. The result is Markdown, with the versions and the machine below it.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from bench.children import Unfinished, in_a_child
from bench.engine import SIZES, Outcome, Question, asked, compile_kernels, must_be_clean, ours, rows_of, solvers

SEEDS = {"10k": (1, 2, 3), "100k": (1, 2, 3)}
DENSE = ("100k",)
GRACE = 15.0  # seconds beyond its limit that an opponent has to stop by itself
HEADS = ("people", "pairs", "model", "solver", "seeds", "CPU s", "peak GB", "value ÷ bound", "whole of reachable needs",
         "coverage", "worst community", "ended")  # fmt: skip


TOLD = ("edges", "cpu_s", "peak_rss_gb", "coverage", "worst_community")  # medians of the seeds


class Line(NamedTuple):
    """One size, model and density."""

    size: str
    model: str
    dense: bool

    def name(self) -> str:
        return f"{SIZES[self.size]:,}{', dense' if self.dense else ''}"


class Measured(NamedTuple):
    row: dict[str, Any] | None  # None: not finished
    said: str


def main(words: list[str] | None = None) -> None:
    options = _options(words)
    compile_kernels(ours()[1])
    deadline, left_out = time.monotonic() + 60 * options.minutes, []
    print("\n".join(_as_cells(HEADS) if at == 0 else "|" + "---|" * len(HEADS) for at in range(2)))
    for line in _lines(options.sizes, options.models):
        if time.monotonic() > deadline:
            left_out.append(f"{line.name()} {line.model}")
            continue
        for cells in _told(line, options.seconds, deadline):
            print(_as_cells(cells), flush=True)
    print(f"\n{machine()} Opponents had {options.seconds:.0f} s each.")
    if left_out:
        print(f"Left out after {options.minutes:g} minutes: {'; '.join(left_out)}.")


def _options(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench table", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sizes", type=_among(tuple(SIZES)), default=list(SIZES))
    parser.add_argument("--models", type=_among(("block", "interval", "needs")), default=["block", "interval", "needs"])
    parser.add_argument("--seconds", type=float, default=60, help="what each opponent is given")
    parser.add_argument("--minutes", type=float, default=60, help="nothing more is begun after so many")
    return parser.parse_args(words)


def _among(known: Sequence[str]) -> Callable[[str], list[str]]:
    def several(words: str) -> list[str]:
        named = words.split(",")
        if unknown := [word for word in named if word not in known]:
            raise argparse.ArgumentTypeError(f"There is no {unknown[0]!r}; there are {', '.join(known)}.")
        return named

    return several


def _lines(sizes: Sequence[str], models: Sequence[str]) -> list[Line]:
    """The small ones first, so that little is left out when time is over."""
    return [
        Line(size, model, dense)
        for size in sizes
        for dense in ((False, True) if size in DENSE else (False,))
        for model in models
    ]


def _told(line: Line, seconds: float, deadline: float) -> Iterator[tuple[str, ...]]:
    """The cells of every solver, ours first."""
    measured: dict[str, list[Measured]] = {}
    for seed in SEEDS.get(line.size, (1,)):
        for name, one in _measured(line, seed, seconds, deadline).items():
            measured.setdefault(name, []).append(one)
    for name, ones in measured.items():
        yield (line.name(), *_cells(line.model, name, ones))


def _measured(line: Line, seed: int, seconds: float, deadline: float) -> dict[str, Measured]:
    words = ["--size", line.size, "--model", line.model, "--seconds", str(seconds), *["--dense"] * line.dense]
    options, question = asked(words, seed)
    outcomes: dict[str, Outcome] = {}
    said: dict[str, str] = {}
    for at, (name, solve) in enumerate(solvers(ours(), question, options).items()):
        left = max(0.0, deadline - time.monotonic())
        try:
            outcomes[name] = in_a_child(solve, min(left, seconds + GRACE) if at else left)
            said[name] = outcomes[name].said or "done"
        except Unfinished as late:
            said[name] = str(late)
    rows = _clean_rows(question, outcomes) if outcomes else {}
    return {name: Measured(rows.get(name), word) for name, word in said.items()}


def _clean_rows(question: Question, outcomes: dict[str, Outcome]) -> dict[str, dict[str, Any]]:
    must_be_clean(question, outcomes)
    return {row["solver"]: row for row in rows_of(question, outcomes)}


def _cells(model: str, name: str, ones: Sequence[Measured]) -> tuple[str, ...]:
    rows, said = [one.row for one in ones if one.row], " / ".join(dict.fromkeys(one.said for one in ones))
    if not rows:
        return ("", model, name, "0", *[""] * 6, said)
    edges, cpu, peak, coverage, worst = (statistics.median(row[key] for row in rows) for key in TOLD)
    ratios = [row["value_over_bound"] for row in rows if row["value_over_bound"] is not None]
    whole = statistics.median(row["whole_needs"] / max(1, row["reachable_needs"]) for row in rows)
    return (
        f"{edges:,.0f}", model, name, str(len(rows)), f"{cpu:.2f}", f"{peak:.2f}",
        f"{statistics.median(ratios):.3%}" if ratios else "", f"{whole:.1%}", f"{coverage:.1%}", f"{worst:.1%}", said,
    )  # fmt: skip


def _as_cells(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def machine() -> str:
    """The processor and the versions, in one sentence."""
    versions = (f"{name} {importlib.metadata.version(package)}" for name, package in PACKAGES.items())
    return f"{_processor()}, {os.cpu_count()} cores; Python {platform.python_version()}, {', '.join(versions)}."


PACKAGES = {"numpy": "numpy", "numba": "numba", "HiGHS": "highspy", "OR-Tools": "ortools"}


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())


if __name__ == "__main__":
    main(sys.argv[1:])
