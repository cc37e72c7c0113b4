"""What somebody can do, speaks, and when they are free."""

import datetime as dt

from django.utils.timezone import localdate

from tongzhuo.kernel.models import Line
from tongzhuo.people import actions, rules
from tongzhuo.people.models import PersonSkill
from tongzhuo.people.queries import valid_skills
from tongzhuo.people.states import ShownBy
from tongzhuo.people.tests.test_records import refusal, said
from tongzhuo.people.times import DifferentDay, Limits, WeeklyHours

MORNING = (dt.time(9), dt.time(12))


def test_liu_says_when_she_is_free_and_the_old_hours_are_gone(cast):
    liu = cast.as_("liu")
    rest = localdate() + dt.timedelta(days=9)
    away = DifferentDay(dt.date(2027, 2, 7))
    available = actions.set_availability(
        by=liu, person=cast.liu, windows=[WeeklyHours(1, *MORNING)], different=[away], limits=Limits(800, 1, 120, rest)
    )
    assert [(w.weekday, w.from_time, w.until_time) for w in available.windows.all()] == [(1, *MORNING)]
    assert [(d.day, d.free) for d in available.exceptions.all()] == [(dt.date(2027, 2, 7), False)]
    assert (available.radius_m, available.bookings_a_week, available.minutes_a_week) == (800, 1, 120)
    assert available.rest_until == rest
    assert said() == ["person.availability_set"]


def test_hours_are_refused_by_name_and_by_whose_they_are(cast):
    backwards = [WeeklyHours(1, dt.time(12), dt.time(9))]
    facts = {"person": cast.liu, "windows": backwards}
    assert refusal(actions.set_availability, by=cast.as_("liu"), **facts) == "hours_backwards"
    assert refusal(actions.set_availability, by=cast.as_("sun"), person=cast.liu) == "not_yours"
    assert cast.liu.availability.windows.count() == 7


def test_a_skill_is_said_by_the_person_and_proved_by_the_office(cast):
    skill = actions.declare_skill(by=cast.as_("liu"), person=cast.liu, term=cast.wheelchair)
    assert skill.shown_by == ShownBy.SELF
    until = localdate() + dt.timedelta(days=365)
    actions.prove_skill(by=cast.as_("chen"), person=cast.liu, term=cast.wheelchair, until=until)
    actions.declare_skill(by=cast.as_("liu"), person=cast.liu, term=cast.wheelchair)
    skill.refresh_from_db()
    assert (skill.shown_by, skill.until) == (ShownBy.CERTIFICATE, until)
    assert said() == ["person.skill_declared", "person.skill_proved"]


def test_a_certificate_that_has_run_out_is_no_skill(cast):
    day = dt.date(2027, 1, 1)
    PersonSkill.objects.create(person=cast.liu, term=cast.home_visit, shown_by=ShownBy.CERTIFICATE, until=day)
    assert [valid_skills(day + dt.timedelta(days=n)).count() for n in (0, 1)] == [1, 0]


def test_who_may_prove_a_skill(cast):
    for by, code in {
        "chen": "ok",
        "zhao": "ok",
        "liu": "not_your_own",
        "sun": "no_mandate_here",
        "nuan": "no_mandate_here",
        "outsider": "no_mandate_here",
        None: "no_mandate_here",
    }.items():
        assert rules.may_prove_skill(cast.as_(by), cast.liu, at=None).code == code


def test_a_proof_needs_a_paper_that_counts(cast):
    facts = {"by": cast.as_("chen"), "person": cast.liu, "term": cast.home_visit}
    assert refusal(actions.prove_skill, **facts, shown_by=ShownBy.SELF) == "not_proved"
    assert refusal(actions.prove_skill, **facts, until=localdate() - dt.timedelta(days=1)) == "run_out"
    assert refusal(actions.prove_skill, **facts | {"term": cast.lamp}) == "wrong_shelf"
    assert refusal(actions.declare_skill, by=cast.as_("liu"), person=cast.liu, term=cast.home_visit) == "wrong_shelf"


def test_a_skill_is_dropped_by_the_person_a_check_only_by_the_office(cast):
    liu, chen = cast.as_("liu"), cast.as_("chen")
    skill = actions.declare_skill(by=liu, person=cast.liu, term=cast.wheelchair)
    check = actions.prove_skill(by=chen, person=cast.liu, term=cast.home_visit)
    assert refusal(actions.drop_skill, by=liu, skill=check) == "not_your_own"
    actions.drop_skill(by=liu, skill=skill)
    actions.drop_skill(by=chen, skill=check)
    assert PersonSkill.objects.count() == 0
    assert Line.objects.filter(did="person.skill_dropped").count() == 2


def test_languages_are_set_as_a_whole(cast):
    actions.set_languages(by=cast.as_("liu"), person=cast.liu, languages=[cast.mandarin])
    assert list(cast.liu.languages.all()) == [cast.mandarin]
    wrong = {"by": cast.as_("liu"), "person": cast.liu, "languages": [cast.wheelchair]}
    assert refusal(actions.set_languages, **wrong) == "wrong_shelf"
    assert Line.objects.get().facts == {"languages": ["mandarin"]}
