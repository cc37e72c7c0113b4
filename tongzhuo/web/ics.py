"""Commitments as a calendar that telephones read (RFC 5545)."""

from collections.abc import Iterable
from datetime import UTC, datetime

from icalendar import Calendar, Event, vDatetime, vText

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
    """Its values as the types of the standard: the library then has nothing to guess, in half the time."""
    activity = sign_up.shift.activity
    event = Event()
    event["uid"] = vText(f"{sign_up.code}@tongzhuo")
    event["dtstamp"] = _moment(sign_up.answered_at or sign_up.created)
    event["dtstart"], event["dtend"] = _moment(sign_up.starts), _moment(sign_up.ends)
    event["summary"] = vText(activity.shown_title)
    event["location"] = vText(", ".join(filter(None, (activity.place.name, activity.meeting_point))))
    event["status"] = vText("CONFIRMED" if sign_up.state == SignUpState.SIGNED_UP else "TENTATIVE")
    return event


def _moment(moment: datetime) -> vDatetime:
    return vDatetime(moment.astimezone(UTC))
