"""What goes on week after week: a neighbour promises all its dates with one press, and frees them again with one."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from tongzhuo.look.dates import when
from tongzhuo.organisations.requests import Request, remember_promise
from tongzhuo.people.models import Person
from tongzhuo.service import queries
from tongzhuo.service.models import Series
from tongzhuo.service.states import GuardianWord
from tongzhuo.turnout import actions as turnout
from tongzhuo.web.table_forms import AnswerForm


@require_GET
def series(request: Request, code: str) -> HttpResponse:
    """Every date that is still to come: on which I am, which I could join, and what stands in the way of the others."""
    found, at = _series(request, code), now()
    me = _me(request)
    dates = list(queries.dates_of(request.viewer, found, at=at))
    mine = queries.suited(request.viewer, me, dates, at=at) if me else []
    context = {
        "series": found,
        "activity": found.activity,
        "rows": sorted(mine, key=lambda row: row.shift.starts) if me else [{"shift": shift} for shift in dates],
        "me": me,
        "fits": sum(bool(row.verdict and not row.mine) for row in mine),
        "mine": sum(bool(row.mine) for row in mine),
        "newcomers": found.kinds.get("newcomer", 0),
        "form": AnswerForm(),
    }
    return render(request, "web/series.html", context)


@require_POST
def join_all(request: Request, code: str) -> HttpResponse:
    found = _series(request, code)
    joined = turnout.join_dates(by=request.viewer, series=found, person=_somebody(request))
    remember_promise(request, promised=True)
    many = len(joined.signed)
    messages.success(request, ngettext("You are on %(n)d date.", "You are on %(n)d dates.", many) % {"n": many})
    if any(one.guardian_word == GuardianWord.AWAITED for one in joined.signed):
        messages.info(request, _("Now your guardian has to agree: we have asked, once for all of them."))
    for shift, verdict in joined.refused:
        if verdict.code != "already_in":
            messages.warning(request, f"{when(shift.starts)}: {verdict.reason}")
    return redirect("service:series", found.code)


@require_POST
def leave_all(request: Request, code: str) -> HttpResponse:
    found, form = _series(request, code), AnswerForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    left = len(turnout.leave_dates(by=request.viewer, series=found, person=_somebody(request), reason=reason))
    said = ngettext("%(n)d place is free again.", "%(n)d places are free again.", left) % {"n": left}
    messages.success(request, said + " " + _("Thank you for telling us."))
    return redirect("service:series", found.code)


def _series(request: Request, code: str) -> Series:
    found = get_object_or_404(queries.series_visible_to(request.viewer), code=code)
    timezone.activate(found.activity.place.time_zone)
    return found


def _me(request: Request) -> Person | None:
    person = getattr(request.user, "person", None)
    return person and (person.merged_into or person)


def _somebody(request: Request) -> Person:
    me = _me(request)
    if me is None:
        raise Http404
    return me
