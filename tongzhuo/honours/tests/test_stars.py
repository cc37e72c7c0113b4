"""Stars: which hours count, how long they are publicised, who stops them, and when they go."""

import datetime as dt

import pytest
import time_machine

from tests.cast import at
from tongzhuo.honours import actions, queries, rules
from tongzhuo.honours.models import Objection, StarRating
from tongzhuo.honours.states import ObjectionState, StarState
from tongzhuo.honours.sweeping import sweep_stars
from tongzhuo.honours.tests import story
from tongzhuo.honours.tests.test_noted import refusal
from tongzhuo.kernel.models import Line
from tongzhuo.kernel.viewer import the_system
from tongzhuo.notices.models import Notice
from tongzhuo.records import actions as records
from tongzhuo.records.states import Proof, RecordState

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(story.THURSDAY, tick=False) as moving:
        yield moving


def sweep() -> list[tuple[str, int, str]]:
    from django.utils.timezone import now

    sweep_stars(at=now())
    rows = StarRating.objects.select_related("person").order_by("pk")
    return [(one.person.name, one.stars, str(one.state)) for one in rows]


def test_the_night_publicises_what_is_reached_and_the_term_counts_working_days(cast, clock):
    story.served(cast, "liu", 98)
    assert sweep() == []
    story.served(cast, "liu", 4)
    assert [sweep() for _again in range(3)] == [[("刘芳", 1, "publicised")]] * 3
    rating = StarRating.objects.get()
    cast.liu.refresh_from_db()
    assert (rating.ends_on, rating.hours, rating.minutes) == (story.LAST_DAY, 100, 6120)
    assert rating.volunteer_number == cast.liu.volunteer_number
    for day in ("2026-12-08 04:00", "2026-12-10 23:55"):
        clock.move_to(at(day))
        assert (sweep(), queries.stars_of(cast.liu.pk)) == ([("刘芳", 1, "publicised")], 0)
    clock.move_to(story.FRIDAY)
    assert [sweep() for _again in range(2)] == [[("刘芳", 1, "in_effect")]] * 2
    assert queries.stars_of(cast.liu.pk) == 1
    assert Line.objects.filter(did__startswith="star.").count() == 2


def test_the_term_and_the_steps_are_settings(cast, settings):
    settings.STAR_HOURS, settings.STAR_WORKING_DAYS = [300, 10, 50], 3
    rating = story.publicised(cast, hours=60)
    assert (rating.stars, rating.hours, rating.ends_on) == (2, 50, dt.date(2026, 12, 8))


def test_which_hours_count(cast):
    story.served(cast, hours=50)
    story.served(cast, hours=70, state=RecordState.PROPOSED, confirmed_by=None)
    story.served(cast, hours=70, state=RecordState.REFUSED)
    story.served(cast, "sun", hours=70)
    assert queries.counting_minutes(cast.liu.pk) == 50 * 60
    late = {"proof": Proof.LATER, "entered_by": cast.chen}
    waits = story.served(cast, hours=10, state=RecordState.PROPOSED, confirmed_by=None, **late)
    assert queries.counting_minutes(cast.liu.pk) == 50 * 60
    records.confirm_record(by=cast.as_("zhao"), line=waits)
    assert queries.counting_minutes(cast.liu.pk) == 60 * 60
    records.correct_record(by=cast.as_("chen"), line=waits, minutes=20 * 60, reason="一个人说了算")
    assert queries.counting_minutes(cast.liu.pk) == 60 * 60
    records.correct_record(by=cast.as_("chen"), line=waits, minutes=5 * 60, reason="多写了")
    assert queries.counting_minutes(cast.liu.pk) == 45 * 60


def test_who_may_publicise_a_star(cast):
    """`may_publicise_star`: the night, the office, the person; nobody else, and nothing that is not reached."""
    story.served(cast, hours=300)
    for who in ("sun", "nuan", "outsider", None):
        assert refusal(lambda who=who: actions.publicise_star(by=cast.as_(who), person=cast.liu)) == "not_yours"
    assert refusal(lambda: actions.publicise_star(by=cast.as_("sun"), person=cast.sun)) == "not_reached"
    assert actions.publicise_star(by=cast.as_("liu"), person=cast.liu).stars == 2
    assert refusal(lambda: actions.publicise_star(by=cast.as_("chen"), person=cast.liu)) == "not_reached"


def test_only_time_brings_it_into_effect(cast, clock):
    """`may_begin_star`"""
    rating, us = story.publicised(cast), the_system("honours")
    assert refusal(lambda: actions.begin_star(by=cast.as_("chen"), rating=rating)) == "not_yours"
    assert refusal(lambda: actions.begin_star(by=us, rating=rating)) == "term_runs"
    clock.move_to(story.FRIDAY)
    actions.begin_star(by=us, rating=rating)
    assert refusal(lambda: actions.begin_star(by=us, rating=rating)) == "moved_on"


