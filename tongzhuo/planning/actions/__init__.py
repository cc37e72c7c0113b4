"""Everything that changes a run. Each action: lock, ask the rule, write, record. The place is locked before its run."""

from tongzhuo.planning.actions.running import begin_run, fail_run, keep_run, request_plan, stop_run

__all__ = ["begin_run", "fail_run", "keep_run", "request_plan", "stop_run"]
