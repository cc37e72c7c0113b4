"""The inbox: what waits for an answer, in the order of the promises, and one need opened beside the list."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.needs import actions, rules
from tongzhuo.needs.duplicates import likely_duplicates
from tongzhuo.needs.models import Need
from tongzhuo.needs.queries import Inbox, inbox_of, need_as_seen, needs_kept_by, needs_visible_to
from tongzhuo.needs.states import State
from tongzhuo.organisations.requests import Request
from tongzhuo.organisations.states import KEEPERS, Role
from tongzhuo.people.actions import record_opened
from tongzhuo.people.models import Person
from tongzhuo.people.states import Agreement
from tongzhuo.places.models import Place

GROUPS = ("late", "today", "week", "later")


@require_GET
def inbox(request: Request) -> HttpResponse:
    """The whole list; on a desk the first need is open beside it."""
    require(rules.may_open_inbox(request.viewer, at=now()))
    at, place = now(), _desk_place(request.viewer)
    waiting = inbox_of(request.viewer, at, page=request.GET.get("page", 1))
    first = next(iter(waiting.rows), None)
    need = _kept(request).filter(code=first.code).first() if first else None
    return _page(request, waiting, need, at=at, place=place, opened=False)


@require_GET
def triage(request: Request, code: str) -> HttpResponse:
    """One need that waits, with what it takes to decide."""
    at = now()
    need = get_object_or_404(_kept(request), code=code)
    timezone.activate(need.place.time_zone)
    if need.state != State.RAISED:
        return redirect("web:need", code)
    waiting = inbox_of(request.viewer, at, page=request.GET.get("page"), code=code)
    return _page(request, waiting, need, at=at, place=need.place, opened=True)


def _page(
    request: Request, waiting: Inbox, need: Need | None, *, at: dt.datetime, place: Place | None, opened: bool
) -> HttpResponse:
    before, after = waiting.neighbours(need.code if need else "")
    groups = [
        (name, waiting.groups.get(name, 0), [row for row in waiting.rows if row.group == name]) for name in GROUPS
    ]
    context: dict[str, Any] = {
        "inbox": waiting,
        "groups": [group for group in groups if group[2]],
        "place": place,
        "at": at,
        "need": need,
        "opened": opened,
        "before": before,
        "after": after,
    }
    if need:
        context |= _decision(request.viewer, need, at=at)
    return render(request, "desk/inbox.html", context)


def _decision(viewer: Viewer, need: Need, *, at: dt.datetime) -> dict[str, Any]:
    """What of a need may be read, whether it may be another's twin, and which answers may be given."""
    seen = need_as_seen(viewer, need, at=at)
    return {
        "seen": seen,
        "agreed": [Agreement(purpose).label for purpose in Agreement.values if purpose in seen.agreed],
        "twins": likely_duplicates(viewer, need, most=1),
        "may_triage": rules.may_triage(viewer, need, at=at),
        "may_take": viewer.holds(need.place.path, Role.SOCIAL_WORKER) and need.case_worker_id != viewer.person_id,
    }


@require_POST
def keep_apart(request: Request, code: str) -> HttpResponse:
    need = get_object_or_404(_kept(request), code=code)
    other = get_object_or_404(_kept(request), code=request.POST.get("other", ""))
    actions.keep_apart(by=request.viewer, need=need, other=other)
    return redirect("needs:triage", code)


@require_POST
def take_case(request: Request, code: str) -> HttpResponse:
    """A social worker answers for this person from now on."""
    need = _found(request, code)
    worker = get_object_or_404(Person.objects.filter(pk__in=[request.viewer.person_id]))
    actions.take_case(by=request.viewer, need=need, worker=worker)
    messages.success(request, _("The case is yours."))
    return redirect("needs:triage", code) if need.state == State.RAISED else redirect("web:need", code)


@require_POST
def private_part(request: Request, code: str) -> HttpResponse:
    """Opened only on purpose: the person reads afterwards who looked."""
    need = _found(request, code)
    seen = need_as_seen(request.viewer, need)
    if not seen.may_read_private:
        raise Http404
    if need.raised_for and not rules.is_own(request.viewer, need):
        record_opened(by=request.viewer, person=need.raised_for, saw=["private_part"], why=need.code)
    return render(request, "desk/private.html", {"need": need, "seen": seen})


def _kept(request: Request) -> QuerySet[Need]:
    return needs_kept_by(request.viewer).select_related(
        "place__parent", "kind", "raised_for", "raised_by", "case_worker"
    )


def _found(request: Request, code: str) -> Need:
    return get_object_or_404(needs_visible_to(request.viewer), code=code)


def _desk_place(viewer: Viewer) -> Place | None:
    """The place this desk keeps, whose clock the page goes by."""
    path = next(iter(viewer.paths(*KEEPERS)), "")
    place = Place.objects.filter(path=path).first() if path else None
    if place:
        timezone.activate(place.time_zone)
    return place
