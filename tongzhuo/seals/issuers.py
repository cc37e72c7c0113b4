"""Who issues: one `did:web` for one installation, and the document that tells the world its keys.

An organisation's papers are sealed by the installation that keeps its records, and name the organisation as their
creator: no office has to keep a key.
"""

from typing import Any
from urllib.parse import urlsplit

from tongzhuo.seals.checking import Keyring, PublicKey
from tongzhuo.seals.proofs import moment
from tongzhuo.seals.states import KeyState

CONTEXTS = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]


def did_of(site: str) -> str:
    """`https://table.example` is `did:web:table.example`; a port is written `%3A8000`."""
    return "did:web:" + urlsplit(site).netloc.replace(":", "%3A")


def did_document(keyring: Keyring, site: str) -> dict[str, Any]:
    """What stands at `/.well-known/did.json`. Retired keys still vouch for what they sealed, revoked ones are named
    with the day and vouch for nothing."""
    return {
        "@context": CONTEXTS,
        "id": keyring.issuer,
        "alsoKnownAs": [f"{site}/"],
        "verificationMethod": [_method(key, keyring.issuer) for key in keyring.keys],
        "assertionMethod": [key.id for key in keyring.keys if key.state != KeyState.REVOKED],
    }


def _method(key: PublicKey, issuer: str) -> dict[str, Any]:
    method = {"id": key.id, "type": "Multikey", "controller": issuer, "publicKeyMultibase": key.multikey}
    if key.state == KeyState.REVOKED and key.ended:
        method["revoked"] = moment(key.ended)
    return method
