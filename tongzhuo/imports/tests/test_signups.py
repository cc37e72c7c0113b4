"""Answers of the past: a yes is a promise and earns nothing, hours wait for a second person; rows left out say why."""

import datetime as dt
import os
from pathlib import Path

import pytest

from tests.cast import at
from tongzhuo.certificates import everything
from tongzhuo.imports.tests.conftest import counts
from tongzhuo.kernel.models import Line
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.models import Organisation
from tongzhuo.past import arrivals, rules
from tongzhuo.past.drafts import PastAnswer, PastEvent
from tongzhuo.past.models import PastShift, PastSignUp
from tongzhuo.people.models import Consent, Person
from tongzhuo.people.states import Agreement, HowAgreed
from tongzhuo.projects.models import Project
from tongzhuo.records.actions import confirm_record
from tongzhuo.records.models import ServiceRecord
from tongzhuo.records.queries import hours_of
from tongzhuo.records.states import Proof, RecordState
from tongzhuo.service.models import Activity, Shift, SignUp
from tongzhuo.service.states import ShiftState, SignUpState
from tongzhuo.tables.opening import CannotRead

DATA = Path(os.environ.get("TONGZHUO_DATA") or "/nowhere")
WILLOW = {"place": "/cn/99/01/05/001/"}
HEAD = "编号,姓名,报名状态,同行人数,活动名称,活动日期,开始时间,结束时间,主办方,服务时间,负责人,补记原因\n"
CUT = "春季义剪,2026-03-05,9:00,11:00,柳荫里居委会"
LIST = f"""{HEAD}1,刘芳,报名,2,{CUT},,,
2,孙伟,候补,,{CUT},,,
3,赵一鸣,不来,,{CUT},,,
"""


@pytest.fixture(autouse=True)
def known_names(cast):
    for key, name in (("liu", "刘芳"), ("sun", "孙伟"), ("zhao", "赵一鸣")):
        Person.objects.filter(pk=cast.people[key].pk).update(name=name)


def states() -> dict[str, str]:
    return dict(PastSignUp.objects.order_by("source_key").values_list("source_key", "sign_up__state"))


def test_answers_become_sign_ups_and_nobodys_hours(cast, brings):
    assert counts(brings("signups", LIST, by=cast.as_("chen"))) == (3, 0, 0, 0)
    assert states() == {"1": SignUpState.SIGNED_UP, "2": SignUpState.WAITING, "3": SignUpState.DECLINED}
    (shift,) = Shift.objects.all()
    assert (shift.starts, shift.ends) == (at("2026-03-05 09:00"), at("2026-03-05 11:00"))
    assert (shift.state, shift.taken, shift.activity.recorded_by) == (ShiftState.DONE, 1, cast.office)
    assert PastShift.objects.get().shift == shift
    assert PastSignUp.objects.get(source_key="1").guests == 2
    assert SignUp.objects.filter(signed_by=cast.chen).count() == 3
    assert not ServiceRecord.objects.exists()
    assert hours_of(cast.liu.pk).minutes == 0
    assert [line.did for line in Line.objects.all()] == ["sign_ups.arrived"]


def test_brought_twice_nothing_changes_and_a_newer_list_goes_on(cast, brings):
    brings("signups", LIST, by=cast.as_("chen"))
    assert counts(brings("signups", LIST, by=cast.as_("chen"))) == (0, 0, 3, 0)
    newer = LIST.replace("刘芳,报名,2", "刘芳,到场,1").replace("赵一鸣,不来", "赵一鸣,报名")
    assert counts(brings("signups", newer, by=cast.as_("chen"))) == (0, 1, 1, 1)
    assert states() == {"1": SignUpState.ATTENDED, "2": SignUpState.WAITING, "3": SignUpState.DECLINED}
    assert "A list does not turn it into" in brings.rejected()[0][-1]
    assert (PastSignUp.objects.get(source_key="1").guests, Shift.objects.get().taken) == (1, 1)
    assert (Activity.objects.count(), Project.objects.count(), ServiceRecord.objects.count()) == (1, 1, 0)


def test_hours_of_who_came_wait_for_a_second_person_and_stay_marked(cast, brings):
    row = f"{HEAD}1,刘芳,到场,,{CUT},1.5,阮暖,记在纸上\n"
    assert counts(brings("signups", row, by=cast.as_("chen"))) == (1, 0, 0, 0)
    line = ServiceRecord.objects.get()
    assert (line.person, line.minutes, line.state, line.proof) == (cast.liu, 90, RecordState.PROPOSED, Proof.LATER)
    assert hours_of(cast.liu.pk).minutes == 0
    confirm_record(by=cast.as_("zhao"), line=line)
    assert hours_of(cast.liu.pk).minutes == 90
    assert counts(brings("signups", row, by=cast.as_("chen"))) == (0, 0, 1, 0)
    assert ServiceRecord.objects.count() == 1


