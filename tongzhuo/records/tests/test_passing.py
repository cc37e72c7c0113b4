"""Passes, papers, and what telephones hand in long after: noted, known already, or refused with a reason."""

import datetime as dt
import json
from urllib.parse import quote

import pytest
import time_machine
from django.urls import reverse
from pytest_django.asserts import assertNumQueries

from tongzhuo.kernel.codes import new_code
from tongzhuo.records import actions
from tongzhuo.records.codes import day_code, minutes_ahead, six_digits
from tongzhuo.records.models import Attendance, Scan, ServiceRecord
from tongzhuo.records.passes import pass_digits, pass_token, read_pass
from tongzhuo.records.states import Way
from tongzhuo.records.tests import story
from tongzhuo.records.tests.story import AFTERWARDS, ELEVEN, NINE
from tongzhuo.service import actions as service
from tongzhuo.service.models import SignUp
from tongzhuo.service.tests import story as shifts

pytestmark = pytest.mark.django_db
PRESENCE = "/presence/"


@pytest.fixture
def clock(db):
    with time_machine.travel(shifts.NOW, tick=False) as moving:
        yield moving


@pytest.fixture
def shift(cast, clock):
    made = story.tuesday(cast)
    clock.move_to(NINE)
    return made


def of(shift, person):
    return SignUp.objects.get(shift=shift, person=person)


def scan(shift, shown, key="k1", said=NINE, **more):
    row = {"key": key, "shift": shift.code, "shown": shown, "direction": "in", "said": said.isoformat()}
    return row | more


def hand_in(client, *scans, clock=NINE):
    body = {"clock": clock.isoformat(), "scans": scans}
    return client.post(PRESENCE, json.dumps(body), content_type="application/json")


def answers(client, *scans, **more):
    return [(one["answer"], one["code"]) for one in hand_in(client, *scans, **more).json()["answers"]]


def test_liu_shows_her_pass_and_nuan_reads_it(client, cast, shift):
    client.force_login(cast.account("liu"))
    page = client.get(reverse("records:pass")).text
    digits = pass_digits(of(shift, cast.liu))
    assert (f"{digits[:3]} {digits[3:]}" in page, "Coming down together" in page, "<svg" in page) == (True,) * 3
    opened = reverse("records:shown", args=[pass_token(of(shift, cast.liu))])
    assert client.get(opened).url == "/pass/"
    client.force_login(cast.account("nuan"))
    assert client.get("/pass/").text.count("You have promised nothing") == 1
    scanner = reverse("records:scanner", args=[shift.code])
    led_on = client.get(opened)
    assert led_on.url == f"{scanner}?p={pass_token(of(shift, cast.liu))}"
    assert pass_token(of(shift, cast.liu)) in client.get(led_on.url).text
    wrong = client.post(scanner, {"shown": "000000", "key": "a", "direction": "in"})
    assert (wrong.status_code, "This is no pass for this time" in wrong.text) == (422, True)
    noted = {"shown": f"{digits[:3]} {digits[3:]}", "key": "b", "direction": "in"}
    assert [client.post(scanner, noted, follow=True).text.count("Noted: 刘芳.") for _again in range(2)] == [1, 1]
    assert list(Attendance.objects.values_list("way", "noted_by")) == [(Way.PASS, cast.nuan.pk)]


def test_a_pass_cannot_be_forged_and_is_read_by_whoever_leads_alone(client, cast, shift):
    token = pass_token(of(shift, cast.liu))
    assert (read_pass(token), read_pass(token[:-1] + "!"), read_pass("")) == (of(shift, cast.liu).code, None, None)
    client.force_login(cast.account("sun"))
    assert answers(client, scan(shift, token, by_pass=True)) == [("refused", "not_by_oneself")]
    client.force_login(cast.account("nuan"))
    forged = scan(shift, token[:-1] + "!", by_pass=True)
    assert answers(client, forged) == [("refused", "pass_unknown")]
    later = shifts.shift(cast, of=shift.activity, when=(ELEVEN, ELEVEN + dt.timedelta(hours=2)))
    assert answers(client, scan(later, token, by_pass=True)) == [("refused", "pass_unknown")]
    assert Attendance.objects.count() == 0


