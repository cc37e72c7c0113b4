"""Hours become a record when another than the one who served says so; what comes late needs one person more."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate, now

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.records import rules
from tongzhuo.records.counting import due_on
from tongzhuo.records.drafts import LateEntry
from tongzhuo.records.models import Attendance, ServiceRecord
from tongzhuo.records.states import PROOF_OF, Proof, RecordState
from tongzhuo.service import actions as service
from tongzhuo.service.actions.holding import lock_people, lock_shift
from tongzhuo.service.models import Shift, SignUp
from tongzhuo.service.states import ActivityKind, GuardianWord, SignUpState


@transaction.atomic
def confirm_day(*, by: Viewer, shift: Shift) -> list[ServiceRecord]:
    """Close a day: who was noted attended, the others were absent, and hours become records.

    A forgotten leaving counts until the planned end and is marked. The hours of whoever confirms wait for somebody
    else; after the tenth working day all of them do, and are marked as entered later. A minor whose guardian has not
    agreed has no hours here.
    """
    lock_people(SignUp.objects.filter(shift=shift).values_list("person_id", flat=True))
    shift = lock_shift(shift.pk)
    at = now()
    require(rules.may_confirm_day(by, shift, at=at))
    made = []
    for sign_up in _signed_up(shift):
        may_serve = sign_up.guardian_word not in (GuardianWord.AWAITED, GuardianWord.REFUSED)
        attended = Attendance.objects.filter(sign_up=sign_up).first() if may_serve else None
        _say_who_was_there(by, sign_up, came=attended is not None)
        if attended is not None and shift.activity.kind == ActivityKind.SERVICE:
            made.append(_record_of(by, shift, sign_up, attended, at))
    service.finish_shift(by=by, shift=shift)
    codes = [one.code for one in made]
    record(by=by, did="hours.confirmed", on=shift, path=shift.activity.place.path, records=codes)
    return made


@transaction.atomic
def enter_later(*, by: Viewer, entry: LateEntry) -> ServiceRecord:
    """Hours that nobody noted at the time. They wait for a second person and stay marked for ever."""
    require(rules.may_enter_later(by, entry, at=now()))
    made = ServiceRecord.objects.create(
        person=entry.person,
        activity_name=entry.activity_name,
        content=entry.content,
        place=entry.place,
        spot=entry.spot,
        starts=entry.starts,
        ends=entry.ends,
        minutes=entry.minutes,
        recorded_by=entry.recorded_by,
        in_charge=entry.in_charge,
        proof=Proof.LATER,
        due_on=due_on(localdate(entry.ends)),
        entered_by_id=by.person_id,
        reason=entry.reason.strip(),
        source=entry.source,
        source_key=entry.source_key,
    )
    record(by=by, did="hours.entered_later", on=made, path=entry.place.path, person=entry.person.code)
    return made


@transaction.atomic
def confirm_record(*, by: Viewer, line: ServiceRecord) -> ServiceRecord:
    """The second person's yes; with it, whoever closed the day was there too, and so was whose telephone told late."""
    line = _answered(by, line, RecordState.CONFIRMED, "hours.seconded")
    if line.attendance is not None:
        _say_who_was_there(by, line.attendance.sign_up, came=True)
    return line


@transaction.atomic
def refuse_record(*, by: Viewer, line: ServiceRecord, reason: str = "") -> ServiceRecord:
    """The second person's no. The line stays to be read, and counts nothing."""
    return _answered(by, line, RecordState.REFUSED, "hours.refused", reason=reason)


def _answered(by: Viewer, line: ServiceRecord, to: str, did: str, reason: str = "") -> ServiceRecord:
    rows = ServiceRecord.objects.select_for_update(of=("self",))
    rows = rows.select_related("place", "person", "attendance__sign_up")
    line = rows.get(pk=line.pk)
    require(rules.may_confirm_record(by, line, to))
    line.state, line.confirmed_by_id, line.confirmed_at = to, by.person_id, now()
    line.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    record(by=by, did=did, on=line, path=line.place.path, records=[line.code], reason=reason.strip())
    return line


def _signed_up(shift: Shift) -> list[SignUp]:
    rows = SignUp.objects.filter(shift=shift, state__in=(SignUpState.SIGNED_UP, SignUpState.ATTENDED))
    return list(rows.select_related("person").order_by("pk"))


def _say_who_was_there(by: Viewer, sign_up: SignUp, *, came: bool) -> None:
    """Nobody says of themselves that they were there: their record waits for somebody else, and that says it."""
    undecided = (SignUpState.SIGNED_UP, SignUpState.ABSENT) if came else (SignUpState.SIGNED_UP,)
    if sign_up.state in undecided and sign_up.person_id != by.person_id:
        service.note_attendance(by=by, sign_up=sign_up, came=came)


def _record_of(by: Viewer, shift: Shift, sign_up: SignUp, attended: Attendance, at: datetime) -> ServiceRecord:
    if attended.left is None:
        attended.left, attended.forgot = max(attended.came, shift.ends), True
        attended.save(update_fields=["left", "forgot"])
    activity = shift.activity
    due = due_on(localdate(shift.ends))
    is_late = localdate(at) > due
    alone = is_late or sign_up.person_id == by.person_id
    assert activity.recorded_by is not None
    return ServiceRecord.objects.create(
        person=sign_up.person,
        attendance=attended,
        state=RecordState.PROPOSED if alone else RecordState.CONFIRMED,
        activity_name=activity.title,
        content=activity.content,
        place=activity.place,
        spot=activity.meeting_point,
        starts=attended.came,
        ends=attended.left,
        minutes=round((attended.left - attended.came).total_seconds() / 60),
        recorded_by=activity.recorded_by,
        in_charge=activity.in_charge.shown_name if activity.in_charge else by.name,
        proof=Proof.LATER if is_late else PROOF_OF[attended.way],
        due_on=due,
        entered_by_id=by.person_id,
        confirmed_by_id=None if alone else by.person_id,
        confirmed_at=None if alone else at,
    )
