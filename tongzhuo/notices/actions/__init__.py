"""Telling people, each thing once; marking what they saw and answered; the ways they want to be told by."""

from tongzhuo.notices.actions.reading import answer_question, mark_all_seen, mark_seen
from tongzhuo.notices.actions.sending import carry_out, send_again, send_due
from tongzhuo.notices.actions.telling import ask_still_coming, take_back, tell, tell_together, tell_urgently
from tongzhuo.notices.actions.ways import agree_to_channel, confirm_channel, leave_channel, set_quiet_hours
from tongzhuo.notices.actions.writing import THE_NOTICES

__all__ = [
    "THE_NOTICES",
    "agree_to_channel",
    "answer_question",
    "ask_still_coming",
    "carry_out",
    "confirm_channel",
    "leave_channel",
    "mark_all_seen",
    "mark_seen",
    "send_again",
    "send_due",
    "set_quiet_hours",
    "take_back",
    "tell",
    "tell_together",
    "tell_urgently",
]
