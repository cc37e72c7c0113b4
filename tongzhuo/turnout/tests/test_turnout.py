"""Links follow sign-ups: who walks in has a seat, who steps back leaves one, who came has kept a promise."""

import pytest
import time_machine

from tests.cast import at
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.linkages import actions, supply
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.tests import story
from tongzhuo.linkages.tests.story import NOW, linked, links, of
from tongzhuo.needs import actions as needs
from tongzhuo.needs.states import Seat, State
from tongzhuo.projects.models import Project
from tongzhuo.projects.queries import duties_of
from tongzhuo.service import actions as service
from tongzhuo.service.models import Shift, SignUp
from tongzhuo.turnout import actions as turnout
from tongzhuo.turnout import rules

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def sent(cast):
    need = linked(cast)
    actions.send_links(by=cast.as_("chen"), need=need, at_once=True)
    return need


def sign_ups(need):
    rows = SignUp.objects.filter(shift__activity__project__need=need).select_related("person").order_by("pk")
    return {one.person.name: str(one.state) for one in rows}


def shift_of(need):
    return Shift.objects.select_related("occasion__ask").get(activity__project__need=need, activity__ask__kind="people")


def seats(need):
    need.refresh_from_db()
    return need.seats


def test_from_an_accepted_invitation_to_a_sign_up_that_holds(cast, sent):
    assert sign_ups(sent) == {"刘芳": "invited", "孙伟": "invited"}
    assert (Project.objects.get().state, shift_of(sent).state) == ("forming", "planned")
    actions.accept_link(by=cast.as_("liu"), link=of(sent, "刘芳"))
    assert sign_ups(sent) == {"刘芳": "signed_up", "孙伟": "invited"}
    shift = shift_of(sent)
    assert (Project.objects.get().state, shift.state, shift.taken, shift.places) == ("active", "opened", 2, 2)
    assert of(sent, "刘芳").sign_up.shift == shift
    for who, name in (("nuan", "Warm Doorstep"), ("bei", "Northlight Foods")):
        actions.accept_link(by=cast.as_(who), link=of(sent, name))
    assert {row.kind: row.holder and row.holder.party_name for row in duties_of(Project.objects.get())} == {
        "guided": None,
        "coordinated": "Willow Lane office",
        "joined": None,
        "operated": "Warm Doorstep",
        "supported": "Northlight Foods",
    }
    actions.withdraw_link(by=cast.as_("nuan"), link=of(sent, "Warm Doorstep"))
    assert duties_of(Project.objects.get())[3].holder is None


def test_what_was_taken_back_or_ran_out_holds_nothing(cast, on_monday):
    need = linked(cast)
    actions.send_links(by=cast.as_("chen"), need=need)
    actions.take_back(by=cast.as_("chen"), need=need)
    assert sign_ups(need) == {"刘芳": "cancelled", "孙伟": "cancelled"}
    assert not supply.bookings([cast.liu.pk, cast.sun.pk]).exists()
    actions.send_links(by=cast.as_("chen"), need=need, at_once=True)
    assert supply.bookings([cast.liu.pk, cast.sun.pk]).count() == 2
    on_monday.move_to(at("2026-11-27 09:20"))
    actions.expire_links(by=cast.as_("chen"), need=need)
    assert not supply.bookings([cast.liu.pk, cast.sun.pk]).exists()


def test_who_walks_in_gets_a_seat_and_who_steps_back_leaves_one(cast, sent):
    actions.accept_link(by=cast.as_("liu"), link=of(sent, "刘芳"))
    actions.decline_link(by=cast.as_("sun"), link=of(sent, "孙伟"))
    assert seats(sent)["volunteers"] == Seat.ASKED
    shift = shift_of(sent)
    mine = turnout.walk_in(by=cast.as_("wang"), shift=shift, person=cast.wang)
    assert (links(sent)["王娟"], seats(sent)["volunteers"]) == ("accepted", Seat.SEATED)
    walked = of(sent, "王娟")
    assert (walked.sign_up, walked.reasons, walked.quantity) == (mine, [{"code": "walked_in"}], 1)
    assert sent.access.filter(person=cast.wang).exists()

    waiting = service.join_waiting_list(by=cast.as_("guo"), shift=shift, person=cast.guo)
    turnout.step_back(by=cast.as_("wang"), sign_up=mine, reason="感冒了")
    assert (links(sent)["王娟"], of(sent, "王娟").reason, seats(sent)["volunteers"]) == (
        "withdrawn", "感冒了", Seat.ASKED,
    )  # fmt: skip
    waiting.refresh_from_db()
    assert waiting.state == "offered"
    turnout.take_offered_place(by=cast.as_("guo"), sign_up=waiting)
    assert (links(sent)["郭先生"], seats(sent)["volunteers"]) == ("accepted", Seat.SEATED)


