"""Who may sign up, open, move and say who came; each no with its code and a sentence a neighbour understands."""

import datetime as dt

import pytest
import time_machine

from tests.cast import at
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.people.models import Consent, PersonSkill
from tongzhuo.people.states import Agreement, ShownBy
from tongzhuo.projects import actions as projects
from tongzhuo.service import actions, rules
from tongzhuo.service.drafts import ActivityDraft, ShiftDraft
from tongzhuo.service.models import Shift
from tongzhuo.service.standing import Lack, Standing, standing_of
from tongzhuo.service.states import ShiftState, SignUpState
from tongzhuo.service.tests import story
from tongzhuo.service.tests.story import ELEVEN, NINE, NOW

pytestmark = pytest.mark.django_db
EVERYBODY = ("chen", "zhao", "liu", "nuan", "gao", "outsider", None)


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def refusal(action, **facts):
    with pytest.raises(Refused) as refused:
        action(**facts)
    return refused.value.verdict.code


def told(cast, shift, who="liu", by=None, **differs):
    person = cast.people[who]
    standing = standing_of(person, shift)
    for name, value in differs.items():
        setattr(standing, name, value)
    return rules.may_sign_up(cast.as_(by or who), shift, person, standing, at=NOW)


def test_may_sign_up_everybody_for_themselves(cast):
    shift = story.shift(cast)
    assert {who: told(cast, shift, who).code for who in EVERYBODY if who} == dict.fromkeys(
        [who for who in EVERYBODY if who], "ok"
    )
    assert rules.may_sign_up(cast.as_(None), shift, cast.liu, standing_of(cast.liu, shift), at=NOW).code == (
        "sign_in_first"
    )
    assert told(cast, shift, by="sun").code == "not_you"
    at_the_desk = cast.as_("chen").on_behalf_of(cast.liu.pk, cast.liu.code)
    assert rules.may_sign_up(at_the_desk, shift, cast.liu, standing_of(cast.liu, shift), at=NOW).code == "ok"
    elsewhere = cast.as_("outsider").on_behalf_of(cast.liu.pk, cast.liu.code)
    assert rules.may_sign_up(elsewhere, shift, cast.liu, standing_of(cast.liu, shift), at=NOW).code == "not_you"


@pytest.mark.parametrize(
    ("facts", "code", "sentence"),
    [
        ({"opens_hours": 48}, "too_early", "You can sign up from Sun 29 November, 9:00."),
        (
            {"closes_hours": 24 * 9},
            "too_late",
            "Sign-up has closed. Call the office, perhaps they still need somebody.",
        ),
        ({"by_invitation": True}, "by_invitation", "Whoever is needed here is asked. You cannot sign up by yourself."),
        ({"min_age": 16}, "age_unknown", "This depends on age, and we do not know yours. The office adds it."),
    ],
)
def test_what_an_activity_asks_of_everybody(cast, facts, code, sentence):
    verdict = told(cast, story.shift(cast, **facts))
    assert (verdict.code, verdict.reason) == (code, sentence)


def test_what_happened_to_the_shift(cast, on_monday):
    shift = story.shift(cast)
    for state, code in ((ShiftState.PLANNED, "not_open_yet"), (ShiftState.CANCELLED, "cancelled")):
        shift.state = state
        assert told(cast, shift).code == code
    shift.state = ShiftState.OPENED
    standing = standing_of(cast.liu, shift)
    assert rules.may_sign_up(cast.as_("liu"), shift, cast.liu, standing, at=NINE).code == "started"
    assert rules.may_sign_up(cast.as_("liu"), shift, cast.liu, standing, at=ELEVEN).code == "over"
    projects.stop_project(by=cast.as_("chen"), project=shift.activity.project, reason="电梯提前修好了")
    shift.activity.project.refresh_from_db()
    assert told(cast, shift).code == "project_over"


@pytest.mark.parametrize(
    ("born", "code"),
    [("2013-12-02", "too_young"), ("2012-12-01", "ok"), ("2008-12-02", "ok"), ("2008-12-01", "ok")],
)
def test_age_counts_on_the_day_of_the_act(cast, born, code):
    story.minor(cast, dt.date.fromisoformat(born))
    assert told(cast, story.shift(cast), "yu").code == code


def test_a_minor_needs_a_guardian_and_may_be_younger_where_the_house_says_so(cast, settings):
    story.minor(cast, dt.date(2014, 5, 1), guardian=None)
    shift = story.shift(cast)
    assert told(cast, shift, "yu").code == "too_young"
    settings.YOUNGEST_VOLUNTEER = 10
    assert told(cast, shift, "yu").code == "guardian_missing"


@pytest.mark.parametrize("demand", ["skill", "training", "check"])
def test_what_is_missing_or_has_run_out_is_named(cast, demand):
    shift = story.shift(cast, demands=((demand, cast.wheelchair),))
    assert told(cast, shift).code == f"{demand}_missing"
    had = PersonSkill.objects.create(
        person=cast.liu, term=cast.wheelchair, shown_by=ShownBy.TRAINING, until=dt.date(2026, 11, 30)
    )
    assert told(cast, shift).code == f"{demand}_expired"
    had.until = dt.date(2026, 12, 1)
    had.save()
    assert told(cast, shift).code == "ok"
    had.shown_by = ShownBy.SELF
    had.save()
    assert told(cast, shift).code == ("training_missing" if demand == "training" else "ok")
    assert "Moving wheelchairs" in told(cast, shift, "sun").reason


