"""A yes to bring something is a promised gift; what arrived fulfils the link; what was not kept frees the seat."""

import datetime as dt

import pytest
import time_machine

from tests.cast import at, term
from tongzhuo.gifts import actions as gifts
from tongzhuo.gifts import tasks
from tongzhuo.gifts.drafts import Arriving
from tongzhuo.gifts.models import Gift
from tongzhuo.gifts.tests import story as giving
from tongzhuo.kernel.models import Delivery as Owed
from tongzhuo.kernel.models import Line
from tongzhuo.linkages import actions
from tongzhuo.linkages.tests import story
from tongzhuo.linkages.tests.story import NOW, carry_on, linked, of
from tongzhuo.projects.queries import project_of
from tongzhuo.turnout import gifting
from tongzhuo.vocabulary.states import Shelf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def promised(cast):
    """Northlight says yes to bring its stair-climbing chair."""
    term(Shelf.UNIT, "minute", "分钟", "minute")
    need = linked(cast)
    actions.send_links(by=cast.as_("chen"), need=need, at_once=True)
    actions.accept_link(by=cast.as_("bei"), link=of(need, "Northlight Foods"))
    carry_on()
    return Gift.objects.get()


def state(gift):
    return of(gift.need, "Northlight Foods").state


def owed():
    return list(Owed.objects.filter(done=None, reaction__contains="turnout").values_list("error", flat=True))


def test_a_yes_is_a_promise_made_once(cast, promised):
    facts = (promised.party, promised.kind, promised.item, promised.quantity, promised.receiver, promised.state)
    assert facts == (cast.northlight, "goods", cast.chair, 1, cast.office, "agreed")
    assert (promised.deliver_by, promised.project) == (story.TUESDAY, project_of(promised.need))
    gifting.promise([promised.source.removeprefix("link:")] * 2)
    assert (Gift.objects.count(), owed()) == (1, [])


def test_what_arrived_fulfils_the_link(cast, promised):
    shelf = giving.store(cast)
    chair = Arriving(1, NOW.date(), serial="PL-160-0042")
    delivery = gifts.receive(by=cast.as_("chen"), gift=promised, store=shelf, arriving=chair)
    made = giving.sent(cast, delivery, promised.project, 1)
    carry_on()
    assert state(promised) == "accepted"
    gifts.confirm_hand_over(by=cast.as_("zhao"), hand_over=made)
    carry_on()
    assert state(promised) == "fulfilled"
    gifting.fulfil(promised.source)
    assert (Line.objects.filter(did="link.fulfilled").count(), owed()) == (1, [])


def test_who_withdraws_has_promised_nothing(cast, promised):
    actions.withdraw_link(by=cast.as_("bei"), link=of(promised.need, "Northlight Foods"))
    carry_on()
    promised.refresh_from_db()
    assert (promised.state, owed()) == ("withdrawn", [])
    gifting.let_go([promised.source.removeprefix("link:")])


def test_a_promise_that_was_not_kept_frees_the_seat(cast, promised, on_monday):
    on_monday.move_to(at("2026-12-02 10:00"))
    assert tasks.sweep() == 1
    on_monday.move_to(at("2026-12-08 10:00"))
    assert tasks.sweep() == 0
    on_monday.move_to(at("2026-12-09 10:00"))
    assert tasks.sweep() == 1
    carry_on()
    promised.refresh_from_db()
    assert (promised.state, state(promised), owed()) == ("freed", "withdrawn", [])
    found = Line.objects.filter(did__in=("gift.overdue", "gift.freed", "link.withdrawn")).order_by("pk")
    assert [line.did for line in found] == ["gift.overdue", "gift.freed", "link.withdrawn"]
    assert promised.deliver_by + dt.timedelta(days=8) == dt.date(2026, 12, 9)
