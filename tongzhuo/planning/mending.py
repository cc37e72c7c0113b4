"""The worker's part when a seat comes free or somebody asks why: ask the plan in memory, keep what it says."""

import logging
from collections.abc import Iterable

from django.utils.timezone import now

from tongzhuo.engine.instance import InstanceError
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.kernel.viewer import the_system
from tongzhuo.linkages.models import Plan
from tongzhuo.linkages.planner import PlanFault
from tongzhuo.linkages.queries import latest_plan_of
from tongzhuo.needs.models import Need
from tongzhuo.needs.states import OPEN_STATES
from tongzhuo.planning import actions
from tongzhuo.planning.upholding import forget, upheld
from tongzhuo.replan.standing import Unfit

TRIES = 3
BY = "planner"
logger = logging.getLogger(__name__)


def mend(needs: Iterable[Need]) -> None:
    """Suggest others for the open seats of these needs, by the newest plan that looked at each."""
    for need in needs:
        planned = latest_plan_of(need)
        if planned is not None and need.state in OPEN_STATES:
            _mend(need, _whole(planned.plan))


def tell(need: Need) -> None:
    """Explain the seats of a need of a large plan."""
    planned = latest_plan_of(need)
    if planned is None or planned.explained:
        return
    plan = upheld(_whole(planned.plan))
    told = plan.why(need.code) if plan else None
    if told:
        actions.keep_reasons(by=the_system(BY), need=need, told=told)


def _mend(need: Need, plan: Plan) -> None:
    """People go on while a repair is looked for; what came between is looked at again."""
    for _ in range(TRIES):
        held = upheld(plan)
        try:
            repair = held.repair([need.code], at=now()) if held else None
            if repair:
                actions.keep_repair(by=the_system(BY), need=need, repair=repair)
            return
        except Refused:
            forget()
        except (PlanFault, Unfit, InstanceError):
            logger.exception("The plan %s could not be repaired; one made anew would be", plan.code)
            forget()
            return


def _whole(plan: Plan) -> Plan:
    return Plan.objects.select_related("place").get(pk=plan.pk)