def test_agreement_taken_back_keeps_everybody_out_at_once(cast):
    shift = story.shift(cast)
    consent = Consent.objects.create(person=cast.liu, purpose=Agreement.BE_RECORDED, given_on=NOW.date())
    assert told(cast, shift).code == "ok"
    consent.withdrawn_at = NOW
    consent.save()
    assert told(cast, shift).code == "not_agreed"


def test_may_open_activity_nothing_dangerous_without_accident_cover(cast):
    project = story.project(cast)
    draft = ActivityDraft(title="擦窗", place=cast.willow, dangerous=True)
    codes = {who: rules.may_open_activity(cast.as_(who), project, draft, at=NOW).code for who in EVERYBODY}
    assert codes == dict.fromkeys(EVERYBODY, "not_yours") | {"chen": "not_insured", "zhao": "not_insured"}
    cover = {"insurer": "平安", "policy_number": "A-1", "insured_until": dt.date(2026, 11, 30)}
    covered = ActivityDraft(title="擦窗", place=cast.willow, dangerous=True, **cover)
    activity = actions.open_activity(by=cast.as_("chen"), project=project, draft=covered)
    tuesday = ShiftDraft(NINE, ELEVEN, 2)
    assert refusal(actions.open_shift, by=cast.as_("chen"), activity=activity, draft=tuesday) == "not_insured"
    actions.record_cover(
        by=cast.as_("chen"), activity=activity, insurer="平安", policy_number="A-2", until=dt.date(2026, 12, 31)
    )
    shift = actions.open_shift(by=cast.as_("chen"), activity=activity, draft=tuesday)
    shift.activity.insured_until = dt.date(2026, 11, 30)
    assert told(cast, shift).code == "not_insured"


def test_may_record_cover_that_is_still_to_come(cast):
    activity = story.activity(cast)
    assert rules.may_record_cover(cast.as_("chen"), activity, dt.date(2026, 11, 22), at=NOW).code == "cover_over"
    assert rules.may_record_cover(cast.as_("liu"), activity, dt.date(2027, 1, 1), at=NOW).code == "not_yours"


def test_may_open_shift_and_who_runs_it(cast):
    activity = story.activity(cast, home_visit=True)
    draft = ShiftDraft(NINE, ELEVEN, 2)
    codes = {who: rules.may_open_shift(cast.as_(who), activity, draft, at=NOW).code for who in EVERYBODY}
    assert codes == dict.fromkeys(EVERYBODY, "not_yours") | dict.fromkeys(("chen", "zhao", "nuan"), "ok")
    for wrong, code in (
        (ShiftDraft(NINE, ELEVEN, 1), "needs_two"),
        (ShiftDraft(ELEVEN, NINE, 2), "ends_first"),
        (ShiftDraft(at("2026-11-20 09:00"), at("2026-11-20 10:00"), 2), "over"),
        (ShiftDraft(NINE, ELEVEN, 2, {"trained": 1}), "kinds_do_not_add_up"),
    ):
        assert rules.may_open_shift(cast.as_("chen"), activity, wrong, at=NOW).code == code


def test_may_come_on_a_home_visit_only_in_twos(cast):
    shift = Shift(activity=story.activity(cast, home_visit=True), starts=NINE, ends=ELEVEN, places=1)
    assert rules.may_come(shift, Standing()).code == "needs_two"
    shift.places = 2
    assert rules.may_come(shift, Standing()).code == "ok"
    assert (
        rules.may_come(shift, Standing(lacks=[Lack("check", cast.home_visit, expired=False)])).code == "check_missing"
    )


def test_a_clash_is_named_to_whose_time_it_is(cast):
    story.join(cast, "liu", story.shift(cast))
    later = story.shift(cast, when=(at("2026-12-01 11:10"), at("2026-12-01 12:00")), title_en="Lunch")
    verdict = told(cast, later)
    assert (verdict.code, verdict.reason) == (
        "clash",
        "You have promised that hour already: Coming down together, Tue 1 December, 9:00 to 11:00.",
    )
    at_the_desk = cast.as_("chen").on_behalf_of(cast.liu.pk, cast.liu.code)
    standing = standing_of(cast.liu, later)
    assert rules.may_sign_up(at_the_desk, later, cast.liu, standing, at=NOW).reason == (
        "刘芳 has promised that hour elsewhere."
    )
    assert told(cast, story.shift(cast, when=(at("2026-12-01 11:15"), at("2026-12-01 12:00")))).code == "ok"


