"""The one-tap link: whoever holds it speaks for the one person it was made for, as long as the claim waits."""

from django.core import signing

from tongzhuo.outcomes.models import Claim
from tongzhuo.people.models import Person

SALT = "tongzhuo.outcomes.answer"


def token_for(claim: Claim, person: Person) -> str:
    return signing.Signer(salt=SALT).sign(f"{claim.code}.{person.code}")


def read_token(token: str) -> tuple[str, str] | None:
    """(claim, person) by their codes, or None for a link that is not one of ours."""
    try:
        claim, person = signing.Signer(salt=SALT).unsign(token).split(".")
    except (signing.BadSignature, ValueError):
        return None
    return claim, person
