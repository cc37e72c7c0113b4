"""Signed addresses of invitations: whoever was asked answers with one tap, without signing in, while it is fresh."""

from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner

from tongzhuo.linkages.models import Link
from tongzhuo.people.models import Person

FRESH = timedelta(days=7)
_INVITATION = TimestampSigner(salt="tongzhuo.linkages.invitation")


def invitation_token(link: Link, person: Person) -> str:
    return _INVITATION.sign(f"{link.code}.{person.code}")


def read_invitation_token(token: str) -> tuple[str, str] | None:
    """The codes of the link and of the person asked; None for a forged or stale address."""
    try:
        link, person = _INVITATION.unsign(token, max_age=FRESH).split(".")
    except (BadSignature, ValueError):
        return None
    return link, person
