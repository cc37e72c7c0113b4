"""The report of a company: what others confirmed, never a name, never a count that could point at somebody."""

import datetime as dt
import io

import pytest
import time_machine
from django.utils.translation import override
from openpyxl import load_workbook

from tests.cast import at
from tongzhuo.companies.tests.story import NOW
from tongzhuo.outcomes.states import Answer
from tongzhuo.partners import report_words, reporting
from tongzhuo.partners.report_words import Section
from tongzhuo.partners.tests import story
from tongzhuo.partners.workbook import workbook_of

pytestmark = pytest.mark.django_db
YEAR = (dt.date(2026, 1, 1), dt.date(2026, 12, 31))


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False) as clock, override("en"):
        yield clock


def test_hours_goods_and_the_word_of_residents(cast):
    story.been_there(cast)
    report = reporting.report_of(cast.northlight, *YEAR)
    assert dict(report.minutes) == {"scanned": 180, "roster": 180, "paper": 0, "later": 0}
    assert (report.people, report.needs, report.met, report.helped) == (2, 1, 1, 288)
    assert [(one.name, one.promised, one.done) for one in report.given] == [("Composters", 1, 1)]
    assert [(row.place, row.minutes, row.helped) for row in report.places] == [(cast.willow, 360, 288)]
    assert report.targets == ["3.8", "10.2"]
    assert report_words.sentence_of(report) == (
        "6 confirmed hours in 1 community; 1 of 1 needs met, by the word of residents."
    )
    assert [reporting.reached(report, kind) for kind in ("hours", "people", "needs", "money")] == [6, 2, 1, 0]
    assert reporting.report_of(cast.northlight, *YEAR, path=cast.plane.path).needs == 0
    assert reporting.report_of(cast.northlight, dt.date(2025, 1, 1), dt.date(2025, 12, 31)).all_minutes == 0


def test_a_no_counts_as_none_and_few_people_are_not_counted_out(cast):
    made = story.been_there(cast, answer=Answer.UNMET)
    report = reporting.report_of(cast.northlight, *YEAR)
    assert (report.met, report.helped, report.answers["unmet"]) == (0, 0, 1)
    made.need.size = 4
    made.need.save()
    made.need.claims.get().confirmations.update(answer=Answer.MET)
    report = reporting.report_of(cast.northlight, *YEAR)
    rows = [row for section in report_words.sections_of(report) for row in section.rows]
    assert ("People helped", "fewer than five") in rows
    assert not any(4 in row for row in rows)


def test_the_sum_does_not_give_away_a_hidden_count(cast):
    def report(*counts):
        communities = (cast.willow, cast.plane)
        places = [
            reporting.InPlace(place, {1}, {1}, 0, count) for place, count in zip(communities, counts, strict=True)
        ]
        return reporting.Report(cast.northlight, *YEAR, {}, 0, [], places, {}, 0, [])

    assert report_words.helped(report(288, 4)) == "at least 288"
    assert report_words.helped(report(288, 12)) == 300
    assert report_words.helped(report(1, 2)) == "fewer than five"
    assert report_words.helped(report(4, 3)) == "not shown, since each count is small"
    assert report_words.helped(report(0, 0)) == 0


def test_page_paper_and_workbook_say_the_same_and_name_nobody_helped(client, cast, on_monday):
    story.been_there(cast)
    on_monday.move_to(at("2026-12-20 10:00"))
    client.force_login(cast.account("bei"))
    page = client.get("/companies/report/").content.decode()
    assert ("6.0" in page or "6" in page, "郭先生" in page, "刘芳" in page) == (True, False, False)
    pdf = client.get("/companies/report/pdf/")
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    book = load_workbook(io.BytesIO(client.get("/companies/report/xlsx/").content))
    report = reporting.report_of(cast.northlight, dt.date(2026, 1, 1), dt.date(2026, 12, 20))
    sections = report_words.sections_of(report)
    for section, sheet in zip(sections, book.worksheets, strict=True):
        rows = [tuple(cell for cell in row if cell is not None) for row in sheet.iter_rows(values_only=True)]
        assert rows[1 : 1 + len(section.rows)] == section.rows
    assert client.get("/companies/report/?since=2026-05-01&until=2026-04-01").status_code == 422


@pytest.mark.parametrize("who", ["chen", "outsider", None])
def test_a_report_is_for_the_company(client, cast, who):
    if who:
        client.force_login(cast.account(who))
    for path in ("went/", "report/", "report/pdf/", "report/xlsx/"):
        assert client.get(f"/companies/{path}").status_code == 404


def test_a_text_like_a_formula_stays_a_text():
    made = workbook_of([Section("A: b/c", ("=1+1",), [("=HYPERLINK(1)",)])])
    (sheet,) = load_workbook(io.BytesIO(made)).worksheets
    assert [cell.data_type for row in sheet.iter_rows() for cell in row] == ["s", "s"]
