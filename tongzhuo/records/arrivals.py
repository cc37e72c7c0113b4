"""Past service that arrives from a list, a batch at a time: one transaction, one line of the memory.

Nothing of it counts before somebody else confirms it, and all of it stays marked "entered later".
"""

from collections.abc import Sequence

from django.db import transaction
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.places.arriving import Arrived
from tongzhuo.places.models import Place
from tongzhuo.places.queries import common_path
from tongzhuo.places.rules import may_bring_all
from tongzhuo.records import rules
from tongzhuo.records.counting import due_on
from tongzhuo.records.drafts import LateEntry
from tongzhuo.records.models import ServiceRecord
from tongzhuo.records.states import Proof

STANDS = _("These hours stand already. Correct them on their page.")


@transaction.atomic
def arrive_hours(*, by: Viewer, rows: Sequence[LateEntry], source: str) -> Arrived:
    """Write a batch; each row has a `source_key` of its own. People correct what stands, lists do not."""
    at = now()
    require(may_bring_all(by, (row.place.path for row in rows), at=at))
    known = ServiceRecord.objects.filter(source=source, source_key__in=[row.source_key for row in rows])
    standing = set(known.values_list("source_key", flat=True))
    arrived, new = Arrived(), []
    for row in rows:
        verdict = rules.may_enter_later(by, row, at=at)
        if row.source_key in standing:
            arrived.refused[row.source_key] = str(STANDS)
        elif verdict:
            new.append(_line(by, row, source))
        else:
            arrived.refused[row.source_key] = verdict.reason
    ServiceRecord.objects.bulk_create(new)
    arrived.new = len(new)
    if arrived.wrote:
        root = common_path(row.place.path for row in rows)
        on = Place.objects.filter(path=root).first() or rows[0].place
        record(by=by, did="hours.arrived", on=on, path=root, source=source, **arrived.facts())
    return arrived


def _line(by: Viewer, row: LateEntry, source: str) -> ServiceRecord:
    return ServiceRecord(
        person=row.person,
        activity_name=row.activity_name,
        content=row.content,
        place=row.place,
        starts=row.starts,
        ends=row.ends,
        minutes=row.minutes,
        recorded_by=row.recorded_by,
        in_charge=row.in_charge,
        proof=Proof.LATER,
        due_on=due_on(localdate(row.ends)),
        entered_by_id=by.person_id,
        reason=row.reason.strip(),
        source=source,
        source_key=row.source_key,
    )
