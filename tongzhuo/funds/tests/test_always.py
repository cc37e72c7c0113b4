"""Whatever comes in, is granted, paid, spent and given back, in whichever order: what is there is what came in less
what went out, nothing is below nothing, restricted money is only where its purpose is, and disclosures add up to the
book."""

import datetime as dt
import itertools

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import at
from tongzhuo.funds import actions, queries, reckoning
from tongzhuo.funds.models import Disclosure, Fund, GrantApplication
from tongzhuo.funds.states import PUBLIC, ApplicationState
from tongzhuo.funds.tests import story
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.ledger.audit import audit
from tongzhuo.ledger.models import Balance, Entry
from tongzhuo.ledger.rules import is_for
from tongzhuo.ledger.states import AccountKind

AMOUNT = st.integers(1, 4000)
WHICH = st.integers(0, 3)
STEPS = st.one_of(
    st.tuples(st.sampled_from(["receive", "receive_snacks", "receive_green"]), WHICH, AMOUNT),
    st.tuples(
        st.sampled_from(["apply_snacks", "apply_green", "decide", "pay", "pay", "spend", "spend"]), WHICH, AMOUNT
    ),
    st.tuples(st.sampled_from(["settle", "publish", "day"]), WHICH, AMOUNT),
)


def _one_of(fund: Fund, which: int, *states: str) -> GrantApplication | None:
    rows = list(GrantApplication.objects.filter(fund=fund, state__in=states).order_by("pk"))
    return rows[which % len(rows)] if rows else None


def _step(cast, fund: Fund, does: str, which: int, amount: int, nth: int) -> None:
    purpose = {"snacks": cast.snacks, "green": cast.green}.get(does.partition("_")[2])
    grant = _one_of(fund, which, ApplicationState.GRANTED)
    if does.startswith("receive"):
        story.received(cast, fund, amount, number=str(nth), purpose=purpose)
    elif does.startswith("apply"):
        story.applied(cast, fund, amount, purpose=purpose)
    elif does == "decide" and (asked := _one_of(fund, which, ApplicationState.SUBMITTED)):
        story.decided(cast, asked, *(("for",) * 5 if which else ("against",) * 5))
    elif does == "pay" and grant:
        story.paid(cast, grant, amount)
    elif does == "spend" and grant:
        story.spent(cast, grant, amount, number=str(nth))
    elif does == "settle" and grant:
        actions.settle_grant(by=cast.as_("bei"), application=grant)
    elif does == "publish":
        actions.publish_disclosure(by=cast.as_("bai"), fund=fund)


def _adds_up(cast, fund: Fund) -> None:
    entries = Entry.objects.filter(account__about=fund.about, account__kind=AccountKind.FUND)
    there = sum(entries.values_list("amount", flat=True))
    assert there == queries.total(queries.stock_of(fund)) >= 0
    for row in Balance.objects.filter(account__kind=AccountKind.BENEFICIARIES).select_related(
        "account", "lot__purpose"
    ):
        assert row.lot.purpose is None or is_for(row.account.purpose, row.lot.purpose)
    grants = list(GrantApplication.objects.filter(fund=fund, state__in=PUBLIC))
    for one, money in ((one, queries.money_of(grants)[one.pk]) for one in grants):
        assert 0 <= money.spent <= money.paid <= one.granted <= one.amount
    told = [one.figures for one in Disclosure.objects.filter(fund=fund).order_by("pk")]
    today = queries.today_of(fund)
    last = Disclosure.objects.filter(fund=fund).order_by("pk").last()
    told.append(reckoning.figures(fund, last.until + dt.timedelta(days=1) if last else fund.opened_on, today))
    sums = [reckoning.totals(one) for one in told]
    assert all(one["closing"] == after["opening"] for one, after in itertools.pairwise(sums))
    assert sums[-1]["closing"] == sum(one["received"] - one["paid"] + one["returned"] for one in sums) == there
    assert sum(one["spent"] for one in sums) == sum(queries.money_of(grants)[one.pk].spent for one in grants)
    assert all(one["other"] == 0 for one in sums)
    assert audit().found == 0


@pytest.mark.django_db
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(STEPS, max_size=25))
def test_the_fund_always_adds_up(cast, steps):
    with transaction.atomic(), time_machine.travel(at("2026-01-05 09:00"), tick=False) as clock:
        fund = story.running(cast)
        for nth, (does, which, amount) in enumerate(steps):
            if does == "day":
                clock.shift(dt.timedelta(days=1 + which * 20))
                continue
            try:
                with transaction.atomic():
                    _step(cast, fund, does, which, amount, nth)
            except Refused:
                continue
        _adds_up(cast, fund)
        transaction.set_rollback(True)
