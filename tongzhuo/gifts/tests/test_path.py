"""From the promise to the thing in use: every step is agreed, posted once and in one place."""

import pytest
import time_machine

from tests.cast import at
from tongzhuo.gifts import actions, queries
from tongzhuo.gifts.drafts import Arriving
from tongzhuo.gifts.models import Gift, Receipt
from tongzhuo.gifts.states import GiftKind
from tongzhuo.gifts.tests import story
from tongzhuo.gifts.tests.story import NOW, TODAY, agreed, arrived, came, day, project, promised, quilts, refused, sent
from tongzhuo.kernel.models import Line
from tongzhuo.ledger.audit import audit
from tongzhuo.ledger.models import Lot
from tongzhuo.organisations.states import Kind, Role
from tongzhuo.projects.models import Project

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def where(gift):
    tally = queries.tally_of(gift)
    assert audit().found == 0
    return (tally.received, tally.in_store, tally.arrived, tally.in_use, tally.lost, tally.returned)


def state(gift):
    return Gift.objects.get(pk=gift.pk).state


def test_the_whole_way_of_sixty_quilts(cast):
    gift = promised(cast)
    assert (gift.state, gift.is_agreed) == ("pledged", False)
    shelf = story.store(cast)
    some = {"gift": gift, "store": shelf, "arriving": Arriving(40, TODAY, note="N-1")}
    assert refused(actions.receive, by=cast.as_("chen"), **some) == "not_agreed"
    actions.agree_terms(by=cast.as_("chen"), gift=gift)
    first = actions.receive(by=cast.as_("chen"), **some)
    came(cast, gift, shelf, 20, note="N-2")
    assert (state(gift), where(gift)) == ("received", (60, 60, 0, 0, 0, 0))
    made = sent(cast, first, project(cast))
    assert (state(gift), where(gift)) == ("handed_over", (60, 36, 24, 0, 0, 0))
    assert refused(actions.note_use, by=cast.as_("chen"), gift=gift, project=made.project, quantity=1) == "too_much"
    actions.confirm_hand_over(by=cast.as_("zhao"), hand_over=made)
    actions.note_use(by=cast.as_("zhao"), gift=gift, project=made.project, quantity=20, people=31, words="入户看过")
    assert (state(gift), where(gift)) == ("in_use", (60, 36, 4, 20, 0, 0))
    told = Line.objects.filter(did__startswith="gift.").order_by("pk").values_list("did", flat=True)
    assert list(told) == [
        "gift.pledged", "gift.agreed", "gift.received", "gift.received", "gift.handed_over", "gift.arrived",
        "gift.in_use",
    ]  # fmt: skip


def test_a_note_counts_once_and_a_receipt_is_issued_once(cast):
    gift, shelf = agreed(cast), story.store(cast)
    delivery = came(cast, gift, shelf, 60, note="N-1")
    again = {"by": cast.as_("chen"), "gift": gift, "store": shelf, "arriving": Arriving(60, TODAY, note="N-1")}
    assert refused(actions.receive, **again) == "received_already"
    receipt = actions.issue_receipt(by=cast.as_("chen"), delivery=delivery)
    assert (receipt.number, receipt.donor, receipt.handler) == ("2026-0001", "北辰食品", cast.chen)
    assert refused(actions.issue_receipt, by=cast.as_("chen"), delivery=delivery) == "receipt_issued"
    other = came(cast, agreed(cast, naming="anonymous"), shelf, 60)
    second = actions.issue_receipt(by=cast.as_("chen"), delivery=other)
    assert (second.number, second.donor, Receipt.objects.count()) == ("2026-0002", "", 2)


