"""Signatures by the letter: the vectors that the recommendation publishes, and what no edit may survive."""

import datetime as dt
import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from tongzhuo.seals.encoding import from_multibase, from_multikey, multibase, public_multikey
from tongzhuo.seals.proofs import Unreadable, digest, proves, read_document, sign
from tongzhuo.seals.tests.example import AT, unsealed

# W3C Data Integrity EdDSA Cryptosuites 1.0, appendix B.2 "Representation: eddsa-jcs-2022".
PUBLIC, SECRET = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2", "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"
METHOD = f"did:key:{PUBLIC}#{PUBLIC}"
UNSIGNED = {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
}
OPTIONS = {
    "type": "DataIntegrityProof",
    "cryptosuite": "eddsa-jcs-2022",
    "created": "2023-02-24T23:36:38Z",
    "verificationMethod": METHOD,
    "proofPurpose": "assertionMethod",
    "@context": UNSIGNED["@context"],
}
DIGEST = (
    "66ab154f5c2890a140cb8388a22a160454f80575f6eae09e5a097cabe539a1db"
    "59b7cb6251b8991add1ce0bc83107e3db9dbbab5bd2c28f687db1a03abc92f19"
)
PROOF_VALUE = "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX"
# The same credential signed by an implementation that leaves the contexts out of the proof.
OTHER_PROOF = "zboydVv31kj6jP37GMBZwYyjbvrqr9MWeY9NCEfYUwLcKwkdqAcB44dqEcqaMi8mfdvT2Vbnvdrv6XRaYzgpuPWn"
KEY, THEIRS = from_multikey(SECRET), from_multikey(PUBLIC)


def signed_by_the_book():
    return sign(UNSIGNED, KEY, method=METHOD, created=dt.datetime(2023, 2, 24, 23, 36, 38, tzinfo=dt.UTC))


def test_the_published_vectors_come_out_to_the_letter():
    assert digest(UNSIGNED, OPTIONS).hex() == DIGEST
    assert signed_by_the_book() == UNSIGNED | {"proof": OPTIONS | {"proofValue": PROOF_VALUE}}
    assert multibase(from_multibase(PROOF_VALUE)) == PROOF_VALUE
    assert public_multikey(THEIRS) == PUBLIC


def test_published_proofs_are_proven_with_and_without_contexts():
    bare = {name: said for name, said in OPTIONS.items() if name != "@context"}
    assert proves(signed_by_the_book(), THEIRS)
    assert proves(UNSIGNED | {"proof": bare | {"proofValue": OTHER_PROOF}}, THEIRS)


def test_contexts_may_be_added_behind_the_signed_ones_and_not_before():
    signed = signed_by_the_book()
    more = "https://more.example/v1"
    assert proves(signed | {"@context": [*UNSIGNED["@context"], more]}, THEIRS)
    assert not proves(signed | {"@context": [more, *UNSIGNED["@context"]]}, THEIRS)


@pytest.mark.parametrize(
    "proof",
    [
        {"proofValue": "z" + "1" * 40},
        {"proofValue": PROOF_VALUE[:-1] + "0"},
        {"proofValue": "z" + "2" * 5000},
        {"proofValue": 7},
        {"proofPurpose": "authentication"},
        {"type": "Ed25519Signature2020"},
        {"created": "2023-02-25T23:36:38Z"},
        {"created": 2**60},
    ],
)
def test_a_proof_that_says_anything_else_proves_nothing(proof):
    signed = signed_by_the_book()
    assert not proves(signed | {"proof": signed["proof"] | proof}, THEIRS)


def paths(thing, path=()):
    """Where each single value of a document stands."""
    if isinstance(thing, dict | list):
        for name, inside in thing.items() if isinstance(thing, dict) else enumerate(thing):
            yield from paths(inside, (*path, name))
    else:
        yield path


SIGNED = sign(unsealed(), KEY, method=METHOD, created=AT)
PLACES = sorted(paths(SIGNED), key=str)


@given(st.sampled_from(PLACES), st.text() | st.integers(-(2**53) + 1, 2**53 - 1) | st.none() | st.booleans())
def test_no_value_can_be_changed_anywhere(place, value):
    edited = json.loads(json.dumps(SIGNED))
    inside = edited
    for name in place[:-1]:
        inside = inside[name]
    same = rfc8785.dumps(inside[place[-1]]) == rfc8785.dumps(value)
    inside[place[-1]] = value
    assert proves(edited, THEIRS) == same


@given(st.binary(max_size=80))
def test_every_run_of_bytes_comes_back(raw):
    assert from_multibase(multibase(raw)) == raw


@pytest.mark.parametrize("text", ["", "m1", "z0", "zl", "z" + "2" * 300])
def test_what_is_no_base58_is_refused(text):
    with pytest.raises(ValueError, match=r"base58btc|substring"):
        from_multibase(text)


@pytest.mark.parametrize("text", ["z", multibase(b"\xed\x01" + b"k" * 31), multibase(b"\x12\x00" + b"k" * 32)])
def test_what_is_no_key_of_this_kind_is_refused(text):
    with pytest.raises(ValueError, match="no Ed25519 key"):
        from_multikey(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "7",
        "{",
        '{"a": 1, "a": 2}',
        '{"a": {"b": 1, "b": 1}}',
        "[" * 100_000,
        b"\xff\xfe",
        '"' + "x" * 300_000,
    ],
)
def test_a_file_that_is_no_document_or_says_a_thing_twice_is_unreadable(text):
    with pytest.raises(Unreadable):
        read_document(text)
