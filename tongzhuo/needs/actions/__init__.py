"""Everything that changes a need. Each action: lock, ask the rule, write, record."""

from tongzhuo.needs.actions.asking import change_asks, confirm_need
from tongzhuo.needs.actions.raising import leave_contact, raise_need
from tongzhuo.needs.actions.seating import (
    end_access,
    give_access,
    name_delegates,
    set_seats,
    take_case,
    take_community_seat,
    vacate_community_seats,
)
from tongzhuo.needs.actions.settling import settle_need
from tongzhuo.needs.actions.triage import (
    decline_need,
    end_unmet,
    keep_apart,
    merge_need,
    refer_need,
    reopen_need,
    sleep_need,
    withdraw_need,
)

__all__ = [
    "change_asks",
    "confirm_need",
    "decline_need",
    "end_access",
    "end_unmet",
    "give_access",
    "keep_apart",
    "leave_contact",
    "merge_need",
    "name_delegates",
    "raise_need",
    "refer_need",
    "reopen_need",
    "set_seats",
    "settle_need",
    "sleep_need",
    "take_case",
    "take_community_seat",
    "vacate_community_seats",
    "withdraw_need",
]