def test_more_than_was_agreed_is_refused_or_agreed_anew(cast):
    gift, shelf = agreed(cast), story.store(cast)
    came(cast, gift, shelf, 60)
    more = {"gift": gift, "store": shelf, "arriving": Arriving(5, TODAY)}
    assert refused(actions.receive, by=cast.as_("chen"), **more) == "more_than_agreed"
    actions.change_terms(by=cast.as_("bei"), gift=gift, draft=quilts(cast, quantity=65))
    assert refused(actions.receive, by=cast.as_("chen"), **more) == "not_agreed"
    actions.agree_terms(by=cast.as_("chen"), gift=gift)
    actions.receive(by=cast.as_("chen"), **more)
    assert where(gift) == (65, 65, 0, 0, 0, 0)
    fewer = quilts(cast, quantity=64)
    assert refused(actions.change_terms, by=cast.as_("bei"), gift=gift, draft=fewer) == "less_than_came"


def test_what_is_to_be_agreed_is_never_in_the_book(cast):
    gift, shelf = promised(cast, quantity=None), story.store(cast)
    some = {"by": cast.as_("chen"), "gift": gift, "store": shelf, "arriving": Arriving(5, TODAY)}
    assert refused(actions.receive, **some) == "not_confirmed"
    assert refused(actions.agree_terms, by=cast.as_("chen"), gift=gift) == "not_confirmed"
    actions.change_terms(by=cast.as_("chen"), gift=gift, draft=quilts(cast, quantity=5))
    assert refused(actions.receive, **some) == "not_agreed"
    actions.agree_terms(by=cast.as_("bei"), gift=gift)
    actions.receive(**some)
    assert where(gift) == (5, 5, 0, 0, 0, 0)


def test_what_is_past_its_date_stays_where_it_is(cast, on_monday):
    gift, shelf = agreed(cast), story.store(cast)
    delivery = came(cast, gift, shelf, 60, best_before=day(2))
    late = {"quantity": 1, "on": TODAY, "best_before": day(-1)}
    arriving = {"gift": agreed(cast), "store": shelf, "arriving": Arriving(**late)}
    assert refused(actions.receive, by=cast.as_("chen"), **arriving) == "came_expired"
    on_monday.move_to(at("2026-11-26 09:00"))
    out = {"store": shelf, "gift": gift, "lot": delivery.lot, "quantity": 1, "project": project(cast)}
    assert refused(actions.hand_over, by=cast.as_("chen"), **out) == "expired"
    spoiled = {"store": shelf, "lot": delivery.lot, "kind": "expired", "quantity": 60, "words": "过期"}
    loss = actions.report_loss(by=cast.as_("chen"), **spoiled)
    assert refused(actions.report_loss, by=cast.as_("zhao"), **spoiled | {"quantity": 1}) == "too_much"
    assert (where(gift), state(gift)) == ((60, 60, 0, 0, 0, 0), "received")
    actions.answer_loss(by=cast.as_("zhao"), loss=loss, seen=True)
    assert (where(gift), state(gift)) == ((60, 0, 0, 0, 60, 0), "lost")


def test_a_machine_is_known_by_its_serial_number(cast):
    machine = {"item": cast.chair, "quantity": 2}
    gift, shelf = agreed(cast, **machine), story.store(cast)
    some = {"by": cast.as_("chen"), "gift": gift, "store": shelf}
    both = Arriving(2, TODAY, serial="KW-50-0117")
    assert refused(actions.receive, **some, arriving=both) == "one_serial"
    actions.receive(**some, arriving=Arriving(1, TODAY, serial="KW-50-0117"))
    assert refused(actions.receive, **some, arriving=Arriving(1, TODAY, serial="KW-50-0117")) == "serial_known"
    assert (queries.traced("KW-50-0117"), queries.traced(gift.shown_code), queries.traced("none")) == (gift, gift, None)


