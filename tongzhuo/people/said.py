"""What people said of themselves, a page of people at a time: four queries, and no row object for every word."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from tongzhuo.people.models import DayException, Person, PersonSkill, Window
from tongzhuo.places.minutes import Hours, minute_of


@dataclass
class Said:
    """Languages and skills as primary keys of terms; free hours by weekday, and on the days that differ."""

    languages: list[int] = field(default_factory=list)
    skills: list[int] = field(default_factory=list)
    weekly: dict[int, Hours] = field(default_factory=dict)
    differs: dict[date, Hours] = field(default_factory=dict)


def said_by(people: Collection[Person], today: date) -> dict[int, Said]:
    """By the primary key of a person. A skill that has run out is none."""
    said = {person.pk: Said() for person in people}
    spoken = Person.languages.through.objects.filter(person__in=said).values_list("person_id", "term_id")
    for person, term in spoken:
        said[person].languages.append(term)
    valid = PersonSkill.objects.filter(Q(until=None) | Q(until__gte=today), person__in=said)
    for person, term in valid.order_by("term").values_list("person_id", "term_id"):
        said[person].skills.append(term)
    _hear_hours(said)
    return said


def _hear_hours(said: dict[int, Said]) -> None:
    whose, hours = "availability__person_id", ("from_time", "until_time")
    windows = Window.objects.filter(availability__person__in=said).order_by("from_time", "until_time")
    for person, weekday, opens, closes in windows.values_list(whose, "weekday", *hours):
        said[person].weekly.setdefault(weekday, []).append((minute_of(opens), minute_of(closes)))
    exceptions = DayException.objects.filter(availability__person__in=said).order_by("pk")
    for person, day, free, opens, closes in exceptions.values_list(whose, "day", "free", *hours):
        differs = said[person].differs.setdefault(day, [])
        if free and opens and closes:
            differs.append((minute_of(opens), minute_of(closes)))
