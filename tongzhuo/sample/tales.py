"""One need as the demo tells it: the story with its blanks filled, where it happens, and how far it has come."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tongzhuo.needs.models import Need
from tongzhuo.people.models import Person
from tongzhuo.people.states import Agreement, SeenBy, Way
from tongzhuo.places.models import Place
from tongzhuo.sample.cards import Card
from tongzhuo.sample.crowd import door, somebody
from tongzhuo.sample.names import Name
from tongzhuo.sample.scene import Scene

AGES = {"old": (70, 92), "parent": (29, 44), "grown": (38, 62), "young": (18, 27)}
TENS, ONES = ("", "十", "二十", "三十", "四十", "五十", "六十", "七十", "八十", "九十"), "零一二三四五六七八九"
WORDS = [
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
]  # fmt: skip
TOLD = ("title", "title_en", "words", "helped", "spot", "private", "summary", "reason")


@dataclass
class Tale:
    """`told` holds the texts; `asks` rows as in stories.toml; `fate` how far it has come; `day` counts when from."""

    told: dict[str, str]
    kind: str
    place: Place
    fate: str
    came: str = "desk"
    urgency: int = 1
    size: int = 1
    asks: list[dict[str, Any]] = field(default_factory=list)
    person: Person | None = None
    delegates: list[Person] = field(default_factory=list)
    case: Person | None = None
    common: bool = False
    raised: dt.datetime | None = None
    answer_by: dt.datetime | None = None
    day: dt.date | None = None
    into: "Tale | None" = None
    need: Need | None = None


def need_of(tale: Tale) -> Need:
    """The need itself, once it has been raised."""
    assert tale.need is not None
    return tale.need


def number_zh(number: int) -> str:
    """As it is said before 位, 户 or 个."""
    if number == 2:
        return "两"
    if number >= 100:
        return str(number)
    tens = TENS[number // 10]
    return tens + (ONES[number % 10] if number % 10 or not tens else "")


def number_en(number: int) -> str:
    return WORDS[number] if number < len(WORDS) else str(number)


def tell(scene: Scene, story: Mapping[str, Any], place: Place, fate: str) -> tuple[Tale, list[Card]]:
    """A story of the file, happening to somebody who lives there, and the people who have to be written down for it."""
    cards = []
    person, name = None, scene.names.draw(40, 60)
    if story["who"] in AGES:
        name = scene.names.draw(*AGES[story["who"]], sex="female" if story["key"] in ("autism", "mothers") else "")
        cards.append(helped(scene, name, place))
        person = cards[0].person
    common = story.get("common", False)
    if common:
        cards += [helped(scene, scene.names.draw(30, 75), place) for _ in range(2)]
    size = scene.dice.randint(*story.get("size", (1, 1)))
    blanks = _blanks(scene, name, size, person.door if person else "")
    tale = Tale(
        told=filled(story, blanks),
        kind=story["kind"],
        place=place,
        fate=fate,
        came=story["came"],
        urgency=story.get("urgency", 1),
        size=size,
        asks=story["asks"],
        person=person,
        delegates=[card.person for card in cards[-2:]] if common else [],
        common=common,
    )
    tale.told.setdefault("spot", person.door if person else "")
    return tale, cards


def filled(story: Mapping[str, Any], blanks: Mapping[str, Any]) -> dict[str, str]:
    told = {name: story[name].format(**blanks) for name in TOLD if name in story}
    if "title_en" in told:
        told["title_en"] = told["title_en"][:1].upper() + told["title_en"][1:]
    return told


def _blanks(scene: Scene, name: Name, size: int, where: str) -> dict[str, Any]:
    female = name.sex == "female"
    building, _, rest = where.partition("号楼")
    return {
        "who": name.form,
        "who_en": name.form_en,
        "he": "she" if female else "he",
        "his": "her" if female else "his",
        "him": "her" if female else "him",
        "ta": "他" if female else "她",
        "b": building or scene.dice.randint(1, 9),
        "u": rest[:1] or scene.dice.randint(1, 4),
        "f": number_zh(int(where[-3])) if where else "五",
        "n": size,
        "nzh": number_zh(size),
        "n_en": number_en(size),
    }


def helped(scene: Scene, name: Name, place: Place) -> Card:
    """Every third old person has no telephone: a neighbour passes on the word."""
    person = somebody(scene, name, place, door=door(scene), display_name=name.form)
    card = Card(person, agreed=[(Agreement.BE_RECORDED, scene.day(-90)), (Agreement.SHARE_TASK, scene.day(-90))])
    if name.age >= AGES["old"][0] and scene.dice.random() < 0.35:
        other = scene.names.draw(45, 70)
        card.ways.append((Way.NEIGHBOUR, f"隔壁{other.form}转告", "家里没有电话", SeenBy.OFFICE))
    else:
        card.ways.append((Way.PHONE, f"136 0000 {scene.dice.randrange(10000):04}", "", SeenBy.SEATED))
    return card
