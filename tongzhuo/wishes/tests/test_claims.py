"""A wish is taken by one party, a part or all of it, never more than is open; a promise that fails opens it again."""

import datetime as dt

import pytest
import time_machine

from tests.cast import at
from tongzhuo.gifts import actions as gifts
from tongzhuo.gifts import tasks
from tongzhuo.gifts.drafts import Arriving
from tongzhuo.gifts.models import Gift
from tongzhuo.gifts.tests import story as giving
from tongzhuo.gifts.tests.story import refused
from tongzhuo.kernel.models import Line
from tongzhuo.kernel.viewer import NOBODY
from tongzhuo.linkages.actions.planning import keep_plan
from tongzhuo.linkages.planner import draw
from tongzhuo.linkages.tests.story import carry_on
from tongzhuo.needs import actions as needs
from tongzhuo.needs.models import Need
from tongzhuo.notices.models import Notice
from tongzhuo.people.models import ContactWay
from tongzhuo.resources.models import Offer
from tongzhuo.wishes import actions, queries, rules
from tongzhuo.wishes.models import LeftWord
from tongzhuo.wishes.tests import story
from tongzhuo.wishes.tests.story import DAY, NOW, claimed

pytestmark = pytest.mark.django_db
SOON = dt.date(2026, 11, 30)


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def listed(cast, **narrow):
    found = queries.narrowed(queries.wishes_visible_to(NOBODY, at=NOW), **narrow)
    return [(wish.ask.what_name, wish.left) for wish in queries.wishes_of(found)]


def test_a_claim_is_a_link_and_a_promised_gift_at_once(cast):
    link = claimed(cast, story.lamps(cast), 9, show_name=True)
    gift = Gift.objects.get(source=f"link:{link.code}")
    assert (link.state, link.quantity, link.organisation) == ("accepted", 9, cast.northlight)
    assert (gift.state, gift.quantity, gift.deliver_by, gift.receiver) == ("agreed", 9, SOON, cast.office)
    assert (gift.naming, gift.organisation, gift.item) == ("public", cast.northlight, cast.lamp)
    assert (listed(cast), Offer.objects.get().state) == ([("Desk lamps", 5)], "withdrawn")
    carry_on()
    assert Gift.objects.count() == 1
    assert Line.objects.filter(did="link.accepted").count() == 1


def test_the_seat_is_taken_when_all_of_it_is_promised(cast):
    occasion = story.lamps(cast)
    claimed(cast, occasion, 9)
    assert Need.objects.get().seat_resources == "asked"
    claimed(cast, occasion, 5, by=cast.as_("liu"), organisation=None, person=cast.liu)
    need = Need.objects.get()
    assert (need.seat_resources, need.state, listed(cast)) == ("seated", "linked", [])


def test_a_plan_leaves_claims_where_they_are(cast):
    occasion = story.lamps(cast)
    link = claimed(cast, occasion, 9)
    keep_plan(by=cast.as_("chen"), place=cast.willow, draft=draw(cast.willow, at=NOW))
    link.refresh_from_db()
    assert (link.state, listed(cast)) == ("accepted", [("Desk lamps", 5)])


def test_never_more_than_is_open(cast):
    occasion = story.lamps(cast)
    claimed(cast, occasion, 9)

    def no(quantity, **more):
        return refused(claimed, cast=cast, occasion=occasion, quantity=quantity, **more)

    assert (no(6), no(0), no(None)) == ("more_than_open", "say_how_much", "say_how_much")
    assert (no(1, bring_by=dt.date(2026, 11, 22)), no(1, bring_by=DAY + dt.timedelta(1))) == ("day_over", "too_late")
    claimed(cast, occasion, 5)
    assert no(1) == "taken_meanwhile"
    needs.withdraw_need(by=cast.as_("chen"), need=occasion.ask.need)
    assert no(1) == "not_open"


@pytest.mark.parametrize(
    ("who", "giver", "code"),
    [
        (None, "liu", "sign_in_first"),
        ("outsider", "northlight", "not_yours"),
        ("chen", "liu", "not_yours"),
        ("gao", "bureau", "not_yours"),
        ("bei", None, "one_party"),
    ],
)
def test_may_claim_asks_who_speaks_for_the_giver(cast, who, giver, code):
    party = {"person": None, "organisation": None}
    if giver:
        kind = "person" if giver in cast.people else "organisation"
        party[kind] = getattr(cast, giver)
    occasion = story.lamps(cast)
    assert refused(claimed, cast=cast, occasion=occasion, quantity=1, by=cast.as_(who), **party) == code


def test_money_comes_from_a_body_and_keeps_its_purpose(cast):
    occasion = story.first(story.need(cast, [story.money(cast)]))
    alone = {"by": cast.as_("liu"), "person": cast.liu, "organisation": None}
    assert refused(claimed, cast=cast, occasion=occasion, quantity=100, **alone) == "money_through_a_charity"
    gift = queries.gift_of(claimed(cast, occasion, 100_000))
    assert (gift.kind, gift.quantity, gift.purpose, gift.receiver) == ("money", 100_000, cast.snacks, cast.northlight)
    assert listed(cast, kind="money") == [("Snacks", 80_000)]


def test_an_amount_to_be_agreed_is_said_by_the_first_who_takes_it(cast):
    occasion = story.first(story.need(cast, [story.goods(cast, None)]))
    assert listed(cast) == [("Desk lamps", None)]
    assert queries.gift_of(claimed(cast, occasion, 20)).quantity == 20
    assert (listed(cast), refused(claimed, cast=cast, occasion=occasion)) == ([], "taken_meanwhile")


