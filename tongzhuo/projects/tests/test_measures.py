"""What a project counts: named, written down by whoever runs it, corrected by a line and never edited."""

import datetime as dt

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import at
from tongzhuo.kernel.models import Line
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.projects import actions, queries, rules
from tongzhuo.projects.models import Measure, Measurement

pytestmark = pytest.mark.django_db
NOW = at("2026-11-23 09:20")
EVERYBODY = ("chen", "zhao", "liu", "nuan", "gao", "outsider", None)


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def waste(cast):
    project = actions.open_project(by=cast.as_("chen"), title="厨余变肥料", place=cast.willow)
    project = actions.begin_project(by=cast.as_("chen"), project=project)
    return actions.name_measure(
        by=cast.as_("chen"), project=project, name="厨余", name_en="Kitchen waste", unit=cast.piece
    )


def refused(act, **facts):
    with pytest.raises(Refused) as no:
        act(**facts)
    return no.value.verdict.code


def test_may_name_measure_whoever_runs_the_project(cast, waste):
    def code(who, name="户数", names=frozenset({"厨余"})):
        return rules.may_name_measure(cast.as_(who), waste.project, name, names=names).code

    assert {who: code(who) for who in EVERYBODY} == dict.fromkeys(EVERYBODY, "not_your_project") | {
        "chen": "ok",
        "zhao": "ok",
    }
    assert (code("chen", " "), code("chen", "厨余 ")) == ("say_what", "counted_already")
    assert code("chen", names=frozenset(map(str, range(12)))) == "enough_measures"


def test_may_measure_no_day_that_has_not_come(cast, waste):
    codes = {
        who: rules.may_measure(cast.as_(who), waste.project, NOW.date(), today=NOW.date()).code for who in EVERYBODY
    }
    assert codes == dict.fromkeys(EVERYBODY, "not_your_project") | {"chen": "ok", "zhao": "ok"}
    tomorrow = {"by": cast.as_("chen"), "measure": waste, "on": dt.date(2026, 11, 24), "amount": 3}
    assert refused(actions.write_measurement, **tomorrow) == "not_yet"
    actions.stop_project(by=cast.as_("chen"), project=waste.project, reason="机器坏了")
    assert refused(actions.write_measurement, **tomorrow | {"on": NOW.date()}) == "project_over"


def test_months_add_up_and_a_correction_takes_the_place_of_a_figure(cast, waste):
    chen = cast.as_("chen")
    for day, amount in ((dt.date(2026, 9, 2), 40), (dt.date(2026, 11, 3), 70), (dt.date(2026, 11, 20), 5)):
        wrong = actions.write_measurement(by=chen, measure=waste, on=day, amount=amount)
    actions.correct_measurement(by=chen, line=wrong, amount=15, note="少写了一个 1")
    (seen,) = queries.measured_in(waste.project)
    months = [(dt.date(2026, 9, 1), 40), (dt.date(2026, 10, 1), 0), (dt.date(2026, 11, 1), 85)]
    assert (seen.months, seen.total, len(seen.lines)) == (months, 125, 4)
    lines = Line.objects.filter(did="measure.written").order_by("pk").values_list("facts__amount", "facts__instead")
    assert list(lines) == [(40, ""), (70, ""), (5, ""), (15, wrong.code)]


def test_may_correct_measurement_once_and_with_a_word(cast, waste):
    line = actions.write_measurement(by=cast.as_("chen"), measure=waste, on=NOW.date(), amount=3)
    codes = {who: rules.may_correct_measurement(cast.as_(who), line, corrected=False).code for who in EVERYBODY}
    assert codes == dict.fromkeys(EVERYBODY, "not_your_project") | {"chen": "ok", "zhao": "ok"}
    again = {"by": cast.as_("chen"), "line": line, "amount": 4}
    assert refused(actions.correct_measurement, **again, note=" ") == "say_why_corrected"
    actions.correct_measurement(**again, note="数错了")
    assert refused(actions.correct_measurement, **again, note="再改") == "corrected_already"


@given(st.lists(st.tuples(st.dates(dt.date(2026, 1, 1), dt.date(2026, 11, 23)), st.integers(0, 10**9)), max_size=30))
def test_what_was_counted_is_in_the_months_and_nothing_else(days):
    measured = queries.Measured(Measure(), [Measurement(pk=n, on=on, amount=m) for n, (on, m) in enumerate(days)])
    assert sum(amount for _month, amount in measured.months) == measured.total == sum(amount for _on, amount in days)
    measured.corrected = {0}
    assert measured.total == sum(amount for _on, amount in days[1:])
