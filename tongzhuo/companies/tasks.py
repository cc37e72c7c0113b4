"""What the worker does by the clock: no community is waited for beyond its days."""

from django.utils.timezone import now
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from tongzhuo.companies import actions, queries
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.kernel.viewer import the_system


@db_periodic_task(crontab(minute="*/10"))  # type: ignore[untyped-decorator]
def lapse_proposals() -> None:
    for proposal in queries.stale(now()):
        try:
            actions.lapse_proposal(by=the_system("clock"), proposal=proposal)
        except Refused:
            continue  # answered in between
