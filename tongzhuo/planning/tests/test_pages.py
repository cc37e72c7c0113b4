"""The page of a run: whole without JavaScript, honest when nothing happens, and leading on to the plan."""

import pytest
import time_machine

from tests.cast import at
from tongzhuo.kernel.viewer import the_system
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.tests import story
from tongzhuo.linkages.tests.story import NOW, carry_on
from tongzhuo.planning import actions
from tongzhuo.planning.actions.progress import note_progress
from tongzhuo.planning.models import PlanRun
from tongzhuo.planning.states import Fault, RunState
from tongzhuo.planning.tests.story import confirmed, now_is, requested

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}
WORKER = the_system("planner")


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def chen(client, cast):
    client.force_login(cast.account("chen"))
    return client


def text(response):
    return response.content.decode()


def test_link_leads_to_the_run_and_the_run_to_the_need(cast, chen):
    need = confirmed(cast)
    pressed = chen.post(f"/needs/{need.code}/link/")
    run = PlanRun.objects.get()
    assert (pressed.status_code, pressed.url) == (302, f"/plans/runs/{run.code}/?need={need.code}")
    page = text(chen.get(pressed.url))
    assert "A plan is being drawn" in page
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page
    assert f'hx-get="{pressed.url}" hx-trigger="every 1s"' in page

    carry_on()
    there = chen.get(pressed.url, follow=True)
    assert there.redirect_chain == [(f"/needs/{need.code}/", 302)]
    assert "Here is a plan. Nothing is sent until you press." in text(there)
    assert "Send 5 invitations" in text(there)


def test_when_the_worker_is_quick_link_leads_straight_to_the_need(cast, chen, settings, monkeypatch):
    settings.PLAN_PATIENCE = 1
    need = confirmed(cast)
    monkeypatch.setattr("tongzhuo.planning.views.time.sleep", lambda _seconds: carry_on())
    assert chen.post(f"/needs/{need.code}/link/").url == f"/needs/{need.code}/"


def test_htmx_is_told_where_to_go_when_the_plan_is_there_and_to_look_anew_when_it_ended_otherwise(cast, chen):
    need = confirmed(cast)
    run = requested(cast)
    page = f"/plans/runs/{run.code}/?need={need.code}"
    assert 'id="progress"' in text(chen.get(page, **HTMX))
    actions.stop_run(run, by=cast.as_("chen"))
    assert chen.get(page, **HTMX).headers["HX-Refresh"] == "true"
    run = requested(cast)
    carry_on()
    there = chen.get(f"/plans/runs/{run.code}/?need={need.code}", **HTMX)
    assert there.headers["HX-Redirect"] == f"/needs/{need.code}/"


def test_it_says_how_far_the_plan_is(cast, chen):
    confirmed(cast)
    run = actions.begin_run(requested(cast), by=WORKER)
    note_progress(run, "search", 0.437)
    page = text(chen.get(f"/plans/runs/{run.code}/"))
    assert "Looking for the best plan" in page
    assert '<progress aria-labelledby="stage" value="44" max="100"></progress>' in page
    note_progress(run, "a stage of another solver", 2.0)
    page = text(chen.get(f"/plans/runs/{run.code}/"))
    assert ("Looking for the best plan" in page, 'value="100"' in page) == (True, True)


def test_stop_and_try_again(cast, chen):
    need = confirmed(cast)
    run = requested(cast)
    stopped = chen.post(f"/plans/runs/{run.code}/stop/?need={need.code}", follow=True)
    assert ("Stopped" in text(stopped), "every 1s" in text(stopped)) == (True, False)
    assert now_is(run).state == RunState.STOPPED
    again = chen.post(f"/plans/runs/{run.code}/again/?need={need.code}")
    assert again.url == f"/plans/runs/{PlanRun.objects.get(state=RunState.REQUESTED).code}/?need={need.code}"
    assert chen.post(f"/plans/runs/{run.code}/stop/").status_code == 409


def test_a_failure_is_a_sentence_with_a_way_to_try_again(cast, chen):
    run = requested(cast)
    actions.fail_run(run, by=WORKER, fault=Fault.FAULTY)
    page = text(chen.get(f"/plans/runs/{run.code}/"))
    assert "Something went wrong while it was drawn." in page
    assert f'action="/plans/runs/{run.code}/again/"' in page


def test_who_presses_while_a_plan_is_drawn_is_told_that_it_is_the_same_one(cast, chen):
    need = confirmed(cast)
    requested(cast, "zhao")
    page = text(chen.post(f"/needs/{need.code}/link/", follow=True))
    assert "A plan of this place was being drawn already. This is the one." in page
    assert "赵宁" in page


def test_who_comes_too_late_for_a_plan_is_told_to_press_once_more(cast, chen):
    confirmed(cast)
    run = requested(cast)
    carry_on()
    late = story.confirmed(cast)
    page = text(chen.get(f"/plans/runs/{run.code}/?need={late.code}", follow=True))
    assert "This need was not on the list yet when the plan was begun. Press Link once more." in page


def test_when_no_worker_comes_it_says_so(cast, chen, on_monday):
    confirmed(cast)
    run = requested(cast)
    page = f"/plans/runs/{run.code}/"
    assert "perhaps none is running" not in text(chen.get(page))
    on_monday.move_to(at("2026-11-23 09:20:11"))
    assert "No worker has taken it up yet; perhaps none is running." in text(chen.get(page))
    other = actions.request_plan(by=the_system("test"), place=cast.plane).run
    actions.begin_run(other, by=WORKER)
    assert "The worker is drawing another plan. This one comes next." in text(chen.get(page))


def test_when_the_worker_falls_silent_it_says_so(cast, chen, on_monday):
    confirmed(cast)
    run = actions.begin_run(requested(cast), by=WORKER)
    on_monday.move_to(at("2026-11-23 09:23"))
    assert "The worker has said nothing for 3 minutes." in text(chen.get(f"/plans/runs/{run.code}/"))


@pytest.mark.parametrize("who", ["outsider", "liu", "nuan", "gao", None])
def test_for_everybody_else_there_is_no_such_run(client, cast, who):
    run = requested(cast)
    if who:
        client.force_login(cast.account(who))
    asked = [client.get(f"/plans/runs/{run.code}/")]
    asked += [client.post(f"/plans/runs/{run.code}/{press}/") for press in ("stop", "again")]
    assert [response.status_code for response in asked] == [404] * 3
    assert (now_is(run).state, PlanRun.objects.count()) == (RunState.REQUESTED, 1)


@pytest.mark.parametrize("needs", [1, 3])
def test_the_run_is_quickly_looked_at(cast, chen, django_assert_num_queries, needs):
    confirmed(cast)
    for _ in range(needs - 1):
        story.confirmed(cast)
    run = requested(cast)
    chen.get(f"/plans/runs/{run.code}/")
    with django_assert_num_queries(6):
        chen.get(f"/plans/runs/{run.code}/")
    assert Link.objects.count() == 0
