"""Many post at the same instant, in processes of their own, and some are killed: nothing is lost, nothing is doubled.

`TONGZHUO_KILLS=500 python -m pytest tongzhuo/ledger/tests/test_together.py` for a night of it.
"""

import json
import os
import subprocess
import sys
from collections import Counter

import pytest

from tests.cast import term
from tests.processes import database_url
from tongzhuo.kernel.models import Line
from tongzhuo.ledger import queries
from tongzhuo.ledger.audit import audit
from tongzhuo.ledger.models import Entry, Transaction
from tongzhuo.ledger.states import AccountKind
from tongzhuo.ledger.tests import story
from tongzhuo.vocabulary.states import Shelf

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
KEEPERS, SEED = 4, 20261201
KILLS = int(os.environ.get("TONGZHUO_KILLS", "30"))


@pytest.fixture
def book(cast):
    return story.book(cast)


@pytest.fixture
def keeper(tmp_path):
    around = os.environ | {"DATABASE_URL": database_url()}
    command = [sys.executable, "-m", "tongzhuo.ledger.tests.a_keeper", str(tmp_path / "gate")]

    def begin(orders, *more):
        started = subprocess.Popen(
            [*command, *more], env=around, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        started.stdin.write(json.dumps(orders))
        started.stdin.close()
        started.stdin = None
        return started

    begin.gate = tmp_path / "gate"
    return begin


def order(source, target, lot, amount, key):
    return {"source": source.code, "target": target.code, "lot": lot.code, "amount": amount, "key": key}


def answers(keepers) -> Counter:
    return Counter(word for one in keepers for word in one.communicate(timeout=240)[0].split())


def test_the_last_lamps_go_to_whoever_is_first(book, keeper):
    """Ten lamps, four keepers who each want one of them ten times; the ways cross, so that locks could meet."""
    lamps, others = book.given(10), book.given(10)
    wanted = [
        [
            order(book.store, (book.cellar, book.far)[n % 2], (lamps, others)[(n + at) % 2], 1, f"{n}:{at}")
            for at in range(10)
        ]
        for n in range(KEEPERS)
    ]
    back = [order(book.cellar, book.store, lamps, 1, f"back:{at}") for at in range(10)]
    keepers = [keeper(orders) for orders in [*wanted, back]]
    keeper.gate.touch()
    told = answers(keepers)
    moved = Transaction.objects.exclude(key=None).count()
    assert set(told) <= {"ok", "too_much"}
    assert (told["ok"], sum(told.values())) == (moved, 50)
    for lot in (lamps, others):
        places = [queries.balance(account, lot) for account in (book.store, book.cellar, book.far)]
        assert (sum(places), min(places) >= 0) == (10, True)
    assert audit().balanced


def test_restricted_money_goes_nowhere_else_however_hard_it_is_pressed(book, keeper):
    young = term(Shelf.PURPOSE, "young", "儿童", "Children")
    book.open("for_young", AccountKind.PROJECT, owner="doorstep", purpose=young)
    money = book.given(20, book.money(), purpose=young)
    targets = (book.project, book.for_young, book.helped, book.for_young)
    keepers = [
        keeper([order(book.store, targets[n], money, 1, f"{n}:{at}") for at in range(8)]) for n in range(KEEPERS)
    ]
    keeper.gate.touch()
    assert answers(keepers) == {"ok": 16, "restricted": 16}
    assert [queries.balance(account, money) for account in (book.store, book.for_young)] == [4, 16]
    assert audit().balanced


def test_the_same_key_from_everybody_is_one_posting(book, keeper):
    lamps = book.given(100)
    orders = [order(book.store, book.cellar, lamps, 3, f"row-{at}") for at in range(8)]
    keepers = [keeper(orders) for _nth in range(KEEPERS)]
    keeper.gate.touch()
    assert answers(keepers) == {"ok": 32}
    assert (queries.balance(book.cellar, lamps), Transaction.objects.exclude(key=None).count()) == (24, 8)


def test_killed_at_any_moment_nothing_is_lost_and_nothing_is_doubled(book, keeper):
    """Two keepers are killed again and again, and tell again everything that they were told."""
    lamps = book.given(1000)
    orders = {n: [order(book.store, book.cellar, lamps, 1, f"{n}:{at}") for at in range(60)] for n in range(2)}
    keepers = [keeper(orders[n], str(KILLS // 2), str(SEED + n)) for n in orders]
    keeper.gate.touch()
    assert answers(keepers)["ok"] >= 120
    posted = Transaction.objects.exclude(key=None)
    assert sorted(posted.values_list("key", flat=True)) == sorted(
        one["key"] for rows in orders.values() for one in rows
    )
    assert (queries.balance(book.store, lamps), queries.balance(book.cellar, lamps)) == (880, 120)
    assert Entry.objects.filter(transaction__in=posted).count() == 240
    assert Line.objects.filter(did="transaction.posted").count() == Transaction.objects.count() == 121
    assert audit().balanced
