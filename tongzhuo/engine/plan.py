"""What the engine hands back, and the door behind which solvers stand."""

import dataclasses
from collections.abc import Callable
from typing import Literal, Protocol

import numpy as np

from tongzhuo.engine.instance import Bools, Instance, Ints
from tongzhuo.engine.policy import Policy

Stopped = Literal["gap", "nodes", "time", "empty"]


@dataclasses.dataclass(frozen=True)
class Band:
    """Points reached and points that no plan can exceed (`value <= bound`)."""

    value: int
    bound: float


@dataclasses.dataclass(frozen=True, eq=False)
class Plan:
    """Links (rows of the instance as it was handed in), what they are worth and how much more there could be.

    `quantity` is in the role's unit; -1 means to be agreed. Fixed links are in the plan too and marked.
    `whole` counts the complete needs; `rest` counts help and fit, its bound holds for this choice of needs. Both are
    those of the question that was answered in the end: see `asked`.
    """

    role: Ints
    supply: Ints
    quantity: Ints
    fixed: Bools
    complete: Ints  # rows of needs of which every role has its at_least
    whole: Band
    rest: Band
    stopped_by: Stopped
    version: str
    lift: Ints = dataclasses.field(default_factory=lambda: np.zeros(0, np.int64))  # of each need; empty: as asked

    @property
    def value(self) -> int:
        return self.whole.value + self.rest.value

    @property
    def bound(self) -> float:
        return self.whole.bound + self.rest.bound

    @property
    def gap(self) -> float:
        """How far the value may lie below the best, as a share of the bound."""
        return max(0.0, self.bound - self.value) / self.bound if self.bound > 0 else 0.0


class Cancelled(Exception):
    """Whoever watches has said stop. Nothing of the plan is kept."""


Watch = Callable[[str, float], None]
"""Told between slices of work: the stage's name and the share of the whole that is done (0..1, never falling).
May raise Cancelled; a solver then stops at once."""


def unwatched(_stage: str, _done: float) -> None:
    """Nobody looks on."""


class Solver(Protocol):
    """Anything that plans. It is handed an instance in canonical order and must keep every promise of the checker."""

    def solve(self, instance: Instance, policy: Policy, watch: Watch = unwatched) -> Plan: ...


def asked(instance: Instance, plan: Plan) -> Instance:
    """The question that `plan` answers: `instance`, its needs lifted as the plan says."""
    return dataclasses.replace(instance, need_lift=plan.lift) if len(plan.lift) else instance


def with_links(instance: Instance, role: Ints, supply: Ints, quantity: Ints) -> Instance:
    """The same question with these links, and no others, fixed."""
    return dataclasses.replace(instance, fixed_role=role, fixed_supply=supply, fixed_quantity=quantity)
