"""An activity changes after it was opened; one is put by as a template, and taken out again."""

from dataclasses import replace

from django.db import transaction
from django.utils.timezone import now

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.models import Organisation
from tongzhuo.service import running
from tongzhuo.service.drafts import ActivityDraft
from tongzhuo.service.models import Activity, Requirement, Shift, SignUp
from tongzhuo.service.states import AHEAD, ON, ShiftState


@transaction.atomic
def change_activity(*, by: Viewer, activity: Activity, draft: ActivityDraft) -> Activity:
    """What it is, for whom and where to meet. The ask it serves and its place stay. The line says what changed, and for
    whom: those on a shift that is still to come."""
    activity = lock_activity(activity)
    at = now()
    draft = replace(draft, ask=activity.ask, place=activity.place, lat=activity.lat, lon=activity.lon)
    ahead = list(Shift.objects.filter(activity=activity, state__in=(ShiftState.PLANNED, *ON), ends__gt=at))
    joined = SignUp.objects.filter(shift__activity=activity).exists()
    require(running.may_change_activity(by, activity, draft, ahead, joined=joined, at=at))
    changed = [name for name, fact in draft.facts.items() if fact != getattr(activity, name)]
    for name in changed:
        setattr(activity, name, draft.facts[name])
    activity.save(update_fields=changed)
    if _demand(activity, draft):
        changed.append("demands")
    on_it = SignUp.objects.filter(shift__in=ahead, state__in=AHEAD).order_by("starts", "pk")
    codes = list(on_it.values_list("code", flat=True)) if changed else []
    record(by=by, did="activity.changed", on=activity, path=activity.place.path, changed=changed, sign_ups=codes)
    return activity


@transaction.atomic
def keep_template(*, by: Viewer, activity: Activity, organisation: Organisation, name: str) -> Activity:
    """Others may begin as copies of this one."""
    activity = lock_activity(activity)
    require(running.may_keep_template(by, activity, organisation.pk, name))
    activity.kept_as, activity.kept_by = name.strip(), organisation
    activity.save(update_fields=["kept_as", "kept_by"])
    record(by=by, did="template.kept", on=activity, path=activity.place.path, organisation=organisation.code)
    return activity


@transaction.atomic
def drop_template(*, by: Viewer, activity: Activity) -> Activity:
    """It is no template any more. The activity and what was copied from it stay."""
    activity = lock_activity(activity)
    require(running.may_drop_template(by, activity))
    activity.kept_as, activity.kept_by = "", None
    activity.save(update_fields=["kept_as", "kept_by"])
    record(by=by, did="template.dropped", on=activity, path=activity.place.path)
    return activity


def lock_activity(activity: Activity) -> Activity:
    rows = Activity.objects.select_for_update(of=("self",)).select_related("place", "project__place")
    return rows.get(pk=activity.pk)


def _demand(activity: Activity, draft: ActivityDraft) -> bool:
    """Whether what it takes is another than before."""
    had = {(row.demand, row.term_id) for row in Requirement.objects.filter(activity=activity)}
    if had == {(demand, term.pk) for demand, term in draft.demands}:
        return False
    Requirement.objects.filter(activity=activity).delete()
    rows = [Requirement(activity=activity, demand=demand, term=term) for demand, term in draft.demands]
    Requirement.objects.bulk_create(rows)
    return True
