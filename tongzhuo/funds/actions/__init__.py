"""Everything that writes about funds. Each action: lock the fund, ask the rule, write, record; then the book."""

from tongzhuo.funds.actions.deciding import apply_for_grant, decide_application, withdraw_application
from tongzhuo.funds.actions.disclosing import publish_disclosure
from tongzhuo.funds.actions.founding import (
    accept_fund,
    end_fund,
    leave_seat,
    propose_fund,
    seat_member,
    set_budget,
)
from tongzhuo.funds.actions.paying import name_giver, pay_instalment, settle_grant, spend_grant, take_in

__all__ = [
    "accept_fund",
    "apply_for_grant",
    "decide_application",
    "end_fund",
    "leave_seat",
    "name_giver",
    "pay_instalment",
    "propose_fund",
    "publish_disclosure",
    "seat_member",
    "set_budget",
    "settle_grant",
    "spend_grant",
    "take_in",
    "withdraw_application",
]
