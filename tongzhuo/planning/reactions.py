"""What follows once somebody has asked for a plan, asked why, or cannot come."""

from tongzhuo.kernel.memory import Claim, reacts_to
from tongzhuo.kernel.models import Line
from tongzhuo.needs.models import Need
from tongzhuo.planning import queries
from tongzhuo.planning.models import PlanRun

# What follows is long: the engine takes a while to load, and a large plan to be read.


@reacts_to("run.requested", long=True)
def draw_the_plan(line: Line, claim: Claim) -> None:
    # Late: whoever only records a line should not wait for the engine to load.
    from tongzhuo.planning.drawing import draw

    draw(PlanRun.objects.select_related("place", "asked_by").get(code=line.on_code), claim)


@reacts_to("need.why_asked", long=True)
def tell_why(line: Line, _claim: Claim) -> None:
    from tongzhuo.planning.mending import tell

    tell(Need.objects.select_related("place").get(code=line.on_code))


@reacts_to("link.declined", "link.withdrawn", "link.expired", long=True)
def look_for_somebody_else(line: Line, _claim: Claim) -> None:
    """A seat came free: who could take it is suggested at once."""
    from tongzhuo.planning.mending import mend

    if line.facts.get("links"):
        mend([Need.objects.select_related("place").get(code=line.on_code)])


@reacts_to("person.availability_set", "consent.withdrawn", "offer.withdrawn", "offer.expired", long=True)
def look_whether_they_still_can(line: Line, _claim: Claim) -> None:
    """Somebody's time or offer is not what it was: where they were only suggested, others are looked for."""
    from tongzhuo.planning.mending import mend

    mend(list(queries.needs_suggested_to(line.on_code)))
