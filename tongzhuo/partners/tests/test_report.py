"""The report of a company: what others confirmed, never a name, never a count that could point at somebody."""

import datetime as dt
import io
from unittest import mock

import pytest
import time_machine
from django.utils.translation import override
from openpyxl import load_workbook
from pypdf import PdfReader
from pytest_django.asserts import assertNumQueries

from tests.cast import at, term
from tongzhuo.companies import actions
from tongzhuo.companies.tests import story as companies
from tongzhuo.companies.tests.story import NOW
from tongzhuo.gifts import actions as gifts
from tongzhuo.gifts.drafts import Arriving
from tongzhuo.gifts.models import Gift
from tongzhuo.gifts.tests import story as giving
from tongzhuo.linkages.models import Link
from tongzhuo.needs.drafts import AskDraft
from tongzhuo.needs.states import AskKind
from tongzhuo.outcomes.states import Answer
from tongzhuo.papers.factsheets import Leads
from tongzhuo.partners import report_words, reporting
from tongzhuo.partners.report_words import Section
from tongzhuo.partners.tests import story
from tongzhuo.partners.workbook import workbook_of
from tongzhuo.places.states import WhenKind
from tongzhuo.projects import actions as projects
from tongzhuo.resources.drafts import OfferDraft
from tongzhuo.resources.states import OfferKind

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
    assert [(one.name, amounts(one)) for one in report.given] == [("Composters", (1, 1, 1, 1))]
    assert [(row.place, row.minutes, row.helped) for row in report.places] == [(cast.willow, 360, 288)]
    assert report.targets == ["3.8", "10.2"]
    assert report_words.sentence_of(report) == (
        "6 confirmed hours in 1 community; 1 of 1 needs met, by the word of residents."
    )
    assert [reporting.reached(report, kind) for kind in ("hours", "people", "needs", "money")] == [6, 2, 1, 0]
    assert reporting.report_of(cast.northlight, *YEAR, path=cast.plane.path).needs == 0
    assert reporting.report_of(cast.northlight, dt.date(2025, 1, 1), dt.date(2025, 12, 31)).all_minutes == 0


def amounts(one) -> tuple[int, ...]:
    return one.promised, one.received, one.handed_over, one.in_use


def test_a_yes_counts_as_accepted_until_the_book_says_more(cast):
    companies.accepted(cast)
    (one,) = reporting.report_of(cast.northlight, *YEAR).given
    assert (amounts(one), Gift.objects.count()) == ((1, 0, 0, 0), 0)  # the link alone, before it is a gift
    companies.carry_on()
    made = Gift.objects.get()
    assert (made.kind, made.quantity, made.state, made.naming) == ("goods", 1, "agreed", "public")
    report = reporting.report_of(cast.northlight, *YEAR)
    assert ([amounts(one) for one in report.given], [one.gift for one in report.followed]) == ([(1, 0, 0, 0)], [made])
    link = Link.objects.get(code=made.source.removeprefix("link:"))
    assert (link.state, story.in_use(cast).state) == ("accepted", "in_use")
    link.refresh_from_db()
    assert link.state == "fulfilled"
    assert [amounts(one) for one in reporting.report_of(cast.northlight, *YEAR).given] == [(1, 1, 1, 1)]
    assert reporting.report_of(cast.northlight, dt.date(2025, 1, 1), dt.date(2025, 12, 31)).followed == []


def test_money_and_a_room_of_a_proposal_become_gifts_too(cast):
    fen = term("unit", "fen", "分", "fen")
    term("unit", "minute", "分钟", "minute")
    room = term("space_kind", "meeting-room", "会议室", "Meeting rooms")
    hours = {"when": WhenKind.INTERVAL, "starts_on": companies.SATURDAY}
    hours |= {"from_time": dt.time(9), "until_time": dt.time(12)}
    due = {"when": WhenKind.DUE, "ends_on": companies.SATURDAY}
    asks = [
        AskDraft(kind=AskKind.MONEY, what_text="菌种和工具", unit=fen, quantity=180_000, at_least=1, **due),
        AskDraft(kind=AskKind.SPACE, what=room, quantity=1, at_least=1, **hours),
    ]
    with mock.patch.object(companies, "asks", return_value=asks):
        companies.need(cast)
    common = {"place": cast.willow, "radius_m": 10_000, "show_name": True}
    brought = [
        OfferDraft(kind=OfferKind.MONEY, what_text="菌种和工具", unit=fen, quantity=180_000, **common),
        OfferDraft(kind=OfferKind.SPACE, what=room, quantity=1, **hours, **common),
    ]
    with mock.patch.object(companies, "drafts", return_value=brought):
        made = companies.proposed(cast, companies.package(cast))
    site = {name: companies.SITE[name] for name in made.package.on_site}
    actions.accept_proposal(by=cast.as_("chen"), proposal=made, site=site)
    companies.carry_on()
    found = [(one.kind, one.quantity, one.receiver, one.state) for one in Gift.objects.order_by("kind")]
    assert found == [("money", 180_000, cast.northlight, "agreed"), ("space", 180, cast.office, "agreed")]
    hall = Gift.objects.get(kind="space")
    gifts.receive(by=cast.as_("chen"), gift=hall, arriving=Arriving(180, NOW.date()))
    report = reporting.report_of(cast.northlight, *YEAR)
    assert sorted((one.kind, amounts(one)) for one in report.given) == [
        ("money", (180_000, 0, 0, 0)),
        ("space", (180, 180, 180, 0)),
    ]


