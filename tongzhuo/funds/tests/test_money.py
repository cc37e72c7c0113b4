"""From a receipt to what was bought, and what never happens on the way."""

import datetime as dt

import pytest

from tongzhuo.funds import actions, queries, rules
from tongzhuo.funds.models import FundReceipt, GrantApplication
from tongzhuo.funds.states import APPLICATION_MAY_FOLLOW, FUND_MAY_FOLLOW, ApplicationState, FundState
from tongzhuo.funds.tests import story
from tongzhuo.kernel.models import Line
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.ledger import actions as book
from tongzhuo.ledger.audit import audit
from tongzhuo.ledger.models import Transaction
from tongzhuo.organisations.models import Membership
from tongzhuo.organisations.states import Kind

pytestmark = pytest.mark.django_db


def refusal(act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.verdict.code


def there(fund) -> int:
    return queries.total(queries.stock_of(fund))


def test_a_fund_begins_with_the_yes_of_its_charity(cast):
    fund = story.proposed(cast)
    assert (fund.state, queries.account_of(fund)) == (FundState.PROPOSED, None)
    assert refusal(lambda: actions.accept_fund(by=cast.as_("chen"), fund=fund)) == "not_host"
    fund = actions.accept_fund(by=cast.as_("bai"), fund=fund)
    assert (fund.state, queries.account_of(fund).organisation) == (FundState.RUNNING, cast.charity)
    assert refusal(lambda: actions.accept_fund(by=cast.as_("bai"), fund=fund)) == "moved_on"
    assert rules.may_accept_fund(cast.as_("bai"), fund).code == "moved_on"
    assert Line.objects.filter(did__startswith="fund.").count() == 2


@pytest.mark.parametrize(
    ("who", "more", "code"),
    [
        ("nuan", {}, "no_mandate_here"),
        ("outsider", {}, "no_mandate_here"),
        (None, {}, "no_mandate_here"),
        ("chen", {"host": "northlight"}, "no_charity"),
        ("chen", {"name_zh": " ", "name_en": ""}, "name_missing"),
        ("chen", {"rules": " "}, "rules_missing"),
        ("chen", {"purposes": ()}, "purpose_missing"),
        ("chen", {"ceiling": 0}, "ceiling_missing"),
    ],
)
def test_who_may_propose_fund_and_what_it_needs(cast, who, more, code):
    story.charity(cast)
    facts = {key: cast.organisations[value] if key == "host" else value for key, value in more.items()}
    assert rules.may_propose_fund(cast.as_(who), cast.willow, story.draft(cast, **facts)).code == code


def test_who_may_seat_member_and_who_frees_a_seat(cast):
    fund = story.running(cast)
    for who in ("bai", "nuan", "outsider", "liu", None):
        assert rules.may_seat_member(cast.as_(who), fund, cast.guo, resident=True, seated=()).code == "no_mandate_here"
    assert refusal(lambda: story.seated(cast, fund, "liu")) == "seated_already"
    assert refusal(lambda: story.seated(cast, fund, "outsider")) == "lives_elsewhere"
    seat = queries.seats_of(fund)[0]
    for who in ("bai", "sun", "outsider", None):
        assert rules.may_leave_seat(cast.as_(who), seat).code == "no_mandate_here"
    seat = actions.leave_seat(by=cast.as_("liu"), seat=seat)
    assert refusal(lambda: actions.leave_seat(by=cast.as_("chen"), seat=seat)) == "moved_on"
    assert rules.may_meet(queries.seats_of(fund)).code == "committee_incomplete"


def test_a_committee_is_odd_and_has_residents(cast):
    fund = story.running(cast)
    seats = queries.seats_of(fund)
    assert rules.may_meet(seats)
    assert rules.may_meet(seats[:3])
    assert rules.may_meet(seats[:4]).code == "committee_incomplete"
    assert rules.may_meet(seats[2:]).code == "committee_incomplete"
    assert rules.may_meet(seats[:1]).code == "committee_incomplete"


def test_the_budget_is_never_below_what_is_granted(cast):
    fund = story.running(cast)
    story.received(cast, fund)
    grant = story.decided(cast, story.applied(cast, fund))
    set_to = {"fund": fund, "year": grant.decided_on.year, "purpose": grant.purpose}
    assert refusal(lambda: actions.set_budget(by=cast.as_("chen"), amount=199_999, **set_to)) == "granted_more"
    assert refusal(lambda: actions.set_budget(by=cast.as_("bai"), amount=1, **set_to)) == "no_mandate_here"
    assert rules.may_set_budget(cast.as_("chen"), fund, in_purposes=False, amount=1, granted=0).code == "other_purpose"
    assert actions.set_budget(by=cast.as_("chen"), amount=200_000, **set_to).amount == 200_000


def test_a_receipt_is_written_down_once_and_only_by_the_charity(cast):
    fund = story.running(cast)
    receipt = story.received(cast, fund)
    posted = Transaction.objects.get(code=receipt.posted)
    assert (there(fund), posted.person, posted.about) == (400_000, cast.bai, fund.about)
    assert refusal(lambda: story.received(cast, fund)) == "receipt_known"
    assert refusal(lambda: story.received(cast, fund, number=" ")) == "number_missing"
    assert refusal(lambda: story.received(cast, fund, number="2", giver=" ")) == "giver_missing"
    assert refusal(lambda: story.received(cast, fund, number="2", amount=0)) == "nothing_moved"
    assert refusal(lambda: story.received(cast, fund, number="2", on=dt.date(2100, 1, 1))) == "not_yet"
    assert refusal(lambda: story.received(cast, fund, number="2", purpose=cast.care)) == "other_purpose"
    for who in ("chen", "nuan", "outsider", "liu", None):
        told = {"known": False, "in_purposes": True, "today": dt.date(2100, 1, 1)}
        money = story.MoneyIn("3", "x", 1, dt.date(2026, 1, 1))
        assert rules.may_take_in(cast.as_(who), fund, money, **told).code == "not_host"
    assert (FundReceipt.objects.count(), there(fund)) == (1, 400_000)


def test_a_giver_who_withdraws_is_named_no_more(cast):
    fund = story.running(cast)
    receipt = story.received(cast, fund)
    assert rules.may_name_giver(cast.as_("chen"), fund).code == "not_host"
    assert actions.name_giver(by=cast.as_("bai"), receipt=receipt, named=False).named is False
    assert FundReceipt.objects.get().named is False


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"amount": 300_001}, "above_ceiling"),
        ({"lines": (("花土", 1),)}, "lines_differ"),
        ({"ends_on": dt.date(2020, 1, 1)}, "ends_before_start"),
        ({"title": " "}, "nothing_said"),
        ({"amount": 0, "lines": ()}, "nothing_moved"),
    ],
)
def test_what_an_application_needs(cast, more, code):
    fund = story.running(cast)
    assert refusal(lambda: story.applied(cast, fund, **more)) == code


