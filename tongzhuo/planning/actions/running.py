"""A run from the press of *Link* to a kept plan, or to its end without one."""

from typing import Any, NamedTuple

from django.db import transaction
from django.utils.timezone import now

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.linkages.actions import keep_plan
from tongzhuo.linkages.drafts import Draft
from tongzhuo.linkages.rules import may_plan
from tongzhuo.places.models import Place
from tongzhuo.planning import rules
from tongzhuo.planning.models import PlanRun
from tongzhuo.planning.states import UNDER_WAY, Fault, RunState


class Requested(NamedTuple):
    """The run that was asked for, or the one under way that the request has joined."""

    run: PlanRun
    joined: bool


@transaction.atomic
def request_plan(*, by: Viewer, place: Place) -> Requested:
    """Ask the worker for a plan. Where one is being drawn already, that one is meant, and nothing is written."""
    require(may_plan(by, place.path))
    place = Place.objects.select_for_update(of=("self",)).get(pk=place.pk)
    under_way = PlanRun.objects.filter(place=place, state__in=UNDER_WAY).first()
    if under_way is not None:
        return Requested(under_way, joined=True)
    run = PlanRun.objects.create(place=place, asked_by_id=by.person_id)
    record(by=by, did="run.requested", on=run, path=place.path)
    return Requested(run, joined=False)


@transaction.atomic
def begin_run(run: PlanRun, *, by: Viewer) -> PlanRun:
    """The worker takes it up, for the first time or after another worker was lost."""
    run = _locked(run)
    require(rules.may_begin_run(run))
    run.state, run.tries, run.heard_at, run.share = RunState.BEGUN, run.tries + 1, now(), 0
    run.save(update_fields=["state", "tries", "heard_at", "share"])
    record(by=by, did="run.begun", on=run, path=run.place.path, tries=run.tries)
    return run


@transaction.atomic
def keep_run(run: PlanRun, *, by: Viewer, draft: Draft) -> PlanRun:
    """The plan is there: keep it, unless somebody stopped the run in the meantime."""
    place = Place.objects.select_for_update(of=("self",)).get(pk=run.place_id)
    run = _locked(run)
    require(rules.may_become(run, RunState.KEPT))
    run.plan = keep_plan(by=by, place=place, draft=draft)
    run.state, run.share, run.heard_at = RunState.KEPT, 1, now()
    run.save(update_fields=["plan", "state", "share", "heard_at"])
    record(by=by, did="run.kept", on=run, path=place.path, plan=run.plan.code)
    return run


@transaction.atomic
def stop_run(run: PlanRun, *, by: Viewer) -> PlanRun:
    """Nobody waits for it any more. The worker stops at its next slice; the plan kept last stays in force."""
    run = _locked(run)
    require(rules.may_stop_run(by, run))
    return _ended(run, by, RunState.STOPPED)


@transaction.atomic
def fail_run(run: PlanRun, *, by: Viewer, fault: Fault) -> PlanRun:
    """No plan came of it."""
    run = _locked(run)
    require(rules.may_become(run, RunState.FAILED))
    run.fault = fault
    return _ended(run, by, RunState.FAILED, fault=str(fault))


def _ended(run: PlanRun, by: Viewer, state: RunState, **facts: Any) -> PlanRun:
    run.state = state
    run.save(update_fields=["state", "fault"])
    record(by=by, did=f"run.{state}", on=run, path=run.place.path, **facts)
    return run


def _locked(run: PlanRun) -> PlanRun:
    runs = PlanRun.objects.select_for_update(of=("self",)).select_related("place", "asked_by")
    return runs.get(pk=run.pk)
