"""The same hours week after week: opened, left out on a day, taken in again, ended, gone on with; joined and left."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.timezone import now

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import Refused, Verdict, no, require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.people.models import Person
from tongzhuo.places.states import WhenKind
from tongzhuo.places.when import MOST_OCCASIONS, days_of, hours_on
from tongzhuo.service import rules as service_rules
from tongzhuo.service.actions.changing import cancel_shift
from tongzhuo.service.actions.holding import lock_people
from tongzhuo.service.actions.keeping import lock_activity
from tongzhuo.service.actions.opening import create_shift
from tongzhuo.service.drafts import ShiftDraft
from tongzhuo.service.models import Activity, Series, Shift, SignUp, SkippedDay
from tongzhuo.service.states import AHEAD, ON, ShiftState
from tongzhuo.turnout import rules
from tongzhuo.turnout.actions.joining import step_back, walk_in


@dataclass(frozen=True)
class Dates:
    """The dates of a series somebody is on now, and those that do not suit, with the reason."""

    signed: list[SignUp]
    refused: list[tuple[Shift, Verdict]]


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
    """A shift on every one of `weekdays` (bit 0 is Monday) from the first to the last of `dates`, but for `without`.
    Hours that do not end after they begin go on into the next day."""
    activity = lock_activity(activity)
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
    days = [day for day in days_of(series) if day not in without][:MOST_OCCASIONS]
    drafts = _drafts(by, series, days)
    series.save()
    SkippedDay.objects.bulk_create([SkippedDay(series=series, day=day) for day in without])
    for draft in drafts:
        create_shift(activity, draft, ShiftState.OPENED, series)
    record(by=by, did="series.opened", on=series, path=activity.place.path, shifts=len(drafts))
    return series


@transaction.atomic
def skip_day(*, by: Viewer, series: Series, day: dt.date, reason: str = "") -> SkippedDay:
    """A date of the series falls out: whoever is on it is told as for every cancelled shift."""
    series = _locked(by, series)
    skipped, _ = SkippedDay.objects.get_or_create(series=series, day=day, defaults={"reason": reason})
    for shift in _ahead(series):
        if _day(shift, series) == day:
            cancel_shift(by=by, shift=shift, reason=reason)
    record(by=by, did="series.day_skipped", on=series, path=series.activity.place.path, day=day.isoformat())
    return skipped


@transaction.atomic
def take_day_in(*, by: Viewer, series: Series, day: dt.date) -> Shift:
    """A date that was left out takes place after all. Who was on it before signs up anew."""
    series = _locked(by, series)
    left_out, _n = SkippedDay.objects.filter(series=series, day=day).delete()
    running_on = any(_day(shift, series) == day for shift in _ahead(series))
    if not left_out or running_on:
        require(no("not_left_out", service_rules.MOVED_ON))
    (draft,) = _drafts(by, series, [day])
    shift = create_shift(series.activity, draft, ShiftState.OPENED, series)
    record(by=by, did="series.day_taken_in", on=series, path=series.activity.place.path, day=day.isoformat())
    return shift


@transaction.atomic
def end_series(*, by: Viewer, series: Series, last: dt.date, reason: str = "") -> list[Shift]:
    """It goes on until `last` and no longer, told in one notice each. Gives the shifts that fall out."""
    series = _locked(by, series)
    later = [shift for shift in _ahead(series) if _day(shift, series) > last]
    series.ends_on = last
    series.save(update_fields=["ends_on"])
    on_it = SignUp.objects.filter(shift__in=later, state__in=AHEAD).order_by("starts", "pk")
    codes = list(on_it.values_list("code", flat=True))
    for shift in later:
        cancel_shift(by=by, shift=shift, reason=reason, with_others=True)
    path, until = series.activity.place.path, last.isoformat()
    record(by=by, did="series.ended", on=series, path=path, last=until, reason=reason, sign_ups=codes)
    return later


@transaction.atomic
def extend_series(*, by: Viewer, series: Series, last: dt.date) -> list[Shift]:
    """It goes on until `last`. Whoever is on one of its dates hears that there are more. Gives the new shifts."""
    series = _locked(by, series)
    known = {_day(shift, series) for shift in _ahead(series)}
    known |= set(SkippedDay.objects.filter(series=series).values_list("day", flat=True))
    before, series.ends_on = series.ends_on or last, last
    today = now().astimezone(ZoneInfo(series.activity.place.time_zone)).date()
    days = [day for day in days_of(series) if day > before and day >= today and day not in known][:MOST_OCCASIONS]
    drafts = _drafts(by, series, days)
    series.save(update_fields=["ends_on"])
    new = [create_shift(series.activity, draft, ShiftState.OPENED, series) for draft in drafts]
    on_it = SignUp.objects.filter(shift__series=series, state__in=AHEAD, ends__gt=now()).order_by("starts", "pk")
    codes = list(on_it.values_list("code", flat=True))
    path, until = series.activity.place.path, last.isoformat()
    record(by=by, did="series.extended", on=series, path=path, shifts=len(new), last=until, sign_ups=codes)
    return new


@transaction.atomic
def join_dates(*, by: Viewer, series: Series, person: Person) -> Dates:
    """Join every date of a series that is still to come. One that does not suit keeps nobody from the others."""
    lock_people([person.pk])
    dates = Dates([], [])
    for shift in _still_to_come(series):
        try:
            dates.signed.append(walk_in(by=by, shift=shift, person=person))
        except Refused as no:
            dates.refused.append((shift, no.verdict))
    if not dates.signed and dates.refused:
        require(dates.refused[0][1])
    codes = [one.code for one in dates.signed]
    record(by=by, did="series.joined", on=series, path=series.activity.place.path, sign_ups=codes, person=person.code)
    return dates


@transaction.atomic
def leave_dates(*, by: Viewer, series: Series, person: Person, reason: str = "") -> list[SignUp]:
    """Free one's places on every date of a series that is still to come. Whoever is in charge hears of it once."""
    lock_people([person.pk])
    rows = SignUp.objects.filter(person=person, shift__series=series, state__in=AHEAD, starts__gt=now())
    mine = list(rows.select_related("person__home", "shift__occasion", "shift__activity__place").order_by("shift"))
    left = [step_back(by=by, sign_up=one, reason=reason, with_others=True) for one in mine]
    path = series.activity.place.path
    record(by=by, did="series.left", on=series, path=path, sign_ups=[one.code for one in left], reason=reason)
    return left