def test_who_may_apply_and_who_may_withdraw_application(cast):
    fund = story.running(cast)
    asked = story.proposal(cast)
    for who in ("chen", "bai", "outsider", "liu", None):
        assert rules.may_apply(cast.as_(who), fund, asked, in_purposes=True).code == "not_yours"
    assert rules.may_apply(cast.as_("bei"), fund, asked, in_purposes=False).code == "other_purpose"
    own = story.proposal(cast, organisation=cast.charity)
    assert rules.may_apply(cast.as_("bai"), fund, own, in_purposes=True).code == "own_fund"
    far = story.proposal(cast, organisation=cast.other_office)
    assert rules.may_apply(cast.as_("outsider"), fund, far, in_purposes=True).code == "acts_elsewhere"
    grant = story.applied(cast, fund)
    assert rules.may_withdraw_application(cast.as_("chen"), grant).code == "not_yours"
    grant = actions.withdraw_application(by=cast.as_("bei"), application=grant)
    assert grant.state == ApplicationState.WITHDRAWN
    assert refusal(lambda: story.decided(cast, grant)) == "moved_on"


def test_the_committee_decides_and_whoever_has_an_interest_steps_aside(cast):
    fund = story.running(cast)
    story.received(cast, fund)
    grant = story.applied(cast, fund)
    Membership.objects.create(person=cast.sun, organisation=cast.northlight, starts_on=dt.date(2020, 1, 1))
    assert refusal(lambda: story.decided(cast, grant, "for", "for", "for", "for", "for")) == "has_interest"
    assert refusal(lambda: story.decided(cast, grant, "for", "aside", "for")) == "too_few"
    assert (
        refusal(lambda: story.decided(cast, grant, *["for", "aside", "for", "for"], minutes=" ")) == "minutes_missing"
    )
    assert refusal(lambda: story.decided(cast, grant, *["for", "aside", "for", "for"], by="bei")) == "not_committee"
    found = story.decided(cast, grant, "for", "aside", "against", "for", "abstained", by="liu")
    assert (found.state, found.granted) == (ApplicationState.GRANTED, 200_000)
    votes = list(found.votes.order_by("member").values_list("choice", flat=True))
    assert votes == ["for", "aside", "against", "for", "abstained"]
    assert refusal(lambda: story.decided(cast, found)) == "moved_on"


