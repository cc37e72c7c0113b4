"""Everything that changes plans and links. Each action: lock, ask the rule, write, record.

Locks are taken in one order everywhere: the need, then people, then offers (each by primary key), then links.
"""

from tongzhuo.linkages.actions.answering import accept_link, decline_link, expire_links, release_links, withdraw_link
from tongzhuo.linkages.actions.asking import change_what_is_asked
from tongzhuo.linkages.actions.planning import keep_plan, pin_link, remove_link, restore_link, swap_link
from tongzhuo.linkages.actions.sending import send_links, send_now, take_back
from tongzhuo.linkages.actions.turning_up import (
    bring_team,
    call_off,
    follow_shift,
    fulfil_link,
    note_turnout,
    put_off,
    step_back,
    take_offered_place,
    walk_in,
)

__all__ = [
    "accept_link",
    "bring_team",
    "call_off",
    "change_what_is_asked",
    "decline_link",
    "expire_links",
    "follow_shift",
    "fulfil_link",
    "keep_plan",
    "note_turnout",
    "pin_link",
    "put_off",
    "release_links",
    "remove_link",
    "restore_link",
    "send_links",
    "send_now",
    "step_back",
    "swap_link",
    "take_back",
    "take_offered_place",
    "walk_in",
    "withdraw_link",
]
