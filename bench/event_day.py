"""A district's event day: two hundred people a minute check in with the six digits, for five minutes.

    ./run bench day [--minutes 5] [--a-minute 200] [--accounts 100000] [--sign-ups 50000] [--workers 1]
                    [--database sqlite|postgres] [--json]

The district has 100,000 accounts and 50,000 sign-ups. One row for the check-ins (the press and the page that follows),
and one for each page a passer-by on that day opens: its queries, its size, and whether it holds its measure.
"""

import argparse
import json
import statistics
import tempfile
import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from bench.joins import THREADS, ask, surroundings
from bench.pages import as_table, cpu, database, prepare, python, web_workers
from bench.pressing import Answer, look, press

WAITING = 60  # check-ins that may be under way at once
MEASURES = {"open shifts": (10, 60), "one shift": (8, 60)}  # at most so many queries, so many KB
COUNT = "import django; django.setup(); from bench.counting import count; count({pages!r})"


def main(words: list[str]) -> None:
    options = _options(words)
    with tempfile.TemporaryDirectory(prefix="tongzhuo-bench-") as var, database(options.database, var) as url:
        around = surroundings(var, url)
        prepare(around)
        coming = max(1, round(options.a_minute * options.minutes))
        people = ask(f"people({options.accounts}, signed_in={coming})", around)
        day = ask(f"event_day({options.sign_ups}, {coming}, {int(options.minutes) + 1})", around)
        with web_workers(around, workers=options.workers, threads=THREADS) as served:
            row = _check_ins(served, people, day, 60 / options.a_minute)
        noted = ask(f"noted('{day['event']}')", around)
        assert noted == {"attendances": row["came"], "scans": row["came"]}, f"{noted} for {row['came']} people"
        pages = _pages(day, people[0]["session"], around)
    head = {"workers": options.workers, "database": options.database, "sign_ups": day["sign_ups"]}
    told = [head | row, *pages]
    print(json.dumps(told, indent=1) if options.json else as_table(told[:1]) + "\n\n" + as_table(pages))


def _options(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench day", description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--a-minute", type=int, default=200, help="how many check in a minute")
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--sign-ups", type=int, default=50_000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--json", action="store_true", help="a list of rows instead of tables")
    return parser.parse_args(words)


def _check_ins(
    served: tuple[int, list[int]], people: list[dict[str, str]], day: dict[str, Any], pause: float
) -> dict[str, Any]:
    """Each at their own second, whether or not those before them have their answer."""
    (port, pids), url = served, f"/shifts/{day['event']}/here/"

    def come(person: dict[str, str]) -> list[Answer]:
        digits = day["digits"][str(int(time.time() // 60))]
        pressed = press(port, url, person["session"], key=f"key-{person['code']}", code=digits, direction="in")
        return [pressed, look(port, url, person["session"])]

    before, started = sum(map(cpu, pids)), time.perf_counter()
    coming: list[Future[list[Answer]]] = []
    with ThreadPoolExecutor(WAITING) as crowd:
        for nth, person in enumerate(people):
            time.sleep(max(0.0, started + nth * pause - time.perf_counter()))
            coming.append(crowd.submit(come, person))
        told = [one.result() for one in coming]
    spent, answers = sum(map(cpu, pids)) - before, [answer for of_one in told for answer in of_one]
    return {
        "requests": len(answers),
        "came": sum(pressed.status == 302 for pressed, _ in told),
        "errors": sum(answer.status not in (200, 302) for answer in answers),
        "p95_ms": round(statistics.quantiles([pressed.ms for pressed, _ in told], n=20)[-1]),
        "cpu_ms_per_request": round(1000 * spent / len(answers), 1),
    }


def _pages(day: dict[str, Any], session: str, around: dict[str, str]) -> list[dict[str, Any]]:
    pages = [("open shifts", "/shifts/", session), ("one shift", f"/shifts/{day['ahead']}/", session)]
    counted = json.loads(python(COUNT.format(pages=pages), around))
    rows = []
    for name, (queries, kb) in counted.items():
        most_queries, most_kb = MEASURES[name]
        holds = queries <= most_queries and kb < most_kb
        rows.append({"page": name, "queries": queries, "kb": round(kb, 1), "within_measure": holds})
    return rows
