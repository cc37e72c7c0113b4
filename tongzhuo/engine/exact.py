"""The exact solver at community scale: mixed-integer programs in HiGHS over every feasible pair.

Each connected part is solved by itself, in two passes: first which needs become whole, then, with those kept whole,
who helps where. Both passes come with a bound over all candidates that no plan exceeds. See docs/engine.md.
"""

from __future__ import annotations

import dataclasses
import time
from typing import NamedTuple

import numpy as np

from tongzhuo.engine import highs
from tongzhuo.engine.candidates import Candidates, World, candidates
from tongzhuo.engine.fairness import Communities
from tongzhuo.engine.highs import Answer, Effort, Program
from tongzhuo.engine.instance import Floats, Instance, Ints
from tongzhuo.engine.plan import Band, Plan, Stopped, Watch, unwatched, with_links
from tongzhuo.engine.policy import Policy
from tongzhuo.engine.portions import whole_portions
from tongzhuo.engine.seats import Seats
from tongzhuo.engine.settled import Settled
from tongzhuo.engine.worth import complete_needs, lifted, need_weights, published_weights, rest_points

VERSION = "exact-1"
SMALL = 3_000  # up to so many candidates a part is handed to HiGHS at once
LOOKS = (3, 30)  # best candidates per role (beyond twice what it asks) among which a plan is looked for in turn
FAIR_ROUNDS = 2  # how often it is solved again at most because a community is short
TIE = 0.0002  # share of the whole needs' points with which fit decides between equal needs


class Exact:
    """Solves to a proven gap; deterministic unless the policy sets a time limit and it is reached."""

    def solve(self, instance: Instance, policy: Policy, watch: Watch = unwatched) -> Plan:
        watch("candidates", 0.0)
        world = World(Settled(instance, policy))
        return self.solve_among(world, candidates(world), watch)

    def solve_among(self, world: World, found: Candidates, watch: Watch = unwatched) -> Plan:
        """The plan over these candidates (all there are, for the bound to be one)."""
        return _Run(world, found, time.monotonic()).plan(watch)


class _Choice(NamedTuple):
    """The first pass of one part: its candidates, the needs chosen, how, and their bound."""

    rows: Ints
    columns: Ints  # candidates of the program
    answer: Answer
    chosen: Ints
    bound: float
    value: float


class _Part(NamedTuple):
    """What one part came to: columns of its candidates, bounds of the two passes, why the searches ended."""

    amounts: Floats
    whole_bound: float
    rest_bound: float
    ended: set[str]


class _Links(NamedTuple):
    role: Ints
    supply: Ints
    quantity: Ints
    fit: Ints


