"""Shifts as volunteers meet them: what fits me, one of them, what I have promised. Find, call one action, go back."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongzhuo.fitness.staying import missing
from tongzhuo.organisations.requests import Request, remember_promise
from tongzhuo.organisations.viewers import viewer_of
from tongzhuo.people.models import Person
from tongzhuo.people.queries import guardians_of, same_person
from tongzhuo.people.tokens import GUARDIAN, read
from tongzhuo.service import actions, queries, rules
from tongzhuo.service.models import CalendarFeed, Shift, SignUp
from tongzhuo.service.standing import Standing, standing_of
from tongzhuo.service.states import AHEAD, GuardianWord, SignUpState
from tongzhuo.turnout import actions as turnout
from tongzhuo.web.advice import advised
from tongzhuo.web.context import current_place
from tongzhuo.web.ics import written
from tongzhuo.web.table_forms import AnswerForm

KEPT_IN_CALENDAR = timedelta(days=90)


@require_GET
def shifts(request: Request) -> HttpResponse:
    """What is open around here, with what I may join first."""
    at, path = now(), current_place(request, request.viewer)
    page = Paginator(queries.open_shifts_around(request.viewer, path, at=at), queries.ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    found, me = list(page.object_list), _me(request)
    suited = queries.suited(request.viewer, me, found, at=at) if me else []
    rows = suited if me else [{"shift": shift} for shift in found]
    context = {"rows": rows, "page": page, "advice": advised(suited, me) if me else None}
    return render(request, "web/shifts.html", context)


@require_GET
def shift(request: Request, code: str) -> HttpResponse:
    """What, when, where, with whom; and what I may do: join, wait, say that I can't come."""
    found, me, at = _shift(request, code), _me(request), now()
    timezone.activate(found.activity.place.time_zone)
    standing = standing_of(me, found) if me else Standing(free=found.free_places)
    person = me or Person(pk=0)
    may_join = rules.may_sign_up(request.viewer, found, person, standing, at=at)
    context: dict[str, Any] = {
        "shift": found,
        "activity": found.activity,
        "mine": standing.mine,
        "missing": missing(standing.mine) if standing.mine and standing.mine.blocked_since else "",
        "may_join": may_join,
        "may_wait": me and rules.may_wait(request.viewer, found, me, standing, at=at),
        "may_cancel": standing.mine and standing.mine.state in AHEAD and found.starts > at,
        "runs": rules.runs_activity(request.viewer, found.activity),
        "form": AnswerForm(),
    }
    return render(request, "web/shift.html", context)


@require_POST
def join(request: Request, code: str) -> HttpResponse:
    found = _to_press(request, code)
    signed = turnout.walk_in(by=request.viewer, shift=found, person=_somebody(request))
    remember_promise(request, promised=True)
    if signed.guardian_word == GuardianWord.AWAITED:
        messages.success(request, _("Your place is kept. Now your guardian has to agree: we have asked."))
    else:
        messages.success(request, _("You are on it. Thank you."))
    return redirect("service:shift", found.code)


@require_POST
def wait(request: Request, code: str) -> HttpResponse:
    found = _to_press(request, code)
    actions.join_waiting_list(by=request.viewer, shift=found, person=_somebody(request))
    messages.success(request, _("You are on the list. You hear from us as soon as a place is free."))
    return redirect("service:shift", found.code)


@require_POST
def confirm(request: Request, code: str) -> HttpResponse:
    sign_up = _sign_up(request, code)
    turnout.take_offered_place(by=request.viewer, sign_up=sign_up)
    remember_promise(request, promised=True)
    messages.success(request, _("You are on it. Thank you."))
    return redirect("service:shift", sign_up.shift.code)


@require_POST
def cancel(request: Request, code: str) -> HttpResponse:
    """Can't come. Whoever runs the activity takes somebody off with the same press."""
    sign_up, form = _sign_up(request, code), AnswerForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    turnout.step_back(by=request.viewer, sign_up=sign_up, reason=reason)
    messages.success(request, _("The place is free again. Thank you for telling us."))
    if "activity" in request.POST:
        return redirect("service:activity", sign_up.shift.activity.code)
    return redirect("service:commitments")


@require_GET
def commitments(request: Request) -> HttpResponse:
    """What I am invited to, wait for or have promised."""
    me = _somebody(request)
    feed = CalendarFeed.objects.filter(person=me).first()
    address = request.build_absolute_uri(reverse("service:calendar", args=[feed.secret])) if feed else ""
    rows = [(row, missing(row) if row.blocked_since else "") for row in queries.commitments_of(me.pk)]
    remember_promise(request, promised=any(row.state == SignUpState.SIGNED_UP for row, _missing in rows))
    return render(request, "web/commitments.html", {"rows": rows, "address": address, "runs": request.viewer.mandates})


@require_POST
def make_calendar(request: Request) -> HttpResponse:
    actions.make_feed(by=request.viewer, person=_somebody(request))
    messages.success(request, _("Your calendar has an address now. Keep it to yourself."))
    return redirect("service:commitments")


@require_POST
def revoke_calendar(request: Request) -> HttpResponse:
    actions.revoke_feed(by=request.viewer, person=_somebody(request))
    messages.success(request, _("The address of your calendar leads nowhere now."))
    return redirect("service:commitments")


@never_cache
@require_GET
def calendar(request: Request, secret: str) -> HttpResponse:  # noqa: ARG001 - the secret alone opens it
    """My commitments for the calendar of a telephone. Whoever knows the secret reads it, without signing in."""
    feed = queries.feed_of(secret)
    if feed is None:
        raise Http404
    rows = queries.calendar_of(feed.person_id, since=now() - KEPT_IN_CALENDAR)
    return HttpResponse(written(rows), content_type="text/calendar; charset=utf-8")


@never_cache
@require_http_methods(["GET", "POST"])
def guardian(request: Request, token: str) -> HttpResponse:
    """A guardian reads what a minor wants to join, and agrees or not. The signed address is enough."""
    codes = read(GUARDIAN, token)
    person = same_person(codes[1]) if codes else None
    if codes is None or person is None:
        return render(request, "web/guardian_over.html", status=404)
    sign_up = queries.asked_of_guardian(codes[0])
    if sign_up is None:
        raise Http404
    viewer = viewer_of(person)
    if request.method == "POST":
        agrees = "agree" in request.POST
        actions.answer_for_minor(by=viewer, sign_up=sign_up, agrees=agrees)
        messages.success(request, _("Thank you. We have written it down."))
        return redirect(request.path)
    timezone.activate(sign_up.shift.activity.place.time_zone)
    guardians = guardians_of(sign_up.person, sign_up.starts.date())
    may = rules.may_answer_for_minor(viewer, sign_up, guardians, at=now())
    context = {"sign_up": sign_up, "activity": sign_up.shift.activity, "may": may}
    context["dates"] = queries.dates_asked_with(sign_up) if may else []
    return render(request, "web/guardian.html", context)


def _me(request: Request) -> Person | None:
    person = getattr(request.user, "person", None)
    return person and (person.merged_into or person)


def _somebody(request: Request) -> Person:
    me = _me(request)
    if me is None:
        raise Http404
    return me


def _shift(request: Request, code: str) -> Shift:
    return get_object_or_404(queries.shifts_visible_to(request.viewer), code=code)


def _to_press(request: Request, code: str) -> Shift:
    """The action reads everything else of it under lock."""
    found = queries.visible_shift(request.viewer, code)
    if found is None:
        raise Http404
    return found


def _sign_up(request: Request, code: str) -> SignUp:
    return get_object_or_404(queries.sign_ups_visible_to(request.viewer), code=code)
