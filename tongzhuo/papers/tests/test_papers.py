"""Papers as they come out of the printer: what stands on them, what a reader finds in the file, what cannot be lost."""

import dataclasses
import datetime as dt
import io

import pytest
import typst
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from tongzhuo.papers.certificates import certificate_pdf
from tongzhuo.papers.codes import qr_svg
from tongzhuo.papers.printing import without_shape
from tongzhuo.papers.shapes import CHINESE, ENGLISH, Awaited, Proof, ServiceLine
from tongzhuo.papers.sheets import day_sheet_pdf, passes_pdf
from tongzhuo.papers.tests.example import ADDRESS, CERTIFICATE, PASS, SHEET

A4 = (595, 842)


def pages(made):
    return [page.extract_text().replace("\xa0", " ") for page in PdfReader(io.BytesIO(made)).pages]


def printed(made):
    """The text of a paper without blanks, which the typesetter puts where it likes."""
    return "".join("".join(pages(made)).split())


def with_content(content):
    line = dataclasses.replace(CERTIFICATE.lines[0], content=content)
    return dataclasses.replace(CERTIFICATE, lines=(line,))


def test_the_chinese_certificate_says_who_what_how_often_how_long_and_how_it_was_proved():
    said = printed(certificate_pdf(CERTIFICATE))
    for words in (
        "暖阶社", "志愿服务记录证明", "刘䶮", "志愿者编号HX-20931", "自2026年1月1日至2026年11月23日", "17次",
        "共45.5小时", "陪老人就医、买药", "就医陪伴", "柳荫里6号楼", "负责人：孙伟", "2026-01-06–2026-11-21",
        "扫码进出", "36.0", "冬衣和热午饭💐", "组长点名", "补记，有签到纸", "合计小时", "39.5", "7K3MQ-9XW2C",
        "扫码可查真伪",
        "出具单位盖章", "出具暖阶社", "负责人周敏慧", "经办赵宁", "电话01055550162", "2026年11月23日",
    ):  # fmt: skip
        assert words in said
    assert "纸上签到" not in said


def test_it_is_also_made_in_english_and_in_both():
    english, both = (printed(certificate_pdf(CERTIFICATE, languages=said)) for said in ((ENGLISH,), (CHINESE, ENGLISH)))
    for words in ("Certificateofvolunteerservice", "45.5hours", "Leader’srollcall", "incharge:孙伟", "23November2026"):
        assert words in english
    assert "兹证明" not in english
    for words in ("志愿服务记录证明", "Certificateofvolunteerservice", "扫码进出", "Scannedinandout", "共45.5小时"):
        assert words in both


def test_one_day_and_nobodys_number_are_said_as_people_say_them():
    day = dt.date(2026, 11, 7)
    once = dataclasses.replace(
        CERTIFICATE, volunteer_number="", first_day=day, last_day=day, lines=CERTIFICATE.lines[1:2]
    )
    assert "兹证明刘䶮于2026年11月7日参加本组织志愿服务1次" in printed(certificate_pdf(once))
    english = printed(certificate_pdf(once, languages=(ENGLISH,)))
    assert "刘䶮gave3.5hoursofvolunteerservicewithuson1occasionon7November2026." in english


def test_the_file_is_made_to_last_and_to_be_read_aloud():
    reader = PdfReader(io.BytesIO(certificate_pdf(CERTIFICATE)))
    described = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in described
    assert "<pdfuaid:part>1</pdfuaid:part>" in described
    assert (reader.trailer["/Root"]["/Lang"], reader.metadata.title) == ("zh-CN", "志愿服务记录证明")
    page = reader.pages[0]
    assert (round(page.mediabox.width), round(page.mediabox.height), len(reader.pages)) == (*A4, 1)
    fonts = [font.get_object()["/BaseFont"] for font in page["/Resources"]["/Font"].values()]
    assert [name for name in fonts if name[7:8] != "+"] == []


def test_fonts_are_cut_to_the_letters_used():
    assert len(certificate_pdf(CERTIFICATE)) < 120_000


