"""An activity as whoever runs it sees it: its shifts, who is on them, who has read what; open, call off."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongzhuo.notices.models import Notice
from tongzhuo.organisations.requests import Request
from tongzhuo.service import actions, queries, rules
from tongzhuo.service.models import Activity, Shift
from tongzhuo.turnout import actions as turnout
from tongzhuo.web.table_forms import AnswerForm

URGENT = ("shift.cancelled", "shift.moved")


@require_GET
def activities(request: Request) -> HttpResponse:
    """Everything this viewer runs."""
    if not request.viewer.is_somebody:
        raise Http404
    rows = queries.activities_run_by(request.viewer).order_by("-created", "-pk")[: queries.ON_A_PAGE]
    return render(request, "web/activities.html", {"rows": rows})


@require_GET
def activity(request: Request, code: str) -> HttpResponse:
    found = _activity(request, code)
    return _page(request, found)


@require_POST
def announce(request: Request, code: str) -> HttpResponse:
    shift = _shift(request, code)
    actions.announce_shift(by=request.viewer, shift=shift)
    messages.success(request, _("It is open. Whoever fits sees it on their list."))
    return redirect("service:activity", shift.activity.code)


@require_POST
def call_off(request: Request, code: str) -> HttpResponse:
    shift, form = _shift(request, code), AnswerForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    turnout.call_off(by=request.viewer, shift=shift, reason=reason)
    messages.success(request, _("Called off. Everybody on it is told."))
    return redirect("service:activity", shift.activity.code)


def _page(request: Request, found: Activity) -> HttpResponse:
    timezone.activate(found.place.time_zone)
    shifts = list(queries.shifts_of(found))
    context: dict[str, Any] = {
        "activity": found,
        "shifts": [(shift, _read_by(told)) for shift, told in _told(shifts)],
        "changes": _read_by(_changes_of(found)),
        "series": queries.series_ahead(found, at=now()),
        "answer": AnswerForm(),
        "at": now(),
    }
    return render(request, "web/activity.html", context)


def _told(shifts: list[Shift]) -> list[tuple[Shift, list[Notice]]]:
    """Each shift with the urgent notices about it, in one query."""
    abouts = {f"shift:{shift.code}": shift for shift in shifts}
    told: dict[int, list[Notice]] = {shift.pk: [] for shift in shifts}
    for notice in Notice.objects.filter(kind__in=URGENT, about__in=abouts).select_related("to").order_by("pk"):
        told[abouts[notice.about].pk].append(notice)
    return [(shift, told[shift.pk]) for shift in shifts]


def _changes_of(found: Activity) -> list[Notice]:
    """Who was told that the activity itself is not what they read."""
    rows = Notice.objects.filter(kind="activity.changed", about=f"activity:{found.code}")
    return list(rows.select_related("to").order_by("pk"))


def _read_by(told: list[Notice]) -> dict[str, Any]:
    """How many were told of the latest change, and who has not read it."""
    latest = {notice.to_id: notice for notice in told}
    unread = [notice.to.shown_name for notice in latest.values() if notice.seen_at is None]
    return {"told": len(latest), "unread": unread}


def _activity(request: Request, code: str) -> Activity:
    """Whoever does not run it finds nothing here."""
    return get_object_or_404(queries.activities_run_by(request.viewer), code=code)


def _shift(request: Request, code: str) -> Shift:
    found = get_object_or_404(queries.shifts_visible_to(request.viewer), code=code)
    if not rules.runs_activity(request.viewer, found.activity):
        raise Http404
    return found
