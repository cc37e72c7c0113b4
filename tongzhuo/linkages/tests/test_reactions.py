"""What follows once somebody pressed: who is told, and what becomes free."""

import datetime as dt

import pytest
import time_machine

from tests.cast import at
from tongzhuo.kernel.models import Line
from tongzhuo.kernel.viewer import the_system
from tongzhuo.linkages import actions, reactions, supply, tasks
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.states import LinkState
from tongzhuo.linkages.tests.story import NOW, carry_on, linked, links, of
from tongzhuo.needs import actions as needs
from tongzhuo.needs.models import Ask, Occasion
from tongzhuo.needs.states import Seat
from tongzhuo.notices.models import Notice
from tongzhuo.people.models import Consent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def told(kind):
    return sorted(notice.to.name for notice in Notice.objects.filter(kind=kind).select_related("to"))


def test_parties_hear_of_it_after_ten_minutes_and_only_once(cast, on_monday):
    need = linked(cast)
    actions.send_links(by=cast.as_("chen"), need=need)
    carry_on()
    assert told("link.asked") == []
    on_monday.move_to(at("2026-11-23 09:31"))
    carry_on()
    carry_on()
    assert told("link.asked") == ["刘芳", "孙伟", "贝晨", "赵宁", "阮暖"]


def test_send_now_does_not_wait_and_says_it_once(cast):
    need = linked(cast)
    actions.send_links(by=cast.as_("chen"), need=need)
    actions.send_now(by=cast.as_("chen"), need=need)
    carry_on()
    assert len(told("link.asked")) == 5


def test_what_was_taken_back_is_never_heard_of(cast, on_monday):
    need = linked(cast)
    actions.send_links(by=cast.as_("chen"), need=need)
    actions.take_back(by=cast.as_("chen"), need=need)
    on_monday.move_to(at("2026-11-23 09:31"))
    carry_on()
    assert told("link.asked") == []


def test_the_coordinator_hears_every_answer(cast):
    need = linked(cast)
    actions.send_links(by=cast.as_("chen"), need=need, at_once=True)
    actions.accept_link(by=cast.as_("liu"), link=of(need, "刘芳"))
    actions.decline_link(by=cast.as_("sun"), link=of(need, "孙伟"))
    actions.withdraw_link(by=cast.as_("liu"), link=of(need, "刘芳"), reason="感冒了")
    carry_on()
    assert [told(kind) for kind in ("link.accepted", "link.declined", "link.withdrawn")] == [["陈丽"]] * 3


def test_when_the_coordinator_frees_a_seat_the_party_is_told(cast):
    need = linked(cast)
    actions.send_links(by=cast.as_("chen"), need=need, at_once=True)
    actions.accept_link(by=cast.as_("liu"), link=of(need, "刘芳"))
    actions.withdraw_link(by=cast.as_("chen"), link=of(need, "刘芳"))
    carry_on()
    assert told("link.taken_back") == ["刘芳"]


def test_a_need_that_ends_frees_everybody_at_once(cast):
    need = linked(cast)
    actions.send_links(by=cast.as_("chen"), need=need, at_once=True)
    actions.accept_link(by=cast.as_("liu"), link=of(need, "刘芳"))
    needs.withdraw_need(by=cast.as_("chen"), need=need)
    assert not supply.bookings([cast.liu.pk]).exists()
    carry_on()
    assert set(links(need).values()) == {"withdrawn"}
    assert "刘芳" in told("need.withdrawn")


def test_releasing_twice_changes_nothing(cast):
    need = linked(cast)
    actions.send_links(by=cast.as_("chen"), need=need, at_once=True)
    assert actions.release_links(by=the_system("release"), need=need) == 5
    assert actions.release_links(by=the_system("release"), need=need) == 0


def test_nobody_is_waited_for_beyond_their_hour(cast, on_monday):
    need = linked(cast)
    actions.send_links(by=cast.as_("chen"), need=need, at_once=True)
    assert Link.objects.filter(need=need).values_list("answer_by", flat=True).distinct().get() == NOW + dt.timedelta(
        days=3
    )
    on_monday.move_to(NOW + dt.timedelta(days=3, minutes=1))
    tasks.expire_unanswered.call_local()
    assert set(links(need).values()) == {LinkState.EXPIRED}
    need.refresh_from_db()
    assert need.seats["volunteers"] == Seat.OPEN
    carry_on()
    assert told("link.expired") == ["陈丽"]


def test_several_seats_for_one_party_are_one_notice_and_nothing_is_told_twice(cast):
    """may_be_asked: asked again when it is told, for whoever took their yes back within the ten minutes."""
    need = linked(cast)
    actions.send_links(by=cast.as_("chen"), need=need)
    liu, sun = of(need, "刘芳"), of(need, "孙伟")
    again = Ask.objects.create(need=need, kind="people", quantity=1)
    occasion = Occasion.objects.create(ask=again, starts=liu.ends, ends=liu.ends + dt.timedelta(hours=1), quantity=1)
    Link.objects.create(need=need, occasion=occasion, person=cast.liu, state="asked", send_at=NOW, code="SECOND2222")
    line = Line.objects.get(did="need.links_sent")
    Line.objects.filter(pk=line.pk).update(facts={"links": [*line.facts["links"], "SECOND2222"]})
    Link.objects.filter(need=need).update(send_at=NOW)
    Consent.objects.filter(person=cast.sun, purpose="be_asked").update(withdrawn_at=NOW)
    reactions.ask_the_parties(Line.objects.get(pk=line.pk))
    reactions.ask_the_parties(Line.objects.get(pk=line.pk))
    assert told("link.asked") == ["刘芳", "贝晨", "赵宁", "阮暖"]
    (notice,) = Notice.objects.filter(to=cast.liu, kind="link.asked")
    assert (len(notice.facts["things"]), notice.url, notice.consent) == (2, "/links/", "be_asked")
    assert sun.state == "asked"
