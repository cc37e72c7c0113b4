"""Shifts as people meet them: joined, waited for and left without JavaScript; whoever runs them opens and moves."""

import datetime as dt
import re
import time

import pytest
import time_machine
from django.urls import reverse
from icalendar import Calendar

from tests.cast import at
from tongzhuo.kernel import memory
from tongzhuo.linkages import actions as table
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.tests.story import linked, of
from tongzhuo.notices.models import Notice
from tongzhuo.people.tokens import GUARDIAN, INVITATION, read, signed
from tongzhuo.service import actions
from tongzhuo.service.models import CalendarFeed, Shift, SignUp
from tongzhuo.service.tests import story
from tongzhuo.service.tests.story import ELEVEN, NINE, NOW
from tongzhuo.web.ics import written

pytestmark = pytest.mark.django_db
NEEDS_PAGE = 6  # queries


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def several(cast, count):
    """Shifts on different days, each of an activity of its own that asks for a check."""
    days = [at(f"2026-12-{day:02} 09:00") for day in range(1, count + 1)]
    return [
        story.shift(cast, when=(day, day + dt.timedelta(hours=2)), demands=(("skill", cast.wheelchair),))
        for day in days
    ]


@pytest.mark.parametrize("shifts", [1, 3])
def test_shifts_for_you(client, cast, django_assert_num_queries, shifts):
    several(cast, shifts)
    client.force_login(cast.account("liu"))
    client.get("/shifts/")
    with django_assert_num_queries(9):
        html = client.get("/shifts/").content.decode()
    assert html.count("Coming down together") == shifts
    assert html.count("This takes a skill that you have not told us of: Moving wheelchairs.") == shifts
    assert len(html.encode()) < 60_000


@pytest.mark.parametrize("people", [1, 3])
def test_one_shift(client, cast, django_assert_num_queries, people):
    shift = story.shift(cast, 5)
    for who in ("sun", "wang", "guo")[:people]:
        story.join(cast, who, shift)
    client.force_login(cast.account("zhao"))
    url = f"/shifts/{shift.code}/"
    client.get(url)
    with django_assert_num_queries(8):
        html = client.get(url).content.decode()
    assert f"{people} of 5 taken" in html
    assert "I’ll come" in html


@pytest.mark.parametrize("shifts", [1, 3])
def test_my_commitments(client, cast, django_assert_num_queries, shifts):
    for shift in several(cast, shifts):
        actions.invite(by=cast.as_("chen"), shift=shift, person=cast.liu)
    client.force_login(cast.account("liu"))
    client.get("/commitments/")
    with django_assert_num_queries(6):
        html = client.get("/commitments/").content.decode()
    assert html.count("Invited") == shifts


def tabs(client, url="/needs/") -> list[str]:
    bar = client.get(url).content.decode().partition('<nav class="tabs"')[2].partition("</nav>")[0]
    return re.findall(r"(?:</svg>)?([^<>]+)</a>", bar)


def test_the_thumb_checks_in_once_something_is_promised(client, cast, django_assert_num_queries):
    """Every page knows it without asking: as many queries as before."""
    shift = story.shift(cast, 5)
    client.force_login(cast.account("liu"))
    assert tabs(client) == ["Home", "Needs", "Ask", "My seats", "Me"]
    with django_assert_num_queries(NEEDS_PAGE):
        client.get("/needs/")
    client.post(f"/shifts/{shift.code}/join/")
    assert tabs(client) == ["Home", "Needs", "Check in", "My seats", "Me"]
    with django_assert_num_queries(NEEDS_PAGE):
        html = client.get("/needs/").content.decode()
    assert 'href="/pass/" class="scan"' in html
    client.post(reverse("service:cancel", args=[SignUp.objects.get().code]))
    assert tabs(client, "/commitments/")[2] == tabs(client)[2] == "Ask"