def test_whoever_receives_counts_and_a_difference_is_settled_by_two(cast):
    gift = agreed(cast)
    delivery, where_to = came(cast, gift, story.store(cast)), project(cast)
    for found, lost in ((True, 0), (False, 2)):
        made = sent(cast, delivery, where_to, 18)
        facts = {"hand_over": made, "counted": 16, "words": "少两床"}
        assert refused(actions.confirm_hand_over, by=cast.as_("chen"), **facts) == "two_people"
        assert refused(actions.confirm_hand_over, by=cast.as_("zhao"), **facts | {"counted": 19}) == "more_than_sent"
        made = actions.confirm_hand_over(by=cast.as_("zhao"), **facts)
        assert (made.state, queries.tally_of(gift).unsure) == ("differs", 2)
        settle = {"hand_over": made, "found": found, "words": "在车上" if found else "没找到"}
        assert refused(actions.settle_difference, by=cast.as_("zhao"), **settle) == "two_people"
        assert actions.settle_difference(by=cast.as_("chen"), **settle).state == "settled"
        assert queries.tally_of(gift).lost == lost
    assert where(gift) == (60, 26, 32, 0, 2, 0)


def test_only_whoever_keeps_the_store_hands_over(cast):
    gift = agreed(cast)
    delivery, where_to = came(cast, gift, story.store(cast)), project(cast)
    facts = {"store": delivery.store, "gift": gift, "lot": delivery.lot, "quantity": 1, "project": where_to}
    refusals = {who: refused(actions.hand_over, by=cast.as_(who), **facts) for who in ("bei", "liu", "gao", None)}
    assert set(refusals.values()) == {"no_mandate"}
    assert refused(actions.hand_over, by=cast.as_("chen"), **facts | {"quantity": 61}) == "too_much"


def test_what_was_lent_goes_back(cast):
    gift = agreed(cast, kind=GiftKind.LOAN, return_on=day(90))
    made = sent(cast, came(cast, gift, story.store(cast)), project(cast), 60)
    actions.confirm_hand_over(by=cast.as_("zhao"), hand_over=made)
    actions.note_use(by=cast.as_("chen"), gift=gift, project=made.project, quantity=40)
    actions.return_loan(by=cast.as_("chen"), gift=gift)
    assert (state(gift), where(gift)) == ("returned", (60, 0, 0, 0, 0, 60))
    assert refused(actions.return_loan, by=cast.as_("chen"), gift=gift) == "nothing_there"


def test_money_goes_through_a_charity_and_is_spent_for_its_purpose(cast):
    fund = cast.organisation("charity", Kind.CHARITY, "和信慈善会", "Hexin Charity Federation", where="district")
    cast.mandate("gao", "charity", Role.OPERATOR, "district")
    money = {"kind": GiftKind.MONEY, "item": None, "unit": cast.fen, "quantity": 300_000, "purpose": cast.snacks}
    through_us = {"draft": quilts(cast, **money), "organisation": cast.northlight}
    assert refused(actions.pledge, by=cast.as_("bei"), **through_us) == "money_through_a_charity"
    gift = promised(cast, **money, receiver=fund)
    actions.agree_terms(by=cast.as_("gao"), gift=gift)
    safe = actions.open_store(by=cast.as_("gao"), organisation=fund, place=cast.district, name="慈善会账户")
    delivery = actions.receive(by=cast.as_("gao"), gift=gift, store=safe, arriving=Arriving(300_000, TODAY))
    made = actions.hand_over(
        by=cast.as_("gao"), store=safe, gift=gift, lot=delivery.lot, quantity=200_000, project=project(cast)
    )
    assert made.account.purpose == cast.snacks
    actions.confirm_hand_over(by=cast.as_("chen"), hand_over=made)
    actions.note_use(by=cast.as_("chen"), gift=gift, project=made.project, quantity=188_000, words="四天车费")
    assert where(gift) == (300_000, 100_000, 12_000, 188_000, 0, 0)


