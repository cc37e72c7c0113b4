"""Sealing papers, taking them back, and changing the keys."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.seals import queries, rules
from tongzhuo.seals.encoding import public_multikey, secret_multikey
from tongzhuo.seals.models import Seal, SigningKey
from tongzhuo.seals.proofs import Document
from tongzhuo.seals.queries import signed
from tongzhuo.seals.states import KeyState
from tongzhuo.seals.statuses import LENGTH, entry


@transaction.atomic
def issue_seal(unsealed: Mapping[str, Any], *, by: Viewer, organisation: str = "", path: str = "") -> Seal:
    """Seal a credential. Adds its issuer, its status and its proof; `id` must be the address of its check page.

    `organisation` (a public code) and its `path` say who may take it back. The file to hand out is `seal.document`.
    One is sealed at a time until the caller's transaction ends, so set the paper afterwards.
    """
    at, subject = now(), unsealed["id"]
    known = Seal.objects.select_for_update().filter(subject=subject).exists()
    require(rules.may_issue_seal(by, sealed_before=known, at=at))
    seal = _begun(Seal(subject=subject, key=_key_in_use(), organisation=organisation, path=path), by, at)
    document = _sealed(unsealed, seal, at)
    seal.document, seal.proof_value = rfc8785.dumps(document).decode(), document["proof"]["proofValue"]
    seal.save(update_fields=["document", "proof_value"])
    record(by=by, did="seal.issued", on=seal, path=path, subject=subject, key=seal.key.code)
    return seal


@transaction.atomic
def take_back_seal(seal: Seal, *, by: Viewer, because: str, instead: str = "") -> Seal:
    """The paper no longer counts; `instead` is the address of the one in its place."""
    seal = Seal.objects.select_for_update().get(pk=seal.pk)
    require(rules.may_take_back_seal(by, seal, at=now()))
    seal.taken_back, seal.because, seal.instead = now(), because, instead
    seal.save(update_fields=["taken_back", "because", "instead"])
    record(by=by, did="seal.taken_back", on=seal, path=seal.path, because=because, instead=instead)
    return seal


@transaction.atomic
def rotate_key(*, by: Viewer) -> SigningKey:
    """A new key from now on. The old one retires: it vouches for what it sealed, and its private half is destroyed."""
    require(rules.may_change_keys(by, at=now()))
    _end_key_in_use(KeyState.RETIRED)
    key = _key_in_use()
    record(by=by, did="signing_key.rotated", on=key)
    return key


@transaction.atomic
def revoke_key(key: SigningKey, *, by: Viewer, because: str) -> SigningKey:
    """The key fell into other hands: nothing that bears its seal counts any longer."""
    key = SigningKey.objects.select_for_update().get(pk=key.pk)
    require(rules.may_revoke_key(by, key, at=now()))
    _end(key, KeyState.REVOKED, because)
    _key_in_use()  # what is published must be signed again at once
    record(by=by, did="signing_key.revoked", on=key, because=because)
    return key


def _begun(seal: Seal, by: Viewer, at: datetime) -> Seal:
    """Its row, whose number is its place in the status list; refused when somebody was quicker by a moment."""
    try:
        with transaction.atomic():
            seal.save(force_insert=True)
    except IntegrityError:
        require(rules.may_issue_seal(by, sealed_before=True, at=at))
    return seal


def _sealed(unsealed: Mapping[str, Any], seal: Seal, at: datetime) -> Document:
    number, position = divmod(seal.pk, LENGTH)
    whole = dict(unsealed) | {
        "issuer": {
            "id": queries.issuer(),
            "type": ["Profile"],
            "name": settings.ISSUER_NAME,
            "url": settings.SITE_ADDRESS,
        },
        "credentialStatus": entry(position, queries.list_address(number)),
    }
    return signed(whole, seal.key, at)


def _key_in_use() -> SigningKey:
    """The key that seals, made when it is first needed. Locked, so that nothing is sealed after its key has ended."""
    in_use = SigningKey.objects.select_for_update().filter(state=KeyState.ACTIVE)
    if key := in_use.first():
        return key
    try:
        with transaction.atomic():
            return _new_key()
    except IntegrityError:  # somebody else made it in the same moment
        return in_use.get()


def _new_key() -> SigningKey:
    made = Ed25519PrivateKey.generate()
    public = public_multikey(made.public_key().public_bytes_raw())
    return SigningKey.objects.create(multikey=public, secret=secret_multikey(made.private_bytes_raw()))


def _end_key_in_use(state: KeyState) -> None:
    for key in SigningKey.objects.select_for_update().filter(state=KeyState.ACTIVE):
        _end(key, state)


def _end(key: SigningKey, state: KeyState, because: str = "") -> None:
    key.state, key.ended, key.secret, key.because = state, now(), "", because
    key.save(update_fields=["state", "ended", "secret", "because"])
