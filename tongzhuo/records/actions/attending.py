"""Somebody comes and goes: noted once, however often a device tells it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import now

from tongzhuo.fitness.queries import still_fit
from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import OK, no, require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.people.models import Person
from tongzhuo.records import queries, rules
from tongzhuo.records.codes import fits
from tongzhuo.records.drafts import Present
from tongzhuo.records.models import Attendance, Scan
from tongzhuo.records.states import Direction, Way
from tongzhuo.service.actions.holding import lock_people, lock_shift
from tongzhuo.service.models import Shift, SignUp
from tongzhuo.service.queries import goes_alone
from tongzhuo.service.rules import NEEDS_TWO
from tongzhuo.service.states import ENDED


@transaction.atomic
def note_presence(
    *,
    by: Viewer,
    shift: Shift,
    person: Person,
    direction: str,
    way: str,
    key: str,
    code: str = "",
    said: datetime | None = None,
    clock: datetime | None = None,
) -> Attendance:
    """A scan, six digits, or a pass that was shown. `key` is random and made by the device: told again, it changes
    nothing.

    `said` is when it happened (now, without a network in between), `clock` what the device's clock shows while it tells
    us: how far it is off is kept beside the scan, and the moment that is noted is put right by it.
    """
    (person,) = lock_people([person.pk])
    shift = lock_shift(shift.pk)
    if (noted := noted_by_key(key, shift, person)) is not None:
        return noted
    scan = Scan(key=key, shift=shift, person=person, direction=direction, way=way, noted_by_id=by.person_id)
    moment, at = put_right(scan, said, clock), scan.received
    sign_up = sign_up_at(shift, person)
    fit = fits(shift, code, moment)
    ready = still_fit(person, shift, sign_up) if sign_up and direction == Direction.IN else OK
    require(rules.may_note_presence(by, shift, sign_up, way, code_fits=fit, said=moment, at=at, ready=ready))
    assert sign_up is not None
    scan.save()
    attended = _noted(by, sign_up, moment, way) if direction == Direction.IN else _left(by, sign_up, moment, way)
    path = shift.activity.place.path
    record(by=by, did=f"presence.{direction}", on=shift, path=path, person=person.code, way=str(way), key=key)
    return attended


@transaction.atomic
def take_roster(*, by: Viewer, shift: Shift, present: Sequence[Present], way: str = Way.ROSTER) -> list[Attendance]:
    """The leader's list, or the sheet that was signed, of those who have a place. What was scanned stays so; oneself
    and whoever is not ready are left out."""
    lock_people([one.sign_up.person_id for one in present])
    shift = lock_shift(shift.pk)
    require(rules.may_take_roster(by, shift, at=now()))
    alone = shift.activity.home_visit and goes_alone(shift)
    require(no(*NEEDS_TWO) if alone else OK)
    here = set(queries.who_may_be_noted(shift).values_list("pk", flat=True))
    noted = []
    for one in present:
        if one.sign_up.pk not in here or one.sign_up.person_id == by.person_id:
            continue
        attended = _noted(by, one.sign_up, one.came, way)
        noted.append(_left(by, one.sign_up, max(one.left, attended.came), way) if one.left else attended)
    codes = [one.code for one in noted]
    record(by=by, did="presence.roster", on=shift, path=shift.activity.place.path, attendances=codes, way=str(way))
    return noted


def noted_by_key(key: str, shift: Shift, person: Person) -> Attendance | None:
    """What a scan with this key has noted already. Whoever stepped back and joined again has two; the last counts."""
    if not Scan.objects.filter(key=key, shift=shift, person=person).exists():
        return None
    rows = Attendance.objects.filter(sign_up__shift=shift, sign_up__person=person)
    return rows.order_by("-sign_up").first()


def put_right(scan: Scan, said: datetime | None, clock: datetime | None) -> datetime:
    """Writes into the scan what was said, when we heard it and how far the clock is off; gives what counts."""
    scan.received = now()
    scan.clock_off = round((clock - scan.received).total_seconds()) if clock else None
    scan.at = said or scan.received
    return scan.at - timedelta(seconds=scan.clock_off or 0)


def sign_up_at(shift: Shift, person: Person) -> SignUp | None:
    return SignUp.objects.filter(shift=shift, person=person).exclude(state__in=ENDED).first()


def _noted(by: Viewer, sign_up: SignUp, came: datetime, way: str) -> Attendance:
    """The first coming counts: a second telephone adds nothing."""
    attended, is_new = Attendance.objects.get_or_create(
        sign_up=sign_up, defaults={"came": came, "way": way, "noted_by_id": by.person_id}
    )
    if not is_new and came < attended.came:
        attended.came = came
        attended.save(update_fields=["came"])
    return attended


def _left(by: Viewer, sign_up: SignUp, left: datetime, way: str) -> Attendance:
    """The last leaving counts. Somebody who only noted the leaving came when it was to begin."""
    came = min(left, sign_up.starts)
    attended, _ = Attendance.objects.get_or_create(
        sign_up=sign_up, defaults={"came": came, "way": way, "noted_by_id": by.person_id}
    )
    if attended.left is None or left > attended.left:
        attended.left = max(left, attended.came)
        attended.save(update_fields=["left"])
    return attended