def test_a_camera_opens_a_code_and_says_what_it_is(client, cast, shift):
    """Nobody and a neighbour read no name; whoever signs in goes on to where they were going."""
    passes = reverse("records:shown", args=[pass_token(of(shift, cast.liu))])
    here = f"{reverse('records:here', args=[shift.code])}?c={day_code(shift, NINE)}"
    nobodys = client.get(passes)
    told = nobodys.text.split("<main")[1].split("</main")[0]
    assert (nobodys.status_code, nobodys["Cache-Control"], nobodys["X-Robots-Tag"]) == (200, "no-store", "noindex")
    assert ("A volunteer’s pass" in told, f"?next={quote(passes, safe='')}" in told) == (True, True)
    of_the_day = client.get(here).text.split("<main")[1].split("</main")[0]
    assert ("The code of the day" in of_the_day, f"?next={quote(here, safe='')}" in of_the_day) == (True, True)
    assert client.get(here.replace(shift.code, new_code(), 1)).status_code == 200
    client.force_login(cast.account("guo"))
    neighbours = client.get(passes).text.split("<main")[1].split("</main")[0]
    assert ("Somebody else leads that day." in neighbours, "Sign in" in neighbours) == (True, False)
    for page in (told, of_the_day, neighbours):
        assert [said for said in ("刘芳", "Coming down", "陪着下楼", "Willow Lane") if said in page] == []
    assert client.get(passes[:-2] + "!/").status_code == 404
    assert client.get(here).status_code == 200


@pytest.mark.parametrize("what", ["yesterday", "another", "called off"])
def test_a_code_that_does_not_count_says_so(client, cast, shift, clock, what):
    """Beside the field, with what was scanned still in it."""
    day = NINE - dt.timedelta(days=1) if what == "yesterday" else NINE
    other = shifts.shift(cast, of=shift.activity, when=(ELEVEN, ELEVEN + dt.timedelta(hours=2)))
    code = day_code(other if what == "another" else shift, day)
    if what == "called off":
        clock.move_to(NINE - dt.timedelta(minutes=30))
        service.cancel_shift(by=cast.as_("chen"), shift=shift, reason="下雨")
    client.force_login(cast.account("liu"))
    told = client.post(reverse("records:here", args=[shift.code]), {"code": code, "key": "a", "direction": "in"})
    sentence = "This was called off" if what == "called off" else "This is not the code of this day and hour."
    assert (told.status_code, sentence in told.text, code in told.text) == (422, True, True)
    assert Attendance.objects.count() == 0


def test_a_telephone_hands_in_what_it_noted_without_a_network(client, cast, shift, clock):
    """Its clock is eleven minutes ahead: the moment is put right, and it is told so."""
    wrong, ahead = NINE + dt.timedelta(minutes=11), dt.timedelta(minutes=11)
    clock.move_to(NINE + dt.timedelta(hours=1))
    client.force_login(cast.account("liu"))
    mine = scan(shift, day_code(shift, NINE), "k1", wrong)
    digits = scan(shift, six_digits(shift, NINE), "k2", wrong, direction="out")
    yesterday = scan(shift, day_code(shift, NINE - dt.timedelta(days=1)), "k3", wrong)
    told = hand_in(client, mine, digits, yesterday, mine, clock=NINE + dt.timedelta(hours=1) + ahead).json()
    assert told["ahead"] == 660
    assert [(one["key"], one["answer"], one["code"]) for one in told["answers"]] == [
        ("k1", "noted", ""),
        ("k2", "noted", ""),
        ("k3", "refused", "code_wrong"),
        ("k1", "known", ""),
    ]
    assert "not the code of this day" in told["answers"][2]["sentence"]
    assert (Attendance.objects.get().came, Scan.objects.count()) == (NINE, 2)
    client.force_login(cast.account("sun"))
    assert answers(client, scan(shift, day_code(shift, NINE), "k1"), clock=NINE + dt.timedelta(hours=1)) == [
        ("refused", "key_taken")
    ]


def test_what_a_telephone_tells_after_the_day_was_closed_is_kept_and_said_so(client, cast, shift, clock):
    clock.move_to(AFTERWARDS)
    actions.confirm_day(by=cast.as_("nuan"), shift=shift)
    client.force_login(cast.account("liu"))
    mine = scan(shift, day_code(shift, NINE), "k1")
    told = hand_in(client, mine, clock=AFTERWARDS).json()["answers"][0]
    assert (told["answer"], told["code"]) == ("kept", "confirmed_already")
    assert told["sentence"] == (
        "The day was closed before this telephone could tell. It is kept: whoever records the hours decides,"
        " with a second person."
    )
    assert answers(client, mine, clock=AFTERWARDS) == [("kept", "confirmed_already")]
    (line,) = ServiceRecord.objects.all()
    assert (story.minutes(line), Scan.objects.count()) == ((120, "proposed", "later"), 1)
    client.force_login(cast.account("chen"))
    page = client.get(reverse("records:to-confirm")).text
    assert (page.count("刘芳"), "A telephone told of it after the day was closed" in page) == (2, True)
    assert "came: " in client.get(reverse("records:line", args=[line.code])).text
    pressed = client.post(reverse("records:second", args=[line.code]), follow=True)
    assert "Confirmed. The hours count now." in pressed.text


