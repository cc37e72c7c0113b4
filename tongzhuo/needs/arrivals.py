"""Needs that arrive from a file, a batch at a time. One transaction and one line of the memory for each.

A need that somebody has answered for (`verified`) stands on the list with its seats open; any other waits in the inbox,
its lines with it. A need that people already sit at is never changed by a file.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.timezone import now
from django.utils.translation import gettext

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.needs.drafts import AskDraft
from tongzhuo.needs.models import Ask, Need, Occasion
from tongzhuo.needs.promises import promised_answer
from tongzhuo.needs.states import PARTIES, SEAT_OF, CameBy, Seat, State, Urgency
from tongzhuo.places.arriving import Arrived, put
from tongzhuo.places.models import Place
from tongzhuo.places.queries import common_path
from tongzhuo.places.rules import may_bring_all
from tongzhuo.places.when import spans
from tongzhuo.vocabulary.models import Term

_FIELDS = ("title", "title_en", "summary", "words", "helped_as", "contact_note", "kind", "place", "spot", "lat", "lon")
_MORE = ("urgency", "size", "starts_on", "ends_on")
_ASKED = ("kind", "what", "what_text", "unit", "quantity", "at_least", "language", "note", "at_home")
_WHEN = ("when", "starts_on", "ends_on", "from_time", "until_time", "weekdays")
_EMPTY = ("", None)


@dataclass(frozen=True)
class NeedRow:
    """One need of a file with its lines; `key` is the file's own name for it. What is empty says nothing."""

    key: str
    title: str
    place: Place
    title_en: str = ""
    summary: str = ""
    words: str = ""
    helped_as: str = ""
    contact_note: str = ""
    kind: Term | None = None
    spot: str = ""
    lat: float | None = None
    lon: float | None = None
    urgency: int = Urgency.ORDINARY
    size: int = 1
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    verified: bool = False
    asks: tuple[AskDraft, ...] = ()

    @property
    def values(self) -> dict[str, Any]:
        said = {name: getattr(self, name) for name in (*_FIELDS, *_MORE)}
        return {name: value for name, value in said.items() if value not in _EMPTY}

    def with_more(self, other: "NeedRow") -> "NeedRow":
        """The next line of the file belongs to the same need."""
        return replace(self, asks=self.asks + other.asks, verified=self.verified and other.verified)


@transaction.atomic
def arrive_needs(*, by: Viewer, rows: Sequence[NeedRow], source: str) -> Arrived:
    """Write a batch; the keys of `rows` differ from one another. `made["ask"]` counts the lines written."""
    root, at = common_path(row.place.path for row in rows), now()
    require(may_bring_all(by, (row.place.path for row in rows), at=at))
    locked = Need.objects.select_for_update(of=("self",)).select_related("place", "kind")
    found = locked.filter(source=source, source_key__in=[row.key for row in rows]).prefetch_related("asks__checks")
    standing = {need.source_key: need for need in found}
    arrived = Arrived()
    for row in (row for row in rows if row.key in standing):
        _correct(standing[row.key], row, arrived)
    new = [row for row in rows if row.key not in standing]
    made = Need.objects.bulk_create([_need(row, by, source, at) for row in new])
    _write_asks([(need, draft) for need, row in zip(made, new, strict=True) for draft in row.asks])
    arrived.new = len(new)
    if arrived.wrote:
        on = Place.objects.filter(path=root).first() or rows[0].place
        asks = sum(len(row.asks) for row in new)
        record(by=by, did="needs.arrived", on=on, path=root, source=source, asks=asks, **arrived.facts())
    return arrived


def _need(row: NeedRow, by: Viewer, source: str, at: dt.datetime) -> Need:
    confirmed = row.verified
    return Need(
        source=source,
        source_key=row.key,
        came_by=CameBy.FILE,
        state=State.CONFIRMED if confirmed else State.RAISED,
        answer_by=promised_answer(row.urgency, row.place.time_zone, at),
        answered_at=at if confirmed else None,
        confirmed_by_id=by.person_id if confirmed else None,
        seat_community=Seat.SEATED if confirmed else Seat.ASKED,
        **_seats(row.asks),
        **row.values,
    )


def _seats(asks: Sequence[AskDraft]) -> dict[str, str]:
    return {f"seat_{SEAT_OF[ask.kind]}": Seat.OPEN for ask in asks}


def _write_asks(drafts: Sequence[tuple[Need, AskDraft]]) -> None:
    asks = [Ask(need=need, **{name: getattr(draft, name) for name in (*_ASKED, *_WHEN)}) for need, draft in drafts]
    Ask.objects.bulk_create(asks)
    checks = [(ask, term) for ask, (_, draft) in zip(asks, drafts, strict=True) for term in draft.checks]
    through = Ask.checks.through
    through._default_manager.bulk_create([through(ask_id=ask.pk, term_id=term.pk) for ask, term in checks])
    Occasion.objects.bulk_create(
        [
            Occasion(ask=ask, starts=span.starts, ends=span.ends, quantity=ask.quantity, at_least=ask.at_least)
            for ask in asks
            for span in spans(ask, ask.need.place.time_zone)
        ]
    )


def _correct(need: Need, row: NeedRow, arrived: Arrived) -> None:
    """What the file says now, unless people already sit or were asked to: then only a person changes the need."""
    lines = {ask: _signature(ask) for ask in need.asks.all()}
    wanted = [draft for draft in row.asks if _signature(draft) not in lines.values()]
    gone = [ask for ask, signature in lines.items() if signature not in {_signature(draft) for draft in row.asks}]
    values = row.values | ({"words": need.words} if need.words else {})
    if not (put(need, values) or wanted or gone):
        arrived.same += 1
    elif not _untouched(need) or not _dropped(gone):
        arrived.refused[row.key] = gettext("People sit at this need already. Change it on its page.")
    else:
        _write_asks([(need, draft) for draft in wanted])
        for name, seat in (dict.fromkeys((f"seat_{p}" for p in PARTIES[1:]), Seat.NONE) | _seats(row.asks)).items():
            setattr(need, name, seat)
        need.save()
        arrived.changed += 1


def _untouched(need: Need) -> bool:
    free = all(seat in (Seat.NONE, Seat.OPEN) for party, seat in need.seats.items() if party != "community")
    return free and need.state in (State.RAISED, State.CONFIRMED)


def _dropped(gone: Sequence[Ask]) -> bool:
    """Take these lines away, all or none: one that somebody was once asked for stays, because its links stay."""
    try:
        with transaction.atomic():
            for ask in gone:
                ask.delete()
    except ProtectedError:
        return False
    return True


def _signature(ask: Ask | AskDraft) -> tuple[Any, ...]:
    checks = ask.checks if isinstance(ask, AskDraft) else ask.checks.all()
    return (*(getattr(ask, name) for name in (*_ASKED, *_WHEN)), frozenset(term.pk for term in checks))
