"""Rosters that others published, planned by the engine. The data is apart: TONGZHUO_DATA says where."""

import json
import os
from pathlib import Path

import pytest

from bench import rosters

DATA = Path(os.environ.get("TONGZHUO_DATA") or "/nowhere") / "rosters_inrc2"
SHIFTS = {
    "id": "two nurses",
    "skills": ["HeadNurse", "Nurse"],
    "shiftTypes": [{"id": "Early"}, {"id": "Late"}, {"id": "Night"}],
    "forbiddenShiftTypeSuccessions": [
        {"precedingShiftType": "Early", "succeedingShiftTypes": []},
        {"precedingShiftType": "Late", "succeedingShiftTypes": ["Early"]},
        {"precedingShiftType": "Night", "succeedingShiftTypes": ["Early", "Late"]},
    ],
    "nurses": [{"id": "Ann", "skills": ["Nurse"]}, {"id": "Bo", "skills": ["HeadNurse", "Nurse"]}],
}
needs_data = pytest.mark.skipif(
    not DATA.is_dir(), reason="TONGZHUO_DATA is not set: no published roster is planned (families n005w4 and n012w8)"
)


def test_shifts_overlap_on_a_day_and_with_the_next_day_where_that_is_forbidden():
    hours = rosters.hours_of(SHIFTS)
    forbidden = {rule["precedingShiftType"]: rule["succeedingShiftTypes"] for rule in SHIFTS[RULES]}
    for first, (start, end) in hours.items():
        for then, (other, _) in hours.items():
            assert max(start, other) < end
            assert (other + rosters.DAY < end) == (then in forbidden[first])


RULES = "forbiddenShiftTypeSuccessions"


def test_what_hours_cannot_say_is_refused():
    crossed = [
        {"precedingShiftType": "Late", "succeedingShiftTypes": ["Early"]},
        {"precedingShiftType": "Night", "succeedingShiftTypes": ["Late"]},
    ]
    with pytest.raises(ValueError, match="no hours keep what"):
        rosters.hours_of(SHIFTS | {RULES: crossed})


def test_a_week_follows_the_sunday_before_it():
    told = {f"requirementOn{day}": {"minimum": 0, "optimal": 0} for day in rosters.DAYS}
    monday = told | {"requirementOnMonday": {"minimum": 1, "optimal": 2}}
    week = {"requirements": [{"shiftType": "Early", "skill": "Nurse"} | monday]}
    it = rosters.question(SHIFTS, week, {"Ann": "Night", "Bo": "None"})
    plan = rosters.solve(it, rosters.POLICY)
    assert it.supply_code[plan.supply].tolist() == ["Bo"]
    assert plan.complete.tolist() == [0]


@needs_data
@pytest.mark.parametrize("family", ["n005w4", "n012w8"])
def test_small_families(capsys, family):
    rosters.main(["--families", family, "--seconds", "5", "--json"])
    rows = json.loads(capsys.readouterr().out)
    assert [row["week"] for row in rows] == list(range(int(family[-1])))
    for row in rows:
        assert row["at_minimum"] <= row["minimum"] <= row["optimum"]
        assert row["at_minimum"] <= row["at_optimum"] <= row["optimum"]
        assert sum(skill["at_optimum"] for skill in row["skills"].values()) == row["at_optimum"]
        assert row["at_minimum"] >= 0.9 * row["minimum"]
        assert row["value"] >= 0.99 * row["exact_value"]


def test_without_data_it_says_so(monkeypatch):
    monkeypatch.delenv("TONGZHUO_DATA", raising=False)
    with pytest.raises(SystemExit, match="TONGZHUO_DATA is not set"):
        rosters.main([])


@needs_data
def test_an_unknown_family():
    with pytest.raises(SystemExit, match="There is no family n999w9"):
        rosters.main(["--families", "n999w9"])
