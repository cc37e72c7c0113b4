"""Offers that arrive from a file, a batch at a time. One transaction and one line of the memory for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.models import Organisation
from tongzhuo.places.arriving import Arrived, put
from tongzhuo.places.models import Place
from tongzhuo.places.queries import common_path
from tongzhuo.places.rules import may_bring_all
from tongzhuo.resources.drafts import OfferDraft
from tongzhuo.resources.models import Offer
from tongzhuo.resources.promised import promised_of
from tongzhuo.resources.states import OfferState

_SAID = ("kind", "what", "what_text", "unit", "quantity", "on_loan", "purpose", "serves", "place", "spot", "lat", "lon")
_WHEN = ("when", "starts_on", "ends_on", "from_time", "until_time", "weekdays", "valid_until")
_MORE = ("radius_m", "conditions", "needs_keeper", "insured", "show_name", "photographs")
_FIELDS = (*_SAID, *_WHEN, *_MORE)
_POINTS_AT = ("organisation", "what", "unit", "purpose", "serves", "place")


@dataclass(frozen=True)
class OfferRow:
    """One offer of a file; `key` is the file's own name for it, `party` the organisation that makes it."""

    key: str
    party: Organisation
    draft: OfferDraft
    name_zh: str = ""
    name_en: str = ""

    @property
    def values(self) -> dict[str, Any]:
        names = {"organisation": self.party, "name_zh": self.name_zh, "name_en": self.name_en}
        return {name: getattr(self.draft, name) for name in _FIELDS} | names


@transaction.atomic
def arrive_offers(*, by: Viewer, rows: Sequence[OfferRow], source: str) -> Arrived:
    """Write a batch; the keys of `rows` differ from one another. A file adds and corrects, it withdraws nothing."""
    require(may_bring_all(by, (row.draft.place.path for row in rows), at=now()))
    root = common_path(row.draft.place.path for row in rows)
    locked = Offer.objects.select_for_update(of=("self",)).select_related(*_POINTS_AT)
    standing = {
        offer.source_key: offer for offer in locked.filter(source=source, source_key__in=[row.key for row in rows])
    }
    arrived = Arrived()
    for row in (row for row in rows if row.key in standing):
        _correct(standing[row.key], row, arrived)
    new = [row for row in rows if row.key not in standing]
    Offer.objects.bulk_create([Offer(source=source, source_key=row.key, **row.values) for row in new])
    arrived.new = len(new)
    if arrived.wrote:
        on = Place.objects.filter(path=root).first() or rows[0].draft.place
        record(by=by, did="offers.arrived", on=on, path=root, source=source, **arrived.facts())
    return arrived


def _correct(offer: Offer, row: OfferRow, arrived: Arrived) -> None:
    """What the file says now, unless somebody counts on the offer or took it off the table."""
    touched = offer.state != OfferState.OPEN or promised_of(offer).anything
    if not put(offer, row.values):
        arrived.same += 1
    elif touched:
        arrived.refused[row.key] = gettext("Somebody counts on this offer already. Change it on its page.")
    else:
        offer.save()
        arrived.changed += 1
