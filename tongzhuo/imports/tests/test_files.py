"""Files as people keep them: titles above the table, merged headers, several sheets, any layout with a mapping."""

import gzip
import io
import json

import pytest
from openpyxl import Workbook

from tongzhuo.imports.tests.conftest import counts
from tongzhuo.people.models import Person
from tongzhuo.tables.opening import CannotRead

WILLOW = {"place": "/cn/99/01/05/001/"}
ROWS = "姓名,电话\n周敏,138 0000 0000\n何大爷,139 0000 0000\n"


def book(*rows, merged=(), title="名单", first=()):
    made = Workbook()
    sheet = made.active
    if first:
        sheet.title = "说明"
        for row in first:
            sheet.append(row)
        sheet = made.create_sheet()
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for cells in merged:
        sheet.merge_cells(cells)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("packed", [False, True])
def test_every_encoding_packed_or_not(cast, brings, encoding, packed):
    content = ROWS.encode(encoding)
    outcome = brings("people", gzip.compress(content, mtime=0) if packed else content, **WILLOW)
    assert counts(outcome) == (2, 0, 0, 0)
    assert Person.objects.filter(name="周敏").exists()


@pytest.mark.parametrize("content", [ROWS.replace(",", "\t"), ROWS.replace(",", ";")])
def test_other_separators(cast, brings, content):
    assert counts(brings("people", content, **WILLOW)) == (2, 0, 0, 0)


def test_json_objects_in_a_list_or_under_a_key(cast, brings):
    rows = [{"name": "周敏", "phone": 13800000000, "skills": None}, {"name": "何大爷"}]
    assert counts(brings("people", json.dumps(rows), name="a.json", **WILLOW)) == (2, 0, 0, 0)
    assert counts(brings("people", json.dumps({"people": rows}), name="a.json", **WILLOW)) == (0, 0, 2, 0)


def test_an_entry_that_is_no_object_is_rejected(cast, brings):
    assert counts(brings("people", '[{"name": "周敏"}, 7, ["x"]]', **WILLOW)) == (1, 0, 0, 2)
    assert [(row, reason) for row, _, _, reason in brings.rejected()] == [
        (number, "This entry is not an object with named values.") for number in ("2", "3")
    ]


def test_a_title_above_the_table_is_passed_over(cast, brings):
    content = book(["柳荫里志愿者名单"], [], ["姓名", "电话"], ["周敏", 13800000000], merged=["A1:B1"])
    assert counts(brings("people", content, **WILLOW)) == (1, 0, 0, 0)
    assert Person.objects.get(name="周敏").contact_ways.get().value == "13800000000"


def test_a_header_of_two_rows_with_merged_cells_is_taken_apart(cast, brings):
    content = book(
        ["姓名", "联系方式", None], [None, "电话", "微信"], ["周敏", "138 0000 0000", "zm"], merged=["A1:A2", "B1:C1"]
    )
    assert counts(brings("people", content, **WILLOW)) == (1, 0, 0, 0)
    assert sorted(way.way for way in Person.objects.get(name="周敏").contact_ways.all()) == ["phone", "wechat"]


def test_a_merged_header_that_says_too_little_is_one_sentence(cast, brings):
    content = book(["人员信息", None, None], ["周敏", "138 0000 0000", "zm"], merged=["A1:C1"])
    with pytest.raises(CannotRead, match="These columns are not known here: 人员信息"):
        brings("people", content, **WILLOW)
    content = book(["姓名们", None, "号码"], ["周敏", "138 0000 0000", "zm"], merged=["A1:B1"])
    with pytest.raises(CannotRead, match="Cells of the header are merged or empty: give each column its own name"):
        brings("people", content, **WILLOW)


def test_the_wrong_sheet_is_one_sentence_that_names_the_others(cast, brings):
    content = book(["姓名", "电话"], ["周敏", "138 0000 0000"], first=[["怎么填这张表"]])
    with pytest.raises(CannotRead, match="The workbook has these sheets: 说明, 名单"):
        brings("people", content, **WILLOW)
    assert counts(brings("people", content, sheet="名单", **WILLOW)) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "The file is empty."),
        ("姓名,电话\n", "There is no row below the header."),
        ("[]", "There is no entry in this file."),
        ("颜色,尺寸\n红,大\n", "These columns are not known here: 颜色, 尺寸. At least these are needed: name."),
        ("姓名,电话,电话\n周敏,1,2\n", "Two columns are called 电话. Give each its own name."),
        ('[{"color": "red"}]', "These columns are not known here: color."),
        ("a" * 100, "These columns are not known here"),
    ],
)
def test_each_bad_file_gets_one_sentence(cast, brings, content, sentence):
    with pytest.raises(CannotRead) as refused:
        brings("people", content, **WILLOW)
    assert str(refused.value).startswith(sentence)
    assert Person.objects.filter(name="周敏").count() == 0


