"""How quick the pages are with 10,000 people, 200 places and 2,000 needs, on one real web worker.

    ./run bench pages [--database sqlite|postgres] [--json]

Prints `page, queries, kb, cpu_ms, rps, p95_ms` for each page, and its CPU time against that of the opponent measured in
the same run: the page for a lost address, which is the frame and nothing else. CPU is that of the worker's process.
"""

import argparse
import contextlib
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

BASE = Path(__file__).resolve().parent.parent
OPPONENT = ("lost page", "/places/nowhere/")
ALONE, TOGETHER, CLIENTS = 60, 160, 4
Page = tuple[str, str, str]
FILL = "import django, json; django.setup(); from bench.filling import fill; print(json.dumps(fill()))"
COUNT = "import django; django.setup(); from bench.counting import count; count({pages!r})"


def main(words: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench pages", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--json", action="store_true", help="a list of rows instead of a table")
    options = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="tongzhuo-bench-") as var, database(options.database, var) as url:
        rows = measured(
            os.environ | {"TONGZHUO_VAR": var, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tongzhuo.settings"}
        )
    print(json.dumps(rows, indent=1) if options.json else as_table(rows))


def measured(around: dict[str, str]) -> list[dict[str, Any]]:
    prepare(around)
    made = json.loads(python(FILL, around))
    pages = pages_of(made)
    counted = json.loads(python(COUNT.format(pages=pages), around))
    with one_worker(around) as worker:
        rows = [_row(page, counted[page[0]], worker) for page in pages]
    base = next(row["cpu_ms"] for row in rows if row["page"] == OPPONENT[0])
    return [row | {"cpu_ratio": round(row["cpu_ms"] / base, 2)} for row in rows]


def prepare(around: dict[str, str]) -> None:
    """An installation with nothing in it."""
    for command in (["migrate", "--verbosity", "0"], ["collectstatic", "--noinput", "--verbosity", "0"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=BASE, env=around, check=True)


def pages_of(made: dict[str, str]) -> list[Page]:
    """Name, path and session: what a coordinator sees, and three pages as a passer-by sees them."""
    home, need, keeper = f"/p/{made['community']}/", f"/needs/{made['need']}/", made["session"]
    return [
        (*OPPONENT, keeper),
        ("community home", home, keeper),
        ("inbox", "/inbox/", keeper),
        ("need", need, keeper),
        ("needs", "/needs/", keeper),
        ("triage", f"/inbox/{made['waiting']}/", keeper),
        ("confirm", f"/needs/{made['waiting']}/confirm/", keeper),
        ("people", "/people/", keeper),
        ("offers", "/offers/", keeper),
        ("home, passing by", home, ""),
        ("need, passing by", need, ""),
        ("ask, passing by", f"/ask/?place=/{made['community']}/", ""),
    ]


@contextlib.contextmanager
def database(kind: str, var: str) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{var}/bench.sqlite3"
        return
    from tongzhuo.runner.postgres import running

    with running() as url:
        subprocess.run([sys.executable, "-c", _CREATE, url], check=True)
        yield url


_CREATE = """
import sys, psycopg
url = sys.argv[1]; name = url.split("?")[0].rsplit("/", 1)[1]
with psycopg.connect(url.replace("/" + name, "/postgres", 1), autocommit=True) as server:
    server.execute(f"CREATE DATABASE {name}")
"""


@contextlib.contextmanager
def one_worker(around: dict[str, str]) -> Iterator[tuple[int, int]]:
    """One gunicorn worker with four threads; its port and the process that answers."""
    with web_workers(around, workers=1, threads=4) as (port, pids):
        yield port, pids[0]


@contextlib.contextmanager
def web_workers(around: dict[str, str], *, workers: int, threads: int) -> Iterator[tuple[int, list[int]]]:
    """A gunicorn on the loopback alone; its port and the processes that answer."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = [f"--workers={workers}", f"--threads={threads}", f"--bind=127.0.0.1:{port}", "--log-level=error"]
    master = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "tongzhuo.wsgi", "--no-control-socket", *options], cwd=BASE, env=around
    )
    try:
        _until_it_answers(port)
        children = Path(f"/proc/{master.pid}/task/{master.pid}/children").read_text().split()
        yield port, [int(pid) for pid in children]
    finally:
        master.terminate()
        master.wait()


def _until_it_answers(port: int) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError):
            _get(port, OPPONENT[1], "")
            return
        time.sleep(0.1)
    raise SystemExit("The web worker did not start.")


def _get(port: int, path: str, session: str) -> tuple[int, float]:
    """Status and seconds of one request."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    started = time.perf_counter()
    link.request("GET", path, headers={"Cookie": f"sessionid={session}; django_language=en"})
    answer = link.getresponse()
    answer.read()
    link.close()
    return answer.status, time.perf_counter() - started


def _row(page: Page, counted: list[float], worker: tuple[int, int]) -> dict[str, Any]:
    (name, path, session), (port, pid) = page, worker
    for _ in range(5):
        _get(port, path, session)
    before = cpu(pid)
    for _ in range(ALONE):
        _get(port, path, session)
    spent = (cpu(pid) - before) / ALONE
    started = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as clients:
        times = sorted(seconds for _, seconds in clients.map(lambda _: _get(port, path, session), range(TOGETHER)))
    took = time.perf_counter() - started
    queries, kb = counted
    return {
        "page": name,
        "queries": int(queries),
        "kb": round(kb, 1),
        "cpu_ms": round(spent * 1000, 1),
        "rps": round(TOGETHER / took, 1),
        "p95_ms": round(statistics.quantiles(times, n=20)[-1] * 1000, 1),
    }


def cpu(pid: int) -> float:
    """CPU seconds of a process, user and system, with all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def python(code: str, around: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=BASE, env=around, check=True, capture_output=True, text=True
    )
    return done.stdout.strip().splitlines()[-1]


def as_table(rows: list[dict[str, Any]]) -> str:
    names = list(rows[0])
    lines = [names, *([str(row[name]) for name in names] for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(names))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


if __name__ == "__main__":
    main(sys.argv[1:])
