"""From the community's yes to the report: terms agreed by both, a machine with its serial number on its way to the
yard, the hours of the team day, kilos month by month, the trace that anybody opens, and what the company reads."""

import pytest
import time_machine
from django.utils.translation import gettext, override

from tests.browser.conftest import DESK, PHONE
from tests.browser.test_company_walk import shoot
from tests.cast import at, term
from tongzhuo.companies import actions as companies
from tongzhuo.companies import queries
from tongzhuo.companies.drafts import Staff
from tongzhuo.companies.tests import story
from tongzhuo.gifts.models import Gift, HandOver, Receipt
from tongzhuo.gifts.tests import story as giving
from tongzhuo.linkages.models import Link
from tongzhuo.organisations.viewers import viewer_of
from tongzhuo.projects.queries import project_of
from tongzhuo.records import actions as records
from tongzhuo.records.drafts import Present
from tongzhuo.vocabulary.states import Shelf

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
SERIAL = "CM-2200-0042"
NOON = at("2026-12-05 12:20")
NEW_YEAR = at("2027-01-04 10:00")


def promised(cast) -> tuple:
    """The community has said yes: the machine is a promised gift, and its terms are agreed by both."""
    gram = term(Shelf.UNIT, "gram", "克", "gram")
    term(Shelf.UNIT, "kilogram", "千克", "kilogram", base=gram, factor=1000)
    proposal = story.accepted(cast)
    story.carry_on()
    return proposal, Gift.objects.get()


def agree_anew(company, office, gift) -> None:
    """The company says where it brings it, and the office agrees to that."""
    company.go(f"/gifts/{gift.code}/")
    company.press(gettext("Change the terms"))
    company.page.locator("[name=deliver_to]").fill("3号院东门")
    company.press(gettext("Write it so"))
    gift.refresh_from_db()
    assert (gift.deliver_to, gift.is_agreed) == ("3号院东门", False)
    office.go(f"/gifts/{gift.code}/")
    office.press(gettext("We agree"))
    gift.refresh_from_db()
    assert (gift.state, gift.is_agreed) == ("agreed", True)


def receive(office, gift, shelf) -> None:
    office.press(gettext("It has come"))
    office.page.locator("[name=amount]").fill("1")
    office.page.locator("[name=store]").select_option(label=shelf.name)
    office.page.locator("[name=on]").fill("2026-12-05")
    office.page.locator("[name=serial]").fill(SERIAL)
    office.press(gettext("Received"), within="main form")
    office.press(gettext("Issue the receipt"))
    assert Receipt.objects.get().donor == gift.organisation.name_zh


def hand_over(office, leader, shelf, project) -> None:
    """It leaves the store, another counts it in the yard, and it is seen in use."""
    office.go(f"/stores/{shelf.code}/")
    office.page.locator("td a").first.click()
    office.page.locator("[name=hand_over-project]").select_option(label=project.shown_title)
    office.page.locator("[name=hand_over-amount]").fill("1")
    office.press(gettext("Hand it over"), within="main form")
    made = HandOver.objects.get()
    leader.go(f"/hand-overs/{made.code}/")
    leader.press(gettext("Yes, it has arrived"))
    office.go(f"/gifts/{made.gift.code}/")
    office.press(gettext("It is in use"))
    office.page.locator("[name=amount]").fill("1")
    office.page.locator("[name=people]").fill("288")
    office.press(gettext("Write it down"))
    made.gift.refresh_from_db()
    assert made.gift.state == "in_use"


def team_day(cast, proposal) -> None:
    """Four colleagues joined by the link, were there on the list, and the office confirmed the day."""
    shift, host = queries.shift_of(proposal), viewer_of(proposal.opened_by)
    present = [
        Present(
            companies.join_team_day(by=host, proposal=proposal, staff=Staff(f"同事{n}", "phone", f"1390000000{n}")),
            shift.starts,
            shift.ends,
        )
        for n in range(4)
    ]
    with time_machine.travel(NOON, tick=True):
        records.take_roster(by=cast.as_("chen"), shift=shift, present=present)
        lines = records.confirm_day(by=cast.as_("chen"), shift=shift)
    assert [(line.minutes, line.state, line.proof) for line in lines] == [(180, "confirmed", "roster")] * 4


def count_kilos(office, project, language) -> None:
    """Kilos of two months, and their picture."""
    office.go(f"/projects/{project.code}/")
    office.press(gettext("Count something"))
    office.page.locator("[name=name]").fill("厨余")
    office.page.locator("[name=name_en]").fill("Kitchen waste")
    office.page.locator("[name=unit]").select_option(label="克" if language == "zh-hans" else "gram")
    office.press(gettext("Count it from now on"))
    office.page.locator("main h3 a").click()
    office.look()
    for day, kilos in (("2026-12-31", "412.5"), ("2027-01-03", "96")):
        office.page.locator("[name=on]").fill(day)
        office.page.locator("[name=amount]").fill(kilos)
        office.press(gettext("Write it down"))
    assert office.page.locator("main .card svg rect").count() == 2


@pytest.mark.parametrize(("language", "size"), [("zh-hans", PHONE), ("en", DESK)])
def test_from_the_yes_to_the_report(visit, cast, language, size):
    with time_machine.travel(story.NOW, tick=True) as clock, override(language):
        proposal, gift = promised(cast)
        project, shelf = project_of(gift.need), giving.store(cast)
        office = visit(cast.account("chen"), language, size)
        agree_anew(visit(cast.account("bei"), language, size), office, gift)
        proposal = companies.open_joining(by=cast.as_("bei"), proposal=proposal)
        team_day(cast, proposal)

        clock.move_to(NOON)
        receive(office, gift, shelf)
        hand_over(office, visit(cast.account("zhao"), language, size), shelf, project)
        story.carry_on()
        assert Link.objects.get(code=gift.source.removeprefix("link:")).state == "fulfilled"

        clock.move_to(NEW_YEAR)
        count_kilos(visit(cast.account("chen"), language, size), project, language)

        anybody = visit(None, language, size)
        anybody.go("/trace/")
        anybody.page.locator("[name=number]").fill(SERIAL)
        anybody.press(gettext("Show me"), within="main")
        told = anybody.page.locator("main").inner_text()
        assert [words in told for words in (SERIAL, cast.northlight.name, "288", "郭先生")] == [True] * 3 + [False]
        shoot(anybody, f"{language}-trace")
        anybody.go(f"/projects/{project.code}/")
        shoot(anybody, f"{language}-project")
        assert "508.5" in anybody.page.locator("main").inner_text()

        company = visit(cast.account("bei"), language, size)
        company.go("/companies/went/")
        shoot(company, f"{language}-went")
        assert company.page.locator(f"a[href='/trace/{gift.code}/']").count() == 1
        company.go(f"/companies/report/?company={cast.northlight.code}&since=2026-11-01&until=2027-01-31")
        shoot(company, f"{language}-report")
        told = company.page.locator("main").inner_text()
        assert [words in told for words in ("12", "508.5", gift.shown_code)] == [True] * 3
        company.press(gift.shown_code, within="main")
        assert SERIAL in company.page.locator("main").inner_text()
