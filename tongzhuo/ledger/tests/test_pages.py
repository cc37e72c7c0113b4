"""What the office, an organisation and a giver read of the book, and who presses what."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tongzhuo.ledger import actions, rules
from tongzhuo.ledger.audit import audit
from tongzhuo.ledger.models import Balance, Closing, Transaction
from tongzhuo.ledger.states import AccountKind
from tongzhuo.ledger.tests import story

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(cast):
    return story.book(cast)


@pytest.fixture
def page(client, cast):
    def of(who, name, *codes, **more):
        client.logout()
        if who:
            client.force_login(cast.account(who))
        return client.get(reverse(f"ledger:{name}", args=codes), **more)

    return of


@pytest.fixture
def press(client, cast):
    def on(who, name, *codes, **said):
        client.logout()
        if who:
            client.force_login(cast.account(who))
        return client.post(reverse(f"ledger:{name}", args=codes), said)

    return on


def text(response) -> str:
    return response.content.decode()


def test_the_accounts_with_what_is_there(book, page):
    book.given(14)
    book.move("northlight", "fund", book.lot(book.money()), 123_450)
    shown = text(page("chen", "accounts"))
    assert "Desk lamps 14 pieces" in shown
    assert "Money ¥1,234.50" in shown
    assert "Desk lamps −14 pieces" in shown
    assert reverse("ledger:account", args=[book.store.code]) in shown
    assert "far" not in shown


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("chen", 200),
        ("zhao", 200),
        ("gao", 200),
        ("nuan", 200),
        ("bei", 200),
        ("outsider", 200),
        ("liu", 404),
        (None, 404),
    ],
)
def test_who_has_a_page_of_accounts(book, page, who, status):
    assert page(who, "accounts").status_code == status


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("chen", 200),
        ("zhao", 200),
        ("gao", 200),
        ("nuan", 404),
        ("bei", 404),
        ("outsider", 404),
        ("liu", 404),
        (None, 404),
    ],
)
def test_who_reads_an_account_and_its_transactions(book, page, who, status):
    lot = book.given(3)
    moved = book.move("store", "fund", lot, 1)
    assert page(who, "account", book.store.code).status_code == status
    assert page(who, "transaction", moved.code).status_code == status


def test_an_account_nobody_has_written_in_says_so(cast, page):
    made = story.book(cast)
    assert "Nothing came in yet" in text(page("chen", "account", made.store.code))


def test_an_office_without_a_book_hears_what_comes_first(cast, page):
    assert "Nothing is written yet" in text(page("chen", "accounts"))


def test_an_account_with_its_lots_and_entries(book, page, cast):
    book.given(14, serial="KW-7", best_before=dt.date(2026, 1, 31))
    shown = text(page("chen", "account", book.store.code))
    assert "KW-7" in shown
    assert "31 January" in shown
    assert "+14 pieces" in shown
    for _nth in range(31):
        book.given(1)
    first = text(page("chen", "account", book.store.code))
    assert first.count("+1 piece<") == 30
    assert "KW-7" not in text(page("chen", "account", book.store.code, data={"page": 2})).partition('id="h-entries"')[2]


@pytest.mark.parametrize("gifts", [1, 3])
def test_how_many_queries_the_pages_take(book, client, cast, gifts):
    for _nth in range(gifts):
        book.given(14)
    client.force_login(cast.account("chen"))
    client.get(reverse("ledger:accounts"))
    taken = {}
    for name, codes in (
        ("accounts", []),
        ("account", [book.store.code]),
        ("transaction", [Transaction.objects.first().code]),
    ):
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse(f"ledger:{name}", args=codes))
        taken[name] = len(asked)
    assert taken == {"accounts": 10, "account": 10, "transaction": 7}


def test_a_reader_of_one_side_hears_only_the_kind_of_the_other(book, page, cast):
    book.open("liu", AccountKind.GIVER, person=cast.liu)
    lot = book.lot()
    moved = book.move("liu", "cellar", lot, 2, who="nuan")
    shown = text(page("nuan", "transaction", moved.code))
    assert "Giver" in shown
    assert "liu<" not in shown
    assert reverse("ledger:account", args=[book.cellar.code]) in shown
    assert "liu<" in text(page("chen", "transaction", moved.code))


def test_taking_back_by_a_button_with_a_reason(book, page, press, cast):
    lot = book.given(14)
    wrong = book.move("store", "fund", lot, 4, memo="For the fund")
    assert "Take it back" in text(page("chen", "transaction", wrong.code))
    empty = press("chen", "reverse", wrong.code, reason="")
    assert (empty.status_code, "aria-invalid" in text(empty)) == (422, True)
    done = press("chen", "reverse", wrong.code, reason="Counted twice")
    back = Transaction.objects.get(reverses=wrong)
    assert (done.status_code, done.url) == (302, reverse("ledger:transaction", args=[back.code]))
    assert "This was taken back" in text(page("chen", "transaction", wrong.code))
    assert "For the fund" in text(page("chen", "transaction", back.code))
    assert "Take it back" not in text(page("chen", "transaction", back.code))
    again = press("chen", "reverse", wrong.code, reason="Counted twice")
    assert (again.status_code, "taken back already" in text(again)) == (422, True)


@pytest.mark.parametrize(("who", "status"), [("gao", 409), ("nuan", 404), ("bei", 404), ("outsider", 404), (None, 404)])
def test_who_may_not_take_back(book, press, page, cast, who, status):
    moved = book.move("store", "fund", book.given(3), 1)
    assert press(who, "reverse", moved.code, reason="no").status_code == status
    assert Transaction.objects.filter(reverses__isnull=False).count() == 0
    assert bool(rules.may_touch(cast.as_(who), [])) is False


def test_the_office_closes_its_book(book, press, page, cast):
    early = press("chen", "close", until="2099-01-01")
    assert (early.status_code, "not over yet" in text(early)) == (422, True)
    assert press("chen", "close", until="when").status_code == 422
    assert press("chen", "close", until="2026-06-30").status_code == 302
    assert [(c.place, c.until, c.person) for c in Closing.objects.all()] == [
        (cast.willow, dt.date(2026, 6, 30), cast.chen)
    ]
    assert press("nuan", "close", until="2026-06-30").status_code == 404
    assert "Close the book of" not in text(page("nuan", "accounts"))


def test_what_the_night_found_stands_above(book, page):
    book.given(14)
    actions.keep_audit(audit(), by=story.SYSTEM)
    assert "All even: 2 entries" in text(page("chen", "accounts"))
    assert "账已平：重新核算了2条分录" in text(page("chen", "accounts", headers={"accept-language": "zh-hans"}))
    Balance.objects.filter(account=book.store).update(amount=15)
    actions.keep_audit(audit(), by=story.SYSTEM)
    shown = text(page("chen", "accounts"))
    assert "1 thing does not come out even." in shown
    assert "What is kept as the balance is not the sum of the entries:" in shown
    assert book.store.shown_code in shown
