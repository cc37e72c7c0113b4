"""What the worker does by night: read every entry again and add it up."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from tongzhuo.kernel.viewer import the_system
from tongzhuo.ledger.actions import keep_audit
from tongzhuo.ledger.audit import audit


@db_periodic_task(crontab(minute="20", hour="3"))  # type: ignore[untyped-decorator]
def audit_the_book() -> None:
    keep_audit(audit(), by=the_system("night"))
