"""The exact solver at community scale: mixed-integer programs in HiGHS over every feasible pair.

Each connected part is solved by itself, in two passes: first which needs become whole, then, with those kept whole,
who helps where. Both passes come with a bound over all candidates that no plan exceeds. See docs/engine.md.
"""

from __future__ import annotations

import dataclasses
import time
from functools import cached_property

import numpy as np

from tongzhuo.engine import highs
from tongzhuo.engine.candidates import Candidates, World, candidates
from tongzhuo.engine.highs import Answer, Effort, Program
from tongzhuo.engine.instance import Floats, Instance, Ints
from tongzhuo.engine.plan import Band, Plan, Stopped
from tongzhuo.engine.policy import Policy
from tongzhuo.engine.portions import whole_portions
from tongzhuo.engine.seats import Seats
from tongzhuo.engine.settled import Settled
from tongzhuo.engine.worth import complete_needs, need_weights, rest_points

VERSION = "exact-1"
SMALL = 3_000  # up to so many candidates a part is handed to HiGHS at once
LOOKS = (8, 40, 10**9)  # best candidates per role (beyond twice what it asks) among which a plan is looked for in turn
TIE = 0.0002  # share of the whole needs' points with which fit decides between equal needs


class Exact:
    """Solves to a proven gap; deterministic unless the policy sets a time limit and it is reached."""

    def solve(self, instance: Instance, policy: Policy) -> Plan:
        return _Run(World(Settled(instance, policy)), time.monotonic()).plan()


@dataclasses.dataclass(frozen=True)
class _Part:
    """What one part came to: columns of its candidates, bounds of the two passes, why the searches ended."""

    amounts: Floats
    whole_bound: float
    rest_bound: float
    ended: set[str]


@dataclasses.dataclass(frozen=True)
class _Run:
    world: World
    began: float

    @cached_property
    def found(self) -> Candidates:
        return candidates(self.world)

    @cached_property
    def seats(self) -> Seats:
        return Seats(self.world.settled, self.found)

    @cached_property
    def weights(self) -> Ints:
        return need_weights(self.world.instance, self.world.policy)

    def plan(self) -> Plan:
        amounts = np.zeros(len(self.found))
        whole_bound, rest_bound, ended = float(self.weights[self.seats.already_whole].sum()), 0.0, set[str]()
        for needs, rows in self.seats.components():
            part = self._solve(needs, rows)
            amounts[rows] = part.amounts
            whole_bound, rest_bound = whole_bound + part.whole_bound, rest_bound + part.rest_bound
            ended |= part.ended
        return self._as_plan(whole_portions(self.seats, amounts), whole_bound, rest_bound, ended)

    def _as_plan(self, units: Ints, whole_bound: float, rest_bound: float, ended: set[str]) -> Plan:
        it, given = self.world.instance, np.flatnonzero(units != 0)
        role = np.concatenate((it.fixed_role, self.found.role[given]))
        quantity = np.concatenate((it.fixed_quantity, units[given]))
        complete = complete_needs(it, role, quantity)
        rest = rest_points(it, self.world.policy, self.found.role[given], units[given], self.found.fit[given])
        return Plan(
            role=role,
            supply=np.concatenate((it.fixed_supply, self.found.supply[given])),
            quantity=quantity,
            fixed=np.arange(len(role)) < len(it.fixed_role),
            complete=complete,
            whole=Band(int(self.weights[complete].sum()), whole_bound),
            rest=Band(int(rest.sum()), rest_bound),
            stopped_by=_stopped(ended),
            version=VERSION,
        )

    def _solve(self, needs: Ints, rows: Ints) -> _Part:
        """First which needs become whole; then, these kept, who helps where."""
        reachable = needs[self.seats.reachable[needs]]
        chosen, first = self._choose(reachable, rows, divisible=len(rows) > SMALL)
        second, looked = self._help(chosen, rows, rows[:0])
        if not second.found:  # the choice stands only if people were divided between seats: choose among whole people
            chosen, again = self._choose(reachable, looked, divisible=False)
            second, _ = self._help(chosen, rows, looked)
            first = dataclasses.replace(first, ended=again.ended)
        amounts = second.x if second.found else np.zeros(len(rows))
        return _Part(amounts, first.bound, second.bound, {first.ended, second.ended})

    def _choose(self, needs: Ints, rows: Ints, *, divisible: bool) -> tuple[Ints, Answer]:
        """Which needs to make whole with the candidates `rows`; with `divisible` people the bound is a little wide."""
        columns = self.seats.for_whole(needs, rows)
        program = self.seats.whole_program(needs, columns, self.weights, TIE)
        if divisible:
            program = dataclasses.replace(program, whole=np.arange(len(program.cost)) >= len(columns))
        answer = highs.solve(program, self._effort())
        ceiling = float(self.weights[needs].sum())
        bound = min(ceiling, answer.bound) if answer.found else ceiling
        kept = answer.x[len(program.cost) - len(needs) :] > 0.5 if answer.found else np.zeros(len(needs), np.bool_)
        return needs[kept], dataclasses.replace(answer, bound=bound)

    def _help(self, chosen: Ints, rows: Ints, also: Ints) -> tuple[Answer, Ints]:
        """The most help and the best fit with the chosen needs whole, and the candidates looked at (and `also`).

        The bound is over all of `rows`. `found` is False when the chosen needs cannot all be whole.
        """
        program = self.seats.help_program(chosen, rows)
        if len(rows) <= SMALL:
            answer = highs.solve(program, self._effort())
            return dataclasses.replace(answer, x=answer.x[: len(rows)]), rows
        ideal = highs.solve(program.relaxed(), self._effort())
        answer, looked = ideal, rows
        for look in LOOKS if ideal.found else ():
            places = self._promising(rows, program, ideal, look, also)
            looked = rows[places]
            columns = np.concatenate((places, np.arange(len(rows), len(program.cost))))
            answer = highs.solve(program.only(columns), self._effort())
            if not answer.found or answer.value >= ideal.bound * (1 - self.world.policy.gap):
                break
        x = np.zeros(len(rows))
        if answer.found:
            x[np.searchsorted(rows, looked)] = answer.x[: len(looked)]
        return dataclasses.replace(answer, x=x if answer.found else answer.x, bound=ideal.bound), looked

    def _promising(self, rows: Ints, program: Program, ideal: Answer, look: int, also: Ints) -> Ints:
        """Positions in `rows`: what the divided ideal uses, the best of every role by reduced cost, and `also`."""
        reduced = program.reduced(ideal.duals)[: len(rows)]
        role = self.found.role[rows]
        order = np.lexsort((-reduced, role))
        place = np.arange(len(rows)) - np.searchsorted(role[order], role[order])
        quota = look + 2 * self.world.settled.open[role[order]]
        kept = (ideal.x[: len(rows)] > 0) | np.isin(rows, also)
        kept[order[place < quota]] = True
        return np.flatnonzero(kept)

    def _effort(self) -> Effort:
        policy = self.world.policy
        left = max(0.01, self.began + policy.time_limit_s - time.monotonic()) if policy.time_limit_s > 0 else 0.0
        return Effort(policy.gap, policy.node_limit, left, policy.seed)


def _stopped(ended: set[str]) -> Stopped:
    if "time" in ended:
        return "time"
    if "nodes" in ended:
        return "nodes"
    return "gap" if ended else "empty"
