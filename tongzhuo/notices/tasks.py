"""What the worker does: send soon, and every minute whatever is due."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from tongzhuo.notices import actions


@db_task()  # type: ignore[untyped-decorator]
def send_soon(pk: int) -> None:
    actions.carry_out(by=actions.THE_NOTICES, sending=pk)


@db_periodic_task(crontab(minute="*"))  # type: ignore[untyped-decorator]
def send_due() -> None:
    actions.send_due(by=actions.THE_NOTICES)
