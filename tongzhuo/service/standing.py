"""What is known of a person before they sign up: read for many shifts at once, and judged by the rules."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from tongzhuo.needs.states import HOLDS_NOTHING
from tongzhuo.people.models import Consent, Person, PersonSkill
from tongzhuo.people.queries import guardians_of
from tongzhuo.people.states import OF_AGE, Agreement, ShownBy
from tongzhuo.people.times import age_on
from tongzhuo.service.models import Requirement, Shift, ShiftPlaces, SignUp
from tongzhuo.service.states import ENDED, HOLD_TIME, Demand, GuardianWord, PlaceKind, SignUpState
from tongzhuo.statements.kept import kept
from tongzhuo.vocabulary.models import Term

BETWEEN = dt.timedelta(minutes=15)  # what a person needs between two bookings at least
A_WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class Lack:
    """A requirement somebody does not meet: they never had it, or it has run out."""

    demand: str
    term: Term
    expired: bool


@dataclass
class Standing:
    """A person before one shift. `guardians` is empty for adults; `guardian_agreed`: one said yes to this activity
    before. `a_week` counts bookings in the week of the shift, `most_a_week` is what the person set, if they did.
    `open_kind` is the kind of place that is free for this person: "" where places have no kinds, None for none."""

    age: int | None = None
    guardians: frozenset[int] = frozenset()
    guardian_agreed: bool = False
    recorded: bool = True
    lacks: list[Lack] = field(default_factory=list)
    mine: SignUp | None = None
    clash: SignUp | None = None
    a_week: int = 0
    most_a_week: int | None = None
    open_kind: str | None = ""
    free: int | None = None

    @property
    def is_minor(self) -> bool:
        return self.age is not None and self.age < OF_AGE


@dataclass
class _Known:
    """What was read of one person for all the shifts."""

    bookings: Sequence[SignUp]
    birth_date: dt.date | None
    guardians: frozenset[int]
    recorded: bool
    cap: int | None


def standings(person: Person, shifts: Sequence[Shift]) -> dict[int, Standing]:
    """By primary key of the shift: a handful of queries however many shifts there are.
    The shifts come with activity and place."""
    known = _known(person, shifts)
    required: dict[int, list[Requirement]] = defaultdict(list)
    for row in _required(person, {shift.activity_id for shift in shifts}):
        required[row.activity_id].append(row)
    kinds: dict[int, list[ShiftPlaces]] = defaultdict(list)
    # A page has read already which shifts have places of a kind at all: most have none.
    if divided := [shift for shift in shifts if getattr(shift, "has_kinds", True)]:
        for places in ShiftPlaces.objects.filter(shift__in=divided).order_by("pk"):
            kinds[places.shift_id].append(places)
    return {shift.pk: _standing(shift, known, required[shift.activity_id], kinds[shift.pk]) for shift in shifts}


def standing_of(person: Person, shift: Shift) -> Standing:
    return standings(person, [shift])[shift.pk]


def holding_time() -> QuerySet[SignUp]:
    """Every sign-up that holds an hour of somebody's time. A need that has ended holds nothing."""
    ended = Q(shift__occasion__ask__need__state__in=HOLDS_NOTHING)
    return SignUp.objects.filter(state__in=HOLD_TIME).exclude(ended)


def room_for(person: Person, shift: Shift) -> Standing:
    """Only what says whether a place and the hour can be kept: for who is asked, and answers later."""
    kinds = list(ShiftPlaces.objects.filter(shift=shift).order_by("pk"))
    mine = SignUp.objects.filter(shift=shift, person=person).exclude(state__in=ENDED).first()
    return Standing(
        mine=mine,
        clash=clash_of(person.pk, shift.starts, shift.ends, besides=mine.pk if mine else None),
        open_kind=_open_kind(kinds, trained=True, new=True),
        free=shift.free_places,
    )


def clash_of(person_id: int, starts: dt.datetime, ends: dt.datetime, *, besides: int | None = None) -> SignUp | None:
    """The booking that keeps this person from coming at that time, or None: the person is free."""
    near = holding_time().filter(person=person_id, starts__lt=ends + BETWEEN, ends__gt=starts - BETWEEN)
    near = near if besides is None else near.exclude(pk=besides)
    return near.select_related("shift__activity").order_by("starts").first()


def week_of(moment: dt.datetime, zone: str) -> tuple[dt.datetime, dt.datetime]:
    """Monday 0:00 to the next, where the shift is."""
    tz = ZoneInfo(zone)
    local = moment.astimezone(tz)
    monday = dt.datetime.combine(local.date() - dt.timedelta(days=local.weekday()), dt.time(0), tz)
    return monday, monday + A_WEEK


