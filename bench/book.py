"""Posting into the book, and a night's audit of it.

    ./run bench ledger [--entries 100000] [--singly 1000] [--processes 2] [--database sqlite|postgres] [--json]

`postings_per_s` is what one process writes by `post`, one after the other, each with its own commit, lock, checks and
line, and `cpu_ms` its CPU for each; `together_per_s` is what `--processes` write at once into the same accounts;
`batched_per_s` is what comes in by `post_all` in batches of 250, by which the book is filled up to `--entries`.
The audit runs in a process of its own, whose largest memory is `peak_rss_gb`.

Opponents in the same run: `sql_sum_s`, the database's own sums (by transaction and lot, by account and lot against the
balances), which see nothing of what was negative on the way; and, up to 200,000 entries, `bean_check_s`, Beancount's
checker on the exported book, beside the seconds that writing it took.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.joins import surroundings
from bench.pages import BASE, as_table, database, prepare

MOST_FOR_BEANCOUNT = 200_000
SINGLE, BATCH = "single", "batch"


def main(words: list[str]) -> None:
    parser = argparse.ArgumentParser(
        prog="bench ledger", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--singly", type=int, default=1000, help="how many postings are made one by one")
    parser.add_argument("--processes", type=int, default=2, help="how many write at once")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--json", action="store_true", help="a list of rows instead of a table")
    options = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="tongzhuo-bench-") as var, database(options.database, var) as url:
        around = surroundings(var, url)
        prepare(around)
        row = {"database": options.database} | _measured(options, around, var)
    print(json.dumps([row], indent=1) if options.json else as_table([row]))


def _measured(options: argparse.Namespace, around: dict[str, str], var: str) -> dict[str, Any]:
    alone = _asked("singly", around, options.singly)
    started = time.perf_counter()
    crowd = [_begun("singly", around, options.singly, nth + 1) for nth in range(options.processes)]
    together = [_heard(one) for one in crowd]
    took = max(one["ended"] for one in together) - min(one["began"] for one in together)
    assert time.perf_counter() - started >= took
    left = options.entries // 2 - options.singly * (1 + options.processes)
    batched = _asked("in_batches", around, max(0, left))
    added = _asked("added_up", around)
    found = {
        "entries": added["entries"],
        "postings_per_s": round(options.singly / alone["seconds"]),
        "cpu_ms": round(1000 * alone["cpu"] / options.singly, 1),
        "together_per_s": round(options.singly * options.processes / took),
        "batched_per_s": round(left / batched["seconds"]) if left > 0 else None,
        "audit_s": round(added["seconds"], 2),
        "peak_rss_gb": round(added["peak_rss_gb"], 3),
        "balanced": added["balanced"],
        "sql_sum_s": round(_asked("summed_by_the_database", around)["seconds"], 2),
    }
    return found | _beancount(added["entries"], around, Path(var) / "book.beancount")


def _beancount(entries: int, around: dict[str, str], path: Path) -> dict[str, Any]:
    if entries > MOST_FOR_BEANCOUNT:
        return {"export_s": None, "bean_check_s": None}
    exported = _asked("exported", around, str(path))
    started = time.perf_counter()
    subprocess.run([str(Path(sys.executable).parent / "bean-check"), str(path)], check=True)
    return {"export_s": round(exported["seconds"], 1), "bean_check_s": round(time.perf_counter() - started, 1)}


def _begun(what: str, around: dict[str, str], *words: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "bench.book_work", what, *map(str, words)]
    return subprocess.Popen(command, cwd=BASE, env=os.environ | around, stdout=subprocess.PIPE, text=True)


def _heard(begun: subprocess.Popen[str]) -> dict[str, Any]:
    said, _nothing = begun.communicate()
    if begun.returncode:
        raise SystemExit("A part of the measurement failed; it said why above.")
    heard: dict[str, Any] = json.loads(said)
    return heard


def _asked(what: str, around: dict[str, str], *words: object) -> dict[str, Any]:
    return _heard(_begun(what, around, *words))
