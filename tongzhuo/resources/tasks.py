"""What the worker does by the clock: take off the table what had its last day."""

from django.utils.timezone import now
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from tongzhuo.kernel.viewer import the_system
from tongzhuo.resources import actions


@db_periodic_task(crontab(minute="7"))  # type: ignore[untyped-decorator]
def expire_offers() -> None:
    actions.expire_offers(by=the_system("calendar"), at=now())
