"""What the test of every address needs beside a need under way: one of each thing, by the code of which it is found."""

from datetime import timedelta

import time_machine
from django.core.files.base import ContentFile
from django.utils.timezone import localdate, now

from tests.cast import Cast
from tongzhuo.companies.tests import story as company_story
from tongzhuo.credits.actions import earn_credit
from tongzhuo.credits.tests.story import wish
from tongzhuo.funds.actions import publish_disclosure
from tongzhuo.funds.tests import story as money
from tongzhuo.gifts import actions as gifts
from tongzhuo.gifts.models import GiftPhoto
from tongzhuo.gifts.tests import story as giving
from tongzhuo.honours.actions import object_to_star
from tongzhuo.honours.tests import story as beside
from tongzhuo.kernel.viewer import the_system
from tongzhuo.ledger.models import Transaction
from tongzhuo.ledger.tests.story import book as book_of
from tongzhuo.partners.actions import suggest_partnership
from tongzhuo.projects.actions import name_measure, write_measurement
from tongzhuo.records.models import ServiceRecord
from tongzhuo.service.models import Shift
from tongzhuo.wishes.actions import leave_word
from tongzhuo.wishes.tests import story as wishing

SAID = "电梯那次的话"


def beside_the_hours(cast: Cast, certified: ServiceRecord) -> dict[str, str]:
    rating = beside.publicised(cast)
    objection = object_to_star(by=cast.as_(None), rating=rating, words=SAID)
    evaluation = beside.evaluated(cast, certified, words=SAID, evaluated_on=localdate(certified.ends))
    return {
        "rating": rating.code, "objection": objection.code, "evaluation": evaluation.code,
        "training": beside.trained(cast, content=SAID, held_on=localdate())[0].code,
        "award": beside.awarded(cast, name=SAID, given_on=localdate())[0].code,
        "honours": beside.thanked(cast, deed=SAID, day=localdate()).code,
    }  # fmt: skip


def time_credit(cast: Cast, certified: ServiceRecord) -> dict[str, str]:
    earn_credit(by=the_system("credits"), line=certified)
    return {"credits": wish(cast, what="刘奶奶的药").code}


def the_book(cast: Cast) -> dict[str, str]:
    book = book_of(cast)
    book.given(14)
    return {"ledger": Transaction.objects.latest("pk").code, "account": book.store.code}


def counting(cast: Cast, shift: Shift) -> dict[str, str]:
    measure = name_measure(by=cast.as_("chen"), project=shift.activity.project, name="趟数", unit=cast.piece)
    figure = write_measurement(by=cast.as_("chen"), measure=measure, on=now().date() - timedelta(days=1), amount=3)
    return {"measure": measure.code, "figure": figure.code}


def of_a_company(cast: Cast) -> dict[str, str]:
    offered = company_story.proposed(cast, company_story.ready(cast))
    standing = suggest_partnership(by=cast.as_("bei"), organisation=cast.northlight, place=cast.willow)
    return {"companies": offered.package.code, "proposal": offered.code, "partners": standing.code}


def a_gift(cast: Cast) -> dict[str, str]:
    """Something of it has gone out and is in use, something is spoiled, and something is asked."""
    made = giving.arrived(cast)
    delivery, by = made.gift.deliveries.get(), cast.as_("chen")
    gifts.note_use(by=by, gift=made.gift, project=made.project, quantity=9, people=9)
    words = {"kind": "damaged", "quantity": 1, "words": "电梯一修"}
    loss = gifts.report_loss(by=by, store=made.store, lot=made.lot, **words)
    change = gifts.ask_use_change(by=by, gift=made.gift, after=cast.snacks, reason="电梯一修")
    picture = GiftPhoto.objects.create(gift=made.gift, photo=ContentFile(b"none", "none.jpg"), shows="nobody")
    receipt = gifts.issue_receipt(by=by, delivery=delivery)
    return {
        "gifts": made.gift.code, "store": made.store.code, "lot": made.lot.code, "hand-over": made.code,
        "delivery": delivery.code, "receipt": receipt.code, "loss": loss.code, "change": change.code,
        "picture": picture.code,
    }  # fmt: skip


def a_wish(cast: Cast) -> dict[str, str]:
    """A part of it is taken by a company, and somebody without an account has left word."""
    lamps = wishing.lamps(cast, title_en="Lamps")
    left = {"quantity": 1, "bring_by": localdate(), "name": "吴奶奶", "reach": "139 5555 0199"}
    return {
        "wishes": lamps.ask.code, "taken": wishing.claimed(cast, lamps, bring_by=localdate()).code,
        "word": leave_word(by=cast.as_(None), occasion=lamps, **left).code,
    }  # fmt: skip


def a_fund(cast: Cast) -> dict[str, str]:
    fund = money.running(cast)
    receipt = money.received(cast, fund, giver="没有具名的梁先生", named=False)
    applied = money.applied(cast, fund, words=SAID)
    with time_machine.travel(now() + timedelta(days=1)):
        disclosed = publish_disclosure(by=cast.as_("bai"), fund=fund)
    codes = {"funds": fund, "fund-receipt": receipt, "grant": applied, "disclosure": disclosed}
    return {name: one.code for name, one in codes.items()} | {"seat": fund.seats.first().code}
