"""Signed addresses for who has no account: what is in them cannot be changed, and they go stale."""

from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner

from tongzhuo.people.models import Person
from tongzhuo.service.models import SignUp

FRESH = timedelta(days=14)
_GUARDIAN = TimestampSigner(salt="tongzhuo.service.guardian")


def guardian_token(sign_up: SignUp, guardian: Person) -> str:
    return _GUARDIAN.sign(f"{sign_up.code}.{guardian.code}")


def read_guardian_token(token: str) -> tuple[str, str] | None:
    """The codes of the sign-up and of the guardian; None for a forged or stale address."""
    try:
        sign_up, guardian = _GUARDIAN.unsign(token, max_age=FRESH).split(".")
    except (BadSignature, ValueError):
        return None
    return sign_up, guardian
