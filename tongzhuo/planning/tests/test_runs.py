"""From the press of *Link* to a kept plan; stopped, joined, failed and taken up again on the way."""

import pytest
import time_machine
from django.db import DatabaseError

from tongzhuo.kernel import memory
from tongzhuo.kernel.models import Delivery, Line
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.kernel.viewer import the_system
from tongzhuo.linkages import actions as links
from tongzhuo.linkages import planner
from tongzhuo.linkages.models import Link, Plan
from tongzhuo.linkages.tests.story import NOW, carry_on, of
from tongzhuo.needs import actions as needs
from tongzhuo.planning import actions, drawing, rules
from tongzhuo.planning.states import Fault, RunState
from tongzhuo.planning.tests.story import confirmed, now_is, requested

pytestmark = pytest.mark.django_db
WORKER = the_system("planner")


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def at_each_slice(monkeypatch):
    """`at_each_slice(what)` calls `what(stage, share)` whenever the planner has a word, before the watcher hears it."""

    def arrange(what):
        really = planner.draw

        def draw(place, *, at, watch):
            def told(stage, share):
                what(stage, share)
                watch(stage, share)

            return really(place, at=at, watch=told)

        monkeypatch.setattr(planner, "draw", draw)
        monkeypatch.setattr(drawing, "A_WORD", 0)

    return arrange


def dids(run):
    return list(Line.objects.filter(on=f"planrun:{run.code}").order_by("pk").values_list("did", flat=True))


def test_the_worker_draws_what_was_asked_for(cast):
    need = confirmed(cast)
    run = requested(cast)
    assert (run.state, Link.objects.count(), dids(run)) == (RunState.REQUESTED, 0, ["run.requested"])
    carry_on()
    run = now_is(run)
    assert (run.state, run.share, run.tries, run.fault) == (RunState.KEPT, 1, 1, "")
    assert dids(run) == ["run.requested", "run.begun", "run.kept"]
    assert (run.plan.place, run.plan.asked_by) == (cast.willow, cast.chen)
    assert Link.objects.filter(need=need, plan=run.plan).count() == 5
    kept = Line.objects.get(did="run.kept")
    assert (kept.actor, kept.on_behalf, kept.path) == ("system:planner", cast.chen.code, cast.willow.path)


def test_how_far_it_is_never_falls_and_reaches_the_page(cast, at_each_slice):
    confirmed(cast)
    run, seen = requested(cast), []
    at_each_slice(lambda _stage, _share: seen.append((now_is(run).stage, now_is(run).share)))
    carry_on()
    assert seen == sorted(seen, key=lambda told: told[1])
    assert [stage for stage, _ in dict.fromkeys(seen)][-2:] == ["checking", "explaining"]


def test_a_second_press_joins_the_run_under_way_whoever_it_is(cast):
    confirmed(cast)
    run = requested(cast)
    lines = Line.objects.count()
    assert actions.request_plan(by=cast.as_("zhao"), place=cast.willow) == (run, True)
    assert Line.objects.count() == lines
    carry_on()
    again = actions.request_plan(by=cast.as_("chen"), place=cast.willow)
    assert (again.joined, again.run == run) == (False, False)


def test_stopped_before_the_worker_came_nothing_is_drawn(cast):
    confirmed(cast)
    run = actions.stop_run(requested(cast), by=cast.as_("zhao"))
    carry_on()
    assert (now_is(run).state, Plan.objects.count()) == (RunState.STOPPED, 0)
    assert dids(run) == ["run.requested", "run.stopped"]
    assert not Delivery.objects.filter(reaction__contains="draw_the_plan", done=None).exists()


def test_stopped_in_the_middle_the_worker_lets_go_at_its_next_slice(cast, at_each_slice):
    confirmed(cast)
    run, told = requested(cast), []

    def stop_at_the_search(stage, _share):
        told.append(stage)
        if stage == "search" and now_is(run).state == RunState.BEGUN:
            actions.stop_run(run, by=cast.as_("chen"))

    at_each_slice(stop_at_the_search)
    carry_on()
    assert (now_is(run).state, Plan.objects.count(), told[-1]) == (RunState.STOPPED, 0, "search")


def test_stopped_in_the_last_moment_nothing_is_kept(cast):
    confirmed(cast)
    run = actions.begin_run(requested(cast), by=WORKER)
    draft = planner.draw(cast.willow, at=NOW)
    actions.stop_run(run, by=cast.as_("chen"))
    with pytest.raises(Refused) as refused:
        actions.keep_run(run, by=WORKER, draft=draft)
    assert (refused.value.verdict.code, Plan.objects.count()) == ("run_ended", 0)