class _Run:
    def __init__(self, world: World, found: Candidates, began: float) -> None:
        self.world, self.found, self.began = world, found, began
        self.seats = Seats(world.settled, self.found)
        self.lift, self.weights = world.instance.need_lift, need_weights(world.instance, world.policy)

    def plan(self, watch: Watch) -> Plan:
        amounts, seen = np.zeros(len(self.found.role)), 0
        choices = self._fair_choices(watch)
        whole_bound, rest_bound, ended = float(self.weights[self.seats.already_whole].sum()), 0.0, set[str]()
        for choice in choices:
            watch("search", 0.5 + 0.5 * seen / max(1, len(amounts)))
            part, seen = self._helped(choice), seen + len(choice.rows)
            amounts[choice.rows] = part.amounts
            whole_bound, rest_bound = whole_bound + part.whole_bound, rest_bound + part.rest_bound
            ended |= part.ended
        links = self._topped_up(_links(self.seats, amounts))
        plan = _as_plan(self.world, links, self.weights, (whole_bound, rest_bound), ended)
        return dataclasses.replace(plan, lift=self.lift)

    def _fair_choices(self, watch: Watch) -> list[_Choice]:
        """Which needs become whole, part by part; again with other weights where a community is short."""
        it, policy, seats = self.world.instance, self.world.policy, self.seats
        parts = list(seats.components())
        choices = [self._chosen(*part, watch, at / len(parts)) for at, part in enumerate(parts)]
        communities = Communities(it, policy, seats.reachable | seats.already_whole)
        for _ in range(FAIR_ROUNDS):
            whole = seats.already_whole.copy()
            whole[np.concatenate([choice.chosen for choice in choices] or [np.zeros(0, np.int64)])] = True
            before, self.lift = self.lift, communities.raised(self.lift, whole)
            self.weights = lifted(published_weights(it, policy), self.lift)
            for at, part in enumerate(parts):
                if (self.lift != before)[part[0]].any():
                    choices[at] = self._chosen(*part, watch, 1.0)
        return choices

    def _topped_up(self, links: _Links) -> _Links:
        """Whoever the gap left unused although a seat is still free for them."""
        it = self.world.instance
        taken = with_links(it, *(np.concatenate(pair) for pair in zip(_fixed(it), links[:3], strict=True)))
        world = World(Settled(taken, self.world.policy))
        again = _Run(world, candidates(world), self.began)
        rows = np.arange(len(again.found.role))
        program = again.seats.help_program(rows[:0], rows)
        scale = 1000 / max(1e-9, float(program.cost.max(initial=0)))  # a small share of a large sum counts here, too
        answer = again._search(dataclasses.replace(program, cost=program.cost * scale), rows, 0)
        if not len(rows) or not answer.found:
            return links
        more = _links(again.seats, answer.x[: len(rows)])
        return _Links(*(np.concatenate(pair) for pair in zip(links, more, strict=True)))

    def _chosen(self, needs: Ints, rows: Ints, watch: Watch, done: float) -> _Choice:
        """First which needs become whole."""
        watch("search", 0.1 + 0.4 * done)
        reachable = needs[self.seats.reachable[needs]]
        columns = self.seats.for_whole(reachable, rows)
        program = self.seats.whole_program(reachable, columns, self.weights, TIE)
        first = self._search(program, columns, len(reachable))
        chosen = reachable[first.x[len(program.cost) - len(reachable) :] > 0.5] if first.found else reachable[:0]
        bound = min(first.bound, float(self.weights[reachable].sum()))
        return _Choice(rows, columns, first, chosen, bound, float(self.weights[chosen].sum()))

    def _helped(self, choice: _Choice) -> _Part:
        """Then, these kept, who helps where."""
        rows, columns, first = choice.rows, choice.columns, choice.answer
        seated = columns[first.x[: len(columns)] > 0] if first.found else columns[:0]
        spare = max(0.0, self.world.policy.gap * choice.bound - (choice.bound - choice.value))
        second = self._search(self.seats.help_program(choice.chosen, rows), rows, 0, seated, spare)
        amounts = second.x[: len(rows)] if second.found else np.zeros(len(rows))
        if not second.found and first.found:  # stopped in time: those who make needs whole are better than nobody
            amounts[np.searchsorted(rows, columns)] = first.x[: len(columns)]
        elif not second.found:
            amounts = self._greedy(rows)
        most = np.zeros(self.world.instance.roles)  # if every role had only its best
        np.maximum.at(most, self.found.role[rows], self.seats.points[rows] / self.seats.takes[rows])
        rest_bound = min(second.bound, float(most @ self.seats.open))
        return _Part(amounts, choice.bound, rest_bound, {first.ended, second.ended})

    def _search(self, program: Program, rows: Ints, needs: int, also: Ints | None = None, spare: float = 0.0) -> Answer:
        """Solve a program whose first columns are the candidates `rows` and whose last are so many needs.

        A large one is solved on parts of its columns that grow until the plan is within the gap (and `spare` points)
        of a bound over all of them: the bound when people may be divided between seats, and, if that is too wide,
        when needs may not. The candidates `also` are in every part.
        """
        gap, last = self.world.policy.gap * (0.8 if needs else 1.0), len(program.cost) - needs
        if len(rows) <= SMALL:
            return _judged(highs.solve(program, self._effort(1e-6, search=True)), gap, spare)
        ideal = highs.solve(program.divided(), self._effort(0))
        best = dataclasses.replace(ideal, found=False, x=np.zeros(0), value=0.0)
        for look in LOOKS if ideal.found else ():
            best = self._better(program, best, self._promising(rows, program, ideal, look, also))
            if needs and best.found and _judged(best, gap, spare).ended != "gap":
                tighter = highs.solve(program.divided(last), self._effort(gap * 0.9), best.x)
                best = dataclasses.replace(best, bound=min(best.bound, tighter.bound))
            if _judged(best, gap, spare).ended == "gap":
                break
        return _judged(best, gap, spare)

    def _greedy(self, rows: Ints) -> Floats:
        """A plan without any search, for when time is up: the weightiest needs first, the best fit first."""
        program = self.seats.help_program(rows[:0], rows)
        role, slack, x = self.found.role[rows], program.row_upper.copy(), np.zeros(len(program.cost))
        entries = np.argsort(program.column, kind="stable")
        first = np.searchsorted(program.column[entries], np.arange(len(x) + 1))
        weight = self.weights[self.world.instance.role_need[role]]
        for column in np.lexsort((-self.found.fit[rows], role, -weight)).tolist():
            mine = entries[first[column] : first[column + 1]]
            most = min(program.upper[column], (slack[program.row[mine]] / program.value[mine]).min(initial=np.inf))
            x[column] = np.floor(most + 1e-9) if program.whole[column] else most
            slack[program.row[mine]] -= x[column] * program.value[mine]
        return x[: len(rows)]

    def _better(self, program: Program, best: Answer, columns: Ints) -> Answer:
        """`best`, or what is found among `columns` alone when that is worth more. The bound stays."""
        answer = highs.solve(program.only(columns), self._effort(self.world.policy.gap / 2, search=True))
        if not answer.found or (best.found and answer.value <= best.value):
            return best
        x = np.zeros(len(program.cost))
        x[columns] = answer.x
        return dataclasses.replace(answer, x=x, bound=best.bound)

    def _promising(self, rows: Ints, program: Program, ideal: Answer, look: int, also: Ints | None) -> Ints:
        """Columns: what the divided ideal uses, the best of every role by reduced cost, `also`, all but candidates."""
        reduced = program.reduced(ideal.duals)[: len(rows)]
        role = self.found.role[rows]
        order = np.lexsort((-reduced, role))
        place = np.arange(len(rows)) - np.searchsorted(role[order], role[order])
        kept = ideal.x > 0
        if also is not None:
            kept[np.flatnonzero(np.isin(rows, also))] = True
        kept[order[place < look + 2 * self.world.settled.open[role[order]]]] = True
        kept[len(rows) :] = True
        return np.flatnonzero(kept)

    def _effort(self, gap: float, *, search: bool = False) -> Effort:
        policy = self.world.policy
        left = max(0.01, self.began + policy.time_limit_s - time.monotonic()) if policy.time_limit_s > 0 else 0.0
        return Effort(gap, policy.node_limit, left, policy.seed, search)


