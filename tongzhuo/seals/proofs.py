"""Signing a JSON document and proving a signature: Data Integrity with the cryptosuite `eddsa-jcs-2022`.

W3C Data Integrity EdDSA Cryptosuites 1.0, section 3.3. The document and what the proof says of itself are written
canonically (RFC 8785), hashed apart, and the two hashes signed as one. Contexts are signed as text and never fetched.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tongzhuo.seals.encoding import from_multibase, multibase

Document = dict[str, Any]
PROOF = {"type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022", "proofPurpose": "assertionMethod"}
LONGEST_DOCUMENT = 256 * 1024


class Unreadable(ValueError):
    """What was handed in is no JSON object that can be checked."""


def moment(at: datetime) -> str:
    """A time as credentials write it: UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def sign(document: Mapping[str, Any], secret: bytes, *, method: str, created: datetime) -> Document:
    """The document with its proof. `method` is the address of the public key, `secret` its 32 private bytes."""
    options = PROOF | {"created": moment(created), "verificationMethod": method}
    if "@context" in document:
        options["@context"] = document["@context"]
    signature = Ed25519PrivateKey.from_private_bytes(secret).sign(digest(document, options))
    return dict(document) | {"proof": options | {"proofValue": multibase(signature)}}


def proves(document: Mapping[str, Any], public: bytes) -> bool:
    """Whether the proof of this document was made for exactly these words by the owner of this public key."""
    try:
        body, options, value = _taken_apart(document)
        signature = from_multibase(value)
        Ed25519PublicKey.from_public_bytes(public).verify(signature, digest(body, options))
    except (InvalidSignature, ValueError, TypeError, KeyError, RecursionError):
        return False
    return True


def digest(body: Mapping[str, Any], options: Mapping[str, Any]) -> bytes:
    """The 64 bytes that are signed."""
    return b"".join(hashlib.sha256(rfc8785.dumps(dict(part))).digest() for part in (options, body))


def _taken_apart(document: Mapping[str, Any]) -> tuple[Document, Document, str]:
    body, options = dict(document), dict(document["proof"])
    del body["proof"]
    value = options.pop("proofValue")
    if any(options.get(name) != said for name, said in PROOF.items()):
        raise ValueError("The proof is of another kind.")
    if "@context" in options:
        signed, shown = _listed(options["@context"]), _listed(body["@context"])
        if shown[: len(signed)] != signed:
            raise ValueError("The document begins with other contexts than were signed.")
        body["@context"] = options["@context"]
    return body, options, value


def _listed(contexts: Any) -> list[Any]:
    return contexts if isinstance(contexts, list) else [contexts]


def read_document(text: str | bytes) -> Document:
    """The JSON object in a file that somebody hands in. Unreadable when it is none, too long, or says a thing twice:
    of two values under one name readers choose differently, which is a way to hide an edit."""
    if len(text) > LONGEST_DOCUMENT:
        raise Unreadable
    try:
        document = json.loads(text, object_pairs_hook=_said_once)
    except (ValueError, RecursionError) as error:
        raise Unreadable from error
    if not isinstance(document, dict):
        raise Unreadable
    return document


def _said_once(pairs: list[tuple[str, Any]]) -> Document:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise Unreadable
    return document