def money(cast, **more):
    facts = {"kind": "money", "item": None, "item_text": "为院子", "unit": term("unit", "fen", "分", "fen")}
    facts |= {"receiver": cast.northlight, "quantity": 500_000, "quality": ""}
    return giving.promised(cast, **facts | more)


def test_what_is_not_agreed_taken_back_or_not_out_of_hand_is_no_gift_yet(cast):
    agreed = money(cast)
    unknown = money(cast, quantity=None)
    gifts.withdraw_gift(by=cast.as_("bei"), gift=giving.promised(cast), reason="搬家了")
    report = reporting.report_of(cast.northlight, *YEAR)
    assert [(amounts(one), one.unknown) for one in report.given] == [((500_000, 0, 0, 0), 1)]
    assert {one.gift for one in report.followed} == {agreed, unknown}
    own = gifts.open_store(by=cast.as_("bei"), organisation=cast.northlight, place=cast.willow, name="自己的账")
    came = gifts.receive(by=cast.as_("bei"), gift=agreed, store=own, arriving=Arriving(500_000, NOW.date()))
    assert reporting.report_of(cast.northlight, *YEAR).money == 0  # still with its own giver
    yard = giving.project(cast)
    facts = {"store": own, "gift": agreed, "lot": came.lot, "project": yard, "quantity": 120_000}
    gifts.confirm_hand_over(by=cast.as_("chen"), hand_over=gifts.hand_over(by=cast.as_("bei"), **facts))
    assert reporting.report_of(cast.northlight, *YEAR).money == 120_000


def test_the_kilos_of_its_projects_stand_in_the_report(cast):
    story.been_there(cast)
    wrong = story.kilos(cast, 9_000)
    projects.correct_measurement(by=cast.as_("chen"), line=wrong, amount=90_000, note="少写了一个零")
    story.kilos(cast, 18_000)
    report = reporting.report_of(cast.northlight, *YEAR)
    assert [(one.measure.name_en, one.total) for one in report.measured] == [("Kitchen waste", 108_000)]
    (section,) = [one for one in report_words.sections_of(report) if one.title == "What the projects measured"]
    assert [row[-1] for row in section.rows] == ["108 kg"]
    assert reporting.report_of(cast.northlight, dt.date(2026, 1, 1), dt.date(2026, 11, 1)).measured == []


@pytest.mark.parametrize("many", [0, 1, 3])
def test_where_it_went_leads_to_every_trace(client, cast, many):
    for _time in range(many):
        giving.promised(cast, naming="kept")
    client.force_login(cast.account("bei"))
    client.get("/companies/went/")
    with assertNumQueries(10 if many else 7):
        page = client.get("/companies/went/").content.decode()
    assert [f"/trace/{one.code}/" in page for one in Gift.objects.all()] == [True] * many
    assert (page.count("60 pieces"), page.count("nothing has come yet")) == (many, many)


def test_the_number_of_a_gift_leads_to_its_trace_on_page_paper_and_workbook(client, cast, settings):
    settings.SITE_ADDRESS = "https://tongzhuo.example"
    story.been_there(cast)
    gift = Gift.objects.get()
    client.force_login(cast.account("bei"))
    year = {"since": "2026-01-01", "until": "2026-12-31"}
    page = client.get("/companies/report/", year).content.decode()
    assert f'href="/trace/{gift.code}/">{gift.shown_code}<' in page
    paper = PdfReader(io.BytesIO(client.get("/companies/report/pdf/", year).content))
    found = [note.get_object()["/A"]["/URI"] for page in paper.pages for note in page.get("/Annots", [])]
    assert found == [f"https://tongzhuo.example/trace/{gift.code}/"]
    book = load_workbook(io.BytesIO(client.get("/companies/report/xlsx/", year).content))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert [(cell.coordinate, cell.value, cell.hyperlink.target) for cell in cells] == [("E2", gift.shown_code, *found)]
    assert client.get(f"/trace/{gift.code}/").status_code == 200


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
        return reporting.Report(cast.northlight, *YEAR, {}, 0, [], [], [], places, {}, 0, [])

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
        assert rows[1 : 1 + len(section.rows)] == [
            tuple(str(cell) if isinstance(cell, Leads) else cell for cell in row) for row in section.rows
        ]
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
