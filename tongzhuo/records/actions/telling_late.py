"""What a telephone without a network tells after the day was closed: kept, and decided by people."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.people.models import Person
from tongzhuo.records import rules
from tongzhuo.records.actions.attending import noted_by_key, put_right, sign_up_at
from tongzhuo.records.codes import fits
from tongzhuo.records.counting import due_on
from tongzhuo.records.models import Attendance, Flag, Scan, ServiceRecord
from tongzhuo.records.states import Direction, Oddity, Proof, RecordState
from tongzhuo.service.actions.holding import lock_people, lock_shift
from tongzhuo.service.models import Shift, SignUp
from tongzhuo.service.states import ActivityKind


@transaction.atomic
def keep_late_scan(
    *,
    by: Viewer,
    shift: Shift,
    person: Person,
    direction: str,
    way: str,
    key: str,
    code: str,
    said: datetime,
    clock: datetime | None = None,
) -> Attendance:
    """It changes no hours by itself. Where the day gave this person a record, the record is marked for a second look;
    where it gave none, one waits for a second person and stays marked as entered later. Told again, it changes nothing.
    """
    (person,) = lock_people([person.pk])
    shift = lock_shift(shift.pk)
    if (noted := noted_by_key(key, shift, person)) is not None:
        return noted
    scan = Scan(key=key, shift=shift, person=person, direction=direction, way=way, noted_by_id=by.person_id)
    moment = put_right(scan, said, clock)
    sign_up = sign_up_at(shift, person)
    code_fits = fits(shift, code, moment)
    require(rules.may_tell_late(by, shift, sign_up, way, code_fits=code_fits, said=moment, at=scan.received))
    assert sign_up is not None
    scan.save()
    attended, line = _of_the_day(scan, sign_up, moment)
    if line is not None:
        _mark(line, scan, moment)
    codes = [line.code] if line else []
    path = shift.activity.place.path
    record(by=by, did="presence.told_late", on=shift, path=path, person=person.code, key=key, records=codes)
    return attended


def _of_the_day(scan: Scan, sign_up: SignUp, moment: datetime) -> tuple[Attendance, ServiceRecord | None]:
    """What the day knows of this person, as it stands; what only late scans tell follows them until it is answered."""
    shift, direction = scan.shift, scan.direction
    attended = Attendance.objects.filter(sign_up=sign_up).first()
    line = ServiceRecord.objects.filter(attendance=attended, corrects=None).first() if attended else None
    if attended is not None and (line is None or not _only_told_late(line)):
        return attended, line
    came, left = _span(shift, attended, moment, direction)
    facts = {"came": came, "left": left, "forgot": direction == Direction.IN and (attended is None or attended.forgot)}
    attended, _ = Attendance.objects.update_or_create(
        sign_up=sign_up, defaults=facts, create_defaults=facts | {"way": scan.way, "noted_by_id": scan.noted_by_id}
    )
    if shift.activity.kind != ActivityKind.SERVICE:
        return attended, None
    return attended, _line(scan, attended, line)


def _only_told_late(line: ServiceRecord) -> bool:
    return line.state == RecordState.PROPOSED and line.flags.filter(oddity=Oddity.TOLD_LATE, facts__alone=True).exists()


def _span(shift: Shift, before: Attendance | None, moment: datetime, direction: str) -> tuple[datetime, datetime]:
    """The first coming and the last leaving; until a leaving is told, the planned end stands for it."""
    if direction == Direction.IN:
        came = moment if before is None else min(before.came, moment)
        left = max(came, shift.ends) if before is None or before.left is None else before.left
        return came, max(came, left)
    came = min(moment, shift.starts) if before is None else before.came
    left = moment if before is None or before.forgot or before.left is None else max(before.left, moment)
    return came, max(came, left)


def _line(scan: Scan, attended: Attendance, line: ServiceRecord | None) -> ServiceRecord:
    """The record that waits for somebody else than whoever told of it and whoever served."""
    assert attended.left is not None
    minutes = round((attended.left - attended.came).total_seconds() / 60)
    span = {"starts": attended.came, "ends": attended.left, "minutes": minutes}
    if line is not None:
        ServiceRecord.objects.filter(pk=line.pk).update(**span)
        return line
    activity = scan.shift.activity
    assert activity.recorded_by_id is not None
    made = ServiceRecord.objects.create(
        **span,
        person_id=attended.sign_up.person_id,
        attendance=attended,
        activity_name=activity.title,
        content=activity.content,
        place=activity.place,
        spot=activity.meeting_point,
        recorded_by_id=activity.recorded_by_id,
        in_charge=activity.in_charge.shown_name if activity.in_charge else "",
        proof=Proof.LATER,
        due_on=due_on(localdate(scan.shift.ends)),
        entered_by_id=scan.noted_by_id,
    )
    Flag.objects.create(record=made, oddity=Oddity.TOLD_LATE, facts={"alone": True})
    return made


def _mark(line: ServiceRecord, scan: Scan, moment: datetime) -> None:
    """One mark for a record, with every scan that was told of it; a new one wants to be looked at again."""
    flag, _ = Flag.objects.get_or_create(record=line, oddity=Oddity.TOLD_LATE)
    told = {"direction": str(scan.direction), "at": moment.isoformat(), "key": scan.key}
    flag.facts = flag.facts | {"scans": [*flag.facts.get("scans", []), told]}
    flag.looked_by, flag.looked_at = None, None
    flag.save(update_fields=["facts", "looked_by", "looked_at"])
