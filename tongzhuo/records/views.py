"""Being there, the leader's sheet, one's own hours, and the second person's word. Whole without JavaScript."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongzhuo.kernel.verdicts import require
from tongzhuo.look import dates
from tongzhuo.organisations.requests import Request, taken
from tongzhuo.organisations.states import SPEAKERS
from tongzhuo.people.models import Person
from tongzhuo.records import actions, queries, rules, showing
from tongzhuo.records.forms import CorrectForm, HereForm, ReasonForm, RowForm, SheetForm
from tongzhuo.records.models import Attendance, Flag, ServiceRecord
from tongzhuo.records.states import Direction
from tongzhuo.service.models import Shift
from tongzhuo.service.queries import goes_alone, shifts_visible_to
from tongzhuo.service.rules import runs_activity

A_PAGE = 30


@require_http_methods(["GET", "POST"])
def here(request: Request, code: str) -> HttpResponse:
    """I'm here, I'm leaving: with the six digits, or with the code of the day that the telephone has read."""
    if not request.viewer.is_somebody:
        return opened(request, "day")
    shift = _shift(request, code)
    noted = Attendance.objects.filter(sign_up__shift=shift, sign_up__person=request.viewer.person_id).first()
    direction = Direction.OUT if noted and noted.left is None else Direction.IN
    form = HereForm(request.POST or None, initial={"key": uuid.uuid4().hex, "code": request.GET.get("c", "")})
    if request.method == "POST" and form.is_valid() and _noted(request, shift, form):
        messages.success(request, _("Noted. Thank you for being here."))
        return redirect("records:here", shift.code)
    context = {"shift": shift, "noted": noted, "direction": direction, "form": form}
    return render(request, "records/here.html", context, status=422 if form.errors else 200)


def opened(request: Request, what: str) -> HttpResponse:
    """What a camera opens for whoever is not signed in, or for whom it holds nothing: what it is, and nothing more.
    The same for every code, also for one that does not exist."""
    response = render(request, "records/opened.html", {"what": what})
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _noted(request: Request, shift: Shift, form: HereForm) -> bool:
    person = Person.objects.get(code=request.viewer.code)
    said = form.cleaned_data
    direction = request.POST.get("direction", Direction.IN)
    return taken(
        form,
        lambda: actions.note_presence(
            by=request.viewer,
            shift=shift,
            person=person,
            direction=Direction.OUT if direction == Direction.OUT else Direction.IN,
            way=form.way,
            key=said["key"],
            code=said["code"],
        ),
    )


@require_http_methods(["GET", "POST"])
def day(request: Request, code: str) -> HttpResponse:
    """The leader's sheet: who came and left, what is odd first, and one press that closes the day."""
    shift = led_shift(request, code)
    lines = queries.sheet_of(shift)
    posted = request.POST if request.method == "POST" else None
    sheet = SheetForm(posted, initial={"way": "roster"})
    rows = [RowForm(posted, shift=shift, line=line) for line in lines]
    if posted is not None and all([sheet.is_valid(), *(row.is_valid() for row in rows)]):
        present = [row.present for row in rows if row.present and row.has_changed()]
        require(rules.may_take_roster(request.viewer, shift, at=now()))
        actions.take_roster(by=request.viewer, shift=shift, present=present, way=sheet.cleaned_data["way"])
        messages.success(request, _("Written down."))
        return redirect("records:day", shift.code)
    wrong = posted is not None
    return render(request, "records/day.html", _sheet(request, shift, rows, sheet), status=422 if wrong else 200)


def _sheet(request: Request, shift: Shift, rows: list[RowForm], sheet: SheetForm) -> dict[str, Any]:
    at = now()
    came = [row.line for row in rows if row.line.attended]
    forgot = [line for line in came if line.attended and line.attended.left is None and shift.ends < at]
    return showing.code_of_the_day(request, shift, at) | {
        "shift": shift,
        "rows": rows,
        "sheet": sheet,
        "came": len(came),
        "awaited": len(rows) - len(came),
        "forgot": forgot,
        "over": shift.ends < at,
        "alone": shift.activity.home_visit and goes_alone(shift),
        "may_note": rules.may_take_roster(request.viewer, shift, at=at),
        "may_close": rules.may_confirm_day(request.viewer, shift, at=at),
    }


