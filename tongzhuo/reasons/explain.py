"""Why a plan is as it is: facts in codes and numbers, no words (the room `linkages` makes the sentences).

For each link two or three reasons; for each vacancy the funnel, in which everyone of the kind is counted once, and the
cheapest single change that would fill it; for each need a few people left out on purpose, nearest first.
"""

import dataclasses
from collections import Counter
from collections.abc import Iterator

import numpy as np

from tongzhuo.engine.candidates import RULES, Pool, World, fit_parts, has_time, most_units, within_limits
from tongzhuo.engine.instance import Bools, Instance, Ints, Kind
from tongzhuo.engine.plan import Plan, with_links
from tongzhuo.engine.policy import PUBLISHED, Policy
from tongzhuo.engine.settled import Settled
from tongzhuo.engine.worth import need_weights, slot_points
from tongzhuo.reasons.changes import Change, cheapest_change

MOST_REASONS, LEFT_OUT_A_NEED, MOST_HOLDERS = 3, 5, 3
STEPS = (*(name for name, _ in RULES), "taken", "free")
SPARING = [STEPS.index(name) for name in ("distance", "checks", "willing", "capacity")]


@dataclasses.dataclass(frozen=True)
class Reason:
    """`what` with one number: near (metres), cause, skill, language, welcome_language (index or mask), reliable
    (0..1000), rested (minutes given recently), has_enough (units), free_then, only_one, agreed, to_be_agreed (0)."""

    what: str
    fact: int = 0


@dataclasses.dataclass(frozen=True)
class LinkExplained:
    """`margin`: how many points of fit it is ahead of the runner-up, None without one; `wanted`: how many seats that
    stay empty it could have taken instead."""

    role: str
    supply: str
    reasons: tuple[Reason, ...]
    runner_up: str | None  # code of the supply that would have come next
    margin: int | None = None
    wanted: int = 0


@dataclasses.dataclass(frozen=True)
class Holder:
    """A need that has somebody who is missing elsewhere; `price`: the points that it would lose with a seat of them."""

    need: str
    price: int


@dataclasses.dataclass(frozen=True)
class Vacancy:
    """`pool` supplies of the kind = `seated` here + the sum of the steps. Steps: who fell out where, in order."""

    role: str
    need: str
    missing: int  # units to the full quantity
    short: int  # units to the at_least
    pool: int
    seated: int
    steps: tuple[tuple[str, int], ...]
    taken_by: tuple[Holder, ...]  # who has those that were taken, the dearest first
    change: Change


@dataclasses.dataclass(frozen=True)
class LeftOut:
    """`why`: resting (minute), no_consent, barred, check_missing (mask), too_far (metres), over_limit."""

    need: str
    role: str
    supply: str
    why: str
    fact: int
    metres: int  # -1 unknown


@dataclasses.dataclass(frozen=True)
class Explanation:
    links: tuple[LinkExplained, ...]
    vacancies: tuple[Vacancy, ...]
    left_out: tuple[LeftOut, ...]


def explain(instance: Instance, plan: Plan, policy: Policy = PUBLISHED) -> Explanation:
    """The facts behind `plan`. Rows may come in any order; all is told in the order of the public codes."""
    return _Explainer(instance, plan, policy).all()


