"""Correcting the lines of a need on the list: on one page, without a script, and nobody loses the seat they took."""

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import at
from tongzhuo.desk.tests.story import text
from tongzhuo.kernel.models import Line
from tongzhuo.linkages import actions
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.tests import story
from tongzhuo.needs.models import Occasion
from tongzhuo.needs.states import Seat, State


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(story.NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def need(cast):
    """Ms Liu has said yes, the others are asked."""
    need = story.linked(cast)
    actions.send_links(by=cast.as_("chen"), need=need, at_once=True)
    actions.accept_link(by=cast.as_("liu"), link=story.of(need, "刘芳"))
    return need


@pytest.fixture
def chen(client, cast):
    client.force_login(cast.account("chen"))
    return client


def address(need):
    return reverse("needs:change-asks", args=[need.code])


def said(need, *kinds, **more):
    """What the page sends when the lines of these kinds are left as they are."""
    day = story.TUESDAY.isoformat()
    facts = {
        "people": {"amount": "2", "at_least": "2", "when": "interval", "starts_on": day, "from_time": "09:00",
                   "until_time": "11:00"},
        "goods": {"amount": "1", "at_least": "1", "what": "Stair-climbing chair", "when": "due", "ends_on": day},
        "professional": {"amount": "1", "at_least": "1", "what": "family-talks", "when": "due", "ends_on": day},
        "operator": {"amount": "1", "at_least": "1", "when": "due", "ends_on": day},
    }  # fmt: skip
    asks = [ask for ask in need.asks.order_by("pk") if ask.kind in kinds]
    sent = {"line": [str(n) for n, _ in enumerate(asks, start=1)]}
    for n, ask in enumerate(asks, start=1):
        line = {"kind": ask.kind, "code": ask.code} | facts[ask.kind]
        sent |= {f"line-{n}-{name}": value for name, value in line.items()}
    return sent | more


ALL = ("people", "goods", "professional", "operator")


def test_the_page_says_who_holds_which_line(chen, need):
    page = text(chen.get(address(need)))
    assert "刘芳 has said yes; this date stays." in page
    assert "孙伟 is asked; this date stays." in page
    assert page.count('name="line"') == 4
    assert 'value="Stair-climbing chair"' in page


def test_a_line_is_corrected_and_the_seats_follow(chen, need):
    answer = chen.post(address(need), said(need, *ALL, add="space"))
    assert 'name="line-5-what"' in text(answer)
    need.refresh_from_db()
    assert need.seat_resources == Seat.ASKED
    answer = chen.post(address(need), said(need, *ALL, change="") | {"line-3-note": "晚上也行"})
    assert answer.url == f"/needs/{need.code}/"
    need.refresh_from_db()
    assert need.asks.get(kind="professional").note == "晚上也行"
    assert (need.state, need.seat_volunteers) == (State.CONFIRMED, Seat.ASKED)
    assert chen.get(answer.url).status_code == 200
    assert story.links(need)["刘芳"] == "accepted"


def test_a_line_that_is_removed_says_who_stays(chen, need):
    page = text(chen.post(address(need), said(need, *ALL, remove="1")))
    assert 'name="line-1-amount"' not in page
    assert "People: not on this page any more" in page
    assert "刘芳 has said yes; this date stays." in page
    chen.post(address(need), said(need, "goods", "operator", change=""))
    assert story.links(need)["刘芳"] == "accepted"
    need.refresh_from_db()
    assert need.seat_volunteers == Seat.ASKED


def test_errors_stand_on_top_and_beside_and_the_words_are_kept(chen, need):
    wrong = {"line-1-amount": "many", "line-2-what": "", "line-3-note": "晚上也行"}
    page = text(chen.post(address(need), said(need, *ALL, change="") | wrong))
    assert "2 things to put right" in page
    assert 'href="#id_line-2-what"' in page
    assert page.count("Say which thing is missing.") == 2
    assert "晚上也行" in page
    assert "刘芳 has said yes; this date stays." in page
    assert "Say what it asks for: one line at least." in text(chen.post(address(need), {"change": ""}))
    assert not Line.objects.filter(did="need.table_changed").exists()


@pytest.mark.parametrize(
    ("who", "status"), [("chen", 302), ("zhao", 302), ("liu", 409), ("outsider", 409), (None, 409)]
)
def test_only_the_keeper_of_the_place_may(client, cast, need, who, status):
    if who:
        client.force_login(cast.account(who))
    assert client.get(address(need)).status_code == (200 if status == 302 else status)
    assert client.post(address(need), said(need, *ALL, change="")).status_code == status
    assert Line.objects.filter(did="need.table_changed").exists() == (status == 302)


def test_what_waits_in_the_inbox_is_confirmed_not_changed(chen, cast):
    assert chen.get(address(story.raised(cast))).status_code == 409


def test_several_dates_are_counted_and_what_has_no_date_stays_too(chen, cast, need):
    hours = {"starts": at("2026-12-08 09:00"), "ends": at("2026-12-08 11:00")}
    again = Occasion.objects.create(ask=need.asks.get(kind="people"), quantity=2, **hours)
    Link.objects.create(need=need, occasion=again, person=cast.liu, state="accepted", quantity=1)
    Occasion.objects.filter(ask__kind="operator").update(ends=None)
    page = text(chen.get(address(need)))
    assert "刘芳 has said yes to 2 dates; they stay." in page
    assert "Warm Doorstep is asked; this stays." in page


def test_it_reads_well_in_chinese(chen, need):
    page = text(chen.get(address(need), headers={"Accept-Language": "zh-hans"}))
    assert "刘芳已答应，1 个日子不变。" in page
    assert "修改需要什么：" in page


def test_the_page_is_small_and_quick(chen, need):
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        page = chen.get(address(need))
    assert len(queries) <= 12, [query["sql"][:140] for query in queries]
    assert len(page.content) < 60_000
