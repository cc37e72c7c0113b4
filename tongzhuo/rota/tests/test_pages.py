"""An office opens an activity with all that a notice needs, gives it a series, and signs up who stands in a chain."""

import datetime as dt

import pytest
import time_machine

from tests.cast import at
from tongzhuo.organisations.models import Membership
from tongzhuo.projects.models import Duty
from tongzhuo.projects.states import DutyKind
from tongzhuo.service.models import Activity, Shift, SignUp
from tongzhuo.service.tests import story
from tongzhuo.service.tests.story import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def signed_in(client, cast, who):
    client.force_login(cast.account(who))
    return client


WRITTEN = {
    "title": "除冰", "title_en": "Clearing ice", "content": "把单元门口的冰铲掉", "min_age": "18",
    "dangerous": "on", "risks": "滑", "protections": "发防滑鞋套",
}  # fmt: skip
COVER = {"insurer": "和信保险", "policy_number": "HX-77", "insured_until": "2027-01-31"}


def test_nothing_dangerous_opens_without_cover_and_cover_can_come_later(client, cast):
    project = story.project(cast)
    signed_in(client, cast, "chen")
    url = f"/projects/{project.code}/activities/new/"
    assert client.get(url).status_code == 200
    wrong = client.post(url, WRITTEN | {"risks": ""})
    assert (wrong.status_code, "Whoever signs up must read this first" in wrong.content.decode()) == (422, True)
    wrong = client.post(url, WRITTEN)
    assert (wrong.status_code, "no accident cover is written down" in wrong.content.decode()) == (422, True)
    demanded = {"recorded_by": cast.office.pk, "skills": cast.wheelchair.pk, "checks": cast.home_visit.pk}
    client.post(url, WRITTEN | COVER | demanded)
    activity = Activity.objects.get()
    assert (activity.min_age, activity.risks, activity.insured_until) == (18, "滑", dt.date(2027, 1, 31))
    assert (activity.in_charge, activity.recorded_by) == (cast.chen, cast.office)
    required = activity.requirements.order_by("pk").values_list("demand", "term__slug")
    assert list(required) == [("skill", "wheelchair"), ("check", "home-visit")]
    url = f"/activities/{activity.code}/cover/"
    assert "HX-77" in client.get(url).content.decode()
    assert client.post(url, {"insurer": "和信保险", "policy_number": "HX-78", "until": "2026-01-01"}).status_code == 422
    client.post(url, {"insurer": "和信保险", "policy_number": "HX-78", "until": "2027-12-31"})
    activity.refresh_from_db()
    assert (activity.policy_number, activity.insured_until) == ("HX-78", dt.date(2027, 12, 31))


def test_a_weekly_series_with_days_left_out(client, cast):
    activity = story.activity(cast)
    signed_in(client, cast, "nuan")
    url = f"/activities/{activity.code}/series/"
    weekly = {"weekdays": ["1", "3"], "from_time": "09:00", "until_time": "11:00", "places": "4"}
    weekly |= {"starts_on": "2026-12-01", "ends_on": "2026-12-11", "without": "2026-12-03，2026-12-08"}
    assert client.get(url).status_code == 200
    for wrong in ({"until_time": "08:00"}, {"ends_on": "2026-11-01"}, {"ends_on": "2028-12-01"}, {"without": "Friday"}):
        assert client.post(url, weekly | wrong).status_code == 422
    client.post(url, weekly)
    starts = list(Shift.objects.order_by("starts").values_list("starts", flat=True))
    assert starts == [at("2026-12-01 09:00"), at("2026-12-10 09:00")]


def test_a_chain_from_a_chat_is_read_matched_and_signed_up_with_one_press(client, cast):
    shift = story.shift(cast, 3)
    twin = cast.person("twin", "孙伟")
    url = f"/shifts/{shift.code}/sign-up/"
    signed_in(client, cast, "chen")
    assert client.get(url).status_code == 200
    assert client.post(url, {"text": "😀"}).status_code == 422
    html = client.post(url, {"text": "#接龙\n1. 刘芳 早到\n2. 孙伟🙂\n3. 秦远\n4. 王娟"}).content.decode()
    assert html.count(" checked>") == 3  # one of each name, 刘芳 and 王娟; and that others wait
    assert "Several have this name. Whom do you mean?" in html
    assert html.index("These we do not know") < html.index("秦远")  # she lives where another office is
    codes = [cast.liu.code, twin.code, cast.outsider.code]
    client.post(url, {"person": codes})
    assert story.states(shift) == {"刘芳": "signed_up", "孙伟": "signed_up"}
    assert set(SignUp.objects.values_list("came_by", "signed_by__name")) == {("desk", "陈丽")}
    told = client.post(url, {"person": [cast.liu.code, cast.wang.code]}, follow=True).content.decode()
    assert ("刘芳: You are signed up for this already." in told, "1 person is on it." in told) == (True, True)
    assert signed_in(client, cast, "liu").get(url).status_code == 404


