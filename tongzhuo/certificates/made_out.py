"""A kept certificate as paper and as a credential: the same words, the same numbers, the same bytes every time."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, override

from tongzhuo.certificates.counted import printed
from tongzhuo.certificates.models import Certificate
from tongzhuo.certificates.states import LANGUAGES
from tongzhuo.papers.certificates import certificate_pdf, title
from tongzhuo.papers.shapes import Certificate as Paper
from tongzhuo.papers.shapes import Issuer, Proof
from tongzhuo.papers.wording import proof_words
from tongzhuo.seals.badges import ProvenMinutes, Recorder, ServiceBadge, unsealed_badge


def check_address(certificate: Certificate) -> str:
    """The public page that says whether it is genuine; it identifies the credential too."""
    return f"{settings.SITE_ADDRESS}{reverse('certificates:check', args=[certificate.shown_code])}"


def pdf_of(certificate: Certificate) -> bytes:
    """The paper, with its sealed credential inside."""
    paper = Paper(
        number=certificate.shown_code,
        address=check_address(certificate),
        volunteer=certificate.name,
        volunteer_number=certificate.volunteer_number,
        issuer=Issuer(certificate.issuer_name, phone=certificate.issuer_phone),
        first_day=certificate.first_day,
        last_day=certificate.last_day,
        issued_on=certificate.issued_on,
        lines=tuple(map(printed, certificate.lines)),
    )
    languages = LANGUAGES[certificate.language]
    return certificate_pdf(paper, languages=languages, credential=certificate.seal.document)


def unsealed(certificate: Certificate, zone: ZoneInfo) -> dict[str, Any]:
    """The credential before it is sealed, in the first language of the paper."""
    with override(LANGUAGES[certificate.language][0]):
        return unsealed_badge(_badge(certificate, zone))


def _badge(certificate: Certificate, zone: ZoneInfo) -> ServiceBadge:
    address = settings.SITE_ADDRESS + reverse("organisations:organisation", args=[certificate.recorded_by.code])
    issuer = certificate.issuer_name
    return ServiceBadge(
        address=check_address(certificate),
        title=title(),
        content="; ".join(dict.fromkeys(line["content"] for line in certificate.lines)),
        how_earned=gettext("Service in person, whose hours %(issuer)s confirmed.") % {"issuer": issuer},
        volunteer=certificate.name,
        number=certificate.volunteer_number,
        recorder=Recorder(address, issuer, certificate.issuer_phone),
        first_day=certificate.first_day,
        last_day=certificate.last_day,
        zone=zone,
        proven=tuple(
            ProvenMinutes(level, str(proof_words(Proof(level))), minutes)
            for level, minutes in certificate.proven.items()
        ),
        issued=datetime.combine(certificate.issued_on, time(), zone),
        language="zh-Hans" if LANGUAGES[certificate.language][0].startswith("zh") else "en",
    )
