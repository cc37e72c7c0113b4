"""How far a run has come: a few writes a second that are nobody's act, so the memory keeps none of them."""

from django.utils.timezone import now

from tongzhuo.planning.models import PlanRun
from tongzhuo.planning.states import RunState


def note_progress(run: PlanRun, stage: str, share: float) -> bool:
    """Write how far the drawing is. False when the run has been stopped: then nothing is written."""
    drawn = PlanRun.objects.filter(pk=run.pk, state=RunState.BEGUN, tries=run.tries)
    return bool(drawn.update(stage=stage[:20], share=min(1.0, max(0.0, share)), heard_at=now()))
