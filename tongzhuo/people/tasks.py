"""What the worker does by the clock: forget addresses that nobody proved to be theirs."""

from datetime import timedelta

from django.utils.timezone import now
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from tongzhuo.kernel.viewer import the_system
from tongzhuo.people import actions


@db_periodic_task(crontab(minute="23", hour="3"))  # type: ignore[untyped-decorator]
def forget_empty_accounts() -> None:
    actions.forget_empty_accounts(by=the_system("calendar"), before=now() - timedelta(days=1))