def test_who_speaks_for_the_applicant_writes_no_minutes(cast):
    fund = story.running(cast)
    grant = story.applied(cast, fund, by="nuan", organisation=cast.doorstep)
    seats = queries.seats_of(fund)
    assert rules.may_write_minutes(cast.as_("nuan"), grant, seats=seats).code == "own_application"
    for who in ("outsider", "gao", None):
        assert rules.may_write_minutes(cast.as_(who), grant, seats=seats).code == "not_committee"
    room = queries.room_for(fund, grant.purpose, 2026)
    told = {"seats": seats, "interested": (), "room": room, "today": dt.date(2100, 1, 1)}
    assert rules.may_decide(cast.as_(None), grant, story.meeting(cast, fund), **told).code == "not_committee"


def test_a_tie_is_no(cast):
    fund = story.running(cast)
    story.received(cast, fund)
    found = story.decided(cast, story.applied(cast, fund), "for", "for", "against", "against", "abstained")
    assert (found.state, found.granted, found.minutes) == (ApplicationState.REFUSED, None, "看了地，价钱合理。")


def test_nothing_is_granted_that_is_not_there_or_not_budgeted(cast):
    fund = story.running(cast)
    grant = story.applied(cast, fund)
    assert refusal(lambda: story.decided(cast, grant)) == "not_there"
    story.received(cast, fund, purpose=cast.snacks)
    assert refusal(lambda: story.decided(cast, grant)) == "not_there"
    story.received(cast, fund, number="2")
    assert refusal(lambda: story.decided(cast, grant, amount=200_001)) == "amount_absurd"
    budget = {"fund": fund, "year": queries.today_of(fund).year, "purpose": grant.purpose}
    actions.set_budget(by=cast.as_("chen"), amount=199_999, **budget)
    assert refusal(lambda: story.decided(cast, grant)) == "above_budget"
    last_year = dt.date(budget["year"] - 1, 12, 31)
    assert refusal(lambda: story.decided(cast, grant, on=last_year)) == "no_budget"
    assert story.decided(cast, grant, amount=150_000).granted == 150_000


