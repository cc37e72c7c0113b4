"""Whose certificates somebody may see, what can be certified, and whether a paper is genuine."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Min, Q, QuerySet
from django.urls import Resolver404, resolve

from tongzhuo.certificates.made_out import check_address, pdf_of
from tongzhuo.certificates.models import Certificate
from tongzhuo.certificates.uploads import PDF, credential_in
from tongzhuo.kernel.fields import subtrees
from tongzhuo.kernel.verdicts import Verdict, no
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.states import KEEPERS, SPEAKERS
from tongzhuo.people.models import Person
from tongzhuo.records.models import ServiceRecord
from tongzhuo.records.states import RecordState
from tongzhuo.seals.checking import CANNOT_READ
from tongzhuo.seals.proofs import Unreadable, read_document
from tongzhuo.seals.queries import check_document, seal_of


def certificates_visible_to(viewer: Viewer) -> QuerySet[Certificate]:
    """One's own, and those that one's organisation or office answers for."""
    rows = Certificate.objects.select_related("person", "recorded_by__place")
    if not viewer.is_somebody:
        return rows.none()
    return rows.filter(Q(person=viewer.person_id) | _answered_for(viewer))


def certificates_given_by(viewer: Viewer) -> QuerySet[Certificate]:
    """Those that one's organisation or office may take back, the newest first."""
    rows = certificates_visible_to(viewer).filter(_answered_for(viewer)).exclude(person=viewer.person_id)
    return rows.order_by("-created", "-pk")


def _answered_for(viewer: Viewer) -> Q:
    units = [held.organisation_id for held in viewer.mandates if held.role in SPEAKERS]
    return Q(recorded_by__in=units) | subtrees(viewer.paths(*KEEPERS), "recorded_by__place__path")


def confirmed_lines(
    person: Person, recorded_by: Organisation, *, since: dt.date, until: dt.date, activities: Sequence[str] = ()
) -> QuerySet[ServiceRecord]:
    """Confirmed lines that began on these days (both inclusive, where the person lives), corrections included; of
    these activities only, when any are named."""
    zone = zone_of(person)
    begins = dt.datetime.combine(since, dt.time.min, zone)
    ends = dt.datetime.combine(until, dt.time.max, zone)
    rows = _confirmed(person).filter(recorded_by=recorded_by, starts__gte=begins, starts__lte=ends)
    rows = rows.filter(activity_name__in=activities) if activities else rows
    return rows.select_related("place").order_by("starts", "pk")


def recorders_of(person: Person) -> QuerySet[Organisation]:
    """Who recorded confirmed hours of this person."""
    return Organisation.objects.filter(pk__in=_confirmed(person).values("recorded_by")).order_by("pk")


def first_day_of(person: Person, recorded_by: Organisation) -> dt.date | None:
    """The day of the first hours that can be certified; None: there are none."""
    rows = _confirmed(person).filter(recorded_by=recorded_by)
    first: dt.datetime | None = rows.aggregate(first=Min("starts"))["first"]
    return first.astimezone(zone_of(person)).date() if first else None


def zone_of(person: Person) -> ZoneInfo:
    return ZoneInfo(person.home.time_zone)


def _confirmed(person: Person) -> QuerySet[ServiceRecord]:
    return ServiceRecord.objects.filter(person=person, state=RecordState.CONFIRMED)


@dataclass(frozen=True)
class Checked:
    """What the check page tells: the verdict, the certificate as we know it, and the hours that the file says."""

    verdict: Verdict
    certificate: Certificate | None = None
    file_says: str = ""


def checked_number(code: str, *, at: dt.datetime) -> Checked:
    """The whole question about a number."""
    found = _known().filter(code=code).first()
    if found is None:
        return Checked(no("unknown", CANNOT_READ))
    return Checked(check_document(read_document(found.seal.document), at=at), found)


def checked_file(content: bytes, *, at: dt.datetime) -> Checked:
    """The same about a file that somebody hands in: the credential, or the PDF that carries it."""
    sealed = credential_in(content) if content.startswith(PDF) else content
    try:
        document = read_document(sealed or b"")
    except Unreadable:
        return Checked(no("unreadable", CANNOT_READ))
    found = _sealed_as(document) or _named_by(document)
    verdict = check_document(document, at=at)
    if verdict and found and content.startswith(PDF) and content != pdf_of(found):
        verdict = no("redrawn", "")
    return Checked(verdict, found, _hours_said(document))


def _known() -> QuerySet[Certificate]:
    return Certificate.objects.select_related("recorded_by", "seal", "instead")


def _sealed_as(document: dict[str, Any]) -> Certificate | None:
    """The certificate for which the seal on a document was made, even where its number is another now."""
    seal = seal_of(document)
    return _known().filter(seal=seal).first() if seal else None


def _named_by(document: dict[str, Any]) -> Certificate | None:
    """The certificate whose check page a document names as its own address."""
    address = str(document.get("id"))
    try:
        match = resolve(address.removeprefix(settings.SITE_ADDRESS))
    except Resolver404:
        return None
    found = _known().filter(code=match.kwargs.get("code", "")).first()
    return found if found and check_address(found) == address else None


def _hours_said(document: dict[str, Any]) -> str:
    subject = document.get("credentialSubject")
    said = subject.get("creditsEarned") if isinstance(subject, dict) else None
    return f"{said:g}" if isinstance(said, int | float) else ""