def test_a_desk_and_a_stranger_keep_their_middle_tab(client, cast):
    assert tabs(client)[2] == "Ask"
    shift = story.shift(cast, 5)
    client.force_login(cast.account("chen"))
    client.post(f"/shifts/{shift.code}/join/")
    assert tabs(client)[2] == "Write"


@pytest.mark.parametrize("shifts", [1, 3])
def test_the_page_of_an_activity(client, cast, django_assert_num_queries, shifts):
    activity = story.activity(cast)
    for day in range(1, shifts + 1):
        when = (at(f"2026-12-{day:02} 09:00"), at(f"2026-12-{day:02} 11:00"))
        story.join(cast, "liu", story.shift(cast, of=activity, when=when))
    client.force_login(cast.account("nuan"))
    client.get(f"/activities/{activity.code}/")
    with django_assert_num_queries(11):
        html = client.get(f"/activities/{activity.code}/").content.decode()
    assert html.count("刘芳</b>") == shifts


def test_join_wait_and_leave_without_javascript(client, cast):
    shift = story.shift(cast, 1)
    client.force_login(cast.account("liu"))
    client.post(f"/shifts/{shift.code}/join/")
    client.force_login(cast.account("sun"))
    assert "All places are taken" in client.get(f"/shifts/{shift.code}/").content.decode()
    client.post(f"/shifts/{shift.code}/wait/")
    mine = SignUp.objects.get(person=cast.liu)
    assert client.post(f"/sign-ups/{mine.code}/cancel/").status_code == 404
    client.force_login(cast.account("liu"))
    client.post(f"/sign-ups/{mine.code}/cancel/", {"reason": "孩子发烧"})
    client.force_login(cast.account("sun"))
    assert "It is kept until Mon 23 November, 13:20." in client.get(f"/shifts/{shift.code}/").content.decode()
    client.post(f"/sign-ups/{SignUp.objects.get(person=cast.sun).code}/confirm/")
    assert story.states(shift) == {"刘芳": "cancelled", "孙伟": "signed_up"}
    assert "/shifts/" in client.get("/shifts/").content.decode()


def test_who_runs_it_opens_moves_and_calls_off_and_sees_who_has_read(client, cast):
    activity = story.activity(cast)
    url = f"/activities/{activity.code}/"
    for who in ("liu", "outsider"):
        client.force_login(cast.account(who))
        assert client.get(url).status_code == 404
    client.force_login(cast.account("nuan"))
    wrong = {"day": "2026-12-01", "from_time": "11:00", "until_time": "09:00", "places": "2"}
    assert client.post(f"{url}date/", wrong).status_code == 422
    client.post(f"{url}date/", wrong | {"from_time": "09:00", "until_time": "11:00"})
    shift = Shift.objects.get()
    story.join(cast, "liu", shift)
    assert client.get(f"/shifts/{shift.code}/move/").status_code == 200
    client.post(
        f"/shifts/{shift.code}/move/",
        {"day": "2026-12-02", "from_time": "09:00", "until_time": "11:00", "reason": "检修"},
    )
    while memory.sweep():
        pass
    assert "Not read yet: 刘芳" in client.get(url).content.decode()
    Notice.objects.update(seen_at=NOW)
    assert "All have read it." in client.get(url).content.decode()
    client.post(f"/shifts/{shift.code}/call-off/", {"reason": "停电"})
    shift.refresh_from_db()
    assert (shift.state, shift.reason) == ("cancelled", "停电")
    assert "Lift" not in client.get("/activities/").content.decode()


def test_a_guardian_answers_from_a_link_without_an_account(client, cast):
    story.minor(cast, dt.date(2011, 3, 4))
    mine = story.join(cast, "yu", story.shift(cast, risks="台阶多"))
    url = f"/guardian/{signed(GUARDIAN, mine.code, cast.guo)}/"
    html = client.get(url).content.decode()
    assert ("郭小雨 would like to help" in html, "台阶多" in html) == (True, True)
    client.post(url, {"agree": "1"})
    mine.refresh_from_db()
    assert (mine.guardian_word, mine.guardian) == ("given", cast.guo)
    assert "This was answered already." in client.get(url).content.decode()
    again = client.post(url, {"refuse": "1"})
    mine.refresh_from_db()
    assert (again.status_code, mine.guardian_word, mine.state) == (409, "given", "signed_up")
    assert "This was answered already." in again.content.decode()
    gone = client.get(url[:-3] + "xx/")
    assert (gone.status_code, "This address is over" in gone.content.decode()) == (404, True)