def test_paid_spent_given_back_and_settled(cast):
    fund = story.running(cast)
    story.received(cast, fund, 150_000, number="1", purpose=story.purposes(cast)[1])
    story.received(cast, fund, 250_000, number="2")
    story.received(cast, fund, 100_000, number="3", purpose=cast.snacks)
    grant = story.decided(cast, story.applied(cast, fund))
    for who in ("chen", "bei", "liu", "outsider", None):
        money = queries.GrantMoney()
        assert rules.may_pay(cast.as_(who), grant, 1, money=money, there=1).code == "not_host"
        if who != "bei":
            told = {"money": money, "known": False, "today": dt.date(2100, 1, 1)}
            once = story.Spent("1", "x", 1, dt.date(2026, 1, 1))
            assert rules.may_spend(cast.as_(who), grant, once, **told).code == "not_yours"
            assert rules.may_settle(cast.as_(who), grant).code == "not_yours"
    assert refusal(lambda: story.paid(cast, grant, 200_001)) == "more_than_granted"
    story.paid(cast, grant, 120_000)
    story.paid(cast, grant, 80_000)
    assert refusal(lambda: story.paid(cast, grant, 1)) == "more_than_granted"
    stock = {row.lot.purpose: row.amount for row in queries.stock_of(fund)}
    assert stock == {None: 200_000, cast.snacks: 100_000}  # what was given for green corners went first
    story.spent(cast, grant, 90_000)
    assert refusal(lambda: story.spent(cast, grant, 1)) == "receipt_known"
    assert refusal(lambda: story.spent(cast, grant, 110_001, number="2")) == "too_much"
    story.spent(cast, grant, 70_000, number="2", by="bai")
    grant = actions.settle_grant(by=cast.as_("bei"), application=grant)
    assert (grant.state, there(fund)) == (ApplicationState.SETTLED, 340_000)
    assert queries.money_of([grant])[grant.pk] == queries.GrantMoney(160_000, 160_000)
    assert refusal(lambda: story.spent(cast, grant, 1, number="3")) == "moved_on"
    assert refusal(lambda: story.paid(cast, grant, 1)) == "moved_on"
    assert audit().found == 0


def test_a_receipt_taken_back_in_the_book_is_shown_so(cast):
    fund = story.running(cast)
    receipt = story.received(cast, fund)
    book.reverse(Transaction.objects.get(code=receipt.posted), by=cast.as_("bai"), reason="写了两次")
    assert (there(fund), queries.receipts_of(fund).get().taken_back) == (0, True)


def test_a_fund_ends_when_nothing_is_open(cast):
    fund = story.running(cast)
    story.received(cast, fund)
    grant = story.decided(cast, story.applied(cast, fund))
    assert refusal(lambda: actions.end_fund(by=cast.as_("chen"), fund=fund)) == "grants_open"
    actions.settle_grant(by=cast.as_("bai"), application=grant)
    for who in ("nuan", "liu", "outsider", None):
        assert rules.may_end_fund(cast.as_(who), fund, open_grants=0).code == "no_mandate_here"
    assert actions.end_fund(by=cast.as_("chen"), fund=fund).state == FundState.ENDED
    assert refusal(lambda: story.received(cast, fund, number="9")) == "fund_not_running"
    assert refusal(lambda: story.applied(cast, fund)) == "fund_not_running"


def test_what_may_follow_what():
    assert [state for state in FundState if not FUND_MAY_FOLLOW[state]] == [FundState.ENDED]
    over = [state for state in ApplicationState if not APPLICATION_MAY_FOLLOW[state]]
    assert over == [ApplicationState.WITHDRAWN, ApplicationState.REFUSED, ApplicationState.SETTLED]


def test_the_reserved_money_of_one_grant_is_not_granted_again(cast):
    fund = story.running(cast)
    story.received(cast, fund, 300_000)
    story.decided(cast, story.applied(cast, fund))
    second = story.applied(cast, fund, title="第二块地")
    assert refusal(lambda: story.decided(cast, second)) == "not_there"
    assert story.decided(cast, second, amount=100_000).granted == 100_000
    assert GrantApplication.objects.filter(state=ApplicationState.GRANTED).count() == 2
    assert cast.charity.kind == Kind.CHARITY