def test_a_row_with_more_cells_than_the_header_is_rejected(cast, brings):
    assert counts(brings("people", "姓名,电话\n周敏,138 0000 0000,多\n何大爷\n", **WILLOW)) == (1, 0, 0, 1)
    assert brings.rejected() == [("2", "", "周敏", "This row has 3 cells, the header 2.")]


def test_columns_that_nobody_reads_are_named(cast, brings):
    outcome = brings("people", "姓名（必填）,电话*,星座\n周敏,138 0000 0000,双鱼\n", **WILLOW)
    assert (counts(outcome), outcome.unread) == ((1, 0, 0, 0), ("星座",))


MAPPING = """
kind = "people"
source = "club-2019"
date_format = "%d.%m.%y"
[columns]
"Wer" = "name"
"Geboren" = "birth_date"
"Kann" = "skills"
"Gefragt" = "may_be_asked"
"Seit" = "agreed_on"
[constants]
agreed_how = "aloud"
place = "Willow Lane"
[values.may_be_asked]
"ja" = "yes"
"""


def test_a_mapping_makes_any_layout_readable(cast, brings):
    mapping = brings.file(MAPPING, "club.toml")
    content = "Nr;Wer;Geboren;Kann;Gefragt;Seit\n1;Zhou Min;01.05.90;Cooking;ja;01.11.26\n2;He;1.13.41;;;\n"
    outcome = brings("people", content, mapping=mapping, place="/cn/99/01/")
    assert (counts(outcome), outcome.layout) == ((1, 0, 0, 1), "mapping:club")
    zhou = Person.objects.get(name="Zhou Min")
    assert (zhou.source, zhou.home, zhou.birth_date.isoformat()) == ("club-2019", cast.willow, "1990-05-01")
    assert zhou.consents.filter(purpose="be_asked", how="aloud").exists()
    assert brings.rejected() == [("3", "Geboren", "1.13.41", "This is no date. Write it as 2026-12-01.")]


def test_a_mapping_may_be_json(cast, brings):
    mapping = brings.file(json.dumps({"columns": {"Wer": "name"}}), "club.json")
    assert counts(brings("people", "Wer\nZhou Min\n", mapping=mapping, **WILLOW)) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ("", "The mapping has no [columns]"),
        ("[columns", "The mapping cannot be read: "),
        ("[columns]\nWer = 3\n", "In a mapping, columns, constants and values are text in quotation marks."),
        ('kind = "needs"\n[columns]\nWer = "name"\n', "This mapping is for needs."),
        ('[columns]\nWen = "name"\n', "The file lacks these columns: Wen. It has: Wer."),
    ],
)
def test_each_bad_mapping_gets_one_sentence(cast, brings, mapping, sentence):
    with pytest.raises(CannotRead) as refused:
        brings("people", "Wer\nZhou Min\n", mapping=brings.file(mapping, "m.toml"), **WILLOW)
    assert str(refused.value).startswith(sentence)


def test_an_unknown_profile_names_those_there_are(cast, brings):
    with pytest.raises(CannotRead) as refused:
        brings("needs", "title\nx\n", profile="nyc", **WILLOW)
    assert (
        str(refused.value) == "There is no profile “nyc” for this. There are: own, nyc-opportunities, wuhan-hospitals."
    )


def test_a_root_is_said_by_its_path(cast, brings):
    with pytest.raises(CannotRead, match="A place is said by its path"):
        brings("people", ROWS, place="Willow Lane")


def test_a_root_that_is_missing_is_made_and_counted_apart(cast, brings):
    outcome = brings("people", ROWS, place="/fr/75/")
    assert (counts(outcome), outcome.made) == ((2, 0, 0, 0), {"place": {"/fr/": "FR", "/fr/75/": "75"}})
