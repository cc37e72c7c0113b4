"""The pages of those who enter hours later, and of those who hand records on to another system."""

import csv
import io

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django.asserts import assertNumQueries

from tongzhuo.kernel.models import Line
from tongzhuo.records import actions, exporting, rules
from tongzhuo.records.models import ServiceRecord
from tongzhuo.records.states import Proof, RecordState
from tongzhuo.records.tests import story
from tongzhuo.records.tests.story import NEXT_DAY

pytestmark = pytest.mark.django_db
DAYS = {"since": "2026-12-01", "until": "2026-12-31"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NEXT_DAY, tick=False) as moving:
        yield moving


def told(cast, **more):
    return {
        "person": "刘芳", "activity_name": "守楼道", "place": "柳荫里", "starts": "2026-12-01T09:00",
        "ends": "2026-12-01T11:00", "hours": "1.5", "in_charge": "阮暖", "recorded_by": cast.office.code,
        "reason": "那天没带手机",
    } | more  # fmt: skip


def test_chen_enters_what_nobody_noted_and_zhao_confirms_it(client, cast):
    page = reverse("records:later")
    client.force_login(cast.account("chen"))
    assert page in client.get(reverse("records:to-confirm")).text
    for wrong, why in (
        ({"person": "没有这个人"}, "nobody is called that"),
        ({"person": cast.chen.code}, "Nobody enters their own hours."),
        ({"hours": "3"}, "The hours are more than the time between."),
        ({"ends": "2026-12-01T08:00"}, "It ends before it begins."),
        ({"reason": " "}, "Say why, in a sentence."),
        ({"place": "梧桐苑"}, "There is no place of this name here"),
        ({"recorded_by": cast.other_office.code}, "Select a valid choice"),
    ):
        refused = client.post(page, told(cast, **wrong))
        assert (refused.status_code, why in refused.text, "守楼道" in refused.text) == (422, True, True)
    assert not ServiceRecord.objects.exists()
    assert client.post(page, told(cast)).status_code == 302
    assert client.post(page, told(cast, person=cast.liu.shown_code)).status_code == 302
    first, _second = ServiceRecord.objects.order_by("pk")
    assert (first.person, first.starts, first.entered_by) == (cast.liu, story.NINE, cast.chen)
    assert story.minutes(first) == (90, RecordState.PROPOSED, Proof.LATER)
    assert client.post(reverse("records:second", args=[first.code])).status_code == 409
    client.force_login(cast.account("zhao"))
    assert client.post(reverse("records:second", args=[first.code])).status_code == 302
    client.force_login(cast.account("liu"))
    assert client.get(page).status_code == 404


def test_two_of_one_name_are_told_apart_by_their_codes(client, cast):
    cast.person("twin", "刘芳")
    client.force_login(cast.account("chen"))
    asked = client.post(reverse("records:later"), told(cast))
    codes = [one.shown_code in asked.text for one in (cast.liu, cast.twin)]
    assert (asked.status_code, codes) == (422, [True, True])


def test_confirmed_lines_leave_in_the_layout_of_the_national_system(client, cast):
    line, other = (
        actions.enter_later(by=cast.as_("chen"), entry=story.late_entry(cast, activity_name=name))
        for name in ("=守楼道", "还没核实")
    )
    actions.confirm_record(by=cast.as_("zhao"), line=line)
    actions.correct_record(by=cast.as_("chen"), line=line, minutes=90, reason="早走了")
    page = reverse("records:export")
    client.force_login(cast.account("chen"))
    asked = {"recorded_by": cast.office.code} | DAYS
    assert client.post(page, asked | {"shape": "csv", "until": "2026-01-01"}).status_code == 422
    sent = b"".join(client.post(page, asked | {"shape": "csv"}).streaming_content).decode("utf-8-sig")
    titles, *rows = csv.reader(io.StringIO(sent))
    assert (titles[:3], len(rows), other.shown_code in sent) == (["记录编号", "更正的记录", "姓名"], 2, False)
    first = dict(zip(titles, rows[0], strict=True))
    wanted = {"姓名": "刘芳", "志愿服务活动名称": "'=守楼道", "服务日期": "2026-12-01", "开始时间": "09:00"}
    assert {title: first[title] for title in wanted} == wanted
    assert (first["服务时间（小时）"], first["活动负责人"]) == ("2.0", "阮暖")
    corrected = dict(zip(titles, rows[1], strict=True))
    assert (corrected["更正的记录"], corrected["服务时间（小时）"]) == (line.shown_code, "-0.5")
    book = load_workbook(io.BytesIO(b"".join(client.post(page, asked | {"shape": "xlsx"}).streaming_content)))
    assert [[cell or "" for cell in row] for row in book.active.values] == [titles, *rows]
    facts = [line.facts["shape"] for line in Line.objects.filter(did="hours.exported").order_by("pk")]
    assert facts == ["csv", "xlsx"]
    client.force_login(cast.account("outsider"))
    assert client.post(page, asked | {"shape": "csv"}).status_code == 422


def test_who_hands_records_on(cast):
    days = {"since": story.NINE.date(), "until": story.NINE.date()}
    who = ("liu", "sun", "nuan", "chen", "zhao", "guo", "gao", "outsider", None)
    assert {one for one in who if rules.may_export_records(cast.as_(one), cast.office, **days)} == {"chen", "zhao"}


def test_a_mapping_file_of_ones_own(cast, settings, tmp_path):
    settings.RECORD_LAYOUT = str(tmp_path / "own.toml")
    (tmp_path / "own.toml").write_text('[[column]]\ntitle = "Hours"\nfield = "hours"\nformat = ".2f"\n')
    line = actions.enter_later(by=cast.as_("chen"), entry=story.late_entry(cast))
    assert list(exporting.table([line])) == [["Hours"], ["2.00"]]
    settings.RECORD_LAYOUT = str(tmp_path / "wrong.toml")
    (tmp_path / "wrong.toml").write_text('[[column]]\ntitle = "ID"\nfield = "identity_number"\n')
    with pytest.raises(exporting.UnknownField, match="identity_number"):
        list(exporting.table([line]))


@pytest.mark.parametrize("number", [1, 3])
def test_the_export_costs_the_same_for_one_and_three(client, cast, number):
    for _each in range(number):
        line = actions.enter_later(by=cast.as_("chen"), entry=story.late_entry(cast))
        actions.confirm_record(by=cast.as_("zhao"), line=line)
    client.force_login(cast.account("chen"))
    client.get(reverse("records:export"))
    with assertNumQueries(5):
        client.get(reverse("records:export"))
    with assertNumQueries(5):
        client.get(reverse("records:later"))
    with assertNumQueries(8):
        sent = client.post(reverse("records:export"), {"recorded_by": cast.office.code, "shape": "csv"} | DAYS)
        assert b"".join(sent.streaming_content).decode().count("守楼道") == number * 2
