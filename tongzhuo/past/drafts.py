"""One row of a list of answers, before it is a sign-up."""

import datetime as dt
from dataclasses import dataclass

from tongzhuo.organisations.arrivals import OrganisationRow
from tongzhuo.organisations.models import Organisation
from tongzhuo.people.arrivals import PersonRow
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place
from tongzhuo.records.drafts import LateEntry
from tongzhuo.service.states import ActivityKind, SignUpState


@dataclass(frozen=True)
class PastEvent:
    """An activity with one shift. `group` is who held it: known, or told by the list. `key` is its name in the list."""

    key: str
    title: str
    place: Place
    starts: dt.datetime
    ends: dt.datetime
    group: Organisation | OrganisationRow
    kind: str = ActivityKind.SERVICE
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True)
class PastAnswer:
    """`person` is known, or told by the list; `minutes`, `in_charge` and `reason` where the list tells of hours."""

    key: str
    event: PastEvent
    person: Person | PersonRow
    state: SignUpState
    guests: int = 0
    answered: dt.datetime | None = None
    minutes: int | None = None
    in_charge: str = ""
    reason: str = ""

    def hours(self, person: Person, group: Organisation) -> LateEntry | None:
        """The service that waits for a second person, where the list tells of any."""
        if self.minutes is None:
            return None
        event = self.event
        return LateEntry(
            person, event.title, event.place, event.starts, event.ends, self.minutes, group,
            self.in_charge, self.reason, source_key=f"sign-up:{self.key}"[:160],
        )  # fmt: skip
