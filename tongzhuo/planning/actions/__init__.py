"""Everything that changes a run, and what a kept plan says. Each action: lock, ask the rule, write, record.

The place is locked before its run; needs before people, offers and links."""

from tongzhuo.planning.actions.asking_why import ask_why, keep_reasons
from tongzhuo.planning.actions.repairing import keep_repair
from tongzhuo.planning.actions.running import begin_run, fail_run, keep_run, request_plan, stop_run

__all__ = [
    "ask_why",
    "begin_run",
    "fail_run",
    "keep_reasons",
    "keep_repair",
    "keep_run",
    "request_plan",
    "stop_run",
]
