"""The fund of Willow Lane: Hexin Charity keeps the money, three neighbours and two from the office decide."""

import datetime as dt

from tests.cast import LONG_AGO, Cast, term
from tongzhuo.funds import actions
from tongzhuo.funds.drafts import FundDraft, Meeting, MoneyIn, Proposal, Spent
from tongzhuo.funds.models import Fund, FundReceipt, GrantApplication
from tongzhuo.funds.queries import seats_of, today_of
from tongzhuo.organisations.models import Membership
from tongzhuo.organisations.states import Kind, Role
from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.states import Shelf

COMMITTEE = (("liu", True), ("sun", True), ("wang", True), ("zhao", False), ("nuan", False))


def purposes(cast: Cast) -> tuple[Term, Term]:
    cast.terms["green"] = term(Shelf.PURPOSE, "green-corners", "小花园", "Green corners")
    return cast.snacks, cast.green


def charity(cast: Cast) -> None:
    """Somebody for the charity, and what the fund is for."""
    cast.organisation("charity", Kind.CHARITY, "和信慈善会", "Hexin Charity", where="town")
    cast.person("bai", "白琳", home="plane")
    cast.mandate("bai", "charity", Role.DONOR_CONTACT, "town")
    Membership.objects.create(person=cast.bai, organisation=cast.charity, starts_on=LONG_AGO)


def draft(cast: Cast, **more) -> FundDraft:
    facts = {
        "name_zh": "柳荫里社区基金",
        "name_en": "Willow Lane fund",
        "host": cast.charity,
        "rules": "每笔不超过三千元，用在柳荫里。",
        "purposes": purposes(cast),
        "ceiling": 300_000,
    }
    return FundDraft(**(facts | more))


def proposed(cast: Cast) -> Fund:
    charity(cast)
    return actions.propose_fund(by=cast.as_("chen"), place=cast.willow, draft=draft(cast))


def running(cast: Cast) -> Fund:
    """With its committee and a budget."""
    fund = proposed(cast)
    fund = actions.accept_fund(by=cast.as_("bai"), fund=fund)
    for name, resident in COMMITTEE:
        seated(cast, fund, name, resident=resident)
    for purpose in purposes(cast):
        year = today_of(fund).year
        actions.set_budget(by=cast.as_("chen"), fund=fund, year=year, purpose=purpose, amount=500_000)
    return fund


def seated(cast: Cast, fund: Fund, name: str, *, resident: bool = True, named: bool = True):
    return actions.seat_member(by=cast.as_("chen"), fund=fund, person=cast.people[name], resident=resident, named=named)


def received(cast: Cast, fund: Fund, amount: int = 400_000, number: str = "HX-1", **more) -> FundReceipt:
    facts = {"giver": "梁先生", "on": today_of(fund), "named": True}
    return actions.take_in(by=cast.as_("bai"), fund=fund, money=MoneyIn(number=number, amount=amount, **(facts | more)))


def proposal(cast: Cast, amount: int = 200_000, **more) -> Proposal:
    today = dt.date(2026, 11, 1)
    facts = {
        "organisation": cast.northlight,
        "title": "楼下的小花园",
        "words": "把六号楼下的空地种起来。",
        "purpose": purposes(cast)[1],
        "lines": (("花土", amount // 2), ("花苗", amount - amount // 2)),
        "starts_on": today,
        "ends_on": today + dt.timedelta(days=60),
    }
    return Proposal(amount=amount, **(facts | more))


def applied(cast: Cast, fund: Fund, amount: int = 200_000, by: str = "bei", **more) -> GrantApplication:
    return actions.apply_for_grant(by=cast.as_(by), fund=fund, draft=proposal(cast, amount, **more))


def meeting(cast: Cast, fund: Fund, *said: str, amount: int = 200_000, **more) -> Meeting:
    """What the seats say, in their order; an empty word was not there."""
    votes = {seat.pk: choice for seat, choice in zip(seats_of(fund), said, strict=False) if choice}
    facts = {"on": today_of(fund), "minutes": "看了地，价钱合理。"}
    return Meeting(votes=votes, amount=amount, **(facts | more))


def decided(cast: Cast, grant: GrantApplication, *said: str, by: str = "chen", **more) -> GrantApplication:
    told = meeting(cast, grant.fund, *(said or ("for",) * 5), **({"amount": grant.amount} | more))
    return actions.decide_application(by=cast.as_(by), application=grant, meeting=told)


def paid(cast: Cast, grant: GrantApplication, amount: int, by: str = "bai"):
    return actions.pay_instalment(by=cast.as_(by), application=grant, amount=amount)


def spent(cast: Cast, grant: GrantApplication, amount: int, number: str = "F-1", by: str = "bei"):
    told = Spent(number, "花土三十袋", amount, today_of(grant.fund))
    return actions.spend_grant(by=cast.as_(by), application=grant, spent=told)
