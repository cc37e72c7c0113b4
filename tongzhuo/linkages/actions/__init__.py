"""Everything that changes plans and links. Each action: lock, ask the rule, write, record.

Locks are taken in one order everywhere: the need, then people, then offers (each by primary key), then links.
"""

from tongzhuo.linkages.actions.answering import accept_link, decline_link, expire_links, release_links, withdraw_link
from tongzhuo.linkages.actions.asking import change_what_is_asked
from tongzhuo.linkages.actions.planning import keep_plan, pin_link, remove_link, restore_link, swap_link
from tongzhuo.linkages.actions.sending import send_links, send_now, take_back

__all__ = [
    "accept_link",
    "change_what_is_asked",
    "decline_link",
    "expire_links",
    "keep_plan",
    "pin_link",
    "release_links",
    "remove_link",
    "restore_link",
    "send_links",
    "send_now",
    "swap_link",
    "take_back",
    "withdraw_link",
]
