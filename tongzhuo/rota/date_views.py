"""The dates of an activity: one, every week, moved, left out, more of them. Find, call one action, go back."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongzhuo.kernel.verdicts import require
from tongzhuo.organisations.requests import Request, taken
from tongzhuo.rota import queries
from tongzhuo.rota.shift_forms import (
    DateForm,
    DayForm,
    LastDayForm,
    MoveForm,
    PlacesForm,
    SeriesForm,
    hours_of,
    pattern_of,
)
from tongzhuo.service import actions, rules
from tongzhuo.service.drafts import ShiftDraft
from tongzhuo.service.models import Activity, Series, Shift
from tongzhuo.service.queries import shifts_visible_to
from tongzhuo.service.states import ShiftState
from tongzhuo.turnout import actions as turnout


@require_http_methods(["GET", "POST"])
def date(request: Request, code: str) -> HttpResponse:
    """One date: its hours, its places, and for whom some of them are kept. `?like=` begins with that of another."""
    found = _activity(request, code)
    zone = found.place.time_zone
    like = queries.last_shift_like(request.viewer, request.GET.get("like") or found.code)
    initial = queries.places_of(like) | hours_of(like) | {"day": None, "last_day": None} if like else None
    form = DateForm(request.POST or None, zone=zone, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        draft = ShiftDraft(said["starts"], said["ends"], said["places"], form.kinds)
        if taken(form, lambda: actions.open_shift(by=request.viewer, activity=found, draft=draft)):
            messages.success(request, _("It is open. Whoever fits sees it on their list."))
            return redirect("service:activity", found.code)
    return _form_page(request, "rota/date.html", {"activity": found, "form": form})


@require_http_methods(["GET", "POST"])
def move(request: Request, code: str) -> HttpResponse:
    """Another time. Whoever is on it is told at once."""
    shift = _shift(request, code)
    require(rules.may_change_shift(request.viewer, shift, ShiftState.MOVED, at=now()))
    form = MoveForm(request.POST or None, zone=shift.activity.place.time_zone, initial=hours_of(shift))
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("starts", "ends", "reason")}
        if taken(form, lambda: turnout.put_off(by=request.viewer, shift=shift, **said)):
            messages.success(request, _("Moved. Everybody on it is told."))
            return redirect("service:activity", shift.activity.code)
    return _form_page(request, "rota/move.html", {"shift": shift, "form": form})


@require_http_methods(["GET", "POST"])
def series(request: Request, code: str) -> HttpResponse:
    """Every week on the same days, but for some. `?like=` begins with the pattern of another."""
    found = _activity(request, code)
    like = queries.last_series_like(request.viewer, request.GET.get("like", ""))
    form = SeriesForm(request.POST or None, initial=pattern_of(like) if like else None)
    if request.method == "POST" and form.is_valid():
        said, made = form.cleaned_data, list[Series]()
        facts: dict[str, Any] = {
            "weekdays": form.bits,
            "hours": (said["from_time"], said["until_time"]),
            "dates": (said["starts_on"], said["ends_on"]),
            "places": said["places"],
            "kinds": form.kinds,
            "without": said["without"],
        }
        if taken(form, lambda: made.append(turnout.open_series(by=request.viewer, activity=found, **facts))):
            many = made[0].shifts.count()
            messages.success(request, ngettext("%(n)d date is open.", "%(n)d dates are open.", many) % {"n": many})
            return redirect("service:activity", found.code)
    return _form_page(request, "rota/series.html", {"activity": found, "form": form})


@require_GET
def dates(request: Request, code: str) -> HttpResponse:
    """A series as whoever runs it sees it: its dates, those left out, until when it goes on."""
    return _dates_page(request, _series(request, code))


@require_POST
def skip(request: Request, code: str) -> HttpResponse:
    """A date falls out; whoever is on it is told."""
    found = _series(request, code)
    form = DayForm(request.POST, days=queries.days_ahead(found))
    said = form.cleaned_data if form.is_valid() else {}
    if said and taken(form, lambda: turnout.skip_day(by=request.viewer, series=found, **said)):
        messages.success(request, _("Left out. Whoever is on it is told."))
        return redirect("rota:dates", found.code)
    return _dates_page(request, found, skip=form, status=422)


@require_POST
def take_in(request: Request, code: str) -> HttpResponse:
    """A date that was left out takes place after all."""
    found = _series(request, code)
    form = DayForm(request.POST)
    if not form.is_valid():
        raise Http404
    turnout.take_day_in(by=request.viewer, series=found, day=form.cleaned_data["day"])
    messages.success(request, _("It takes place after all. Whoever was on it signs up anew."))
    return redirect("rota:dates", found.code)


@require_POST
def go_on(request: Request, code: str) -> HttpResponse:
    """Until when it goes on: a later last day opens more dates, an earlier one calls dates off."""
    found = _series(request, code)
    form = LastDayForm(request.POST)
    said = form.cleaned_data if form.is_valid() else {}
    if said and taken(form, lambda: _go_on(request, found, **said)):
        return redirect("rota:dates", found.code)
    return _dates_page(request, found, last=form, status=422)


@require_POST
def resize(request: Request, code: str) -> HttpResponse:
    """More places, or fewer, never fewer than are taken."""
    shift = _shift(request, code)
    form = PlacesForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("How many places should there be?"))
        return redirect("service:activity", shift.activity.code)
    sized = actions.resize_shift(by=request.viewer, shift=shift, places=form.cleaned_data["places"])
    said = ngettext("There is %(n)d place now.", "There are %(n)d places now.", sized.places or 0)
    messages.success(request, said % {"n": sized.places or 0})
    return redirect("service:activity", shift.activity.code)


def _go_on(request: Request, found: Series, last: dt.date, reason: str) -> None:
    if found.ends_on is not None and last < found.ends_on:
        many = len(turnout.end_series(by=request.viewer, series=found, last=last, reason=reason))
        said = ngettext("%(n)d date falls out.", "%(n)d dates fall out.", many)
        messages.success(request, said % {"n": many} + " " + _("Whoever was on them is told."))
    else:
        many = len(turnout.extend_series(by=request.viewer, series=found, last=last))
        messages.success(
            request, ngettext("%(n)d more date is open.", "%(n)d more dates are open.", many) % {"n": many}
        )


def _dates_page(request: Request, found: Series, status: int = 200, **forms: Any) -> HttpResponse:
    ahead = queries.dates_ahead(found)
    context = {
        "series": found,
        "shifts": ahead,
        "skipped": found.skipped.filter(day__gte=localdate()).order_by("day"),
        "skip": forms.get("skip")
        or DayForm(days=[localdate(shift.first_starts or shift.starts) for shift, _on_it in ahead]),
        "last": forms.get("last") or LastDayForm(initial={"last": found.ends_on}),
    }
    return render(request, "rota/dates.html", context, status=status)


def _form_page(request: Request, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, context, status=422 if context["form"].is_bound else 200)


def _activity(request: Request, code: str) -> Activity:
    found = queries.activity_run_by(request.viewer, code)
    timezone.activate(found.place.time_zone)
    return found


def _series(request: Request, code: str) -> Series:
    found = get_object_or_404(queries.series_run_by(request.viewer), code=code)
    timezone.activate(found.activity.place.time_zone)
    return found


def _shift(request: Request, code: str) -> Shift:
    found = get_object_or_404(shifts_visible_to(request.viewer), code=code)
    if not rules.runs_activity(request.viewer, found.activity):
        raise Http404
    timezone.activate(found.activity.place.time_zone)
    return found
