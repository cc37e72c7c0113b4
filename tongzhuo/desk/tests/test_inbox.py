"""The inbox on a desk and on a phone, and the short answers that empty it."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate, now

from tongzhuo.desk.tests.story import text
from tongzhuo.kernel.models import Line
from tongzhuo.needs import actions
from tongzhuo.needs.models import Need
from tongzhuo.needs.states import State
from tongzhuo.needs.tests.story import WORDS, confirmed, for_guo, in_state
from tongzhuo.people.actions import give_consent

INBOX = reverse("needs:inbox")


@pytest.fixture
def chen(client, cast):
    client.force_login(cast.account("chen"))
    return client


def page_of(name, *args):
    return reverse(f"needs:{name}", args=args)


@pytest.mark.parametrize("count", [1, 3, 300])
def test_the_inbox_stays_small_and_quick(chen, cast, count):
    for_guo(cast, words=WORDS * 100)
    Need.objects.bulk_create(
        Need(title=f"第{n}件事，请人来看看", place=cast.willow, answer_by=now() + dt.timedelta(hours=n), words=WORDS)
        for n in range(count - 1)
    )
    cache.clear()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = chen.get(INBOX)
    assert len(queries) <= 12, [query["sql"][:120] for query in queries]
    assert len(page.content) < 60_000
    need = Need.objects.get(raised_for=cast.guo)
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        page = chen.get(page_of("triage", need.code))
    assert len(queries) <= 12, [query["sql"][:120] for query in queries]
    assert len(page.content) < 60_000


def test_a_need_of_twelve_thousand_characters_does_not_break_the_page(chen, cast):
    need = for_guo(cast, words="电" * 12_000)
    assert len(chen.get(page_of("triage", need.code)).content) < 60_000


def test_the_title_says_how_many_are_late_and_due(chen, cast):
    late, today = for_guo(cast), for_guo(cast)
    at_noon = now().replace(hour=23, minute=50) - dt.timedelta(hours=8)
    Need.objects.filter(pk=late.pk).update(answer_by=now() - dt.timedelta(hours=15))
    Need.objects.filter(pk=today.pk).update(answer_by=max(at_noon, now() + dt.timedelta(seconds=30)))
    page = text(chen.get(INBOX))
    assert "One answer is late." in page
    assert "15 h over" in page


def test_an_empty_inbox_says_when_the_next_look_is(chen, cast):
    page = text(chen.get(INBOX))
    assert "All answered. Next look:" in page
    assert "Write down a need" in page


def test_one_need_is_open_beside_the_list_and_has_an_address_of_its_own(chen, cast):
    one, other = for_guo(cast), for_guo(cast, words="缺一盏台灯", title="缺一盏台灯", raised_for=cast.wang)
    page = text(chen.get(page_of("triage", one.code)))
    assert 'class="split mt-l opened"' in page
    assert 'data-key="j"' in page
    assert f'href="{page_of("triage", other.code)}"' in page
    for fact in ("郭先生", "6号楼5层", "邻居王娟", "Name and door shown to the person who comes", WORDS[:10]):
        assert fact in page
    assert "心脏不好" not in page
    assert "There is a private part." in page


def test_the_list_opens_at_the_page_of_the_need(chen, cast):
    needs = [for_guo(cast, raised_for=None, consent=None, words=f"第{n}件事") for n in range(27)]
    page = text(chen.get(page_of("triage", needs[-1].code)))
    assert 'aria-current="page">2<' in page
    assert f'href="{page_of("triage", needs[-1].code)}" aria-current="true"' in page


def test_every_key_has_a_button(chen, cast):
    for_guo(cast, raised_for=None, consent=None, words="甲", title="甲")
    need = for_guo(cast)
    for_guo(cast, words="乙", title="乙", raised_for=cast.wang)
    page = text(chen.get(page_of("triage", need.code)))
    for key in "jklmrs?":
        assert f'data-key="{key}"' in page
    assert "data-keys-switch" in page


def test_a_need_that_is_answered_leads_to_its_own_page(chen, cast):
    need = confirmed(cast)
    assert chen.get(page_of("triage", need.code)).url == f"/needs/{need.code}/"


READERS = {"guo": 404, "chen": 200, "zhao": 200, "liu": 404, "outsider": 404, "gao": 404, None: 404}


def test_hidden_looks_like_absent(cast):
    need = for_guo(cast)
    answers = {}
    for name in READERS:
        visitor = Client()
        if name:
            visitor.force_login(cast.account(name))
        answers[name] = visitor.get(page_of("triage", need.code)).status_code
    assert answers == READERS
    assert Client().get(page_of("triage", "7K3MQ9XW2C")).status_code == 404


def test_the_list_itself_is_for_those_who_keep_a_place(cast):
    answers = {}
    for name in ("chen", "zhao", "outsider", "liu", None):
        visitor = Client()
        if name:
            visitor.force_login(cast.account(name))
        answers[name] = visitor.get(INBOX).status_code
    assert answers == {"chen": 200, "zhao": 200, "outsider": 200, "liu": 409, None: 409}


ANSWERS = {
    "refer": ({"to": "物业 010 5555 0100", "reason": "电梯归物业管"}, State.REFERRED),
    "decline": ({"reason": "这件事我们办不了"}, State.DECLINED),
    "withdraw": ({"reason": ""}, State.WITHDRAWN),
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_an_answer_is_given_on_its_page(chen, cast, kind):
    said, state = ANSWERS[kind]
    need = for_guo(cast)
    assert WORDS[:10] in text(chen.get(page_of(kind, need.code)))
    assert chen.post(page_of(kind, need.code), said).url == INBOX
    assert Need.objects.get(pk=need.pk).state == state


@pytest.mark.parametrize("kind", ["refer", "decline"])
def test_an_answer_without_a_reason_is_asked_again_and_keeps_its_words(chen, cast, kind):
    need = for_guo(cast)
    page = text(chen.post(page_of(kind, need.code), {"to": "物业的张师傅", "reason": " "}))
    assert "Say why. The person will read it." in page
    assert kind == "decline" or "物业的张师傅" in page
    assert Need.objects.get(pk=need.pk).state == State.RAISED


def test_a_need_sleeps_until_eight_on_its_day(chen, cast):
    need = for_guo(cast)
    day = localdate() + dt.timedelta(days=3)
    assert "Choose a time that lies ahead." in text(chen.post(page_of("sleep", need.code), {"until": "2020-01-01"}))
    assert chen.post(page_of("sleep", need.code), {"until": day.isoformat()}).url == INBOX
    assert (
        f"{Need.objects.get(pk=need.pk).sleeps_until.astimezone(dt.timezone(dt.timedelta(hours=8))):%F %R}"
        == f"{day} 08:00"
    )
    assert "1 need sleeps until its day comes." in text(chen.get(INBOX))


def test_a_twin_is_shown_compared_and_merged(chen, cast):
    one, other = confirmed(cast), for_guo(cast)
    page = text(chen.get(page_of("triage", other.code)))
    assert f"Merge into {one.shown_code}" in page
    assert "The same person asked" in page
    compared = text(chen.get(page_of("merge", other.code), {"into": one.code}))
    assert one.shown_code in compared
    assert other.shown_code in compared
    assert chen.post(page_of("merge", other.code), {"into": one.code}).url == INBOX
    assert Need.objects.get(pk=other.pk).merged_into == one


def test_a_number_nobody_knows_is_said_beside_its_field(chen, cast):
    need = for_guo(cast)
    for forged in ("7K3MQ-9XW2C", "nonsense"):
        assert "There is no need with this number here." in text(
            chen.post(page_of("merge", need.code), {"into": forged})
        )
    assert Need.objects.get(pk=need.pk).state == State.RAISED


def test_two_needs_are_kept_apart(chen, cast):
    one, other = for_guo(cast), for_guo(cast)
    assert chen.post(page_of("keep-apart", one.code), {"other": other.code}).url == page_of("triage", one.code)
    assert "Keep apart" not in text(chen.get(page_of("triage", one.code)))


def test_a_social_worker_takes_the_case_and_the_look_at_the_private_part_is_noted(client, cast):
    need = for_guo(cast)
    client.force_login(cast.account("zhao"))
    assert client.post(page_of("private", need.code)).status_code == 404
    assert client.post(page_of("take-case", need.code)).url == page_of("triage", need.code)
    assert "Read the private part" in text(client.get(page_of("triage", need.code)))
    assert "心脏不好" in text(client.post(page_of("private", need.code)))
    line = Line.objects.get(did="person.opened")
    assert (line.actor, line.on, line.facts["saw"]) == (cast.zhao.code, f"person:{cast.guo.code}", ["private_part"])
    assert "心脏" not in str(line.facts)


def test_the_coordinator_reads_the_private_part_once_it_is_agreed(chen, cast):
    need = for_guo(cast)
    assert chen.post(page_of("private", need.code)).status_code == 404
    give_consent(by=cast.as_("guo"), person=cast.guo, purpose="share_private")
    assert "心脏不好" in text(chen.post(page_of("private", need.code)))


def test_a_coordinator_cannot_take_a_case(chen, cast):
    assert chen.post(page_of("take-case", for_guo(cast).code)).status_code == 409


@pytest.mark.parametrize(
    ("kind", "state", "after"),
    [
        ("unmet", State.CONFIRMED, State.UNMET),
        ("reopen", State.UNMET, State.RAISED),
        ("reopen", State.MET, State.CONFIRMED),
        ("withdraw", State.LINKED, State.WITHDRAWN),
    ],
)
def test_what_ends_or_begins_again_leads_to_the_need(chen, cast, kind, state, after):
    need = in_state(cast, state)
    assert chen.get(page_of(kind, need.code)).status_code == 200
    assert chen.post(page_of(kind, need.code), {"reason": "没有找到人"}).url == f"/needs/{need.code}/"
    assert Need.objects.get(pk=need.pk).state == after


def test_the_person_takes_their_own_need_back(client, cast):
    need = for_guo(cast)
    client.force_login(cast.account("guo"))
    assert client.post(page_of("withdraw", need.code), {}).url == f"/needs/{need.code}/"
    assert Need.objects.get(pk=need.pk).state == State.WITHDRAWN


@pytest.mark.parametrize("kind", ["refer", "decline", "sleep", "merge", "withdraw", "unmet", "reopen", "confirm"])
def test_the_pages_of_the_office_are_for_the_office(cast, kind):
    need, open_need = for_guo(cast), confirmed(cast)
    for name, expected in (("outsider", (404, 409)), ("liu", (404, 409)), (None, (404, 409))):
        visitor = Client()
        if name:
            visitor.force_login(cast.account(name))
        found = tuple(visitor.get(page_of(kind, one.code)).status_code for one in (need, open_need))
        assert found == expected


def test_an_answer_to_what_is_answered_is_refused_in_a_sentence(chen, cast):
    need = actions.decline_need(by=cast.as_("chen"), need=for_guo(cast), reason="x")
    page = chen.get(page_of("refer", need.code))
    assert page.status_code == 409
    assert "This need is now: Declined." in text(page)
