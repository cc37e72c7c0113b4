"""Where the tests of runs begin: a need confirmed, offers on the table, and *Link* just pressed."""

from tests.cast import Cast
from tongzhuo.linkages.tests import story
from tongzhuo.needs.models import Need
from tongzhuo.planning import actions
from tongzhuo.planning.models import PlanRun


def confirmed(cast: Cast) -> Need:
    story.offers(cast)
    return story.confirmed(cast)


def requested(cast: Cast, who: str = "chen") -> PlanRun:
    return actions.request_plan(by=cast.as_(who), place=cast.willow).run


def now_is(run: PlanRun) -> PlanRun:
    return PlanRun.objects.get(pk=run.pk)
