"""Text messages, through the function that SMS_SENDER names; the one that is here posts to SMS_GATEWAY."""

import http.client
import json
import urllib.error
import urllib.request
from typing import Protocol
from urllib.parse import quote

from django.conf import settings
from django.utils.module_loading import import_string

from tongzhuo.notices.channels.chat import hand_over
from tongzhuo.notices.channels.parcel import NotSent, Parcel, Unclear

PATIENCE = 10
_LATER = {408, 425, 429, 503}
_UNCLEAR_FROM = 500


class SmsSender(Protocol):
    """Sends one text message, or raises NotSent or Unclear. Two calls with one `key` are one message."""

    def __call__(self, phone: str, text: str, *, key: str = "") -> None: ...


class TextMessage:
    @property
    def dedupes(self) -> bool:
        return bool(settings.SMS_GATEWAY_DEDUPES)

    def send(self, parcel: Parcel) -> None:
        if not settings.SMS_SENDER:
            raise NotSent("Nobody here sends text messages.", for_good=True)
        sender: SmsSender = import_string(settings.SMS_SENDER)
        sender(parcel.address, parcel.short, key=parcel.key)


def post_to_gateway(phone: str, text: str, *, key: str = "") -> None:
    """An http address is posted {"to", "text", "id"} as JSON; any other is one of apprise's, with {phone} in it."""
    gateway = settings.SMS_GATEWAY
    if not gateway.startswith(("http://", "https://")):
        hand_over(gateway.replace("{phone}", quote(phone)), "", text)
        return
    headers = {"Content-Type": "application/json", "Idempotency-Key": key}
    if settings.SMS_GATEWAY_TOKEN:
        headers["Authorization"] = f"Bearer {settings.SMS_GATEWAY_TOKEN}"
    data = json.dumps({"to": phone, "text": text, "id": key}).encode()
    _post(urllib.request.Request(gateway, data, headers, method="POST"))


def _post(request: urllib.request.Request) -> None:
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE):
            return
    except urllib.error.HTTPError as answer:
        if answer.code >= _UNCLEAR_FROM and answer.code not in _LATER:
            raise Unclear(f"HTTP {answer.code}") from answer
        raise NotSent(f"HTTP {answer.code}", for_good=answer.code not in _LATER) from answer
    except urllib.error.URLError as error:
        raise NotSent(f"{error.reason}") from error
    except (OSError, http.client.HTTPException) as error:
        raise Unclear(f"{type(error).__name__}: {error}") from error
