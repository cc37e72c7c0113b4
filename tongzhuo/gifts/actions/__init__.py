"""Everything that changes gifts and stores. Each action: lock, ask the rule, write, record."""

from tongzhuo.gifts.actions.handing import confirm_hand_over, hand_over, note_use, return_loan, settle_difference
from tongzhuo.gifts.actions.pledging import (
    add_photo,
    agree_terms,
    answer_use_change,
    ask_use_change,
    change_naming,
    change_terms,
    free_gift,
    pledge,
    remind_giver,
    take_down_photo,
    withdraw_gift,
)
from tongzhuo.gifts.actions.storing import (
    answer_loss,
    count_lot,
    issue_receipt,
    move_stock,
    open_store,
    receive,
    report_loss,
)

__all__ = [
    "add_photo",
    "agree_terms",
    "answer_loss",
    "answer_use_change",
    "ask_use_change",
    "change_naming",
    "change_terms",
    "confirm_hand_over",
    "count_lot",
    "free_gift",
    "hand_over",
    "issue_receipt",
    "move_stock",
    "note_use",
    "open_store",
    "pledge",
    "receive",
    "remind_giver",
    "report_loss",
    "return_loan",
    "settle_difference",
    "take_down_photo",
    "withdraw_gift",
]
