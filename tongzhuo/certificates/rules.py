"""Who has a certificate made, and who takes one back. Who recorded, certifies."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from tongzhuo.certificates.models import Certificate
from tongzhuo.certificates.states import CERTIFICATE_MAY_FOLLOW, CertificateState
from tongzhuo.kernel.verdicts import OK, Verdict, no
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.states import KEEPERS, SPEAKERS
from tongzhuo.people.models import Person

MOST_REASON = 200


def may_issue_certificate(viewer: Viewer, person: Person, *, since: date, until: date, minutes: int) -> Verdict:
    """The volunteer, as often as they like. `minutes` are the confirmed ones that it would certify."""
    if not may_hold_certificate(viewer, person):
        return no("not_yours", _("Everybody has their own certificates made."))
    if until < since:
        return no("ends_first", _("It ends before it begins."), field="until")
    if minutes <= 0:
        return no("no_hours", _("Between these days there are no confirmed hours. Choose others."), field="since")
    return OK


def may_hold_certificate(viewer: Viewer, person: Person) -> Verdict:
    """The paper and the credential bear the full name: they are for the volunteer alone."""
    own = viewer.is_somebody and viewer.person_id == person.pk
    return OK if own else no("not_yours", _("Everybody has their own certificates made."))


def answers_for_certificate(viewer: Viewer, recorded_by: Organisation) -> bool:
    """Whether this viewer speaks for the recording organisation, or keeps the table of its place."""
    return viewer.speaks_for(recorded_by.pk, *SPEAKERS) or viewer.holds(recorded_by.place.path, *KEEPERS)


def may_take_back_certificate(
    viewer: Viewer, certificate: Certificate, reason: str, instead: Certificate | None = None
) -> Verdict:
    """The recording organisation or the office of its place, with a reason that the check page shows. `instead` is
    another one of the same person that stands in its place."""
    if not answers_for_certificate(viewer, certificate.recorded_by):
        return no("not_yours", _("Only the recording organisation, or the office of its place, takes it back."))
    if viewer.person_id == certificate.person_id:
        return no("own_certificate", _("Nobody takes back their own certificate."))
    if CertificateState.TAKEN_BACK not in CERTIFICATE_MAY_FOLLOW[certificate.state]:
        return no("taken_back_already", _("This paper has been taken back already."))
    if not reason.strip():
        return no("reason_missing", _("Say why, in a sentence. Whoever checks the number reads it."), field="reason")
    if len(reason) > MOST_REASON:
        return no("reason_too_long", _("That is very long."), field="reason")
    return _stands_instead(certificate, instead)


def _stands_instead(certificate: Certificate, instead: Certificate | None) -> Verdict:
    if instead is None:
        return OK
    same = (certificate.person_id, certificate.recorded_by_id) == (instead.person_id, instead.recorded_by_id)
    if not same or instead.pk == certificate.pk or instead.state != CertificateState.ISSUED:
        return no("not_instead", _("This number is no certificate that could stand in its place."), field="instead")
    return OK
