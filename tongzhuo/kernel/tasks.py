"""What the worker does: deliver soon, and sweep every minute what nobody woke it for."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from tongzhuo.kernel import memory


@db_task()  # type: ignore[untyped-decorator]
def carry_out_soon(pks: list[int]) -> None:
    for pk in pks:
        memory.carry_out(pk)


@db_periodic_task(crontab(minute="*"))  # type: ignore[untyped-decorator]
def sweep() -> None:
    memory.sweep()
