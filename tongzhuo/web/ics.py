"""Commitments as iCalendar text (RFC 5545): lines of at most 75 bytes, ended by CR LF."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from tongzhuo.service.models import SignUp
from tongzhuo.service.states import SignUpState

MOST_BYTES = 75
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


def written(sign_ups: Iterable[SignUp]) -> str:
    """A whole calendar with one event for each sign-up; what is not promised yet is tentative."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tongzhuo//Commitments//EN", "CALSCALE:GREGORIAN"]
    for sign_up in sign_ups:
        lines += _event(sign_up)
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _folded(line))


def _event(sign_up: SignUp) -> Iterator[str]:
    activity = sign_up.shift.activity
    where = ", ".join(filter(None, (activity.place.name, activity.meeting_point)))
    promised = sign_up.state == SignUpState.SIGNED_UP
    yield "BEGIN:VEVENT"
    yield f"UID:{sign_up.code}@tongzhuo"
    yield f"DTSTAMP:{_moment(sign_up.answered_at or sign_up.created)}"
    yield f"DTSTART:{_moment(sign_up.starts)}"
    yield f"DTEND:{_moment(sign_up.ends)}"
    yield f"SUMMARY:{_text(activity.shown_title)}"
    yield f"LOCATION:{_text(where)}"
    yield f"STATUS:{'CONFIRMED' if promised else 'TENTATIVE'}"
    yield "END:VEVENT"


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    return words.translate(_ESCAPES)


def _folded(line: str) -> Iterator[str]:
    """A continued line begins with a blank; no character is cut in two."""
    part = ""
    for letter in line:
        if len((part + letter).encode()) > MOST_BYTES:
            yield part
            part = " "
        part += letter
    yield part
