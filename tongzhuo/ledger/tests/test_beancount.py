"""The book as Beancount: bean-check accepts it, and its own loader finds the same balances."""

import datetime as dt
import io
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from beancount import loader
from beancount.core import data, inventory, realization
from django.core.management import CommandError, call_command

from tests.cast import term
from tongzhuo.ledger import actions, beancount, queries
from tongzhuo.ledger.models import Account, Asset, AuditRun, Balance
from tongzhuo.ledger.states import AccountKind
from tongzhuo.ledger.tests import story
from tongzhuo.vocabulary.states import Shelf

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(cast):
    """Two months of money, lamps and hours, with a reversal, a loss and words that a file might trip over."""
    book = story.book(cast)
    book.open("liu", AccountKind.GIVER, person=cast.liu)
    fen = book.lot(book.money())
    book.move("northlight", "fund", fen, 123_456, on=dt.date(2026, 3, 1), memo='For "tables" \\ 桌\nand chairs')
    book.move("fund", "project", fen, 100_050, on=dt.date(2026, 3, 2), about="gift:X")
    lamps = book.given(14, batch="B1")
    wrong = book.move("store", "project", lamps, 3)
    actions.reverse(wrong, by=cast.as_("chen"), reason="The wrong project")
    book.move("store", "loss", lamps, 1, witness=cast.liu, memo="broken")
    book.move("store", "far", lamps, 2)
    book.move("liu", "helped", book.lot(actions.asset_of_hours(by=story.SYSTEM)), 90, on=dt.date(2026, 4, 1))
    return book


def written(path: Path, *words: str) -> Path:
    call_command("ledger", "--export", str(path), *words, stdout=io.StringIO())
    return path


def bean_check(path: Path) -> subprocess.CompletedProcess:
    tool = Path(sys.executable).parent / "bean-check"
    return subprocess.run([str(tool), str(path)], capture_output=True, text=True, check=False)


def theirs(path: Path) -> dict[tuple[str, str], Decimal]:
    entries, errors, _options = loader.load_file(str(path))
    assert errors == []
    found = {}
    for name in realization.realize(entries):
        assert name
    for account in realization.iter_children(realization.realize(entries)):
        held: inventory.Inventory = account.balance
        found |= {(account.account, pos.units.currency): pos.units.number for pos in held}
    assert any(isinstance(entry, data.Balance) for entry in entries)
    return found


def ours(accounts) -> dict[tuple[str, str], Decimal]:
    found = {}
    for account in accounts:
        for asset in Asset.objects.all():
            there = queries.balance(account, asset=asset)
            if there:
                name = beancount.account_name(account.kind, account.code)
                found[name, beancount.commodity(asset)] = Decimal(beancount.shown(asset, there))
    return found


def test_bean_check_accepts_the_book_and_finds_our_balances(book, tmp_path):
    path = written(tmp_path / "book.beancount")
    checked = bean_check(path)
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, "")
    assert theirs(path) == ours(Account.objects.all())
    assert "刘" not in path.read_text()


def test_a_balance_that_is_off_by_one_is_found_by_bean_check(book, tmp_path):
    Balance.objects.filter(account=book.fund).update(amount=23_407)
    checked = bean_check(written(tmp_path / "book.beancount"))
    assert checked.returncode == 1
    assert "Balance failed" in checked.stdout + checked.stderr


def test_the_book_of_one_place_holds_every_transaction_that_touches_it(book, tmp_path):
    path = written(tmp_path / "plane.beancount", "--place", book.cast.plane.path)
    assert bean_check(path).returncode == 0
    lamps = beancount.commodity(book.lamps())
    stores = {name: units for (name, _unit), units in theirs(path).items()}
    assert stores == {
        beancount.account_name("store", book.store.code): -2, beancount.account_name("store", book.far.code): 2
    }  # fmt: skip
    assert lamps == f"DESK-LAMP.{book.lamps().pk}"


def test_an_empty_book_is_accepted_too(cast, tmp_path):
    assert bean_check(written(tmp_path / "empty.beancount")).returncode == 0


@pytest.mark.parametrize("slug", ["3d-printer", "大米", "a" * 80])
def test_every_word_makes_a_commodity(cast, slug):
    item = term(Shelf.ITEM, slug, "物", "Thing")
    asset = actions.asset_of_goods(item, by=story.SYSTEM, unit=cast.piece)
    name = beancount.commodity(asset)
    assert len(name) <= 24
    assert name.isascii()
    assert name[0].isalpha()


def test_the_command_adds_up_and_keeps_what_it_found(book, tmp_path):
    said = io.StringIO()
    call_command("ledger", stdout=said)
    assert said.getvalue().endswith(": all even\n")
    call_command("ledger", "--audit", "--place", book.cast.plane.path, stdout=said)
    assert [run.path for run in AuditRun.objects.order_by("pk")] == ["", book.cast.plane.path]
    Balance.objects.filter(account=book.store).update(amount=1)
    with pytest.raises(CommandError, match="does not come out even"):
        call_command("ledger", stdout=said)
    assert "balance_differs" in said.getvalue()
    with pytest.raises(CommandError, match="no place"):
        call_command("ledger", "--place", "/xx/", stdout=said)
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("ledger", "--export", str(tmp_path / "no" / "book"), stdout=said)