def _drafts(by: Viewer, series: Series, days: list[dt.date]) -> list[ShiftDraft]:
    """What is to be opened on these days, each asked for and every hour of it real."""
    assert series.from_time is not None
    assert series.until_time is not None
    hours, zone = (series.from_time, series.until_time), series.activity.place.time_zone
    require(rules.may_take_place_on(days, hours, zone))
    spans = filter(None, (hours_on(day, hours, zone) for day in days))
    drafts = [ShiftDraft(starts, ends, series.places, series.kinds) for starts, ends in spans]
    for draft in drafts:
        require(service_rules.may_open_shift(by, series.activity, draft, at=now()))
    return drafts


def _ahead(series: Series) -> list[Shift]:
    """Its dates that are still to begin, by primary key: the order in which shifts are locked."""
    return list(Shift.objects.filter(series=series, state__in=ON, starts__gt=now()).order_by("pk"))


def _still_to_come(series: Series) -> list[Shift]:
    """By primary key: the order in which shifts are locked."""
    rows = Shift.objects.filter(series=series, state__in=ON, starts__gt=now()).select_related("occasion__ask")
    return list(rows.order_by("pk"))


def _day(shift: Shift, series: Series) -> dt.date:
    """A date that was moved still stands for its first day."""
    return (shift.first_starts or shift.starts).astimezone(ZoneInfo(series.activity.place.time_zone)).date()


def _locked(by: Viewer, series: Series) -> Series:
    rows = Series.objects.select_for_update(of=("self",)).select_related("activity__place", "activity__project__place")
    series = rows.get(pk=series.pk)
    require(rules.may_change_series(by, series))
    return series
