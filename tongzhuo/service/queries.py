"""Which activities, shifts and sign-ups somebody sees. Hidden looks the same as absent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.timezone import now

from tongzhuo.kernel.fields import subtree, subtrees
from tongzhuo.kernel.models import Line
from tongzhuo.kernel.verdicts import Verdict
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.models import Membership, in_force
from tongzhuo.organisations.states import KEEPERS, SPEAKERS
from tongzhuo.people.models import Person
from tongzhuo.people.queries import wards_of
from tongzhuo.projects.queries import run_by
from tongzhuo.service import rules
from tongzhuo.service.models import Activity, CalendarFeed, Series, Shift, ShiftPlaces, SignUp
from tongzhuo.service.standing import Standing, standings
from tongzhuo.service.states import AHEAD, ENDED, ON, GuardianWord, SignUpState
from tongzhuo.statements.kept import kept

ON_A_PAGE = 20
HAS_KINDS = Exists(ShiftPlaces.objects.filter(shift=OuterRef("pk")))
OPEN_TO_ALL = {"state__in": ON, "activity__by_invitation": False}


def activities_visible_to(viewer: Viewer) -> QuerySet[Activity]:
    """What has a shift that is on, and what one runs oneself."""
    activities = Activity.objects.select_related("place", "project__place", "project__team", "in_charge", "recorded_by")
    if viewer.is_system:
        return activities
    shown = Activity.objects.filter(shifts__state__in=ON, by_invitation=False)
    return activities.filter(Q(pk__in=shown.values("pk")) | _run(viewer))


def activities_run_by(viewer: Viewer) -> QuerySet[Activity]:
    return activities_visible_to(viewer).filter(_run(viewer))


def shifts_visible_to(viewer: Viewer) -> QuerySet[Shift]:
    """Shifts that are on, those one has a place in, and those of activities one runs."""
    shifts = Shift.objects.select_related(
        "activity__place",
        "activity__project__place",
        "activity__project__team",
        "activity__in_charge",
        "activity__recorded_by",
        "series",
    ).annotate(has_kinds=HAS_KINDS)
    if viewer.is_system:
        return shifts
    public = Q(**OPEN_TO_ALL)
    if not viewer.is_somebody:
        return shifts.filter(public)
    wards = wards_of(viewer.person_id)
    own = SignUp.objects.filter(Q(person=viewer.person_id) | Q(person__in=wards)).values("shift")
    return shifts.filter(public | Q(pk__in=own) | _run(viewer, "activity__"))


def series_visible_to(viewer: Viewer) -> QuerySet[Series]:
    """Those of which one sees a date."""
    seen = shifts_visible_to(viewer).exclude(series=None).values("series")
    return Series.objects.filter(pk__in=seen).select_related("activity__place", "activity__project__place")


def series_ahead(activity: Activity, *, at: datetime) -> list[Series]:
    """What of an activity goes on week after week, each with `ahead`, how many dates are still to come."""
    coming = Count("shifts", filter=Q(shifts__state__in=ON, shifts__starts__gt=at))
    return list(Series.objects.filter(activity=activity).annotate(ahead=coming).filter(ahead__gt=0).order_by("pk"))


def dates_of(viewer: Viewer, series: Series, *, at: datetime) -> QuerySet[Shift]:
    """What of a series is still to come, soonest first."""
    return shifts_visible_to(viewer).filter(series=series, state__in=ON, starts__gt=at).order_by("starts", "pk")


def templates_kept_by(viewer: Viewer) -> QuerySet[Activity]:
    """The templates of the organisations this viewer speaks for, by name."""
    own = {held.organisation_id for held in viewer.mandates if held.role in SPEAKERS}
    return Activity.objects.filter(kept_by__in=own).select_related("kept_by", "place").order_by("kept_as", "pk")


def visible_shift(viewer: Viewer, code: str) -> Shift | None:
    """One shift, if this viewer sees it. What everybody sees, and a crowd joins, is found without asking who looks."""
    open_to_all = _open_to_all(code=code)
    return open_to_all[0] if open_to_all else shifts_visible_to(viewer).filter(code=code).first()


@kept
def _open_to_all(*, code: Any) -> QuerySet[Shift]:
    return Shift.objects.filter(code=code, **OPEN_TO_ALL)


def open_shifts_around(viewer: Viewer, path: str, *, at: datetime) -> QuerySet[Shift]:
    """What is still ahead and open to walk in, in the sub-district around `path`, soonest first."""
    around = "/".join(path.split("/")[:-2]) + "/" if path.count("/") > 2 else path
    shifts = shifts_visible_to(viewer).filter(state__in=ON, starts__gt=at, activity__by_invitation=False)
    return shifts.filter(subtree(around, "activity__place__path")).order_by("starts", "pk")


@dataclass(frozen=True)
class Suited:
    """A shift with what its reader may do about it."""

    shift: Shift
    verdict: Verdict
    standing: Standing

    @property
    def mine(self) -> SignUp | None:
        return self.standing.mine


def suited(viewer: Viewer, person: Person, shifts: list[Shift], *, at: datetime) -> list[Suited]:
    """The shifts as this person finds them, those they may join first."""
    if not shifts:
        return []
    known = standings(person, shifts)
    found = [
        Suited(shift, rules.may_sign_up(viewer, shift, person, known[shift.pk], at=at), known[shift.pk])
        for shift in shifts
    ]
    return sorted(found, key=lambda one: (not one.verdict, one.shift.starts, one.shift.pk))


def sign_ups_visible_to(viewer: Viewer) -> QuerySet[SignUp]:
    """One's own and one's wards', those of a team one leads, and those of activities one runs."""
    rows = SignUp.objects.select_related(
        "person__home", "team", "shift__activity__place", "shift__activity__project__place", "shift__occasion"
    )
    if viewer.is_system:
        return rows
    if not viewer.is_somebody:
        return rows.none()
    led = [held.organisation_id for held in viewer.mandates if held.role in SPEAKERS]
    own = Q(person=viewer.person_id) | Q(person__in=wards_of(viewer.person_id)) | Q(team__in=led)
    return rows.filter(own | _run(viewer, "shift__activity__")).order_by("starts", "pk")


