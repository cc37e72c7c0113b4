"""Who may do what with gifts and stores: both sides, colleagues, other communities, outsiders, nobody."""

import pytest
import time_machine
from django.core.files.base import ContentFile

from tests.cast import at
from tongzhuo.gifts import actions, queries, rules, tasks
from tongzhuo.gifts.drafts import Arriving
from tongzhuo.gifts.models import Gift
from tongzhuo.gifts.states import MAY_FOLLOW, GiftKind, GiftState
from tongzhuo.gifts.tests import story
from tongzhuo.gifts.tests.story import (
    EVERYBODY,
    NOW,
    TODAY,
    agreed,
    arrived,
    came,
    day,
    project,
    promised,
    quilts,
    sent,
)
from tongzhuo.kernel import memory
from tongzhuo.kernel.viewer import the_system
from tongzhuo.notices.models import Notice
from tongzhuo.organisations.states import Kind

pytestmark = pytest.mark.django_db
CLOCK = the_system("clock")


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def who_may(cast, rule):
    """The people of the cast whom a rule lets."""
    return [who for who in EVERYBODY if rule(cast.as_(who))]


def code(verdict):
    return verdict.code


def test_may_pledge_in_ones_own_name_or_as_the_office_was_told(cast):
    body, person = {"organisation": cast.northlight, "person": None}, {"organisation": None, "person": cast.liu}
    draft = quilts(cast)
    assert who_may(cast, lambda v: rules.may_pledge(v, draft, **body, today=TODAY)) == ["chen", "zhao", "bei"]
    assert who_may(cast, lambda v: rules.may_pledge(v, draft, **person, today=TODAY)) == ["chen", "zhao", "liu"]
    bei = cast.as_("bei")
    neither = {"organisation": None, "person": None, "today": TODAY}
    assert code(rules.may_pledge(bei, draft, **neither)) == "one_party"
    bureau = {"organisation": cast.bureau, "person": None, "today": TODAY}
    assert code(rules.may_pledge(cast.as_("gao"), draft, **bureau)) == "government_guides"


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"quantity": 0}, "amount_absurd"),
        ({"quantity": -5}, "amount_absurd"),
        ({"quantity": 10**14}, "amount_absurd"),
        ({"item": None}, "say_what"),
        ({"kind": "wings"}, "kind_unknown"),
        ({"deliver_by": day(-1)}, "day_over"),
        ({"kind": GiftKind.LOAN, "return_on": day(3)}, "back_before_it_came"),
        ({"kind": GiftKind.MONEY}, "money_through_a_charity"),
    ],
)
def test_terms_that_cannot_be(cast, more, fault):
    body = {"organisation": cast.northlight, "person": None}
    assert code(rules.may_pledge(cast.as_("bei"), quilts(cast, **more), **body, today=TODAY)) == fault


def test_a_unit_fits_its_item(cast):
    body = {"organisation": cast.northlight, "person": None}
    litre = story.term("unit", "millilitre", "毫升", "millilitre")
    assert code(rules.may_pledge(cast.as_("bei"), quilts(cast, unit=litre), **body, today=TODAY)) == "unit_misfit"


def test_both_sides_may_change_terms_may_agree_terms_and_may_withdraw_gift(cast):
    gift = promised(cast)
    sides = ["chen", "zhao", "bei"]
    assert who_may(cast, lambda v: rules.may_change_terms(v, gift, came=0, today=TODAY)) == sides
    assert who_may(cast, lambda v: rules.may_withdraw_gift(v, gift)) == sides
    assert who_may(cast, lambda v: rules.may_agree_terms(v, gift)) == ["chen", "zhao"]
    assert code(rules.may_agree_terms(cast.as_("bei"), gift)) == "agreed_already"
    gift = actions.withdraw_gift(by=cast.as_("bei"), gift=gift)
    after = (rules.may_change_terms(cast.as_("bei"), gift, came=0, today=TODAY), rules.may_withdraw_gift(CLOCK, gift))
    assert [code(one) for one in after] == ["wrong_state"] * 2


