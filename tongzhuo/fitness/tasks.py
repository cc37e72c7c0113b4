"""What the worker does by the clock: ask again who may still come, for what runs out by its date alone."""

from django.utils.timezone import now
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from tongzhuo.fitness import actions, queries
from tongzhuo.kernel.viewer import the_system
from tongzhuo.people.models import Person


@db_periodic_task(crontab(minute="*/10"))  # type: ignore[untyped-decorator]
def judge_again_by_the_clock() -> None:
    people = queries.perhaps_unfit(now()).values("person")
    for person in Person.objects.filter(pk__in=people).order_by("pk"):
        actions.judge_again(by=the_system("clock"), person=person)
