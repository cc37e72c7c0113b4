"""Commitments as a calendar that telephones read (RFC 5545)."""

from collections.abc import Iterable
from datetime import UTC

from icalendar import Calendar, Event

from tongzhuo.service.models import SignUp
from tongzhuo.service.states import SignUpState


def written(sign_ups: Iterable[SignUp]) -> bytes:
    """A whole calendar with one event for each sign-up; what is not promised yet is tentative."""
    calendar = Calendar()
    calendar.add("prodid", "-//Tongzhuo//Commitments//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    for sign_up in sign_ups:
        calendar.add_component(_event(sign_up))
    return bytes(calendar.to_ical())


def _event(sign_up: SignUp) -> Event:
    activity = sign_up.shift.activity
    event = Event()
    event.add("uid", f"{sign_up.code}@tongzhuo")
    event.add("dtstamp", (sign_up.answered_at or sign_up.created).astimezone(UTC))
    event.add("dtstart", sign_up.starts.astimezone(UTC))
    event.add("dtend", sign_up.ends.astimezone(UTC))
    event.add("summary", activity.shown_title)
    event.add("location", ", ".join(filter(None, (activity.place.name, activity.meeting_point))))
    event.add("status", "CONFIRMED" if sign_up.state == SignUpState.SIGNED_UP else "TENTATIVE")
    return event
