"""Issuing certificates and taking them back. Locks: the person, then the signing key until the end."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict

from django.db import transaction
from django.utils.timezone import localdate, now
from django.utils.translation import override

from tongzhuo.certificates import counted, queries, rules
from tongzhuo.certificates.made_out import check_address, unsealed
from tongzhuo.certificates.models import Certificate
from tongzhuo.certificates.states import LANGUAGES, CertificateState
from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer, the_system
from tongzhuo.organisations.models import Organisation
from tongzhuo.people.actions import give_volunteer_number
from tongzhuo.people.models import Person
from tongzhuo.seals.actions import issue_seal, take_back_seal


@transaction.atomic
def issue_certificate(
    *,
    by: Viewer,
    person: Person,
    recorded_by: Organisation,
    since: dt.date,
    until: dt.date,
    language: str,
    activities: Sequence[str] = (),
    press: str = "",
) -> Certificate:
    """Certify the confirmed hours between two days (both inclusive), of all activities or of those named. The same
    press again gives the certificate that it made. The paper is set afterwards: see `pdf_of`."""
    person = Person.objects.select_for_update(of=("self",)).select_related("home").get(pk=person.pk)
    if press and (made := Certificate.objects.filter(person=person, press=press).first()):
        require(rules.may_hold_certificate(by, person))
        return made
    days = {"since": since, "until": until}
    with override(LANGUAGES[language][0]):
        lines = queries.confirmed_lines(person, recorded_by, **days, activities=activities)
        rows = counted.rows(lines, queries.zone_of(person))
        issuer = recorded_by.name
    require(rules.may_issue_certificate(by, person, **days, minutes=sum(row.minutes for row in rows)))
    made = Certificate(
        person=person,
        recorded_by=recorded_by,
        language=language,
        activities=list(activities),
        first_day=since,
        last_day=until,
        issued_on=localdate(timezone=queries.zone_of(person)),
        name=person.name,
        volunteer_number=give_volunteer_number(by=by, person=person).volunteer_number or "",
        issuer_name=issuer,
        issuer_phone=recorded_by.phone,
        proven=counted.proven(rows),
        lines=[asdict(row) for row in rows],
        press=press,
    )
    return _sealed(by, made)


def _sealed(by: Viewer, made: Certificate) -> Certificate:
    body, path = made.recorded_by, made.recorded_by.place.path
    badge = unsealed(made, queries.zone_of(made.person))
    made.seal = issue_seal(badge, by=by, organisation=body.code, path=path)
    made.save(force_insert=True)
    record(by=by, did="certificate.issued", on=made, path=path, organisation=body.code, minutes=made.minutes)
    return made


@transaction.atomic
def take_back_certificate(
    *, by: Viewer, certificate: Certificate, reason: str, instead: Certificate | None = None
) -> Certificate:
    """It no longer counts, and its check page says why. The office may do it too: the product breaks the seal."""
    rows = Certificate.objects.select_for_update(of=("self",)).select_related("recorded_by__place", "seal")
    certificate = rows.get(pk=certificate.pk)
    require(rules.may_take_back_certificate(by, certificate, reason, instead))
    reason = reason.strip()
    certificate.state, certificate.taken_back, certificate.reason = CertificateState.TAKEN_BACK, now(), reason
    certificate.taken_back_by_id, certificate.instead = by.person_id, instead
    certificate.save(update_fields=["state", "taken_back", "reason", "taken_back_by", "instead"])
    stands = check_address(instead) if instead else ""
    take_back_seal(certificate.seal, by=the_system("certificates"), because=reason, instead=stands)
    path = certificate.recorded_by.place.path
    record(by=by, did="certificate.taken_back", on=certificate, path=path, instead=instead.code if instead else "")
    return certificate
