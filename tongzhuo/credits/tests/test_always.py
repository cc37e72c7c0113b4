"""Whatever is earned, corrected, given on, wished for and decided, in whichever order: the book comes to nothing,
nobody has less than nothing or more than the cap, and what is there is what was earned less what was used."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongzhuo.credits import actions
from tongzhuo.credits.models import Spending
from tongzhuo.credits.queries import POOL, account_about, minutes_in, wallet_of
from tongzhuo.credits.tests.story import SYSTEM, served, stands, wish
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.ledger.audit import audit
from tongzhuo.ledger.models import Balance
from tongzhuo.ledger.states import AccountKind
from tongzhuo.records import actions as records
from tongzhuo.records.models import ServiceRecord

CAP = 5
WHO = st.sampled_from(["liu", "sun"])
MINUTES = st.integers(0, 240)
STEPS = st.one_of(
    st.tuples(st.just("serve"), WHO, st.integers(1, 240)),
    st.tuples(st.just("correct"), WHO, MINUTES),
    st.tuples(st.just("give"), WHO, MINUTES),
    st.tuples(st.just("donate"), WHO, MINUTES),
    st.tuples(st.just("wish"), WHO, MINUTES),
    st.tuples(st.just("decide"), WHO, MINUTES),
)


def _step(cast, does: str, who: str, minutes: int) -> None:
    person, other = cast.people[who], cast.people["sun" if who == "liu" else "liu"]
    if does == "serve":
        served(cast, who, minutes=minutes)
    elif does == "correct" and (line := ServiceRecord.objects.filter(person=person, corrects=None).last()):
        less = records.correct_record(by=cast.as_("zhao"), line=line, minutes=minutes, reason="写错了")
        actions.earn_credit(by=SYSTEM, line=less)
    elif does in {"give", "donate"}:
        to = other if does == "give" else None
        actions.give_credit(by=cast.as_(who), holder=person, minutes=minutes, to=to)
    elif does == "wish":
        wish(cast, who, minutes=minutes)
    elif does == "decide" and (asked := Spending.objects.filter(holder=person, state="asked").first()):
        actions.decide_spending(by=cast.as_("chen"), spending=asked, to="granted")


@pytest.mark.django_db
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(STEPS, max_size=12))
def test_the_credit_always_adds_up(cast, settings, steps):
    from django.db import transaction

    settings.TIME_CREDIT, settings.CREDIT_CAP_HOURS = True, CAP
    with transaction.atomic():
        for does, who, minutes in steps:
            try:
                with transaction.atomic():
                    _step(cast, does, who, minutes)
            except Refused:
                continue
        there = stands(cast)
        earned = -sum(Balance.objects.filter(account__kind=AccountKind.EARNED).values_list("amount", flat=True))
        assert sum(there.values()) == earned
        assert all(0 <= there[name] <= CAP * 60 for name in ("liu", "sun"))
        assert there["used"] == sum(Spending.objects.filter(state="granted").values_list("minutes", flat=True))
        assert (audit().found, there["pool"]) == (0, minutes_in(account_about(cast.willow, POOL)))
        assert there["liu"] == minutes_in(wallet_of(cast.liu))
        transaction.set_rollback(True)
