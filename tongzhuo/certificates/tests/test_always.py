"""Whatever neighbours, leaders and clocks do, in whichever order: never one too many, never an hour lost or doubled.

Places, waiting list, presence, hours, corrections and certificates, together. A small model of its own says who waits
in which order, who was there from when until when, and what each has done; after every step the rows must say the
same. Whatever is refused leaves every row as it was.
"""

import datetime as dt
import uuid
from contextlib import suppress

import pytest
import time_machine
from django.db import transaction
from django.db.models import Count, Max
from django.utils.timezone import now
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tongzhuo.certificates.actions import issue_certificate
from tongzhuo.kernel.models import Delivery, Line
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.kernel.viewer import the_system
from tongzhuo.records import actions, queries
from tongzhuo.records.codes import day_code
from tongzhuo.records.drafts import Present
from tongzhuo.records.models import Attendance, Scan, ServiceRecord
from tongzhuo.records.states import RecordState, Way
from tongzhuo.records.tests.story import AFTERWARDS, ELEVEN, NEXT_DAY, NINE, TOO_LATE
from tongzhuo.service import actions as service
from tongzhuo.service.models import Shift, SignUp
from tongzhuo.service.states import HOLD_A_PLACE, ShiftState, SignUpState
from tongzhuo.service.tests import story

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
MOMENTS = (
    story.NOW + HOUR,
    story.NOW + 5 * HOUR,  # offered places are over
    NINE - HOUR / 2,
    NINE,
    NINE + HOUR,
    ELEVEN,
    AFTERWARDS,
    NEXT_DAY,
    TOO_LATE,
)
ROWS = (Shift, SignUp, Scan, Attendance, ServiceRecord)
VOLUNTEERS = ("liu", "sun", "wang", "guo", "nuan")  # the last leads, and may not confirm her own hours
SECONDS = ("chen", "nuan", "zhao", "liu")
somebody, second = st.sampled_from(VOLUNTEERS), st.sampled_from(SECONDS)


