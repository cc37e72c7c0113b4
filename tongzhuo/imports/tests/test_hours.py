"""A ledger of past service: it waits for a second person, stays marked, and says of each row why it did not come in."""

from tests.cast import at
from tongzhuo.imports.tests.conftest import counts
from tongzhuo.kernel.models import Line
from tongzhuo.records.actions import confirm_record
from tongzhuo.records.models import ServiceRecord
from tongzhuo.records.states import Proof, RecordState

WILLOW = {"place": "/cn/99/01/05/001/"}
HEAD = "姓名,活动名称,服务日期,开始时间,时长,记录单位,负责人,补记原因\n"
LEDGER = f"""{HEAD}刘芳,守楼道,2026-03-05,9:00,1.5,柳荫里居委会,阮暖,记在纸上
孙伟,守楼道,2026-03-05,,2,柳荫里居委会,阮暖,记在纸上
"""


def test_a_ledger_waits_for_a_second_person_and_stays_marked(cast, brings):
    assert counts(brings("hours", LEDGER, by=cast.as_("chen"))) == (2, 0, 0, 0)
    liu, sun = ServiceRecord.objects.order_by("pk")
    assert (liu.person, liu.starts, liu.minutes, liu.entered_by) == (cast.liu, at("2026-03-05 09:00"), 90, cast.chen)
    assert (sun.starts, sun.ends, sun.minutes) == (at("2026-03-05 00:00"), at("2026-03-06 00:00"), 120)
    assert {(line.state, line.proof) for line in (liu, sun)} == {(RecordState.PROPOSED, Proof.LATER)}
    assert [line.did for line in Line.objects.all()] == ["hours.arrived"]
    confirm_record(by=cast.as_("zhao"), line=liu)
    assert counts(brings("hours", LEDGER, by=cast.as_("chen"))) == (0, 0, 2, 0)
    assert ServiceRecord.objects.count() == 2


def test_each_row_that_does_not_come_in_says_why(cast, brings):
    rows = (
        "没有这个人,守楼道,2026-03-05,9:00,1,柳荫里居委会,阮暖,记在纸上\n"
        "刘芳,守楼道,2026-03-05,9:00,1,没有这个单位,阮暖,记在纸上\n"
        "刘芳,守楼道,2026-03-05,9:00,1,柳荫里居委会,阮暖,\n"
        "刘芳,守楼道,,9:00,1,柳荫里居委会,阮暖,记在纸上\n"
        "刘芳,守楼道,2026-03-05,9:00,30,柳荫里居委会,阮暖,记在纸上\n"
        "陈丽,守楼道,2026-03-05,9:00,1,柳荫里居委会,阮暖,记在纸上\n"
        "刘芳,守楼道,2076-03-05,9:00,1,柳荫里居委会,阮暖,记在纸上\n"
    )
    assert counts(brings("hours", HEAD + rows, by=cast.as_("chen"))) == (0, 0, 0, 7)
    told = sorted((int(row), column) for row, column, _value, _reason in brings.rejected())
    assert told[:5] == [(2, "姓名"), (3, "记录单位"), (4, "补记原因"), (5, "服务日期"), (6, "时长")]
    assert "Nobody enters their own hours." in [reason for *_rest, reason in brings.rejected()]
    assert not ServiceRecord.objects.exists()


def test_what_stands_is_corrected_by_people_not_by_lists(cast, brings):
    keyed = "编号," + HEAD + "7,刘芳,守楼道,2026-03-05,9:00,{hours},柳荫里居委会,阮暖,记在纸上\n"
    assert counts(brings("hours", keyed.format(hours=1), **WILLOW)) == (1, 0, 0, 0)
    assert counts(brings("hours", keyed.format(hours=9), **WILLOW)) == (0, 0, 0, 1)
    assert "Correct them on their page." in brings.rejected()[0][-1]
    assert ServiceRecord.objects.get().minutes == 60


def test_a_mapping_fills_what_the_ledger_of_another_product_leaves_out(cast, brings, tmp_path):
    mapping = tmp_path / "timecounts.toml"
    mapping.write_text(
        f"""source = "timecounts"
[columns]
date = "date"
hours = "hours"
shift_name = "activity"
[constants]
person = "{cast.liu.code}"
recorded_by = "柳荫里居委会"
in_charge = "阮暖"
reason = "kept in another product"
""",
        encoding="utf-8",
    )
    rows = "date,day,hours,shift_name,verified_skills\n2026-08-20,Thu,2.75,Pulse Pantry,\n2026-08-20,Thu,2.0,Bingo,\n"
    assert counts(brings("hours", rows, mapping=mapping, **WILLOW)) == (2, 0, 0, 0)
    assert list(ServiceRecord.objects.order_by("pk").values_list("minutes", flat=True)) == [165, 120]
