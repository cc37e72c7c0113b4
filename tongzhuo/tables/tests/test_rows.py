"""Going through the rows: CSV, workbooks and JSON, one row after another."""

import datetime as dt
import gzip
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from tongzhuo.tables.opening import CannotRead, open_file
from tongzhuo.tables.rows import Progress, _Json, entries_of, lines_of, sheet_names, text_of


def lines(path, sheet=""):
    return list(lines_of(open_file(path), sheet, Progress()))


def entries(tmp_path, content):
    path = tmp_path / "list.json"
    path.write_text(content, encoding="utf-8")
    return list(entries_of(open_file(path), Progress()))


def csv_file(tmp_path, content):
    path = tmp_path / "list.csv"
    path.write_text(content, encoding="utf-8", newline="")
    return path


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path):
    path = csv_file(tmp_path, 'name,note\r\n\r\n刘芳,"two\nlines"\r\n , \r\n孙伟,"says ""yes"""\r\n')
    assert lines(path) == [(1, ["name", "note"]), (3, ["刘芳", "two\nlines"]), (5, ["孙伟", 'says "yes"'])]


def test_how_far_we_are_is_told_in_bytes_on_disk(tmp_path):
    path = tmp_path / "list.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n" * 200_000, mtime=0))
    progress = Progress()
    for _ in lines_of(open_file(path), "", progress):
        assert 0 <= progress.done <= progress.total == path.stat().st_size
    assert progress.done == progress.total


def test_a_quotation_mark_that_never_closes_is_one_sentence(tmp_path):
    path = csv_file(tmp_path, 'name\n刘芳\n"' + "x" * 1_100_000)
    with pytest.raises(CannotRead, match="After row 2 a quotation mark opens that never closes"):
        lines(path)


def book(tmp_path, sheets, name="list.xlsx"):
    made = Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    path = tmp_path / name
    made.save(path)
    return path


def test_a_workbook_gives_what_somebody_would_type(tmp_path):
    moment, day = dt.datetime(2026, 12, 1, 9, 30), dt.datetime(2026, 12, 1)  # noqa: DTZ001 - as Excel has them
    path = book(
        tmp_path, {"名单": [["name", "n", "day"], ["刘芳", 3.0, day], [None, None, None], ["孙伟", 2.5, moment]]}
    )
    assert lines(path) == [
        (1, ["name", "n", "day"]),
        (2, ["刘芳", "3", "2026-12-01"]),
        (4, ["孙伟", "2.5", "2026-12-01 09:30"]),
    ]
    packed = tmp_path / "list.xlsx.gz"
    packed.write_bytes(gzip.compress(path.read_bytes(), mtime=0))
    assert lines(packed) == lines(path)


def test_a_sheet_is_chosen_by_name(tmp_path):
    path = book(tmp_path, {"说明": [["read me"]], "名单": [["name"], ["刘芳"]]})
    assert sheet_names(open_file(path)) == ["说明", "名单"]
    assert lines(path) == [(1, ["read me"])]
    assert lines(path, "名单") == [(1, ["name"]), (2, ["刘芳"])]
    with pytest.raises(CannotRead) as refused:
        lines(path, "Sheet9")
    assert str(refused.value) == "There is no sheet “Sheet9” in this workbook. It has: 说明, 名单."


def test_a_zip_that_is_no_workbook_is_one_sentence(tmp_path):
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"PK\x03\x04 but nothing more")
    with pytest.raises(CannotRead, match="This workbook cannot be read"):
        lines(path)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (" a ", "a"),
        ("a\0b", "ab"),
        ("刘\ud800芳", "刘?芳"),
        (True, "yes"),
        (False, "no"),
        (7, "7"),
        (7.0, "7"),
        (0.5, "0.5"),
        (dt.time(9, 30), "09:30:00"),
        ([1, "二"], '[1, "二"]'),
    ],
)
def test_what_stands_in_a_cell(cell, text):
    assert text_of(cell) == text


def test_json_lists_and_lists_under_keys(tmp_path):
    assert entries(tmp_path, '[{"a": 1}, [2], "三"]') == [(1, "", {"a": 1}), (2, "", [2]), (3, "", "三")]
    assert entries(tmp_path, '{"x": [1, 2], "y": {"z": 3}, "w": []}') == [(1, "x", 1), (2, "x", 2), (3, "y", {"z": 3})]
    assert entries(tmp_path, "[]") == entries(tmp_path, "{}") == []


@pytest.mark.parametrize("content", ["[1, 2", "[1 2]", '{"a" 1}', "{1: 2}", "[1] x", '{"a": [1], }', "[,]", '["a'])
def test_broken_json_is_one_sentence(tmp_path, content):
    with pytest.raises(CannotRead) as refused:
        entries(tmp_path, content)
    assert str(refused.value) == "This JSON file is broken off or malformed near line 1."


def test_the_sentence_says_near_which_line(tmp_path):
    with pytest.raises(CannotRead, match="near line 3"):
        entries(tmp_path, '[{"a": 1},\n{"a": 2},\n{"a" 3}]')


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=200)
@given(st.lists(JSON, max_size=6), st.integers(1, 9), st.sampled_from([None, 1]))
def test_reading_bit_by_bit_gives_the_same_as_all_at_once(values, window, indent):
    """A window of a few characters cuts every number, text and escape somewhere."""
    text = json.dumps(values, ensure_ascii=window % 2 == 0, indent=indent)

    class Narrow(io.StringIO):
        def read(self, _size=-1):
            return super().read(window)

    read = [value for _key, value in _Json(Narrow(text), lambda: None).entries()]
    assert read == values
