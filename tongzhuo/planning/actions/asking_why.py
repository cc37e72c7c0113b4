"""Somebody asks why: the worker explains the seats of one need, and what it finds is kept beside the plan."""

from collections.abc import Mapping

from django.db import transaction

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.linkages import rules
from tongzhuo.linkages.models import Link, Plan, PlannedNeed
from tongzhuo.linkages.queries import latest_plan_of
from tongzhuo.linkages.states import LinkState
from tongzhuo.needs.models import Need
from tongzhuo.planning.drafts import Facts, Told

A_BATCH = 500


@transaction.atomic
def ask_why(*, by: Viewer, need: Need) -> PlannedNeed | None:
    """Ask for the reasons of a need of a large plan. Nothing is written where they are there, or on their way."""
    need = Need.objects.select_for_update(of=("self",)).select_related("place").get(pk=need.pk)
    require(rules.may_plan(by, need.place.path))
    planned = latest_plan_of(need)
    if planned is not None and not planned.explained and not planned.asked_why:
        planned.asked_why = True
        planned.save(update_fields=["asked_why"])
        record(by=by, did="need.why_asked", on=need, path=need.place.path, plan=planned.plan.code)
    return planned


@transaction.atomic
def keep_reasons(*, by: Viewer, need: Need, told: Told) -> None:
    """Keep what was found, unless the need has been explained in the meantime. Safe to repeat."""
    require(rules.may_plan(by, need.place.path))
    planned = PlannedNeed.objects.select_for_update(of=("self",)).get(plan=told.plan, need=need)
    if planned.explained:
        return
    planned.vacancies, planned.left_out, planned.explained = told.vacancies, told.left_out, True
    planned.save(update_fields=["vacancies", "left_out", "explained"])
    links = give_reasons(told.plan, need, told.reasons)
    record(by=by, did="need.explained", on=need, path=need.place.path, plan=told.plan.code, links=links)


def give_reasons(plan: Plan, need: Need, reasons: Mapping[tuple[str, str], list[Facts]]) -> int:
    """Write the reasons of those links that have none yet, by occasion and supply; returns how many links these are."""
    silent = Link.objects.filter(plan=plan, need=need, reasons=[]).exclude(state=LinkState.REMOVED)
    links = list(silent.select_related("occasion", "person", "offer").order_by("pk"))
    for link in links:
        link.reasons = reasons.get((link.occasion.code, link.supply_code), [])
    Link.objects.bulk_update(links, ["reasons"], batch_size=A_BATCH)
    return len(links)
