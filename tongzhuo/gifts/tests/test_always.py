"""Whatever happens to a gift, in whatever order: it is whole, in one place each, and never more than was agreed."""

from contextlib import suppress

import pytest
import time_machine
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tongzhuo.gifts import actions, queries
from tongzhuo.gifts.drafts import Arriving
from tongzhuo.gifts.models import Gift, HandOver, Loss
from tongzhuo.gifts.tests import story
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.ledger.audit import audit
from tongzhuo.ledger.models import Balance, Lot
from tongzhuo.ledger.states import AccountKind

pytestmark = pytest.mark.django_db
PIECES = st.integers(1, 30)


class Way(RuleBasedStateMachine):
    """One gift of sixty, two stores, two projects, three people who may do something about it."""

    def __init__(self, cast):
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.cast = cast
        self.gift = story.agreed(cast)
        self.stores = [story.store(cast), story.store(cast, "小仓")]
        self.projects = [story.project(cast), story.project(cast, "另一个")]

    def teardown(self):
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    def tried(self, act, **facts):
        with suppress(Refused):
            act(**facts)

    def by(self, zhao: bool):
        return self.cast.as_("zhao" if zhao else "chen")

    @rule(many=PIECES, which=st.integers(0, 1))
    def come(self, many, which):
        facts = {"gift": self.gift, "store": self.stores[which], "arriving": Arriving(many, story.TODAY)}
        self.tried(actions.receive, by=self.by(False), **facts)

    @rule(many=PIECES, which=st.integers(0, 1), to=st.integers(0, 1), nth=st.integers(0, 3))
    def go_out(self, many, which, to, nth):
        lots = list(Lot.objects.order_by("pk"))
        if lots:
            facts = {"store": self.stores[which], "gift": self.gift, "lot": lots[nth % len(lots)]}
            self.tried(actions.hand_over, by=self.by(False), quantity=many, project=self.projects[to], **facts)

    @rule(less=st.integers(-1, 4))
    def arrive(self, less):
        for made in HandOver.objects.filter(state="sent")[:1]:
            counted = made.quantity - less
            self.tried(actions.confirm_hand_over, by=self.by(True), hand_over=made, counted=counted, words="点过")

    @rule(found=st.booleans())
    def settle(self, found):
        for made in HandOver.objects.filter(state="differs")[:1]:
            self.tried(actions.settle_difference, by=self.by(False), hand_over=made, found=found, words="找过")

    @rule(many=PIECES, to=st.integers(0, 1))
    def use(self, many, to):
        facts = {"gift": self.gift, "project": self.projects[to], "quantity": many}
        self.tried(actions.note_use, by=self.by(True), people=many, **facts)

    @rule(many=PIECES, nth=st.integers(0, 3), zhao=st.booleans())
    def move(self, many, nth, zhao):
        lots = list(Lot.objects.order_by("pk"))
        if lots:
            facts = {"source": self.stores[0], "target": self.stores[1], "lot": lots[nth % len(lots)]}
            self.tried(actions.move_stock, by=self.by(zhao), quantity=many, **facts)

    @rule(many=st.integers(0, 30), nth=st.integers(0, 3), zhao=st.booleans())
    def count(self, many, nth, zhao):
        lots = list(Lot.objects.order_by("pk"))
        if lots and many <= queries.in_account(self.stores[0].account, lots[nth % len(lots)]):
            facts = {"store": self.stores[0], "lot": lots[nth % len(lots)], "words": "数过"}
            self.tried(actions.count_lot, by=self.by(zhao), counted=many, **facts)

    @rule(seen=st.booleans(), zhao=st.booleans())
    def look(self, seen, zhao):
        for loss in Loss.objects.filter(state="said")[:1]:
            self.tried(actions.answer_loss, by=self.by(zhao), loss=loss, seen=seen)

    @rule(yes=st.booleans())
    def another_use(self, yes):
        facts = {"gift": self.gift, "after": self.cast.snacks, "reason": "更缺点心"}
        self.tried(actions.ask_use_change, by=self.by(False), **facts)
        change = queries.waiting_change(self.gift)
        if change is not None:
            self.tried(actions.answer_use_change, by=self.cast.as_("bei"), change=change, agreed=yes)

    @invariant()
    def each_piece_is_in_one_place(self):
        tally = queries.tally_of(self.gift)
        parts = (tally.in_store, tally.arrived, tally.in_use, tally.lost)
        assert sum(parts) == tally.received <= 60
        assert min(*parts, tally.unsure, tally.arrived - tally.unsure) >= 0
        given = Balance.objects.filter(account__kind=AccountKind.GIVER).values_list("amount", flat=True)
        assert -sum(given) == tally.received
        state = "in_use" if tally.in_use else "handed_over" if tally.arrived else "received" if tally.in_store else None
        assert Gift.objects.get(pk=self.gift.pk).state == (state or ("lost" if tally.received else "agreed"))
        assert audit().found == 0


def test_whatever_happens_each_piece_is_in_one_place(cast):
    with time_machine.travel(story.NOW, tick=False):
        run_state_machine_as_test(
            lambda: Way(cast), settings=settings(max_examples=8, stateful_step_count=20, deadline=None)
        )
