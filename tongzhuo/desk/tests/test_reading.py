"""What is read from words, from sounds and from photos."""

import datetime as dt
import struct

import pytest
from django.core.files.storage import default_storage
from django.forms import ValidationError
from PIL import Image

from tongzhuo.desk.keeping import MOST_SOUND, keep_photo, keep_sound
from tongzhuo.desk.sounds import NoSound, kind_of, seconds_of
from tongzhuo.desk.tests.story import photo, upload, wav, webm
from tongzhuo.desk.understanding import understood
from tongzhuo.needs.photos import MOST_PHOTO

MONDAY = dt.date(2026, 11, 23)


@pytest.fixture(autouse=True)
def corner(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("电梯一修我就下不去了。礼拜四得去医院拿药", dt.date(2026, 11, 26)),
        ("下周一要陪我妈复查", dt.date(2026, 11, 30)),
        ("星期天", dt.date(2026, 11, 29)),
        ("周一", MONDAY),
        ("11月26号上午", dt.date(2026, 11, 26)),
        ("1月3日", dt.date(2027, 1, 3)),
        ("2月31日", None),
        ("后天来一下", dt.date(2026, 11, 25)),
        ("大后天来一下", dt.date(2026, 11, 26)),
        ("Could somebody come on Thursday?", dt.date(2026, 11, 26)),
        ("next Monday please", dt.date(2026, 11, 30)),
        ("tomorrow morning", dt.date(2026, 11, 24)),
        ("缺一盏台灯", None),
    ],
)
def test_the_day_somebody_means(words, day):
    assert understood(words, MONDAY).day == day


@pytest.mark.parametrize(
    ("words", "title", "kind", "urgency"),
    [
        ("电梯一修我就下不去了。礼拜四得去医院拿药，儿子那天上班。", "电梯一修我就下不去了", "health", 1),
        ("我妈摔倒了，现在一个人在家！", "我妈摔倒了，现在一个人在家", "", 3),
        ("孩子放学没人接，今天就要", "孩子放学没人接，今天就要", "children", 3),
        ("The bedroom has no heating. Please help.", "The bedroom has no heating", "home", 1),
        ("", "", "", 1),
    ],
)
def test_a_sentence_a_kind_and_how_urgent(words, title, kind, urgency):
    found = understood(words, MONDAY)
    assert (found.title, found.kind, found.urgency) == (title, kind, urgency)


def mp4(seconds: int) -> bytes:
    body = b"\0" * 12 + struct.pack(">II", 1000, seconds * 1000)
    return b"\0\0\0\x14ftypM4A \0\0\0\0M4A " + b"\0\0\0\x40moov" + b"\0\0\0\x38mvhd" + body


def ogg(seconds: int) -> bytes:
    page = b"OggS\0\0" + struct.pack("<q", 0) + b"\0" * 13 + b"\x13OpusHead"
    return page + b"OggS\0\4" + struct.pack("<q", seconds * 48_000) + b"\0" * 13


@pytest.mark.parametrize(
    ("data", "kind", "seconds"),
    [
        (wav(3), "wav", 3),
        (webm(12_000), "webm", 12),
        (webm(7_000, said=True), "webm", 7),
        (mp4(20), "m4a", 20),
        (ogg(15), "ogg", 15),
        (b"#!AMR\n" + (b"\x3c" + b"\0" * 31) * 100, "amr", 2),
        (b"\xff\xfb\x90\x00" + b"\0" * 15_996, "mp3", 1),
    ],
)
def test_recordings_are_known_by_their_bytes_and_timed(data, kind, seconds):
    assert (kind_of(data), seconds_of(data)) == (kind, seconds)


@pytest.mark.parametrize("data", [b"", b"hello", b"<html>", photo(), b"RIFF\0\0\0\0WAVE", b"\0\0\0\x14ftypM4A "])
def test_what_is_no_recording_is_said_so(data):
    with pytest.raises(NoSound):
        seconds_of(data)


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"not a sound", "no_sound"), (webm(200_000), "sound_too_long"), (b"\0" * (MOST_SOUND + 1), "sound_too_large")],
)
def test_a_recording_that_is_refused_says_why(data, code):
    with pytest.raises(ValidationError) as refused:
        keep_sound(upload("voice.webm", data))
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("data", "code"), [(b"not a photo", "no_photo"), (b"\0" * (MOST_PHOTO + 1), "photo_too_large")]
)
def test_a_photo_that_is_refused_says_why(data, code):
    with pytest.raises(ValidationError) as refused:
        keep_photo(upload("photo.jpg", data))
    assert refused.value.code == code


def test_half_a_photo_is_no_photo():
    with pytest.raises(ValidationError) as refused:
        keep_photo(upload("photo.jpg", photo(size=(600, 600))[:900]))
    assert refused.value.code == "no_photo"


@pytest.mark.parametrize("ending", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_kept_small_and_without_what_the_telephone_wrote_into_it(ending):
    kept = keep_photo(upload("x", photo(ending, (2400, 1200))))
    with default_storage.open(kept.path) as file:
        picture = Image.open(file)
        assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", (1600, 800), {})
