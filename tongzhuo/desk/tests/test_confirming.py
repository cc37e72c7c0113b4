"""Confirming on one page: what people will read, six kinds of lines, a draft that is kept, errors on top and beside."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from tests.cast import term
from tongzhuo.desk.tests.story import text
from tongzhuo.needs.models import Ask, Need, Occasion
from tongzhuo.needs.states import State
from tongzhuo.needs.tests.story import WORDS, confirmed, for_guo, soon
from tongzhuo.people.actions import give_consent

DAY, LATER = soon(4).isoformat(), soon(18).isoformat()


@pytest.fixture
def need(cast):
    term("unit", "yuan", "元", "yuan", base=cast.fen, factor=100)
    cast.lamp.base = cast.piece
    cast.lamp.save()
    return for_guo(cast)


@pytest.fixture
def chen(client, cast):
    client.force_login(cast.account("chen"))
    return client


def address(need):
    return reverse("needs:confirm", args=[need.code])


def said(cast, *lines, **more):
    """What the page sends: the fields, and `lines` as (kind, facts)."""
    facts = {
        "title": "周四陪一位老人下楼拿药",
        "place": cast.willow.code,
        "size": "1",
        "urgency": "2",
        "helped_as": "6号楼一位老人",
    }
    facts |= {"line": [str(number) for number in range(1, len(lines) + 1)]}
    for number, (kind, line) in enumerate(lines, start=1):
        facts |= {f"line-{number}-{name}": value for name, value in ({"kind": kind, "when": "open"} | line).items()}
    return facts | more


PEOPLE = (
    "people",
    {
        "amount": "2",
        "what": "wheelchair",
        "when": "interval",
        "starts_on": DAY,
        "from_time": "9:00",
        "until_time": "11:00",
    },
)
LAMPS = ("goods", {"amount": "14", "what": "Desk lamps", "when": "due", "ends_on": DAY})
SNACKS = ("money", {"amount": "1,800", "what": "点心"})
WEEKS = {"when": "weekly", "starts_on": DAY, "ends_on": LATER, "from_time": "16:00", "until_time": "19:30"}
ROOM = ("space", WEEKS | {"amount": "18", "what": "heated-room", "weekdays": ["0", "4"]})
TALKS = ("professional", {"what": "family-talks", "amount": ""})
RUN = ("operator", {"what": "每天有人管", "amount": ""})


def test_a_need_is_confirmed_with_all_six_kinds_of_line(chen, cast, need):
    page = text(chen.get(address(need)))
    assert "What people will read" in page
    assert WORDS in page
    answer = chen.post(address(need), said(cast, PEOPLE, LAMPS, SNACKS, ROOM, TALKS, RUN, confirm=""))
    assert answer.url == f"/needs/{need.code}/"
    need = Need.objects.get(pk=need.pk)
    assert (need.state, need.title, need.helped_as, need.urgency) == (
        State.CONFIRMED,
        "周四陪一位老人下楼拿药",
        "6号楼一位老人",
        2,
    )
    assert {ask.kind: (ask.what_name, ask.quantity) for ask in need.asks.all()} == {
        "people": ("Moving wheelchairs", 2),
        "goods": ("Desk lamps", 14),
        "money": ("Snacks", 180_000),
        "space": ("A heated room", 18),
        "professional": ("Talks with families", 1),
        "operator": ("每天有人管", 1),
    }
    weekdays = {
        one.starts.astimezone(dt.timezone(dt.timedelta(hours=8))).weekday()
        for one in Occasion.objects.filter(ask__kind="space")
    }
    assert weekdays == {0, 4}
    assert set(need.seats.values()) == {"seated", "open"}


def test_errors_stand_on_top_and_beside_and_the_words_are_kept(chen, cast, need):
    nothing = ("money", {"amount": "1800", "what": ""})
    odd = ("goods", {"amount": "-3", "what": "Desk lamps", "when": "due"})
    page = text(chen.post(address(need), said(cast, PEOPLE, nothing, odd, title="", summary="请早点来", confirm="")))
    assert "3 things to put right" in page
    assert page.count("Say what the money is for.") == 2
    assert 'href="#id_line-2-what"' in page
    assert "is not more than nothing" in page
    assert "Say in one sentence what is missing." in page
    assert "请早点来" in page
    assert Need.objects.get(pk=need.pk).state == State.RAISED
    assert Ask.objects.count() == 0


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (("people", {"amount": "99999999", "what": ""}), "Is there a digit too many?"),
        (("people", {"amount": "many", "what": ""}), "is no number"),
        (("people", {"amount": "2", "what": "juggling"}), "Select a valid choice."),
        (("people", WEEKS | {"amount": "2", "what": ""}), "Say on which days of the week."),
        (("people", {"amount": "2", "what": "", "when": "interval", "starts_on": DAY}), "Say from what time"),
        (("people", {"amount": "2", "what": "", "when": "interval", "starts_on": "soon"}), "Write the day like"),
        (("people", {"amount": "2", "what": "", "at_least": "5"}), "lies between one and the number"),
        (("goods", {"amount": "2", "what": ""}), "Say which thing is missing."),
        (("space", {"amount": "2", "what": ""}), "Say what kind of space."),
    ],
)
def test_a_line_that_makes_no_sense_is_said_beside_it(chen, cast, need, line, error):
    page = text(chen.post(address(need), said(cast, line, confirm="")))
    assert error in page
    assert Need.objects.get(pk=need.pk).state == State.RAISED


def test_a_need_without_lines_is_refused_in_a_sentence(chen, cast, need):
    assert "Say what it asks for: one line at least." in text(chen.post(address(need), said(cast, confirm="")))


def test_lines_are_added_and_removed_without_a_script(chen, cast, need):
    page = text(chen.post(address(need), said(cast, PEOPLE, add="money")))
    assert 'name="line-2-what"' in page
    assert 'value="2"' in page
    assert "seat empty" in page
    assert "things to put right" not in page
    page = text(chen.post(address(need), said(cast, PEOPLE, LAMPS, remove="1")))
    assert 'name="line-1-what"' not in page
    assert "Desk lamps" in page


def test_the_days_of_a_line_follow_how_one_says_when(chen, cast, need):
    page = text(chen.post(address(need), said(cast, ("people", {"when": "weekly"}), redraw="")))
    assert 'name="line-1-weekdays"' in page
    page = text(chen.post(address(need), said(cast, ("people", {"when": "due"}), redraw="")))
    assert 'name="line-1-ends_on"' in page
    assert 'name="line-1-weekdays"' not in page


def test_a_draft_is_kept_with_every_press_and_never_the_private_part(chen, cast, need):
    give_consent(by=cast.as_("guo"), person=cast.guo, purpose="share_private")
    kept = chen.post(address(need), said(cast, PEOPLE, summary="请早点来", private_part="心脏很不好", keep=""))
    assert kept.url == reverse("needs:inbox")
    page = text(chen.get(address(need)))
    assert "请早点来" in page
    assert 'value="wheelchair" selected' in page
    assert "心脏很不好" not in page
    assert "心脏很不好" not in str(dict(chen.session))
    chen.post(address(need), said(cast, PEOPLE, private_part="心脏不好", confirm=""))
    assert f"confirm:{need.code}" not in chen.session


def test_the_private_part_is_neither_shown_nor_lost_without_the_persons_yes(chen, cast, need):
    page = text(chen.get(address(need)))
    assert "心脏不好" not in page
    assert "The person did not agree that you read it." in page
    chen.post(address(need), said(cast, PEOPLE, private_part="别的", confirm=""))
    assert Need.objects.get(pk=need.pk).private_part == "心脏不好"


def test_a_day_can_be_taken_away_and_a_social_worker_named(chen, cast, need):
    Need.objects.filter(pk=need.pk).update(starts_on=localdate())
    chen.post(address(need), said(cast, PEOPLE, starts_on="", worker=cast.zhao.code, confirm=""))
    need = Need.objects.get(pk=need.pk)
    assert (need.starts_on, need.case_worker) == (None, cast.zhao)


def test_a_courtyard_needs_its_delegates(chen, cast, need):
    Need.objects.filter(pk=need.pk).update(common=True)
    assert "name two" in text(chen.post(address(need), said(cast, PEOPLE, confirm="")))
    chen.post(address(need), said(cast, PEOPLE, delegate_1=cast.guo.code, delegate_2=cast.wang.code, confirm=""))
    assert set(Need.objects.get(pk=need.pk).delegates.all()) == {cast.guo, cast.wang}


def test_lines_that_came_from_a_file_are_there_already(chen, cast, need):
    ask = Ask.objects.create(need=need, kind="goods", what=cast.lamp, unit=cast.piece, quantity=14)
    page = text(chen.get(address(need)))
    assert 'value="14"' in page
    assert ask.code in page
    line = ("goods", LAMPS[1] | {"code": ask.code, "amount": "15"})
    chen.post(address(need), said(cast, line, confirm=""))
    assert [(one.pk, one.quantity) for one in Ask.objects.all()] == [(ask.pk, 15)]


def test_the_page_is_small_and_quick(chen, cast, need):
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        page = chen.get(address(need))
    assert len(queries) <= 12, [query["sql"][:140] for query in queries]
    assert len(page.content) < 60_000


def test_what_is_confirmed_cannot_be_confirmed_again(chen, cast):
    need = confirmed(cast)
    assert chen.get(address(need)).status_code == 409
