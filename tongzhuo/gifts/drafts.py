"""What somebody wants to give or write down, before it is, and what is wrong with it."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from tongzhuo.gifts.states import BY_THE_HOUR, GiftKind, Naming
from tongzhuo.kernel.verdicts import OK, Verdict, no
from tongzhuo.needs.models import Ask, Need
from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.states import Kind
from tongzhuo.places.models import Place
from tongzhuo.projects.models import Project
from tongzhuo.resources.models import Offer
from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.queries import unit_of

MOST = 10**13  # base units
MOST_WORDS = 300
# Who may take money for others. The product takes none.
TAKES_MONEY = (Kind.CHARITY, Kind.FOUNDATION)


@dataclass(frozen=True)
class GiftDraft:
    """The terms of a gift, see `Gift`. `quantity` in base units; None is "to be agreed"."""

    kind: str
    place: Place
    receiver: Organisation
    item: Term | None = None
    item_text: str = ""
    unit: Term | None = None
    quantity: int | None = None
    quality: str = ""
    purpose: Term | None = None
    deliver_by: dt.date | None = None
    deliver_to: str = ""
    return_on: dt.date | None = None
    naming: str = Naming.KEPT
    offer: Offer | None = None
    need: Need | None = None
    ask: Ask | None = None
    project: Project | None = None


@dataclass(frozen=True)
class Arriving:
    """What is being handed in. `quantity` in base units of the gift."""

    quantity: int | None
    on: dt.date
    note: str = ""
    serial: str = ""
    batch: str = ""
    best_before: dt.date | None = None
    condition: str = ""


def faults_of(draft: GiftDraft, *, giver: Organisation | None, today: dt.date) -> Verdict:
    """What is wrong with these terms, or OK."""
    if draft.kind not in GiftKind.values:
        return no("kind_unknown", _("Say what kind of gift it is."), field="kind")
    if draft.kind != GiftKind.MONEY and draft.item is None and not draft.item_text.strip():
        return no("say_what", _("Say what it is."), field="item_text")
    if draft.kind == GiftKind.MONEY and draft.receiver.kind not in TAKES_MONEY and draft.receiver != giver:
        reason = _("Money goes through a charity, or stays with the giver’s own organisation until it is spent.")
        return no("money_through_a_charity", reason, field="receiver")
    if draft.quantity is not None and not 0 < draft.quantity <= MOST:
        return no("amount_absurd", _("This is more than anybody could bring. Is it a slip?"), field="amount")
    return _unit_fits(draft) and _days_fit(draft, today)


def _unit_fits(draft: GiftDraft) -> Verdict:
    right = unit_of(draft.item)
    if draft.kind in BY_THE_HOUR or draft.item is None or draft.unit is None or right is None:
        return OK
    if (draft.unit.base_id or draft.unit.pk) == right.pk:
        return OK
    words = {"item": draft.item.name, "unit": draft.unit.name, "right": right.name}
    reason = _("%(item)s is not counted in %(unit)s but in %(right)s.") % words
    return no("unit_misfit", reason, field="unit", **words)


def _days_fit(draft: GiftDraft, today: dt.date) -> Verdict:
    if draft.deliver_by is not None and draft.deliver_by < today:
        return no("day_over", _("That day is over. Choose one that can still come."), field="deliver_by")
    if draft.return_on is not None and draft.return_on < (draft.deliver_by or today):
        return no("back_before_it_came", _("It cannot go back before it has come."), field="return_on")
    return OK
