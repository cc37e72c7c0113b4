"""Whatever offices confirm, refuse, correct and second, in whichever order: stars are the thresholds that are passed.

A small model of its own adds up what counts; after a night, the term and another night the stars must say the same.
"""

import datetime as dt
from contextlib import suppress

import pytest
import time_machine
from django.db import transaction
from django.utils.timezone import now
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tongzhuo.honours import queries
from tongzhuo.honours.models import StarRating
from tongzhuo.honours.states import LIVING, StarState
from tongzhuo.honours.sweeping import sweep_stars
from tongzhuo.honours.tests import story
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.records import actions as records
from tongzhuo.records.models import ServiceRecord
from tongzhuo.records.states import Proof, RecordState

pytestmark = pytest.mark.django_db
STEPS = (10, 20, 40)
hours = st.integers(1, 15)
nth = st.integers(0, 30)
DESKS = ("chen", "zhao")


class Winter(RuleBasedStateMachine):
    """刘芳's lines, from the first to the last correction."""

    def __init__(self, cast, clock):
        super().__init__()
        self.cast, self.clock = cast, clock
        self.undone = transaction.atomic()
        self.undone.__enter__()
        clock.move_to(story.THURSDAY)
        self.viewers = {name: cast.as_(name) for name in DESKS}
        self.lines, self.counts = [], {}

    @initialize()
    def begins(self):
        self.proved = 0

    @rule(given=hours, late=st.booleans())
    def is_noted(self, given, late):
        waits = {"state": RecordState.PROPOSED, "confirmed_by": None, "confirmed_at": None}
        facts = waits | {"proof": Proof.LATER, "entered_by": self.cast.chen} if late else {}
        line = story.served(self.cast, hours=given, **facts)
        self.lines.append(line)
        self.counts[line.pk] = 0 if late else given * 60

    @rule(which=nth, who=st.sampled_from(DESKS))
    def a_second_person_confirms(self, which, who):
        if (line := self.line(which)) and self.tries(records.confirm_record, who, line=line):
            self.counts[line.pk] = line.minutes

    @rule(which=nth, who=st.sampled_from(DESKS))
    def a_second_person_refuses(self, which, who):
        if line := self.line(which):
            self.tries(records.refuse_record, who, line=line)

    @rule(which=nth, who=st.sampled_from(DESKS), given=st.integers(0, 15))
    def is_corrected(self, which, who, given):
        line = self.line(which)
        if line is None:
            return
        before = line.minutes + sum(line.corrections.values_list("minutes", flat=True))
        if self.tries(records.correct_record, who, line=line, minutes=given * 60, reason="看错了"):
            adds_late = line.proof == Proof.LATER and given * 60 > before
            self.counts[line.pk] += 0 if adds_late else given * 60 - before

    @rule(days=st.integers(1, 9))
    def time_goes_by(self, days):
        self.clock.move_to(now() + dt.timedelta(days=days))

    @rule()
    def a_night(self):
        sweep_stars(at=now())

    @rule()
    def a_night_the_term_and_a_night(self):
        sweep_stars(at=now())
        self.clock.move_to(now() + dt.timedelta(days=12))
        sweep_stars(at=now())
        assert queries.stars_of(self.cast.liu.pk) == self.reached()

    @invariant()
    def the_sum_is_that_of_the_lines(self):
        assert queries.counting_minutes(self.cast.liu.pk) == max(0, sum(self.counts.values()))

    @invariant()
    def nothing_takes_effect_before_its_term(self):
        for rating in StarRating.objects.filter(state=StarState.IN_EFFECT):
            assert rating.ends_on < now().date() + dt.timedelta(days=1)
        living = StarRating.objects.filter(state__in=LIVING).values_list("stars", flat=True)
        assert len(set(living)) == len(living)

    def reached(self):
        return sum(max(0, sum(self.counts.values())) >= 60 * step for step in STEPS)

    def line(self, which):
        return ServiceRecord.objects.get(pk=self.lines[which % len(self.lines)].pk) if self.lines else None

    def tries(self, action, who, **facts):
        with suppress(Refused), transaction.atomic():
            action(by=self.viewers[who], **facts)
            return True
        return False

    def teardown(self):
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)


def test_stars_are_the_thresholds_passed(cast, settings):
    settings.STAR_HOURS = list(STEPS)
    with time_machine.travel(story.THURSDAY, tick=False) as clock:
        run_state_machine_as_test(lambda: Winter(cast, clock), settings=RUNS)


RUNS = settings(max_examples=25, stateful_step_count=25, deadline=None)
