"""A disclosure on A4."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext, pgettext

from tongzhuo.funds.models import Disclosure
from tongzhuo.funds.showing import Row, account
from tongzhuo.papers.accounts import statement_pdf
from tongzhuo.papers.shapes import Part, Statement, StatementLine


def pdf_of(found: Disclosure) -> bytes:
    """In the language of the reader."""
    fund, told = found.fund, account(found)
    people = told.committee or gettext("nobody who agreed to be named")
    more = gettext("and %(n)d more") % {"n": told.unnamed} if told.unnamed else ""
    return statement_pdf(
        Statement(
            title=f"{fund.name}: {found.get_kind_display()}",
            issuer=fund.host.name,
            number=found.shown_code,
            address=settings.SITE_ADDRESS + reverse("funds:disclosure", args=[found.code]),
            first_day=found.since,
            last_day=found.until,
            issued_on=found.published_on,
            totals=_totals(told.totals),
            parts=(
                Part(gettext("What came in"), _lines(told.received)),
                Part(gettext("What went out, by purpose"), _lines(told.purposes)),
                Part(gettext("What went out, by project"), _lines(told.grants)),
                Part(gettext("What the committee decided"), _lines(told.decisions)),
            ),
            nothing=gettext("nothing"),
            notes=(
                gettext("Committee: %(names)s") % {"names": " ".join(filter(None, [people, more]))},
                gettext("Read from the book on %(day)s; nobody typed a figure. Seal: %(seal)s")
                % {"day": found.published_on.isoformat(), "seal": found.seal},
                gettext("The money lies with %(host)s. No donations are taken here.") % {"host": fund.host.name},
            ),
        ),
        language=get_language() or "zh-hans",
    )


def _totals(told: dict[str, str]) -> tuple[StatementLine, ...]:
    said = {
        "opening": gettext("There before"),
        "received": pgettext("money", "Came in"),
        "paid": gettext("Paid to projects"),
        "returned": gettext("Given back by projects"),
        "other": gettext("Corrections"),
        "closing": gettext("There at the end"),
        "with_projects": gettext("Still with projects"),
    }
    return tuple(
        StatementLine(label, "", told[name]) for name, label in said.items() if name != "other" or told[name] != "¥0"
    )


def _lines(rows: list[Row]) -> tuple[StatementLine, ...]:
    return tuple(StatementLine(row.what, row.detail, row.amount) for row in rows)
