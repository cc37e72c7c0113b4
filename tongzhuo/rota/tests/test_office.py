"""An office says what its shifts need: whether hours count, who may come and when, for whom places are kept; it changes
an activity, uses one again, keeps a template, and puts on a project by itself."""

import datetime as dt

import pytest
import time_machine

from tests.cast import at
from tongzhuo.projects.models import Project
from tongzhuo.rota.forms import ActivityForm
from tongzhuo.service import actions
from tongzhuo.service.models import Activity, Series, Shift
from tongzhuo.service.tests import story
from tongzhuo.service.tests.story import NOW
from tongzhuo.turnout.tests.story import weekly

pytestmark = pytest.mark.django_db
FIRST = dt.date(2026, 12, 1)


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def signed_in(client, cast):
    def sign_in(who):
        client.force_login(cast.account(who))
        return client

    return sign_in


WRITTEN = {
    "title": "碰头会🙂", "content": "说说下周怎么分工", "kind": "meeting", "by_invitation": "on",
    "opens_days": "14", "closes_hours": "2", "most_a_week": "1",
}  # fmt: skip


def test_a_meeting_by_invitation_with_a_window_and_a_weekly_cap(cast, signed_in):
    project = story.project(cast)
    client, url = signed_in("chen"), f"/projects/{project.code}/activities/new/"
    wrong = client.post(url, WRITTEN | {"closes_hours": "400"})
    assert (wrong.status_code, "It would close before it opens." in wrong.content.decode()) == (422, True)
    client.post(url, WRITTEN | {"in_charge": cast.nuan.pk})
    assert not Activity.objects.exists()  # she belongs to another organisation
    client.post(url, WRITTEN)
    made = Activity.objects.get()
    assert (made.title, made.kind, made.by_invitation, made.in_charge) == ("碰头会🙂", "meeting", True, cast.chen)
    assert (made.opens_hours, made.closes_hours, made.most_a_week) == (336, 2, 1)
    html = client.get(f"/activities/{made.code}/").content.decode()
    assert ("A meeting, no service hours" in html, "Only whoever is asked" in html) == (True, True)


def test_sections_are_folded_until_something_is_in_them(cast):
    opened = story.activity(cast, most_a_week=2)
    fields = {"units": [cast.office], "people": cast.nuan.__class__.objects.all()}
    assert [part["open"] for part in ActivityForm(None, **fields).sections] == [False, False, False, False]
    filled = ActivityForm(None, **fields, like=opened, fresh=False).sections
    assert [part["open"] for part in filled] == [False, True, False, True]


def test_changing_an_activity_keeps_what_was_written(cast, signed_in):
    shift = story.shift(cast, 3, most_a_week=2)
    activity = shift.activity
    story.join(cast, "liu", shift)
    client, url = signed_in("nuan"), f"/activities/{activity.code}/edit/"
    assert "陪着下楼" in client.get(url).content.decode()
    said = {"title": "陪着下楼", "content": "慢慢走", "kind": "meeting", "meeting_point": "北门", "most_a_week": "2"}
    wrong = client.post(url, said)
    assert (wrong.status_code, "what they read about hours stays" in wrong.content.decode()) == (422, True)
    assert "北门" in wrong.content.decode()
    client.post(url, said | {"kind": "service", "recorded_by": cast.office.pk, "in_charge": cast.nuan.pk})
    activity.refresh_from_db()
    assert (activity.meeting_point, activity.kind, activity.recorded_by) == ("北门", "service", cast.office)
    for who in ("liu", "outsider"):
        assert signed_in(who).get(url).status_code == 404


