"""An account of money between two days, on A4."""

from collections.abc import Iterable

from django.utils.translation import gettext, override

from tongzhuo.papers.codes import qr_svg
from tongzhuo.papers.printing import pdf
from tongzhuo.papers.shapes import CHINESE, Statement, StatementLine
from tongzhuo.papers.wording import long_day, page_language


def statement_pdf(statement: Statement, *, language: str = CHINESE) -> bytes:
    with override(language):
        period = gettext("%(first)s to %(last)s") % {
            "first": long_day(statement.first_day),
            "last": long_day(statement.last_day),
        }
        alt = gettext("QR code of the page of this account: %(address)s") % {"address": statement.address}
        published = gettext("Published on %(day)s") % {"day": long_day(statement.issued_on)}
    facts = {
        "title": statement.title,
        "issuer": statement.issuer,
        "number": statement.number,
        "period": period,
        "published": published,
        "qr": qr_svg(statement.address),
        "qr-alt": alt,
        "totals": _lines(statement.totals),
        "parts": [{"heading": part.heading, "lines": _lines(part.lines)} for part in statement.parts],
        "nothing": statement.nothing,
        "notes": list(statement.notes),
    }
    return pdf("account", page_language((language,)) | facts, made_on=statement.issued_on)


def _lines(lines: Iterable[StatementLine]) -> list[list[str]]:
    return [[line.what, line.detail, line.amount] for line in lines]
