"""Activities and shifts come into being, singly or week after week."""

import datetime as dt
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.timezone import now

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.places.states import WhenKind
from tongzhuo.places.when import spans
from tongzhuo.projects.models import Project
from tongzhuo.service import rules
from tongzhuo.service.actions.changing import cancel_shift
from tongzhuo.service.actions.holding import call_the_next, lock_shift
from tongzhuo.service.drafts import ActivityDraft, ShiftDraft
from tongzhuo.service.models import Activity, Requirement, Series, Shift, ShiftPlaces, SkippedDay
from tongzhuo.service.states import ON, ShiftState


@transaction.atomic
def open_activity(*, by: Viewer, project: Project, draft: ActivityDraft) -> Activity:
    """An activity of a project; its shifts follow. For another like it: `ActivityDraft.like(activity)`."""
    project = Project.objects.select_for_update(of=("self",)).select_related("place").get(pk=project.pk)
    require(rules.may_open_activity(by, project, draft, at=now()))
    activity = Activity.objects.create(project=project, **draft.facts)
    Requirement.objects.bulk_create(
        [Requirement(activity=activity, demand=demand, term=term) for demand, term in draft.demands]
    )
    record(by=by, did="activity.opened", on=activity, path=activity.place.path, project=project.code)
    return activity


@transaction.atomic
def record_cover(*, by: Viewer, activity: Activity, insurer: str, policy_number: str, until: dt.date) -> Activity:
    """Which accident cover holds, and until when."""
    activity = _locked(activity)
    require(rules.may_record_cover(by, activity, until, at=now()))
    activity.insurer, activity.policy_number, activity.insured_until = insurer, policy_number, until
    activity.save(update_fields=["insurer", "policy_number", "insured_until"])
    record(by=by, did="activity.covered", on=activity, path=activity.place.path, until=until.isoformat())
    return activity


@transaction.atomic
def say_where(*, by: Viewer, activity: Activity, home_visit: bool) -> Activity:
    """Whether it is in somebody's home: then two go."""
    activity = _locked(activity)
    require(rules.may_say_where(by, activity, at=now()))
    activity.home_visit = home_visit
    activity.save(update_fields=["home_visit"])
    record(by=by, did="activity.placed", on=activity, path=activity.place.path, home_visit=home_visit)
    return activity


@transaction.atomic
def open_shift(*, by: Viewer, activity: Activity, draft: ShiftDraft, planned: bool = False) -> Shift:
    """One time it takes place. A planned one keeps hours for who is asked; nobody walks in before it is opened."""
    activity = _locked(activity)
    require(rules.may_open_shift(by, activity, draft, at=now()))
    shift = _open(activity, draft, ShiftState.PLANNED if planned else ShiftState.OPENED)
    did = "shift.planned" if planned else "shift.opened"
    record(by=by, did=did, on=shift, path=activity.place.path, starts=draft.starts.isoformat())
    return shift


@transaction.atomic
def announce_shift(*, by: Viewer, shift: Shift) -> Shift:
    """A planned shift is open from now on."""
    shift = lock_shift(shift.pk)
    require(rules.may_change_shift(by, shift, ShiftState.OPENED, at=now()))
    shift.state = ShiftState.OPENED
    shift.save(update_fields=["state"])
    record(by=by, did="shift.opened", on=shift, path=shift.activity.place.path, starts=shift.starts.isoformat())
    return shift


@transaction.atomic
def resize_shift(*, by: Viewer, shift: Shift, places: int | None) -> Shift:
    """More or fewer places, never fewer than are taken. Who waits is called where some become free."""
    shift = lock_shift(shift.pk)
    draft = ShiftDraft(shift.starts, shift.ends, places)
    require(rules.may_open_shift(by, shift.activity, draft, at=now()))
    shift.places = None if places is None else max(places, shift.taken)
    shift.save(update_fields=["places"])
    record(by=by, did="shift.resized", on=shift, path=shift.activity.place.path, places=shift.places)
    call_the_next(shift, by=by, at=now())
    return shift


@transaction.atomic
def open_series(
    *,
    by: Viewer,
    activity: Activity,
    weekdays: int,
    hours: tuple[dt.time, dt.time],
    dates: tuple[dt.date, dt.date],
    places: int,
    kinds: Mapping[str, int] | None = None,
    without: tuple[dt.date, ...] = (),
) -> Series:
    """A shift on every one of `weekdays` (bit 0 is Monday) from the first to the last of `dates`, but for `without`."""
    activity = _locked(activity)
    series = Series(
        activity=activity,
        when=WhenKind.WEEKLY,
        weekdays=weekdays,
        from_time=hours[0],
        until_time=hours[1],
        starts_on=dates[0],
        ends_on=dates[1],
        places=places,
        kinds=dict(kinds or {}),
    )
    drafts = [draft for day, draft in _dated(series) if day not in without]
    for draft in drafts:
        require(rules.may_open_shift(by, activity, draft, at=now()))
    series.save()
    SkippedDay.objects.bulk_create([SkippedDay(series=series, day=day) for day in without])
    for draft in drafts:
        _open(activity, draft, ShiftState.OPENED, series)
    record(by=by, did="series.opened", on=series, path=activity.place.path, shifts=len(drafts))
    return series


@transaction.atomic
def skip_day(*, by: Viewer, series: Series, day: dt.date, reason: str = "") -> SkippedDay:
    """A date of the series falls out: whoever is on it is told as for every cancelled shift."""
    series = Series.objects.select_for_update(of=("self",)).select_related("activity__place").get(pk=series.pk)
    skipped, _ = SkippedDay.objects.get_or_create(series=series, day=day, defaults={"reason": reason})
    zone = ZoneInfo(series.activity.place.time_zone)
    for shift in Shift.objects.filter(series=series, state__in=ON).order_by("pk"):
        if shift.starts.astimezone(zone).date() == day:
            cancel_shift(by=by, shift=shift, reason=reason)
    record(by=by, did="series.day_skipped", on=series, path=series.activity.place.path, day=day.isoformat())
    return skipped


def _dated(series: Series) -> list[tuple[dt.date, ShiftDraft]]:
    zone = ZoneInfo(series.activity.place.time_zone)
    found = [(span.starts, span.ends) for span in spans(series, zone.key)]
    return [
        (starts.astimezone(zone).date(), ShiftDraft(starts, ends, series.places, series.kinds))
        for starts, ends in found
        if starts and ends
    ]


def _open(activity: Activity, draft: ShiftDraft, state: ShiftState, series: Series | None = None) -> Shift:
    shift = Shift.objects.create(
        activity=activity,
        series=series,
        occasion=draft.occasion,
        starts=draft.starts,
        ends=draft.ends,
        places=draft.places,
        state=state,
    )
    rows = [ShiftPlaces(shift=shift, kind=kind, places=places) for kind, places in draft.kinds.items()]
    if rows:
        ShiftPlaces.objects.bulk_create(rows)
    return shift


def _locked(activity: Activity) -> Activity:
    rows = Activity.objects.select_for_update(of=("self",)).select_related("place", "project__place")
    return rows.get(pk=activity.pk)
