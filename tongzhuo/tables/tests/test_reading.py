"""Each field either has a value of the right kind, or a fault with a sentence."""

import datetime as dt

import pytest

from tongzhuo.tables.reading import Fault, Hours, Reading


def reading(value, **more):
    return Reading(7, {"field": value}, {"field": "Column"}, **more)


def read(how, value, *args, **more):
    """The value, or the sentence why there is none."""
    one = reading(value, **more)
    found = getattr(one, how)("field", *args)
    assert len(one.faults) <= 1
    return one.faults[0].reason if one.faults else found


def test_a_fault_tells_row_column_value_and_reason():
    one = reading("x" * 100)
    one.whole("field", 9)
    assert one.faults == [Fault(7, "Column", "x" * 79 + "…", "This is no number.")]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("", None),
        ("12", 12),
        ("１２", 12),
        ("1,200", 1200),
        ("1 200", 1200),
        ("12.0", 12),
        ("0", "A quantity is more than zero. Leave it empty when it is to be agreed."),
        ("-3", "A quantity is more than zero. Leave it empty when it is to be agreed."),
        ("2.5", "This cannot be divided so finely."),
        ("9999999999999", "This is absurdly much. Is there a digit too many?"),
        ("1e999999999", "This is no number."),
        ("NaN", "This is no number."),
        ("some", "This is no number."),
        ("一百", "This is no number."),
    ],
)
def test_quantities(value, found):
    assert read("amount", value) == found


def test_quantities_in_base_units():
    assert read("amount", "2.5", 1000) == 2500
    assert read("amount", "0.015", 100) == "This cannot be divided so finely."
    assert read("amount", "1200", 1, 1000) == "This is absurdly much. Is there a digit too many?"


@pytest.mark.parametrize(("value", "found"), [("3", 3), ("-1", None), ("2.5", None), ("11", None)])
def test_whole_numbers(value, found):
    assert read("whole", value, 10) == (found or "Write a whole number from 0 to 10.")


@pytest.mark.parametrize(
    "value",
    ["2026-12-01", "2026/12/1", "2026.12.1", "2026年12月1日", "20261201", "２０２６-１２-０１", "2026-12-01 09:30:00"],
)
def test_dates_as_people_write_them(value):
    assert read("date", value) == dt.date(2026, 12, 1)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("2026-02-30", "This is no date. Write it as 2026-12-01."),
        ("01.12.26", "This is no date. Write it as 2026-12-01."),
        ("tomorrow", "This is no date. Write it as 2026-12-01."),
        ("46357", "This is no date. Write it as 2026-12-01."),
        ("2926-12-01", "This date is too far away. Is the year right?"),
        ("0026-12-01", "This date is too far away. Is the year right?"),
    ],
)
def test_malformed_dates(value, reason):
    assert read("date", value) == reason


def test_dates_in_a_form_of_their_own():
    assert read("date", "July 30 2011", date_format="%B %d %Y") == dt.date(2011, 7, 30)
    assert read("date", "30.07.11", date_format="%d.%m.%y") == dt.date(2011, 7, 30)
    assert read("date", "2011-07-30", date_format="%d.%m.%y") == "This is no date. Write it as 2026-12-01."


def test_a_moment_in_utc_is_a_day_at_the_place():
    assert read("date", "2020-01-24T16:00:00.000Z", zone="Asia/Shanghai") == dt.date(2020, 1, 25)
    assert read("date", "2020-01-24T16:00:00.000Z") == dt.date(2020, 1, 24)
    assert read("date", "2020-99-24T16:00:00Z") == "This is no date. Write it as 2026-12-01."


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("16:30", (16, 30)),
        ("9:05", (9, 5)),
        ("16：30", (16, 30)),
        ("9点", (9, 0)),
        ("9时30分", (9, 30)),
        ("09:30:00", (9, 30)),
    ],
)
def test_times_of_day(value, found):
    assert read("time", value) == dt.time(*found)


@pytest.mark.parametrize("value", ["25:00", "9:61", "noon", "-1"])
def test_no_times_of_day(value):
    assert read("time", value) == "This is no time of day. Write it as 16:30."


def test_hours():
    morning, afternoon = Hours(dt.time(9), dt.time(12)), Hours(dt.time(14), dt.time(18))
    assert read("hours", "9:00-12:00; 14:00-18:00") == [morning, afternoon]
    assert read("hours", "9点 至 12点、14:00～18:00".replace("～", "~")) == [morning, afternoon]
    assert read("hours", "") == []
    for wrong in ("12:00-9:00", "mornings", "9:00"):
        assert read("hours", wrong) == "Write hours as 9:00-12:00; 14:00-18:00."


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("Mon-Fri", [0, 1, 2, 3, 4]),
        ("Mon, Wed, Sat", [0, 2, 5]),
        ("Monday to Wednesday", [0, 1, 2]),
        ("周一至周五", [0, 1, 2, 3, 4]),
        ("周一、三、五", [0, 2, 4]),
        ("星期六,星期日", [5, 6]),
        ("周六日", [5, 6]),
        ("Sat-Mon", [0, 5, 6]),
        ("1,3,5", [0, 2, 4]),
        ("每天", [0, 1, 2, 3, 4, 5, 6]),
        ("工作日", [0, 1, 2, 3, 4]),
        ("周末", [5, 6]),
        ("", []),
        ("sometimes", "Write days as Mon-Fri or Mon, Wed, Sat."),
        ("8", "Write days as Mon-Fri or Mon, Wed, Sat."),
    ],
)
def test_weekdays(value, found):
    assert read("weekdays", value) == found


@pytest.mark.parametrize(
    ("value", "found"), [("yes", True), ("是", True), ("√", True), ("No", False), ("", False), ("否", False)]
)
def test_yes_and_no(value, found):
    assert read("flag", value) is found


def test_neither_yes_nor_no():
    assert read("flag", "perhaps") == "Write yes or no."


def test_one_of_some():
    known = {"ngo": "ngo", "社会组织": "ngo", "company": "company"}
    assert read("choice", "社会组织", known) == "ngo"
    assert read("choice", "NGO", known) == "ngo"
    assert read("choice", "club", known) == "This must be one of: ngo, company."
    assert reading("").choice("field", known, default="company") == "company"


def test_texts():
    assert read("text", "abc", 3) == "abc"
    assert read("text", "abcd", 3) == "This is 4 characters long; 3 fit."
    assert read("required", "") == "This must not be empty."
    assert reading("推轮椅；陪伴、 读书 / 跑腿").many("field") == ["推轮椅", "陪伴", "读书", "跑腿"]
