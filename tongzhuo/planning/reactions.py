"""What follows once somebody has asked for a plan."""

from tongzhuo.kernel.memory import Claim, reacts_to
from tongzhuo.kernel.models import Line
from tongzhuo.planning.models import PlanRun


@reacts_to("run.requested", long=True)
def draw_the_plan(line: Line, claim: Claim) -> None:
    # Late: the engine takes a while to load, and whoever only records a line should not wait for it.
    from tongzhuo.planning.drawing import draw

    draw(PlanRun.objects.select_related("place", "asked_by").get(code=line.on_code), claim)
