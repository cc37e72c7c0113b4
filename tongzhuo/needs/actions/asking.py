"""What a need asks for: confirmed once, corrected later, expanded into occasions."""

import datetime as dt
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.timezone import now

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.needs import rules
from tongzhuo.needs.actions.locking import locked
from tongzhuo.needs.drafts import AskDraft
from tongzhuo.needs.models import Ask, Need, Occasion
from tongzhuo.needs.states import PARTIES, SEAT_OF, Seat, State
from tongzhuo.organisations.viewers import viewer_of
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place
from tongzhuo.places.when import spans
from tongzhuo.vocabulary.models import Term

_SAID = ("kind", "what", "what_text", "unit", "quantity", "at_least", "language", "note", "at_home")
AS_IT_WAS = dt.date.min
_WHEN = ("when", "starts_on", "ends_on", "from_time", "until_time", "weekdays")


@transaction.atomic
def confirm_need(
    *,
    by: Viewer,
    need: Need,
    title: str,
    asks: Sequence[AskDraft],
    title_en: str | None = None,
    summary: str | None = None,
    helped_as: str | None = None,
    contact_note: str | None = None,
    spot: str | None = None,
    place: Place | None = None,
    kind: Term | None = None,
    urgency: int | None = None,
    size: int | None = None,
    starts_on: dt.date | None = AS_IT_WAS,
    ends_on: dt.date | None = AS_IT_WAS,
    private_part: str | None = None,
    delegates: Sequence[Person] | None = None,
    case_worker: Person | None = None,
) -> Need:
    """On the list, with its lines. What is None stays as it was, but a day that is None is taken away.
    Everyone reads `title`, `summary` and `helped_as`."""
    need, at = locked(need), now()
    require(rules.may_confirm_need(by, need, asks=asks, today=_today(need.place, at), at=at))
    changed = {
        "title": title.strip() or need.title,
        "title_en": title_en,
        "summary": summary,
        "helped_as": helped_as,
        "contact_note": contact_note,
        "spot": spot,
        "place": place,
        "kind": kind,
        "urgency": urgency,
        "size": size,
        "private_part": private_part,
    }
    days = {"starts_on": starts_on, "ends_on": ends_on}
    said = {field: value for field, value in changed.items() if value is not None}
    for field, value in (said | {field: day for field, day in days.items() if day != AS_IT_WAS}).items():
        setattr(need, field, value)
    require(rules.may_confirm_need(by, need, today=_today(need.place, at), at=at))
    if delegates is not None:
        need.delegates.set(delegates)
    if need.common:
        require(rules.delegates_stand(need.place, list(need.delegates.select_related("home")), frozenset()))
    if case_worker is not None and case_worker.pk != need.case_worker_id:
        require(rules.may_take_case(by, need, viewer_of(case_worker), at=at))
        need.case_worker = case_worker
    _write_asks(need, asks, frozenset())
    need.state, need.answered_at, need.sleeps_until, need.confirmed_by_id = State.CONFIRMED, at, None, by.person_id
    _open_seats(need, dict.fromkeys(PARTIES, Seat.NONE) | {"community": Seat.SEATED})
    need.save()
    record(by=by, did="need.confirmed", on=need, path=need.place.path, asks=[str(ask.kind) for ask in asks])
    return need


@transaction.atomic
def change_asks(*, by: Viewer, need: Need, asks: Sequence[AskDraft], keep: frozenset[int] = frozenset()) -> Need:
    """The lines from now on. A draft with the `code` of an ask corrects it; an ask that no draft names goes.
    `keep`: occasions somebody has agreed to; they stay as they are, whatever the lines say."""
    need, at = locked(need), now()
    require(rules.may_change_asks(by, need, asks=asks, today=_today(need.place, at), at=at))
    _write_asks(need, asks, keep)
    _open_seats(need, need.seats)
    need.save(update_fields=[f"seat_{party}" for party in PARTIES])
    record(by=by, did="need.asks_changed", on=need, path=need.place.path, asks=[str(ask.kind) for ask in asks])
    return need


def _today(place: Place, at: dt.datetime) -> dt.date:
    return at.astimezone(ZoneInfo(place.time_zone)).date()


def _write_asks(need: Need, drafts: Sequence[AskDraft], keep: frozenset[int]) -> None:
    standing = {ask.code: ask for ask in need.asks.all()}
    for draft in drafts:
        ask = standing.pop(draft.code, None) or Ask(need=need)
        for name in (*_SAID, *_WHEN):
            setattr(ask, name, getattr(draft, name))
        ask.save()
        ask.checks.set(draft.checks)
        _write_occasions(ask, need.place.time_zone, keep)
    for ask in standing.values():
        _drop_ask(ask, keep)


def _write_occasions(ask: Ask, zone: str, keep: frozenset[int]) -> None:
    """Times that stay keep their row, and with it their links."""
    standing = {(one.starts, one.ends): one for one in Occasion.ever.filter(ask=ask)}
    for span in spans(ask, zone):
        one = standing.pop((span.starts, span.ends), None) or Occasion(ask=ask, starts=span.starts, ends=span.ends)
        if one.pk not in keep:
            one.quantity, one.at_least, one.dropped = ask.quantity, ask.at_least, False
            one.save()
    _drop([one for one in standing.values() if one.pk not in keep])


def _drop_ask(ask: Ask, keep: frozenset[int]) -> None:
    """An ask somebody has agreed to stays with what they agreed to; one with a history stays out of sight."""
    _drop([one for one in ask.occasions.all() if one.pk not in keep])
    if ask.occasions.exists():
        return
    if Occasion.ever.filter(ask=ask).exists():
        ask.dropped = True
        ask.save(update_fields=["dropped"])
    else:
        ask.delete()


def _drop(occasions: Sequence[Occasion]) -> None:
    """Away with them; one that somebody was once asked for is only dropped, because its links stay."""
    for one in occasions:
        try:
            with transaction.atomic():
                one.delete()
        except ProtectedError:
            one.dropped = True
            one.save(update_fields=["dropped"])


def _open_seats(need: Need, seats: Mapping[str, str]) -> None:
    """A seat without lines is not needed; one that has lines is open until `linkages` says more."""
    asked = {SEAT_OF[kind] for kind in need.asks.values_list("kind", flat=True)}
    for party, seat in seats.items():
        if party == "community":
            need.seat_community = seat
        else:
            kept = Seat.OPEN if seat == Seat.NONE else seat
            setattr(need, f"seat_{party}", kept if party in asked else Seat.NONE)
