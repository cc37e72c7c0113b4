"""Two hundred people at once for the last ten places, and four hundred spread over eight shifts of fifty.

    ./run bench joins [--workers 1,4,10] [--database sqlite|postgres] [--json]

A real gunicorn on the loopback, with as many threads to a worker as the product has. Of the last ten places exactly ten
are given, everybody is told the truth, and the waiting list keeps the order in which people came: else it says so and
fails. `joins_per_s` counts people who have their answer, `cpu_ms_per_request` the CPU of all web workers.
"""

import argparse
import json
import os
import statistics
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bench.pages import as_table, cpu, database, prepare, python, web_workers
from bench.pressing import Answer, press

AT_ONCE, CLIENTS, THREADS, PLACES = 200, 16, 8, 10
RUN = "import django, json; django.setup(); from bench import gathering; print(json.dumps(gathering.{call}))"
Person = dict[str, str]


def main(words: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench joins", description=__doc__)
    parser.add_argument("--workers", default="1,4,10", help="how many web workers; several with commas")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--json", action="store_true", help="a list of rows instead of a table")
    options = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="tongzhuo-bench-") as var, database(options.database, var) as url:
        around = surroundings(var, url)
        prepare(around)
        people = ask("people(400, signed_in=400)", around)
        rows = []
        for run, workers in enumerate(int(one) for one in options.workers.split(",")):
            shifts = ask(f"shifts_to_join({run})", around)
            with web_workers(around, workers=workers, threads=THREADS) as served:
                found = [_last_ten(served, people, shifts["last"], around), _spread(served, people, shifts["spread"])]
            rows += [{"case": one.pop("case"), "workers": workers, "database": options.database} | one for one in found]
    print(json.dumps(rows, indent=1) if options.json else as_table(rows))


def surroundings(var: str, url: str) -> dict[str, str]:
    return os.environ | {"TONGZHUO_VAR": var, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tongzhuo.settings"}


def ask(call: str, around: dict[str, str]) -> Any:
    """What a function of `bench.gathering` returns, called in the measured installation."""
    return json.loads(python(RUN.format(call=call), around))


def _last_ten(
    served: tuple[int, list[int]], people: list[Person], shift: str, around: dict[str, str]
) -> dict[str, Any]:
    (port, pids), gate = served, threading.Barrier(AT_ONCE)

    def come(person: Person) -> list[Answer]:
        gate.wait()
        joined = press(port, f"/shifts/{shift}/join/", person["session"])
        return [joined] if joined.status == 302 else [joined, press(port, f"/shifts/{shift}/wait/", person["session"])]

    before, started = _cpu_of(pids), time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as crowd:
        told = list(crowd.map(come, people[:AT_ONCE]))
    took, spent = time.perf_counter() - started, _cpu_of(pids) - before
    on_it = ask(f"standing(['{shift}'])", around)
    _true(dict(zip([one["code"] for one in people], told, strict=False)), on_it)
    _next_is_called(port, shift, {one["code"]: one["session"] for one in people}, on_it, around)
    return {"case": "last ten"} | _row(told, PLACES, len(on_it["signed_up"]), took, spent)


def _true(told: dict[str, list[Answer]], on_it: dict[str, Any]) -> None:
    """Exactly ten; whoever was told yes is on it, whoever was told no waits; nobody overtook whoever had an answer
    before they themselves pressed."""
    said_yes = sorted(code for code, answers in told.items() if answers[0].status == 302)
    assert len(said_yes) == PLACES, f"{len(said_yes)} were told that they have one of {PLACES} places"
    assert said_yes == sorted(code for code, _ in on_it["signed_up"]), "somebody was told something else"
    waiting = [told[code] for code, _ in on_it["waiting"]]
    assert len(waiting) == len(told) - PLACES, "somebody neither has a place nor waits"
    assert {(first.status, last.status) for first, last in waiting} == {(409, 302)}, "somebody was told something else"
    latest = 0.0
    for _first, last in waiting:
        assert last.answered > latest, "somebody was overtaken on the waiting list"
        latest = max(latest, last.sent)


def _next_is_called(
    port: int, shift: str, sessions: dict[str, str], on_it: dict[str, Any], around: dict[str, str]
) -> None:
    person, sign_up = on_it["signed_up"][0]
    press(port, f"/sign-ups/{sign_up}/cancel/", sessions[person])
    after = ask(f"standing(['{shift}'])", around)
    assert after["offered"] == on_it["waiting"][:1], "the place went past whoever stood first"


def _spread(served: tuple[int, list[int]], people: list[Person], shifts: list[str]) -> dict[str, Any]:
    port, pids = served

    def come(nth: int) -> list[Answer]:
        return [press(port, f"/shifts/{shifts[nth % len(shifts)]}/join/", people[nth]["session"])]

    before, started = _cpu_of(pids), time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as crowd:
        told = list(crowd.map(come, range(len(people))))
    took, spent = time.perf_counter() - started, _cpu_of(pids) - before
    accepted = sum(answers[0].status == 302 for answers in told)
    assert accepted == len(people), f"{accepted} of {len(people)} have a place"
    return {"case": "spread"} | _row(told, len(people), accepted, took, spent)


def _row(told: list[list[Answer]], places: int, accepted: int, took: float, spent: float) -> dict[str, Any]:
    answers = [answer for of_one in told for answer in of_one]
    return {
        "requests": len(answers),
        "places": places,
        "accepted": accepted,
        "joins_per_s": round(len(told) / took, 1),
        "p95_ms": round(statistics.quantiles([answer.ms for answer in answers], n=20)[-1]),
        "cpu_ms_per_request": round(1000 * spent / len(answers), 1),
    }


def _cpu_of(pids: list[int]) -> float:
    return sum(cpu(pid) for pid in pids)