def test_what_goes_wrong_is_said_and_not_tried_again_behind_ones_back(cast, monkeypatch):
    confirmed(cast)
    run = requested(cast)

    def broken(*_args, **_more):
        raise planner.PlanFault("1 promises broken")

    monkeypatch.setattr(planner, "draw", broken)
    carry_on()
    assert (now_is(run).state, now_is(run).fault, dids(run)[-1]) == (RunState.FAILED, Fault.FAULTY, "run.failed")
    assert not Delivery.objects.filter(done=None).exists()


def test_a_database_that_does_not_answer_is_left_to_the_queue(cast, monkeypatch):
    confirmed(cast)
    run = requested(cast)

    def silent(*_args, **_more):
        raise DatabaseError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(planner, "draw", silent)
        carry_on()
    owed = Delivery.objects.get(done=None)
    assert (now_is(run).state, owed.error) == (RunState.BEGUN, "DatabaseError: database is locked")
    Delivery.objects.update(due=NOW)
    carry_on()
    assert (now_is(run).state, now_is(run).tries) == (RunState.KEPT, 2)


def test_a_worker_that_was_overtaken_keeps_nothing(cast, at_each_slice):
    """While it is silent, its claim runs out and another worker draws the same plan."""
    confirmed(cast)
    run, slept = requested(cast), []

    def sleep_once(stage, _share):
        if stage == "search" and not slept:
            slept.append(stage)
            owed = Delivery.objects.get(line__did="run.requested")
            Delivery.objects.filter(pk=owed.pk).update(claimed_until=None)
            memory._carried_out(owed.pk, memory._work)

    at_each_slice(sleep_once)
    carry_on()
    assert (now_is(run).state, now_is(run).tries, Plan.objects.count()) == (RunState.KEPT, 2, 1)
    assert dids(run) == ["run.requested", "run.begun", "run.begun", "run.kept"]


def test_a_run_that_ends_its_worker_again_and_again_is_given_up(cast):
    confirmed(cast)
    run = requested(cast)
    for _ in range(rules.MOST_TRIES):
        assert rules.may_begin_run(now_is(run))
        run = actions.begin_run(run, by=WORKER)
    carry_on()
    assert (now_is(run).state, now_is(run).fault) == (RunState.FAILED, Fault.ABANDONED)


@pytest.mark.parametrize("who", ["liu", "nuan", "outsider", "guo", "gao", None])
def test_only_the_keepers_of_the_place_ask_for_a_plan_or_stop_one(cast, who):
    run = requested(cast)
    before = Line.objects.count()
    with pytest.raises(Refused) as refused:
        actions.request_plan(by=cast.as_(who), place=cast.willow)
    assert refused.value.verdict.code == "not_keeper"
    with pytest.raises(Refused) as refused:
        actions.stop_run(run, by=cast.as_(who))
    assert (refused.value.verdict.code, Line.objects.count()) == ("not_keeper", before)
    assert rules.may_stop_run(cast.as_(who), run).code == "not_keeper"


def test_what_ended_is_not_stopped_any_more(cast):
    run = requested(cast)
    carry_on()
    with pytest.raises(Refused) as refused:
        actions.stop_run(run, by=cast.as_("chen"))
    assert refused.value.verdict.code == "run_ended"


def test_people_go_on_while_a_plan_is_drawn_and_it_respects_what_they_did(cast, at_each_slice):
    need = confirmed(cast)
    requested(cast)
    carry_on()
    done = []

    def take_one_out_and_pin_the_other(stage, _share):
        if stage == "checking" and not done:
            done.append(stage)
            links.remove_link(by=cast.as_("chen"), link=of(need, "刘芳"))
            links.pin_link(by=cast.as_("chen"), link=of(need, "孙伟"))

    requested(cast)
    at_each_slice(take_one_out_and_pin_the_other)
    carry_on()
    people = Link.objects.filter(need=need, person__isnull=False).order_by("pinned")
    assert list(people.values_list("state", "pinned")) == [("removed", False), ("suggested", True)]
    assert Link.objects.filter(need=need, organisation__isnull=False).count() == 3


def test_a_need_that_is_withdrawn_while_its_plan_is_drawn_gets_no_suggestions(cast, at_each_slice):
    need = confirmed(cast)

    def withdraw(stage, _share):
        if stage == "checking":
            needs.withdraw_need(by=cast.as_("chen"), need=need)

    run = requested(cast)
    at_each_slice(withdraw)
    carry_on()
    assert (now_is(run).state, Link.objects.count()) == (RunState.KEPT, 0)
