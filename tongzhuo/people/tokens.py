"""Signed addresses: one person may answer about one thing without signing in. What is in them cannot be changed, and
they go stale."""

from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner

from tongzhuo.people.models import Person

FRESH = timedelta(days=7)
INVITATION, GUARDIAN = "invitation", "guardian"


def signed(purpose: str, code: str, person: Person) -> str:
    """For an address: whoever has it answers as `person` about the thing with this public code."""
    return _signer(purpose).sign(f"{code}.{person.code}")


def read(purpose: str, token: str) -> tuple[str, str] | None:
    """The codes of the thing and of the person; None for a forged or stale address, or one for something else."""
    try:
        code, person = _signer(purpose).unsign(token, max_age=FRESH).split(".")
    except (BadSignature, ValueError):
        return None
    return code, person


def _signer(purpose: str) -> TimestampSigner:
    return TimestampSigner(salt=f"tongzhuo.{purpose}")
