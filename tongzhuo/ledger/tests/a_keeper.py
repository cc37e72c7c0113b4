"""Keepers who write at the same instant, in processes of their own, and who may be killed while they do.

    python -m tongzhuo.ledger.tests.a_keeper GATE [KILLS SEED] < ORDERS

ORDERS is a JSON list of {"source", "target", "lot", "amount", "key"} by codes. Waits until the file GATE exists, posts
them in order, and prints the code of each answer ("ok" when it was written). With KILLS it does so in forks of itself
that are killed with SIGKILL at random moments, so many times; each begins from the first order, the last may live.
"""

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

import django

django.setup()

from tongzhuo.kernel.verdicts import Refused  # noqa: E402
from tongzhuo.kernel.viewer import the_system  # noqa: E402
from tongzhuo.ledger import actions  # noqa: E402
from tongzhuo.ledger.models import Account, Lot  # noqa: E402
from tongzhuo.ledger.moves import from_to  # noqa: E402


def post(order: dict) -> str:
    source, target = (Account.objects.select_related("place").get(code=order[end]) for end in ("source", "target"))
    moves = from_to(source, target, Lot.objects.get(code=order["lot"]), order["amount"])
    try:
        actions.post(by=the_system("tests"), place=source.place, moves=moves, key=order["key"])
    except Refused as refused:
        return refused.verdict.code
    return "ok"


def work(orders: list[dict]) -> None:
    for order in orders:
        sys.stdout.write(post(order) + "\n")
    sys.stdout.flush()


def killed_while_working(orders: list[dict], chance: random.Random) -> None:
    pid = os.fork()
    if pid == 0:
        try:
            work(orders)
        finally:
            os._exit(0)
    time.sleep(chance.uniform(0, LONGEST_LIFE))
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


GATE, KILLS, SEED = Path(sys.argv[1]), *map(int, (sys.argv[2:] or (0, 0)))
LONGEST_LIFE = 0.4  # seconds
told = json.load(sys.stdin)
while not GATE.exists():
    time.sleep(0.002)
chance = random.Random(SEED)
for _nth in range(KILLS):
    killed_while_working(told, chance)
work(told)