def test_a_date_with_places_by_kind_and_one_past_midnight(cast, signed_in):
    activity = story.activity(cast)
    client, url = signed_in("nuan"), f"/activities/{activity.code}/date/"
    night = {"day": "2026-12-01", "from_time": "22:00", "until_time": "02:00", "places": "3"}
    wrong = client.post(url, night | {"trained": "3", "newcomer": "1"})
    assert (wrong.status_code, "more than all places" in wrong.content.decode()) == (422, True)
    client.post(url, night | {"trained": "2", "newcomer": "1"})
    shift = Shift.objects.get()
    assert (shift.starts, shift.ends) == (at("2026-12-01 22:00"), at("2026-12-02 02:00"))
    assert dict(shift.kinds.values_list("kind", "places")) == {"trained": 2, "newcomer": 1}
    assert "Tue 1 December, 22:00 to 2:00 the next day" in client.get(f"/shifts/{shift.code}/").content.decode()
    client.post(url, night | {"from_time": "09:00", "until_time": "12:00", "last_day": "2026-12-03"})
    assert Shift.objects.latest("pk").ends == at("2026-12-03 12:00")
    again = client.get(url).content.decode()
    assert 'value="09:00"' in again  # the next date begins with the hours of the last


def test_an_hour_that_does_not_exist_there(cast, signed_in):
    cast.willow.time_zone = "America/New_York"
    cast.willow.save()
    activity = story.activity(cast)
    client, url = signed_in("nuan"), f"/activities/{activity.code}/date/"
    leap = {"day": "2027-03-14", "from_time": "02:30", "until_time": "05:00", "places": "3"}
    wrong = client.post(url, leap)
    assert (wrong.status_code, "this hour does not exist" in wrong.content.decode()) == (422, True)
    client.post(url, leap | {"from_time": "01:00"})
    shift = Shift.objects.get()
    assert (shift.ends - shift.starts) == dt.timedelta(hours=3)
    client.post(url, leap | {"day": "2027-11-07", "from_time": "01:30"})
    assert Shift.objects.latest("pk").starts.isoformat() == "2027-11-07T05:30:00+00:00"  # the first of two 1:30


def test_more_or_fewer_places(cast, signed_in):
    shift = story.shift(cast, 3)
    signed_in("nuan").post(f"/shifts/{shift.code}/places/", {"places": "5"})
    shift.refresh_from_db()
    assert shift.places == 5
    assert signed_in("liu").post(f"/shifts/{shift.code}/places/", {"places": "1"}).status_code == 404


def test_used_again_with_its_weekly_pattern(cast, signed_in):
    series = weekly(cast, 4, kinds={"newcomer": 1, "anyone": 3}, first=FIRST, risks="台阶", most_a_week=1)
    before, client = series.activity, signed_in("nuan")
    other = Project.objects.create(title="另一个", place=cast.willow, team=cast.doorstep, state="active")
    html = client.get(f"/activities/{before.code}/again/").content.decode()
    url = f"/projects/{other.code}/activities/new/?like={before.code}"
    assert url in html
    assert "台阶" in client.get(url).content.decode()
    went = client.post(url, {"title": "再陪一冬", "content": "同上", "risks": "台阶", "most_a_week": "1"})
    made = Activity.objects.get(project=other)
    assert (made.risks, made.insurer, made.ask, made.shifts.count()) == ("台阶", "", None, 0)
    assert went.url == f"/activities/{made.code}/series/?like={before.code}"
    html = client.get(went.url).content.decode()
    assert ('value="09:00"' in html, 'name="newcomer" value="1"' in html) == (True, True)
    assert "2026-12" not in html.partition("<main")[2].replace("2026-12-25", "")
    assert signed_in("chen").get(f"/projects/{other.code}/activities/new/?like=forged").status_code == 404


