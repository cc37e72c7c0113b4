"""Files and pages that the tests of the desk use again and again."""

import io
import struct
import wave

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def wav(seconds: int = 2) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 1, 1000, 0, "NONE", ""))
        file.writeframes(b"\x80" * 1000 * seconds)
    return out.getvalue()


def webm(milliseconds: int = 12_000, *, said: bool = False) -> bytes:
    """As a browser records it: no length told, one cluster with blocks (or, `said`, with the length in its Info)."""

    def element(name: bytes, body: bytes) -> bytes:
        return name + bytes([0x80 | len(body)]) + body

    head = element(b"\x1a\x45\xdf\xa3", element(b"\x42\x82", b"webm"))
    length = element(b"\x44\x89", struct.pack(">d", float(milliseconds))) if said else b""
    info = element(b"\x15\x49\xa9\x66", element(b"\x2a\xd7\xb1", (1_000_000).to_bytes(3, "big")) + length)
    block = element(b"\xa3", b"\x81" + struct.pack(">h", 500) + b"\x80opus")
    late = element(b"\xe7", (milliseconds - 500).to_bytes(3, "big"))
    cluster = b"\x1f\x43\xb6\x75\x01\xff\xff\xff\xff\xff\xff\xff" + late + block
    return head + b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff" + info + cluster


def photo(ending: str = "JPEG", size: tuple[int, int] = (64, 48)) -> bytes:
    out = io.BytesIO()
    picture = Image.new("RGB", size, (12, 90, 75))
    exif = picture.getexif()
    exif[0x010F] = "a telephone that tells too much"
    picture.save(out, ending, exif=exif)
    return out.getvalue()


def upload(name: str, data: bytes, kind: str = "application/octet-stream") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type=kind)


def text(response) -> str:
    return response.content.decode()
