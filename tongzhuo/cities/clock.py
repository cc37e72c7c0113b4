"""The time that a plan may take: whoever watches, and a policy's limit, told between slices of work."""

import time

from tongzhuo.engine.plan import Watch
from tongzhuo.engine.policy import Policy


class TimeIsUp(Exception):
    """The policy's time limit is reached: nothing more is improved, and what is there is a plan."""


class Clock:
    """A `Watch` that raises TimeIsUp when the policy's time is over, counted from its making. `told` only watches."""

    def __init__(self, policy: Policy, watch: Watch) -> None:
        self.policy, self.told = policy, watch
        self._until = time.monotonic() + policy.time_limit_s if policy.time_limit_s > 0 else float("inf")

    def __call__(self, stage: str, done: float) -> None:
        self.told(stage, done)
        if self.is_over:
            raise TimeIsUp

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self._until

    @property
    def left(self) -> float:
        """Seconds, at least a moment; 0 without a limit."""
        return 0.0 if self._until == float("inf") else max(0.01, self._until - time.monotonic())
