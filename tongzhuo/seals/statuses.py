"""Which papers were taken back, as one bit each: W3C Bitstring Status List 1.0.

The list is published whole, so whoever checks a paper does not tell us which. A list has the length the
recommendation demands for that; the next list begins when it is full.
"""

import base64
import gzip
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from tongzhuo.seals.proofs import moment

LENGTH = 131_072
CONTEXTS = ["https://www.w3.org/ns/credentials/v2"]


def entry(position: int, list_address: str) -> dict[str, str]:
    """The `credentialStatus` of the paper at `position` of a list."""
    return {
        "id": f"{list_address}#{position}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(position),
        "statusListCredential": list_address,
    }


def status_list(taken_back: Iterable[int], *, address: str, issuer: str, at: datetime) -> dict[str, Any]:
    """The list as an unsigned credential; `taken_back` are positions in it."""
    return {
        "@context": CONTEXTS,
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": moment(at),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded(taken_back),
        },
    }


def encoded(positions: Iterable[int]) -> str:
    """The bits, the first position leftmost, packed and in base64url with its Multibase letter."""
    bits = bytearray(LENGTH // 8)
    for position in positions:
        bits[position // 8] |= 128 >> position % 8
    return "u" + base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).decode().rstrip("=")