def test_hours_go_to_the_project_that_uses_them(cast):
    hours = {"kind": GiftKind.STAFF, "item": None, "item_text": "二十人半天", "unit": None, "quantity": 4800}
    gift = agreed(cast, **hours)
    some = {"by": cast.as_("chen"), "gift": gift, "arriving": Arriving(4800, TODAY)}
    assert refused(actions.receive, **some) == "say_project"
    actions.receive(**some, project=project(cast))
    actions.note_use(by=cast.as_("chen"), gift=gift, project=Project.objects.get(), quantity=4800, people=40)
    assert (state(gift), where(gift)) == ("in_use", (4800, 0, 0, 4800, 0, 0))


def test_a_change_of_use_asks_the_giver(cast):
    meals, equipment = cast.snacks, story.term("purpose", "equipment", "设备", "Equipment")
    gift = agreed(cast, purpose=meals)
    delivery = came(cast, gift, story.store(cast))
    ask = {"gift": gift, "after": equipment, "reason": "点心够了，缺桌椅"}
    assert refused(actions.ask_use_change, by=cast.as_("liu"), **ask) == "not_your_gift"
    change = actions.ask_use_change(by=cast.as_("chen"), **ask)
    assert refused(actions.ask_use_change, by=cast.as_("chen"), **ask) == "asked_already"
    assert refused(actions.answer_use_change, by=cast.as_("chen"), change=change, agreed=True) == "giver_only"
    actions.answer_use_change(by=cast.as_("bei"), change=change, agreed=False)
    assert Gift.objects.get(pk=gift.pk).purpose == meals
    change = actions.ask_use_change(by=cast.as_("chen"), **ask)
    actions.answer_use_change(by=cast.as_("bei"), change=change, agreed=True)
    assert (Gift.objects.get(pk=gift.pk).purpose, where(gift)) == (equipment, (60, 60, 0, 0, 0, 0))
    kept = queries.stock(delivery.store).get()
    assert (kept.lot.purpose, kept.amount, Lot.objects.count()) == (equipment, 60, 2)


def test_a_count_that_is_short_waits_for_a_second_person(cast):
    gift, shelf = agreed(cast), story.store(cast)
    lot = came(cast, gift, shelf).lot
    chen = {"by": cast.as_("chen"), "store": shelf, "lot": lot}
    assert actions.count_lot(**chen, counted=60).difference == 0
    loss = actions.count_lot(**chen, counted=58, words="柜子里只有 58")
    assert (loss.kind, loss.quantity, queries.in_account(shelf.account, lot)) == ("missing", 2, 60)
    actions.answer_loss(by=cast.as_("zhao"), loss=loss, seen=False)
    assert actions.count_lot(**chen, counted=61, words="多一床").difference == 1
    assert (queries.in_account(shelf.account, lot), audit().found) == (61, 0)
    assert (queries.tally_of(gift).found, queries.tally_of(gift).returned) == (1, 0)


def test_stock_moves_between_stores(cast):
    gift, shelf = agreed(cast), story.store(cast)
    other = story.store(cast, "六号楼小仓")
    lot = came(cast, gift, shelf).lot
    move = {"source": shelf, "target": other, "lot": lot, "quantity": 10}
    assert refused(actions.move_stock, by=cast.as_("liu"), **move) == "not_your_store"
    assert refused(actions.move_stock, by=cast.as_("chen"), **move | {"quantity": 61}) == "too_much"
    assert refused(actions.move_stock, by=cast.as_("chen"), **move | {"target": shelf}) == "say_store"
    actions.move_stock(by=cast.as_("chen"), **move)
    amounts = [queries.in_account(one.account, lot) for one in (shelf, other)]
    assert (amounts, where(gift)) == ([50, 10], (60, 60, 0, 0, 0, 0))


def test_arrived_needs_no_further_word(cast):
    made = arrived(cast)
    assert (made.state, made.difference, made.confirmed_by) == ("confirmed", 0, cast.zhao)
    assert refused(actions.confirm_hand_over, by=cast.as_("zhao"), hand_over=made) == "confirmed_already"
