"""What the worker does by the clock: nobody is waited for beyond the hour they were given."""

from django.utils.timezone import now
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from tongzhuo.kernel.viewer import the_system
from tongzhuo.linkages import actions
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.states import LinkState
from tongzhuo.needs.models import Need


@db_periodic_task(crontab(minute="*/10"))  # type: ignore[untyped-decorator]
def expire_unanswered() -> None:
    silent = Link.objects.filter(state=LinkState.ASKED, answer_by__lt=now())
    for need in Need.objects.filter(pk__in=silent.values("need")).order_by("pk"):
        actions.expire_links(by=the_system("clock"), need=need)
