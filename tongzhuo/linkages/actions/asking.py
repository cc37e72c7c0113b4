"""The keeper corrects what a need asks for, while people are asked for it or sit at it already."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.timezone import now

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.linkages import rules
from tongzhuo.linkages.actions.holding import lock_need, reseat
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.states import HOLDING, LinkState
from tongzhuo.needs import actions as needs
from tongzhuo.needs.drafts import AskDraft
from tongzhuo.needs.models import Need
from tongzhuo.service.serving import follow_asks


@transaction.atomic
def change_what_is_asked(*, by: Viewer, need: Need, asks: Sequence[AskDraft]) -> Need:
    """The lines from now on, and the seats that follow. Whoever is asked or has said yes keeps their date;
    what was only suggested for a date that goes, goes with it."""
    need = lock_need(need.pk)
    require(rules.may_keep_table(by, need))
    keep = frozenset(Link.objects.filter(need=need, state__in=HOLDING).values_list("occasion", flat=True))
    need = needs.change_asks(by=by, need=need, asks=asks, keep=keep)
    gone = Link.objects.filter(need=need, state=LinkState.SUGGESTED, occasion__dropped=True)
    codes = list(gone.order_by("pk").values_list("code", flat=True))
    gone.delete()
    follow_asks(need)
    reseat(by=by, need=need, at=now())
    record(by=by, did="need.table_changed", on=need, path=need.place.path, kept=len(keep), links=codes)
    return Need.objects.select_related("place").get(pk=need.pk)