def test_each_row_left_out_says_where_and_why(cast, brings):
    Consent.objects.create(
        person=cast.sun, purpose=Agreement.BE_RECORDED, how=HowAgreed.TICK, given_on=dt.date(2025, 1, 1),
        withdrawn_at=at("2025-06-01 09:00"),
    )  # fmt: skip
    rows = (
        f"1,没有这个人,报名,,{CUT},,,\n"
        f"2,刘芳,也许,,{CUT},,,\n"
        f"3,刘芳,报名,,{CUT.replace('2026-03-05', '')},,,\n"
        f"4,刘芳,报名,,{CUT.replace('柳荫里居委会', '没有这个单位')},,,\n"
        f"5,刘芳,报名,,{CUT.replace('2026', '2076')},,,\n"
        f"6,刘芳,报名,,{CUT},1,阮暖,记在纸上\n"
        f"7,刘芳,到场,,{CUT},1,,\n"
        f"8,陈丽,到场,,{CUT},1,阮暖,记在纸上\n"
        f"9,孙伟,报名,,{CUT},,,\n"
        f"10,刘芳,报名,,{CUT},,,\n"
        f"11,刘芳,报名,,{CUT},,,\n"
    )
    assert counts(brings("signups", HEAD + rows, by=cast.as_("chen"))) == (1, 0, 0, 10)
    told = {(int(row), column): reason for row, column, _value, reason in brings.rejected()}
    assert {key for key in told if key[1]} == {
        (2, "姓名"), (3, "报名状态"), (4, "活动日期"), (5, "主办方"), (8, "负责人"), (8, "补记原因"), (10, "姓名"),
    }  # fmt: skip
    assert "Only what lies in the past" in told[6, ""]
    assert told[7, ""] == "Only whoever came has hours. A yes is no attendance."
    assert told[9, ""] == "Nobody enters their own hours."
    assert told[12, ""] == "This person has answered for this event already."
    assert not ServiceRecord.objects.exists()


def test_who_took_back_their_yes_is_not_written_down_again(cast, brings):
    head = "key,person,person_name,answer,activity,date,organiser\n"
    row = "1,m7,小林,yes,Walk,2026-03-05,柳荫里居委会\n"
    assert counts(brings("signups", head + row, **WILLOW)) == (1, 0, 0, 0)
    lin = Person.objects.get(source_key="m7")
    Consent.objects.create(
        person=lin, purpose=Agreement.BE_RECORDED, how=HowAgreed.TICK, given_on=dt.date(2025, 1, 1),
        withdrawn_at=at("2025-06-01 09:00"),
    )  # fmt: skip
    assert counts(brings("signups", head + row.replace("1,", "2,", 1).replace("Walk", "Run"), **WILLOW))[3] == 1
    assert "took back their yes" in brings.rejected()[0][-1]


def test_a_meeting_has_no_hours_and_only_ones_own_place_is_brought(cast, brings):
    head = HEAD.replace("活动名称", "活动性质,活动名称")
    row = f"1,刘芳,到场,,会议,{CUT},1,阮暖,记在纸上\n"
    assert counts(brings("signups", head + row, **WILLOW)) == (0, 0, 0, 1)
    assert "A meeting is no service" in brings.rejected()[0][-1]
    elsewhere = HEAD.replace("编号", "地点,编号") + f"/cn/99/01/05/002/,1,刘芳,报名,,{CUT},,,\n"
    assert counts(brings("signups", elsewhere, by=cast.as_("chen"))) == (0, 0, 0, 1)
    assert not SignUp.objects.exists()


def test_a_mapping_reads_the_list_of_another_product(cast, brings, tmp_path):
    mapping = tmp_path / "club.toml"
    mapping.write_text(
        'kind = "signups"\n[columns]\nWho = "person"\nGoing = "answer"\nWhen = "begins"\nWhat = "activity"\n'
        '[constants]\norganiser = "柳荫里居委会"\n[values.answer]\nj = "yes"\nn = "no"\n',
        encoding="utf-8",
    )
    rows = "Who,Going,When,What\n刘芳,j,2026-03-05T01:00:00+00:00,Walk\n孙伟,n,2026-03-05T01:00:00+00:00,Walk\n"
    assert counts(brings("signups", rows, mapping=mapping, **WILLOW)) == (2, 0, 0, 0)
    (shift,) = Shift.objects.all()
    assert (shift.starts, shift.ends) == (at("2026-03-05 09:00"), at("2026-03-06 00:00"))


