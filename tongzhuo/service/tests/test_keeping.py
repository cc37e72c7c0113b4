"""An activity changes after people signed up; one that went well is kept as a template."""

import datetime as dt
from dataclasses import replace

import pytest
import time_machine

from tongzhuo.kernel import memory
from tongzhuo.kernel.models import Delivery, Line
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.notices.models import Notice
from tongzhuo.service import actions, queries, running
from tongzhuo.service.drafts import ActivityDraft
from tongzhuo.service.models import SignUp
from tongzhuo.service.states import ActivityKind
from tongzhuo.service.tests import story
from tongzhuo.service.tests.story import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def change(cast, activity, who="nuan", **facts):
    return actions.change_activity(
        by=cast.as_(who), activity=activity, draft=replace(ActivityDraft.like(activity), **facts)
    )


def told():
    """The worker's part, done twice, and what came of it."""
    while memory.sweep():
        pass
    Delivery.objects.update(done=None, tries=0)
    while memory.sweep():
        pass
    rows = Notice.objects.filter(kind="activity.changed", taken_back_at=None).order_by("pk")
    return [(one.to.name, one.said.lines[1], one.urgent) for one in rows]


def test_whoever_is_on_it_hears_what_changed(cast):
    shift = story.shift(cast, 3)
    for who in ("liu", "sun"):
        story.join(cast, who, shift)
    actions.cancel_sign_up(by=cast.as_("sun"), sign_up=SignUp.objects.get(person=cast.sun))
    change(cast, shift.activity, meeting_point="北门", demands=(("check", cast.home_visit),))
    assert told() == [("刘芳", "What is new: where to meet, what it takes", True)]
    activity = shift.activity
    activity.refresh_from_db()
    assert (activity.meeting_point, activity.requirements.get().term) == ("北门", cast.home_visit)
    change(cast, activity, title_en="Down together")
    activity.refresh_from_db()
    change(cast, activity)
    assert len(told()) == 1
    line = Line.objects.filter(did="activity.changed").latest("pk")
    assert (line.facts["changed"], line.facts["sign_ups"]) == ([], [])


def test_a_word_that_is_not_urgent_waits_for_the_day(cast):
    shift = story.shift(cast, 3)
    story.join(cast, "liu", shift)
    change(cast, shift.activity, content="带一把伞")
    assert told() == [("刘芳", "What is new: what people do there", False)]


def test_what_counts_stays_once_somebody_signed_up(cast):
    shift = story.shift(cast, 3)
    change(cast, shift.activity, kind=ActivityKind.MEETING)
    shift.activity.refresh_from_db()
    assert shift.activity.kind == ActivityKind.MEETING
    story.join(cast, "liu", shift)
    with pytest.raises(Refused) as refused:
        change(cast, shift.activity, kind=ActivityKind.SERVICE)
    assert refused.value.verdict.code == "kind_stays"


def test_who_may_change_it_and_into_what(cast):
    shift = story.shift(cast, 1)
    activity, draft = shift.activity, ActivityDraft.like(shift.activity)

    def may(who="nuan", draft=draft):
        verdict = running.may_change_activity(cast.as_(who), activity, draft, [shift], joined=False, at=NOW)
        return verdict.code

    assert [may(who) for who in ("chen", "nuan", "liu", "outsider", None)] == ["ok", "ok", *["not_yours"] * 3]
    covered = replace(draft, dangerous=True, insurer="和信", policy_number="1", insured_until=dt.date(2026, 12, 1))
    assert may(draft=covered) == "ok"
    assert may(draft=replace(covered, insured_until=dt.date(2026, 11, 30))) == "not_insured"
    assert may(draft=replace(draft, home_visit=True)) == "needs_two"
    with pytest.raises(Refused):
        change(cast, activity, who="outsider", title="x")


def test_a_template_of_an_organisation(cast):
    activity = story.activity(cast, risks="台阶")
    kept = actions.keep_template(by=cast.as_("nuan"), activity=activity, organisation=cast.doorstep, name="陪下楼")
    assert (kept.kept_as, kept.kept_by) == ("陪下楼", cast.doorstep)
    assert list(queries.templates_kept_by(cast.as_("nuan"))) == [activity]
    assert list(queries.templates_kept_by(cast.as_("chen"))) == []
    assert ActivityDraft.like(kept).risks == "台阶"
    with pytest.raises(Refused):
        actions.drop_template(by=cast.as_("chen"), activity=activity)
    actions.drop_template(by=cast.as_("nuan"), activity=activity)
    assert list(queries.templates_kept_by(cast.as_("nuan"))) == []


def test_who_may_keep_and_drop_a_template(cast):
    activity = story.activity(cast)

    def may(who, organisation=cast.doorstep, name="陪下楼"):
        return running.may_keep_template(cast.as_(who), activity, organisation.pk, name).code

    assert (may("nuan"), may("nuan", name="  ")) == ("ok", "name_missing")
    assert (may("chen"), may("chen", cast.office)) == ("not_your_organisation", "ok")
    assert (may("liu"), may("outsider")) == ("not_yours", "not_yours")
    assert running.may_drop_template(cast.as_("nuan"), activity).code == "not_your_organisation"


def test_places_by_kind_are_not_resized_past_their_sum(cast):
    shift = story.shift(cast, 3, kinds={"trained": 2, "newcomer": 1})
    with pytest.raises(Refused):
        actions.resize_shift(by=cast.as_("chen"), shift=shift, places=5)
