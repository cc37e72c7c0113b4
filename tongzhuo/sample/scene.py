"""What every part of the demo works with: the day, the dice, the words, and who and what is there so far."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.viewers import viewer_of
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place
from tongzhuo.resources.models import Offer
from tongzhuo.sample.names import Names
from tongzhuo.sample.stage import Clock
from tongzhuo.vocabulary.models import Term

ROOT = "/cn/99/"
ZONE = ZoneInfo("Asia/Shanghai")
Step = Callable[[int], Any]


@dataclass
class Scene:
    """`today` is the day at Hexin. Organisations are found by their English name, the cast by its short names."""

    today: dt.date
    clock: Clock
    dice: random.Random
    names: Names
    step: Step
    terms: dict[tuple[str, str], Term] = field(default_factory=dict)
    district: Place = field(default_factory=Place)
    towns: list[Place] = field(default_factory=list)
    communities: list[Place] = field(default_factory=list)
    courtyards: dict[int, list[Place]] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    coordinators: dict[int, Person] = field(default_factory=dict)
    speakers: dict[int, Person] = field(default_factory=dict)
    away: list[tuple[Offer, Person]] = field(default_factory=list)
    cast: dict[str, Person] = field(default_factory=dict)
    volunteers: list[Person] = field(default_factory=list)
    turns: Counter[tuple[str, str]] = field(default_factory=Counter)
    _viewers: dict[int, Viewer] = field(default_factory=dict)

    def day(self, days: int) -> dt.date:
        return self.today + dt.timedelta(days=days)

    def at(self, days: int, time: str) -> dt.datetime:
        """`at(-3, "17:20")` is three days ago."""
        return dt.datetime.combine(self.day(days), dt.time.fromisoformat(time), ZONE)

    def term(self, shelf: str, slug: str) -> Term:
        return self.terms[shelf, slug]

    def community(self, name_en: str) -> Place:
        return next(place for place in self.communities if place.name_en == name_en)

    def as_(self, person: Person) -> Viewer:
        """The viewer this person is, kept: mandates do not change while the demo is built."""
        if person.pk not in self._viewers:
            self._viewers[person.pk] = viewer_of(person)
        return self._viewers[person.pk]

    def desk(self, place: Place) -> Viewer:
        """The coordinator of the community in which a place lies."""
        path = "/".join(place.path.split("/")[:6]) + "/"
        return self.as_(next(self.coordinators[one.pk] for one in self.communities if one.path == path))
