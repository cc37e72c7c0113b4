"""Organisations from an office's own list."""

import datetime as dt

import pytest

from tongzhuo.imports.tests.conftest import counts
from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.states import Kind

LIST = """编号,名称,英文名,类型,服务能力,能力日期,领域,开放时间,网址,纬度,经度,坐标系
1,和畅社,Hechang,社会组织,12,2026-11-01,陪伴照护；孩子,周一至周五 9:00-17:00,https://example.org/,31.21,121.41,gcj02
2,,North Star,business,,,,,,,,
"""
WILLOW = {"place": "/cn/99/01/05/001/"}


def test_organisations_of_a_list(cast, brings):
    assert counts(brings("organisations", LIST, **WILLOW)) == (2, 0, 0, 0)
    first, second = Organisation.objects.filter(source="own:/cn/99/01/05/001/").order_by("source_key")
    assert (first.name_zh, first.name_en, first.kind, first.place) == ("和畅社", "Hechang", "ngo", cast.willow)
    assert (first.capacity, first.capacity_said) == (12, dt.date(2026, 11, 1))
    assert sorted(term.slug for term in first.causes.all()) == ["care", "children"]
    assert (first.lat, first.lon) == pytest.approx((31.2120, 121.4054), abs=1e-3)
    assert (second.name_en, second.kind, second.lat) == ("North Star", "company", None)


def test_a_changed_row_changes_that_organisation_only(cast, brings):
    brings("organisations", LIST, **WILLOW)
    assert counts(brings("organisations", LIST.replace("12,2026-11-01", "20,2026-12-01"), **WILLOW)) == (0, 1, 1, 0)
    assert Organisation.objects.get(name_zh="和畅社").capacity == 20


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (",ngo,,,", "name", "This must not be empty."),
        (
            "和畅社,,,,",
            "kind",
            f"This must be one of: {', '.join(Kind.values)}.",
        ),
        ("和畅社,ngo,12,,", "capacity_said", "Say when this capacity was told."),
        ("和畅社,ngo,-1,2026-11-01,", "capacity", "Write a whole number from 0 to 100000."),
        ("和畅社,ngo,12,soon,", "capacity_said", "This is no date. Write it as 2026-12-01."),
        ("和畅社,ngo,,,example.org", "website", "An address of the web begins with https://."),
    ],
)
def test_each_bad_value_is_rejected_with_its_reason(cast, brings, row, column, reason):
    outcome = brings("organisations", f"name,kind,capacity,capacity_said,website\n{row}\n", **WILLOW)
    assert counts(outcome) == (0, 0, 0, 1)
    assert [(found[1], found[3]) for found in brings.rejected()] == [(column, reason)]


def test_without_a_place_and_without_a_root_a_row_belongs_nowhere(cast, brings):
    brings("organisations", "name,kind\n和畅社,ngo\n")
    assert brings.rejected() == [("2", "place", "", "No place is said. Say with --place where such rows belong.")]
