"""A check runs out, a yes is taken back, cover ends: nobody unfit stands in a future shift, and both sides know."""

import datetime as dt

import pytest
import time_machine

from tests.cast import at, term
from tongzhuo.fitness import queries, staying, tasks
from tongzhuo.fitness.actions import judge_again
from tongzhuo.kernel import memory
from tongzhuo.kernel.models import Delivery
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.notices.models import Notice
from tongzhuo.notices.sentences import said
from tongzhuo.people import actions as people
from tongzhuo.people.models import Consent, PersonSkill
from tongzhuo.people.states import Agreement, HowAgreed, ShownBy
from tongzhuo.service import actions, rules
from tongzhuo.service.models import Activity, SignUp
from tongzhuo.service.standing import standing_of
from tongzhuo.service.states import Demand
from tongzhuo.service.tests import story
from tongzhuo.service.tests.story import ELEVEN, NINE, NOW, join, states, wait
from tongzhuo.vocabulary.states import Shelf

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
A_DAY = dt.timedelta(days=1)


@pytest.fixture
def clock(db):
    with time_machine.travel(NOW, tick=False) as moving:
        yield moving


@pytest.fixture
def check():
    return term(Shelf.CHECK, "child-care", "儿童照护核查", "Child care check")


def carry_on(*, twice=True):
    while memory.sweep():
        pass
    if twice:
        Delivery.objects.update(done=None, tries=0)
        while memory.sweep():
            pass


def proved(cast, what, until=None, who="liu", **more):
    return people.prove_skill(by=cast.as_("chen"), person=cast.people[who], term=what, until=until, **more)


def demanding(cast, what, demand=Demand.CHECK, places=1, **facts):
    return story.shift(cast, places, of=story.activity(cast, demands=((str(demand), what),), **facts))


def of(person, shift=None):
    rows = SignUp.objects.filter(person=person).order_by("-pk")
    return (rows.filter(shift=shift) if shift else rows)[0]


def told(person):
    """Kind and lines of what somebody was told, oldest first."""
    rows = Notice.objects.filter(to=person, kind__regex="blocked|restored|let_go|ready|gave_way|uncovered").order_by(
        "pk"
    )
    return [(one.kind.partition(".")[2], said(one.kind, one.facts, "Asia/Shanghai").lines) for one in rows]


def kinds(person):
    return [kind for kind, _lines in told(person)]


def test_a_check_that_is_taken_back_blocks_at_once_and_tells_both_sides(cast, clock, check):
    shift = demanding(cast, check)
    skill = proved(cast, check, at("2026-12-31 00:00").date())
    join(cast, "liu", shift)
    people.drop_skill(by=cast.as_("chen"), skill=skill)
    carry_on()
    mine = of(cast.liu)
    assert (mine.state, mine.blocked_since, mine.blocked_code, mine.blocked_term) == (
        "signed_up",
        NOW,
        "check_missing",
        check,
    )
    ((kind, lines),) = told(cast.liu)
    assert kind == "blocked"
    assert lines == (
        "Coming down together",
        "When: Tue 1 December, 9:00 to 11:00",
        "This takes a check first: Child care check. The office does it with you.",
        f"{cast.willow.name_en} helps you with it.",
        "Your place is kept until Mon 30 November, 9:00.",
    )
    # 阮暖 leads: she reads that there is no check, never which, nor why. 陈丽's office reads what is missing.
    assert told(cast.nuan)[0][1][0] == "刘芳, Coming down together: not checked"
    assert told(cast.nuan)[0][1][2] == "Since: Mon 23 November, 9:20"
    assert "Child care check" in told(cast.chen)[0][1][0]
    assert (kinds(cast.nuan), kinds(cast.chen), mine.seen_word) == (["not_ready"], ["not_ready"], "not checked")

    proved(cast, check, at("2026-12-31 00:00").date())
    carry_on()
    assert (of(cast.liu).blocked_since, of(cast.liu).blocked_code) == (None, "")
    assert (kinds(cast.liu), kinds(cast.nuan)) == (["blocked", "restored"], ["not_ready", "ready"])


def test_the_place_is_kept_until_a_day_before_then_it_goes_to_who_waits(cast, clock, check):
    """kept_until: a day before the start, never less than two hours, never longer than until it starts."""
    shift = demanding(cast, check)
    skill = proved(cast, check)
    proved(cast, check, who="sun")
    join(cast, "liu", shift)
    wait(cast, "sun", shift)
    people.drop_skill(by=cast.as_("chen"), skill=skill)
    carry_on()
    clock.move_to(NINE - 25 * HOUR)
    tasks.judge_again_by_the_clock.call_local()
    assert states(shift) == {"刘芳": "signed_up", "孙伟": "waiting"}
    clock.move_to(NINE - 24 * HOUR)
    tasks.judge_again_by_the_clock.call_local()
    tasks.judge_again_by_the_clock.call_local()
    carry_on()
    assert states(shift) == {"刘芳": "cancelled", "孙伟": "offered"}
    assert (kinds(cast.liu), kinds(cast.nuan)) == (["blocked", "let_go"], ["not_ready", "gave_way"])
    assert of(cast.liu).reason == ""
    late = (NINE - HOUR, NINE - 5 * HOUR, NINE - 30 * HOUR)
    until = [staying.kept_until(shift, "check_missing", since) for since in late]
    assert until == [NINE, NINE - 3 * HOUR, NINE - 24 * HOUR]
    assert staying.kept_until(shift, "not_agreed", NOW) == NOW
    assert staying.kept_until(shift, "not_insured", NOW) == NINE


