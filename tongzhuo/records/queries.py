"""Whose hours somebody may see, and what they come to. Every page of this room starts here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet, Sum
from django.utils.timezone import localdate

from tongzhuo.kernel.fields import subtrees
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.states import KEEPERS, SPEAKERS
from tongzhuo.people.queries import wards_of
from tongzhuo.records.counting import due_on
from tongzhuo.records.models import Attendance, Flag, Scan, ServiceRecord
from tongzhuo.records.rules import HERE, LATE, OFFLINE
from tongzhuo.records.states import Oddity, Proof, RecordState
from tongzhuo.service.models import Shift, SignUp
from tongzhuo.service.queries import activities_run_by, commitments_of
from tongzhuo.service.states import ON, SignUpState

NEAR = timedelta(hours=24)
WEEK, SOON, MOST_KEPT = timedelta(days=7), timedelta(hours=36), 6
MOST_UNITS = 200
ON_THE_SHEET = (SignUpState.SIGNED_UP, SignUpState.ATTENDED, SignUpState.ABSENT)


def records_visible_to(viewer: Viewer) -> QuerySet[ServiceRecord]:
    """One's own and one's wards', and those that one's organisation or office answers for."""
    rows = ServiceRecord.objects.select_related("person", "place", "recorded_by", "confirmed_by", "entered_by")
    if viewer.is_system:
        return rows
    if not viewer.is_somebody:
        return rows.none()
    own = Q(person=viewer.person_id) | Q(person__in=wards_of(viewer.person_id))
    return rows.filter(own | answered_for(viewer))


def answered_for(viewer: Viewer) -> Q:
    """Records of organisations one speaks for, and of places one keeps."""
    units = [held.organisation_id for held in viewer.mandates if held.role in SPEAKERS]
    return Q(recorded_by__in=units) | subtrees(viewer.paths(*KEEPERS), "place__path")


def units_of(viewer: Viewer) -> QuerySet[Organisation]:
    """Organisations one speaks for, and those of places one keeps: in whose name one enters and hands on records."""
    units = [held.organisation_id for held in viewer.mandates if held.role in SPEAKERS]
    kept = subtrees(viewer.paths(*KEEPERS), "place__path")
    return Organisation.objects.filter(Q(pk__in=units) | kept).select_related("place").order_by("pk")[:MOST_UNITS]


def records_to_export(viewer: Viewer, unit: Organisation, *, since: date, until: date) -> QuerySet[ServiceRecord]:
    """Confirmed lines of an organisation that began on these days, both inclusive, in the order of service."""
    rows = records_visible_to(viewer).filter(answered_for(viewer), recorded_by=unit, state=RecordState.CONFIRMED)
    zone = ZoneInfo(unit.place.time_zone)
    first, last = datetime.combine(since, time.min, zone), datetime.combine(until, time.max, zone)
    return rows.filter(starts__gte=first, starts__lte=last).select_related("corrects").order_by("starts", "pk")


@dataclass(frozen=True)
class Hours:
    """Confirmed minutes of somebody, by how far they are proven, and what still waits."""

    by_proof: dict[str, int]
    waiting: int

    @property
    def minutes(self) -> int:
        return sum(self.by_proof.values())


def hours_of(person_id: int, *, since: date | None = None, until: date | None = None) -> Hours:
    """The sum of all confirmed lines, corrections included. Days are of the active time zone, both inclusive."""
    rows = ServiceRecord.objects.filter(person=person_id)
    if since:
        rows = rows.filter(starts__date__gte=since)
    if until:
        rows = rows.filter(starts__date__lte=until)
    sums = dict(
        rows.filter(state=RecordState.CONFIRMED).order_by().values_list("proof").annotate(minutes=Sum("minutes"))
    )
    waiting = rows.filter(state=RecordState.PROPOSED).aggregate(sum=Sum("minutes"))["sum"] or 0
    return Hours({str(proof): sums.get(proof, 0) for proof in Proof}, waiting)


@dataclass(frozen=True)
class Here:
    """One line of the day sheet."""

    sign_up: SignUp
    attended: Attendance | None


def who_may_be_noted(shift: Shift) -> QuerySet[SignUp]:
    """Who has a place and is ready; whoever was noted before something was found missing stays noted."""
    rows = SignUp.objects.filter(shift=shift, state__in=HERE)
    return rows.filter(Q(blocked_since=None) | Q(attendance__isnull=False))


def sheet_of(shift: Shift) -> list[Here]:
    """Everybody who has, or had, a place on the day, with what was noted, by name. Two queries."""
    rows = SignUp.objects.filter(shift=shift, state__in=ON_THE_SHEET).select_related("person")
    noted = {one.sign_up_id: one for one in Attendance.objects.filter(sign_up__shift=shift)}
    return [Here(one, noted.get(one.pk)) for one in rows.order_by("person__name", "pk")]


def next_of(person_id: int, *, at: datetime) -> list[SignUp]:
    """What somebody has promised in the next week, soonest first: their pass, and what their telephone keeps."""
    rows = commitments_of(person_id, since=at - LATE).filter(state__in=HERE, starts__lt=at + WEEK)
    return list(rows.filter(shift__state__in=ON).select_related("shift__activity__in_charge")[:MOST_KEPT])


def led_by(person_id: int, *, at: datetime) -> QuerySet[Shift]:
    """The shifts that somebody leads around now: whose sheets their telephone keeps."""
    rows = Shift.objects.filter(activity__in_charge=person_id, state__in=ON)
    return rows.filter(starts__lt=at + SOON, ends__gt=at - OFFLINE).order_by("starts", "pk")[:MOST_KEPT]


@dataclass(frozen=True)
class DayToClose:
    """A shift that is over and not closed. `due`: the last day on which its hours count as entered in time."""

    shift: Shift
    due: date
    left: int


def days_to_close(viewer: Viewer, *, at: datetime) -> list[DayToClose]:
    """The most urgent first; a negative number of days left means that it is late."""
    runs = activities_run_by(viewer).values("pk")
    shifts = Shift.objects.filter(activity__in=runs, state__in=ON, ends__lt=at).select_related("activity__place")
    found = [(shift, due_on(localdate(shift.ends))) for shift in shifts.order_by("ends", "pk")[:60]]
    return [DayToClose(shift, due, (due - localdate(at)).days) for shift, due in found]


def waiting_for_second(viewer: Viewer) -> QuerySet[ServiceRecord]:
    """What this viewer may confirm as the second person."""
    rows = records_visible_to(viewer).filter(answered_for(viewer), state=RecordState.PROPOSED)
    return rows.exclude(person=viewer.person_id).exclude(entered_by=viewer.person_id).order_by("due_on", "pk")


def flags_to_look_at(viewer: Viewer) -> QuerySet[Flag]:
    rows = records_visible_to(viewer).filter(answered_for(viewer)).values("pk")
    open_flags = Flag.objects.filter(record__in=rows, looked_at=None).select_related("record__person", "record__place")
    return open_flags.order_by("pk")


def was_kept(scan: Scan) -> bool:
    """Whether this scan arrived after its day was closed, and people decide what it counts."""
    marks = Flag.objects.filter(oddity=Oddity.TOLD_LATE, record__attendance__sign_up__shift=scan.shift_id)
    marks = marks.filter(record__person=scan.person_id)
    return any(scan.key == told.get("key") for mark in marks for told in mark.facts.get("scans", []))


def near_in_time(lines: Iterable[ServiceRecord]) -> dict[int, list[ServiceRecord]]:
    """For each person of `lines`, their lines within a day before and after."""
    lines = list(lines)
    if not lines:
        return {}
    first, last = min(line.starts for line in lines) - NEAR, max(line.ends for line in lines) + NEAR
    people = {line.person_id for line in lines}
    found: dict[int, list[ServiceRecord]] = {pk: [] for pk in people}
    rows = ServiceRecord.objects.filter(person__in=people, ends__gt=first, starts__lt=last)
    for line in rows.exclude(state=RecordState.REFUSED).select_related("place").order_by("pk"):
        found[line.person_id].append(line)
    return found
