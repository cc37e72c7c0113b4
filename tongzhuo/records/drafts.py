"""What a leader or an office writes down before it is attendance or a record."""

import datetime as dt
from dataclasses import dataclass

from tongzhuo.organisations.models import Organisation
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place
from tongzhuo.service.models import SignUp


@dataclass(frozen=True)
class Present:
    """One line of a list: who was there, from when until when (None: not noted)."""

    sign_up: SignUp
    came: dt.datetime
    left: dt.datetime | None = None


@dataclass(frozen=True)
class LateEntry:
    """Service that nobody noted at the time. `minutes` is what was given, at most from `starts` to `ends`."""

    person: Person
    activity_name: str
    place: Place
    starts: dt.datetime
    ends: dt.datetime
    minutes: int
    recorded_by: Organisation
    in_charge: str
    reason: str
    content: str = ""
    spot: str = ""
    source: str = ""
    source_key: str = ""
