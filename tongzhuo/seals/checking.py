"""Is this paper genuine? A pure question to the document, the issuer's keys and what the issuer remembers of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.verdicts import OK, Verdict, no
from tongzhuo.seals.encoding import from_multikey
from tongzhuo.seals.proofs import PROOF, proves
from tongzhuo.seals.states import KeyState

CANNOT_READ = _("This is no certificate that we can read.")
NOT_OURS = _("We did not seal this paper.")
UNRECORDED = _("It bears our seal, and we have no record of it. Please telephone us.")


@dataclass(frozen=True)
class PublicKey:
    """`id` is the address of the key; `ended` when it was retired or revoked."""

    id: str
    multikey: str
    state: str = KeyState.ACTIVE
    ended: datetime | None = None


@dataclass(frozen=True)
class Keyring:
    """Every key an issuer ever had."""

    issuer: str
    keys: tuple[PublicKey, ...]

    def key(self, address: object) -> PublicKey | None:
        return next((key for key in self.keys if key.id == address), None)


@dataclass(frozen=True)
class Issued:
    """What the issuer remembers of one document: the proof it bore, and whether it was taken back."""

    proof_value: str
    taken_back: datetime | None = None
    because: str = ""
    instead: str = ""


def verify(document: Mapping[str, Any], keyring: Keyring, *, at: datetime, issued: Issued | None = None) -> Verdict:
    """OK, or no with one of the codes `unreadable`, `unknown_issuer`, `forged`, `edited`, `key_revoked`,
    `taken_back`, `not_yet`, `expired`, in the order in which they are asked.

    `edited` bears a proof that we made, for other words; without `issued` it cannot be told from `forged`.
    """
    proof = document.get("proof")
    if not isinstance(proof, Mapping) or proof.get("cryptosuite") != PROOF["cryptosuite"]:
        return no("unreadable", CANNOT_READ)
    if _issuer(document) != keyring.issuer:
        return no("unknown_issuer", _("Somebody else issued this. Please ask them."), issuer=str(_issuer(document)))
    key = keyring.key(proof.get("verificationMethod"))
    if key is None or not proves(document, from_multikey(key.multikey)):
        return _false(proof, issued)
    return _of_key(key, proof) and _still_holds(document, issued, at)


def _issuer(document: Mapping[str, Any]) -> object:
    issuer = document.get("issuer")
    return issuer.get("id") if isinstance(issuer, Mapping) else issuer


def _false(proof: Mapping[str, Any], issued: Issued | None) -> Verdict:
    if issued and issued.proof_value == proof.get("proofValue"):
        return no("edited", _("The paper says something we did not write."))
    return no("forged", NOT_OURS)


def _of_key(key: PublicKey, proof: Mapping[str, Any]) -> Verdict:
    if key.state == KeyState.REVOKED:
        return no("key_revoked", _("It was sealed with a key that no longer counts. Please ask for a new one."))
    if key.ended and not _reached(key.ended, proof.get("created")):
        return no("forged", NOT_OURS)
    return OK


def _still_holds(document: Mapping[str, Any], issued: Issued | None, at: datetime) -> Verdict:
    if issued and issued.taken_back:
        facts = {"on": issued.taken_back, "because": issued.because, "instead": issued.instead}
        return no("taken_back", _("The issuer took this one back."), **facts)
    if "validFrom" in document and not _reached(at, document["validFrom"]):
        return no("not_yet", _("This paper does not count yet."))
    if "validUntil" in document and not _reached(_read(document["validUntil"]), at):
        return no("expired", _("This paper counted until a day that is over."), until=document["validUntil"])
    return OK


def _reached(later: datetime | None, earlier: object) -> bool:
    """Whether `earlier` is not after `later`; a time that cannot be read is reached by nothing."""
    before = _read(earlier)
    return later is not None and before is not None and before <= later


def _read(said: object) -> datetime | None:
    if isinstance(said, datetime):
        return said
    try:
        read = datetime.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None
    return read if read and read.tzinfo else None
