"""Whatever is given, moved, lost, counted, closed and taken back, in whichever order: each unit is in
exactly one place.

A small model of its own says what each account has of each lot and what the book has to answer; after every step the
balances, the entries and the audit must say the same. Whatever is refused leaves every row as it was.
"""

import datetime as dt
from collections import Counter

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run

from tests.cast import term
from tongzhuo.kernel.models import Line
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.ledger import actions, queries
from tongzhuo.ledger.audit import audit
from tongzhuo.ledger.models import Balance, Count, Entry, Transaction
from tongzhuo.ledger.moves import Move, from_to
from tongzhuo.ledger.states import AccountKind
from tongzhuo.ledger.tests import story
from tongzhuo.vocabulary.states import Shelf

pytestmark = pytest.mark.django_db
HOLD = ("store", "cellar", "fund", "young_fund", "project", "for_young", "helped", "far")
ACCOUNTS = ("northlight", *HOLD, "loss")
USE = ("project", "for_young", "helped")
FOR_THE_YOUNG = ("young_fund", "for_young")
KEEPS = {
    "chen": {*ACCOUNTS} - {"far"},
    "nuan": {"cellar", "project", "for_young"},
    "bei": {"northlight"},
    "outsider": {"far"},
    "liu": set(),
    "system": {*ACCOUNTS},
}
account, lot = st.sampled_from(ACCOUNTS), st.sampled_from(["lamps", "more_lamps", "money", "young_money", "old_milk"])
amount, who = st.integers(1, 30), st.sampled_from([*KEEPS, "chen", "system"])