class _Explainer:
    def __init__(self, instance: Instance, plan: Plan, policy: Policy) -> None:
        self.it, self.plan = instance, plan
        self.before = World(Settled(instance, policy))
        self.after = World(Settled(with_links(instance, plan.role, plan.supply, plan.quantity), policy))
        self.price = self._prices(policy)
        self.wanted: Counter[int] = Counter()
        self.seated: dict[int, list[int]] = {}
        self.holds: dict[int, list[int]] = {}
        for link, (role, supply) in enumerate(zip(plan.role.tolist(), plan.supply.tolist(), strict=True)):
            self.seated.setdefault(role, []).append(link)
            self.holds.setdefault(int(self.after.settled.owner[supply]), []).append(role)

    def all(self) -> Explanation:
        links, vacancies, left_out = list[LinkExplained](), list[Vacancy](), dict[str, list[LeftOut]]()
        for role in np.argsort(self.it.role_code, kind="stable").tolist():
            pool = self.before.pool_of(role)
            passed = np.array([rule(self.before, role, pool) for _, rule in RULES])
            links.extend(self._links(role, pool, passed))
            if self._missing(role) > 0:
                vacancies.append(self._vacancy(role, pool, passed))
            need = str(self.it.need_code[self.it.role_need[role]])
            left_out.setdefault(need, []).extend(self._left_out(need, role, pool, passed))
        few = [one for need in sorted(left_out) for one in _nearest(left_out[need])]
        rows = {code: row for row, code in enumerate(self.it.supply_code.tolist())}
        owner = self.before.settled.owner
        told = (dataclasses.replace(one, wanted=self.wanted[int(owner[rows[one.supply]])]) for one in links)
        return Explanation(tuple(told), tuple(vacancies), tuple(few))

    def _prices(self, policy: Policy) -> Ints:
        """Per role, what the plan loses with one seat of it: the whole need where it needs every seat, and the help."""
        it, settled = self.it, self.after.settled
        whole = np.isin(it.role_need, self.plan.complete) & (settled.filled == it.role_at_least) & (settled.filled > 0)
        help_, _ = slot_points(it, policy)
        prices: Ints = np.where(whole, need_weights(it, policy)[it.role_need], 0) + help_
        return prices

    def _links(self, role: int, pool: Pool, passed: Bools) -> Iterator[LinkExplained]:
        links = self.seated.get(role, [])
        if not links:
            return
        code, here = str(self.it.role_code[role]), self.plan.supply[links]
        others = pool.rows[passed.all(axis=0) & ~np.isin(self.it.supply_party[pool.rows], self.it.supply_party[here])]
        runner = self._runner_up(role, others)
        for link in sorted(links, key=lambda row: str(self.it.supply_code[self.plan.supply[row]])):
            supply = int(self.plan.supply[link])
            told = [Reason("agreed")] if self.plan.fixed[link] else self._reasons(role, link, runner, passed)
            next_best = str(self.it.supply_code[runner]) if runner >= 0 else None
            margin = self._fit(role, supply) - self._fit(role, runner) if runner >= 0 else None
            yield LinkExplained(code, str(self.it.supply_code[supply]), tuple(told), next_best, margin)

    def _fit(self, role: int, supply: int) -> int:
        return sum(int(points[0]) for points in self._parts(role, np.array([supply])).values())

    def _runner_up(self, role: int, others: Ints) -> int:
        """The best of those not seated here, still free ones first; -1 nobody."""
        if not len(others):
            return -1
        pool = self.after.pool_of(role)
        free = has_time(self.after, role, pool) & within_limits(self.after, role, pool)
        open_to = np.isin(others, pool.rows[free])
        fit = sum(self._parts(role, others).values(), np.zeros(len(others), np.int64))
        best = np.lexsort((self.it.supply_code[others], -fit, ~open_to))
        return int(others[best[0]])

    def _parts(self, role: int, supplies: Ints) -> dict[str, Ints]:
        return fit_parts(self.before, np.full(len(supplies), role), supplies, self.before.metres_to(role, supplies))

    def _reasons(self, role: int, link: int, runner: int, passed: Bools) -> list[Reason]:
        """The parts that matter most against the runner-up, then what few others in the pool could do."""
        supply = int(self.plan.supply[link])
        mine = self._parts(role, np.array([supply]))
        theirs = self._parts(role, np.array([runner])) if runner >= 0 else mine
        scored: list[tuple[float, Reason]] = [(1000.0, Reason("only_one"))] if runner < 0 else []
        if self.plan.quantity[link] < 0:
            scored.append((500.0, Reason("to_be_agreed")))
        facts = self._facts(role, supply)
        for name, points in mine.items():
            ahead = max(0, int(points[0]) - int(theirs[name][0]))
            if points[0] > 0 and name in facts:
                scored.append((ahead + points[0] / 5, facts[name]))
        failing = dict(zip((name for name, _ in RULES), 1 - passed.mean(axis=1) if passed.size else (), strict=False))
        for rule, reason in self._hard_facts(role, supply):
            scored.append((1 + 20 * float(failing.get(rule, 0)), reason))
        scored.sort(key=lambda pair: -pair[0])
        return [reason for _, reason in scored[:MOST_REASONS]]

    def _facts(self, role: int, supply: int) -> dict[str, Reason]:
        it = self.it
        away = float(self.before.metres_to(role, np.array([supply]))[0])
        welcome = int(it.role_welcome[role]) & int(it.supply_languages[supply])
        facts = {
            "cause": Reason("cause", int(it.need_cause[it.role_need[role]])),
            "language": Reason("welcome_language", welcome),
        }
        if it.role_kind[role] in (Kind.PEOPLE, Kind.PROFESSIONAL):
            facts["reliable"] = Reason("reliable", int(it.supply_reliability[supply]))
            facts["rested"] = Reason("rested", int(it.supply_load[supply]))
        return facts if np.isnan(away) else facts | {"near": Reason("near", round(away))}

    def _hard_facts(self, role: int, supply: int) -> list[tuple[str, Reason]]:
        """What it can do that the role asks for, with the rule that asks it."""
        it, capacity, asked = self.it, int(self.it.supply_capacity[supply]), int(self.it.role_quantity[role])
        facts = [
            (it.role_what[role] >= 0, "skill", Reason("skill", int(it.role_what[role]))),
            (it.role_language[role] >= 0, "language", Reason("language", int(it.role_language[role]))),
            (it.role_start[role] >= 0, "time", Reason("free_then")),
            (it.role_kind[role] != Kind.PEOPLE and capacity >= asked > 0, "capacity", Reason("has_enough", capacity)),
        ]
        return [(rule, reason) for holds, rule, reason in facts if holds]

    def _vacancy(self, role: int, pool: Pool, passed: Bools) -> Vacancy:
        it = self.it
        here = np.isin(pool.rows, self.plan.supply[self.seated.get(role, [])])
        left, steps = ~here, []
        for (name, _), mask in zip(RULES, passed, strict=True):
            steps.append((name, int((left & ~mask).sum())))
            left = left & mask
        still = np.array([rule(self.after, role, pool) for _, rule in RULES])
        free = left & still.all(axis=0)
        steps += [("taken", int((left & ~free).sum())), ("free", int(free.sum()))]
        missing, short = self._missing(role), int(self.after.settled.least[role])
        need, code = str(it.need_code[it.role_need[role]]), str(it.role_code[role])
        taken = pool.rows[left & ~free]
        self.wanted.update({int(owner) for owner in self.after.settled.owner[taken]})
        taken_by = self._taken_by(role, taken)
        change = cheapest_change(self.after, role, pool, still & ~here, short or missing)
        return Vacancy(code, need, missing, short, len(pool.rows), int(here.sum()), tuple(steps), taken_by, change)

    def _missing(self, role: int) -> int:
        """Units to the full quantity; 1 for a role to be agreed that nobody holds."""
        return max(int(self.after.settled.open[role]), int(self.after.settled.least[role]))

    def _taken_by(self, role: int, supplies: Ints) -> tuple[Holder, ...]:
        """Up to three needs that hold them."""
        prices: dict[str, int] = {}
        for owner in {int(owner) for owner in self.after.settled.owner[supplies]}:
            for held in self.holds.get(owner, ()):
                need = str(self.it.need_code[self.it.role_need[held]])
                prices[need] = max(prices.get(need, 0), int(self.price[held])) if held != role else prices.get(need, 0)
        ranked = sorted(prices, key=lambda need: (-prices[need], need))
        return tuple(Holder(need, prices[need]) for need in ranked[:MOST_HOLDERS] if prices[need])

    def _left_out(self, need: str, role: int, pool: Pool, passed: Bools) -> Iterator[LeftOut]:
        """Who could do it then, but is spared or may not: exactly one rule stands in the way. Few, nearest first."""
        it, rows, code = self.it, pool.rows, str(self.it.role_code[role])
        if it.role_kind[role] not in (Kind.PEOPLE, Kind.PROFESSIONAL):
            return
        away, gives = self.before.metres_to(role, rows), most_units(self.before, role, pool)
        away = np.where(np.isnan(away), np.inf, away)
        here = it.supply_party[self.plan.supply[self.seated.get(role, [])]]
        which = np.argmin(passed, axis=0) if len(rows) else np.zeros(0, np.int64)
        spared = ((~passed).sum(axis=0) == 1) & np.isin(which, SPARING)
        single = np.flatnonzero(spared & ~np.isin(it.supply_party[rows], here))
        told = 0
        for at in single[np.lexsort((it.supply_code[rows[single]], away[single]))].tolist():
            why = self._why(role, int(rows[at]), RULES[which[at]][0], gives[at] != 0, away[at])
            if told == LEFT_OUT_A_NEED:
                return
            if why:
                told += 1
                metres = round(float(away[at])) if np.isfinite(away[at]) else -1
                yield LeftOut(need, code, str(it.supply_code[rows[at]]), *why, metres)

    def _why(self, role: int, supply: int, rule: str, any_left: bool, away: float) -> tuple[str, int] | None:
        it, rest = self.it, int(self.it.supply_rest_until[supply])
        willing = ("no_consent", 0) if not it.supply_consented[supply] else ("resting", rest)
        if it.supply_consented[supply] and rest <= max(int(it.role_start[role]), it.now):
            willing = ("barred", 0)
        reasons: dict[str, tuple[str, int] | None] = {
            "checks": ("check_missing", int(it.role_checks[role] & ~it.supply_checks[supply])),
            "distance": ("too_far", round(away)) if np.isfinite(away) else None,
            "capacity": ("over_limit", 0) if any_left else None,
            "willing": willing,
        }
        return reasons.get(rule)


def _nearest(found: list[LeftOut]) -> list[LeftOut]:
    """Few, each once, nearest first, unknown distances last."""
    ranked = sorted(found, key=lambda one: (one.metres < 0, one.metres, one.supply, one.role))
    once = {one.supply: one for one in reversed(ranked)}
    return [one for one in ranked if once[one.supply] is one][:LEFT_OUT_A_NEED]
