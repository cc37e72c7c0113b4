"""Which runs somebody may see. Hidden looks the same as absent."""

from django.db.models import Q, QuerySet

from tongzhuo.kernel.fields import subtrees
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.linkages.states import LinkState
from tongzhuo.needs.models import Need
from tongzhuo.organisations.states import KEEPERS
from tongzhuo.planning.models import PlanRun
from tongzhuo.planning.states import RunState


def runs_visible_to(viewer: Viewer) -> QuerySet[PlanRun]:
    """The runs of the places that the viewer keeps."""
    runs = PlanRun.objects.filter(subtrees(viewer.paths(*KEEPERS), "place__path"))
    return runs.select_related("place", "asked_by", "plan").defer("plan__instance", "plan__answer")


def others_being_drawn(run: PlanRun) -> QuerySet[PlanRun]:
    """What the worker may be busy with while this run waits."""
    return PlanRun.objects.filter(state=RunState.BEGUN).exclude(pk=run.pk)


def needs_suggested_to(code: str) -> QuerySet[Need]:
    """Needs for which this person, or this offer, is suggested and not asked yet."""
    whose = Q(links__person__code=code, links__offer=None) | Q(links__offer__code=code)
    needs = Need.objects.filter(whose, links__state=LinkState.SUGGESTED, links__pinned=False)
    return needs.select_related("place").distinct().order_by("pk")