def test_joining_says_yes_to_the_invitation(cast, sent):
    actions.accept_link(by=cast.as_("sun"), link=of(sent, "孙伟"))
    turnout.walk_in(by=cast.as_("liu"), shift=shift_of(sent), person=cast.liu)
    assert (links(sent)["刘芳"], Link.objects.filter(need=sent, person=cast.liu).count()) == ("accepted", 1)


def test_who_calls_the_room_below_is_followed_by_the_reaction(cast, sent):
    actions.accept_link(by=cast.as_("liu"), link=of(sent, "刘芳"))
    service.cancel_sign_up(by=cast.as_("liu"), sign_up=SignUp.objects.get(person=cast.liu))
    assert links(sent)["刘芳"] == "accepted"
    story.carry_on()
    assert links(sent)["刘芳"] == "withdrawn"
    assert turnout.follow_shift(by=cast.as_("chen"), shift=shift_of(sent)) == []


def test_a_shift_that_moves_or_is_called_off_takes_its_links_along(cast, sent):
    actions.accept_link(by=cast.as_("liu"), link=of(sent, "刘芳"))
    later = (at("2026-12-02 09:00"), at("2026-12-02 11:00"))
    turnout.put_off(by=cast.as_("chen"), shift=shift_of(sent), starts=later[0], ends=later[1])
    assert (of(sent, "刘芳").starts, of(sent, "刘芳").ends) == later
    turnout.call_off(by=cast.as_("chen"), shift=shift_of(sent), reason="停电")
    assert {name: links(sent)[name] for name in ("刘芳", "孙伟")} == {"刘芳": "withdrawn", "孙伟": "withdrawn"}
    assert seats(sent)["volunteers"] == Seat.OPEN


def test_who_came_has_kept_a_promise(cast, sent, on_monday):
    for who, name in (("liu", "刘芳"), ("sun", "孙伟"), ("bei", "Northlight Foods")):
        actions.accept_link(by=cast.as_(who), link=of(sent, name))
    on_monday.move_to(at("2026-12-01 11:05"))
    for person, came in ((cast.liu, True), (cast.sun, False)):
        turnout.note_turnout(by=cast.as_("chen"), sign_up=SignUp.objects.get(person=person), came=came)
    given = of(sent, "Northlight Foods")
    says = {
        who: rules.may_fulfil(cast.as_(who), given).code for who in ("chen", "zhao", "bei", "liu", "outsider", None)
    }
    assert says == dict.fromkeys(says, "not_keeper") | {"chen": "ok", "zhao": "ok"}
    turnout.fulfil_link(by=cast.as_("chen"), link=given)
    assert {name: links(sent)[name] for name in ("刘芳", "孙伟", "Northlight Foods")} == {
        "刘芳": "fulfilled", "孙伟": "failed", "Northlight Foods": "fulfilled",
    }  # fmt: skip
    with pytest.raises(Refused):
        turnout.fulfil_link(by=cast.as_("bei"), link=of(sent, "Northlight Foods"))


def test_a_need_that_ends_takes_its_shifts_and_project_along(cast, sent):
    actions.accept_link(by=cast.as_("liu"), link=of(sent, "刘芳"))
    needs.withdraw_need(by=cast.as_("chen"), need=sent, reason="电梯修好了")
    assert not supply.bookings([cast.liu.pk, cast.sun.pk]).exists()
    story.carry_on()
    sent.refresh_from_db()
    assert sent.state == State.WITHDRAWN
    assert set(sign_ups(sent).values()) == {"cancelled"}
    assert (shift_of(sent).state, Project.objects.get().state, Project.objects.get().reason) == (
        "cancelled", "stopped", "电梯修好了",
    )  # fmt: skip
