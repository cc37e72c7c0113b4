"""What the worker does by the clock: a promise whose day has gone by is asked about, then set free."""

from django.conf import settings
from django.utils.timezone import now
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from tongzhuo.gifts import actions, queries, rules
from tongzhuo.kernel.viewer import the_system

CLOCK = the_system("clock")


@db_periodic_task(crontab(minute="25", hour="9-18"))  # type: ignore[untyped-decorator]
def look_after_promises() -> None:
    sweep()


def sweep() -> int:
    """Each in its own transaction. Returns how many were reminded or set free."""
    done = 0
    for gift in queries.late_gifts(now().date()):
        owed, today = queries.owed(gift), queries.today_at(gift.place)
        if rules.may_remind_giver(CLOCK, gift, owed=owed, today=today):
            actions.remind_giver(by=CLOCK, gift=gift)
            done += 1
        elif rules.may_free_gift(CLOCK, gift, owed=owed, grace=settings.PLEDGE_GRACE_DAYS, today=today):
            actions.free_gift(by=CLOCK, gift=gift)
            done += 1
    return done
