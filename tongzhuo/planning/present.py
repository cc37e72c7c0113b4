"""What stands of a plan now: its links as rows of the question that it answered, and what is new of people since."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from tongzhuo.engine.instance import Instance
from tongzhuo.kernel.models import Line
from tongzhuo.linkages.models import Link, Plan
from tongzhuo.linkages.queries import BARRED, SETTLED
from tongzhuo.linkages.states import HOLDING, LinkState
from tongzhuo.needs.models import Need
from tongzhuo.needs.states import OPEN_STATES
from tongzhuo.people.models import Consent, Person
from tongzhuo.people.said import said_by
from tongzhuo.people.states import Agreement
from tongzhuo.places.minutes import Calendar
from tongzhuo.resources.models import Offer
from tongzhuo.resources.states import OfferState

Pair = tuple[int, int]  # rows of a role and a supply
Windows = list[tuple[int, int]]  # minutes
KNOWN_TERMS = ("occasion__code", "person__code", "offer__code", "quantity", "state", "pinned", "pk")


@dataclass(frozen=True)
class Rows:
    """The rows of a question by the codes of what they stand for."""

    role: Mapping[str, int]
    supply: Mapping[str, int]
    need: Mapping[str, int]

    @classmethod
    def of(cls, it: Instance) -> "Rows":
        named = (it.role_code, it.supply_code, it.need_code)
        return cls(*({code: row for row, code in enumerate(codes.tolist())} for codes in named))


@dataclass
class Present:
    """Quantities of the links that stay (`fixed`) and of those that may change (`suggested`, with their primary keys);
    who is not to be proposed again; `strangers`: links that the question knows nothing of. And what is new of people
    and offers: `closed` needs, supplies that are `gone`, other `windows` of a supply."""

    fixed: dict[Pair, int] = field(default_factory=dict)
    suggested: dict[Pair, int] = field(default_factory=dict)
    keys: dict[Pair, int] = field(default_factory=dict)
    barred: set[Pair] = field(default_factory=set)
    strangers: int = 0
    closed: frozenset[int] = frozenset()
    gone: frozenset[int] = frozenset()
    windows: dict[int, Windows] = field(default_factory=dict)


def present_of(plan: Plan, it: Instance, rows: Rows) -> Present:
    """The state of the plan's needs at this moment."""
    now = Present(closed=_closed(plan, rows), gone=_gone(plan, rows), windows=_windows(plan, it, rows))
    links = Link.objects.filter(need__planned__plan=plan).filter(SETTLED | BARRED | Q(state=LinkState.SUGGESTED))
    for occasion, person, offer, quantity, state, pinned, pk in _told(links):
        pair = rows.role.get(occasion, -1), rows.supply.get(offer or person or "", -1)
        stays = state in HOLDING or (state == LinkState.SUGGESTED and pinned)
        if min(pair) < 0:
            now.strangers += stays
        elif stays:
            now.fixed[pair] = quantity or -1
        elif state == LinkState.SUGGESTED:
            now.suggested[pair], now.keys[pair] = quantity or -1, pk
        else:
            now.barred.add(pair)
    now.barred -= {*now.fixed, *now.suggested}
    return now


def calendar_of(plan: Plan, it: Instance) -> Calendar:
    """The calendar in which the question counts its minutes."""
    zone = ZoneInfo(plan.place.time_zone)
    return Calendar(datetime.fromisoformat(it.epoch).replace(tzinfo=zone), zone)


def _told(links: QuerySet[Link]) -> Iterator[tuple[str, str | None, str | None, int | None, str, bool, int]]:
    return links.order_by("pk").values_list(*KNOWN_TERMS).iterator()


def _closed(plan: Plan, rows: Rows) -> frozenset[int]:
    """Needs that ask for nothing any more."""
    closed = Need.objects.filter(planned__plan=plan).exclude(state__in=OPEN_STATES).values_list("code", flat=True)
    return frozenset(rows.need[code] for code in closed if code in rows.need)


def _gone(plan: Plan, rows: Rows) -> frozenset[int]:
    """Offers that are off the table, and people who do not agree to be asked any more."""
    offers = Offer.objects.exclude(state=OfferState.OPEN).values_list("code", flat=True)
    agreed = Consent.objects.filter(purpose=Agreement.BE_ASKED, withdrawn_at=None)
    taken_back = Consent.objects.filter(purpose=Agreement.BE_ASKED, withdrawn_at__gte=plan.created)
    people = taken_back.exclude(person__in=agreed.values("person")).values_list("person__code", flat=True)
    return frozenset(rows.supply[code] for code in (*offers, *people) if code in rows.supply)


def _windows(plan: Plan, it: Instance, rows: Rows) -> dict[int, Windows]:
    """The hours of people who have said others since the plan was drawn, as far as anything is asked for."""
    lines = Line.objects.filter(did="person.availability_set", created__gte=plan.created).values_list("on", flat=True)
    codes = {on.partition(":")[2] for on in lines}
    people = list(Person.objects.filter(code__in=[code for code in codes if code in rows.supply]).order_by("pk"))
    calendar = calendar_of(plan, it)
    said = said_by(people, (calendar.epoch + timedelta(minutes=it.now)).date())
    until = int(it.role_end.max(initial=it.now))
    return {
        rows.supply[one.code]: list(calendar.free_times(said[one.pk].weekly, said[one.pk].differs, until))
        for one in people
    }
