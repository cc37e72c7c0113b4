"""The office takes in what a company gives, passes it on, loses some of it, and takes back what was wrong."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from tongzhuo.kernel.models import Line
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.ledger import actions, queries, rules, tasks
from tongzhuo.ledger.actions.batches import Posting
from tongzhuo.ledger.audit import audit
from tongzhuo.ledger.models import Balance, Count, Entry, Transaction, Unsealed
from tongzhuo.ledger.moves import MOST, Move, from_to
from tongzhuo.ledger.states import AccountKind
from tongzhuo.ledger.tests import story
from tongzhuo.vocabulary.states import Shelf

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(cast):
    return story.book(cast)


def refusal(act) -> str:
    before = (Transaction.objects.count(), Entry.objects.count())
    with pytest.raises(Refused) as caught:
        act()
    assert (Transaction.objects.count(), Entry.objects.count()) == before
    assert str(caught.value)
    return caught.value.verdict.code


def test_from_the_giver_over_the_store_to_the_people_helped(book):
    lot = book.given(14)
    book.move("store", "project", lot, 10)
    last = book.move("project", "helped", lot, 4, who="nuan", memo="handed out", about="gift:X")
    accounts = (book.northlight, book.store, book.project, book.helped)
    assert [queries.balance(account, lot) for account in accounts] == [-14, 4, 6, 4]
    assert [queries.balance(account, asset=lot.asset) for account in accounts] == [-14, 4, 6, 4]
    steps = [(s.sources[0].name, s.targets[0].name, s.amount) for s in queries.path_of(lot)]
    assert steps == [("northlight", "store", 14), ("store", "project", 10), ("project", "helped", 4)]
    assert [(row.lot, row.amount) for row in queries.stock_of(book.store)] == [(lot, 4)]
    assert {(row.account.name, row.amount) for row in queries.whereabouts(lot)} == {
        ("store", 4), ("project", 6), ("helped", 4)
    }  # fmt: skip
    line = Line.objects.get(did="transaction.posted", on=f"transaction:{last.code}")
    assert (line.actor, line.path, line.facts) == (book.cast.nuan.code, book.cast.willow.path, {"about": "gift:X"})
    assert (audit().balanced, audit().entries, audit(book.cast.willow).transactions) == (True, 6, 3)


@pytest.mark.parametrize(
    ("amounts", "code"),
    [
        ((None, None), "not_confirmed"),
        ((0, 0), "nothing_moved"),
        ((), "nothing_moved"),
        ((-5, 4), "unbalanced"),
        ((-MOST - 1, MOST + 1), "too_large"),
        ((-15, 15), "too_much"),
    ],
)
def test_what_the_book_never_takes(book, amounts, code):
    lot = book.given(14)
    places = (book.store, book.project)
    moves = [Move(account, lot, amount) for account, amount in zip(places, amounts, strict=False)]
    assert refusal(lambda: actions.post(by=book.cast.as_("chen"), place=book.cast.willow, moves=moves)) == code
    assert bool(rules.may_move(moves)) is (code == "too_much")


def test_too_much_says_how_much_there_is(book):
    lot = book.given(14)
    with pytest.raises(Refused) as caught:
        book.move("store", "project", lot, 15)
    facts = {"account": book.store.code, "lot": lot.code, "there": 14, "asked": 15, "field": "amount"}
    assert caught.value.verdict.facts == facts


def test_lots_do_not_stand_in_for_each_other(book):
    first, second = book.given(5), book.given(5)
    moves = [Move(book.store, first, -3), Move(book.project, second, 3)]
    assert refusal(lambda: actions.post(by=story.SYSTEM, place=book.cast.willow, moves=moves)) == "unbalanced"
    assert refusal(lambda: book.move("store", "project", first, 6)) == "too_much"


@pytest.mark.parametrize(
    ("who", "takes"),
    [("chen", True), ("zhao", True), ("nuan", False), ("bei", False), ("gao", False), ("outsider", False),
     ("liu", False), (None, False)],
)  # fmt: skip
def test_who_takes_from_the_store_of_the_office(book, who, takes):
    lot = book.given(3)
    viewer = book.cast.as_(who)
    assert bool(rules.may_keep_account(viewer, book.store)) is takes
    moves = from_to(book.store, book.project, lot, 1)
    if takes:
        actions.post(by=viewer, place=book.cast.willow, moves=moves)
    else:
        assert refusal(lambda: actions.post(by=viewer, place=book.cast.willow, moves=moves)) == "not_kept"


def test_a_key_is_posted_once(book):
    lot = book.given(14)
    first = book.move("store", "project", lot, 4, key="row-1")
    assert book.move("store", "project", lot, 4, key="row-1") == first
    assert refusal(lambda: book.move("store", "project", lot, 4, key="row-1", who="outsider")) == "not_kept"
    assert queries.balance(book.store, lot) == 10
    days = {"on": dt.date(2026, 1, 1), "today": dt.date(2026, 1, 1)}
    assert rules.may_post(book.cast.as_("chen"), queries.moves_of(first), there={(book.store.pk, lot.pk): 4}, **days)
    assert Line.objects.filter(did="transaction.posted").count() == 2


def test_a_batch_is_written_whole_in_its_order_and_once(book):
    lot, chen, willow = book.given(10), book.cast.as_("chen"), book.cast.willow

    def row(source, into, amount, key):
        return Posting(from_to(source, into, lot, amount), key=key, memo=key)

    rows = [row(book.store, book.project, 10, "a"), row(book.store, book.fund, 1, "b")]
    assert refusal(lambda: actions.post_all(by=chen, place=willow, postings=rows)) == "too_much"
    rows[1:] = [row(book.fund, book.store, 0, "b")]
    assert refusal(lambda: actions.post_all(by=chen, place=willow, postings=rows)) == "nothing_moved"
    rows[1:] = [row(book.northlight, book.store, 3, "b"), row(book.store, book.fund, 2, "c")]
    first = actions.post_all(by=chen, place=willow, postings=[*rows, rows[-1]])
    assert [one.memo for one in first] == ["a", "b", "c"]
    more = [*rows, row(book.store, book.fund, 1, "d")]
    assert [one.key for one in actions.post_all(by=chen, place=willow, postings=more)] == ["d"]
    assert [queries.balance(account, lot) for account in (book.store, book.project, book.fund)] == [0, 10, 3]
    lines = Line.objects.filter(did="transactions.posted").order_by("pk")
    assert [line.facts for line in lines] == [{"count": 3}, {"count": 1}]
    assert audit().balanced


def test_a_reversal_takes_back_once_and_says_why(book):
    lot = book.given(14)
    chen = book.cast.as_("chen")
    wrong = book.move("store", "fund", lot, 4)
    assert refusal(lambda: actions.reverse(wrong, by=chen, reason=" ")) == "reason_missing"
    assert refusal(lambda: actions.reverse(wrong, by=book.cast.as_("bei"), reason="no")) == "not_kept"
    back = actions.reverse(wrong, by=chen, reason="Counted twice")
    assert (back.reverses, back.memo, queries.balance(book.store, lot)) == (wrong, "Counted twice", 14)
    assert refusal(lambda: actions.reverse(wrong, by=chen, reason="again")) == "reversed_already"
    assert refusal(lambda: actions.reverse(back, by=chen, reason="again")) == "is_a_reversal"
    asked = {"there": {}, "reason": "x" * 301, "reversed_already": False, "today": dt.date(2026, 12, 1)}
    assert rules.may_reverse(chen, wrong, queries.turned_round(wrong), **asked).code == "too_long"
    assert audit().balanced


def test_what_has_moved_on_is_not_taken_back(book):
    lot = book.lot()
    came = book.move("northlight", "store", lot, 14)
    book.move("store", "project", lot, 10)
    assert refusal(lambda: actions.reverse(came, by=book.cast.as_("chen"), reason="sent back")) == "too_much"


def test_a_loss_takes_two_people(book):
    lot = book.given(14)
    assert refusal(lambda: book.move("store", "loss", lot, 1)) == "two_people"
    assert refusal(lambda: book.move("store", "loss", lot, 1, witness=book.cast.chen)) == "two_people"
    lost = book.move("store", "loss", lot, 1, witness=book.cast.liu)
    assert (lost.person, lost.witness, queries.balance(book.store, lot)) == (book.cast.chen, book.cast.liu, 13)


def test_what_is_over_is_not_given_out(book):
    lot = book.given(14, best_before=dt.date(2026, 1, 31))
    assert refusal(lambda: book.move("store", "helped", lot, 1)) == "expired"
    assert book.move("store", "helped", lot, 1, on=dt.date(2026, 1, 31))
    assert book.move("store", "loss", lot, 13, witness=book.cast.liu)


@pytest.fixture
def purposes(book):
    from tests.cast import term

    young = term(Shelf.PURPOSE, "young", "儿童", "Children")
    reading = term(Shelf.PURPOSE, "reading", "儿童阅读", "Reading", parent=young)
    old = term(Shelf.PURPOSE, "old", "老人", "Elders")
    book.open("for_young", AccountKind.PROJECT, owner="doorstep", purpose=young)
    book.open("for_reading", AccountKind.PROJECT, owner="doorstep", purpose=reading)
    book.open("for_old", AccountKind.PROJECT, owner="doorstep", purpose=old)
    book.open("young_fund", AccountKind.FUND, owner="office", purpose=young)
    return {"young": young, "reading": reading, "old": old}


@pytest.mark.parametrize(
    ("target", "code"),
    [("for_young", "ok"), ("for_reading", "ok"), ("for_old", "restricted"), ("project", "restricted"),
     ("helped", "restricted"), ("fund", "ok"), ("northlight", "ok")],
)  # fmt: skip
def test_a_restricted_lot_is_used_for_its_purpose_alone(book, purposes, target, code):
    lot = book.given(10_000, book.money(), purpose=purposes["young"])
    if code == "ok":
        assert book.move("store", target, lot, 100)
        assert audit().balanced
    else:
        assert refusal(lambda: book.move("store", target, lot, 100)) == code


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("for_young", "ok"),
        ("for_old", "restricted"),
        ("store", "restricted"),
        ("northlight", "ok"),
        ("helped", "restricted"),
    ],
)
def test_what_an_account_keeps_for_a_purpose_leaves_it_for_nothing_else(book, purposes, target, code):
    lot = book.lot(book.money())
    book.move("northlight", "young_fund", lot, 10_000)
    if code == "ok":
        assert book.move("young_fund", target, lot, 100)
    else:
        assert refusal(lambda: book.move("young_fund", target, lot, 100)) == code


def test_nothing_is_written_on_a_closed_day(book):
    lot = book.given(14)
    chen, willow, day = book.cast.as_("chen"), book.cast.willow, dt.date(2026, 6, 30)
    assert refusal(lambda: actions.close_period(by=book.cast.as_("nuan"), place=willow, until=day)) == "no_mandate_here"
    assert refusal(lambda: actions.close_period(by=chen, place=willow, until=queries.today_in(willow))) == "not_over"
    actions.close_period(by=chen, place=willow, until=day)
    assert refusal(lambda: actions.close_period(by=chen, place=willow, until=day)) == "closed_already"
    assert refusal(lambda: book.move("store", "project", lot, 1, on=day)) == "period_closed"
    assert refusal(lambda: book.move("store", "project", lot, 1, on=dt.date(2099, 1, 1))) == "not_yet"
    assert book.move("store", "project", lot, 1, on=dt.date(2026, 7, 1))
    asked = {"closed_until": None, "today": dt.date(2026, 7, 2)}
    assert rules.may_close_period(chen, willow, day, **asked)
    assert audit().balanced


def test_a_count_shows_the_difference_and_explains_it(book):
    lot = book.given(14)
    chen, count = book.cast.as_("chen"), {"account": book.store, "lot": lot}
    same = actions.count_stock(by=chen, counted=14, **count)
    assert (same.booked, same.difference, same.settled_by) == (14, 0, None)
    assert refusal(lambda: actions.count_stock(by=chen, counted=12, **count)) == "reason_missing"
    assert refusal(lambda: actions.count_stock(by=chen, counted=-1, **count)) == "count_absurd"
    assert refusal(lambda: actions.count_stock(by=chen, counted=12, reason="x" * 301, **count)) == "too_long"
    assert refusal(lambda: actions.count_stock(by=chen, counted=12, reason="Two are broken", **count)) == "two_people"
    assert refusal(lambda: actions.count_stock(by=book.cast.as_("bei"), counted=12, reason="x", **count)) == "not_kept"
    assert not rules.may_count(chen, book.loss, counted=1, booked=1, reason="")
    less = actions.count_stock(by=chen, counted=12, reason="Two are broken", witness=book.cast.liu, **count)
    more = actions.count_stock(by=chen, counted=13, reason="One was behind the door", **count)
    assert (less.difference, more.difference, queries.balance(book.store, lot)) == (-2, 1, 13)
    found = queries.account_at(book.cast.willow, AccountKind.OPENING)
    assert (queries.balance(book.loss, lot), queries.balance(found, lot)) == (2, -1)
    assert Count.objects.count() == 3
    assert audit().balanced


def test_accounts_lots_and_units(book, cast):
    chen, nuan = cast.as_("chen"), cast.as_("nuan")
    may = rules.may_open_account
    assert may(chen, AccountKind.STORE, cast.willow)
    assert may(nuan, AccountKind.STORE, cast.willow, organisation=cast.doorstep)
    assert may(cast.as_("liu"), AccountKind.GIVER, cast.willow, person=cast.liu)
    for viewer in ("nuan", "bei", "outsider", "gao", "liu", None):
        assert may(cast.as_(viewer), AccountKind.STORE, cast.willow).code == "no_mandate_here"
    assert may(chen, AccountKind.LOSS, cast.willow, organisation=cast.office).code == "of_the_place"
    assert may(chen, AccountKind.BENEFICIARIES, cast.willow, person=cast.guo).code == "group_only"
    assert may(chen, AccountKind.GIVER, cast.willow, person=cast.guo, organisation=cast.office).code == "one_owner"
    assert book.open("again", AccountKind.LOSS) == book.loss

    assert actions.asset_of_goods(cast.lamp, by=chen, unit=cast.piece) == book.lamps()
    cast.lamp.base = cast.piece
    cast.lamp.save()
    with pytest.raises(Refused) as caught:
        actions.asset_of_goods(cast.lamp, by=chen, unit=cast.fen)
    assert (caught.value.verdict.code, str(caught.value)) == (
        "unit_misfit",
        "Desk lamps: counted in piece, not in fen.",
    )
    assert [actions.asset_of_hours(by=chen).key, actions.asset_of_credit(by=chen).key] == ["hours", "credit"]
    lot = book.lot(serial="KW-1")
    assert refusal(lambda: book.lot(lot.asset, serial="KW-1")) == "serial_known"
    assert rules.may_make_lot(cast.as_("bei"), cast.willow)
    assert rules.may_make_lot(cast.as_("liu"), cast.willow)
    assert [bool(rules.may_make_lot(cast.as_(who), cast.willow)) for who in ("outsider", None)] == [False, False]


def test_who_reads_which_accounts(book, cast):
    def read(who):
        return sorted(account.name for account in queries.accounts_visible_to(cast.as_(who)))

    here = ["cellar", "fund", "helped", "loss", "northlight", "project", "store"]
    everywhere = sorted([*here, "far"])
    assert [read("chen"), read("zhao"), read("gao")] == [here, everywhere, everywhere]
    assert [read("nuan"), read("bei"), read("outsider")] == [["cellar", "project"], ["northlight"], ["far"]]
    assert [read("liu"), read(None)] == [[], []]
    lot = book.given(3)
    moved = book.move("store", "cellar", lot, 1)
    seen = {who: queries.transactions_visible_to(cast.as_(who)).filter(pk=moved.pk).exists()
            for who in ("chen", "nuan", "bei", "outsider", None)}  # fmt: skip
    assert seen == {"chen": True, "nuan": True, "bei": False, "outsider": False, None: False}


def sealed(act) -> str:
    def committed():
        with transaction.atomic():
            act()
            connection.check_constraints()

    with pytest.raises(IntegrityError) as caught:
        committed()
    return str(caught.value)


def test_the_database_itself_refuses(book):
    lot = book.given(14)
    posted = Transaction.objects.get()
    entry = Entry.objects.first()
    assert "never changed" in sealed(lambda: Entry.objects.update(amount=1))
    assert "never changed" in sealed(lambda: Transaction.objects.update(memo="other"))
    assert "never taken out" in sealed(Entry.objects.all().delete)
    assert "never taken out" in sealed(lambda: Transaction.objects.all()._raw_delete("default"))
    more = {"account": book.store, "lot": lot, "asset": lot.asset}
    assert "sealed" in sealed(lambda: Entry.objects.create(transaction=posted, amount=5, **more))
    assert "come to nothing" in sealed(lambda: Transaction.objects.create(place=book.cast.willow, on=posted.on))

    def uneven():
        Entry.objects.create(transaction_id="UNEVEN0001", amount=5, **more)
        Transaction.objects.create(code="UNEVEN0001", place=book.cast.willow, on=posted.on)

    assert "come to nothing" in sealed(uneven)
    assert "ledger_entry" in sealed(lambda: Entry.objects.create(transaction_id="NOWHERE001", amount=5, **more))
    assert sealed(lambda: Balance.objects.filter(account=book.store).update(amount=-1))
    assert (Entry.objects.first(), audit().balanced) == (entry, True)


def test_the_audit_says_what_differs(book):
    lot = book.given(14)
    Balance.objects.filter(account=book.store).update(amount=15)
    Balance.objects.create(account=book.far, lot=lot, amount=7, holds=True)
    Unsealed.objects.create(why="forgotten")
    found = audit()
    said = [(f.what, f.on.partition(":")[0], f.facts) for f in found.findings]
    assert said == [
        ("balance_differs", "account", {"lot": lot.pk, "kept": 15, "added": 14}),
        ("balance_differs", "account", {"kept": 7, "added": 0}),
        ("seal_open", "unsealed", {"why": "forgotten"}),
    ]
    assert rules.may_audit(story.SYSTEM)
    run = actions.keep_audit(found, by=story.SYSTEM)
    assert (run.found, run.entries, run.findings[0]["facts"]["kept"]) == (3, 2, 15)
    tasks.audit_the_book.call_local()
    assert [one.found for one in queries.audits_visible_to(book.cast.as_("chen"))] == [3, 3]
    assert list(queries.audits_visible_to(book.cast.as_("liu"))) == []
    assert rules.may_audit(book.cast.as_("chen"), book.cast.willow)
    with pytest.raises(Refused):
        actions.keep_audit(found, by=book.cast.as_("chen"))


def test_a_posting_takes_few_queries(book, django_assert_num_queries):
    lot = book.given(14)
    moves = from_to(book.store, book.project, lot, 1)
    chen = book.cast.as_("chen")
    with django_assert_num_queries(11):
        actions.post(by=chen, place=book.cast.willow, moves=moves, key="row")