def test_a_certificate_that_runs_out_before_the_day_is_found_by_the_clock_alone(cast, clock, check):
    shift = demanding(cast, check)
    proved(cast, check, at("2026-12-31 00:00").date())
    join(cast, "liu", shift)
    carry_on()
    PersonSkill.objects.update(until=dt.date(2026, 11, 30))  # as a list that arrives writes it, without a line
    assert [one.person for one in queries.perhaps_unfit(NOW)] == [cast.liu]
    tasks.judge_again_by_the_clock.call_local()
    carry_on()
    assert (of(cast.liu).blocked_code, kinds(cast.liu)) == ("check_expired", ["blocked"])
    assert "has run out: Child care check" in told(cast.liu)[0][1][2]
    PersonSkill.objects.update(until=dt.date(2026, 12, 1))
    tasks.judge_again_by_the_clock.call_local()
    assert of(cast.liu).blocked_since is None


def test_a_shift_that_moves_past_the_day_of_the_certificate(cast, clock, check):
    shift = demanding(cast, check)
    proved(cast, check, dt.date(2026, 12, 1))
    join(cast, "liu", shift)
    actions.move_shift(by=cast.as_("nuan"), shift=shift, starts=NINE + A_DAY, ends=ELEVEN + A_DAY)
    carry_on()
    assert of(cast.liu).blocked_code == "check_expired"


def test_training_and_skill(cast, clock):
    first_aid = term(Shelf.SKILL, "first-aid", "急救", "First aid")
    trained = demanding(cast, first_aid, Demand.TRAINING)
    skill = proved(cast, first_aid, shown_by=ShownBy.TRAINING)
    join(cast, "liu", trained)
    people.drop_skill(by=cast.as_("liu"), skill=skill)
    carry_on()
    assert (of(cast.liu).blocked_code, of(cast.liu).seen_word) == ("training_missing", "not ready")
    people.declare_skill(by=cast.as_("liu"), person=cast.liu, term=first_aid)
    carry_on()
    assert of(cast.liu).blocked_code == "training_missing"  # saying so is no training
    proved(cast, first_aid, shown_by=ShownBy.TRAINING)
    carry_on()
    assert of(cast.liu).blocked_since is None


def test_who_was_asked_without_a_skill_may_stay_until_they_take_one_back(cast, clock):
    """may_stay: the coordinator knew; a skill that is dropped afterwards counts."""
    cooking = term(Shelf.SKILL, "cooking", "做饭", "Cooking")
    shift = demanding(cast, cooking, Demand.SKILL, places=2)
    for who in ("liu", "sun"):
        actions.invite(by=cast.as_("chen"), shift=shift, person=cast.people[who])
    skill = people.declare_skill(by=cast.as_("sun"), person=cast.sun, term=cooking)
    for who in ("liu", "sun"):
        join(cast, who, shift)
    carry_on()
    tasks.judge_again_by_the_clock.call_local()
    assert [one.blocked_since for one in SignUp.objects.order_by("pk")] == [None, None]
    people.drop_skill(by=cast.as_("sun"), skill=skill)
    carry_on()
    tasks.judge_again_by_the_clock.call_local()
    assert [one.blocked_code for one in SignUp.objects.order_by("pk")] == ["", "skill_missing"]
    standing = standing_of(cast.liu, shift)
    assert rules.may_stay(shift, of(cast.liu), standing, asked=False, dropped="cooking").code == "skill_missing"


def test_who_takes_back_being_written_down_is_free_at_once(cast, clock):
    shift = story.shift(cast, 1)
    consent = Consent.objects.create(
        person=cast.liu, purpose=Agreement.BE_RECORDED, how=HowAgreed.TICK, given_on=NOW.date()
    )
    join(cast, "liu", shift)
    wait(cast, "sun", shift)
    people.withdraw_consent(by=cast.as_("liu"), consent=consent)
    carry_on()
    assert states(shift) == {"刘芳": "cancelled", "孙伟": "offered"}
    assert (kinds(cast.liu), kinds(cast.nuan)) == (["let_go"], ["gave_way"])


