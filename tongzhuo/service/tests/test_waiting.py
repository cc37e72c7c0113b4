"""Places are given, freed, offered and passed on; there is never one more than there are."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction

from tests.cast import at
from tongzhuo.kernel import memory
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.kernel.viewer import the_system
from tongzhuo.notices.models import Notice
from tongzhuo.organisations.models import Membership
from tongzhuo.people.tokens import GUARDIAN, read, signed
from tongzhuo.service import actions, queries, rules, tasks
from tongzhuo.service.actions.holding import recount
from tongzhuo.service.models import ShiftPlaces, SignUp
from tongzhuo.service.standing import standing_of
from tongzhuo.service.tests import story
from tongzhuo.service.tests.story import NINE, NOW, join, states, wait

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def carry_on():
    while memory.sweep():
        pass


def told(kind):
    return sorted(notice.to.name for notice in Notice.objects.filter(kind=kind).select_related("to"))


def test_a_freed_place_is_offered_in_the_order_of_the_list_each_with_a_time_to_answer_in(cast, on_monday):
    shift = story.shift(cast, 1)
    mine = join(cast, "liu", shift)
    for who in ("sun", "wang", "zhao"):
        wait(cast, who, shift)
    actions.cancel_sign_up(by=cast.as_("liu"), sign_up=mine, reason="孩子发烧")
    assert states(shift) == {"刘芳": "cancelled", "孙伟": "offered", "王娟": "waiting", "赵宁": "waiting"}
    offered = SignUp.objects.get(person=cast.sun)
    assert offered.promised_until == NOW + dt.timedelta(hours=4)
    carry_on()
    assert (told("sign_up.offered"), told("sign_up.cancelled")) == (["孙伟"], ["阮暖"])

    on_monday.move_to(NOW + dt.timedelta(hours=4, minutes=1))
    assert list(queries.stale_offers(NOW + dt.timedelta(hours=5))) == [shift]
    tasks.pass_on_places.call_local()
    assert states(shift) == {"刘芳": "cancelled", "孙伟": "cancelled", "王娟": "offered", "赵宁": "waiting"}
    second = SignUp.objects.get(person=cast.wang)
    assert rules.may_take_offered(cast.as_("sun"), second, standing_of(cast.wang, shift), at=NOW).code == "not_you"
    actions.confirm_offered_place(by=cast.as_("wang"), sign_up=second)
    assert states(shift)["王娟"] == "signed_up"
    shift.refresh_from_db()
    assert (shift.taken, shift.free_places) == (1, 0)
    with pytest.raises(Refused) as refused:
        actions.confirm_offered_place(by=cast.as_("wang"), sign_up=second)
    assert refused.value.verdict.code == "not_offered"


def test_who_waited_may_say_no_and_the_next_is_called(cast):
    shift = story.shift(cast, 1)
    mine = join(cast, "liu", shift)
    wait(cast, "sun", shift)
    wait(cast, "wang", shift)
    actions.cancel_sign_up(by=cast.as_("liu"), sign_up=mine)
    actions.cancel_sign_up(by=cast.as_("sun"), sign_up=SignUp.objects.get(person=cast.sun))
    assert states(shift) == {"刘芳": "cancelled", "孙伟": "declined", "王娟": "offered"}
    actions.resize_shift(by=cast.as_("chen"), shift=shift, places=2)
    assert join(cast, "liu", shift).state == "signed_up"


def test_the_database_itself_refuses_one_more(cast):
    shift = story.shift(cast, 1, kinds={"newcomer": 1})
    for row, field in ((shift, "taken"), (ShiftPlaces.objects.get(shift=shift), "taken")):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**{field: 2})
    join(cast, "liu", shift)
    with pytest.raises(IntegrityError), transaction.atomic():
        SignUp.objects.create(shift=shift, person=cast.liu, starts=shift.starts, ends=shift.ends)


@pytest.mark.parametrize("kinds", [{}, {"newcomer": 2, "anyone": 3}])
def test_the_count_that_is_raised_under_lock_is_the_count_of_the_rows(cast, kinds):
    shift = story.shift(cast, 5, kinds=kinds)

    def count():
        shift.refresh_from_db()
        raised = [shift.taken, *shift.kinds.order_by("pk").values_list("taken", flat=True)]
        with transaction.atomic():
            recount(shift)
        assert raised == [shift.taken, *shift.kinds.order_by("pk").values_list("taken", flat=True)]
        return shift.taken

    actions.keep_team_places(by=cast.as_("chen"), shift=shift, organisation=cast.doorstep, places=2)
    counts = [count()]
    actions.invite(by=cast.as_("chen"), shift=shift, person=cast.sun)
    counts.append(count())
    for who in ("liu", "sun", "wang"):
        mine = join(cast, who, shift)
        counts.append(count())
    wait(cast, "zhao", shift)
    counts.append(count())
    actions.cancel_sign_up(by=cast.as_("wang"), sign_up=mine)
    assert [*counts, count()] == [2, 3, 4, 4, 5, 5, 5]


def test_two_trained_and_one_newcomer(cast):
    shift = story.shift(cast, 2, kinds={"trained": 1, "newcomer": 1}, demands=(("training", cast.wheelchair),))
    assert join(cast, "liu", shift).place_kind == "newcomer"
    with pytest.raises(Refused) as refused:
        join(cast, "sun", shift)
    assert refused.value.verdict.code == "training_missing"
    cast.sun.skills.create(term=cast.wheelchair, shown_by="certificate")
    assert join(cast, "sun", shift).place_kind == "trained"


def test_a_team_brings_its_own_and_its_places_are_kept(cast):
    shift = story.shift(cast, 3)
    actions.keep_team_places(by=cast.as_("chen"), shift=shift, organisation=cast.doorstep, places=2)
    join(cast, "liu", shift)
    with pytest.raises(Refused) as refused:
        join(cast, "sun", shift)
    assert refused.value.verdict.code == "full"
    Membership.objects.create(person=cast.wang, organisation=cast.doorstep, starts_on=NOW.date())
    both = [cast.wang, cast.nuan]
    signed = actions.sign_up_for(by=cast.as_("nuan"), shift=shift, people=both, team=cast.doorstep)
    assert [one.team for one in signed] == [cast.doorstep, cast.doorstep]
    shift.refresh_from_db()
    assert shift.taken == 3
    with pytest.raises(Refused):
        actions.sign_up_for(by=cast.as_("nuan"), shift=shift, people=[cast.sun], team=cast.doorstep)
    actions.keep_team_places(by=cast.as_("chen"), shift=shift, organisation=cast.doorstep, places=0)
    shift.refresh_from_db()
    assert shift.taken == 3


def test_a_guardian_agrees_by_a_signed_link_once_for_the_activity(cast):
    story.minor(cast, dt.date(2011, 3, 4))
    activity = story.activity(cast)
    shift = story.shift(cast, 1, of=activity)
    mine = join(cast, "yu", shift)
    assert (mine.guardian_word, mine.guardian_until) == ("awaited", NOW + dt.timedelta(hours=48))
    carry_on()
    notice = Notice.objects.get(kind="guardian.asked")
    assert (notice.to, notice.url) == (cast.guo, f"/guardian/{signed(GUARDIAN, mine.code, cast.guo)}/")
    assert read(GUARDIAN, signed(GUARDIAN, mine.code, cast.guo)) == (mine.code, cast.guo.code)
    assert read(GUARDIAN, signed(GUARDIAN, mine.code, cast.guo)[:-1]) is None
    guardians = {cast.guo.pk}
    assert rules.may_answer_for_minor(cast.as_("yu"), mine, guardians, at=NOW).code == "not_guardian"
    agreed = actions.answer_for_minor(by=cast.as_("guo"), sign_up=mine, agrees=True)
    assert rules.may_answer_for_minor(cast.as_("guo"), agreed, guardians, at=NOW).code == "already_answered"
    later = story.shift(cast, 1, of=activity, when=(at("2026-12-03 09:00"), at("2026-12-03 11:00")))
    assert join(cast, "yu", later).guardian_word == "given"


def test_a_guardian_who_says_no_or_nothing_frees_the_place(cast, on_monday):
    story.minor(cast, dt.date(2011, 3, 4))
    shift = story.shift(cast, 1)
    mine = join(cast, "yu", shift)
    wait(cast, "sun", shift)
    actions.answer_for_minor(by=cast.as_("guo"), sign_up=mine, agrees=False)
    assert states(shift) == {"郭小雨": "cancelled", "孙伟": "offered"}
    other = story.shift(cast, 1, when=(at("2026-12-03 09:00"), at("2026-12-03 11:00")))
    join(cast, "yu", other)
    on_monday.move_to(NOW + dt.timedelta(hours=49))
    assert len(actions.pass_on_offers(by=the_system("clock"), shift=other)) == 1
    assert states(other) == {"郭小雨": "cancelled"}


def test_who_is_on_a_shift_that_moves_or_falls_out_is_told_at_once(cast):
    shift = story.shift(cast, 1)
    join(cast, "liu", shift)
    wait(cast, "sun", shift)
    moved = actions.move_shift(
        by=cast.as_("nuan"), shift=shift, starts=at("2026-12-02 09:00"), ends=at("2026-12-02 11:00"), reason="电梯检修"
    )
    assert (moved.state, moved.first_starts) == ("moved", NINE)
    assert set(SignUp.objects.filter(shift=shift).values_list("starts", flat=True)) == {at("2026-12-02 09:00")}
    actions.cancel_shift(by=cast.as_("nuan"), shift=shift, reason="停电")
    carry_on()
    assert told("shift.moved") == told("shift.cancelled") == ["刘芳", "孙伟"]
    assert Notice.objects.filter(kind="shift.cancelled").first().said.lines[-1] == "停电"
    assert states(shift) == {"刘芳": "cancelled", "孙伟": "cancelled"}


def test_what_was_is_the_template_of_what_comes(cast):
    before = story.activity(cast, risks="台阶", demands=(("check", cast.home_visit),))
    draft = actions.opening.ActivityDraft.like(before)
    assert (draft.risks, draft.demands, draft.ask) == ("台阶", (("check", cast.home_visit),), None)
    copied = actions.open_activity(by=cast.as_("chen"), project=before.project, draft=draft)
    assert copied.requirements.get().term == cast.home_visit


def test_who_was_there(cast, on_monday):
    shift = story.shift(cast, 2)
    mine, other = join(cast, "liu", shift), join(cast, "sun", shift)
    wait(cast, "wang", shift)
    on_monday.move_to(at("2026-12-01 11:30"))
    actions.note_attendance(by=cast.as_("nuan"), sign_up=mine, came=True)
    actions.note_attendance(by=cast.as_("nuan"), sign_up=other, came=False)
    actions.finish_shift(by=cast.as_("nuan"), shift=shift)
    assert states(shift) == {"刘芳": "attended", "孙伟": "absent", "王娟": "cancelled"}
    with pytest.raises(Refused):
        actions.note_attendance(by=cast.as_("liu"), sign_up=mine, came=False)
