"""What the worker does by the clock: pass on places that nobody took in time."""

from django.utils.timezone import now
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from tongzhuo.kernel.viewer import the_system
from tongzhuo.service import actions, queries


@db_periodic_task(crontab(minute="*/2"))  # type: ignore[untyped-decorator]
def pass_on_places() -> None:
    for shift in queries.stale_offers(now()):
        actions.pass_on_offers(by=the_system("clock"), shift=shift)
