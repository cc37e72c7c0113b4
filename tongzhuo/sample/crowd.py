"""Three thousand neighbours who give time: students at weekends, pensioners in the morning, drivers between shifts."""

import datetime as dt
from dataclasses import dataclass

from tongzhuo.people.models import Person
from tongzhuo.people.states import Agreement, SeenBy, ShownBy, Way
from tongzhuo.places.models import Place
from tongzhuo.sample.cards import Card, write
from tongzhuo.sample.district import moved
from tongzhuo.sample.names import Name
from tongzhuo.sample.saying import windows_of
from tongzhuo.sample.scene import Scene

VOLUNTEERS = 3000
SKILLS = {
    "errands": 22, "carrying": 14, "company": 16, "reading-aloud": 7, "escort": 11, "wheelchair": 8, "phones": 10,
    "homework": 10, "child-minding": 8, "bedside-care": 5, "cooking": 6, "cleaning": 9, "repairs": 6, "electrical": 3,
    "driving": 7, "haircuts": 2, "computers": 6, "interpreting": 3, "first-aid-help": 5, "psychology": 2, "law": 1,
    "teaching": 3, "sports": 5, "music-arts": 5, "photography": 4, "writing": 3, "gardening": 6, "waste-sorting": 8,
    "event-help": 14, "patrol": 9,
}  # fmt: skip
DIALECTS = {
    "cantonese": 3, "shanghainese": 4, "sichuanese": 4, "hokkien": 2, "hakka": 1, "wenzhounese": 1, "xiang": 2,
    "wuhan": 2, "north-east": 4, "beijing": 2, "tibetan": 1, "uyghur": 1, "mongolian": 1, "zhuang": 1, "korean": 1,
    "english": 9, "japanese": 1, "russian": 1, "sign-language": 3,
}  # fmt: skip
# How often somebody has a check, of a hundred.
CHECKS = {"home-visit": 42, "with-children": 24, "driving-licence": 12, "first-aid": 8, "health-certificate": 9}
# With the skill usually comes the check.
BELONG = {
    "driving": "driving-licence", "first-aid-help": "first-aid", "homework": "with-children",
    "child-minding": "with-children", "bedside-care": "home-visit", "haircuts": "home-visit",
    "electrical": "home-visit",
}  # fmt: skip


@dataclass(frozen=True)
class Rhythm:
    """A way of life: the ages it fits, how many of a hundred live so, and when they are free."""

    share: int
    ages: tuple[int, int]
    windows: tuple[str, ...]


WEEKDAYS = "mon tue wed thu fri"
RHYTHMS = (
    Rhythm(26, (56, 74), ("mon wed fri 08:00-12:30", "tue thu 08:00-12:30", f"{WEEKDAYS} 13:30-17:30")),
    Rhythm(14, (55, 72), (f"{WEEKDAYS} 06:30-09:30", "mon thu 09:30-12:30", "sat 07:00-12:00")),
    Rhythm(22, (24, 52), ("sat 07:00-18:00", "sun 08:30-17:30")),
    Rhythm(14, (23, 50), (f"{WEEKDAYS} 18:00-21:30", "sat 08:00-21:30")),
    Rhythm(11, (18, 24), ("tue thu 15:30-19:30", "mon wed 16:00-21:00", "sat sun 09:00-21:30")),
    Rhythm(8, (26, 55), ("tue wed fri 08:00-15:00", "sun 07:00-18:00")),
    Rhythm(5, (30, 58), ("mon wed fri 07:00-09:00", "mon tue thu fri 16:00-19:30")),
)


def build(scene: Scene, count: int = VOLUNTEERS) -> None:
    """Until there are `count`, spread over the communities."""
    homes = scene.communities
    numbers = range(len(scene.volunteers), count)
    cards = [_volunteer(scene, homes[number % len(homes)], number) for number in numbers]
    write(scene, cards)
    scene.volunteers += [card.person for card in cards]