class Tuesday(RuleBasedStateMachine):
    """One shift from the first who joins to the last correction."""

    def __init__(self, cast, clock):
        super().__init__()
        self.cast, self.clock = cast, clock
        self.undone = transaction.atomic()
        self.undone.__enter__()
        clock.move_to(story.NOW)
        self.viewers = {name: cast.as_(name) for name in {*VOLUNTEERS, *SECONDS}} | {"clock": the_system("clock")}
        self.queue, self.keys = [], []
        self.there, self.hours = {}, {}

    @initialize(places=st.integers(1, 3), first=st.lists(somebody, unique=True))
    def a_shift_opens(self, places, first):
        self.shift = story.shift(self.cast, places)
        for who in first:
            self.joins(who)
            self.waits(who)

    @rule(who=somebody)
    def joins(self, who):
        self.tries(service.sign_up, who, shift=self.shift, person=self.cast.people[who])

    @rule(who=somebody)
    def waits(self, who):
        if self.tries(service.join_waiting_list, who, shift=self.shift, person=self.cast.people[who]):
            self.queue.append(who)

    @rule(who=somebody)
    def cannot_come(self, who):
        """Whoever came early and leaves again before it begins has no part in it."""
        if (sign_up := self.sign_up_of(who)) and self.tries(service.cancel_sign_up, who, sign_up=sign_up):
            self.there.pop(who, None)

    @rule(who=somebody)
    def takes_the_offered_place(self, who):
        if sign_up := self.sign_up_of(who):
            self.tries(service.confirm_offered_place, who, sign_up=sign_up)

    @rule()
    def the_worker_passes_offers_on(self):
        self.tries(service.pass_on_offers, "clock", shift=self.shift)

    @rule(places=st.integers(1, 4))
    def more_or_fewer_places(self, places):
        self.tries(service.resize_shift, "nuan", shift=self.shift, places=places)

    @rule(who=somebody, direction=st.sampled_from(("in", "out")))
    def reads_the_code(self, who, direction):
        told = {"way": Way.DAY_CODE, "key": uuid.uuid4().hex, "code": day_code(self.shift, now())}
        told |= {"shift": self.shift, "person": self.cast.people[who], "direction": direction}
        if self.tries(actions.note_presence, who, **told):
            self.keys.append((who, told))
            self.noted(who, now(), direction)

    @rule(choice=st.randoms(use_true_random=False))
    def a_telephone_tells_it_again(self, choice):
        if self.keys:
            who, told = choice.choice(self.keys)
            before = everything()
            with suppress(Refused):
                actions.note_presence(by=self.viewers[who], **told)
            assert everything() == before

    @rule(who=somebody, when=st.sampled_from((NINE, NINE + HOUR, ELEVEN)), direction=st.sampled_from(("in", "out")))
    def tells_it_late(self, who, when, direction):
        """Without a network until the day is closed: who has a record keeps it, who has none has one that waits."""
        told = {"way": Way.DAY_CODE, "key": uuid.uuid4().hex, "code": day_code(self.shift, when), "said": when}
        told |= {"shift": self.shift, "person": self.cast.people[who], "direction": direction}
        if when <= now() and (attended := self.tries(actions.keep_late_scan, who, **told)):
            self.keys.append((who, told))
            self.there.setdefault(who, (attended.came, attended.left))
            self.hours.setdefault(who, 0)

    @rule(by=st.sampled_from(("nuan", "chen", "guo")), who=somebody)
    def stands_on_the_list(self, by, who):
        if sign_up := self.sign_up_of(who):
            present = [Present(sign_up, NINE, ELEVEN)]
            noted = self.tries(actions.take_roster, by, shift=self.shift, present=present)
            if noted:
                self.noted(who, NINE, "in")
                self.noted(who, ELEVEN, "out")

    @rule(by=st.sampled_from(("nuan", "chen", "guo")))
    def the_day_is_closed(self, by):
        for line in self.tries(actions.confirm_day, by, shift=self.shift) or ():
            who = self.name_of(line)
            came, left = self.there[who]
            minutes = round(((left or max(came, ELEVEN)) - came).total_seconds() / 60)
            assert line.minutes == minutes
            self.hours[who] = minutes if line.state == RecordState.CONFIRMED else 0

    @rule(by=second, says_yes=st.booleans())
    def a_second_person_answers(self, by, says_yes):
        line = ServiceRecord.objects.filter(state=RecordState.PROPOSED).order_by("pk").first()
        if line and self.tries(actions.confirm_record if says_yes else actions.refuse_record, by, line=line):
            self.hours[self.name_of(line)] = line.minutes if says_yes else 0

    @rule(by=second, who=somebody, minutes=st.sampled_from((0, 45, 180, 2000)))
    def hours_are_put_right(self, by, who, minutes):
        line = ServiceRecord.objects.filter(person=self.cast.people[who], corrects=None).first()
        if line and self.tries(actions.correct_record, by, line=line, minutes=minutes, reason="写错了"):
            self.hours[who] = minutes

    @rule(who=somebody)
    def has_it_certified(self, who):
        told = {"person": self.cast.people[who], "recorded_by": self.cast.office, "language": "zh"}
        made = self.tries(issue_certificate, who, **told, since=NINE.date(), until=NINE.date())
        assert (made.minutes if made else 0) == self.hours.get(who, 0)

    @precondition(lambda self: now() < MOMENTS[-1])
    @rule(moments=st.integers(1, 4))
    def time_passes(self, moments):
        self.clock.move_to([moment for moment in MOMENTS if moment > now()][:moments][-1])

    @invariant()
    def there_is_never_one_too_many(self):
        shift = Shift.objects.get()
        holding = SignUp.objects.filter(state__in=HOLD_A_PLACE).count()
        assert holding == shift.taken <= shift.places

    @invariant()
    def nobody_is_overtaken(self):
        waiting = SignUp.objects.filter(state=SignUpState.WAITING).order_by("waiting_since", "pk")
        names = [self.name_of(one) for one in waiting.select_related("person")]
        assert names == [who for who in self.queue if who in names]
        shift = Shift.objects.get()
        assert not names or now() >= shift.starts or shift.free_places == 0

    @invariant()
    def hours_are_what_another_confirmed(self):
        lines = list(ServiceRecord.objects.select_related("person", "attendance__sign_up"))
        counted = [line for line in lines if line.state == RecordState.CONFIRMED]
        for who in {self.name_of(line) for line in lines}:
            person = self.cast.people[who]
            minutes = sum(line.minutes for line in counted if line.person == person)
            assert queries.hours_of(person.pk).minutes == minutes == self.hours[who]
        assert all(line.confirmed_by_id not in (None, line.person_id) for line in counted)
        assert all(line.corrects_id or line.attendance.sign_up.person == line.person for line in lines)
        assert {self.name_of(line) for line in lines} <= self.there.keys()

    def teardown(self):
        """Whatever was found, nothing of this story stays for the next one."""
        try:
            if hasattr(self, "shift"):
                self.told_to_its_end()
        finally:
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)

    def told_to_its_end(self):
        """Who was noted has their hours, once, and nobody else has any."""
        self.clock.move_to(max(now(), AFTERWARDS))
        if self.is_open():
            self.the_day_is_closed("nuan")
        self.hours_are_what_another_confirmed()
        lines = ServiceRecord.objects.filter(corrects=None).select_related("person")
        assert sorted(self.name_of(line) for line in lines) == sorted(self.there)

    def tries(self, act, who, **told):
        """What came of it, or None: then nothing at all has changed. Who left the list is who stood first."""
        before, queue = everything(), list(self.queue)
        try:
            done = act(by=self.viewers[who], **told)
        except Refused:
            assert everything() == before
            return None
        self.queue = [one for one in queue if (mine := self.sign_up_of(one)) and mine.state == SignUpState.WAITING]
        gone = [one for one in queue if (mine := self.sign_up_of(one)) and mine.state == SignUpState.OFFERED]
        assert gone == [one for one in queue if one != who or one in gone][: len(gone)]
        return done

    def noted(self, who, when, direction):
        """The first coming and the last leaving count; whoever only left came when it was to begin."""
        came, left = self.there.get(who, (when if direction == "in" else min(when, NINE), None))
        if direction == "in":
            self.there[who] = (min(came, when), left)
        else:
            self.there[who] = (came, max(left or came, when, came))

    def sign_up_of(self, who):
        return SignUp.objects.filter(person=self.cast.people[who]).order_by("-pk").first()

    def name_of(self, row):
        return next(name for name in VOLUNTEERS if self.cast.people[name] == row.person)

    def is_open(self):
        return Shift.objects.get().state == ShiftState.OPENED


def everything():
    """Rows as they are; lines and deliveries are only ever added."""
    added = [model.objects.aggregate(last=Max("pk"), many=Count("pk")) for model in (Line, Delivery)]
    return added, [list(model.objects.order_by("pk").values_list()) for model in ROWS]


def test_whatever_happens_no_place_and_no_hour_is_given_twice_or_lost(cast):
    with time_machine.travel(story.NOW, tick=False) as clock:
        run_state_machine_as_test(
            lambda: Tuesday(cast, clock), settings=settings(max_examples=8, stateful_step_count=30, deadline=None)
        )
