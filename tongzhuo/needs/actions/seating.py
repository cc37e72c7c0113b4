"""Who sits at a need, who speaks for it, and who may read how much of it."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.timezone import now

from tongzhuo.kernel.fields import subtree
from tongzhuo.kernel.memory import record
from tongzhuo.kernel.models import Facts
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.needs import rules
from tongzhuo.needs.actions.locking import locked
from tongzhuo.needs.models import Access, Need
from tongzhuo.needs.queries import operators_of
from tongzhuo.needs.states import OPEN_STATES, Level, Seat
from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.viewers import viewer_of
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place


@transaction.atomic
def set_seats(*, by: Viewer, need: Need, seats: Mapping[str, str], state: str | None = None) -> Need:
    """What `linkages` found out while changing a link. Nothing changed: nothing is written."""
    need = locked(need)
    require(rules.may_set_seats(need, seats, state))
    changed: Facts = {f"seat_{party}": str(seat) for party, seat in seats.items() if need.seats[party] != seat}
    if state is not None and state != need.state:
        changed["state"] = str(state)
    for field, value in changed.items():
        setattr(need, field, value)
    if changed:
        need.save(update_fields=list(changed))
        record(by=by, did="need.seated", on=need, path=need.place.path, **changed)
    return need


@transaction.atomic
def give_access(
    *,
    by: Viewer,
    need: Need,
    person: Person | None = None,
    organisation: Organisation | None = None,
    level: str = Level.TASK,
    until: dt.datetime | None = None,
) -> Access:
    """Written together with the link that seats the party; given again it replaces what was given."""
    access, _ = Access.objects.update_or_create(
        need=need, person=person, organisation=organisation, defaults={"level": level, "until": until}
    )
    party = (person or organisation or access.party).code
    record(by=by, did="need.access_given", on=need, path=need.place.path, party=party, level=str(level))
    return access


@transaction.atomic
def end_access(
    *,
    by: Viewer,
    need: Need,
    person: Person | None = None,
    organisation: Organisation | None = None,
    until: dt.datetime | None = None,
) -> None:
    """From `until` (now when it is not said) this party reads no more than everyone."""
    found = Access.objects.filter(need=need, person=person, organisation=organisation)
    if found.update(until=until or now()):
        party = person or organisation
        record(by=by, did="need.access_ended", on=need, path=need.place.path, party=party.code if party else "")


@transaction.atomic
def take_case(*, by: Viewer, need: Need, worker: Person) -> Need:
    """A social worker answers for the person helped, and reads the private part."""
    need = locked(need)
    require(rules.may_take_case(by, need, viewer_of(worker), at=now()))
    need.case_worker = worker
    need.save(update_fields=["case_worker"])
    record(by=by, did="need.case_taken", on=need, path=need.place.path, worker=worker.code)
    return need


@transaction.atomic
def name_delegates(*, by: Viewer, need: Need, delegates: Sequence[Person]) -> Need:
    """The two residents who speak for a courtyard."""
    need = locked(need)
    require(rules.may_name_delegates(by, need, delegates, operators_of(need, at=now()), at=now()))
    need.delegates.set(delegates)
    record(
        by=by,
        did="need.delegates_named",
        on=need,
        path=need.place.path,
        delegates=sorted(one.code for one in delegates),
    )
    return need


@transaction.atomic
def take_community_seat(*, by: Viewer, need: Need) -> Need:
    """Another coordinator sits down where the one who confirmed has gone."""
    need = locked(need)
    require(rules.may_take_community_seat(by, need, at=now()))
    need.seat_community, need.confirmed_by_id = Seat.SEATED, by.person_id
    need.save(update_fields=["seat_community", "confirmed_by"])
    record(by=by, did="need.community_seat_taken", on=need, path=need.place.path)
    return need


@transaction.atomic
def vacate_community_seats(*, by: Viewer, place: Place, person: Person) -> int:
    """The community seats under `place` that `person` took and may no longer keep. Returns how many."""
    still = viewer_of(person)
    seated = (
        Need.objects.select_for_update(of=("self",))
        .select_related("place")
        .filter(
            subtree(place.path, "place__path"), confirmed_by=person, state__in=OPEN_STATES, seat_community=Seat.SEATED
        )
    )
    left = [need for need in seated.order_by("pk") if not rules.keeps(still, need.place)]
    if left:
        Need.objects.filter(pk__in=[need.pk for need in left]).update(seat_community=Seat.OPEN)
        record(by=by, did="need.community_seats_vacated", on=place, path=place.path, needs=[need.code for need in left])
    return len(left)