def test_a_leader_brings_a_team_all_or_none(client, cast):
    shift = story.shift(cast, 2)
    for who in ("liu", "sun"):
        Membership.objects.create(person=cast.people[who], organisation=cast.doorstep, starts_on=dt.date(2020, 1, 1))
    url = f"/shifts/{shift.code}/team/"
    signed_in(client, cast, "nuan")
    assert url in client.get(f"/shifts/{shift.code}/").content.decode()
    assert "Warm Doorstep" in client.get(url).content.decode()
    assert client.post(url, {"team": cast.doorstep.code}).status_code == 422
    three = {"team": cast.doorstep.code, "person": [cast.liu.code, cast.sun.code, cast.nuan.code]}
    wrong = client.post(url, three)
    assert (wrong.status_code, story.states(shift), wrong.content.decode().count(" checked>")) == (422, {}, 3)
    assert "All places are taken." in wrong.content.decode()
    client.post(url, three | {"person": three["person"][:2]})
    assert story.states(shift) == {"刘芳": "signed_up", "孙伟": "signed_up"}
    assert signed_in(client, cast, "liu").get(url).status_code == 404


def test_five_duties_taken_and_left(client, cast):
    project = story.project(cast)
    url = f"/projects/{project.code}/"
    assert client.get(url).content.decode().count("vacant") == 5
    signed_in(client, cast, "nuan")
    take = {"kind": DutyKind.OPERATED, "party": cast.doorstep.code}
    assert client.post(f"{url}duty/", take | {"party": cast.northlight.code}).status_code == 404
    client.post(f"{url}duty/", take)
    duty = Duty.objects.get()
    assert (duty.kind, duty.organisation) == (DutyKind.OPERATED, cast.doorstep)
    assert client.get(url).content.decode().count("vacant") == 4
    assert signed_in(client, cast, "liu").post(f"/duties/{duty.code}/leave/").status_code == 409
    client.post(f"{url}duty/", {"kind": DutyKind.JOINED, "party": cast.liu.code})
    client.logout()
    html = client.get(url).content.decode()
    assert ("刘芳" in html, "a neighbour" in html) == (False, True)
    signed_in(client, cast, "chen").post(f"/duties/{duty.code}/leave/")
    assert [row.kind for row in Duty.objects.filter(ended_at=None)] == [DutyKind.JOINED]


@pytest.mark.parametrize("many", [1, 3])
def test_how_many_queries_the_pages_take(client, cast, django_assert_num_queries, many):
    activity = story.activity(cast)
    shift = story.shift(cast, 9, of=activity)
    names = [cast.person(f"n{n}", f"邻居{'甲乙丙'[n]}").name for n in range(many)]
    for who in ("liu", "sun", "wang")[:many]:
        Membership.objects.create(person=cast.people[who], organisation=cast.office, starts_on=dt.date(2020, 1, 1))
    signed_in(client, cast, "chen")
    counted = {
        "/projects/": 5,
        f"/projects/{activity.project.code}/": 10,
        f"/projects/{activity.project.code}/activities/new/": 13,
        f"/activities/{activity.code}/cover/": 5,
        f"/activities/{activity.code}/series/": 5,
        f"/shifts/{shift.code}/sign-up/": 5,
        f"/shifts/{shift.code}/team/": 7,
    }
    for url in counted:
        client.get(url)
    for url, queries in counted.items():
        with django_assert_num_queries(queries):
            assert len(client.get(url).content) < 60_000
    with django_assert_num_queries(6):
        html = client.post(f"/shifts/{shift.code}/sign-up/", {"text": "\n".join(names)}).content.decode()
    assert html.count(" checked>") == many + 1
