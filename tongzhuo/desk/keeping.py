"""What somebody has said so far, kept until it is sent: words in the session, files in a corner of the store."""

import datetime as dt
import secrets
from dataclasses import asdict, dataclass
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.forms import ValidationError
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from tongzhuo.desk.sounds import TYPES, NoSound, kind_of, seconds_of
from tongzhuo.needs.drafts import AttachmentDraft
from tongzhuo.needs.photos import upright

CORNER = "needs/unsent"
A_DAY = dt.timedelta(days=1)
MOST_SECONDS = 120
MOST_SOUND = 6 * 1024 * 1024
REMEMBERED = 20


@dataclass(frozen=True)
class KeptFile:
    """A recording or photo that passed its check: where it lies until it is sent, its type, how long it plays."""

    path: str
    type: str
    seconds: int | None = None

    @property
    def length(self) -> str:
        return f"{self.seconds // 60}:{self.seconds % 60:02d}" if self.seconds else ""

    def attachment(self, kind: str) -> AttachmentDraft:
        with default_storage.open(self.path) as file:
            return AttachmentDraft(kind, ContentFile(file.read(), self.path.rpartition("/")[2]), self.seconds)


def keep_sound(upload: "UploadedFile[Any]") -> KeptFile:
    """Raises ValidationError with a sentence when it is no recording, too long or too large."""
    if (upload.size or 0) > MOST_SOUND:
        raise ValidationError(_("This recording is too large. Two minutes are enough."), code="sound_too_large")
    data = upload.read()
    try:
        kind, seconds = kind_of(data), seconds_of(data)
    except NoSound:
        raise ValidationError(
            _("This file is not a recording we can play. Your words are kept."), code="no_sound"
        ) from None
    if seconds and seconds > MOST_SECONDS + 1:
        raise ValidationError(
            _("This recording is longer than two minutes. Your words are kept."), code="sound_too_long"
        )
    return _keep(data, kind, TYPES[kind], seconds)


def keep_photo(upload: "UploadedFile[Any]") -> KeptFile:
    return _keep(upright(upload), "jpg", "image/jpeg", None)


def _keep(data: bytes, ending: str, type_: str, seconds: int | None) -> KeptFile:
    _clear_the_corner()
    path = default_storage.save(f"{CORNER}/{secrets.token_hex(16)}.{ending}", ContentFile(data))
    return KeptFile(path, type_, seconds)


def _clear_the_corner() -> None:
    """What nobody sent within a day is nobody's business any more."""
    if not default_storage.exists(CORNER):
        return
    for name in default_storage.listdir(CORNER)[1]:
        path = f"{CORNER}/{name}"
        if default_storage.get_modified_time(path) < now() - A_DAY:
            default_storage.delete(path)


class Unsent:
    """The need that this browser is about to send."""

    def __init__(self, session: SessionBase) -> None:
        self._session = session
        self.facts: dict[str, Any] = dict(session.get("unsent", {}))

    def keep(self, **facts: Any) -> None:
        self.facts |= facts
        self._session["unsent"] = self.facts

    def keep_file(self, name: str, file: KeptFile | None) -> None:
        if before := self.file(name):
            default_storage.delete(before.path)
        self.keep(**{name: asdict(file) if file else None})

    def file(self, name: str) -> KeptFile | None:
        kept = self.facts.get(name)
        return KeptFile(**kept) if kept and default_storage.exists(kept["path"]) else None

    @property
    def voice(self) -> KeptFile | None:
        return self.file("voice")

    @property
    def photo(self) -> KeptFile | None:
        return self.file("photo")

    def attachments(self) -> list[AttachmentDraft]:
        found = (("audio", self.voice), ("photo", self.photo))
        return [file.attachment(kind) for kind, file in found if file]

    def forget(self) -> None:
        for name in ("voice", "photo"):
            if file := self.file(name):
                default_storage.delete(file.path)
        self._session.pop("unsent", None)


def remember_sent(session: SessionBase, code: str) -> None:
    session["asked"] = [*session.get("asked", []), code][-REMEMBERED:]


def was_asked_here(session: SessionBase, code: str) -> bool:
    """Whether the need with this code was sent from this browser."""
    return code in session.get("asked", [])
