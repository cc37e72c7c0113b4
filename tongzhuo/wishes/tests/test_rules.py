"""Each rule asked by itself, and a claim out of what stands on the table already."""

import datetime as dt

import pytest
import time_machine

from tongzhuo.gifts.tests.story import refused
from tongzhuo.kernel.viewer import NOBODY, the_system
from tongzhuo.resources.actions import make_offer
from tongzhuo.resources.drafts import OfferDraft
from tongzhuo.resources.states import OfferKind
from tongzhuo.turnout.rules import may_shorten
from tongzhuo.wishes import queries, rules
from tongzhuo.wishes.tests import story
from tongzhuo.wishes.tests.story import NOW, claimed

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False):
        yield


def promise(quantity=1, left=14, **more):
    return rules.Promise(quantity, TODAY, left, TODAY, **more)


def test_may_claim_and_may_leave_word_ask_what_is_open(cast):
    ask = story.lamps(cast).ask
    bei, body = cast.as_("bei"), {"person": None, "organisation": cast.northlight}
    late = promise(last=TODAY - dt.timedelta(1))
    asked = [rules.may_claim(bei, ask, one, **body).code for one in (promise(), promise(left=0), promise(15), late)]
    assert asked == ["ok", "taken_meanwhile", "more_than_open", "not_open"]
    assert rules.may_claim(NOBODY, ask, promise(), **body).code == "sign_in_first"
    assert rules.may_claim(bei, ask, promise(None, None), **body).code == "ok"
    told = {"name": "吴奶奶", "reach": "wu@example.org", "waiting": 0}
    assert rules.may_leave_word(ask, promise(), **told).code == "ok"
    assert rules.may_leave_word(ask, promise(None, None), **told).code == "say_how_much"


def test_a_claim_out_of_an_offer_takes_no_more_than_that_has(cast):
    facts = {"what": cast.lamp, "unit": cast.piece, "quantity": 6}
    draft = OfferDraft(OfferKind.GOODS, cast.willow, **facts)
    offer = make_offer(by=cast.as_("bei"), draft=draft, organisation=cast.northlight)
    occasion, giver = story.lamps(cast), {"person": None, "organisation": cast.northlight}
    assert refused(claimed, cast=cast, occasion=occasion, quantity=7, offer=offer) == "taken"
    link = claimed(cast, occasion, 4, offer=offer)
    offer.refresh_from_db()
    assert (link.offer, offer.state, queries.gift_of(link).offer) == (offer, "open", offer)
    assert refused(claimed, cast=cast, occasion=occasion, quantity=3, offer=offer) == "taken"
    assert rules.may_give_from(offer, occasion.ask, person=cast.liu, organisation=None).code == "not_yours"
    assert rules.may_give_from(offer, story.chair(cast).ask, **giver).code == "something_else"


def test_may_shorten_is_for_the_product_alone(cast):
    link = claimed(cast, story.lamps(cast), 9)
    assert [may_shorten(the_system("x"), link, part).code for part in (4, 0, 10)] == ["ok", *["link_moved_on"] * 2]
    assert may_shorten(cast.as_("chen"), link, 4).code == "not_keeper"
