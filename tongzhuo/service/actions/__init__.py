"""Everything that changes activities, shifts and sign-ups. Each action: lock, ask the rule, write, record.

Locks are taken in one order everywhere: people (by primary key), then the shift, then its sign-ups. Rooms above lock
what is theirs (a need) before they call an action here.
"""

from tongzhuo.service.actions.changing import cancel_shift, finish_shift, move_shift
from tongzhuo.service.actions.feeds import make_feed, revoke_feed
from tongzhuo.service.actions.guarding import answer_for_minor
from tongzhuo.service.actions.inviting import invite, keep_team_places
from tongzhuo.service.actions.keeping import change_activity, drop_template, keep_template
from tongzhuo.service.actions.leaving import cancel_sign_up, note_attendance, pass_on_offers
from tongzhuo.service.actions.opening import (
    announce_shift,
    open_activity,
    open_shift,
    record_cover,
    resize_shift,
    say_where,
)
from tongzhuo.service.actions.signing import confirm_offered_place, join_waiting_list, sign_up, sign_up_for

__all__ = [
    "announce_shift",
    "answer_for_minor",
    "cancel_shift",
    "cancel_sign_up",
    "change_activity",
    "confirm_offered_place",
    "drop_template",
    "finish_shift",
    "invite",
    "join_waiting_list",
    "keep_team_places",
    "keep_template",
    "make_feed",
    "move_shift",
    "note_attendance",
    "open_activity",
    "open_shift",
    "pass_on_offers",
    "record_cover",
    "resize_shift",
    "revoke_feed",
    "say_where",
    "sign_up",
    "sign_up_for",
]
