"""What may be done with a run. Whether somebody may ask for one is `linkages.rules.may_plan`."""

from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.verdicts import OK, Verdict, no
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.linkages.rules import may_plan
from tongzhuo.planning.models import PlanRun
from tongzhuo.planning.states import MAY_FOLLOW, RunState

MOST_TRIES = 3


def may_become(run: PlanRun, to: RunState) -> Verdict:
    """Whether the table of states lets the run become that."""
    if to in MAY_FOLLOW[run.state]:
        return OK
    return no("run_ended", _("This plan is not being drawn any more."), state=run.state)


def may_stop_run(viewer: Viewer, run: PlanRun) -> Verdict:
    """Whoever may plan the place may stop its plan, whoever asked for it."""
    verdict = may_plan(viewer, run.place.path)
    return verdict and may_become(run, RunState.STOPPED)


def may_begin_run(run: PlanRun) -> Verdict:
    """A run whose worker ended again and again is not begun once more: it may be what ends the worker."""
    if run.tries >= MOST_TRIES:
        return no("abandoned", _("The worker ended in the middle of it, more than once."))
    return may_become(run, RunState.BEGUN)