def test_interrupted_it_goes_on_after_the_last_whole_batch(cast, brings, monkeypatch):
    monkeypatch.setattr("tongzhuo.imports.running.MOST_ROWS", 2)
    whole, batches = arrivals.arrive_sign_ups, []

    def torn(**facts):
        batches.append(len(facts["rows"]))
        if len(batches) == 2:
            raise KeyboardInterrupt
        return whole(**facts)

    monkeypatch.setattr("tongzhuo.imports.kinds.signups.arrive_sign_ups", torn)
    with pytest.raises(KeyboardInterrupt):
        brings("signups", LIST, by=cast.as_("chen"))
    assert sorted(states()) == ["1", "2"]
    outcome = brings("signups", LIST, by=cast.as_("chen"))
    assert (outcome.resumed_after, outcome.read, counts(outcome)) == (3, 1, (3, 0, 0, 0))
    assert (sorted(states()), Shift.objects.count(), Activity.objects.count()) == (["1", "2", "3"], 1, 1)


def test_what_a_field_is_can_be_told_beside_the_file(cast, brings):
    log = "date,day,hours,shift_name,verified_skills\n2026-08-20,Thu,2.75,Pantry,\n2026-08-20,Thu,2.0,Bingo,\n"
    told = {"person": cast.liu.code, "recorded_by": "柳荫里居委会", "in_charge": "阮暖", "reason": "kept elsewhere"}
    outcome = brings("hours", log, told=told, **WILLOW)
    assert (outcome.layout, counts(outcome)) == ("timecounts-hours", (2, 0, 0, 0))
    assert counts(brings("hours", log, told=told | {"person": cast.sun.code}, **WILLOW)) == (2, 0, 0, 0)
    assert set(ServiceRecord.objects.values_list("state", flat=True)) == {RecordState.PROPOSED}
    with pytest.raises(CannotRead, match="There is no field “persn” here"):
        brings("hours", log, told={"persn": "x"}, **WILLOW)


def test_the_rules_of_the_past_ask_for_each_refusal(cast):
    """`may_tell_past` and `may_tell_again` are asked of every row; here of one that stands for somebody else."""
    event = PastEvent("e", "Walk", cast.willow, at("2026-03-05 09:00"), at("2026-03-05 11:00"), cast.office)
    row = PastAnswer("1", event, cast.liu, SignUpState.SIGNED_UP)
    assert rules.may_tell_past(Viewer(), row, cast.liu, cast.office, recorded=True, at=at("2026-03-06 09:00"))
    early = rules.may_tell_past(Viewer(), row, cast.liu, cast.office, recorded=True, at=at("2026-03-05 10:00"))
    assert early.code == "not_over"
    standing = SignUp(person=cast.sun, state=SignUpState.SIGNED_UP)
    assert rules.may_tell_again(row, standing, cast.liu).code == "other_person"
    assert rules.may_tell_again(row, standing, cast.sun)


def test_the_page_says_that_it_was_entered_later(cast, brings, client):
    brings("signups", LIST, by=cast.as_("chen"))
    client.force_login(cast.account("chen"))
    page = client.get(f"/shifts/{Shift.objects.get().code}/")
    assert (page.status_code, b"This was entered later, from a list." in page.content) == (200, True)
    (told, *_rest) = everything._sign_ups(cast.liu)
    assert (told["entered_later"], told["guests"], told["state"]) == (True, 2, SignUpState.SIGNED_UP)


@pytest.mark.django_db
@pytest.mark.skipif(not DATA.exists(), reason="TONGZHUO_DATA is not set: the Meetup answers are not tried")
def test_the_answers_of_meetup(brings):
    path = DATA / "meetup_rsvps/meetup_rsvps_pseudonymised.csv"
    outcome = brings("signups", path)
    assert (outcome.read, outcome.layout, counts(outcome)) == (830, "meetup-rsvps", (826, 0, 0, 4))
    why = [(column, value, reason) for _row, column, value, reason in brings.rejected()]
    assert why == [("event_start_ms", "null", "This is no moment. Write it as 2026-12-01T09:00:00+08:00.")] * 4
    assert SignUp.objects.filter(state=SignUpState.ATTENDED).count() == ServiceRecord.objects.count() == 0
    assert (Shift.objects.count(), Organisation.objects.filter(source="meetup").count(), Project.objects.count()) == (
        760,
        711,
        711,
    )
    assert (outcome.tally["answer_signed_up"], outcome.tally["guests"]) == (580, 97)
    assert Person.objects.filter(source="meetup").count() == 775
    assert counts(brings("signups", path)) == (0, 0, 826, 4)
    assert (SignUp.objects.count(), PastSignUp.objects.count()) == (826, 826)
