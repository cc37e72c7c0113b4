"""Everyone who keeps a table may ask why: the reasons, the picture of the plan, and a seat that came free."""

import os
from pathlib import Path

import pytest
import time_machine
from django.utils.translation import gettext, override

from tests.browser.conftest import DESK, PHONE
from tongzhuo.linkages import actions, planner
from tongzhuo.linkages.tests import story

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def shoot(desk, name):
    """A picture for whoever wants to look: TONGZHUO_SHOTS names a folder."""
    if folder := os.environ.get("TONGZHUO_SHOTS"):
        desk.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_who_could_come_instead_and_why_the_rest_stays_empty(visit, cast, monkeypatch, language):
    monkeypatch.setattr(planner, "EXPLAINED_AT_ONCE", 0)
    with time_machine.travel(story.NOW, tick=True), override(language):
        story.offers(cast)
        cast.person("he", "何静", helps=True, lat=cast.willow.lat + 0.01)
        need = story.confirmed(cast, people=4)
        story.link(cast, need)
        desk = visit(cast.account("chen"), language, DESK)
        desk.go(f"/needs/{need.code}/")
        desk.page.get_by_text(gettext("The reasons are being written down.")).wait_for()
        shoot(desk, f"{language}-asked-why")
        story.carry_on()
        phone = visit(cast.account("chen"), language, PHONE)
        for screen, size in ((desk, "desk"), (phone, "phone")):
            screen.go(f"/needs/{need.code}/")
            screen.page.get_by_text(gettext("Left out on purpose")).count()
            assert screen.page.locator(".open-box").count() == 1
            shoot(screen, f"{language}-{size}-need")
            screen.go(f"/plans/{need.planned.latest('pk').plan.code}/")
            shoot(screen, f"{language}-{size}-plan")

        cast.person("ma", "马宁", helps=True)
        story.link(cast, need)
        actions.send_links(by=cast.as_("chen"), need=need, at_once=True)
        cast.person("lin", "林悦", helps=True, lat=cast.willow.lat + 0.02)
        story.link(cast, need)
        actions.decline_link(by=cast.as_("sun"), link=story.of(need, "孙伟"))
        story.carry_on()
        for screen, size in ((desk, "desk"), (phone, "phone")):
            screen.go(f"/needs/{need.code}/")
            assert screen.page.get_by_text("林悦").count() > 0
            shoot(screen, f"{language}-{size}-mended")
