"""What whoever runs an activity may still change when it is under way. Rules as in `rules`."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.verdicts import OK, Verdict, no
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.states import SPEAKERS
from tongzhuo.projects.states import ProjectState
from tongzhuo.service.drafts import ActivityDraft
from tongzhuo.service.models import Activity, Shift
from tongzhuo.service.rules import NEEDS_TWO, NOT_INSURED, NOT_YOURS, is_covered, runs_activity

TAKES_NEW = (ProjectState.FORMING, ProjectState.ACTIVE)


def may_change_activity(
    viewer: Viewer, activity: Activity, draft: ActivityDraft, ahead: Sequence[Shift], *, joined: bool, at: datetime
) -> Verdict:
    """`ahead`: its shifts that are still to come; `joined`: somebody has signed up, ever. Whoever did has read whether
    it counts as service: that stays. Everything else may change, and they are told."""
    if not runs_activity(viewer, activity):
        return no(*NOT_YOURS)
    if not activity.project.is_running:
        return no("project_over", _("This project is over."), state=activity.project.state)
    if joined and draft.kind != activity.kind:
        return no("kind_stays", _("Somebody has signed up already: what they read about hours stays."), field="kind")
    last = max((shift.ends for shift in ahead), default=at)
    if not is_covered(draft, last.date()):
        return no(*NOT_INSURED, field="insured_until")
    if draft.home_visit and any(shift.places is not None and shift.places < 2 for shift in ahead):
        return no(*NEEDS_TWO, field="home_visit")
    return OK


def may_keep_template(viewer: Viewer, activity: Activity, organisation_id: int, name: str) -> Verdict:
    """Whoever runs the activity puts it by for an organisation they speak for, under a name."""
    if not runs_activity(viewer, activity):
        return no(*NOT_YOURS)
    if not viewer.speaks_for(organisation_id, *SPEAKERS):
        return no("not_your_organisation", _("Only whoever speaks for an organisation keeps templates for it."))
    if not name.strip():
        return no("name_missing", _("Under which name will you find it again?"), field="name")
    return OK


def may_drop_template(viewer: Viewer, activity: Activity) -> Verdict:
    if activity.kept_by_id is None or not viewer.speaks_for(activity.kept_by_id, *SPEAKERS):
        return no("not_your_organisation", _("Only whoever speaks for an organisation keeps templates for it."))
    return OK
