"""What the worker does by the clock: pass on places that nobody took in time, and ask again who may still come."""

from django.utils.timezone import now
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from tongzhuo.kernel.viewer import the_system
from tongzhuo.people.models import Person
from tongzhuo.service import actions, queries


@db_periodic_task(crontab(minute="*/2"))  # type: ignore[untyped-decorator]
def pass_on_places() -> None:
    for shift in queries.stale_offers(now()):
        actions.pass_on_offers(by=the_system("clock"), shift=shift)


@db_periodic_task(crontab(minute="*/10"))  # type: ignore[untyped-decorator]
def judge_again_by_the_clock() -> None:
    people = queries.perhaps_unfit(now()).values("person")
    for person in Person.objects.filter(pk__in=people).order_by("pk"):
        actions.judge_again(by=the_system("clock"), person=person)