def test_only_the_giver_may_change_naming_and_who_may_know_giver(cast):
    gift = promised(cast)
    assert who_may(cast, lambda v: rules.may_change_naming(v, gift)) == ["bei"]
    assert code(rules.may_change_naming(cast.as_("bei"), gift, "loud")) == "naming_unknown"
    assert who_may(cast, lambda v: rules.may_know_giver(v, gift)) == ["chen", "zhao", "bei", "gao"]
    gift = actions.change_naming(by=cast.as_("bei"), gift=gift, naming="public")
    assert who_may(cast, lambda v: rules.may_know_giver(v, gift)) == list(EVERYBODY)


def test_who_may_ask_use_change_and_may_answer_use_change(cast):
    gift = promised(cast)
    assert who_may(cast, lambda v: rules.may_ask_use_change(v, gift, asked=False)) == ["chen", "zhao"]
    unsaid = rules.may_ask_use_change(cast.as_("chen"), gift, cast.snacks, " ", asked=False)
    assert code(unsaid) == "say_why"
    change = actions.ask_use_change(by=cast.as_("chen"), gift=gift, after=cast.snacks, reason="点心更缺")
    assert who_may(cast, lambda v: rules.may_answer_use_change(v, change)) == ["bei"]


def test_who_may_add_photo_and_may_take_down_photo(cast):
    gift = promised(cast)
    assert who_may(cast, lambda v: rules.may_add_photo(v, gift, photos=11)) == ["chen", "zhao", "bei"]
    assert code(rules.may_add_photo(cast.as_("bei"), gift, photos=12)) == "too_many_photos"
    photo = actions.add_photo(by=cast.as_("bei"), gift=gift, photo=ContentFile(b"x", "x.jpg"), shows="nobody")
    assert who_may(cast, lambda v: rules.may_take_down_photo(v, photo)) == ["chen", "zhao", "bei"]
    photo = actions.take_down_photo(by=cast.as_("chen"), photo=photo)
    assert code(rules.may_take_down_photo(cast.as_("bei"), photo)) == "gone_already"


def test_who_may_open_store_and_may_move_stock(cast):
    assert who_may(cast, lambda v: rules.may_open_store(v, cast.office)) == ["chen"]
    assert code(rules.may_open_store(cast.as_("chen"), cast.office, cast.plane)) == "no_mandate_there"
    assert code(rules.may_open_store(cast.as_("gao"), cast.bureau)) == "government_guides"
    shelf = story.store(cast)
    assert who_may(cast, lambda v: rules.may_move_stock(v, shelf)) == ["chen", "zhao"]
    assert who_may(cast, lambda v: rules.may_report_loss(v, shelf)) == ["chen", "zhao"]


def test_who_may_receive_and_may_issue_receipt(cast):
    gift, shelf = agreed(cast), story.store(cast)
    assert who_may(cast, lambda v: rules.may_receive(v, gift, came=0, today=TODAY)) == ["chen", "zhao"]
    tomorrow = rules.may_receive(cast.as_("chen"), gift, shelf, Arriving(1, day(1)), came=0, today=TODAY)
    nothing = rules.may_receive(cast.as_("chen"), gift, shelf, Arriving(0, TODAY), came=0, today=TODAY)
    nowhere = rules.may_receive(cast.as_("chen"), gift, None, Arriving(1, TODAY), came=0, today=TODAY)
    assert [code(one) for one in (tomorrow, nothing, nowhere)] == ["not_yet", "amount_missing", "say_store"]
    unnamed = agreed(cast, item=None, item_text="一箱杂物")
    no_word = rules.may_receive(cast.as_("chen"), unnamed, shelf, Arriving(1, TODAY), came=0, today=TODAY)
    assert code(no_word) == "no_word"
    delivery = came(cast, gift, shelf)
    assert who_may(cast, lambda v: rules.may_issue_receipt(v, delivery, first=None)) == ["chen", "zhao"]


def test_who_may_hand_over_may_confirm_hand_over_may_settle_difference_and_may_note_use(cast):
    delivery, where_to = came(cast, agreed(cast), story.store(cast)), project(cast)
    assert who_may(cast, lambda v: rules.may_hand_over(v, delivery.store, today=TODAY)) == ["chen", "zhao"]
    made = sent(cast, delivery, where_to, receiver=cast.liu)
    assert who_may(cast, lambda v: rules.may_confirm_hand_over(v, made)) == ["zhao", "liu"]
    made = actions.confirm_hand_over(by=cast.as_("liu"), hand_over=made, counted=20)
    assert who_may(cast, lambda v: rules.may_settle_difference(v, made)) == ["chen", "zhao"]
    assert who_may(cast, lambda v: rules.may_note_use(v, where_to)) == ["chen", "zhao"]
    assert code(rules.may_note_use(cast.as_("chen"), where_to, people=-1)) == "people_absurd"