def test_micro_wishes_are_small_things_of_one_person(cast):
    story.lamps(cast), story.chair(cast)
    assert (listed(cast, kind="micro"), len(listed(cast, kind="goods"))) == ([("Stair-climbing chair", 1)], 2)
    assert listed(cast, path=cast.plane.path) == []
    assert [place.path for place in queries.places_of(queries.wishes_visible_to(NOBODY, at=NOW))] == [cast.willow.path]


def test_who_comes_too_late_is_told_what_would_help_as_much(cast):
    occasion = story.chair(cast)
    other = story.chair(cast, where="plane", by="outsider")
    story.lamps(cast)
    claimed(cast, occasion)
    found = queries.next_best(NOBODY, occasion.ask, at=NOW)
    assert [(wish.ask.what_name, wish.place) for wish in found] == [
        ("Stair-climbing chair", cast.plane),
        ("Desk lamps", cast.willow),
    ]
    assert found[0].occasion == other


def test_what_is_given_back_is_open_again_at_once(cast):
    link = claimed(cast, story.chair(cast))
    assert refused(actions.give_back, by=cast.as_("outsider"), link=link) == "not_yours"
    assert refused(actions.give_back, by=cast.as_("chen"), link=link) == "not_yours"
    back = actions.give_back(by=cast.as_("bei"), link=link)
    assert (back.state, queries.gift_of(link).state, listed(cast)) == (
        "withdrawn",
        "withdrawn",
        [("Stair-climbing chair", 1)],
    )
    assert not rules.may_give_back(cast.as_("bei"), back, queries.gift_of(link))


def test_a_promise_that_is_not_kept_is_open_again(cast, on_monday):
    link = claimed(cast, story.first(story.need(cast, [story.goods(cast, when="open", ends_on=None)])), 9)
    on_monday.move_to(at("2026-12-01 10:00"))
    tasks.sweep()
    on_monday.move_to(at("2026-12-08 10:00"))
    tasks.sweep()
    carry_on()
    link.refresh_from_db()
    assert (link.state, queries.gift_of(link).state, listed(cast)) == ("withdrawn", "freed", [("Desk lamps", 14)])


def test_what_has_come_of_an_unkept_promise_is_not_asked_for_again(cast, on_monday):
    link = claimed(cast, story.first(story.need(cast, [story.goods(cast, when="open", ends_on=None)])), 9)
    shelf, gift = giving.store(cast), queries.gift_of(link)
    delivery = gifts.receive(by=cast.as_("chen"), gift=gift, store=shelf, arriving=Arriving(4, NOW.date()))
    for day in ("2026-12-01 10:00", "2026-12-08 10:00"):
        on_monday.move_to(at(day))
        tasks.sweep()
    carry_on()
    link.refresh_from_db()
    assert (link.state, link.quantity, listed(cast)) == ("accepted", 4, [("Desk lamps", 10)])
    made = giving.sent(cast, delivery, gift.project, 4)
    gifts.confirm_hand_over(by=cast.as_("zhao"), hand_over=made)
    carry_on()
    link.refresh_from_db()
    assert (link.state, listed(cast)) == ("fulfilled", [("Desk lamps", 10)])


def word(cast, occasion, **more):
    facts = {"quantity": 3, "bring_by": SOON, "name": "吴奶奶", "reach": "139 5555 0199"}
    return actions.leave_word(by=NOBODY, occasion=occasion, **facts | more)


def test_a_word_holds_nothing_until_the_office_has_called(cast):
    left = word(cast, story.lamps(cast))
    carry_on()
    assert (left.reach, listed(cast)) == ("13955550199", [("Desk lamps", 14)])
    assert Notice.objects.get(to=cast.chen, kind="gift.to_agree").about.endswith(left.code)
    assert refused(actions.confirm_word, by=cast.as_("outsider"), word=left) == "not_keeper"
    link = actions.confirm_word(by=cast.as_("chen"), word=left)
    left.refresh_from_db()
    assert (left.state, left.reach, left.link, link.person.name) == ("confirmed", "", link, "吴奶奶")
    assert (queries.gift_of(link).person, listed(cast)) == (link.person, [("Desk lamps", 11)])
    assert ContactWay.objects.get(person=link.person).value == "13955550199"
    assert refused(actions.let_word_go, by=cast.as_("chen"), word=left) == "answered_already"


def test_may_leave_word_wants_a_name_and_a_way_and_not_too_many(cast):
    occasion = story.lamps(cast)
    assert [
        refused(word, cast=cast, occasion=occasion, **odd)
        for odd in ({"name": " "}, {"reach": "somewhere"}, {"quantity": 15}, {"quantity": None})
    ] == ["say_name", "say_reach", "more_than_open", "say_how_much"]
    money = story.first(story.need(cast, [story.money(cast)]))
    assert refused(word, cast=cast, occasion=money) == "money_through_a_charity"
    for _number in range(rules.MOST_WAITING):
        word(cast, occasion)
    assert refused(word, cast=cast, occasion=occasion) == "enough_words"
    actions.let_word_go(by=cast.as_("chen"), word=LeftWord.objects.latest("pk"))
    assert word(cast, occasion, reach="wu@example.org").reach == "wu@example.org"


def test_a_word_for_what_has_gone_meanwhile_is_refused_and_still_waits(cast):
    occasion = story.lamps(cast)
    left = word(cast, occasion)
    claimed(cast, occasion, 12)
    assert refused(actions.confirm_word, by=cast.as_("chen"), word=left) == "more_than_open"
    left.refresh_from_db()
    assert (left.state, bool(rules.may_answer_word(cast.as_("chen"), left))) == ("waiting", True)
