"""The secret address of one's own calendar."""

from django.db import transaction
from django.utils.timezone import now

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.people.models import Person
from tongzhuo.service import rules
from tongzhuo.service.models import CalendarFeed, new_secret


@transaction.atomic
def make_feed(*, by: Viewer, person: Person) -> CalendarFeed:
    """A new address; one that was given out before leads nowhere from now on."""
    require(rules.may_keep_feed(by, person, at=now()))
    feed, _ = CalendarFeed.objects.update_or_create(person=person, defaults={"secret": new_secret(), "made": now()})
    record(by=by, did="calendar.made", on=person, path=person.home.path)
    return feed


@transaction.atomic
def revoke_feed(*, by: Viewer, person: Person) -> None:
    require(rules.may_keep_feed(by, person, at=now()))
    CalendarFeed.objects.filter(person=person).delete()
    record(by=by, did="calendar.revoked", on=person, path=person.home.path)
