"""An account is published: its figures are read from the book, kept as they are, and sealed."""

import datetime as dt

from django.db import transaction

from tongzhuo.funds import queries, rules
from tongzhuo.funds.actions.locking import lock
from tongzhuo.funds.models import Disclosure, Fund, seal_of
from tongzhuo.funds.reckoning import figures
from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer


@transaction.atomic
def publish_disclosure(*, by: Viewer, fund: Fund) -> Disclosure:
    """The account that comes next, up to the evening before: what is written later stands in the one after."""
    fund = lock(fund.pk)
    due, today = queries.due_of(fund), queries.today_of(fund)
    require(rules.may_publish(by, fund, due, today=today))
    assert due is not None
    until = today - dt.timedelta(days=1)
    told = figures(fund, due.since, until)
    days = {"since": due.since, "until": until, "due_on": due.on, "published_on": today}
    sealed = {"figures": told, "seal": seal_of(told), "published_by_id": by.person_id}
    made = Disclosure.objects.create(fund=fund, kind=due.kind, **days, **sealed)
    record(by=by, did="fund.disclosed", on=made, path=fund.place.path, fund=fund.code, late=made.is_late)
    return made
