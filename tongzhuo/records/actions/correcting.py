"""What is wrong is put right by a line of its own; what looks odd is looked at by somebody else."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.timezone import now

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.records import rules
from tongzhuo.records.models import Flag, ServiceRecord
from tongzhuo.records.states import RecordState

AS_IT_WAS = (
    "person_id",
    "activity_name",
    "content",
    "place_id",
    "spot",
    "starts",
    "ends",
    "recorded_by_id",
    "in_charge",
    "proof",
    "due_on",
)


@transaction.atomic
def correct_record(*, by: Viewer, line: ServiceRecord, minutes: int, reason: str) -> ServiceRecord:
    """A line with the difference, so that the hours are `minutes` from now on. The first line stays as it was."""
    rows = ServiceRecord.objects.select_for_update(of=("self",)).select_related("place", "person")
    first = rows.get(pk=line.pk)
    require(rules.may_correct_record(by, first, minutes, reason))
    before = first.minutes + (first.corrections.aggregate(sum=Sum("minutes"))["sum"] or 0)
    added = ServiceRecord.objects.create(
        **{name: getattr(first, name) for name in AS_IT_WAS},
        corrects=first,
        state=RecordState.CONFIRMED,
        minutes=minutes - before,
        entered_by_id=by.person_id,
        confirmed_by_id=by.person_id,
        confirmed_at=now(),
        reason=reason.strip(),
    )
    path = first.place.path
    record(by=by, did="hours.corrected", on=first, path=path, records=[added.code], before=before, after=minutes)
    return added


@transaction.atomic
def flag_records(*, by: Viewer, found: Sequence[tuple[ServiceRecord, str, Mapping[str, Any]]]) -> list[Flag]:
    """Mark what deserves a second look: (record, oddity, what was compared). Marked once."""
    made = []
    for line, oddity, facts in found:
        flag, is_new = Flag.objects.get_or_create(record=line, oddity=oddity, defaults={"facts": dict(facts)})
        made += [flag] if is_new else []
    if made:
        first = made[0].record
        codes = [flag.record.code for flag in made]
        record(by=by, did="hours.flagged", on=first, path=first.place.path, records=codes)
    return made


@transaction.atomic
def look_at_flag(*, by: Viewer, flag: Flag, note: str) -> Flag:
    """Somebody looked and says what they found."""
    flag = Flag.objects.select_for_update(of=("self",)).select_related("record__place").get(pk=flag.pk)
    require(rules.may_look_at_flag(by, flag.record))
    flag.looked_by_id, flag.looked_at, flag.note = by.person_id, now(), note.strip()
    flag.save(update_fields=["looked_by", "looked_at", "note"])
    line = flag.record
    record(by=by, did="hours.looked_at", on=line, path=line.place.path, oddity=flag.oddity)
    return flag
