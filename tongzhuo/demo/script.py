"""What happens when: every need's way from the first word to where it stands today, in the order of time."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from tongzhuo.demo import booking, ending, firms, giving, linking, telling, weekly
from tongzhuo.demo.linking import Temper
from tongzhuo.notices.models import Notice
from tongzhuo.people.models import Person
from tongzhuo.resources.actions import put_back_offer
from tongzhuo.resources.models import Offer
from tongzhuo.sample import staff
from tongzhuo.sample.scene import Scene
from tongzhuo.sample.schedule import DONE, NOW, PAST
from tongzhuo.sample.tales import Tale

EVERYBODY, SOME, NOBODY = Temper(), Temper("yes - yes no yes - yes", waits=True), Temper("no - no")
ONE_A_DAY = Temper(people=1)
BEGUN, OVER = -10, -3


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
    for part in (_past, _now, _willow, _tonight):
        found += part(scene, by_fate)
    found += [Event(at, do) for at, do in giving.steps(scene)]
    return sorted(found, key=lambda event: event.at)


def _first_days(scene: Scene, tale: Tale) -> Iterator[Event]:
    assert tale.raised is not None
    yield Event(tale.raised, partial(telling.raise_it, scene, tale))
    answered = tale.raised + dt.timedelta(hours=19)
    if tale.fate in telling.ANSWERS:
        yield Event(answered, partial(telling.ANSWERS[tale.fate], scene, tale))
    elif tale.fate != "waiting":
        yield Event(answered, partial(telling.confirm, scene, tale))


def _past(scene: Scene, by_fate: dict[str, list[Tale]]) -> Iterator[Event]:
    """Planned together twelve days ago; done since, or going on from week to week."""
    tales = [tale for fate in PAST for tale in by_fate[fate]]
    yield Event(scene.at(-12, "20:00"), partial(linking.draw, scene, tales))
    (lift,) = by_fate["half-seated"]
    agreed = [tale for tale in tales if tale.fate not in ("half-seated", "unmet")]
    yield Event(scene.at(-12, "20:30"), partial(linking.send_long_ago, scene, agreed))
    yield Event(scene.at(-11, "12:10"), partial(linking.agree_long_ago, scene, agreed))
    yield Event(scene.at(-12, "20:40"), partial(linking.send, scene, lift))
    yield Event(scene.at(-11, "12:30"), partial(linking.answer, scene, lift, ONE_A_DAY))
    for tale in by_fate["unmet"]:
        yield Event(scene.at(-12, "20:40"), partial(linking.send, scene, tale))
        yield Event(scene.at(-11, "12:30"), partial(linking.answer, scene, tale, NOBODY))
        yield Event(scene.at(-8, "21:00"), partial(linking.expire, tale))
    for number, tale in enumerate(tales):
        begun, over = scene.at(BEGUN, "08:00"), scene.at(OVER + number % 2, "17:30")
        yield Event(begun, partial(ending.begin, tale))
        if tale.fate in DONE:
            yield Event(over, partial(ending.finish, scene, tale))
        if tale.fate in ending.LAST_WORD:
            yield Event(over + dt.timedelta(hours=17), partial(ending.hear, scene, tale))
    for tale in by_fate["under_way"]:
        yield Event(scene.at(-1, "18:00"), partial(ending.fulfil, scene, tale))


def _now(scene: Scene, by_fate: dict[str, list[Tale]]) -> Iterator[Event]:
    """This week: planned the day before yesterday, asked yesterday; most have answered since."""
    tales = [tale for fate in NOW for tale in by_fate[fate]]
    yield Event(scene.at(-2, "20:00"), partial(linking.draw, scene, [*tales, *by_fate["suggested"]]))
    for number, tale in enumerate(tales):
        yield Event(scene.at(-1, "18:20"), partial(linking.send, scene, tale))
        temper = SOME if tale.fate == "asked" else EVERYBODY
        yield Event(scene.at(-1, "19:30"), partial(linking.answer, scene, tale, temper))
        if tale.fate == "withdrawn":
            yield Event(scene.at(-1, "20:15"), partial(ending.withdraw, scene, tale))
        elif tale.fate == "asked" and number % 8 == 0:
            yield Event(scene.at(-1, "20:40"), partial(linking.step_back, scene, tale))


def _willow(scene: Scene, by_fate: dict[str, list[Tale]]) -> Iterator[Event]:
    """The lift works: somebody comes each time, three more are proposed, and the chair has just come back."""
    home = scene.communities[0]
    for offer, contact in scene.away:
        yield Event(scene.at(-1, "09:30"), partial(_put_back, scene, offer, contact))
    yield Event(scene.at(-1, "11:20"), partial(staff.agree_late, scene))
    swap_day = next(tale for tale in by_fate["asked"] if tale.told.get("key") == "swap")
    for key in ("liu", "sun"):
        yield Event(scene.at(-1, "17:50"), partial(linking.swap_in, scene, swap_day, key))
    waiting = [tale for tale in (*by_fate["half-seated"], *by_fate["suggested"]) if tale.place == home]
    yield Event(scene.at(-1, "21:10"), partial(linking.draw, scene, waiting, place=home, by=scene.desk(home)))


def _tonight(scene: Scene, _by_fate: dict[str, list[Tale]]) -> Iterator[Event]:
    yield Event(scene.at(-1, "21:20"), partial(booking.walk_in, scene, "sun"))
    yield Event(scene.at(-1, "21:30"), partial(firms.bring, scene))
    yield Event(scene.at(-1, "21:40"), partial(ending.settle, scene))
    yield Event(scene.at(-1, "21:41"), partial(_seen, scene))
    yield Event(scene.at(-1, "21:45"), partial(weekly.put_on, scene))


def _put_back(scene: Scene, offer: Offer, contact: Person) -> None:
    put_back_offer(by=scene.as_(contact), offer=offer)


def _seen(scene: Scene) -> None:
    """Whatever is older than yesterday evening has been read."""
    notices = Notice.objects.filter(to__home__path__startswith=scene.district.path, created__lt=scene.at(-1, "18:00"))
    notices.update(seen_at=scene.at(-1, "18:05"))
