"""The small words of this room: names, ways to reach somebody, ages and hours."""

import datetime as dt

import pytest

from tongzhuo.people.contacts import Contact, clean_contact, masked
from tongzhuo.people.names import surname_form
from tongzhuo.people.rules import hours_make_sense, number_makes_sense
from tongzhuo.people.times import DifferentDay, Limits, WeeklyHours, age_on, days_in_words, week_in_words


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("孙伟", "孙某"),
        ("欧阳明", "欧阳某"),
        ("欧阳", "欧某"),
        ("郭先生", "郭先生"),
        ("Maria Lopez", "M. Lopez"),
        ("Maria", "M."),
        ("  ", ""),
    ],
)
def test_the_surname_form_of_a_name(name, form):
    assert surname_form(name) == form


@pytest.mark.parametrize(
    ("way", "value", "written"),
    [
        ("phone", "138 0013 8000", "13800138000"),
        ("phone", "＋86 138-0013-8000", "+8613800138000"),
        ("email", " Liu@Example.org ", "liu@example.org"),
        ("neighbour", " Auntie Sun,  4th floor ", "Auntie Sun, 4th floor"),
    ],
)
def test_a_contact_way_is_kept_in_one_spelling(way, value, written):
    assert clean_contact(Contact(way, value)).value == written


@pytest.mark.parametrize(("way", "value"), [("phone", "ask me"), ("phone", "12"), ("email", "liu@"), ("wechat", "  ")])
def test_nobody_can_be_reached_by_this(way, value):
    assert clean_contact(Contact(way, value)) is None


@pytest.mark.parametrize(
    ("way", "value", "shown"),
    [
        ("phone", "13800138000", "138****8000"),
        ("phone", "5550137", "555****37"),
        ("email", "liu@example.org", "l***@example.org"),
        ("wechat", "liufang88", "l***"),
    ],
)
def test_a_masked_way_is_recognised_but_not_used(way, value, shown):
    assert masked(way, value) == shown


def test_an_age_is_counted_on_the_day_of_the_act():
    born = dt.date(2010, 5, 20)
    assert [age_on(born, dt.date(2024, 5, day)) for day in (19, 20)] == [13, 14]
    assert age_on(None, dt.date(2024, 5, 20)) is None


def test_hours_of_the_week_are_told_once():
    nine, noon, two, six = (dt.time(hour) for hour in (9, 12, 14, 18))
    week = [WeeklyHours(3, nine, noon), WeeklyHours(1, nine, noon), WeeklyHours(5, two, six)]
    assert week_in_words(week) == ["Tue, Thu 9:00 to 12:00", "Sat 14:00 to 18:00"]
    assert [days_in_words(days) for days in ([0, 1, 2, 3, 4], range(7), [6])] == ["Mon to Fri", "every day", "Sun"]


def test_hours_that_make_no_sense_are_named():
    nine, noon, two = (dt.time(hour) for hour in (9, 12, 14))
    some_day = dt.date(2026, 12, 1)
    cases = {
        "ok": ([WeeklyHours(1, nine, noon), WeeklyHours(1, noon, two)], [DifferentDay(some_day)], Limits()),
        "hours_backwards": ([WeeklyHours(1, noon, nine)], [], Limits()),
        "hours_overlap": ([WeeklyHours(1, nine, two), WeeklyHours(1, noon, two)], [], Limits()),
        "limits_too_large": ([], [], Limits(bookings_a_week=99)),
    }
    assert {code: hours_make_sense(*case).code for code, case in cases.items()} == {code: code for code in cases}
    assert hours_make_sense([], [DifferentDay(some_day, free=True)], Limits()).code == "hours_backwards"


def test_an_identity_number_is_read_with_its_check_character_and_birth_date():
    number = "11010519491231002X"
    assert number_makes_sense(number, dt.date(1949, 12, 31))
    assert number_makes_sense("P1234567", None)
    assert number_makes_sense("110105194912310021", None).code == "identity_number_wrong"
    assert number_makes_sense(number, dt.date(1950, 1, 1)).code == "birth_date_differs"
