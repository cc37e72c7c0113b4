"""A company offers a composter and twenty people for a Saturday: three fits, the community's yes, and the team day."""

import os
from pathlib import Path

import pytest
import time_machine
from django.utils.translation import gettext, override

from tests.browser.conftest import DESK, PHONE
from tongzhuo.companies.models import Package, Proposal
from tongzhuo.companies.tests import story
from tongzhuo.linkages.models import Link
from tongzhuo.service.models import SignUp

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def shoot(watched, name):
    """A picture for whoever wants to look: TONGZHUO_SHOTS names a folder."""
    if folder := os.environ.get("TONGZHUO_SHOTS"):
        watched.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def slip(watched, name):
    """Press with something missing: the browser notes the answer's number, and the page says what is missing."""
    watched.page.locator("main").get_by_role("button", name=name).first.click()
    watched.page.locator(".errors").wait_for()
    watched.faults.clear()
    watched.look()


def write(phone):
    """Page after page, as on the telephone."""
    page, on = phone.page, gettext("Go on")
    phone.go("/companies/packages/")
    phone.press(gettext("New package"))
    slip(phone, on)
    page.get_by_label(gettext("Things")).check()
    page.get_by_label(gettext("Our people’s time")).check()
    phone.press(on)
    page.locator("[name=goods-what]").select_option(label=story.composter_name())
    page.locator("[name=goods-amount]").fill("1")
    phone.press(on)
    page.locator("[name=people-amount]").fill("20")
    page.locator("[name=people-starts_on]").fill(f"{story.SATURDAY:%Y-%m-%d}")
    page.locator("[name=people-from_time]").fill("09:00")
    page.locator("[name=people-until_time]").fill("12:00")
    phone.press(on)
    page.locator("[name=power]").select_option("220")
    page.locator("[name=ground_m2]").fill("6")
    page.locator("[name=needs_keeper]").check()
    phone.press(on)
    page.locator("[name=radius_m]").select_option("10000")
    phone.press(gettext("Find communities"))


@pytest.mark.parametrize(("language", "size"), [("zh-hans", PHONE), ("en", DESK)])
def test_from_the_offer_to_the_team_day(visit, cast, language, size):
    with time_machine.travel(story.NOW, tick=True), override(language):
        need = story.need(cast, urgency=3)
        story.need(cast, where="plane", who="outsider", people=8)
        story.need(cast, where="plane", who="outsider", people=4, urgency=1)
        company = visit(cast.account("bei"), language, size)
        write(company)
        package = Package.objects.get()
        assert company.page.locator("article").count() == 3
        assert company.page.locator("article svg.lk").count() == 3
        shoot(company, f"{language}-fits")
        company.press(gettext("Offer it to %(where)s") % {"where": cast.willow.name}, within="#best")
        proposal = Proposal.objects.get(package=package, need=need)

        office = visit(cast.account("chen"), language, size)
        office.go(f"/companies/proposals/{proposal.code}/")
        for name in ("power", "ground", "keeper"):
            office.page.locator(f"[name={name}][value=there]").check()
        shoot(office, f"{language}-answer")
        office.press(gettext("Yes, we take it"))
        assert set(Link.objects.filter(need=need).values_list("state", flat=True)) == {"accepted"}

        company.go(f"/companies/proposals/{proposal.code}/")
        company.press(gettext("Make the link for our people"))
        link = company.page.locator("#id_link").input_value()
        shoot(company, f"{language}-day")

        staff = visit(None, language, PHONE)
        staff.page.goto(link)
        slip(staff, gettext("I’ll come"))
        assert staff.page.locator("[aria-invalid=true]").count() == 3
        staff.page.locator("[name=name]").fill("高远")
        staff.page.locator("[name=contact]").fill("gao@example.org")
        staff.page.locator("[name=agreed]").check()
        staff.press(gettext("I’ll come"))
        assert staff.page.locator(".pass .digits").count() == 1
        shoot(staff, f"{language}-pass")
        signed = SignUp.objects.get(person__name="高远")
        assert (signed.team, signed.state) == (cast.northlight, "signed_up")
        for path in ("/companies/days/", "/companies/went/", "/companies/report/"):
            company.go(path)
            shoot(company, f"{language}{path.replace('/', '-')}")
