"""Needs from a list: one line for each thing asked for; lines with the same key, one after another, are one need."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from django.utils.timezone import localdate

from tongzhuo.imports.finding import Finder
from tongzhuo.imports.kinds.base import KindOf, own_key, point_of, spelled
from tongzhuo.imports.kinds.timing import Counted, Times, counted, times_of
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.needs.arrivals import NeedRow, arrive_needs
from tongzhuo.needs.drafts import MOST, MOST_WORDS, SHELVES, AskDraft, faults_of
from tongzhuo.needs.states import AskKind, Urgency
from tongzhuo.places.arriving import Arrived
from tongzhuo.places.states import WhenKind
from tongzhuo.tables.reading import Reading
from tongzhuo.vocabulary.states import Shelf

MOST_HELPED = 10_000
# A list may ask for a whole city's volunteers, a need written down at a desk may not.
MOST_ASKED: dict[str, int] = MOST | {AskKind.PEOPLE: 100_000}
ASKS = spelled(
    {
        AskKind.PEOPLE: "人手 志愿者 人 volunteers",
        AskKind.GOODS: "物资 物品 things",
        AskKind.MONEY: "资金 钱 善款",
        AskKind.SPACE: "场地 空间 room",
        AskKind.PROFESSIONAL: "专业服务 社工 社会工作者",
        AskKind.OPERATOR: "承办 运营 社会组织",
    }
)
URGENCIES = spelled(
    {str(Urgency.ORDINARY): "一般 普通 ordinary", str(Urgency.SOON): "较急 soon", str(Urgency.URGENT): "紧急 急 urgent"}
)


def read(reading: Reading, finder: Finder) -> NeedRow | None:
    title, place = reading.required("title", 200), finder.place(reading)
    kind, point = finder.term(reading, "kind", Shelf.NEED_KIND), point_of(reading)
    times = times_of(reading)
    asks = _asks(reading, finder, times)
    urgency = int(reading.choice("urgency", URGENCIES, default=str(Urgency.ORDINARY)))
    size, verified = reading.whole("size", MOST_HELPED, 1), reading.flag("verified")
    texts = {name: reading.text(name, most) for name, most in _TEXTS.items()}
    if reading.faults or place is None:
        return None
    place = finder.part(place, reading.fields.get("place_part", ""))
    return NeedRow(
        key=own_key(reading, title, place.path, times.starts_on or "", texts["helped_as"]),
        title=title,
        place=place,
        kind=kind,
        lat=point[0] if point else None,
        lon=point[1] if point else None,
        urgency=urgency,
        size=size or 1,
        starts_on=times.starts_on,
        ends_on=times.ends_on,
        verified=verified,
        asks=asks,
        **texts,
    )


_TEXTS = {
    "title_en": 240,
    "summary": MOST_WORDS,
    "words": MOST_WORDS,
    "helped_as": 120,
    "contact_note": 240,
    "spot": 200,
}


def _asks(reading: Reading, finder: Finder, times: Times) -> tuple[AskDraft, ...]:
    """The one line of this row, or none when the row names nothing that is missing."""
    if not any(reading.fields.get(name) for name in ("ask", "what", "quantity")):
        return ()
    kind = reading.choice("ask", ASKS, default=AskKind.PEOPLE)
    what = counted(
        reading, finder, SHELVES[kind], MOST_ASKED[kind], is_money=kind == AskKind.MONEY, is_goods=kind == AskKind.GOODS
    )
    draft = AskDraft(
        kind=kind,
        what=what.term,
        what_text=what.text,
        unit=what.unit,
        quantity=what.quantity,
        at_least=_at_least(reading, what),
        language=finder.term(reading, "language", Shelf.LANGUAGE),
        checks=finder.terms(reading, "checks", Shelf.CHECK),
        note=reading.text("note", 240),
        **times.of_ask(),
    )
    if not reading.faults:
        for fault in (fault for fault in faults_of(draft, today=_as_of(times)) if fault.code != "quantity_absurd"):
            reading.fault(_COLUMNS.get(fault.facts["field"], fault.facts["field"]), fault.reason)
    return (draft,)


_COLUMNS = {"kind": "ask", "what_text": "what", "weekdays": "days"}


def _at_least(reading: Reading, what: Counted) -> int | None:
    return reading.amount("at_least", what.factor)


def _as_of(times: Times) -> dt.date:
    """Dates that are over are no fault of a list that looks back."""
    return min(filter(None, (localdate(), times.ends_on, times.starts_on)))


def arrive(by: Viewer, rows: Sequence[NeedRow], source: str) -> Arrived:
    return arrive_needs(by=by, rows=rows, source=source)


def tally(row: NeedRow) -> Counter[str]:
    people = [ask.quantity or 0 for ask in row.asks if ask.kind == AskKind.PEOPLE]
    last = row.ends_on or row.starts_on
    return Counter(
        asks=len(row.asks),
        people=sum(people),
        to_be_agreed=sum(ask.quantity is None for ask in row.asks),
        no_point=row.lat is None,
        over=last is not None and last < localdate(),
        waiting=not row.verified,
        weekly=sum(ask.when == WhenKind.WEEKLY for ask in row.asks),
    )


NEEDS = KindOf(
    name="needs",
    read=read,
    arrive=arrive,
    key_of=lambda row: row.key,
    place_of=lambda row: row.place.path,
    tally=tally,
    join=NeedRow.with_more,
)