def _links(seats: Seats, amounts: Floats) -> _Links:
    units = whole_portions(seats, amounts)
    given = np.flatnonzero(units != 0)
    return _Links(seats.found.role[given], seats.found.supply[given], units[given], seats.found.fit[given])


def _fixed(it: Instance) -> tuple[Ints, Ints, Ints]:
    return it.fixed_role, it.fixed_supply, it.fixed_quantity


def _as_plan(world: World, links: _Links, weights: Ints, bounds: tuple[float, float], ended: set[str]) -> Plan:
    it = world.instance
    role, supply, quantity = (np.concatenate(pair) for pair in zip(_fixed(it), links[:3], strict=True))
    complete = complete_needs(it, role, quantity)
    rest = rest_points(it, world.policy, links.role, links.quantity, links.fit)
    fixed = np.arange(len(role)) < len(it.fixed_role)
    bands = Band(int(weights[complete].sum()), bounds[0]), Band(int(rest.sum()), bounds[1])
    plan = Plan(role, supply, quantity, fixed, complete, *bands, "empty", VERSION)
    if not ended:
        return plan
    why: Stopped = "gap" if plan.gap <= world.policy.gap else "time" if "time" in ended else "nodes"
    return dataclasses.replace(plan, stopped_by=why)


def _judged(answer: Answer, gap: float, spare: float) -> Answer:
    """`answer`, said to have ended by the gap exactly when it is within it."""
    close = answer.found and answer.value >= answer.bound * (1 - gap) - spare
    return dataclasses.replace(answer, ended="gap" if close else "time" if answer.ended == "time" else "nodes")
