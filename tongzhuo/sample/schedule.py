"""Which need happens where and how far it has come: two hundred and forty of them, in every state."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from tongzhuo.places.models import Place
from tongzhuo.sample.cards import Card
from tongzhuo.sample.reading import data
from tongzhuo.sample.saying import kind_of
from tongzhuo.sample.scene import Scene
from tongzhuo.sample.tales import AGES, Tale, helped, tell

NEEDS = 240
# How many of each, besides those of Willow Lane.
FATES = {
    "waiting": 27, "elsewhere": 6, "beyond": 5, "withdrawn": 8,
    "met": 27, "partly_met": 7, "unmet": 6, "claimed": 10, "under_way": 22,
    "linked": 33, "asked": 32, "suggested": 19, "new": 8,
}  # fmt: skip
STILL_OPEN = ("asked", "linked", "suggested")  # another neighbour asks for the same: the rest of the needs
# When a need of that fate came in, in days from today, and from which day its dates count.
DONE, RUNNING = ("met", "partly_met", "unmet", "claimed"), ("under_way", "half-seated")
NOW = ("linked", "asked", "withdrawn")
PAST = (*DONE, *RUNNING)
CAME_IN = dict.fromkeys(PAST, (-21, -15)) | dict.fromkeys(NOW, (-9, -5))
CAME_IN |= {"suggested": (-5, -4), "new": (-4, -3), "waiting": (-3, -1)}
LATELY = (-30, -6)
WEEKS = dict.fromkeys(DONE, 1) | dict.fromkeys(NOW, 2)  # of what goes on from week to week
COUNTED_FROM = dict.fromkeys((*DONE, "under_way"), -12)
HOURS = ("07:40", "09:05", "09:50", "10:20", "11:10", "13:35", "14:15", "15:00", "16:25", "17:10", "19:20", "20:05")


def plan(scene: Scene) -> tuple[list[Tale], list[Card]]:
    """All needs, with the people who have to be written down before the first of them is told."""
    tales, cards = willow(scene), []
    homes = _homes(scene)
    stories = {fate: _stories(scene, fate) for fate in FATES}
    for fate, count in FATES.items():
        for _ in range(count):
            told, of_tale = _one(scene, fate, next(homes), stories[fate])
            tales.append(told)
            cards += of_tale
    open_ones = [tale for tale in tales if tale.fate in STILL_OPEN and tale.place.path[:19] != "/cn/99/01/01/001/"]
    for into in scene.dice.sample(open_ones, NEEDS - len(tales)):
        told, card = _again(scene, into)
        tales.append(told)
        cards.append(card)
    _give_dates(scene, tales)
    return tales, cards


def willow(scene: Scene) -> list[Tale]:
    """Willow Lane as the file has it."""
    home, tales = scene.communities[0], []
    for told in data("willow")["waiting"]:
        tale = _of_file(scene, told, home, "waiting")
        tale.raised, tale.answer_by = scene.at(-told["ago"][0], told["ago"][1]), scene.at(*told["answer"])
        tales.append(tale)
    for told in data("willow")["tables"]:
        into = _of_file(scene, told, home, told["fate"])
        tales.append(into)
        for more in told.get("also", []):
            tale = _of_file(scene, told | more | {"asks": []}, home, "merged")
            tale.into = into
            tales.append(tale)
    return tales


def _of_file(scene: Scene, told: dict[str, Any], home: Place, fate: str) -> Tale:
    cast = scene.cast
    common = told.get("common", [])
    return Tale(
        told={name: told[name] for name in told if isinstance(told[name], str)},
        kind=told["kind"],
        place=home,
        fate=fate,
        came=told["came"],
        urgency=told.get("urgency", 1),
        size=told.get("size", 1),
        asks=told.get("asks", []),
        person=None if common else cast.get(told.get("who", "")),
        delegates=[cast[key] for key in common],
        case=cast.get(told.get("case", "")),
        common=bool(common),
    )


def _one(scene: Scene, fate: str, home: Place, stories: Iterator[dict[str, Any]]) -> tuple[Tale, list[Card]]:
    if fate in ("elsewhere", "beyond"):
        story = next(stories)
        told = {name: text for name, text in story.items() if name != "kind"}
        return Tale(told=told, kind=story["kind"], place=home, fate=fate, came="web"), []
    tale, cards = tell(scene, next(stories), home, fate)
    if fate == "withdrawn":
        tale.told["reason"] = scene.dice.choice(data("answers")["reasons"]["not_any_more"])
    if fate == "unmet":
        first = kind_of(tale.asks[0])
        tale.told["reason"] = scene.dice.choice(data("answers")["reasons"]["not_managed"][first])
    return tale, cards


def _stories(scene: Scene, fate: str) -> Iterator[dict[str, Any]]:
    """The stories that suit a fate, in a shuffled round."""
    if fate in ("elsewhere", "beyond"):
        found = list(data("answers")[fate])
    else:
        found = [story for story in data("stories")["stories"] if _suits(story, fate)]
    scene.dice.shuffle(found)
    while True:
        yield from found


def _suits(story: dict[str, Any], fate: str) -> bool:
    weekly = any(ask["when"].startswith("weekly") for ask in story["asks"])
    return weekly or fate not in RUNNING


def _homes(scene: Scene) -> Iterator[Place]:
    """Communities in a shuffled round; Canal Gate, where help runs shortest, comes twice. A courtyard now and then."""
    homes = [place for place in scene.communities[1:] for _ in range(2 if "/09/" in place.path else 1)]
    while True:
        scene.dice.shuffle(homes)
        for home in homes:
            yield scene.dice.choice(scene.courtyards[home.pk]) if scene.dice.random() < 0.3 else home


def _give_dates(scene: Scene, tales: list[Tale]) -> None:
    for number, tale in enumerate(tales):
        tale.day = scene.day(COUNTED_FROM.get(tale.fate, 0))
        if tale.raised is None:
            day = scene.dice.randint(*CAME_IN.get(tale.fate, LATELY))
            tale.raised = scene.at(day, HOURS[number % len(HOURS)]) + dt.timedelta(minutes=scene.dice.randrange(9))
    for tale in tales:
        if tale.into is not None and tale.into.raised is not None:
            tale.raised = tale.into.raised + dt.timedelta(hours=26)


def _again(scene: Scene, into: Tale) -> tuple[Tale, Card]:
    """A neighbour asks for what another has asked for already."""
    card = helped(scene, scene.names.draw(*AGES["old"]), into.place)
    told = into.told | {"words": f"跟隔壁说的是一回事。{into.told['words']}", "spot": card.person.door}
    again = Tale(
        told=told, kind=into.kind, place=into.place, fate="merged", came="phone", person=card.person, into=into
    )
    return again, card