def sign_ups_of(line: Line) -> list[SignUp]:
    """Those that a line is about, with what a notice says of them."""
    rows = SignUp.objects.filter(code__in=line.facts.get("sign_ups", [])).select_related(
        "person__home", "person__account", "shift__activity__place", "shift__activity__in_charge__home", "blocked_term"
    )
    return list(rows.order_by("pk"))


def commitments_of(person_id: int, *, since: datetime | None = None) -> QuerySet[SignUp]:
    """What somebody is invited to, waits for or has promised, soonest first."""
    rows = SignUp.objects.filter(person=person_id, state__in=AHEAD, ends__gte=since or now())
    known = ("shift__activity__place", "shift__activity__project__place", "person__home", "blocked_term")
    return rows.select_related(*known).order_by("starts", "pk")


def calendar_of(person_id: int, *, since: datetime) -> QuerySet[SignUp]:
    """The same for one's calendar, without what one only waits for. Activities recur: each is read once."""
    rows = commitments_of(person_id, since=since).exclude(state=SignUpState.WAITING)
    return rows.select_related(None).select_related("shift").prefetch_related("shift__activity__place")


def shifts_of(activity: Activity) -> QuerySet[Shift]:
    """The shifts of an activity with who is on them, in the order in which they came."""
    rows = SignUp.objects.exclude(state__in=ENDED).select_related("person", "team").order_by("waiting_since", "pk")
    shifts = Shift.objects.filter(activity=activity).order_by("starts", "pk")
    return shifts.prefetch_related(Prefetch("sign_ups", queryset=rows, to_attr="people_on"), "kinds")


def waiting_for(shift: Shift) -> QuerySet[SignUp]:
    """Who waits and may come, first come first."""
    rows = SignUp.objects.filter(shift=shift, state=SignUpState.WAITING, blocked_since=None)
    return rows.select_related("person__home").order_by("waiting_since", "pk")


def goes_alone(shift: Shift) -> bool:
    """Whether fewer than two who are ready have promised to come."""
    ready = SignUp.objects.filter(shift=shift, state__in=(SignUpState.SIGNED_UP, SignUpState.ATTENDED))
    return ready.filter(blocked_since=None).count() < 2


def stale_offers(at: datetime) -> QuerySet[Shift]:
    """Shifts with an offered place, or a guardian's word, that was not answered in time."""
    late = SignUp.objects.filter(
        Q(state=SignUpState.OFFERED, promised_until__lte=at)
        | Q(state__in=AHEAD, guardian_word="awaited", guardian_until__lte=at)
    )
    return Shift.objects.filter(pk__in=late.values("shift")).order_by("pk")


def asked_of_guardian(code: str) -> SignUp | None:
    """The sign-up a guardian was asked about; once that is off, the next of the same activity that waits for a word."""
    rows = SignUp.objects.select_related("person", "shift__activity__place", "shift__activity__recorded_by")
    asked = rows.filter(code=code).first()
    if asked is None or (asked.guardian_word == GuardianWord.AWAITED and asked.state in AHEAD):
        return asked
    return next(iter(rows.filter(_asked_with(asked)).order_by("starts")), asked)


def dates_asked_with(sign_up: SignUp) -> QuerySet[SignUp]:
    """All dates for which the same answer holds, this one among them."""
    return SignUp.objects.filter(_asked_with(sign_up)).order_by("starts", "pk")


def _asked_with(sign_up: SignUp) -> Q:
    same = Q(person=sign_up.person_id, shift__activity=sign_up.shift.activity_id)
    return same & Q(guardian_word=GuardianWord.AWAITED, state__in=AHEAD, starts__gt=now())


def members_among(organisation_id: int, people: Iterable[Person]) -> frozenset[int]:
    found = Membership.objects.filter(in_force(), organisation=organisation_id, person__in=[one.pk for one in people])
    return frozenset(found.values_list("person", flat=True))


def feed_of(secret: str) -> CalendarFeed | None:
    return CalendarFeed.objects.select_related("person__home").filter(secret=secret).first()


def _run(viewer: Viewer, prefix: str = "") -> Q:
    """Rows of activities that this viewer runs: see `rules.runs_activity`."""
    if not viewer.is_somebody:
        return Q(pk__in=[])
    teams = [held.organisation_id for held in viewer.mandates if held.role in SPEAKERS]
    own = Q(**{f"{prefix}in_charge": viewer.person_id}) | Q(**{f"{prefix}recorded_by__in": teams})
    kept = subtrees(viewer.paths(*KEEPERS), f"{prefix}place__path")
    return own | kept | run_by(viewer, f"{prefix}project__")