def _known(person: Person, shifts: Sequence[Shift]) -> _Known:
    first = min(shift.starts for shift in shifts) - A_WEEK
    last = max(shift.ends for shift in shifts) + A_WEEK
    ((agrees, refuses, cap, birth_date),) = _said(person=person.pk)
    return _Known(
        bookings=_bookings(person=person.pk, first=first, last=last),
        birth_date=birth_date,
        guardians=guardians_of(person, shifts[0].starts.date()) if birth_date else frozenset(),
        recorded=agrees or not refuses,
        cap=cap,
    )


@kept
def _bookings(*, person: Any, first: Any, last: Any) -> QuerySet[SignUp]:
    near = Q(starts__lt=last, ends__gt=first) & ~Q(state__in=ENDED)
    agreed_before = Q(guardian_word=GuardianWord.GIVEN) | Q(state=SignUpState.ATTENDED)
    bookings = SignUp.objects.filter(near | agreed_before, person=person)
    return bookings.select_related("shift__activity").order_by("starts", "pk")


@kept
def _said(*, person: Any) -> QuerySet[Person, tuple[bool, bool, int | None, dt.date | None]]:
    """Whether they agree to be written down, whether they took that back, how much a week is enough, their birth."""
    word = Consent.objects.filter(person=OuterRef("pk"), purpose=Agreement.BE_RECORDED)
    agrees, refuses = Exists(word.filter(withdrawn_at=None)), Exists(word.filter(withdrawn_at__isnull=False))
    rows = Person.objects.filter(pk=person).annotate(agrees=agrees, refuses=refuses)
    return rows.values_list("agrees", "refuses", "availability__bookings_a_week", "birth_date")


def _standing(shift: Shift, known: _Known, required: Sequence[Requirement], kinds: Sequence[ShiftPlaces]) -> Standing:
    day = shift.starts.astimezone(ZoneInfo(shift.activity.place.time_zone)).date()
    living = [one for one in known.bookings if one.state not in ENDED]
    mine = next((one for one in living if one.shift_id == shift.pk), None)
    holding = [one for one in living if one.state in HOLD_TIME and one.shift_id != shift.pk]
    opens, closes = week_of(shift.starts, shift.activity.place.time_zone)
    before = [one for one in known.bookings if one.shift.activity_id == shift.activity_id]
    been = any(one.state == SignUpState.ATTENDED for one in before)
    lacks = [lack for row in required if (lack := _lack(row, day))]
    return Standing(
        age=age_on(known.birth_date, day),
        guardians=known.guardians,
        guardian_agreed=any(one.guardian_word == GuardianWord.GIVEN for one in before),
        recorded=known.recorded,
        lacks=lacks,
        mine=mine,
        clash=next((one for one in holding if _meets(one, shift)), None),
        a_week=sum(opens <= one.starts < closes for one in holding),
        most_a_week=known.cap,
        open_kind=_open_kind(kinds, trained=not lacks and (bool(required) or been), new=not been),
        free=shift.free_places,
    )


def _meets(booked: SignUp, shift: Shift) -> bool:
    return booked.starts < shift.ends + BETWEEN and booked.ends > shift.starts - BETWEEN


def _required(person: Person, activities: Collection[int]) -> Iterable[Requirement]:
    """What the activities demand, each with what the person has of it: `shown_by` (None: nothing) and `until`."""
    if len(activities) == 1:
        return _required_by_one(person=person.pk, activity=next(iter(activities)))
    return _demands(person.pk).filter(activity__in=activities)


@kept
def _required_by_one(*, person: Any, activity: Any) -> QuerySet[Requirement]:
    return _demands(person).filter(activity=activity)


def _demands(person: Any) -> QuerySet[Requirement]:
    own = PersonSkill.objects.filter(person=person, term=OuterRef("term"))
    rows = Requirement.objects.select_related("term").order_by("pk")
    return rows.annotate(shown_by=Subquery(own.values("shown_by")), until=Subquery(own.values("until")))


def _lack(row: Requirement, day: dt.date) -> Lack | None:
    """A training counts when it was shown by one; a skill that somebody says they have is one."""
    shown_by, until = row.shown_by, row.until  # type: ignore[attr-defined]
    if shown_by is None or (row.demand == Demand.TRAINING and shown_by == ShownBy.SELF):
        return Lack(row.demand, row.term, expired=False)
    return Lack(row.demand, row.term, expired=True) if until is not None and until < day else None


def _open_kind(kinds: Sequence[ShiftPlaces], *, trained: bool, new: bool) -> str | None:
    """A newcomer's place is for who has never come; a trained one for who lacks nothing that is required, or, where
    nothing is, has come before."""
    if not kinds:
        return ""
    fits = {PlaceKind.TRAINED: trained, PlaceKind.NEWCOMER: new, PlaceKind.ANYONE: True}
    order = {kind: rank for rank, kind in enumerate(PlaceKind.values)}
    for row in sorted(kinds, key=lambda row: order[row.kind]):
        if fits[PlaceKind(row.kind)] and row.taken < row.places:
            return row.kind
    return None
