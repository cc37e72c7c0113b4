"""A person with everything known of them, and the writing of many at once."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from tongzhuo.people.models import Availability, Consent, ContactWay, DayException, Person, PersonSkill, Window
from tongzhuo.people.states import HowAgreed, ShownBy
from tongzhuo.sample.scene import Scene
from tongzhuo.vocabulary.states import Shelf

A_BATCH = 1000


@dataclass
class Card:
    """Slugs of `skills` with how they were shown and the day they run out, of `checks` with that day; `windows` are
    weekday, from, until; `limits` bookings a week, minutes a week, radius in metres (None: offers no time);
    `differs` days with the hours that hold then (None: away); `agreed` purposes with their day; `ways` of contact."""

    person: Person
    skills: list[tuple[str, str, dt.date | None]] = field(default_factory=list)
    checks: list[tuple[str, dt.date | None]] = field(default_factory=list)
    languages: list[str] = field(default_factory=lambda: ["mandarin"])
    windows: list[tuple[int, dt.time, dt.time]] = field(default_factory=list)
    limits: tuple[int, int, int] | None = None
    rests: dt.date | None = None
    differs: list[tuple[dt.date, dt.time | None, dt.time | None]] = field(default_factory=list)
    agreed: list[tuple[str, dt.date]] = field(default_factory=list)
    ways: list[tuple[str, str, str, str]] = field(default_factory=list)


def write(scene: Scene, cards: Sequence[Card]) -> None:
    """All of them with a handful of statements."""
    Person.objects.bulk_create([card.person for card in cards], batch_size=A_BATCH)
    _abilities(scene, cards)
    _times(cards)
    agreed = [
        Consent(person=card.person, purpose=purpose, how=HowAgreed.PAPER, given_on=day)
        for card in cards
        for purpose, day in card.agreed
    ]
    Consent.objects.bulk_create(agreed, batch_size=A_BATCH)
    ways = [
        ContactWay(person=card.person, way=way, value=value, note=note, seen_by=seen_by)
        for card in cards
        for way, value, note, seen_by in card.ways
    ]
    ContactWay.objects.bulk_create(ways, batch_size=A_BATCH)
    scene.step(len(cards))


def _abilities(scene: Scene, cards: Sequence[Card]) -> None:
    skills = [
        PersonSkill(person=card.person, term=scene.term(Shelf.SKILL, slug), shown_by=shown_by, until=until)
        for card in cards
        for slug, shown_by, until in card.skills
    ]
    checks = [
        PersonSkill(person=card.person, term=scene.term(Shelf.CHECK, slug), shown_by=ShownBy.CERTIFICATE, until=until)
        for card in cards
        for slug, until in card.checks
    ]
    PersonSkill.objects.bulk_create([*skills, *checks], batch_size=A_BATCH)
    through = Person.languages.through
    spoken = [
        through(person_id=card.person.pk, term_id=scene.term(Shelf.LANGUAGE, slug).pk)
        for card in cards
        for slug in card.languages
    ]
    through._default_manager.bulk_create(spoken, batch_size=A_BATCH)


def _times(cards: Sequence[Card]) -> None:
    offering = [(card, card.limits) for card in cards if card.limits is not None]
    made = Availability.objects.bulk_create(
        [
            Availability(
                person=card.person,
                bookings_a_week=often,
                minutes_a_week=minutes,
                radius_m=radius,
                rest_until=card.rests,
            )
            for card, (often, minutes, radius) in offering
        ],
        batch_size=A_BATCH,
    )
    windows, differs = [], []
    for availability, (card, _) in zip(made, offering, strict=True):
        windows += [
            Window(availability=availability, weekday=weekday, from_time=opens, until_time=closes)
            for weekday, opens, closes in card.windows
        ]
        differs += [
            DayException(availability=availability, day=day, free=opens is not None, from_time=opens, until_time=closes)
            for day, opens, closes in card.differs
        ]
    Window.objects.bulk_create(windows, batch_size=A_BATCH)
    DayException.objects.bulk_create(differs, batch_size=A_BATCH)
