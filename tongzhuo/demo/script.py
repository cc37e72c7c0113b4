"""What happens when: every need's way from the first word to where it stands today, in the order of time."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from tongzhuo.demo import linking, telling
from tongzhuo.demo.linking import Temper
from tongzhuo.demo.scene import Scene
from tongzhuo.demo.schedule import DONE
from tongzhuo.demo.tales import Tale
from tongzhuo.needs.states import State
from tongzhuo.notices.models import Notice
from tongzhuo.people.models import Person
from tongzhuo.resources.actions import put_back_offer
from tongzhuo.resources.models import Offer

EVERYBODY, SOME, HARDLY_ANY = Temper(), Temper(no=22, silent=34), Temper(no=75, silent=25)
FIVE = Temper(people=5)
LAST_WORD = {"met": State.MET, "partly_met": State.PARTLY_MET}
UNTIL_NOW = (-1, "21:40")


@dataclass(frozen=True)
class Event:
    at: dt.datetime
    do: Callable[[], None]


def events(scene: Scene, tales: Sequence[Tale]) -> list[Event]:
    """All of them, earliest first; what happens at the same minute happens in the order in which it stands here."""
    found = [event for tale in tales for event in _first_days(scene, tale)]
    by_fate: dict[str, list[Tale]] = {}
    for tale in tales:
        by_fate.setdefault(tale.fate, []).append(tale)
    for part in (_long_ago, _running, _now, _willow):
        found += part(scene, by_fate)
    return sorted(found, key=lambda event: event.at)


def _first_days(scene: Scene, tale: Tale) -> Iterator[Event]:
    assert tale.raised is not None
    yield Event(tale.raised, partial(telling.raise_it, scene, tale))
    answered = tale.raised + dt.timedelta(hours=19)
    if tale.fate in telling.ANSWERS:
        yield Event(answered, partial(telling.ANSWERS[tale.fate], scene, tale))
    elif tale.fate != "waiting":
        yield Event(answered, partial(telling.confirm, scene, tale))


def _long_ago(scene: Scene, by_fate: dict[str, list[Tale]]) -> Iterator[Event]:
    """Two months ago: planned together, done since, one by one."""
    tales = [tale for fate in DONE for tale in by_fate[fate]]
    yield Event(scene.at(-64, "20:00"), partial(linking.draw, scene, tales))
    for number, tale in enumerate(tales):
        temper = HARDLY_ANY if tale.fate == "unmet" else EVERYBODY
        yield Event(scene.at(-64, "20:30"), partial(linking.send, scene, tale))
        yield Event(scene.at(-63, "12:10"), partial(linking.answer, scene, tale, temper))
        yield Event(scene.at(-59, "08:00"), partial(linking.expire, scene, tale))
        yield Event(scene.at(-59, "08:10"), partial(linking.begin, scene, tale))
        over = -3 if _is_weekly(tale) else -50 + number % 40
        if tale.fate == "partly_met":
            yield Event(scene.at(over, "17:20"), partial(linking.miss, scene, tale))
        yield Event(scene.at(over, "17:30"), partial(linking.fulfil, scene, tale))
        yield Event(scene.at(over, "17:40"), partial(linking.end_unmet, scene, tale))
        yield Event(scene.at(over, "18:10"), partial(linking.claim, scene, tale))
        if tale.fate in LAST_WORD:
            yield Event(scene.at(over + 1, "10:15"), partial(linking.end, scene, tale, LAST_WORD[tale.fate]))


def _running(scene: Scene, by_fate: dict[str, list[Tale]]) -> Iterator[Event]:
    """What goes on from week to week."""
    tales = by_fate["under_way"]
    yield Event(scene.at(-12, "20:00"), partial(linking.draw, scene, tales))
    for tale in tales:
        yield Event(scene.at(-12, "20:30"), partial(linking.send, scene, tale))
        yield Event(scene.at(-11, "12:10"), partial(linking.answer, scene, tale, EVERYBODY))
        yield Event(scene.at(-9, "08:00"), partial(linking.begin, scene, tale))
        yield Event(scene.at(-1, "18:00"), partial(linking.fulfil, scene, tale))


def _now(scene: Scene, by_fate: dict[str, list[Tale]]) -> Iterator[Event]:
    """This week: planned the day before yesterday, asked yesterday; most have answered since."""
    tales = [tale for fate in ("linked", "asked", "withdrawn") for tale in by_fate[fate]]
    yield Event(scene.at(-2, "20:00"), partial(linking.draw, scene, tales))
    for number, tale in enumerate(tales):
        yield Event(scene.at(-1, "18:20"), partial(linking.send, scene, tale))
        temper = SOME if tale.fate == "asked" else EVERYBODY
        yield Event(scene.at(-1, "19:30"), partial(linking.answer, scene, tale, temper, besides=_cast(scene)))
        if tale.fate == "withdrawn":
            yield Event(scene.at(-1, "20:15"), partial(linking.withdraw, scene, tale))
        elif tale.fate == "asked" and number % 8 == 0:
            yield Event(scene.at(-1, "20:40"), partial(linking.step_back, scene, tale))
    suggested = [tale for tale in by_fate["suggested"] if tale.place not in scene.communities[:1]]
    yield Event(scene.at(-1, "20:50"), partial(linking.draw, scene, suggested))
    yield Event(scene.at(*UNTIL_NOW), partial(linking.settle, scene))
    yield Event(scene.at(*UNTIL_NOW), partial(_seen, scene))


def _willow(scene: Scene, by_fate: dict[str, list[Tale]]) -> Iterator[Event]:
    """The lift works: most have said yes, three more are proposed, and the chair has just come back."""
    home = scene.communities[0]
    (lift,) = by_fate["half-seated"]
    by = scene.desk(home)
    yield Event(scene.at(-3, "20:00"), partial(linking.draw, scene, [lift], place=home, by=by))
    yield Event(scene.at(-3, "20:20"), partial(linking.send, scene, lift))
    yield Event(scene.at(-2, "12:30"), partial(linking.answer, scene, lift, FIVE))
    for offer, contact in scene.away:
        yield Event(scene.at(-1, "09:30"), partial(_put_back, scene, offer, contact))
    swap_day = next(tale for tale in by_fate["asked"] if tale.told.get("key") == "swap")
    for key in ("liu", "sun"):
        yield Event(scene.at(-1, "17:50"), partial(linking.swap_in, scene, swap_day, key))
    waiting = [tale for tale in by_fate["suggested"] if tale.place == home]
    yield Event(scene.at(-1, "21:10"), partial(linking.draw, scene, [lift, *waiting], place=home, by=by))


def _put_back(scene: Scene, offer: Offer, contact: Person) -> None:
    put_back_offer(by=scene.as_(contact), offer=offer)


def _seen(scene: Scene) -> None:
    """Whatever is older than yesterday evening has been read."""
    notices = Notice.objects.filter(to__home__path__startswith=scene.district.path, created__lt=scene.at(-1, "18:00"))
    notices.update(seen_at=scene.at(-1, "18:05"))


def _cast(scene: Scene) -> list[int]:
    return [person.pk for person in scene.cast.values()]


def _is_weekly(tale: Tale) -> bool:
    return any(ask["when"].startswith("weekly") for ask in tale.asks)
