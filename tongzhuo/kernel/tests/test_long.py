"""Long reactions: no transaction is open around them, they keep their claim, and one is enough for a process."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils.timezone import now

from tongzhuo.kernel import memory
from tongzhuo.kernel.memory import Claim, ClaimLost, carry_out, record, sweep
from tongzhuo.kernel.models import Delivery, Line
from tongzhuo.kernel.viewer import NOBODY

pytestmark = pytest.mark.django_db


@pytest.fixture
def brew(monkeypatch):
    """`brew(what)` registers a long reaction to `kettle.filled` and hands back a delivery that it owes."""
    monkeypatch.setattr(memory, "_reactions", {})
    monkeypatch.setattr(memory, "_long", set())

    def arrange(what, kettles=1):
        memory.reacts_to("kettle.filled", long=True)(what)
        return [record(by=NOBODY, did="kettle.filled", on=Line()).deliveries.get() for _ in range(kettles)]

    return arrange


@pytest.mark.django_db(transaction=True)
def test_it_is_handed_its_line_and_its_claim_outside_any_transaction(brew):
    seen = []

    def boil(line, claim):
        seen.append((line.did, claim, connection.in_atomic_block))

    [owed] = brew(boil)
    assert carry_out(owed.pk)
    assert seen == [("kettle.filled", Claim(owed.pk, 1), False)]
    owed.refresh_from_db()
    assert (owed.done is None, owed.claimed_until, owed.error) == (False, None, "")
    assert not carry_out(owed.pk)


def test_between_slices_it_renews_its_claim(brew):
    until = []

    def boil(_line, claim):
        Delivery.objects.update(claimed_until=now() + timedelta(seconds=1))
        claim.renew()
        until.append(Delivery.objects.get().claimed_until)

    brew(boil)
    assert sweep() == 1
    assert until[0] > now() + memory.CLAIM - timedelta(seconds=30)


def test_who_was_silent_too_long_loses_the_claim_and_marks_nothing(brew):
    def boil(_line, claim):
        Delivery.objects.update(tries=2)  # another worker has it now
        with pytest.raises(ClaimLost):
            claim.renew()

    [owed] = brew(boil)
    assert not carry_out(owed.pk)
    owed.refresh_from_db()
    assert (owed.done, owed.error, owed.claimed_until > now()) == (None, "", True)


def test_what_fails_is_tried_later(brew):
    def boil(_line, _claim):
        raise OSError("no water")

    [owed] = brew(boil)
    assert not carry_out(owed.pk)
    owed.refresh_from_db()
    assert (owed.error, owed.due > now(), owed.claimed_until) == ("OSError: no water", True, None)


def test_while_one_is_at_work_the_process_leaves_the_next_one_waiting_and_then_wakes_it(brew, monkeypatch):
    woken, tried = [], []
    monkeypatch.setattr(memory, "_wake", woken.extend)

    def boil(line, _claim):
        if line.pk == first.line_id:
            tried.append(carry_out(second.pk))

    first, second = brew(boil, kettles=2)
    woken.clear()
    assert carry_out(first.pk)
    assert tried == [False]
    assert Delivery.objects.get(pk=second.pk).tries == 0
    assert woken == [second.pk]
    assert carry_out(second.pk)
