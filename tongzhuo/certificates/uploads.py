"""The credential inside a PDF of ours. Looks at the file as bytes, inflates little, trusts nothing in it."""

import re
import zlib

from tongzhuo.seals.proofs import LONGEST_DOCUMENT

PDF = b"%PDF-"
BEGINS = b'{"@context"'
MOST_STREAMS = 2000
PEEK = 64
_STREAM = re.compile(rb"(?<!end)stream\r?\n")


def credential_in(pdf: bytes) -> bytes | None:
    """The first stream of the file that begins as our credentials do; None when there is none."""
    for number, match in enumerate(_STREAM.finditer(pdf)):
        if number == MOST_STREAMS:
            break
        if _inflated(pdf, match.end(), 4 * PEEK, PEEK).startswith(BEGINS):
            return _inflated(pdf, match.end(), LONGEST_DOCUMENT, LONGEST_DOCUMENT)
    return None


def _inflated(pdf: bytes, start: int, packed: int, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(pdf[start : start + packed], most)
    except zlib.error:
        return b""
