"""What leaves the house is remembered: who took out which records."""

import datetime as dt

from django.db import transaction

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.models import Line
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.models import Organisation
from tongzhuo.records import rules


@transaction.atomic
def note_export(*, by: Viewer, unit: Organisation, since: dt.date, until: dt.date, shape: str) -> Line:
    """Somebody takes the confirmed records of `unit` between two days (both inclusive) out as a file."""
    require(rules.may_export_records(by, unit, since=since, until=until))
    first, last = since.isoformat(), until.isoformat()
    return record(by=by, did="hours.exported", on=unit, path=unit.place.path, shape=shape, since=first, until=last)
