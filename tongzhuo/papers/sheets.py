"""What is printed for the day: the roster that people sign, and slips for those who carry no phone."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext, override, pgettext

from tongzhuo.papers.codes import qr_svg, shown_digits
from tongzhuo.papers.printing import pdf
from tongzhuo.papers.shapes import CHINESE, Awaited, DaySheet, Gathering, Languages, Pass
from tongzhuo.papers.wording import Said, in_each, page_language


def day_sheet_pdf(sheet: DaySheet, *, languages: Languages = (CHINESE,)) -> bytes:
    """The roster on A4: who is awaited, then empty rows for those who walk in; in and out with a signature each."""
    return pdf("daysheet", _sheet(sheet, languages), made_on=sheet.printed_on)


def passes_pdf(passes: Sequence[Pass], *, printed_on: dt.date, languages: Languages = (CHINESE,)) -> bytes:
    """Four slips on a sheet of A4, to be cut apart."""
    facts = page_language(languages) | {
        "title": in_each(languages, lambda: gettext("Passes")),
        "read": in_each(languages, lambda: gettext("If it does not scan, read these six out")),
        "slips": [_slip(one, languages) for one in passes],
    }
    return pdf("passes", facts, made_on=printed_on)


def _sheet(sheet: DaySheet, languages: Languages) -> dict[str, Any]:
    rows = [_row(place, awaited) for place, awaited in enumerate(sheet.awaited, 1)]
    rows += [_row(place, Awaited("")) for place in range(len(rows) + 1, len(rows) + 1 + sheet.blank_rows)]
    return (
        page_language(languages)
        | _day(sheet, languages)
        | {
            "title": in_each(languages, lambda: gettext("Day sheet")),
            "columns": _columns(languages),
            "rows": rows,
            "scan": in_each(languages, lambda: gettext("Scan to check in, or type the six digits")),
            "walk-in": in_each(
                languages, lambda: gettext("Not on the list? Write name and telephone in an empty row.")
            ),
            "signed": _signed(languages),
        }
    )


def _day(sheet: DaySheet, languages: Languages) -> dict[str, Any]:
    with override(languages[0]):
        alt = gettext("QR code of the day: %(digits)s") % {"digits": shown_digits(sheet.digits)}
    return {
        "organiser": sheet.organiser,
        "activity": sheet.gathering.activity,
        "when": sheet.gathering.when,
        "place": sheet.gathering.place,
        "people": _people(sheet.gathering, languages),
        "digits": shown_digits(sheet.digits),
        "qr": qr_svg(sheet.address),
        "qr-alt": alt,
    }


def _people(gathering: Gathering, languages: Languages) -> list[tuple[Said, str]]:
    said = [
        (in_each(languages, lambda: pgettext("paper", "Leader")), gathering.leader),
        (in_each(languages, lambda: pgettext("on a certificate", "Telephone")), gathering.phone),
    ]
    return [(label, value) for label, value in said if value]


def _columns(languages: Languages) -> list[Said]:
    said = [
        [""],
        in_each(languages, lambda: pgettext("column of a day sheet", "Name")),
        in_each(languages, lambda: pgettext("column of a day sheet", "In at")),
        in_each(languages, lambda: pgettext("column of a day sheet", "Signature")),
        in_each(languages, lambda: pgettext("column of a day sheet", "Out at")),
    ]
    return [*said, said[3]]


def _signed(languages: Languages) -> list[Said]:
    """What the leader fills in at the end of the day."""
    return [
        in_each(languages, lambda: gettext("People who came")),
        in_each(languages, lambda: gettext("Leader’s signature")),
        in_each(languages, lambda: pgettext("column of a certificate", "Date")),
    ]


def _row(place: int, awaited: Awaited) -> dict[str, str]:
    detail = " · ".join(filter(None, [awaited.number, awaited.note]))
    return {"place": str(place), "name": awaited.name, "detail": detail}


def _slip(one: Pass, languages: Languages) -> dict[str, str]:
    with override(languages[0]):
        led = gettext("Leader: %(name)s") % {"name": one.gathering.leader} if one.gathering.leader else ""
        alt = gettext("Pass of %(name)s") % {"name": one.volunteer}
    return {
        "when": one.gathering.when,
        "activity": one.gathering.activity,
        "where": " · ".join(filter(None, [one.gathering.place, led])),
        "qr": qr_svg(one.address),
        "qr-alt": alt,
        "digits": shown_digits(one.digits),
        "volunteer": one.volunteer,
        "number": one.number,
    }
