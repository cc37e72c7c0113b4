"""The pages: the list and its empty state, one wish for whoever looks, thank you, too late, and the office's calls."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tongzhuo.gifts.models import Gift
from tongzhuo.linkages.models import Link
from tongzhuo.needs.models import Need
from tongzhuo.wishes.models import LeftWord
from tongzhuo.wishes.tests import story
from tongzhuo.wishes.tests.story import NOW, claimed

pytestmark = pytest.mark.django_db
LIST = reverse("wishes:wishes")


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False):
        yield


def page_of(client, url, cast=None, who=None, **sent):
    if who:
        client.force_login(cast.account(who))
    response = client.post(url, sent) if sent else client.get(url)
    return response.status_code, response.content.decode()


def one(occasion):
    return reverse("wishes:wish", args=[occasion.ask.code])


def queries_of(client, url):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_the_list_costs_the_same_for_one_and_three(client, cast):
    story.lamps(cast)
    client.get(LIST)
    alone = queries_of(client, LIST)
    story.chair(cast), story.chair(cast, where="plane", by="outsider")
    assert (alone, queries_of(client, LIST)) == (4, 4)


def test_everybody_reads_the_list_and_narrows_it(client, cast):
    status, empty = page_of(client, LIST)
    assert (status, "Every wish has been taken" in empty, reverse("resources:new") in empty) == (200, True, True)
    story.lamps(cast), story.chair(cast, where="plane", by="outsider")
    _status, page = page_of(client, LIST)
    assert [words in page for words in ("Desk lamps, 14 pieces", "Stair-climbing chair, 1 piece", "郭")] == [
        True,
        True,
        False,
    ]
    _status, page = page_of(client, f"{LIST}?place={cast.plane.path}&kind=micro")
    assert ("Desk lamps" in page, "Stair-climbing chair" in page) == (False, True)
    assert "No such wish is open" in page_of(client, f"{LIST}?kind=money")[1]


def test_a_company_takes_a_part_and_reads_what_comes_next(client, cast):
    occasion = story.lamps(cast)
    facts = {"giver": cast.northlight.code, "share": "some", "amount": "９", "bring_by": "2026-11-30"}
    status, page = page_of(client, one(occasion), cast, "bei", **facts | {"amount": "九百万"})
    assert (status, "九百万" in page) == (422, True)
    assert page_of(client, one(occasion), **facts)[0] == 302
    link = Link.objects.get()
    _status, page = page_of(client, reverse("wishes:taken", args=[link.code]))
    gift = Gift.objects.get()
    told = ("Thank you. It is yours to bring.", gift.shown_code, "Willow Lane office", "Give it back")
    assert (link.quantity, [words for words in told if words not in page]) == (9, [])
    assert '<b class="num">5 pieces</b> of 14 pieces still open' in page_of(client, LIST)[1]
    assert page_of(client, reverse("wishes:give-back", args=[link.code]), now="1")[0] == 302
    _status, page = page_of(client, reverse("wishes:taken", args=[link.code]))
    assert "It is not yours any more" in page


@pytest.mark.parametrize(("share", "quantity"), [("all", 14), ("one", 1)])
def test_all_or_one_is_a_press(client, cast, share, quantity):
    page_of(client, one(story.lamps(cast)), cast, "liu", share=share, bring_by="2026-11-30")
    assert list(Link.objects.values_list("quantity", "person")) == [(quantity, cast.liu.pk)]


def test_who_comes_too_late_is_told_and_offered_the_next_best(client, cast):
    occasion, other = story.chair(cast), story.chair(cast, where="plane", by="outsider")
    claimed(cast, occasion)
    status, page = page_of(client, one(occasion), cast, "liu", bring_by="2026-11-30")
    assert (status, "Somebody was a moment quicker" in page, one(other) in page) == (409, True, True)
    assert ("Stair-climbing chair, 1 piece" in page, ", 0 " in page) == (True, False)
    assert Link.objects.count() == 1


def test_money_is_for_bodies(client, cast):
    occasion = story.first(story.need(cast, [story.money(cast)]))
    assert "Tongzhuo takes no money" in page_of(client, one(occasion), cast, "liu")[1]
    facts = {"share": "some", "amount": "1,000元", "bring_by": "2026-11-30", "giver": cast.northlight.code}
    assert page_of(client, one(occasion), cast, "bei", **facts)[0] == 302
    assert Link.objects.get().quantity == 100_000


def test_without_an_account_a_word_is_left_and_the_office_calls(client, cast):
    occasion, facts = story.lamps(cast), {"share": "one", "bring_by": "2026-11-30", "name": "吴奶奶", "reach": "x"}
    status, page = page_of(client, one(occasion), **facts)
    assert (status, "吴奶奶" in page, LeftWord.objects.count()) == (422, True, 0)
    status, page = page_of(client, one(occasion), **facts | {"reach": "139 5555 0199"})
    assert (status, "The office calls you" in page, Link.objects.count()) == (200, True, 0)
    words, left = reverse("wishes:words"), LeftWord.objects.get()
    assert "13955550199" not in page_of(client, words, cast, "outsider")[1]
    answer = reverse("wishes:answer", args=[left.code])
    assert page_of(client, answer, to="confirmed")[0] == 404
    assert "13955550199" in page_of(client, words, cast, "chen")[1]
    assert page_of(client, answer, to="confirmed")[0] == 302
    assert (Link.objects.get().quantity, LeftWord.objects.get().state) == (1, "confirmed")
    assert "Nobody waits for a call" in page_of(client, words)[1]


def test_the_calls_cost_the_same_for_one_and_three(client, cast):
    occasion, facts = story.lamps(cast), {"share": "one", "bring_by": "2026-11-30", "name": "吴奶奶"}
    page_of(client, one(occasion), **facts | {"reach": "139 5555 0199"})
    client.force_login(cast.account("chen"))
    words = reverse("wishes:words")
    client.get(words)
    alone = queries_of(client, words)
    LeftWord.objects.bulk_create(
        LeftWord(occasion=occasion, quantity=1, bring_by=story.DAY, name=name, reach="1") for name in ("甲", "乙")
    )
    assert (alone, queries_of(client, words)) == (6, 6)


def test_only_its_giver_opens_a_claim_and_hidden_is_absent(client, cast):
    taken = reverse("wishes:taken", args=[claimed(cast, story.lamps(cast)).code])
    assert [page_of(client, taken, cast, who)[0] for who in ("bei", "liu", "outsider", "chen")] == [200, 404, 404, 404]
    raised = story.need(cast, [story.goods(cast)])
    code = raised.asks.get().code
    Need.objects.filter(pk=raised.pk).update(state="raised")
    assert page_of(client, reverse("wishes:wish", args=[code]))[0] == 404
