"""What becomes of a need once there is something to show for it. Written by `outcomes` with the word that decides."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.needs import rules
from tongzhuo.needs.actions.locking import locked
from tongzhuo.needs.models import Access, Need
from tongzhuo.needs.states import ENDED_STATES

READABLE_AFTER = timedelta(days=7)


@transaction.atomic
def settle_need(*, by: Viewer, need: Need, state: str) -> Need:
    """Under way, said to be done, met, partly met or not met. A week after its end the table reads no more of it."""
    need = locked(need)
    require(rules.may_settle(need, state))
    was, need.state = need.state, state
    need.save(update_fields=["state"])
    if state in ENDED_STATES:
        until = now() + READABLE_AFTER
        Access.objects.filter(Q(until=None) | Q(until__gt=until), need=need).update(until=until)
    record(by=by, did="need.settled", on=need, path=need.place.path, was=was, state=str(state))
    return need
