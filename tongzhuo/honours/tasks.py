"""What the worker does by the clock: stars are publicised and take effect, every night."""

from django.utils.timezone import now
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from tongzhuo.honours.sweeping import sweep_stars


@db_periodic_task(crontab(minute="11", hour="0,4"))  # type: ignore[untyped-decorator]
def sweep() -> None:
    sweep_stars(at=now())
