"""What other products keep of who said what to an event, and of hours."""

from collections.abc import Iterable, Mapping
from typing import Any

from tongzhuo.layouts.shape import Layout


def _meetup(cells: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """A member is a salted hash: enough to tell one from another, and nobody's name. A group lies in its country."""
    member, country = str(cells["member"]), str(cells["group_country"]).lower()
    yield {**cells, "called": f"Meetup {member[:8]}" if member else "", "country": f"/{country}/" if country else ""}


ANSWERS = (
    Layout(
        name="meetup-rsvps",
        kind="signups",
        columns={
            "rsvp_id": "key",
            "member": "person",
            "called": "person_name",
            "response": "answer",
            "guests": "guests",
            "rsvp_time_ms": "answered",
            "event_id": "event",
            "event_name": "activity",
            "event_start_ms": "begins",
            "country": "place",
            "venue_lat": "lat",
            "venue_lon": "lon",
            "group_id": "organiser",
            "group_name": "organiser_name",
        },
        signature=frozenset({"rsvp_id", "member", "response", "guests", "event_id", "event_start_ms", "group_id"}),
        constants={"organiser_kind": "circle", "kind": "meeting"},
        source="meetup",
        makes_places=True,
        prepare=_meetup,
    ),
    Layout(
        name="timecounts-hours",
        kind="hours",
        columns={"date": "date", "hours": "hours", "shift_name": "activity"},
        signature=frozenset({"date", "day", "hours", "shift_name", "verified_skills"}),
        source="timecounts",
    ),
)
