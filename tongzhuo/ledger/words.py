"""Amounts of the book in words: ¥1,234.50, 14 pieces, 2 h 30 min."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tongzhuo.kernel.codes import shown_code
from tongzhuo.ledger.models import Asset
from tongzhuo.ledger.states import AssetKind
from tongzhuo.vocabulary.amounts import format_amount
from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.states import Shelf

_FOUND: dict[str, Promise] = {
    "unbalanced": _("The entries of a transaction do not come to nothing:"),
    "no_entries": _("A transaction has no entries:"),
    "other_asset": _("An entry is of something else than its lot:"),
    "balance_differs": _("What is kept as the balance is not the sum of the entries:"),
    "went_below_nothing": _("More was taken out than there was:"),
    "restriction_broken": _("Something restricted was used for something else:"),
    "after_closing": _("Something was written for a day that was closed:"),
    "seal_open": _("The book was left unsealed:"),
}
FEN = Term(shelf=Shelf.UNIT, slug="fen")


def amount_in_words(asset: Asset, amount: int, *, signed: bool = False) -> str:
    """`signed`: also with a plus. The minus is a real one, so that it is read aloud."""
    sign = "−" if amount < 0 else "+" if signed and amount else ""
    return f"{sign}{_unsigned(asset, abs(amount))}"


def _unsigned(asset: Asset, amount: int) -> str:
    if asset.kind == AssetKind.MONEY:
        return format_amount(amount, FEN) if asset.currency == "CNY" else f"{asset.currency} {amount / 100:,.2f}"
    if asset.unit is not None:
        return format_amount(amount, asset.unit)
    hours, minutes = divmod(amount, 60)
    return (
        gettext("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes} if minutes else hours_only(hours)
    )


def hours_only(hours: int) -> str:
    return gettext("%(hours)d h") % {"hours": hours}


def asset_in_words(asset: Asset) -> str:
    return asset.item.name if asset.item is not None else str(AssetKind(asset.kind).label)


def finding_in_words(finding: dict[str, Any]) -> tuple[str, str]:
    """The sentence for what an audit found, and the number of the account or transaction."""
    return str(_FOUND[finding["what"]]), shown_code(finding["on"].partition(":")[2])