def test_templates_are_kept_listed_used_and_dropped(cast, signed_in):
    activity = story.activity(cast)
    client, keep = signed_in("nuan"), f"/activities/{activity.code}/template/"
    assert "No template yet" in client.get("/activities/templates/").content.decode()
    assert client.post(keep, {"name": "", "organisation": cast.doorstep.pk}).status_code == 422
    assert client.post(keep, {"name": "陪下楼", "organisation": cast.northlight.pk}).status_code == 422
    client.post(keep, {"name": "陪下楼", "organisation": cast.doorstep.pk})
    assert "陪下楼" in client.get("/activities/templates/").content.decode()
    own = Project.objects.create(title="另一个", place=cast.willow, team=cast.doorstep, state="active")
    assert f"?like={activity.code}" in client.get(f"/projects/{own.code}/activities/new/").content.decode()
    assert "陪下楼" not in signed_in("chen").get("/activities/templates/").content.decode()
    assert signed_in("chen").post(f"{keep}drop/").status_code == 404
    assert signed_in("liu").get("/activities/templates/").status_code == 404
    signed_in("nuan").post(f"{keep}drop/")
    activity.refresh_from_db()
    assert (activity.kept_as, activity.kept_by) == ("", None)


def test_a_project_that_no_need_has_asked_for(cast, signed_in):
    client, said = signed_in("chen"), {"title": "象棋角", "place": cast.willow.pk}
    assert cast.plane.name_en not in client.get("/projects/new/").content.decode()
    assert client.post("/projects/new/", said | {"place": cast.plane.pk}).status_code == 422
    client.post("/projects/new/", said)
    made = Project.objects.get()
    assert (made.title, made.state, made.contact, made.need) == ("象棋角", "active", cast.chen, None)
    assert signed_in("liu").get("/projects/new/").status_code == 404


def test_a_series_is_looked_after(cast, signed_in):
    series = weekly(cast, first=FIRST)
    client, url = signed_in("nuan"), f"/series/{series.code}/"
    html = client.get(f"{url}dates/").content.decode()
    assert ("Tue 9:00 to 11:00" in html, html.count("0/2")) == (True, 4)
    assert client.post(f"{url}skip/", {"day": ""}).status_code == 422
    client.post(f"{url}skip/", {"day": "2026-12-08", "reason": "停电"})
    assert "停电" in client.get(f"{url}dates/").content.decode()
    client.post(f"{url}take-in/", {"day": "2026-12-08"})
    assert Shift.objects.filter(series=series, state="opened").count() == 4
    assert "2 dates fall out" in client.post(f"{url}go-on/", {"last": "2026-12-10"}, follow=True).content.decode()
    assert "3 more dates are open" in client.post(f"{url}go-on/", {"last": "2026-12-31"}, follow=True).content.decode()
    for who in ("liu", "outsider"):
        assert signed_in(who).get(f"{url}dates/").status_code == 404


def test_a_chain_longer_than_the_places_waits_in_its_order(cast, signed_in):
    shift = story.shift(cast, 1)
    codes = [cast.wang.code, cast.sun.code, cast.liu.code]
    signed_in("chen").post(f"/shifts/{shift.code}/sign-up/", {"person": codes, "waiting": "on"})
    assert story.states(shift) == {"王娟": "signed_up", "孙伟": "waiting", "刘芳": "waiting"}


@pytest.mark.parametrize("many", [1, 3])
def test_how_many_queries_the_pages_take(cast, signed_in, django_assert_num_queries, many):
    series = weekly(cast, weeks=many, first=FIRST)
    for number in range(many):
        kept = story.activity(cast, title=f"活动{number}")
        actions.keep_template(by=cast.as_("chen"), activity=kept, organisation=cast.office, name=f"模板{number}")
    client = signed_in("chen")
    counted = {
        "/projects/new/": 8,
        "/activities/templates/": 5,
        f"/activities/{series.activity.code}/edit/": 13,
        f"/activities/{series.activity.code}/again/": 10,
        f"/activities/{series.activity.code}/date/": 9,
        f"/series/{series.code}/dates/": 8,
    }
    for url in counted:
        client.get(url)
    for url, queries in counted.items():
        with django_assert_num_queries(queries):
            assert len(client.get(url).content) < 60_000
    assert Series.objects.count() == 1
