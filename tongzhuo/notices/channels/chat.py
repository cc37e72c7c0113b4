"""Messaging apps, through apprise: WeCom, DingTalk, Feishu, Telegram, ntfy and what else CHAT_SERVICES names."""

import re

from django.conf import settings

from tongzhuo.notices.channels.parcel import NotSent, Parcel, Unclear

_ANSWERED = re.compile(r"\berror=(\d{3})\b")
_LATER = {408, 425, 429, 503}
_NOBODY_THERE = {401, 403, 404, 410}
_UNCLEAR_FROM = 500


class Chat:
    dedupes = False

    def send(self, parcel: Parcel) -> None:
        if not is_allowed(parcel.address):
            raise NotSent("This service is not allowed here.", for_good=True)
        hand_over(parcel.address, parcel.subject, parcel.body)


def is_allowed(address: str) -> bool:
    """Whether this installation sends to such an address: a service it names, and no options behind a `?`,
    which could name another host or a file."""
    service, mark, rest = address.partition("://")
    return bool(mark and rest) and service.casefold() in settings.CHAT_SERVICES and not re.search(r"[?#\s]", rest)


def hand_over(address: str, subject: str, body: str) -> None:
    """Raises what an answer of the service means. Without an answer nobody knows."""
    # Late, because it is large and most processes never send.
    import apprise
    from apprise import PersistentStoreMode

    asset = apprise.AppriseAsset(app_id="Tongzhuo", async_mode=False, storage_mode=PersistentStoreMode.MEMORY)
    service = apprise.Apprise(asset=asset)
    if not service.add(address):
        raise NotSent("This is no address of a messaging app.", address_refused=True)
    if result := service.notify(body=body, title=subject, body_format=apprise.NotifyFormat.TEXT):
        return
    answered = [found for entry in result.logs() if (found := _ANSWERED.search(str(entry.message)))]
    raise _meaning(int(answered[-1][1]) if answered else 0)


def _meaning(status: int) -> Exception:
    if status in _LATER:
        return NotSent(f"HTTP {status}")
    if status == 0 or status >= _UNCLEAR_FROM:
        return Unclear(f"HTTP {status}" if status else "The service did not answer.")
    return NotSent(f"HTTP {status}", for_good=True, address_refused=status in _NOBODY_THERE)