def test_an_objection_waits_for_somebody_by_name(cast, clock, reacted):
    """`may_object_to_star`, `may_answer_objection`: anybody objects, a second person looks, nothing begins before."""
    rating = story.publicised(cast)  # proposed by 陈丽
    assert refusal(lambda: actions.object_to_star(by=cast.as_("liu"), rating=rating, words="我")) == "own_star"
    assert refusal(lambda: actions.object_to_star(by=cast.as_(None), rating=rating, words=" ")) == "nothing_said"
    assert refusal(lambda: actions.object_to_star(by=cast.as_(None), rating=rating, words="长" * 501)) == "too_long"
    said = actions.object_to_star(by=cast.as_(None), rating=rating, words="那天她在外地。")
    clock.move_to(story.FRIDAY)
    assert sweep() == [("刘芳", 1, "publicised")]
    told = {"objection": said, "to": ObjectionState.DISMISSED, "because": "签到表和照片都在，她在。"}
    for who in ("nuan", "outsider", None, "gao"):
        assert refusal(lambda who=who: actions.answer_objection(by=cast.as_(who), **told)) == "not_yours"
    assert refusal(lambda: actions.answer_objection(by=cast.as_("chen"), **told)) == "second_person"
    assert refusal(lambda: actions.answer_objection(by=cast.as_("zhao"), **told | {"because": ""})) == "nothing_said"
    answered = actions.answer_objection(by=cast.as_("zhao"), **told)
    assert (answered.state, answered.looked_by) == ("dismissed", cast.zhao)
    assert refusal(lambda: actions.answer_objection(by=cast.as_("zhao"), **told)) == "moved_on"
    reacted()
    assert queries.stars_of(cast.liu.pk) == 1


def test_upheld_stops_it_and_the_night_does_not_bring_it_back(cast, reacted):
    rating = story.publicised(cast)
    said = actions.object_to_star(by=cast.as_("sun"), rating=rating, words="同一天算了两遍。")
    actions.answer_objection(by=cast.as_("zhao"), objection=said, to=ObjectionState.UPHELD, because="有一天重复了。")
    reacted()
    assert sweep() == [("刘芳", 1, "stopped")]
    assert Notice.objects.filter(to=cast.liu, kind="star.stopped").count() == 1
    assert refusal(lambda: actions.publicise_star(by=cast.as_("liu"), person=cast.liu)) == "stopped_before"
    assert refusal(lambda: actions.object_to_star(by=cast.as_(None), rating=rating, words="还有")) == "moved_on"
    assert actions.publicise_star(by=cast.as_("chen"), person=cast.liu).stars == 1


def test_many_objections_are_answered_before_more_are_taken(cast):
    rating = story.publicised(cast)
    Objection.objects.bulk_create([Objection(rating=rating, words="一句") for _ in range(rules.MOST_OBJECTIONS)])
    assert refusal(lambda: actions.object_to_star(by=cast.as_(None), rating=rating, words="再一句")) == "enough"


def test_who_does_not_want_stars_has_none(cast):
    """`may_decline_star`: the person's own word, without a reason; and back by their own word."""
    rating = story.publicised(cast)
    assert refusal(lambda: actions.decline_star(by=cast.as_("chen"), rating=rating)) == "not_yours"
    actions.decline_star(by=cast.as_("liu"), rating=rating)
    assert sweep() == [("刘芳", 1, "declined")]
    assert refusal(lambda: actions.decline_star(by=cast.as_("liu"), rating=rating)) == "moved_on"
    assert actions.publicise_star(by=cast.as_("liu"), person=cast.liu).state == StarState.PUBLICISED


def test_corrected_below_it_goes_and_what_is_left_stays(cast, clock, reacted):
    """`may_revoke_star`: a line, and the stars that were publicised with it stay."""
    line = story.served(cast, hours=20, begins="2026-11-05 09:00")
    story.publicised(cast, hours=290)
    clock.move_to(story.FRIDAY)
    assert sweep() == [("刘芳", 2, "in_effect")]
    top, us = StarRating.objects.get(), the_system("honours")
    assert refusal(lambda: actions.revoke_star(by=us, rating=top)) == "still_reached"
    assert refusal(lambda: actions.revoke_star(by=cast.as_("chen"), rating=top)) == "not_yours"
    records.correct_record(by=cast.as_("chen"), line=line, minutes=60, reason="写成二十小时了")
    reacted()
    reacted()
    rows = [("刘芳", 2, "revoked"), ("刘芳", 1, "in_effect")]
    assert (sweep(), queries.stars_of(cast.liu.pk)) == (rows, 1)
    assert Line.objects.filter(did="star.revoked").count() == 1
    assert refusal(lambda: actions.revoke_star(by=us, rating=top)) == "moved_on"
    story.served(cast, hours=30)
    assert sweep() == [*rows, ("刘芳", 2, "publicised")]


def test_who_is_not_written_down_any_more_is_not_publicised(cast):
    from tongzhuo.people.models import Consent

    Consent.objects.create(
        person=cast.liu, purpose="be_recorded", given_on=dt.date(2020, 1, 1), withdrawn_at=story.THURSDAY
    )
    story.served(cast, hours=120)
    assert sweep() == []


def test_the_night_takes_one_look_at_the_records_however_many_people(cast, django_assert_num_queries):
    for nth in range(3):
        cast.person(f"n{nth}", f"邻居{nth}")
        story.publicised(cast, f"n{nth}", 120)
    with django_assert_num_queries(5):
        sweep_stars(at=story.THURSDAY)
