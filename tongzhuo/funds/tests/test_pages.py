"""What everybody reads of a fund, who sees more, and who presses what."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import at
from tongzhuo.funds import actions
from tongzhuo.funds.models import Disclosure, Fund, FundReceipt, GrantApplication
from tongzhuo.funds.queries import seats_of
from tongzhuo.funds.tests import story

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(at("2026-01-05 09:00"), tick=False) as moving:
        yield moving


@pytest.fixture
def page(client, cast):
    def of(who, name, *codes, **said):
        client.logout()
        if who:
            client.force_login(cast.account(who))
        address = reverse(f"funds:{name}", args=codes)
        return client.post(address, said) if said else client.get(address)

    return of


def text(response) -> str:
    return response.content.decode()


def granted(cast, fund, number="1", amount=100_000) -> GrantApplication:
    story.received(cast, fund, amount, number=number)
    return story.decided(cast, story.applied(cast, fund, amount, title=f"小花园 {number}"))


def test_a_fund_as_everybody_reads_it(cast, page, clock):
    fund = story.running(cast)
    grant = granted(cast, fund)
    story.paid(cast, grant, 60_000)
    story.received(cast, fund, 5_000, number="2", giver="不具名的梁先生", named=False)
    clock.shift(dt.timedelta(days=1))
    made = actions.publish_disclosure(by=cast.as_("bai"), fund=fund)
    shown = text(page(None, "fund", fund.code))
    for words in ("No donations are taken here", "小花园 1", "¥450", "¥400", "梁先生", "刘芳", grant.code, made.code):
        assert words in shown
    for words in ("不具名", "Publish it now", "Apply for a grant", "Give somebody a seat", "May be named"):
        assert words not in shown
    told = text(page(None, "disclosure", made.code))
    assert "the seal fits the figures" in told
    assert made.seal in told
    assert page(None, "paper", made.code).content[:5] == b"%PDF-"
    assert page(None, "open-grants", fund.code).json()["grants"][0]["amountDisbursed"] == 600


def test_who_agreed_to_be_named_no_more_is_in_no_account(cast, page, clock):
    fund = story.running(cast)
    story.received(cast, fund)
    clock.shift(dt.timedelta(days=1))
    made = actions.publish_disclosure(by=cast.as_("bai"), fund=fund)
    assert "刘芳" in text(page(None, "disclosure", made.code))
    seat = seats_of(fund)[0]
    actions.leave_seat(by=cast.as_("chen"), seat=seat)
    again = story.seated(cast, fund, "liu", named=False)
    assert (again.named, Disclosure.objects.get().is_as_published) == (False, True)
    page("bai", "name", FundReceipt.objects.get().code, off="1")
    assert "梁先生" not in text(page(None, "fund", fund.code))


@pytest.mark.parametrize(("many", "queries"), [(1, 3), (3, 3)])
def test_the_list_of_funds(cast, client, many, queries):
    first = story.running(cast)
    for nth in range(many - 1):
        more = actions.propose_fund(
            by=cast.as_("chen"), place=cast.willow, draft=story.draft(cast, name_en=f"No {nth}")
        )
        actions.accept_fund(by=cast.as_("bai"), fund=more)
    client.get(reverse("funds:funds"))
    with CaptureQueriesContext(connection) as asked:
        shown = text(client.get(reverse("funds:funds")))
    funds = [one.code in shown for one in Fund.objects.all()]
    assert (funds, first.code in shown, len(asked)) == ([True] * many, True, queries)


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_of_a_fund(cast, client, many):
    fund = story.running(cast)
    for nth in range(many):
        granted(cast, fund, str(nth))
    client.get(reverse("funds:fund", args=[fund.code]))
    with CaptureQueriesContext(connection) as asked:
        shown = text(client.get(reverse("funds:fund", args=[fund.code])))
    assert [f"小花园 {nth}" in shown for nth in range(3)] == [nth < many for nth in range(3)]
    assert len(asked) == 15


def test_an_empty_list_says_what_comes_first(cast, page):
    story.proposed(cast)
    assert "No fund here yet" in text(page(None, "funds"))
    assert "Propose a fund" in text(page("chen", "funds"))


@pytest.mark.parametrize(
    ("who", "status"), [("chen", 200), ("zhao", 200), ("bai", 200), ("nuan", 404), ("outsider", 404), (None, 404)]
)
def test_a_fund_that_is_proposed_is_between_the_office_and_the_charity(cast, page, who, status):
    assert page(who, "fund", story.proposed(cast).code).status_code == status


@pytest.mark.parametrize(
    ("who", "status"),
    [("bei", 200), ("liu", 200), ("chen", 200), ("bai", 200), ("guo", 404), ("outsider", 404), (None, 404)],
)
def test_who_reads_an_application_that_waits(cast, page, who, status):
    fund = story.running(cast)
    assert page(who, "grant", story.applied(cast, fund).code).status_code == status


def test_from_a_proposal_to_a_settled_grant_by_the_pages(cast, page):
    story.charity(cast)
    snacks, green = story.purposes(cast)
    told = {
        "name_zh": "柳荫里社区基金",
        "place": "柳荫里",
        "host": cast.charity.pk,
        "rules": "公开。",
        "ceiling": "3,000",
    }
    empty = page("chen", "propose", name_zh="")
    assert (empty.status_code, "aria-invalid" in text(empty)) == (422, True)
    assert page("chen", "propose", **told, purposes=[snacks.pk, green.pk]).status_code == 302
    fund = Fund.objects.get()
    assert page("bai", "accept", fund.code, yes="1").status_code == 302
    for name, resident in (("liu", "1"), ("wang", "1"), ("sun", "")):
        said = {"person": cast.people[name].code, "named": "1"} | ({"resident": resident} if resident else {})
        assert page("chen", "seat", fund.code, **said).status_code == 302
    assert page("chen", "budget", fund.code, year="2026", purpose=green.pk, amount="5000").status_code == 302
    receipt = {"number": "HX-1", "giver": "梁先生", "amount": "１.２万", "on": "2026-01-04"}
    assert page("bai", "receipt", fund.code, **receipt | {"amount": "1.234"}).status_code == 422
    assert page("bai", "receipt", fund.code, **receipt).status_code == 302
    again = page("bai", "receipt", fund.code, **receipt)
    assert (again.status_code, "written down already" in text(again)) == (422, True)
    asked = {"applicant": f"body:{cast.northlight.code}", "title": "小花园", "words": "种花。", "purpose": green.pk}
    asked |= {"amount": "2000", "lines": "花土 800\n花苗 1,200", "starts_on": "2026-01-06", "ends_on": "2026-03-01"}
    wrong = page("bei", "apply", fund.code, **asked | {"lines": "花土 800"})
    assert (wrong.status_code, "do not come to the amount" in text(wrong)) == (422, True)
    assert page("bei", "apply", fund.code, **asked).status_code == 302
    grant = GrantApplication.objects.get()
    votes = {f"vote_{seat.pk}": "for" for seat in seats_of(fund)}
    minutes = {"on": "2026-01-05", "minutes": "同意。", "amount": "1800"}
    assert page("chen", "decide", grant.code, **minutes).status_code == 422
    assert page("chen", "decide", grant.code, **minutes | votes).status_code == 302
    assert page("bai", "pay", grant.code, amount="1,800").status_code == 302
    assert page("bei", "spend", grant.code, number="1", what="花土", amount="800", on="2026-01-05").status_code == 302
    shown = text(page(None, "grant", grant.code))
    for words in ("¥1,800", "3 for", "花土", "¥1,000", "With the project".lower()):
        assert words in shown
    assert page("bei", "settle", grant.code, yes="1").status_code == 302
    assert "Given back to the fund" in text(page(None, "grant", grant.code))
    assert "¥11,200" in text(page(None, "fund", fund.code))


def test_who_presses_what(cast, page):
    fund = story.running(cast)
    grant = granted(cast, fund)
    waits = story.applied(cast, fund, 1_000)
    for name, code, allowed in (
        ("seat", fund.code, {"chen", "zhao"}),
        ("budget", fund.code, {"chen", "zhao"}),
        ("receipt", fund.code, {"bai"}),
        ("pay", grant.code, {"bai"}),
        ("spend", grant.code, {"bai", "bei"}),
        ("decide", waits.code, {"chen", "zhao", "liu", "nuan"}),
    ):
        people = ("chen", "zhao", "bai", "bei", "liu", "nuan", "gao", "outsider", None)
        assert {who for who in people if page(who, name, code).status_code == 200} == allowed, name


def test_late_is_said_on_the_page(cast, page, clock):
    fund = story.running(cast)
    assert "published by" in text(page(None, "fund", fund.code))
    clock.move_to(at("2026-04-06 09:00"))
    assert "It is late." in text(page(None, "fund", fund.code))
    assert "Publish it now" in text(page("bai", "fund", fund.code))
    assert page("bai", "publish", fund.code, yes="1").status_code == 302
    assert "published late" in text(page(None, "fund", fund.code))
