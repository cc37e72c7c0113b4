"""The pages that span rooms: whole without JavaScript, and quick with one need as with many."""

import pytest
import time_machine

from tests.cast import at
from tongzhuo.linkages import actions
from tongzhuo.linkages.tests import story
from tongzhuo.linkages.tests.story import NOW, confirmed, linked, of

pytestmark = pytest.mark.django_db
WILLOW = "/p/cn/99/01/05/001/"


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def page(client, url, who=None, cast=None):
    if who:
        client.force_login(cast.account(who))
    response = client.get(url, follow=True)
    return response.status_code, response.content.decode()


@pytest.mark.parametrize("needs", [1, 3])
def test_community_home(client, cast, django_assert_num_queries, needs):
    for _ in range(needs):
        confirmed(cast)
    client.force_login(cast.account("liu"))
    client.get(WILLOW)
    with django_assert_num_queries(9):
        html = client.get(WILLOW).content.decode()
    assert html.count('class="card needcard"') == needs
    assert "Six weeks of lift works" in html


def test_an_empty_community_says_what_to_do_next(client, cast):
    status, html = page(client, WILLOW)
    assert status == 200
    assert "No seats empty" in html


@pytest.mark.parametrize("needs", [1, 3])
def test_need_list(client, cast, django_assert_num_queries, needs):
    for _ in range(needs):
        confirmed(cast)
    client.force_login(cast.account("liu"))
    client.get(WILLOW)
    with django_assert_num_queries(8):
        html = client.get("/needs/").content.decode()
    assert html.count('class="card needcard"') == needs


def test_the_need_page_of_a_coordinator(client, cast, django_assert_num_queries):
    need = linked(cast)
    client.force_login(cast.account("chen"))
    client.get(f"/needs/{need.code}/")
    with django_assert_num_queries(12):
        html = client.get(f"/needs/{need.code}/").content.decode()
    assert "Send 5 invitations" in html
    assert "刘芳" in html


def test_everyone_sees_the_ring_and_nobody_else_the_plan(client, cast):
    need = linked(cast)
    for who in ("outsider", "guo", "liu", None):
        client.logout()
        status, html = page(client, f"/needs/{need.code}/", who, cast)
        assert (status, "Send 5 invitations" in html, "Warm Doorstep" in html) == (200, False, False)


def test_a_volunteer_reads_where_to_go_after_saying_yes(client, cast):
    need = linked(cast)
    actions.send_links(by=cast.as_("chen"), need=need, at_once=True)
    link = of(need, "刘芳")
    before = page(client, f"/links/{link.code}/", "liu", cast)[1]
    assert ("I’ll go" in before, "6号楼5层" in before) == (True, False)
    client.post(f"/links/{link.code}/accept/")
    after = page(client, f"/links/{link.code}/", "liu", cast)[1]
    assert ("I’ll go" in after, "6号楼5层" in after) == (False, True)


def test_a_refusal_is_a_page_with_a_sentence(client, cast, on_monday):
    need = linked(cast)
    client.force_login(cast.account("chen"))
    client.post(f"/needs/{need.code}/send/")
    on_monday.move_to(at("2026-11-23 09:31"))
    response = client.post(f"/needs/{need.code}/take-back/")
    assert (response.status_code, "It has been sent." in response.content.decode()) == (409, True)


def test_an_outsider_cannot_press_link(client, cast):
    need = story.confirmed(cast)
    client.force_login(cast.account("outsider"))
    assert client.post(f"/needs/{need.code}/link/").status_code == 409
    client.logout()
    assert client.post(f"/needs/{need.code}/link/").status_code == 409
