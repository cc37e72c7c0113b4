"""What the worker does by the clock: whoever publishes hears that an account is due."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from tongzhuo.funds.sweeping import remind_of_disclosures


@db_periodic_task(crontab(minute="35", hour="8"))  # type: ignore[untyped-decorator]
def remind() -> None:
    remind_of_disclosures()
