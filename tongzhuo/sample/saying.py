"""From how the demo's files say something to how the rooms write it: when, what and how much."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from tongzhuo.needs.states import AskKind
from tongzhuo.places.states import WhenKind
from tongzhuo.sample.scene import Scene
from tongzhuo.vocabulary.states import Shelf

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SOONEST = 2
FEN = 100
SHELVES: dict[str, Shelf] = {
    AskKind.PEOPLE: Shelf.SKILL,
    AskKind.GOODS: Shelf.ITEM,
    AskKind.MONEY: Shelf.PURPOSE,
    AskKind.SPACE: Shelf.SPACE_KIND,
    AskKind.PROFESSIONAL: Shelf.SERVICE,
    AskKind.OPERATOR: Shelf.SERVICE,
}


def kind_of(row: Mapping[str, Any]) -> AskKind:
    return next(kind for kind in AskKind if kind.value in row)


def when_of(text: str, day: dt.date, *, weeks: int | None = None) -> dict[str, Any]:
    """The fields of `Timed` for `weekly tue thu 09:00-11:00 for 6 from 8`, `day 6 08:00-12:00`, `sat 09:00-12:00`,
    `by 7` or nothing, counted from `day`. `weeks`: for so many at most."""
    first, _, more = text.partition(" ")
    if not first:
        return {"when": WhenKind.OPEN}
    if first == "by":
        return {"when": WhenKind.DUE, "ends_on": day + dt.timedelta(days=int(more))}
    if first == "weekly":
        return _weekly(more.split(), day, weeks)
    if first == "day":
        ahead, hours = more.split()
        return {"when": WhenKind.INTERVAL, "starts_on": day + dt.timedelta(days=int(ahead)), **_hours(hours)}
    return {"when": WhenKind.INTERVAL, "starts_on": _next(first, day), **_hours(more)}


def amount_of(scene: Scene, row: Mapping[str, Any], size: int) -> dict[str, Any]:
    """Kind, what, unit and quantity in base units; `size` stands where the file says "n"."""
    kind = kind_of(row)
    said = size if row[kind] == "n" else int(row[kind])
    what = scene.term(SHELVES[kind], row["what"]) if row.get("what") else None
    unit, factor = None, 1
    if kind == AskKind.MONEY:
        unit, factor = scene.term(Shelf.UNIT, "yuan"), FEN
    elif kind == AskKind.GOODS and what:
        unit = scene.term(Shelf.UNIT, row["unit"]) if "unit" in row else what.base
        factor = unit.factor if unit else 1
    return {"kind": kind, "what": what, "unit": unit, "quantity": said * factor or None}


def windows_of(text: str) -> list[tuple[int, dt.time, dt.time]]:
    """`tue thu 08:30-12:00` as weekday, from, until."""
    *days, hours = text.split()
    opens, closes = _hours(hours).values()
    return [(WEEKDAYS.index(day), opens, closes) for day in days]


def _weekly(words: list[str], day: dt.date, most: int | None) -> dict[str, Any]:
    days = [word for word in words if word in WEEKDAYS]
    rest = words[len(days) + 1 :]
    told = dict(zip(rest[::2], map(int, rest[1::2]), strict=True))
    starts, weeks = day + dt.timedelta(days=told.get("from", SOONEST)), min(told["for"], most or told["for"])
    return {
        "when": WhenKind.WEEKLY,
        "weekdays": sum(1 << WEEKDAYS.index(one) for one in days),
        "starts_on": starts,
        "ends_on": starts + dt.timedelta(days=7 * weeks - 1),
        **_hours(words[len(days)]),
    }


def _next(weekday: str, day: dt.date) -> dt.date:
    soonest = day + dt.timedelta(days=SOONEST)
    return soonest + dt.timedelta(days=(WEEKDAYS.index(weekday) - soonest.weekday()) % 7)


def _hours(text: str) -> dict[str, dt.time]:
    opens, _, closes = text.partition("-")
    return {"from_time": dt.time.fromisoformat(opens), "until_time": dt.time.fromisoformat(closes)}