@require_POST
def close(request: Request, code: str) -> HttpResponse:
    shift = led_shift(request, code)
    made = actions.confirm_day(by=request.viewer, shift=shift)
    hours = dates.hours(sum(line.minutes for line in made))
    told = ngettext("Confirmed: %(people)d person, %(hours)s.", "Confirmed: %(people)d people, %(hours)s.", len(made))
    messages.success(request, told % {"people": len(made), "hours": hours})
    return redirect("records:to-confirm")


@require_GET
def mine(request: Request) -> HttpResponse:
    """One's own hours, each with how it is proven."""
    if not request.viewer.is_somebody:
        raise Http404
    hours = queries.hours_of(request.viewer.person_id or 0)
    rows = ServiceRecord.objects.filter(person=request.viewer.person_id).select_related("place", "recorded_by")
    page = Paginator(rows.order_by("-starts", "-pk"), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "records/mine.html", {"hours": hours, "page": page, "time_credit": settings.TIME_CREDIT})


@require_GET
def to_confirm(request: Request) -> HttpResponse:
    """What waits for one's word: days to close, the most urgent first, lines of others, and what looks odd."""
    viewer = request.viewer
    if not viewer.is_somebody:
        raise Http404
    context = {
        "days": queries.days_to_close(viewer, at=now()),
        "lines": list(queries.waiting_for_second(viewer)[:A_PAGE]),
        "flags": list(queries.flags_to_look_at(viewer)[:A_PAGE]),
        "may_enter": bool(viewer.paths(*SPEAKERS)),
    }
    return render(request, "records/to_confirm.html", context)


@require_GET
def line(request: Request, code: str) -> HttpResponse:
    """One record with its corrections, and what may be done about it."""
    return _line_page(request, _line(request, code))


@require_POST
def second(request: Request, code: str) -> HttpResponse:
    found = _line(request, code)
    actions.confirm_record(by=request.viewer, line=found)
    messages.success(request, _("Confirmed. The hours count now."))
    return redirect("records:line", found.code)


@require_POST
def refuse(request: Request, code: str) -> HttpResponse:
    found = _line(request, code)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    actions.refuse_record(by=request.viewer, line=found, reason=reason)
    messages.success(request, _("Not confirmed. It stays to be read, and counts nothing."))
    return redirect("records:line", found.code)


@require_POST
def correct(request: Request, code: str) -> HttpResponse:
    found = _line(request, code)
    form = CorrectForm(request.POST)
    if form.is_valid() and _corrected(request, found, form):
        messages.success(request, _("Corrected with a line of its own."))
        return redirect("records:line", found.code)
    return _line_page(request, found, form)


def _corrected(request: Request, found: ServiceRecord, form: CorrectForm) -> bool:
    return taken(
        form,
        lambda: actions.correct_record(
            by=request.viewer, line=found, minutes=form.minutes, reason=form.cleaned_data["reason"]
        ),
    )


@require_POST
def look_at(request: Request, pk: int) -> HttpResponse:
    rows = queries.records_visible_to(request.viewer)
    flag = get_object_or_404(Flag.objects.filter(record__in=rows).select_related("record"), pk=pk)
    actions.look_at_flag(by=request.viewer, flag=flag, note=request.POST.get("reason", "")[:500])
    messages.success(request, _("Looked at. Thank you."))
    return redirect("records:line", flag.record.code)


def _line_page(request: Request, found: ServiceRecord, form: CorrectForm | None = None) -> HttpResponse:
    first = found.corrects or found
    context = {
        "line": found,
        "corrections": first.corrections.select_related("confirmed_by").order_by("pk"),
        "flags": first.flags.order_by("pk"),
        "may_confirm": rules.may_confirm_record(request.viewer, found),
        "may_correct": rules.may_correct_record(request.viewer, found, 0, "-"),
        "may_look": rules.may_look_at_flag(request.viewer, first),
        "correct_form": form or CorrectForm(),
        "reason_form": ReasonForm(),
    }
    return render(request, "records/line.html", context, status=422 if form is not None else 200)


def _shift(request: Request, code: str) -> Shift:
    shift = get_object_or_404(shifts_visible_to(request.viewer), code=code)
    timezone.activate(shift.activity.place.time_zone)
    return shift


def led_shift(request: Request, code: str) -> Shift:
    """A shift of an activity that this viewer runs; for others it is not there."""
    shift = _shift(request, code)
    if not runs_activity(request.viewer, shift.activity):
        raise Http404
    return shift


def _line(request: Request, code: str) -> ServiceRecord:
    rows = queries.records_visible_to(request.viewer).select_related("corrects", "attendance__sign_up__shift")
    found = get_object_or_404(rows, code=code)
    timezone.activate(found.place.time_zone)
    return found