class ABook(RuleBasedStateMachine):
    def __init__(self, cast):
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.cast, self.has, self.posted, self.closed = cast, Counter(), [], False

    @initialize()
    def opened(self):
        young = term(Shelf.PURPOSE, "young", "儿童", "Children")
        self.book = story.book(self.cast)
        self.book.open("for_young", AccountKind.PROJECT, owner="doorstep", purpose=young)
        self.book.open("young_fund", AccountKind.FUND, owner="office", purpose=young)
        self.today = queries.today_in(self.cast.willow)
        money = self.book.money()
        self.lots = {
            "lamps": self.book.lot(),
            "more_lamps": self.book.lot(),
            "money": self.book.lot(money),
            "young_money": self.book.lot(money, purpose=young),
            "old_milk": self.book.lot(best_before=self.today - dt.timedelta(days=60)),
        }

    def viewer(self, name):
        return story.SYSTEM if name == "system" else self.cast.as_(name)

    def answer(self, act):
        """The code of the refusal, or "ok"; whatever is refused has written nothing."""
        before = (Transaction.objects.count(), Entry.objects.count(), Count.objects.count(), Line.objects.count())
        try:
            with transaction.atomic():
                act()
        except Refused as refused:
            after = (Transaction.objects.count(), Entry.objects.count(), Count.objects.count(), Line.objects.count())
            assert before == after
            return refused.verdict.code
        return "ok"

    def expected(self, who, source, into, lot, amount, day, witness):
        touched = {source, into}
        faults = {
            "not_kept": (source in HOLD and source not in KEEPS[who]) or not KEEPS[who] & touched,
            "two_people": witness == who or (into == "loss" and not witness),
            "period_closed": self.closed and day < self.today,
            "restricted": into in HOLD and self.misused(source, into, lot),
            "expired": lot == "old_milk" and into in USE and day == self.today,
            "too_much": source in HOLD and self.has[source, lot] < amount,
        }
        return next((code for code, is_so in faults.items() if is_so), "ok")

    def misused(self, source, into, lot):
        if into in FOR_THE_YOUNG:
            return False
        from_young = source in FOR_THE_YOUNG
        if lot == "young_money":
            return into in USE
        return from_young

    @rule(source=account, into=account, lot=lot, amount=amount, who=who, early=st.booleans(),
          witness=st.sampled_from(["liu", "liu", "", "chen"]))  # fmt: skip
    def moves(self, source, into, lot, amount, who, early, witness):
        if source == into:
            return
        day = self.today - dt.timedelta(days=90 if early else 0)
        code = self.expected(who, source, into, lot, amount, day, witness)
        moves = from_to(self.book.accounts[source], self.book.accounts[into], self.lots[lot], amount)
        more = {"on": day, "witness": self.cast.people.get(witness), "key": f"{len(self.posted)}"}
        for _twice in range(2):  # the key makes the second one nothing
            said = self.answer(lambda: actions.post(by=self.viewer(who), place=self.cast.willow, moves=moves, **more))
            assert said == code
        if code == "ok":
            self.noted([(source, lot, -amount), (into, lot, amount)])

    @rule(lot=lot, amount=amount, first=st.integers(0, 30))
    def comes_in_over_two_stores(self, lot, amount, first):
        moves = [("northlight", lot, -amount - first), ("store", lot, amount), ("cellar", lot, first)]
        rows = [Move(self.book.accounts[name], self.lots[lot], count) for name, lot, count in moves]
        assert self.answer(lambda: actions.post(by=story.SYSTEM, place=self.cast.willow, moves=rows)) == "ok"
        self.noted(moves)

    @rule(source=account, into=account, lot=lot, amount=amount, off=st.integers(1, 3))
    def what_does_not_come_to_nothing(self, source, into, lot, amount, off):
        rows = [Move(self.book.accounts[source], self.lots[lot], -amount),
                Move(self.book.accounts[into], self.lots[lot], amount + off)]  # fmt: skip
        assert self.answer(lambda: actions.post(by=story.SYSTEM, place=self.cast.willow, moves=rows)) == "unbalanced"

    @precondition(lambda self: self.posted)
    @rule(data=st.data(), who=who)
    def takes_back(self, data, who):
        nth = data.draw(st.integers(0, len(self.posted) - 1))
        moves, is_reversal, taken_back = self.posted[nth]
        of = Transaction.objects.order_by("pk")[nth]
        code = "ok"
        losing = [(name, lot, -count) for name, lot, count in moves if count > 0 and name in HOLD]
        if is_reversal:
            code = "is_a_reversal"
        elif taken_back:
            code = "reversed_already"
        elif any(name not in KEEPS[who] for name, *_ in losing) or not KEEPS[who] & {name for name, *_ in moves}:
            code = "not_kept"
        elif any(self.has[name, lot] + count < 0 for name, lot, count in losing):
            code = "too_much"
        assert self.answer(lambda: actions.reverse(of, by=self.viewer(who), reason="It was wrong")) == code
        if code == "ok":
            self.posted[nth] = (moves, is_reversal, True)
            self.noted([(name, lot, -count) for name, lot, count in moves], is_reversal=True)

    @rule(name=st.sampled_from(["store", "fund"]), lot=lot, off=st.integers(-3, 3))
    def counts(self, name, lot, off):
        counted = max(0, self.has[name, lot] + off)
        off = counted - self.has[name, lot]
        words = {"account": self.book.accounts[name], "lot": self.lots[lot], "counted": counted}
        said = self.answer(
            lambda: actions.count_stock(by=self.viewer("chen"), reason="Counted", witness=self.cast.liu, **words)
        )
        assert said == "ok"
        if off:
            self.noted([(name, lot, off), ("loss" if off < 0 else "found", lot, -off)])

    @precondition(lambda self: not self.closed)
    @rule()
    def closes(self):
        until = self.today - dt.timedelta(days=1)
        assert (
            self.answer(lambda: actions.close_period(by=self.viewer("chen"), place=self.cast.willow, until=until))
            == "ok"
        )
        self.closed = True

    def noted(self, moves, *, is_reversal=False):
        for name, lot, count in moves:
            self.has[name, lot] += count
        self.posted.append(([move for move in moves if move[2]], is_reversal, False))

    @invariant()
    def the_book_says_the_same(self):
        names = {self.book.accounts[name].pk: name for name in ACCOUNTS}
        lots = {self.lots[name].pk: name for name in self.lots}
        kept = {(names.get(row.account_id, "found"), lots[row.lot_id]): row.amount for row in Balance.objects.all()}
        assert {spot: count for spot, count in kept.items() if count} == {s: n for s, n in self.has.items() if n}
        assert all(count >= 0 for (name, _lot), count in kept.items() if name in HOLD)
        assert {row["left"] for row in Entry.objects.values("lot").annotate(left=Sum("amount"))} <= {0}
        assert Transaction.objects.count() == len(self.posted)

    def teardown(self):
        found = audit()
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)
        assert [(finding.what, finding.facts) for finding in found.findings] == []


def test_each_unit_is_in_exactly_one_place(cast):
    run(lambda: ABook(cast), settings=settings(max_examples=25, stateful_step_count=30))
