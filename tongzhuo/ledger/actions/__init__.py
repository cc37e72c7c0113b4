"""Everything that writes into the book."""

from tongzhuo.ledger.actions.accounts import (
    asset_of_credit,
    asset_of_goods,
    asset_of_hours,
    asset_of_money,
    new_lot,
    open_account,
)
from tongzhuo.ledger.actions.batches import post_all
from tongzhuo.ledger.actions.periods import close_period, keep_audit
from tongzhuo.ledger.actions.posting import count_stock, post, reverse

__all__ = [
    "asset_of_credit",
    "asset_of_goods",
    "asset_of_hours",
    "asset_of_money",
    "close_period",
    "count_stock",
    "keep_audit",
    "new_lot",
    "open_account",
    "post",
    "post_all",
    "reverse",
]
