"""Which activities, shifts and sign-ups somebody sees. Hidden looks the same as absent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.timezone import localdate, now

from tongzhuo.kernel.fields import subtree, subtrees
from tongzhuo.kernel.models import Line
from tongzhuo.kernel.verdicts import OK, Verdict, no
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.models import Membership, in_force
from tongzhuo.organisations.states import KEEPERS, SPEAKERS
from tongzhuo.people.models import Consent, Person, PersonSkill
from tongzhuo.people.queries import wards_of
from tongzhuo.people.states import OF_AGE, Agreement
from tongzhuo.projects.queries import run_by
from tongzhuo.service import rules
from tongzhuo.service.models import Activity, CalendarFeed, Requirement, Shift, ShiftPlaces, SignUp
from tongzhuo.service.standing import Standing, standing_of, standings
from tongzhuo.service.states import AHEAD, ENDED, ON, SignUpState
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
    ).annotate(has_kinds=HAS_KINDS)
    if viewer.is_system:
        return shifts
    public = Q(**OPEN_TO_ALL)
    if not viewer.is_somebody:
        return shifts.filter(public)
    wards = wards_of(viewer.person_id)
    own = SignUp.objects.filter(Q(person=viewer.person_id) | Q(person__in=wards)).values("shift")
    return shifts.filter(public | Q(pk__in=own) | _run(viewer, "activity__"))


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


def perhaps_unfit(ahead_of: datetime | None) -> QuerySet[SignUp]:
    """Sign-ups, ahead of that moment or all, whose person may lack something: expiries that come by date alone, too.
    A few too many rather than one too few; what is so is told by `rules.may_stay`."""
    owner, day = OuterRef(OuterRef("person")), OuterRef(OuterRef("first_day"))
    has = PersonSkill.objects.filter(Q(until=None) | Q(until__gt=day), person=owner)
    required = Requirement.objects.filter(activity=OuterRef("shift__activity"))
    lacking = Exists(required.filter(~Exists(has.filter(term=OuterRef("term")))))
    said = Consent.objects.filter(person=OuterRef("person"), purpose=Agreement.BE_RECORDED)
    took_back = Exists(said.filter(withdrawn_at__isnull=False)) & ~Exists(said.filter(withdrawn_at=None))
    until = "shift__activity__insured_until"
    uncovered = Q(shift__activity__dangerous=True) & (Q(**{until: None}) | Q(**{f"{until}__lte": F("last_day")}))
    minors = Q(person__birth_date__gt=localdate() - timedelta(days=366 * OF_AGE))
    ahead = SignUp.objects.filter(state__in=AHEAD, **({"starts__gt": ahead_of} if ahead_of else {}))
    ahead = ahead.annotate(first_day=TruncDate("starts", tzinfo=UTC), last_day=TruncDate("ends", tzinfo=UTC))
    return ahead.filter(Q(lacking) | Q(took_back) | minors | uncovered | Q(blocked_since__isnull=False))


def still_fit(person: Person, shift: Shift, sign_up: SignUp) -> Verdict:
    """Whether who comes may come, as things are now. One query for nearly everybody."""
    if shift.activity.home_visit and goes_alone(shift):
        return no(*rules.NEEDS_TWO)
    if sign_up.blocked_since is None and not perhaps_unfit(ahead_of=None).filter(pk=sign_up.pk).exists():
        return OK
    standing = standing_of(person, shift)
    return rules.may_stay(shift, sign_up, standing, asked=True)


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
