"""Joining and leaving: how teams form."""

import datetime as dt

from django.db import transaction
from django.utils.timezone import localdate, now

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations import rules
from tongzhuo.organisations.actions.bodies import held
from tongzhuo.organisations.models import Mandate, Membership, Organisation, in_force
from tongzhuo.organisations.queries import is_member
from tongzhuo.people.models import Person


@transaction.atomic
def join_organisation(*, by: Viewer, person: Person, organisation: Organisation, duty: str = "") -> Membership:
    organisation = held(organisation)
    member = is_member(person, organisation)
    require(rules.may_join_organisation(by, person, organisation, member_already=member, at=now()))
    membership = Membership.objects.create(
        person=person, organisation=organisation, duty=duty.strip(), starts_on=localdate()
    )
    record(by=by, did="organisation.joined", on=organisation, path=organisation.place.path, person=person.code)
    return membership


@transaction.atomic
def leave_organisation(*, by: Viewer, membership: Membership) -> Membership:
    """It counts at once; what they did as a member stays in the memory."""
    held(membership.organisation)
    membership = Membership.objects.select_related("person", "organisation__place").get(pk=membership.pk)
    organisation, at = membership.organisation, now()
    mandates = Mandate.objects.filter(in_force(), person=membership.person, organisation=organisation)
    require(rules.may_leave_organisation(by, membership, mandates=mandates, at=at))
    membership.ended_at = at
    membership.ends_on = localdate(at) - dt.timedelta(days=1)
    membership.save(update_fields=["ended_at", "ends_on"])
    code = membership.person.code
    record(by=by, did="organisation.left", on=organisation, path=organisation.place.path, person=code)
    return membership
