"""The certificate of volunteer service, on A4."""

from functools import partial
from typing import Any

from django.utils.translation import gettext, ngettext, override, pgettext

from tongzhuo.papers.codes import qr_svg
from tongzhuo.papers.printing import pdf
from tongzhuo.papers.shapes import CHINESE, Certificate, Languages, Proof, ServiceLine
from tongzhuo.papers.wording import (
    Said,
    complete,
    days,
    hours,
    in_each,
    long_day,
    page_language,
    proof_words,
    sentence,
)


def certificate_pdf(certificate: Certificate, *, languages: Languages = (CHINESE,), credential: str = "") -> bytes:
    """The PDF; `credential` is the sealed document, which then travels inside it as `credential.json`."""
    facts = _facts(certificate, languages)
    return pdf("certificate", facts, made_on=certificate.issued_on, attached=credential.encode())


def title() -> str:
    return gettext("Certificate of volunteer service")


def _facts(paper: Certificate, languages: Languages) -> dict[str, Any]:
    with override(languages[0]):
        whole = _once(paper)
    return (
        whole
        | page_language(languages)
        | {
            "title": in_each(languages, title),
            "body": [_body(paper, language) for language in languages],
            "columns": _columns(languages),
            "rows": [_row(line, languages) for line in paper.lines],
            "total": {"words": in_each(languages, lambda: gettext("Hours in all")), "hours": hours(paper.minutes)},
            "levels": _levels(paper, languages),
            "check": in_each(languages, lambda: gettext("Scan to check. It shows surname and hours only.")),
            "stamp": in_each(languages, lambda: gettext("Stamp of the issuer")),
            "ends": _ends(paper, languages),
        }
    )


def _once(paper: Certificate) -> dict[str, Any]:
    """What is said in one language only, or is the same in all."""
    return {
        "issuer": paper.issuer.name,
        "number": paper.number,
        "identity": [[label, value] for label, value in paper.identity],
        "note": paper.note,
        "qr": qr_svg(paper.address),
        "qr-alt": gettext("QR code of the page that checks this certificate: %(address)s") % {"address": paper.address},
        "mark": complete(),
        "issued": long_day(paper.issued_on),
        "attached": gettext("The same certificate as a signed credential"),
    }


def _body(paper: Certificate, language: str) -> list[dict[str, Any]]:
    with override(language):
        text = ngettext(
            "This is to certify that %(name)s%(number)s gave %(hours)s hours of volunteer service with us"
            " on %(times)s occasion %(when)s. All hours have been confirmed.",
            "This is to certify that %(name)s%(number)s gave %(hours)s hours of volunteer service with us"
            " on %(times)s occasions %(when)s. All hours have been confirmed.",
            paper.times,
        )
        text = text.replace("%(number)s", _number(paper)).replace("%(when)s", _when(paper))
    marked = {"name": paper.volunteer, "hours": hours(paper.minutes), "times": str(paper.times)}
    return sentence(text, marked)


def _number(paper: Certificate) -> str:
    known = {"number": paper.volunteer_number}
    return gettext(" (volunteer number %(number)s)") % known if paper.volunteer_number else ""


def _when(paper: Certificate) -> str:
    first, last = long_day(paper.first_day), long_day(paper.last_day)
    if first == last:
        return pgettext("period of a certificate", "on %(day)s") % {"day": first}
    return pgettext("period of a certificate", "between %(first)s and %(last)s") % {"first": first, "last": last}


def _columns(languages: Languages) -> list[Said]:
    return [
        in_each(languages, lambda: pgettext("column of a certificate", "Service")),
        in_each(languages, lambda: pgettext("column of a certificate", "Date")),
        in_each(languages, lambda: pgettext("column of a certificate", "Times")),
        in_each(languages, lambda: pgettext("column of a certificate", "How it was proved")),
        in_each(languages, lambda: pgettext("column of a certificate", "Hours")),
    ]


def _row(line: ServiceLine, languages: Languages) -> dict[str, Any]:
    with override(languages[0]):
        in_charge = gettext("in charge: %(name)s") % {"name": line.in_charge} if line.in_charge else ""
    return {
        "content": line.content,
        "detail": " · ".join(filter(None, [line.activity, line.place, in_charge])),
        "days": days(line.first_day, line.last_day),
        "times": str(line.times),
        "level": line.proof,
        "proof": in_each(languages, partial(proof_words, line.proof)),
        "hours": hours(line.minutes),
    }


def _levels(paper: Certificate, languages: Languages) -> list[dict[str, Any]]:
    """The levels of proof that occur, the strongest first."""
    return [
        {"level": proof, "words": in_each(languages, partial(proof_words, proof)), "hours": hours(minutes)}
        for proof in Proof
        if (minutes := paper.minutes_proved(proof))
    ]


def _ends(paper: Certificate, languages: Languages) -> list[tuple[Said, str]]:
    issuer = paper.issuer
    said = [
        (in_each(languages, lambda: pgettext("on a certificate", "Issued by")), issuer.name),
        (in_each(languages, lambda: pgettext("on a certificate", "Person in charge")), issuer.head),
        (in_each(languages, lambda: pgettext("on a certificate", "Handled by")), issuer.handler),
        (in_each(languages, lambda: pgettext("on a certificate", "Telephone")), issuer.phone),
    ]
    return [(label, value) for label, value in said if value]
