"""The page of a run: how far the plan is, and a way to stop it; then the page of the plan, with its pictures."""

import time
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh

from tongzhuo.kernel.codes import read_code
from tongzhuo.linkages.models import Plan, PlannedNeed
from tongzhuo.linkages.queries import plans_visible_to
from tongzhuo.needs.queries import needs_visible_to
from tongzhuo.organisations.requests import Request
from tongzhuo.planning import actions, picture, queries
from tongzhuo.planning.actions.running import Requested
from tongzhuo.planning.models import PlanRun
from tongzhuo.planning.recruiting import circles_of, wanted_in
from tongzhuo.planning.states import RunState
from tongzhuo.planning.words import doubt, fairness_words, stage_words

A_LOOK = 0.1
MOST_ROWS = 12


class Listed(NamedTuple):
    """The first rows of a table, and how many more there are."""

    rows: Sequence[Any]
    more: int

    @classmethod
    def of(cls, rows: Sequence[Any]) -> "Listed":
        return cls(rows[:MOST_ROWS], max(0, len(rows) - MOST_ROWS))


@require_GET
def run(request: Request, code: str) -> HttpResponse:
    """How far the plan is. Asked again every second, by htmx or by the browser itself."""
    found = _run(request, code)
    need = _need_code(request)
    if found.state == RunState.KEPT:
        return _lead_on(request, found, need)
    if request.htmx and not found.is_under_way:
        return HttpResponseClientRefresh()
    timezone.activate(found.place.time_zone)
    context = {
        "run": found,
        "here": address_of(found, need),
        "need": need,
        "stage": stage_words(found),
        "doubt": doubt(found, others=queries.others_being_drawn(found).count(), at=now()),
    }
    return render(request, "planning/run.html", context)


@require_GET
def plan(request: Request, code: str) -> HttpResponse:
    """The whole plan at a glance, each picture with its table."""
    found = get_object_or_404(plans_visible_to(request.viewer), code=code)
    timezone.activate(found.place.time_zone)
    ways, coverage, wanted = picture.ways_of(found), picture.coverage_of(found), wanted_in(found)
    context: dict[str, Any] = {
        "plan": found,
        "ways": ways,
        "sentence": picture.sentence_of(ways),
        "flows": Listed.of(ways.flows),
        "coverage": Listed.of(coverage),
        "wanted": Listed.of(wanted),
        "circles": circles_of(wanted),
        "missing": sum(one.missing for one in wanted),
        "totals": picture.total_of(coverage),
        "fairness": fairness_words(found),
    }
    return render(request, "planning/plan.html", context)


@require_POST
def stop(request: Request, code: str) -> HttpResponse:
    found = _run(request, code)
    actions.stop_run(found, by=request.viewer)
    return redirect(address_of(found, _need_code(request)))


@require_POST
def again(request: Request, code: str) -> HttpResponse:
    """Try once more what was stopped or went wrong."""
    found = _run(request, code)
    return follow(request, actions.request_plan(by=request.viewer, place=found.place), need=_need_code(request))


@require_POST
def why(request: Request, code: str) -> HttpResponse:
    """Ask for the reasons of a need of a large plan: the worker writes them down, and they stand at the need."""
    need = get_object_or_404(needs_visible_to(request.viewer).select_related("place"), code=code)
    actions.ask_why(by=request.viewer, need=need)
    return redirect("web:need", need.code)


def follow(request: Request, requested: Requested, *, need: str = "") -> HttpResponse:
    """After *Link*: a community's plan is there in a second or two, so wait a little, then show how far it is.
    `need` is the code of the need to go back to."""
    if requested.joined:
        messages.info(request, _("A plan of this place was being drawn already. This is the one."))
    found = _waited_for(requested.run)
    return _lead_on(request, found, need) if found.state == RunState.KEPT else redirect(address_of(found, need))


def address_of(found: PlanRun, need: str) -> str:
    address = reverse("planning:run", args=[found.code])
    return f"{address}?need={need}" if need else address


def _waited_for(found: PlanRun) -> PlanRun:
    for _look in range(round(settings.PLAN_PATIENCE / A_LOOK)):
        time.sleep(A_LOOK)
        found.refresh_from_db(fields=["state", "plan"])
        if not found.is_under_way:
            break
    return found


def _lead_on(request: Request, found: PlanRun, need: str) -> HttpResponse:
    """To the need that *Link* was pressed at, or to the picture of the whole plan."""
    if need and not PlannedNeed.objects.filter(plan=found.plan_id, need__code=need).exists():
        messages.warning(request, _("This need was not on the list yet when the plan was begun. Press Link once more."))
    else:
        messages.success(request, _("Here is a plan. Nothing is sent until you press."))
    address = reverse("web:need", args=[need]) if need else reverse("planning:plan", args=[_code_of(found)])
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


def _code_of(found: PlanRun) -> str:
    return Plan.objects.values_list("code", flat=True).get(runs=found)


def _run(request: Request, code: str) -> PlanRun:
    return get_object_or_404(queries.runs_visible_to(request.viewer), code=code)


def _need_code(request: Request) -> str:
    return read_code(request.GET.get("need", "")) or ""