def test_an_invitation_is_answered_with_one_tap_without_signing_in(client, cast, on_monday):
    need = linked(cast)
    table.send_links(by=cast.as_("chen"), need=need, at_once=True)
    liu, sun = of(need, "刘芳"), of(need, "孙伟")
    assert read(INVITATION, signed(INVITATION, liu.code, cast.liu)) == (liu.code, cast.liu.code)
    url = f"/invitations/{signed(INVITATION, liu.code, cast.liu)}/"
    html = client.get(url).content.decode()
    assert ("I’ll go" in html, "6号楼5层" in html) == (True, False)
    client.post(url, {"yes": "1"})
    client.post(f"/invitations/{signed(INVITATION, sun.code, cast.sun)}/", {"no": "1"})
    shift = Shift.objects.get(occasion=liu.occasion)
    assert story.states(shift) == {"刘芳": "signed_up", "孙伟": "declined"}
    assert Link.objects.get(pk=sun.pk).state == "declined"
    assert client.get(f"/invitations/{signed(INVITATION, liu.code, cast.sun)}/").status_code == 404
    on_monday.move_to(NOW + dt.timedelta(days=8))
    assert client.get(url).status_code == 404


def test_a_calendar_of_ones_own_at_a_secret_address(client, cast):
    story.join(cast, "liu", story.shift(cast, meeting_point="2单元门口; 大树下", title_en="Coming down, " * 8))
    client.force_login(cast.account("liu"))
    client.post("/commitments/calendar/")
    secret = CalendarFeed.objects.get(person=cast.liu).secret
    assert f"/calendar/{secret}.ics" in client.get("/commitments/").content.decode()
    client.logout()
    told = client.get(f"/calendar/{secret}.ics").content.decode()
    assert told == written(SignUp.objects.select_related("shift__activity__place")).decode()
    (event,) = Calendar.from_ical(told).events
    assert (event.start, event.end, event["location"]) == (NINE, ELEVEN, "Willow Lane, 2单元门口; 大树下")
    assert "DTSTART:20261201T010000Z\r\n" in told
    assert max(len(line.encode()) for line in told.split("\r\n")) <= 75
    client.force_login(cast.account("liu"))
    client.post("/commitments/calendar/")
    assert client.get(f"/calendar/{secret}.ics").status_code == 404
    client.post("/commitments/calendar/revoke/")
    assert CalendarFeed.objects.count() == 0
    assert client.get("/calendar/forged.ics").status_code == 404


def test_two_thousand_shifts_are_a_calendar_in_a_second(client, cast, django_assert_num_queries):
    first = story.shift(cast)
    starts = [NINE + dt.timedelta(hours=3 * n) for n in range(2000)]
    times = [{"starts": start, "ends": start + dt.timedelta(hours=2)} for start in starts]
    made = Shift.objects.bulk_create([Shift(activity=first.activity, **one) for one in times])
    pairs = zip(made, times, strict=True)
    SignUp.objects.bulk_create([SignUp(shift=shift, person=cast.liu, **when) for shift, when in pairs])
    feed = actions.make_feed(by=cast.as_("liu"), person=cast.liu)
    taken = []
    for _again in range(2):
        began = time.process_time()
        with django_assert_num_queries(4):
            told = client.get(f"/calendar/{feed.secret}.ics").content
        taken.append(time.process_time() - began)
    assert (told.count(b"BEGIN:VEVENT"), min(taken) < 1) == (2000, True)
