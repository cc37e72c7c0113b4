"""A seat comes free: at once somebody else is suggested, and whoever was asked or has said yes stays where they are."""

import pytest
import time_machine

from tongzhuo.kernel.models import Line
from tongzhuo.linkages import actions
from tongzhuo.linkages.models import PlannedNeed
from tongzhuo.linkages.tests import story
from tongzhuo.linkages.tests.story import NOW, carry_on, links, of
from tongzhuo.planning.upholding import forget

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_monday():
    forget()
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def volunteers(need):
    return {name: state for name, state in links(need).items() if len(name) < 4}


@pytest.fixture
def sent(cast):
    """Three could help, two are asked: Liu Fang and Sun Wei."""
    need = story.linked(cast)
    cast.person("he", "何静", helps=True, lat=cast.willow.lat + 0.01)
    story.link(cast, need)
    actions.send_links(by=cast.as_("chen"), need=need, at_once=True)
    return need


def last_line(need):
    return Line.objects.filter(on=f"need:{need.code}", did__in=("need.repaired", "need.left_open")).last()


def test_whoever_says_no_makes_room_for_the_next_one_and_nobody_else_moves(client, cast, sent):
    actions.accept_link(by=cast.as_("liu"), link=of(sent, "刘芳"))
    actions.decline_link(by=cast.as_("sun"), link=of(sent, "孙伟"))
    carry_on()
    assert volunteers(sent) == {"刘芳": "accepted", "孙伟": "declined", "何静": "suggested"}
    new = of(sent, "何静")
    assert (last_line(sent).did, last_line(sent).facts["links"], last_line(sent).facts["moved"]) == (
        "need.repaired", [new.code], 0,
    )  # fmt: skip
    assert [reason["code"] for reason in new.reasons][0] == "only_one"

    client.force_login(cast.account("chen"))
    page = client.get(f"/needs/{sent.code}/").content.decode()
    assert "Tongzhuo suggests somebody else for the seat that came free." in page
    assert "Send 1 invitation" in page

    actions.send_links(by=cast.as_("chen"), need=sent, at_once=True)
    actions.decline_link(by=cast.as_("he"), link=of(sent, "何静"))
    carry_on()
    assert volunteers(sent) == {"刘芳": "accepted", "孙伟": "declined", "何静": "declined"}
    assert last_line(sent).did == "need.left_open"
    [gap] = PlannedNeed.objects.filter(need=sent).latest("pk").vacancies
    assert (gap["missing"], dict(gap["funnel"])["willing"]) == (1, 2)
    page = client.get(f"/needs/{sent.code}/").content.decode()
    assert "Tongzhuo looked for somebody else and found nobody yet." in page
    assert "Still missing: 1 person" in page
