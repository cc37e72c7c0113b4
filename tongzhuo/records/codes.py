"""The code of the day and the six digits: only who is there can see them, and a minute later they are others.

Both are made from the shift and the time alone, so that a page that has them in advance shows them without a network.
"""

import hashlib
import hmac
from datetime import datetime, timedelta

from django.conf import settings

from tongzhuo.service.models import Shift

SLOT = timedelta(minutes=1)
TOLERANCE = 3  # slots before and after the moment that is claimed
DIGITS = 6


def day_code(shift: Shift, at: datetime) -> str:
    """What the QR of the day carries at that moment: `CODE.slot.signature`."""
    return f"{shift.code}.{_slot(at)}.{_signature(shift, _slot(at))}"


def six_digits(shift: Shift, at: datetime) -> str:
    """The same for who has no camera. They change every minute."""
    return f"{int(_signature(shift, _slot(at)), 16) % 10**DIGITS:0{DIGITS}d}"


def fits(shift: Shift, typed: str, at: datetime) -> bool:
    """Whether a day code or six digits are those of this shift around `at`."""
    typed = typed.strip().replace(" ", "")
    near = [at + SLOT * step for step in range(-TOLERANCE, TOLERANCE + 1)]
    wanted = {code(shift, moment) for moment in near for code in (day_code, six_digits)}
    return any(hmac.compare_digest(typed, one) for one in wanted)


def _slot(at: datetime) -> int:
    return int(at.timestamp() // SLOT.total_seconds())


def _signature(shift: Shift, slot: int) -> str:
    told = f"tongzhuo.records.day:{shift.code}:{slot}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), told, hashlib.sha256).hexdigest()[:24]


def minutes_ahead(shift: Shift, since: datetime, until: datetime) -> tuple[int, list[str]]:
    """The first slot and, from it on, the signature of each minute: a page that has them goes on by itself."""
    first, last = _slot(since), _slot(until)
    return first, [_signature(shift, slot) for slot in range(first, last + 1)]
