"""Training, awards and evaluations: who writes them, who reads them, and how they are put right."""

import datetime as dt

import pytest
import time_machine

from tongzhuo.honours import actions, queries, rules
from tongzhuo.honours.models import Award, Evaluation, TrainingRecord
from tongzhuo.honours.tests import story
from tongzhuo.kernel.models import Line
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.notices.models import Notice
from tongzhuo.people.models import PersonSkill
from tongzhuo.people.states import ShownBy
from tongzhuo.records.states import RecordState

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(story.THURSDAY, tick=False) as moving:
        yield moving


def refusal(act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.verdict.code


def test_one_form_for_all_who_were_there(cast):
    made = story.trained(cast, "liu", "sun", "wang")
    assert [one.person.name for one in made] == ["刘芳", "孙伟", "王娟"]
    first = TrainingRecord.objects.get(person=cast.liu)
    told = (first.name, first.content, first.minutes, first.organiser, first.held_on, first.recorded_by)
    assert told == ("急救入门", "心肺复苏、止血、怎样叫救护车", 180, "和信社工站", dt.date(2026, 11, 28), cast.office)
    line = Line.objects.get(did="training.noted")
    assert line.facts["lines"] == [one.code for one in made]


def test_who_may_note_training_and_who_may_not(cast):
    """`may_note_training`: an organisation, or the office of its place, about people it meets, never about oneself."""
    assert refusal(lambda: story.trained(cast, "liu", by="liu")) == "not_yours"
    assert refusal(lambda: story.trained(cast, "liu", by="outsider")) == "not_yours"
    assert refusal(lambda: story.trained(cast, "liu", "chen")) == "own_record"
    assert refusal(lambda: story.trained(cast, "outsider")) == "not_met"
    assert refusal(lambda: story.trained(cast, "liu", minutes=0)) == "hours_out_of_range"
    assert refusal(lambda: story.trained(cast, "liu", content=" ")) == "nothing_said"
    assert refusal(lambda: story.trained(cast, "liu", held_on=dt.date(2026, 12, 4))) == "not_yet"
    assert refusal(lambda: story.trained(cast, "liu", skill=cast.lamp)) == "wrong_shelf"
    early = {"skill": cast.wheelchair, "skill_until": dt.date(2026, 1, 1)}
    assert refusal(lambda: story.trained(cast, "liu", **early)) == "run_out"
    told = {"met": set(), "at": story.THURSDAY}
    nobody = rules.may_note_training(cast.as_(None), cast.office, [cast.liu], story.course(cast), **told)
    assert nobody.code == "not_yours"
    none = rules.may_note_training(cast.as_("chen"), cast.office, [], story.course(cast), **told)
    assert none.code == "nobody_named"
    assert TrainingRecord.objects.count() == 0


def test_an_award_of_another_unit_needs_the_paper(cast):
    """`may_note_award`: article 9 asks for the material."""
    assert story.awarded(cast)[0].granted_by == "柳荫里居委会"
    assert refusal(lambda: story.awarded(cast, granted_by="和信区民政局")) == "not_seen"
    seen = story.awarded(cast, granted_by="和信区民政局", seen="表彰决定，和民〔2026〕14号")[0]
    assert seen.seen == "表彰决定，和民〔2026〕14号"
    assert refusal(lambda: story.awarded(cast, name="")) == "nothing_said"
    assert refusal(lambda: story.awarded(cast, by="nuan")) == "not_yours"


def test_a_service_is_evaluated_once_and_late_words_are_marked(cast):
    """`may_evaluate`: by whoever recorded it, of confirmed service, after it."""
    line, other = story.served(cast), story.served(cast, begins="2026-11-04 09:00")
    assert story.evaluated(cast, line).is_late is False
    assert refusal(lambda: story.evaluated(cast, line)) == "evaluated_already"
    assert refusal(lambda: story.evaluated(cast, other, by="nuan")) == "not_yours"
    assert refusal(lambda: story.evaluated(cast, other, evaluated_on=dt.date(2026, 11, 1))) == "too_early"
    assert refusal(lambda: story.evaluated(cast, other, words="很" * 501)) == "too_long"
    assert story.evaluated(cast, other, evaluated_on=dt.date(2026, 11, 18)).is_late is True
    waiting = story.served(cast, state=RecordState.PROPOSED, confirmed_by=None)
    assert refusal(lambda: story.evaluated(cast, waiting)) == "not_confirmed"
    own = story.served(cast, "chen")
    assert refusal(lambda: story.evaluated(cast, own)) == "own_record"


def test_a_training_proves_a_skill_where_all_skills_are(cast):
    story.trained(cast, "liu", skill=cast.wheelchair, skill_until=dt.date(2028, 11, 28))
    held = PersonSkill.objects.get(person=cast.liu)
    assert (held.term, held.shown_by, held.until) == (cast.wheelchair, ShownBy.TRAINING, dt.date(2028, 11, 28))


def test_what_another_organisation_trained_waits_for_the_office(cast):
    """`may_accept_skill`: Warm Doorstep knows its fellows, but the desk says that it proves a skill."""
    from tongzhuo.organisations.models import Membership

    Membership.objects.create(person=cast.liu, organisation=cast.doorstep, starts_on=dt.date(2026, 1, 1))
    (line,) = story.trained(cast, "liu", by="nuan", unit="doorstep", skill=cast.wheelchair)
    assert (line.proved_at, PersonSkill.objects.count()) == (None, 0)
    assert [one.pk for one in queries.skills_to_accept(cast.as_("chen"))] == [line.pk]
    assert refusal(lambda: actions.accept_skill(by=cast.as_("nuan"), training=line)) == "no_mandate_here"
    assert refusal(lambda: actions.accept_skill(by=cast.as_("liu"), training=line)) == "own_record"
    assert refusal(lambda: actions.accept_skill(by=cast.as_("outsider"), training=line)) == "no_mandate_here"
    actions.accept_skill(by=cast.as_("chen"), training=line)
    assert PersonSkill.objects.get(person=cast.liu).shown_by == ShownBy.TRAINING
    assert refusal(lambda: actions.accept_skill(by=cast.as_("chen"), training=line)) == "nothing_to_accept"
    assert list(queries.skills_to_accept(cast.as_("chen"))) == []


def test_a_correction_is_a_line_in_the_place_of_the_first(cast):
    """`may_correct_line`: nothing is overwritten, and each line is corrected once."""
    (first,) = story.trained(cast, "liu", skill=cast.wheelchair)
    said = story.course(cast, minutes=120, skill=cast.homework)
    right = {"line": first, "said": said, "reason": "只上了两个小时"}
    assert refusal(lambda: actions.correct_training(by=cast.as_("liu"), **right)) == "not_yours"
    assert refusal(lambda: actions.correct_training(by=cast.as_("outsider"), **right)) == "not_yours"
    assert refusal(lambda: actions.correct_training(by=cast.as_("chen"), **right | {"reason": " "})) == "nothing_said"
    made = actions.correct_training(by=cast.as_("chen"), **right)
    first.refresh_from_db()
    assert (first.minutes, made.minutes, made.corrects, made.reason) == (180, 120, first, "只上了两个小时")
    assert [held.term for held in PersonSkill.objects.filter(person=cast.liu)] == [cast.homework]
    assert refusal(lambda: actions.correct_training(by=cast.as_("chen"), **right)) == "corrected_already"
    gone = actions.strike_line(by=cast.as_("zhao"), line=made, reason="她那天没有来")
    assert (gone.struck, gone.minutes, PersonSkill.objects.count()) == (True, 120, 0)
    shown = queries.trainings_visible_to(cast.as_("liu"))
    assert [queries.stands(one) for one in shown] == [False, False, False]
    assert refusal(lambda: actions.strike_line(by=cast.as_("chen"), line=gone, reason="再来")) == "corrected_already"


def test_a_skill_that_two_trainings_prove_stays_when_one_goes(cast):
    first, again = (story.trained(cast, "liu", skill=cast.wheelchair)[0] for _ in range(2))
    actions.strike_line(by=cast.as_("chen"), line=first, reason="写了两遍")
    assert PersonSkill.objects.filter(person=cast.liu).count() == 1
    actions.strike_line(by=cast.as_("chen"), line=again, reason="也不对")
    assert PersonSkill.objects.filter(person=cast.liu).count() == 0


def test_awards_and_evaluations_are_put_right_too(cast):
    (award,), line = story.awarded(cast), story.served(cast)
    evaluation = story.evaluated(cast, line)
    right = actions.correct_award(by=cast.as_("chen"), line=award, said=story.medal(name="好邻居"), reason="名称写错")
    said = story.judged(quality="good")
    calm = actions.correct_evaluation(by=cast.as_("zhao"), line=evaluation, said=said, reason="按错了")
    assert (right.name, right.corrects, calm.quality, calm.service) == ("好邻居", award, "good", line)
    assert actions.strike_line(by=cast.as_("chen"), line=calm, reason="不是她").struck is True
    assert (Award.objects.count(), Evaluation.objects.count()) == (2, 3)


def test_who_reads_it(cast):
    story.trained(cast, "liu", "sun")
    readers = {"liu": 1, "sun": 1, "chen": 2, "zhao": 2, "nuan": 0, "wang": 0, "outsider": 0, None: 0}
    assert {who: queries.trainings_visible_to(cast.as_(who)).count() for who in readers} == readers


def test_the_person_hears_of_it_once(cast, reacted):
    (line,) = story.trained(cast, "liu")
    actions.correct_training(by=cast.as_("chen"), line=line, said=story.course(cast, minutes=60), reason="写多了")
    reacted()
    reacted()
    told = Notice.objects.filter(to=cast.liu).order_by("pk").values_list("kind", flat=True)
    assert list(told) == ["record.noted", "record.corrected"]
