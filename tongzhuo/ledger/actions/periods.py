"""Closing a period, and keeping what an audit said."""

from dataclasses import asdict
from datetime import date

from django.db import transaction

from tongzhuo.kernel.fields import subtree
from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.ledger import queries, rules
from tongzhuo.ledger.actions.writing import lock
from tongzhuo.ledger.audit import Audited
from tongzhuo.ledger.models import Account, AuditRun, Closing
from tongzhuo.places.models import Place


@transaction.atomic
def close_period(*, by: Viewer, place: Place, until: date) -> Closing:
    """Nothing more is written on any day up to `until`, here and below. Waits for postings that are on their way."""
    lock(list(Account.objects.filter(subtree(place.path, "place__path")).values_list("pk", flat=True)))
    today = queries.today_in(place)
    require(rules.may_close_period(by, place, until, closed_until=queries.closed_until([place.path]), today=today))
    closing = Closing.objects.create(place=place, until=until, person_id=by.person_id)
    record(by=by, did="period.closed", on=closing, path=place.path, until=until.isoformat())
    return closing


@transaction.atomic
def keep_audit(audited: Audited, *, by: Viewer, place: Place | None = None) -> AuditRun:
    """Keep what an audit said, for the office to read."""
    require(rules.may_audit(by, place))
    run = AuditRun.objects.create(
        path=place.path if place else "",
        transactions=audited.transactions,
        entries=audited.entries,
        milliseconds=round(audited.seconds * 1000),
        found=audited.found,
        findings=[asdict(finding) for finding in audited.findings],
    )
    record(by=by, did="book.audited", on=run, path=run.path, entries=run.entries, found=run.found)
    return run
