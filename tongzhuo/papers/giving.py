"""Papers of giving: the agreement, the receipt, the label that a thing carries."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, override, pgettext

from tongzhuo.papers.codes import qr_svg
from tongzhuo.papers.printing import pdf
from tongzhuo.papers.shapes import CHINESE, Languages
from tongzhuo.papers.wording import complete, in_each, long_day, page_language


@dataclass(frozen=True)
class AgreementPaper:
    """What the Charity Law asks of an agreement (article 39): both names, kind, quantity, quality, use, delivery.
    Amounts are words already. `agreed`: (name of a side, day on which it agreed)."""

    number: str
    address: str
    giver: str
    receiver: str
    kind: str
    what: str
    quantity: str
    made_on: dt.date
    quality: str = ""
    purpose: str = ""
    delivery: str = ""
    back_by: str = ""
    naming: str = ""
    agreed: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class ReceiptPaper:
    """What it asks of a receipt (article 38): donor, kind and quantity, who received it, handler, date."""

    number: str
    address: str
    issuer: str
    donor: str
    kind: str
    what: str
    quantity: str
    received_on: dt.date
    issued_on: dt.date
    handler: str = ""
    purpose: str = ""
    note: str = ""


@dataclass(frozen=True)
class LabelPaper:
    """What sticks to a thing: its number to read, its QR to scan."""

    number: str
    address: str
    what: str
    keeper: str
    made_on: dt.date
    serial: str = ""
    best_before: str = ""


def agreement_pdf(paper: AgreementPaper, *, languages: Languages = (CHINESE,)) -> bytes:
    rows = [
        (in_each(languages, lambda: pgettext("paper of a gift", "Giver")), paper.giver),
        (in_each(languages, lambda: pgettext("paper of a gift", "Receiver")), paper.receiver),
        (in_each(languages, lambda: pgettext("paper of a gift", "Kind of gift")), paper.kind),
        (in_each(languages, lambda: pgettext("paper of a gift", "What it is")), paper.what),
        (in_each(languages, lambda: pgettext("paper of a gift", "Quantity")), paper.quantity),
        (in_each(languages, lambda: pgettext("paper of a gift", "Quality")), paper.quality),
        (in_each(languages, lambda: pgettext("paper of a gift", "For what it is used")), paper.purpose),
        (in_each(languages, lambda: pgettext("paper of a gift", "Delivery")), paper.delivery),
        (in_each(languages, lambda: pgettext("paper of a gift", "Goes back by")), paper.back_by),
        (in_each(languages, lambda: pgettext("paper of a gift", "The giver’s name")), paper.naming),
    ]
    facts = page_language(languages) | {
        "title": in_each(languages, lambda: gettext("Agreement on a gift")),
        "head": paper.receiver,
        "rows": [[label, value] for label, value in rows if value],
        "words": in_each(languages, _terms),
        "signs": [[name, day] for name, day in paper.agreed],
        "sign": in_each(languages, lambda: pgettext("paper of a gift", "Signature or stamp")),
        "issued": long_day(paper.made_on),
    }
    return pdf("gift", facts | _found(paper.number, paper.address, languages), made_on=paper.made_on)


def receipt_pdf(paper: ReceiptPaper, *, languages: Languages = (CHINESE,)) -> bytes:
    with override(languages[0]):
        donor = paper.donor or gettext("Anonymous, at the giver’s wish")
        received = long_day(paper.received_on)
    rows = [
        (in_each(languages, lambda: pgettext("paper of a gift", "Receipt number")), paper.number),
        (in_each(languages, lambda: pgettext("paper of a gift", "Giver")), donor),
        (in_each(languages, lambda: pgettext("paper of a gift", "Kind of gift")), paper.kind),
        (in_each(languages, lambda: pgettext("paper of a gift", "What it is")), paper.what),
        (in_each(languages, lambda: pgettext("paper of a gift", "Quantity")), paper.quantity),
        (in_each(languages, lambda: pgettext("paper of a gift", "For what it is used")), paper.purpose),
        (in_each(languages, lambda: pgettext("paper of a gift", "Received on")), received),
        (in_each(languages, lambda: pgettext("paper of a gift", "Delivery note")), paper.note),
        (in_each(languages, lambda: pgettext("paper of a gift", "Handled by")), paper.handler),
    ]
    facts = page_language(languages) | {
        "title": in_each(languages, lambda: gettext("Receipt for a gift")),
        "head": paper.issuer,
        "rows": [[label, value] for label, value in rows if value],
        "words": in_each(languages, _thanks),
        "signs": [[paper.issuer, ""]],
        "sign": in_each(languages, lambda: pgettext("paper of a gift", "Signature or stamp")),
        "issued": long_day(paper.issued_on),
    }
    return pdf("gift", facts | _found(paper.number, paper.address, languages), made_on=paper.issued_on)


def label_pdf(paper: LabelPaper, *, languages: Languages = (CHINESE,)) -> bytes:
    """One label of 90 by 50 millimetres."""
    with override(languages[0]):
        serial = gettext("Serial number %(number)s") % {"number": paper.serial} if paper.serial else ""
        best = gettext("Good until %(day)s") % {"day": paper.best_before} if paper.best_before else ""
    facts = page_language(languages) | {
        "title": in_each(languages, lambda: gettext("Label of a gift")),
        "what": paper.what,
        "keeper": paper.keeper,
        "lines": [line for line in (serial, best) if line],
        "scan": in_each(languages, lambda: gettext("Scan to see where it came from")),
    }
    return pdf("giftlabel", facts | _found(paper.number, paper.address, languages), made_on=paper.made_on)


def _found(number: str, address: str, languages: Languages) -> dict[str, object]:
    with override(languages[0]):
        alt = gettext("QR code of where this gift is today: %(address)s") % {"address": address}
    return {
        "number": number,
        "qr": qr_svg(address),
        "qr-alt": alt,
        "follow": in_each(languages, lambda: gettext("Scan to see where it is today. Nobody helped is named.")),
        "mark": complete(),
    }


def _terms() -> str:
    return gettext(
        "Both sides agree to what stands above. The receiver uses the gift for nothing else unless the giver agrees, "
        "keeps account of every part of it, and lets the giver see where it is at any time."
    )


def _thanks() -> str:
    return gettext("Received with thanks. Where it is from now on can be seen at any time under its number.")
