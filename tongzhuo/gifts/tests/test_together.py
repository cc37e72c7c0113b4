"""Several press at the same instant, in processes of their own: the last machine goes once, a delivery comes once."""

import os
import subprocess
import sys

import pytest
import time_machine

from tests.processes import database_url
from tongzhuo.gifts import queries
from tongzhuo.gifts.models import Delivery, Gift, HandOver, Receipt, Store
from tongzhuo.gifts.tests import story
from tongzhuo.ledger.audit import audit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def together(tmp_path):
    around = os.environ | {"DATABASE_URL": database_url()}

    def press(who, *commands):
        gate = tmp_path / f"gate-{len(list(tmp_path.iterdir()))}"
        command = [sys.executable, "-m", "tongzhuo.gifts.tests.a_keeper", str(gate), who.code]
        started = [
            subprocess.Popen([*command, *words], env=around, stdout=subprocess.PIPE, text=True) for words in commands
        ]
        gate.touch()
        return sorted(one.communicate(timeout=240)[0].strip() for one in started)

    yield press
    for model in (Receipt, HandOver, Delivery, Gift, Store):  # before the book is emptied
        model.objects.all().delete()


def test_the_last_machine_goes_once_and_comes_once(cast, together):
    with time_machine.travel(story.NOW, tick=False):
        gift, shelf = story.agreed(cast, item=cast.chair, quantity=3), story.store(cast)
        one, other = story.project(cast), story.project(cast, "另一个")
    assert together(cast.chen, *[("in", shelf.code, gift.code)] * 3) == ["came", "received_already", "received_already"]
    delivery = Delivery.objects.get()
    assert together(cast.chen, *[("paper", delivery.code)] * 3)[1:] == ["receipt_issued"] * 2
    out = ("out", shelf.code, delivery.lot.code)
    assert together(cast.chen, (*out, one.code), (*out, other.code), (*out, one.code)) == [
        "sent",
        "too_much",
        "too_much",
    ]
    tally = queries.tally_of(gift)
    assert (tally.received, tally.in_store, tally.arrived, Receipt.objects.count()) == (1, 0, 1, 1)
    assert (HandOver.objects.count(), audit().found) == (1, 0)
