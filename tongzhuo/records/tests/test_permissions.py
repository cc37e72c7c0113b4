"""Owner, colleague, other community, outsider, nobody: whom each rule lets in."""

import pytest
import time_machine

from tongzhuo.records import actions, queries, rules
from tongzhuo.records.models import Scan
from tongzhuo.records.states import Direction, Way
from tongzhuo.records.tests import story
from tongzhuo.records.tests.story import AFTERWARDS, NEXT_DAY, NINE
from tongzhuo.service.models import SignUp
from tongzhuo.service.rules import runs_activity
from tongzhuo.service.tests import story as shifts

pytestmark = pytest.mark.django_db

WHO = ("liu", "sun", "nuan", "chen", "zhao", "guo", "gao", "outsider", None)
RUN_IT = {"nuan", "chen", "zhao"}


def allowed(cast, ask):
    return {who for who in WHO if ask(cast.as_(who))}


def test_who_notes_and_closes_a_day(cast):
    with time_machine.travel(shifts.NOW, tick=False) as clock:
        shift = story.tuesday(cast)
        liu = SignUp.objects.get(shift=shift, person=cast.liu)
        clock.move_to(NINE)
        ask = {"code_fits": True, "said": NINE, "at": NINE}
        by_code = allowed(cast, lambda v: rules.may_note_presence(v, shift, liu, Way.DAY_CODE, **ask))
        by_pass = allowed(cast, lambda v: rules.may_note_presence(v, shift, liu, Way.PASS, **ask))
        assert (by_code, by_pass) == ({"liu"} | RUN_IT, RUN_IT)
        assert allowed(cast, lambda v: rules.may_take_roster(v, shift, at=NINE)) == RUN_IT
        runs = {who for who in WHO if runs_activity(cast.as_(who), shift.activity)}
        assert (
            allowed(cast, lambda v: rules.may_read_pass(liu, runs=runs_activity(v, shift.activity))) == runs == RUN_IT
        )
        assert allowed(cast, lambda v: rules.may_confirm_day(v, shift, at=AFTERWARDS)) == RUN_IT


def test_who_enters_confirms_corrects_and_looks(cast):
    with time_machine.travel(NEXT_DAY, tick=False):
        entry = story.late_entry(cast)
        assert allowed(cast, lambda v: rules.may_enter_later(v, entry, at=NEXT_DAY)) == {"chen", "zhao"}
        line = actions.enter_later(by=cast.as_("chen"), entry=entry)
        assert allowed(cast, lambda v: rules.may_confirm_record(v, line)) == {"zhao"}
        line = actions.confirm_record(by=cast.as_("zhao"), line=line)
        assert allowed(cast, lambda v: rules.may_correct_record(v, line, 60, "早走了")) == {"chen", "zhao"}
        assert allowed(cast, lambda v: rules.may_look_at_flag(v, line)) == {"chen"}
        seen = allowed(cast, lambda v: queries.records_visible_to(v).exists())
        assert seen == {"liu", "chen", "zhao"}


def test_a_key_is_told_again_only_with_the_same_scan(cast):
    with time_machine.travel(shifts.NOW, tick=False) as clock:
        shift = story.tuesday(cast)
        clock.move_to(NINE)
        story.scan(cast, "liu", shift, Direction.IN, NINE)
    known = Scan.objects.get()
    told = [
        rules.may_tell_again(scan, shift, cast.people[who]).code for scan in (None, known) for who in ("liu", "sun")
    ]
    assert told == ["ok", "ok", "ok", "key_taken"]