def test_what_cannot_be_read_is_answered_too(client, cast, shift):
    assert hand_in(client, scan(shift, "1")).status_code == 403
    client.force_login(cast.account("liu"))
    bad = [{"key": "x"}, "no", scan(shift, "1", "y", direction="up"), scan(shift, "1", "z" * 41)]
    bad += [scan(shift, "1", "n") | {"said": "nine"}, scan(shift, "1", "m") | {"said": "2026-12-01T09:00"}]
    assert answers(client, *bad) == [("refused", "unreadable")] * 6
    assert answers(client, scan(shift, "1") | {"shift": "2222222222"}) == [("refused", "no_such_shift")]
    shapes = ["[]", "{", '{"clock": "x", "scans": []}', json.dumps({"clock": NINE.isoformat(), "scans": "all"})]
    posted = [client.post(PRESENCE, body, content_type="application/json").status_code for body in shapes]
    assert posted == [400] * 4
    assert hand_in(client, *[scan(shift, "1")] * 101).status_code == 400


def test_the_code_of_the_day_goes_on_by_itself(client, cast, shift):
    client.force_login(cast.account("nuan"))
    sheet = reverse("records:day", args=[shift.code])
    page = client.get(sheet).text
    block = json.loads(page.split('<script id="day-codes" type="application/json">')[1].split("</script>")[0])
    first, signatures = minutes_ahead(shift, NINE, ELEVEN + dt.timedelta(hours=3))
    assert (block["first"], block["signatures"]) == (first, signatures)
    assert len(signatures) == 5 * 60 + 1
    assert f"{block['stem']}{first}.{signatures[0]}".endswith(f"/here/?c={day_code(shift, NINE)}")
    an_hour = NINE + dt.timedelta(hours=1)
    assert day_code(shift, an_hour) == f"{shift.code}.{first + 60}.{signatures[60]}"
    assert f"{int(signatures[60], 16) % 10**6:06d}" == six_digits(shift, an_hour)


def test_the_papers_of_the_day(client, cast, shift):
    for page in ("sheet-on-paper", "passes-on-paper"):
        url = reverse(f"records:{page}", args=[shift.code])
        client.force_login(cast.account("liu"))
        assert client.get(url).status_code == 404
        client.force_login(cast.account("nuan"))
        printed = client.get(url)
        assert (printed["Content-Type"], printed.content[:5]) == ("application/pdf", b"%PDF-")


def test_which_pages_a_telephone_keeps(client, cast, shift):
    assert client.get("/presence/keep/").status_code == 403
    client.force_login(cast.account("liu"))
    kept = client.get("/presence/keep/").json()
    assert kept == {"who": cast.liu.code, "pages": ["/pass/", f"/shifts/{shift.code}/here/"], "now": 1796086800000}
    client.force_login(cast.account("nuan"))
    sheets = [f"/shifts/{shift.code}/day/", f"/shifts/{shift.code}/scanner/"]
    assert client.get("/presence/keep/").json()["pages"] == ["/pass/", *sheets]
    client.force_login(cast.account("chen"))  # she may see the sheet, but does not lead: her telephone keeps none
    assert client.get("/presence/keep/").json()["pages"] == ["/pass/"]


@pytest.mark.parametrize("people", [("liu",), ("liu", "sun", "wang")])
def test_each_page_asks_little(client, cast, clock, people):
    shift = story.tuesday(cast, *people)
    clock.move_to(NINE)
    tokens = [pass_token(one) for one in SignUp.objects.filter(shift=shift)]
    scans = [scan(shift, token, f"k{n}", by_pass=True) for n, token in enumerate(tokens)]
    asked = {"liu": {"/pass/": 5, "/presence/keep/": 5}}
    of_the_shift = {"scanner": 5, "passes-on-paper": 6, "sheet-on-paper": 6}
    asked["nuan"] = {reverse(f"records:{page}", args=[shift.code]): count for page, count in of_the_shift.items()}
    for who, urls in asked.items():
        client.force_login(cast.account(who))
        for url, count in urls.items():
            client.get(url)
            with assertNumQueries(count):
                client.get(url)
    assert answers(client, *scans) == [("noted", "")] * len(people)
