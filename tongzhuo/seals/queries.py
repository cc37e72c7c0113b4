"""The keys as the world sees them, and what we remember of a paper."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from tongzhuo.kernel.verdicts import Verdict, no
from tongzhuo.seals.checking import CANNOT_READ, UNRECORDED, Issued, Keyring, PublicKey, verify
from tongzhuo.seals.encoding import from_multikey
from tongzhuo.seals.issuers import did_of
from tongzhuo.seals.models import Seal, SigningKey
from tongzhuo.seals.proofs import Document, Unreadable, read_document, sign
from tongzhuo.seals.states import KeyState
from tongzhuo.seals.statuses import LENGTH, status_list


def issuer() -> str:
    return did_of(settings.SITE_ADDRESS)


def keyring() -> Keyring:
    """Every key there ever was, the newest first."""
    keys = SigningKey.objects.order_by("-pk").defer("secret")
    return Keyring(issuer(), tuple(PublicKey(key_address(key), key.multikey, key.state, key.ended) for key in keys))


def key_address(key: SigningKey) -> str:
    return f"{issuer()}#{key.multikey}"


def seal_of(document: Mapping[str, Any]) -> Seal | None:
    """The seal whose proof a document bears, whatever it says now; otherwise the one made for its address."""
    proof, subject = document.get("proof"), document.get("id")
    value = proof.get("proofValue") if isinstance(proof, Mapping) else None
    borne = Seal.objects.filter(proof_value=value).first() if isinstance(value, str) and value else None
    return borne or (Seal.objects.filter(subject=subject).first() if isinstance(subject, str) else None)


def issued(document: Mapping[str, Any]) -> Issued | None:
    """What we remember of a paper."""
    seal = seal_of(document)
    return Issued(seal.proof_value, seal.taken_back, seal.because, seal.instead) if seal else None


def check_document(document: Mapping[str, Any], *, at: datetime) -> Verdict:
    """The whole question of a check page about a document that somebody hands in."""
    known = issued(document)
    verdict = verify(document, keyring(), at=at, issued=known)
    return no("unrecorded", UNRECORDED) if verdict and known is None else verdict


def check_file(text: str | bytes, *, at: datetime) -> Verdict:
    """The same about a file as it was uploaded."""
    try:
        return check_document(read_document(text), at=at)
    except Unreadable:
        return no("unreadable", CANNOT_READ)


def list_address(number: int) -> str:
    return f"{settings.SITE_ADDRESS}{reverse('seals:status', args=[number])}"


def signed(document: Mapping[str, Any], key: SigningKey, at: datetime) -> Document:
    """The document with a proof by the key in use."""
    return sign(document, from_multikey(key.secret), method=key_address(key), created=at)


def signed_status_list(number: int, *, at: datetime) -> Document | None:
    """One status list, signed with the key in use; None when there is no such list yet, or no key."""
    key = SigningKey.objects.filter(state=KeyState.ACTIVE).first()
    begins = number * LENGTH
    if key is None or not Seal.objects.filter(pk__gte=begins).exists():
        return None
    found = Seal.objects.filter(taken_back__isnull=False, pk__gte=begins, pk__lt=begins + LENGTH)
    positions = [pk - begins for pk in found.order_by("pk").values_list("pk", flat=True)]
    return signed(status_list(positions, address=list_address(number), issuer=issuer(), at=at), key, at)