def test_who_takes_back_being_asked_is_asked_no_longer_and_keeps_what_they_promised(cast, clock):
    asked, promised = story.shift(cast, 1), story.shift(cast, 1, when=(NINE + A_DAY, ELEVEN + A_DAY))
    actions.invite(by=cast.as_("chen"), shift=asked, person=cast.liu)
    join(cast, "liu", promised)
    consent = Consent.objects.get(person=cast.liu, purpose=Agreement.BE_ASKED, withdrawn_at=None)
    people.withdraw_consent(by=cast.as_("liu"), consent=consent)
    carry_on()
    assert (of(cast.liu, asked).state, of(cast.liu, promised).state) == ("cancelled", "signed_up")
    assert of(cast.liu, promised).blocked_since is None


def test_a_minor_whose_guardian_is_no_longer_one(cast, clock):
    xiaoyu = story.minor(cast, dt.date(2010, 5, 1))
    shift = story.shift(cast, 1)
    signed = join(cast, "yu", shift)
    actions.answer_for_minor(by=cast.as_("guo"), sign_up=signed, agrees=True)
    people.end_guardianship(by=cast.as_("chen"), guardianship=xiaoyu.guardians.get())
    carry_on()
    assert (of(xiaoyu).blocked_code, kinds(xiaoyu)) == ("guardian_missing", ["blocked"])
    people.begin_guardianship(by=cast.as_("chen"), minor=xiaoyu, guardian=cast.guo)
    carry_on()
    assert of(xiaoyu).blocked_since is None


def test_cover_that_ends_sooner_blocks_the_day_and_tells_whoever_leads_once(cast, clock):
    cover = {"insurer": "平安", "policy_number": "A1", "insured_until": dt.date(2026, 12, 31)}
    first = story.shift(cast, 5, of=story.activity(cast, dangerous=True, **cover))
    second = story.shift(cast, 5, of=first.activity, when=(NINE + A_DAY, ELEVEN + A_DAY))
    for shift in (first, second):
        for who in ("liu", "sun"):
            join(cast, who, shift)
    renew = {"by": cast.as_("chen"), "activity": first.activity, "insurer": "平安", "policy_number": "A1"}
    actions.record_cover(**renew, until=dt.date(2026, 11, 25))
    carry_on()
    assert [one.blocked_code for one in SignUp.objects.order_by("pk")] == ["not_insured"] * 4
    # each is told once for both days, whoever leads once for each day
    assert (kinds(cast.liu), kinds(cast.sun)) == (["blocked"], ["blocked"])
    assert kinds(cast.nuan) == kinds(cast.chen) == ["uncovered", "uncovered"]
    things = Notice.objects.get(to=cast.liu, kind="sign_up.blocked").facts["things"]
    assert [one["starts"] for one in things] == ["2026-12-01T01:00:00+00:00", "2026-12-02T01:00:00+00:00"]
    clock.move_to(NINE - HOUR)
    tasks.judge_again_by_the_clock.call_local()
    assert set(states(first).values()) == {"signed_up"}
    actions.record_cover(**renew, until=dt.date(2026, 12, 31))
    carry_on()
    assert set(SignUp.objects.values_list("blocked_since", flat=True)) == {None}
    assert kinds(cast.nuan) == ["uncovered", "uncovered"]


def test_who_waits_and_is_not_ready_is_passed_over_and_keeps_their_turn(cast, clock, check):
    shift = demanding(cast, check)
    skills = {who: proved(cast, check, who=who) for who in ("liu", "sun", "wang")}
    mine = join(cast, "liu", shift)
    wait(cast, "sun", shift)
    wait(cast, "wang", shift)
    people.drop_skill(by=cast.as_("chen"), skill=skills["sun"])
    carry_on()
    actions.cancel_sign_up(by=cast.as_("liu"), sign_up=mine)
    assert states(shift) == {"刘芳": "cancelled", "孙伟": "waiting", "王娟": "offered"}


def test_nobody_else_s_sign_ups_are_looked_at_and_nothing_happens_twice(cast, clock, check):
    shift = demanding(cast, check, places=3)
    for who in ("liu", "sun"):
        proved(cast, check, who=who)
        join(cast, who, shift)
    before = Activity.objects.count()
    PersonSkill.objects.filter(person=cast.liu).delete()
    first = judge_again(by=cast.as_("chen"), person=cast.liu)
    again = judge_again(by=cast.as_("chen"), person=cast.liu)
    assert ([one.person for one in first.blocked], again.blocked, again.restored) == ([cast.liu], [], [])
    assert (of(cast.sun).blocked_since, Activity.objects.count()) == (None, before)


def test_still_fit_asks_once_more_at_the_door(cast, clock, check):
    shift = demanding(cast, check)
    proved(cast, check)
    signed = join(cast, "liu", shift)
    assert queries.still_fit(cast.liu, shift, signed)
    PersonSkill.objects.all().delete()
    assert queries.still_fit(cast.liu, shift, signed).code == "check_missing"
    with pytest.raises(Refused):
        join(cast, "liu", shift)