def somebody(scene: Scene, name: Name, home: Place, **more: str) -> Person:
    """A person near the middle of where they live."""
    lat, lon = moved(home, scene.dice.gauss(0, 0.2), scene.dice.gauss(0, 0.2))
    birthday = scene.today - dt.timedelta(days=365 * name.age + scene.dice.randrange(365))
    facts = {"name": name.full, "display_name": name.full} | more
    return Person(home=home, birth_date=birthday, lat=lat, lon=lon, **facts)


def door(scene: Scene) -> str:
    dice = scene.dice
    return f"{dice.randint(1, 9)}号楼{dice.randint(1, 4)}单元{dice.randint(1, 6)}0{dice.randint(1, 4)}"


def _volunteer(scene: Scene, community: Place, number: int) -> Card:
    dice = scene.dice
    rhythm = dice.choices(RHYTHMS, [one.share for one in RHYTHMS])[0]
    name = scene.names.draw(*rhythm.ages)
    home = dice.choice([community, community, *scene.courtyards[community.pk]])
    person = somebody(scene, name, home, door=door(scene), volunteer_number=f"HX-{10000 + number}")
    skills = _skills(scene)
    rests = scene.day(dice.randint(3, 40)) if dice.random() < 0.05 else None
    return Card(
        person=person,
        skills=skills,
        checks=_checks(scene, [slug for slug, _, _ in skills]),
        languages=["mandarin", *([_one(scene, DIALECTS)] if dice.random() < 0.24 else [])],
        windows=[one for text in rhythm.windows if dice.random() < 0.85 for one in windows_of(text)],
        limits=(
            dice.choice((1, 1, 2, 2, 2, 3)),
            dice.choice((120, 180, 240, 360, 480)),
            dice.choice((1500, 3000, 4500, 7000)),
        ),
        rests=rests,
        differs=_days_away(scene),
        agreed=_agreed(scene),
        ways=[(Way.PHONE, f"139 0000 {number:04}", "", dice.choice((SeenBy.OFFICE, SeenBy.SEATED)))],
    )


def _skills(scene: Scene) -> list[tuple[str, str, dt.date | None]]:
    count = scene.dice.choice((1, 1, 2, 2, 3, 4))
    slugs = sorted({_one(scene, SKILLS) for _ in range(count)})
    return [(slug, scene.dice.choice((ShownBy.SELF, ShownBy.SELF, ShownBy.TRAINING)), None) for slug in slugs]


def _checks(scene: Scene, skills: list[str]) -> list[tuple[str, dt.date | None]]:
    """A few have run out, and count no longer."""
    slugs = {slug for slug, share in CHECKS.items() if scene.dice.randrange(100) < share}
    slugs |= {BELONG[skill] for skill in skills if skill in BELONG and scene.dice.random() < 0.8}
    return [(slug, scene.day(scene.dice.randint(-40, 700))) for slug in sorted(slugs)]


def _days_away(scene: Scene) -> list[tuple[dt.date, dt.time | None, dt.time | None]]:
    dice = scene.dice
    differs: list[tuple[dt.date, dt.time | None, dt.time | None]] = []
    if dice.random() < 0.12:
        first = dice.randint(1, 30)
        differs += [(scene.day(first + day), None, None) for day in range(dice.randint(2, 7))]
    if dice.random() < 0.08:
        differs.append((scene.day(dice.randint(31, 50)), dt.time(9), dt.time(17)))
    return differs


def _agreed(scene: Scene) -> list[tuple[str, dt.date]]:
    day = scene.day(-scene.dice.randint(90, 900))
    likely = {Agreement.BE_RECORDED: 100, Agreement.BE_ASKED: 91, Agreement.SHARE_CONTACT: 55, Agreement.SHOW_NAME: 35}
    return [(purpose, day) for purpose, share in likely.items() if scene.dice.randrange(100) < share]


def _one(scene: Scene, weights: dict[str, int]) -> str:
    return scene.dice.choices(list(weights), list(weights.values()))[0]
