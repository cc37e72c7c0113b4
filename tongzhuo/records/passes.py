"""The pass of somebody who signed up: shown to whoever leads, read without a network, and made of the sign-up alone.

It says nothing about the person; only whoever leads that shift learns more from it.
"""

import hashlib
import hmac
from collections.abc import Iterable

from django.conf import settings
from django.core.signing import BadSignature, Signer

from tongzhuo.records.codes import DIGITS
from tongzhuo.service.models import SignUp

_SALT = "tongzhuo.records.pass"


def pass_token(sign_up: SignUp) -> str:
    """For an address; it holds for as long as the sign-up does."""
    return Signer(salt=_SALT).sign(sign_up.code)


def read_pass(token: str) -> str | None:
    """The code of the sign-up, None for a forged pass."""
    try:
        return str(Signer(salt=_SALT).unsign(token.strip()))
    except BadSignature:
        return None


def pass_digits(sign_up: SignUp) -> str:
    """What is read aloud where no camera works. They mean something among the people of one shift only."""
    signed = hmac.new(settings.SECRET_KEY.encode(), f"{_SALT}:{sign_up.code}".encode(), hashlib.sha256)
    return f"{int(signed.hexdigest(), 16) % 10**DIGITS:0{DIGITS}d}"


def holder_of(shown: str, on_shift: Iterable[SignUp]) -> SignUp | None:
    """Whose pass, or six digits, that is among the people of a shift; None when it is nobody's or not clear."""
    shown = shown.replace(" ", "")
    code = read_pass(shown)
    found = [one for one in on_shift if one.code == code or pass_digits(one) == shown]
    return found[0] if len(found) == 1 else None
