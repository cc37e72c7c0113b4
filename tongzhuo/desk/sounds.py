"""Whether a file is a recording, and how long: read from its own bytes, whatever it calls itself.

Knows what browsers and telephones record: WebM, Ogg (Chrome, Firefox), MP4 (Safari, telephones), WAV, MP3, AMR.
Formats: Matroska (RFC 9559), Ogg (RFC 3533), ISO/IEC 14496-12, RIFF, RFC 4867.
"""

import struct
from collections.abc import Callable

TYPES = {
    "webm": "audio/webm",
    "ogg": "audio/ogg",
    "m4a": "audio/mp4",
    "wav": "audio/wav",
    "mp3": "audio/mpeg",
    "amr": "audio/amr",
}
_AMR_FRAMES = (13, 14, 16, 18, 20, 21, 27, 32, 6)
_MP3_KBPS = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_CONTAINERS = (b"\x18\x53\x80\x67", b"\x1f\x43\xb6\x75")  # Segment, Cluster: their children are read, not skipped


class NoSound(ValueError):
    """These bytes are no recording we know."""


def kind_of(data: bytes) -> str:
    """The ending that fits: webm, ogg, m4a, wav, mp3 or amr. Raises NoSound."""
    signs: tuple[tuple[str, bool], ...] = (
        ("webm", data.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in data[:64]),
        ("ogg", data.startswith(b"OggS")),
        ("m4a", data[4:8] == b"ftyp"),
        ("wav", data.startswith(b"RIFF") and data[8:12] == b"WAVE"),
        ("amr", data.startswith(b"#!AMR\n")),
        ("mp3", data.startswith(b"ID3") or (data[:1] == b"\xff" and len(data) > 3 and data[1] & 0xE6 == 0xE2)),
    )
    kind = next((kind for kind, fits in signs if fits), None)
    if kind is None:
        raise NoSound
    return kind


def seconds_of(data: bytes) -> int | None:
    """How long it plays, rounded up; None when the file does not say. Raises NoSound."""
    kind = kind_of(data)
    try:
        found = _READERS[kind](data)
    except (struct.error, IndexError, ZeroDivisionError) as error:
        raise NoSound from error
    return None if found is None else int(found + 0.999)


def _webm(data: bytes) -> float | None:
    """A live recording does not know its length: the time of the last block does."""
    at, cluster, last, scale, said = 0, 0, None, 1_000_000, None
    while at < len(data) - 2:
        name, at = _element_id(data, at)
        size, at = _element_size(data, at)
        if name in _CONTAINERS:
            continue
        if name == b"\x15\x49\xa9\x66":  # Info: read its children as well
            continue
        body = data[at : at + (size or 0)]
        if name == b"\x2a\xd7\xb1":
            scale = int.from_bytes(body, "big")
        elif name == b"\x44\x89":
            said = struct.unpack(">d" if len(body) == 8 else ">f", body)[0]
        elif name == b"\xe7":
            cluster = last = int.from_bytes(body, "big")
        elif name == b"\xa3" and len(body) > 3:
            last = cluster + struct.unpack(">h", body[1:3])[0]
        at += size or 0
    units = said if said else last
    return None if units is None else units * scale / 1e9


def _element_id(data: bytes, at: int) -> tuple[bytes, int]:
    width = 9 - data[at].bit_length() if data[at] else 9
    return data[at : at + width], at + width


def _element_size(data: bytes, at: int) -> tuple[int | None, int]:
    width = 9 - data[at].bit_length() if data[at] else 9
    value = int.from_bytes(data[at : at + width], "big") & ((1 << 7 * width) - 1)
    unknown = value == (1 << 7 * width) - 1
    return None if unknown else value, at + width


def _ogg(data: bytes) -> float | None:
    last = data.rfind(b"OggS")
    granule = struct.unpack("<q", data[last + 6 : last + 14])[0]
    vorbis = data.find(b"\x01vorbis", 0, 200)
    rate = struct.unpack("<I", data[vorbis + 12 : vorbis + 16])[0] if vorbis >= 0 else 48_000
    return float(granule / rate) if granule > 0 else None


def _mp4(data: bytes) -> float | None:
    at = data.find(b"mvhd")
    if at < 0:
        raise NoSound
    wide = data[at + 4] == 1
    scale, length = struct.unpack(">IQ" if wide else ">II", data[at + (24 if wide else 16) :][: 12 if wide else 8])
    return float(length / scale) if length else None


def _wav(data: bytes) -> float | None:
    form, sound = data.find(b"fmt "), data.find(b"data")
    if form < 0 or sound < 0:
        raise NoSound
    a_second = struct.unpack("<I", data[form + 16 : form + 20])[0]
    size = struct.unpack("<I", data[sound + 4 : sound + 8])[0]
    return float(min(size, len(data) - sound - 8) / a_second)


def _mp3(data: bytes) -> float | None:
    """From the rate of the first frame; good enough for the short notes of a telephone."""
    at = data.find(b"\xff\xfb") if data.startswith(b"ID3") else 0
    kbps = _MP3_KBPS[data[at + 2] >> 4] if at >= 0 and data[at + 1] & 0x18 == 0x18 else 0
    return (len(data) - at) * 8 / (kbps * 1000) if kbps else None


def _amr(data: bytes) -> float | None:
    at, frames = 6, 0
    while at < len(data):
        mode = data[at] >> 3 & 0xF
        at += _AMR_FRAMES[mode] if mode < len(_AMR_FRAMES) else 1
        frames += 1
    return frames * 0.02


_READERS: dict[str, Callable[[bytes], float | None]] = {
    "webm": _webm,
    "ogg": _ogg,
    "m4a": _mp4,
    "wav": _wav,
    "mp3": _mp3,
    "amr": _amr,
}
