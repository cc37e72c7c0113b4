"""What would have been sent: in the demo, e-mails and text messages go to the console and to a page.

They are kept in a file of `var/` that only its owner reads, one JSON object a line, the last hundred or so.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.console import EmailBackend
from django.utils.timezone import now

MOST_BYTES = 256 * 1024
SHOWN = 50


@dataclass(frozen=True)
class Message:
    """One message that nobody got. `way` is "email" or "sms"."""

    at: datetime
    way: str
    to: str
    subject: str
    body: str


class DemoPost(EmailBackend):
    """The e-mail backend of the demo."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for letter in email_messages:
            _keep("email", ", ".join(letter.to), str(letter.subject), str(letter.body))
        return super().send_messages(email_messages) or 0


def text_on_demo(phone: str, text: str, *, key: str = "") -> None:  # noqa: ARG001 - what every sender is handed
    """The text-message sender of the demo. Another installation names its own in SMS_SENDER, with these arguments."""
    _keep("sms", phone, "", text)
    print(f"SMS {phone}: {text}", flush=True)  # noqa: T201 - the demo's console is where its messages go


def latest() -> list[Message]:
    """Newest first."""
    if not _file().exists():
        return []
    rows = [json.loads(line) for line in _file().read_text().splitlines()[-SHOWN:]]
    return [Message(**row | {"at": datetime.fromisoformat(row["at"])}) for row in reversed(rows)]


def _keep(way: str, to: str, subject: str, body: str) -> None:
    row = {"at": now().isoformat(), "way": way, "to": to, "subject": subject, "body": body}
    _shorten()
    opened = os.open(_file(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(opened, "a", encoding="utf-8") as file:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _shorten() -> None:
    """Sample messages are not for keeping: a long file begins anew, and only its last lines stay."""
    if _file().exists() and _file().stat().st_size > MOST_BYTES:
        kept = _file().read_text().splitlines(keepends=True)[-SHOWN:]
        _file().write_text("".join(kept))


def _file() -> Path:
    return Path(settings.VAR_DIR) / "messages.jsonl"
