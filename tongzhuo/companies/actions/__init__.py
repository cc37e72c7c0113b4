"""Everything that changes packages and proposals. Each action: lock, ask the rule, write, record.

Locks are taken in one order: the need, its operator, the package or the proposal, then people, offers and links.
"""

from tongzhuo.companies.actions.answering import accept_proposal, decline_proposal, follow_links, lapse_proposal
from tongzhuo.companies.actions.joining import close_joining, join_team_day, open_joining, step_out
from tongzhuo.companies.actions.looking import end_lookout, look_out
from tongzhuo.companies.actions.packing import begin_package, close_package, finish_package, say_of_package
from tongzhuo.companies.actions.proposing import propose, take_back_proposal

__all__ = [
    "accept_proposal",
    "begin_package",
    "close_joining",
    "close_package",
    "decline_proposal",
    "end_lookout",
    "finish_package",
    "follow_links",
    "join_team_day",
    "lapse_proposal",
    "look_out",
    "open_joining",
    "propose",
    "say_of_package",
    "step_out",
    "take_back_proposal",
]
