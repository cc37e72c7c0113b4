"""One need, from the telephone to a full table and back again. Everything else hangs on this thread."""

import pytest
import time_machine

from tests.cast import at
from tongzhuo.kernel.models import Line
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.linkages import actions
from tongzhuo.linkages.tests import story
from tongzhuo.linkages.tests.story import NOW, link, linked, links, of
from tongzhuo.needs.states import Seat, State
from tongzhuo.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def seats(need):
    need.refresh_from_db()
    return need.state, need.seats


def test_a_need_goes_from_the_telephone_to_a_full_table(cast, on_monday):
    need = linked(cast)
    assert links(need) == {
        "刘芳": "suggested",
        "孙伟": "suggested",
        "Northlight Foods": "suggested",
        "Hexin station": "suggested",
        "Warm Doorstep": "suggested",
    }
    assert seats(need) == (
        State.CONFIRMED,
        {
            "community": Seat.SEATED,
            "ngo": Seat.OPEN,
            "social_worker": Seat.OPEN,
            "volunteers": Seat.OPEN,
            "resources": Seat.OPEN,
        },
    )

    sent = actions.send_links(by=cast.as_("chen"), need=need)
    assert (len(sent.asked), sent.failed) == (5, [])
    assert set(seats(need)[1].values()) == {Seat.SEATED, Seat.ASKED}
    on_monday.move_to(at("2026-11-23 09:31"))
    story.carry_on()
    assert Notice.objects.filter(kind="link.asked", to=cast.liu).count() == 1

    actions.accept_link(by=cast.as_("liu"), link=of(need, "刘芳"))
    assert seats(need)[1]["volunteers"] == Seat.ASKED
    for who, name in (
        ("sun", "孙伟"),
        ("bei", "Northlight Foods"),
        ("zhao", "Hexin station"),
        ("nuan", "Warm Doorstep"),
    ):
        actions.accept_link(by=cast.as_(who), link=of(need, name))
    assert seats(need) == (State.LINKED, dict.fromkeys(need.seats, Seat.SEATED))


def test_a_withdrawal_opens_the_seat_and_the_next_plan_keeps_what_people_agreed(cast, on_monday):
    need = linked(cast)
    actions.send_links(by=cast.as_("chen"), need=need, at_once=True)
    for who, name in (("liu", "刘芳"), ("sun", "孙伟")):
        actions.accept_link(by=cast.as_(who), link=of(need, name))
    actions.decline_link(by=cast.as_("nuan"), link=of(need, "Warm Doorstep"), reason="人手不够")
    assert seats(need)[1] == {
        "community": Seat.SEATED,
        "ngo": Seat.OPEN,
        "social_worker": Seat.ASKED,
        "volunteers": Seat.SEATED,
        "resources": Seat.ASKED,
    }

    actions.withdraw_link(by=cast.as_("sun"), link=of(need, "孙伟"), reason="感冒了")
    assert seats(need)[1]["volunteers"] == Seat.OPEN or seats(need)[1]["volunteers"] == Seat.ASKED
    cast.person("he", "何静", helps=True)
    link(cast, need)
    assert links(need) == {
        "刘芳": "accepted",
        "孙伟": "withdrawn",
        "Northlight Foods": "asked",
        "Hexin station": "asked",
        "Warm Doorstep": "declined",
        "何静": "suggested",
    }


def test_ten_minutes_to_take_everything_back(cast, on_monday):
    need = linked(cast)
    actions.send_links(by=cast.as_("chen"), need=need)
    assert len(actions.take_back(by=cast.as_("chen"), need=need)) == 5
    assert set(links(need).values()) == {"suggested"}
    assert seats(need)[1]["volunteers"] == Seat.OPEN

    actions.send_links(by=cast.as_("chen"), need=need)
    on_monday.move_to(at("2026-11-23 09:31"))
    with pytest.raises(Refused) as refused:
        actions.take_back(by=cast.as_("chen"), need=need)
    assert refused.value.verdict.code == "too_late"


def test_nobody_is_promised_twice(cast):
    """Two needs at the same hour: one chair, two volunteers, and places for both with the operator and the station."""
    first = linked(cast)
    second = story.confirmed(cast)
    link(cast, second)
    for need in (first, second):
        actions.send_links(by=cast.as_("chen"), need=need)
    held = sorted(name for need in (first, second) for name, state in links(need).items() if state == "asked")
    both = ["Hexin station", "Hexin station", "Northlight Foods", "Warm Doorstep", "Warm Doorstep", "刘芳", "孙伟"]
    assert held == both


def test_every_step_is_one_line_of_memory(cast):
    need = linked(cast)
    before = Line.objects.count()
    actions.send_links(by=cast.as_("chen"), need=need, at_once=True)
    dids = list(Line.objects.order_by("pk").values_list("did", flat=True)[before:])
    booked = ["shift.planned", "sign_up.invited", "sign_up.invited"]
    opened = ["project.opened", "duty.held", "activity.opened"]
    assert dids == [*opened, *booked, "need.seated", "need.links_sent"]


def test_who_speaks_for_a_courtyard_does_not_also_run_what_it_asked_for(cast):
    need = linked(cast)
    need.common = True
    need.save()
    need.delegates.set([cast.nuan, cast.wang])
    actions.send_links(by=cast.as_("chen"), need=need, at_once=True)
    with pytest.raises(Refused) as refused:
        actions.accept_link(by=cast.as_("nuan"), link=of(need, "Warm Doorstep"))
    assert refused.value.verdict.code == "delegate_is_operator"
