"""Nothing is shown or sent without the yes it needs; taking it back works at once."""

import datetime as dt

import pytest
from django.utils.timezone import localdate

from tongzhuo.kernel.models import Line
from tongzhuo.people import actions, rules
from tongzhuo.people.models import Consent
from tongzhuo.people.queries import agreed, guardians_of, people_kept_by, people_visible_to, who_opened
from tongzhuo.people.states import Agreement, HowAgreed
from tongzhuo.people.tests.test_records import refusal, said


def test_guo_agrees_at_the_desk_and_takes_it_back_alone(cast):
    consent = actions.give_consent(
        by=cast.as_("chen"), person=cast.guo, purpose=Agreement.SHARE_TASK, how=HowAgreed.ALOUD
    )
    assert (consent.noted_by, consent.given_on) == (cast.chen, localdate())
    assert agreed(cast.guo, Agreement.SHARE_TASK)
    actions.withdraw_consent(by=cast.as_("guo"), consent=consent)
    assert not agreed(cast.guo, Agreement.SHARE_TASK)
    actions.withdraw_consent(by=cast.as_("guo"), consent=consent)
    assert said() == ["consent.given", "consent.withdrawn"]


def test_a_yes_given_again_after_it_was_taken_back_is_a_new_one(cast):
    guo = cast.as_("guo")
    first = actions.give_consent(by=guo, person=cast.guo, purpose=Agreement.BE_ASKED)
    assert refusal(actions.give_consent, by=guo, person=cast.guo, purpose=Agreement.BE_ASKED) == "agreed_already"
    actions.withdraw_consent(by=guo, consent=first)
    actions.give_consent(by=guo, person=cast.guo, purpose=Agreement.BE_ASKED)
    assert Consent.objects.filter(person=cast.guo).count() == 2


@pytest.mark.parametrize(
    ("by", "how", "code"),
    [
        ("guo", HowAgreed.TICK, "ok"),
        ("chen", HowAgreed.ALOUD, "ok"),
        ("zhao", HowAgreed.PAPER, "ok"),
        ("chen", HowAgreed.TICK, "say_how"),
        ("sun", HowAgreed.ALOUD, "not_yours"),
        ("outsider", HowAgreed.ALOUD, "not_yours"),
        ("gao", HowAgreed.ALOUD, "not_yours"),
        (None, HowAgreed.TICK, "not_yours"),
    ],
)
def test_who_may_agree_for_whom_and_how(cast, by, how, code):
    facts = {"purpose": Agreement.BE_ASKED, "how": how, "given_on": localdate()}
    assert rules.may_agree(cast.as_(by), cast.guo, **facts, at=None).code == code


@pytest.mark.parametrize(
    ("age", "purpose", "by", "code"),
    [
        (13, Agreement.BE_RECORDED, "teen", "guardian_must_agree"),
        (13, Agreement.BE_RECORDED, "wang", "ok"),
        (15, Agreement.BE_RECORDED, "teen", "ok"),
        (15, Agreement.BE_ASKED, "teen", "guardian_must_agree"),
        (15, Agreement.BE_ASKED, "wang", "ok"),
        (18, Agreement.BE_ASKED, "teen", "ok"),
    ],
)
def test_age_is_read_on_the_day_of_the_act(cast, age, purpose, by, code):
    day = dt.date(2026, 6, 1)
    teen = cast.person("teen", "王小宝", birth_date=dt.date(2026 - age, 6, 1))
    if age < 18:
        actions.begin_guardianship(by=cast.as_("chen"), minor=teen, guardian=cast.wang, starts_on=dt.date(2026, 1, 1))
    facts = {"purpose": purpose, "how": HowAgreed.TICK, "given_on": day, "guardians": guardians_of(teen, day)}
    assert rules.may_agree(cast.as_(by), teen, **facts, at=dt.datetime(2026, 6, 1, tzinfo=dt.UTC)).code == code


def test_the_desk_notes_what_a_guardian_said(cast):
    teen = cast.person("teen", "王小宝", birth_date=localdate() - dt.timedelta(days=15 * 366))
    chen = cast.as_("chen")
    actions.begin_guardianship(by=chen, minor=teen, guardian=cast.wang)
    facts = {"by": chen, "person": teen, "purpose": Agreement.BE_ASKED, "how": HowAgreed.PAPER}
    assert refusal(actions.give_consent, **facts) == "guardian_must_agree"
    assert actions.give_consent(**facts, agreed_by=cast.wang).agreed_by == cast.wang


def test_who_takes_back_being_written_down_disappears_from_the_desk_at_once(cast):
    consent = actions.give_consent(by=cast.as_("liu"), person=cast.liu, purpose=Agreement.BE_RECORDED)
    assert cast.liu in people_kept_by(cast.as_("chen"))
    actions.withdraw_consent(by=cast.as_("liu"), consent=consent)
    for viewer in ("chen", "sun"):
        assert cast.liu not in people_visible_to(cast.as_(viewer))
    assert cast.liu in people_visible_to(cast.as_("liu"))


def test_who_opened_my_record_is_a_list_i_can_read(cast):
    chen = cast.as_("chen")
    actions.record_opened(by=chen, person=cast.liu, saw=["free times", "checks"], why="planning")
    assert actions.record_opened(by=chen, person=cast.liu, saw=["checks"]) is None
    actions.record_opened(by=cast.as_("zhao"), person=cast.liu, saw=["checks"])
    assert actions.record_opened(by=cast.as_("liu"), person=cast.liu, saw=["checks"]) is None
    assert [(look.name, look.why, look.saw) for look in who_opened(cast.liu)] == [
        ("赵宁", "", ("checks",)),
        ("陈丽", "planning", ("checks", "free times")),
    ]
    assert refusal(actions.record_opened, by=cast.as_("outsider"), person=cast.liu) == "not_yours"


def test_a_look_after_an_hour_is_a_new_line(cast):
    chen = cast.as_("chen")
    actions.record_opened(by=chen, person=cast.liu, saw=["checks"])
    Line.objects.update(created=Line.objects.get().created - dt.timedelta(minutes=61))
    assert actions.record_opened(by=chen, person=cast.liu, saw=["checks"]) is not None
