"""People join shifts, step back, turn up; shifts repeat week after week. Links follow sign-ups."""

from tongzhuo.turnout.actions.joining import (
    BroughtIn,
    bring_in,
    bring_team,
    call_off,
    follow_shift,
    fulfil_link,
    note_turnout,
    put_off,
    shorten_link,
    step_back,
    take_offered_place,
    walk_in,
)
from tongzhuo.turnout.actions.weekly import (
    Dates,
    end_series,
    extend_series,
    join_dates,
    leave_dates,
    open_series,
    skip_day,
    take_day_in,
)

__all__ = [
    "BroughtIn",
    "Dates",
    "bring_in",
    "bring_team",
    "call_off",
    "end_series",
    "extend_series",
    "follow_shift",
    "fulfil_link",
    "join_dates",
    "leave_dates",
    "note_turnout",
    "open_series",
    "put_off",
    "shorten_link",
    "skip_day",
    "step_back",
    "take_day_in",
    "take_offered_place",
    "walk_in",
]
