"""Opening a file that somebody brought: what it is, how it is written, and whether it is whole.

Two passes of constant memory: one over the bytes for the digest, one over the text for the encoding.
"""

import codecs
import gzip
import hashlib
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

CHUNK = 1 << 20
_ZIP, _OLD_OFFICE, _GZIP = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b"
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DELIMITERS = ",\t;|"


class CannotRead(Exception):
    """One sentence for whoever brought the file."""


@dataclass(frozen=True)
class Opened:
    """`shape` is csv, xlsx or json; `delimiter` counts for csv alone; `size` is the file on disk, in bytes."""

    path: Path
    digest: str
    shape: str
    encoding: str
    delimiter: str
    size: int


def open_file(path: Path) -> Opened:
    """Look at the whole file once. Raises CannotRead with the reason."""
    try:
        return _opened(path)
    except FileNotFoundError:
        raise CannotRead(_("There is no file %(path)s.") % {"path": path}) from None
    except IsADirectoryError:
        raise CannotRead(_("%(path)s is a folder, not a file.") % {"path": path}) from None
    except PermissionError:
        raise CannotRead(_("%(path)s may not be read.") % {"path": path}) from None
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise damaged() from None


def damaged() -> CannotRead:
    return CannotRead(_("The compressed file is cut off or damaged. Fetch it again."))


@contextmanager
def bytes_of(path: Path) -> Iterator[tuple[Any, IO[bytes]]]:
    """The content, unpacked where it is packed, and the file on disk, whose position tells how far we are."""
    with path.open("rb") as raw:
        packed = raw.read(2) == _GZIP
        raw.seek(0)
        if packed:
            with gzip.GzipFile(fileobj=raw) as content:
                yield content, raw
        else:
            yield raw, raw


@contextmanager
def seekable(path: Path) -> Iterator[IO[bytes]]:
    """The content as something that can be read from any point, as a workbook must be."""
    with bytes_of(path) as (content, raw):
        if content is raw:
            yield raw
            return
        with tempfile.TemporaryFile() as unpacked:
            while chunk := content.read(CHUNK):
                unpacked.write(chunk)
            unpacked.seek(0)
            yield unpacked


def _opened(path: Path) -> Opened:
    digest = hashlib.sha256()
    with path.open("rb") as raw:
        while chunk := raw.read(CHUNK):
            digest.update(chunk)
    with bytes_of(path) as (content, _raw):
        head = content.read(CHUNK)
    if not head.strip():
        raise CannotRead(_("The file is empty."))
    shape, encoding = _shape(head), "utf-8"
    if not shape:
        encoding = _encoding(path, head)
        first = head.decode(encoding, errors="ignore").lstrip("\ufeff \t\r\n")
        shape = "json" if first[:1] in ("[", "{") else "csv"
    delimiter = _delimiter(head.decode(encoding, errors="ignore")) if shape == "csv" else ""
    return Opened(path, digest.hexdigest(), shape, encoding, delimiter, path.stat().st_size)


def _shape(head: bytes) -> str:
    if head.startswith(_ZIP):
        return "xlsx"
    if head.startswith(_OLD_OFFICE):
        raise CannotRead(_("This is an old Excel file. Open it and save it as .xlsx or as CSV."))
    if b"\0" in head[:4096] and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise CannotRead(_("This is not a table. Bring a CSV, TSV, XLSX or JSON file."))
    return ""


def _encoding(path: Path, head: bytes) -> str:
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return encoding
    for encoding in ("utf-8", "gb18030"):
        if _decodes(path, encoding):
            return encoding
    raise CannotRead(_("The characters of this file are neither UTF-8 nor GB18030. Save it as UTF-8."))


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with bytes_of(path) as (content, _raw):
            while chunk := content.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(text: str) -> str:
    """The separator that the first lines agree on, or else a comma."""
    lines = [line for line in text.splitlines()[:5] if line.strip()]
    counts = {sign: [line.count(sign) for line in lines[:1]] for sign in _DELIMITERS}
    return max(_DELIMITERS, key=lambda sign: (sum(counts[sign]), sign == ","))