def test_enough_for_one_week(cast, settings):
    shift = story.shift(cast)
    assert told(cast, shift, a_week=3).code == "week_full"  # 刘芳 said three bookings a week
    assert told(cast, shift, "zhao", a_week=6).code == "ok"
    settings.SIGN_UPS_A_WEEK = 6
    assert told(cast, shift, "zhao", a_week=6).code == "week_full"
    assert told(cast, story.shift(cast, most_a_week=1), a_week=1).reason == (
        "You have 1 commitment that week already. That is enough for one week."
    )


def test_may_wait_only_where_it_is_full(cast):
    shift = story.shift(cast, 1)
    standing = standing_of(cast.liu, shift)
    assert rules.may_wait(cast.as_("liu"), shift, cast.liu, standing, at=NOW).code == "not_full"
    story.join(cast, "sun", shift)
    shift.refresh_from_db()
    assert told(cast, shift).code == "full"
    assert rules.may_wait(cast.as_("liu"), shift, cast.liu, standing_of(cast.liu, shift), at=NOW).code == "ok"
    story.wait(cast, "liu", shift)
    assert rules.may_wait(cast.as_("liu"), shift, cast.liu, standing_of(cast.liu, shift), at=NOW).code == "already_in"


def test_may_cancel_sign_up_who_and_when(cast):
    mine = story.join(cast, "liu", story.shift(cast))
    codes = {who: rules.may_cancel_sign_up(cast.as_(who), mine, at=NOW).code for who in EVERYBODY}
    assert codes == dict.fromkeys(EVERYBODY, "not_you") | dict.fromkeys(("chen", "zhao", "liu", "nuan"), "ok")
    assert rules.may_cancel_sign_up(cast.as_("liu"), mine, at=NINE).code == "started"
    mine.state = SignUpState.CANCELLED
    assert rules.may_cancel_sign_up(cast.as_("liu"), mine, at=NOW).code == "sign_up_moved_on"


def test_may_change_shift_only_before_it_begins(cast):
    shift = story.shift(cast)
    for who, code in (("liu", "not_yours"), ("outsider", "not_yours"), ("nuan", "ok")):
        assert rules.may_change_shift(cast.as_(who), shift, ShiftState.CANCELLED, at=NOW).code == code
    assert rules.may_change_shift(cast.as_("nuan"), shift, ShiftState.MOVED, at=NINE).code == "started"
    assert rules.may_change_shift(cast.as_("nuan"), shift, ShiftState.DONE, at=NINE).code == "not_over"
    assert rules.may_change_shift(cast.as_("nuan"), shift, ShiftState.DONE, at=ELEVEN).code == "ok"
    shift.state = ShiftState.CANCELLED
    assert rules.may_change_shift(cast.as_("nuan"), shift, ShiftState.MOVED, at=NOW).code == "shift_moved_on"


def test_may_invite_and_may_keep_places_for_a_team(cast):
    shift = story.shift(cast, 2)
    assert rules.may_invite(cast.as_("liu"), shift, cast.sun, Standing(free=2), at=NOW).code == "not_yours"
    assert rules.may_invite(cast.as_("chen"), shift, cast.sun, Standing(free=2), at=NOW).code == "ok"
    assert rules.may_invite(cast.as_("chen"), shift, cast.sun, Standing(free=0), at=NOW).code == "full"
    assert rules.may_keep_places(cast.as_("nuan"), shift, 2, 2).code == "ok"
    assert rules.may_keep_places(cast.as_("nuan"), shift, 3, 2).code == "full"
    assert rules.may_keep_places(cast.as_("bei"), shift, 1, 2).code == "not_yours"


def test_may_lead_only_members_of_ones_own_team(cast):
    team = cast.doorstep.pk
    assert rules.may_lead(cast.as_("nuan"), team, {1, 2}, [1, 2]).code == "ok"
    assert rules.may_lead(cast.as_("nuan"), team, {1}, [1, 2]).code == "not_member"
    assert rules.may_lead(cast.as_("liu"), team, {1}, [1]).code == "not_leader"


def test_may_note_attendance_never_about_oneself(cast):
    mine = story.join(cast, "liu", story.shift(cast))
    codes = {
        who: rules.may_note_attendance(cast.as_(who), mine, SignUpState.ATTENDED, at=ELEVEN).code for who in EVERYBODY
    }
    assert codes == dict.fromkeys(EVERYBODY, "not_yours") | dict.fromkeys(("chen", "zhao", "nuan"), "ok") | {
        "liu": "not_about_yourself"
    }
    assert rules.may_note_attendance(cast.as_("nuan"), mine, SignUpState.ATTENDED, at=NOW).code == "too_early"
    mine.guardian_word = "awaited"
    told = rules.may_note_attendance(cast.as_("nuan"), mine, SignUpState.ATTENDED, at=ELEVEN)
    assert told.code == "guardian_awaited"


def test_may_keep_feed_of_ones_own(cast):
    assert rules.may_keep_feed(cast.as_("liu"), cast.liu, at=NOW).code == "ok"
    assert rules.may_keep_feed(cast.as_("chen"), cast.liu, at=NOW).code == "not_you"
    assert rules.may_keep_feed(cast.as_(None), cast.liu, at=NOW).code == "sign_in_first"