def test_the_sealed_credential_travels_inside():
    reader = PdfReader(io.BytesIO(certificate_pdf(CERTIFICATE, credential='{"id": "刘䶮"}')))
    assert {name: content[0].decode() for name, content in reader.attachments.items()} == {
        "credential.json": '{"id": "刘䶮"}'
    }


def test_the_same_facts_make_the_same_bytes():
    assert certificate_pdf(CERTIFICATE) == certificate_pdf(CERTIFICATE)
    assert day_sheet_pdf(SHEET) == day_sheet_pdf(SHEET)


def test_a_letter_without_a_shape_is_written_as_its_code_and_never_lost():
    assert without_shape("刘䶮💐ᠮ\x07𬭎葛") == {"ᠮ", "\x07"}
    said = printed(certificate_pdf(with_content("阿ᠮ\x07𬭎 👩‍👩‍👧")))
    assert "阿[U+182E][U+0007]𬭎" in said
    assert "ᠮ" not in said


def test_what_looks_like_the_typesetters_language_is_only_text():
    content = '#panic("no") *粗* $x$ <a> @b \\u{41} `c` [d] = _e_'
    assert "".join(content.split()) in printed(certificate_pdf(with_content(content))).replace("“", '"').replace(
        "”", '"'
    )


@settings(max_examples=12)
@given(st.text(max_size=6))
def test_whatever_people_write_can_be_printed(content):
    assert certificate_pdf(with_content(content), languages=(CHINESE, ENGLISH))[:5] == b"%PDF-"


def test_a_long_record_goes_on_and_every_page_says_whose_it_is():
    lines = tuple(
        ServiceLine(f"第{place}次", 50, Proof.PAPER, dt.date(2026, 3, 1) + dt.timedelta(days=place))
        for place in range(60)
    )
    found = pages(certificate_pdf(dataclasses.replace(CERTIFICATE, lines=lines)))
    assert len(found) == 3
    assert all("7K3MQ-9XW2C" in page and "怎样核实的" in page for page in found)
    assert "50.0" in found[-1]
    assert "出具单位盖章" in found[-1]
    assert "出具单位盖章" not in found[0]


def test_hours_are_added_before_they_are_rounded():
    lines = tuple(ServiceLine("值守", 20, Proof.SCANNED, dt.date(2026, 3, day)) for day in (1, 2, 3))
    said = printed(certificate_pdf(dataclasses.replace(CERTIFICATE, lines=lines)))
    assert ("0.33" in said, "共1.0小时" in said) == (True, True)


def test_the_day_sheet_has_a_row_for_everyone_and_some_for_who_walks_in():
    awaited = tuple(Awaited(f"志愿者{place}") for place in range(1, 31))
    found = pages(day_sheet_pdf(dataclasses.replace(SHEET, awaited=awaited), languages=(CHINESE, ENGLISH)))
    said = "".join("".join(found).split())
    for words in (
        "陪郭爷爷去社区医院",
        "11月24日周二9:00–11:30",
        "6号楼2单元门口",
        "408215",
        "志愿者30",
        "36",
        "组长签名",
    ):
        assert words in said
    assert ["Signature" in page for page in found] == [True, True, False]
    assert "推轮椅" in printed(day_sheet_pdf(SHEET))


def test_passes_are_printed_four_to_a_sheet():
    made = passes_pdf(
        [dataclasses.replace(PASS, volunteer=f"刘芳{place}") for place in range(5)], printed_on=SHEET.printed_on
    )
    found = pages(made)
    assert [page.count("扫不出来") for page in found] == [4, 1]
    assert "刘芳4" in found[1]
    assert "组长：孙伟" in found[0]


@pytest.mark.parametrize("text", [ADDRESS, "https://例子.example/查/䶮", "x" * 400])
def test_another_reader_reads_our_codes(text):
    page = (
        '#set page(width: 60mm, height: 60mm, margin: 4mm)\n#image(bytes(sys.inputs.svg), format: "svg", width: 52mm)'
    )
    drawn = typst.compile(page.encode(), format="png", ppi=144, sys_inputs={"svg": qr_svg(text)})
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(drawn)).convert("L"))
    assert [code.text for code in found] == [text]
    assert "style=" not in qr_svg(text)