def test_who_may_return_loan_and_may_answer_loss(cast):
    given, lent = promised(cast), promised(cast, kind=GiftKind.LOAN, return_on=day(30))
    assert code(rules.may_return_loan(cast.as_("bei"), given)) == "not_lent"
    assert who_may(cast, lambda v: rules.may_return_loan(v, lent)) == ["chen", "zhao", "bei"]
    delivery = came(cast, agreed(cast), story.store(cast))
    said = {"kind": "damaged", "quantity": 1, "words": "泡水"}
    loss = actions.report_loss(by=cast.as_("chen"), store=delivery.store, lot=delivery.lot, **said)
    assert who_may(cast, lambda v: rules.may_answer_loss(v, loss)) == ["zhao"]


def test_the_clock_may_remind_giver_and_may_free_gift_and_both_are_told(cast, on_monday):
    gift = agreed(cast, deliver_by=day(1))
    facts = {"owed": 60, "today": day(2)}
    assert code(rules.may_remind_giver(cast.as_("chen"), gift, **facts)) == "by_the_clock"
    assert code(rules.may_remind_giver(CLOCK, gift, owed=60, today=day(1))) == "still_time"
    assert code(rules.may_remind_giver(CLOCK, gift, owed=0, today=day(2))) == "wrong_state"
    assert rules.may_remind_giver(CLOCK, gift, **facts)
    assert code(rules.may_free_gift(CLOCK, gift, grace=7, **facts)) == "still_time"
    on_monday.move_to(at("2026-11-25 10:00"))
    assert (tasks.sweep(), tasks.sweep()) == (1, 0)
    on_monday.move_to(at("2026-12-02 10:00"))
    assert (tasks.sweep(), tasks.sweep()) == (1, 0)
    while memory.sweep():
        pass
    told = Notice.objects.filter(kind__in=("gift.overdue", "gift.freed")).order_by("kind", "to__name")
    assert [(one.kind, one.to.name) for one in told] == [
        ("gift.freed", "贝晨"), ("gift.freed", "陈丽"), ("gift.overdue", "贝晨"),
    ]  # fmt: skip


def test_what_has_come_stays_when_the_rest_is_set_free(cast, on_monday):
    gift = agreed(cast, deliver_by=day(1))
    came(cast, gift, story.store(cast), 40)
    on_monday.move_to(at("2026-11-25 10:00"))
    tasks.sweep()
    on_monday.move_to(at("2026-12-02 10:00"))
    tasks.sweep()
    gift = Gift.objects.get()
    assert (gift.state, gift.short_of, queries.owed(gift)) == ("received", 20, 0)


def test_a_charity_takes_money_and_a_company_keeps_its_own(cast):
    charity = cast.organisation("charity", Kind.CHARITY, "和信慈善会", "Hexin Charity")
    body = {"organisation": cast.northlight, "person": None}
    for receiver in (charity, cast.northlight):
        draft = quilts(cast, kind=GiftKind.MONEY, item=None, unit=cast.fen, receiver=receiver)
        assert rules.may_pledge(cast.as_("bei"), draft, **body, today=TODAY)


def test_no_state_leads_back_to_before_it_came(cast):
    there = {"received", "handed_over", "in_use", "returned", "lost"}
    for state in there:
        assert MAY_FOLLOW[state] == there - {state}
    assert (MAY_FOLLOW["freed"], MAY_FOLLOW["withdrawn"]) == (frozenset(), frozenset())
    assert set(MAY_FOLLOW) == set(GiftState.values)


def test_everybody_finds_what_is_theirs(cast):
    made = arrived(cast)
    found = {who: queries.gifts_visible_to(cast.as_(who)).count() for who in EVERYBODY}
    assert found == dict.fromkeys(EVERYBODY, 0) | {"chen": 1, "zhao": 1, "bei": 1, "gao": 1}
    stores = {who: queries.stores_visible_to(cast.as_(who)).count() for who in EVERYBODY}
    assert stores == dict.fromkeys(EVERYBODY, 0) | {"chen": 1, "zhao": 1, "gao": 1}
    assert queries.hand_overs_for(cast.as_("zhao")).get() == made
