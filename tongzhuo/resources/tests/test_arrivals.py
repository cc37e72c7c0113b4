"""Offers that arrive by the batch."""

from unittest.mock import patch

import pytest

from tongzhuo.kernel.models import Line
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.kernel.viewer import the_system
from tongzhuo.resources import promised
from tongzhuo.resources.arrivals import OfferRow, arrive_offers
from tongzhuo.resources.drafts import OfferDraft
from tongzhuo.resources.models import Offer
from tongzhuo.resources.promised import Promised
from tongzhuo.resources.states import OfferKind, OfferState

SYSTEM = the_system("import")


def lamps(cast, quantity=20):
    draft = OfferDraft(OfferKind.GOODS, cast.willow, what=cast.lamp, unit=cast.piece, quantity=quantity)
    return OfferRow("1", cast.northlight, draft, "台灯", "Desk lamps")


def arrive(*rows, by=SYSTEM):
    return arrive_offers(by=by, rows=rows, source="list")


def test_new_the_same_and_changed(cast):
    assert arrive(lamps(cast)).new == 1
    assert arrive(lamps(cast)).same == 1
    assert arrive(lamps(cast, 25)).changed == 1
    offer = Offer.objects.get()
    assert (offer.organisation, offer.person, offer.quantity, offer.title) == (cast.northlight, None, 25, "Desk lamps")
    assert list(Line.objects.values_list("did", flat=True)) == ["offers.arrived"] * 2


def test_what_somebody_counts_on_is_left_alone(cast):
    arrive(lamps(cast))
    with patch.object(promised, "_counters", [lambda _offer: Promised(anything=True, most=3)]):
        arrived = arrive(lamps(cast, 5))
    assert arrived.refused == {"1": "Somebody counts on this offer already. Change it on its page."}
    assert Offer.objects.get().quantity == 20


def test_what_was_withdrawn_is_not_put_back(cast):
    arrive(lamps(cast))
    Offer.objects.update(state=OfferState.WITHDRAWN)
    assert list(arrive(lamps(cast, 5)).refused) == ["1"]
    assert Offer.objects.get().state == OfferState.WITHDRAWN


@pytest.mark.parametrize("who", ["outsider", "nuan", "bei", "liu", None])
def test_others_bring_none(cast, who):
    with pytest.raises(Refused) as refused:
        arrive(lamps(cast), by=cast.as_(who))
    assert refused.value.verdict.code == "no_mandate_here"
    assert not Offer.objects.exists()
