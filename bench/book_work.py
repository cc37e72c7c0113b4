"""What `bench ledger` lets processes of their own do: `python -m bench.book_work WHAT [WORDS]`; prints JSON."""

import json
import random
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402

from tongzhuo.kernel.viewer import the_system  # noqa: E402
from tongzhuo.ledger import actions  # noqa: E402
from tongzhuo.ledger.actions.batches import Posting  # noqa: E402
from tongzhuo.ledger.audit import audit  # noqa: E402
from tongzhuo.ledger.beancount import export  # noqa: E402
from tongzhuo.ledger.models import Account, Lot  # noqa: E402
from tongzhuo.ledger.moves import from_to  # noqa: E402
from tongzhuo.ledger.states import AccountKind  # noqa: E402
from tongzhuo.places.models import Place  # noqa: E402
from tongzhuo.places.states import Level  # noqa: E402

US = the_system("bench")
LOTS, STORES, A_BATCH, PLENTY = 200, 20, 250, 10**9
SUMS = (
    "SELECT transaction_code, lot_id FROM ledger_entry GROUP BY transaction_code, lot_id HAVING SUM(amount) <> 0",
    """SELECT e.account_id, e.lot_id FROM ledger_entry e JOIN ledger_balance b ON b.account_id = e.account_id
        AND b.lot_id = e.lot_id GROUP BY e.account_id, e.lot_id, b.amount HAVING SUM(e.amount) <> b.amount""",
)


def _book() -> tuple[Place, Account, list[Account], list[Lot]]:
    """A place with a giver, twenty stores and two hundred lots; made by whoever comes first."""
    place, _made = Place.objects.get_or_create(
        path="/cn/", defaults={"level": Level.COUNTRY, "name_en": "China", "time_zone": "Asia/Shanghai"}
    )
    if not Lot.objects.exists():
        actions.open_account(by=US, kind=AccountKind.GIVER, place=place)
        stores = [actions.open_account(by=US, kind=AccountKind.STORE, place=place) for _nth in range(STORES)]
        asset = actions.asset_of_hours(by=US)
        giver = Account.objects.get(kind=AccountKind.GIVER)
        for nth in range(LOTS):
            lot = actions.new_lot(by=US, asset=asset, place=place)
            actions.post(by=US, place=place, moves=from_to(giver, stores[nth % STORES], lot, PLENTY))
    accounts = list(Account.objects.select_related("place").order_by("pk"))
    return place, accounts[0], accounts[1:], list(Lot.objects.order_by("pk"))


def _moves(dice: random.Random, giver: Account, stores: list[Account], lots: list[Lot]) -> list[Any]:
    """From the store that has the lot to another; now and then something new comes in."""
    nth = dice.randrange(LOTS)
    home = stores[nth % STORES]
    other = stores[(nth + dice.randrange(1, STORES)) % STORES]
    return from_to(giver if dice.random() < 0.2 else home, other, lots[nth], dice.randrange(1, 100))


def singly(postings: str, seed: str = "0") -> dict[str, Any]:
    place, giver, stores, lots = _book()
    dice, began = random.Random(int(seed)), time.time()
    started, spent = time.perf_counter(), time.process_time()
    for _nth in range(int(postings)):
        actions.post(by=US, place=place, moves=_moves(dice, giver, stores, lots), memo="moved")
    seconds, cpu = time.perf_counter() - started, time.process_time() - spent
    return {"seconds": seconds, "cpu": cpu, "began": began, "ended": time.time()}


def in_batches(postings: str) -> dict[str, Any]:
    place, giver, stores, lots = _book()
    dice, left, started = random.Random(99), int(postings), time.perf_counter()
    while left > 0:
        rows = [Posting(_moves(dice, giver, stores, lots), memo="moved") for _nth in range(min(A_BATCH, left))]
        actions.post_all(by=US, place=place, postings=rows)
        left -= len(rows)
    return {"seconds": time.perf_counter() - started}


def added_up() -> dict[str, Any]:
    audited = audit()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9
    return {
        "entries": audited.entries,
        "seconds": audited.seconds,
        "balanced": audited.balanced,
        "peak_rss_gb": peak,
    }


def summed_by_the_database() -> dict[str, Any]:
    started = time.perf_counter()
    with connection.cursor() as cursor:
        for statement in SUMS:
            cursor.execute(statement)
            assert cursor.fetchall() == []
    return {"seconds": time.perf_counter() - started}


def exported(path: str) -> dict[str, Any]:
    started = time.perf_counter()
    with Path(path).open("w", encoding="utf-8") as file:
        export(file)
    return {"seconds": time.perf_counter() - started}


PARTS: dict[str, Callable[..., dict[str, Any]]] = {
    part.__name__: part for part in (singly, in_batches, added_up, summed_by_the_database, exported)
}

if __name__ == "__main__":
    print(json.dumps(PARTS[sys.argv[1]](*sys.argv[2:])))
