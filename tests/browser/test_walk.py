"""The walk: a need by telephone becomes a plan with reasons, and people answer. In both languages, desk and phone."""

import datetime as dt

import pytest
from django.utils.timezone import localdate
from django.utils.translation import gettext, override

from tests.browser.conftest import PHONE
from tongzhuo.linkages.tests import story
from tongzhuo.needs.models import Need
from tongzhuo.notices.models import Notice

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture(params=["zh-hans", "en"])
def language(request):
    with override(request.param):
        yield request.param


def write_down(desk):
    page = desk.page
    desk.go("/needs/new/")
    page.locator("[name=name]").fill("郭大爷")
    page.locator("[name=door]").fill("6号楼2单元五层")
    page.locator("[name=words]").fill("电梯一修我就下不去了。礼拜二得去医院拿药。")
    page.locator("[name=agreed]").check()
    desk.press(gettext("Save"))


def add_line(desk, kind):
    lines = desk.page.locator("#asks ul.asks > li")
    before = lines.count()
    desk.page.locator(f'button[name="add"][value="{kind}"]').click()
    lines.nth(before).wait_for()
    return lines.nth(before)


def say_when(desk, line, kind, **moments):
    """Say when on a line; the page draws the fields that this needs."""
    chosen = line.locator('select[name$="-when"]')
    if chosen.input_value() != kind:
        with desk.page.expect_response("**/confirm/"):
            chosen.select_option(kind)
    for name, value in moments.items():
        line.locator(f'[name$="-{name}"]').fill(value)


def confirm(desk, day):
    page = desk.page
    desk.press(gettext("Confirm and link"))
    page.locator('textarea[name="title"], input[name="title"]').first.fill("老人下楼去医院拿药")
    page.locator('[name="title_en"]').fill("Down the stairs and to the hospital")
    people = page.locator("#asks ul.asks > li").first
    people.locator('[name$="-amount"]').fill("2")
    say_when(desk, people, "interval", starts_on=day, from_time="09:00", until_time="11:00")
    goods = add_line(desk, "goods")
    goods.locator('[name$="-amount"]').fill("1")
    goods.locator('[name$="-what"]').fill("爬楼机")
    say_when(desk, goods, "due", ends_on=day)
    add_line(desk, "professional")
    add_line(desk, "operator")
    desk.look()
    desk.press(gettext("Confirm the need"))


def seat_of(desk, name):
    """The row of somebody in the plan; others may be named in it as next in line."""
    return desk.page.locator("ul.people > li", has=desk.page.locator("b", has_text=name))


def test_from_the_telephone_to_the_answers(cast, visit, language):
    cast.person("he", "何静", helps=True)
    story.offers(cast)
    desk = visit(cast.account("chen"), language)
    write_down(desk)
    confirm(desk, (localdate() + dt.timedelta(days=8)).isoformat())
    need = Need.objects.get()
    assert (need.state, need.asks.count()) == ("confirmed", 4)
    rings = [desk.ring()]

    desk.press(gettext("Link"), within=".dock")
    assert desk.page.locator("progress").get_attribute("aria-labelledby") == "stage"
    story.carry_on()  # the worker's part; the page then leads on by itself
    desk.page.wait_for_url(f"**/needs/{need.code}/")
    desk.look()
    desk.press(gettext("See the whole plan"))
    assert desk.page.locator("svg.plot").count() == 1
    desk.go(f"/needs/{need.code}/")
    assert desk.page.locator("ul.people > li").count() == 5
    planned = desk.page.locator("ul.people > li > b").all_inner_texts()
    inside = [name for name in ("刘芳", "孙伟", "何静") if any(name in row for row in planned)]
    [other] = {"刘芳", "孙伟", "何静"} - set(inside)
    swapped = seat_of(desk, inside[0])
    swapped.get_by_role("link", name=gettext("Swap")).click()
    desk.look()
    desk.page.get_by_label(other).check()
    desk.press(gettext("Swap"), within="form.card")
    assert seat_of(desk, other).count() == 1

    desk.page.locator('.dock form[action$="/send/"] button').click()
    desk.look()
    rings.append(desk.ring())
    desk.press(gettext("Send now"))
    story.carry_on()
    assert Notice.objects.filter(kind="link.asked").count() == 5

    volunteer = next(link.person for link in need.links.filter(state="asked", person__isnull=False))
    key = next(key for key, person in cast.people.items() if person.pk == volunteer.pk)
    phone = visit(cast.account(key), language, PHONE)
    phone.go("/links/")
    phone.page.locator(".item").first.click()
    phone.look()
    phone.press(gettext("I’ll go"))

    ngo = visit(cast.account("nuan"), language, PHONE)
    ngo.go("/links/")
    ngo.page.locator(".item").first.click()
    ngo.look()
    ngo.page.locator("summary").first.click()
    ngo.page.get_by_label(gettext("Anything we should know?")).fill("这周人手不够")
    ngo.press(gettext("Say no"))

    desk.go(f"/needs/{need.code}/")
    rings.append(desk.ring())
    everybody = ["seated", *["open"] * 4], ["seated", *["asked"] * 4], ["seated", "open", "asked", "asked", "asked"]
    assert tuple(rings) == everybody
    assert need.links.get(state="declined").reason == "这周人手不够"
