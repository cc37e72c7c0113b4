"""Why a plan is as it is: facts in codes and numbers, no words (the room `linkages` makes the sentences).

For each link two or three reasons; for each vacancy the funnel, in which everyone of the kind is counted once, and the
cheapest single change that would fill it; for each need a few people left out on purpose, nearest first.
"""

import dataclasses
from collections import Counter
from collections.abc import Iterator

import numpy as np

from tongzhuo.engine.candidates import RULES, Pool, World, feasible, fit_parts, has_time, most_units, within_limits
from tongzhuo.engine.geometry import metres
from tongzhuo.engine.instance import Bools, Instance, Ints, Kind
from tongzhuo.engine.plan import Plan, with_links
from tongzhuo.engine.policy import PUBLISHED, Policy
from tongzhuo.engine.settled import Settled
from tongzhuo.engine.worth import need_weights, slot_points
from tongzhuo.reasons.changes import Change, cheapest_change
from tongzhuo.reasons.looking import PERSONAL, Lister, Look, but_for_the_skill, look, look_again

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


def explain(instance: Instance, plan: Plan, policy: Policy = PUBLISHED, needs: Ints | None = None) -> Explanation:
    """The facts behind `plan`, for all needs or for those in the rows `needs`; all is told in the order of the public
    codes. The time is linear in those who have the skill, role by role."""
    return Explainer(instance, plan, policy).tell(needs)


def missing_units(instance: Instance, plan: Plan) -> tuple[Ints, Ints]:
    """Per role, units to the full quantity (1 for a role to be agreed that nobody holds), and to the at_least."""
    after = Settled(with_links(instance, plan.role, plan.supply, plan.quantity), PUBLISHED)
    return np.maximum(after.open, after.least), after.least


class Explainer:
    """One plan, ready to be asked about any of its needs again and again."""

    def __init__(self, instance: Instance, plan: Plan, policy: Policy = PUBLISHED) -> None:
        self.it, self.plan = instance, plan
        self.before = World(Settled(instance, policy))
        self.after = World(Settled(with_links(instance, plan.role, plan.supply, plan.quantity), policy))
        self.price = self._prices(policy)
        self.lister = Lister(instance)
        self.seated: dict[int, list[int]] = {}
        self.holds: dict[int, list[int]] = {}
        for link, (role, supply) in enumerate(zip(plan.role.tolist(), plan.supply.tolist(), strict=True)):
            self.seated.setdefault(role, []).append(link)
            self.holds.setdefault(int(self.after.settled.owner[supply]), []).append(role)

    def tell(self, needs: Ints | None = None) -> Explanation:
        """The facts of all needs, or of these rows."""
        told, wanted = _Told(), Counter[int]()
        asked = np.arange(self.it.roles) if needs is None else np.flatnonzero(np.isin(self.it.role_need, needs))
        for role in asked[np.argsort(self.it.role_code[asked], kind="stable")].tolist():
            self._tell(role, told, wanted)
        if needs is not None:
            wanted = self._wanted(told.links)
        few = [one for need in sorted(told.left_out) for one in _nearest(told.left_out[need])]
        links = [dataclasses.replace(one, wanted=wanted[owner]) for one, owner in told.links]
        return Explanation(tuple(links), tuple(told.vacancies), tuple(few))

    def _tell(self, role: int, told: "_Told", wanted: Counter[int]) -> None:
        here = self.plan.supply[self.seated.get(role, [])]
        seen = look(self.before, self.lister, role, here)
        told.links.extend(self._links(role, seen))
        if self._missing(role) > 0:
            vacancy, owners = self._vacancy(role, seen, here)
            told.vacancies.append(vacancy)
            wanted.update(owners)
        need = str(self.it.need_code[self.it.role_need[role]])
        told.left_out.setdefault(need, []).extend(self._left_out(need, role, seen, here))

    def _wanted(self, links: list[tuple[LinkExplained, int]]) -> Counter[int]:
        """For the owners of these links, how many vacancies could have taken them: each is looked at on its own."""
        found, settled = Counter[int](), self.after.settled
        vacant = np.flatnonzero((settled.open > 0) | (settled.least > 0))
        for owner in {owner for _, owner in links}:
            mine = np.flatnonzero(settled.owner == owner)
            for role in vacant[self._within_reach(vacant, mine)].tolist():
                others = np.setdiff1d(mine, self.plan.supply[self.seated.get(role, [])])
                pool = Pool(self.before, others[self.it.supply_kind[others] == self.it.role_kind[role]])
                fits = feasible(self.before, role, pool)
                found[owner] += bool(len(pool.rows) and (fits & ~feasible(self.after, role, pool)).any())
        return found

    def _within_reach(self, roles: Ints, supplies: Ints) -> Bools:
        """A cheap look at all of these roles: one of the supplies may fit."""
        it, any_of = self.it, np.zeros(len(roles), np.bool_)
        for supply in supplies.tolist():
            listed = it.term_index[it.term_ptr[supply] : it.term_ptr[supply + 1]]
            may = (it.role_kind[roles] == it.supply_kind[supply]) & self._is_there(roles, supply)
            may &= (it.role_what[roles] < 0) | np.isin(it.role_what[roles], listed)
            points = it.role_lat[roles], it.role_lon[roles]
            away = metres(it.supply_lat[supply], it.supply_lon[supply], *points)
            radius = it.supply_radius_m[supply]
            any_of |= may & ((radius < 0) | ~(away > radius + 1))
        return any_of

    def _is_there(self, roles: Ints, supply: int) -> Bools:
        """Whether the hours of the roles lie within the windows of the supply; True where hours do not matter."""
        it, (ptr, starts, ends) = self.it, self.before.windows
        mine = slice(int(ptr[supply]), int(ptr[supply + 1]))
        timed = it.role_start[roles] >= 0
        if mine.start == mine.stop:
            return np.ones(len(roles), np.bool_)
        at = np.searchsorted(starts[mine], it.role_start[roles], side="right") - 1
        return ~timed | ((at >= 0) & (ends[mine][np.maximum(at, 0)] >= it.role_end[roles]))

    def _prices(self, policy: Policy) -> Ints:
        """Per role, what the plan loses with one seat of it: the whole need where it needs every seat, and the help."""
        it, settled = self.it, self.after.settled
        whole = np.isin(it.role_need, self.plan.complete) & (settled.filled == it.role_at_least) & (settled.filled > 0)
        help_, _ = slot_points(it, policy)
        prices: Ints = np.where(whole, need_weights(it, policy)[it.role_need], 0) + help_
        return prices

    def _links(self, role: int, seen: Look) -> Iterator[tuple[LinkExplained, int]]:
        """Each link of the role, with the owner of its supply."""
        links = self.seated.get(role, [])
        if not links:
            return
        code, here = str(self.it.role_code[role]), self.plan.supply[links]
        others = seen.pool.rows[seen.fits]
        others = others[~np.isin(self.it.supply_party[others], self.it.supply_party[here])]
        runner = self._runner_up(role, others)
        next_best = str(self.it.supply_code[runner]) if runner >= 0 else None
        for link in sorted(links, key=lambda row: str(self.it.supply_code[self.plan.supply[row]])):
            supply = int(self.plan.supply[link])
            told = [Reason("agreed")] if self.plan.fixed[link] else self._reasons(role, link, runner, seen)
            margin = self._fit(role, supply) - self._fit(role, runner) if runner >= 0 else None
            explained = LinkExplained(code, str(self.it.supply_code[supply]), tuple(told), next_best, margin)
            yield explained, int(self.after.settled.owner[supply])

    def _fit(self, role: int, supply: int) -> int:
        return sum(int(points[0]) for points in self._parts(role, np.array([supply])).values())

    def _runner_up(self, role: int, others: Ints) -> int:
        """The best of those not seated here, still free ones first; -1 nobody."""
        if not len(others):
            return -1
        pool = Pool(self.after, others)
        open_to = has_time(self.after, role, pool) & within_limits(self.after, role, pool)
        fit = sum(self._parts(role, others).values(), np.zeros(len(others), np.int64))
        best = np.lexsort((self.it.supply_code[others], -fit, ~open_to))
        return int(others[best[0]])

    def _parts(self, role: int, supplies: Ints) -> dict[str, Ints]:
        return fit_parts(self.before, np.full(len(supplies), role), supplies, self.before.metres_to(role, supplies))

    def _reasons(self, role: int, link: int, runner: int, seen: Look) -> list[Reason]:
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
        for rule, reason in self._hard_facts(role, supply):
            scored.append((1 + 20 * seen.turned_away(STEPS.index(rule)), reason))
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
        if it.role_kind[role] in PERSONAL:
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

    def _vacancy(self, role: int, seen: Look, here: Ints) -> tuple[Vacancy, set[int]]:
        """The vacancy, and the owners of those who were taken."""
        again = look_again(self.after, role, seen)
        fits = seen.pool.rows[seen.fits]
        taken = fits[~np.isin(fits, again.pool.rows[again.fits])]
        names = (name for name, _ in RULES)
        steps = [
            *zip(names, seen.fell_out.tolist(), strict=True),
            ("taken", len(taken)),
            ("free", len(fits) - len(taken)),
        ]
        missing, short = self._missing(role), int(self.after.settled.least[role])
        need, code = str(self.it.need_code[self.it.role_need[role]]), str(self.it.role_code[role])
        change = cheapest_change(
            self.after, role, again, short or missing,
            lambda: but_for_the_skill(self.after, self.lister, role, here),
        )  # fmt: skip
        owners = {int(owner) for owner in self.after.settled.owner[taken]}
        held = self._taken_by(role, owners)
        return Vacancy(code, need, missing, short, seen.size, seen.seated, tuple(steps), held, change), owners

    def _missing(self, role: int) -> int:
        """Units to the full quantity; 1 for a role to be agreed that nobody holds."""
        return max(int(self.after.settled.open[role]), int(self.after.settled.least[role]))

    def _taken_by(self, role: int, owners: set[int]) -> tuple[Holder, ...]:
        """Up to three needs that hold them."""
        prices: dict[str, int] = {}
        for owner in owners:
            for held in self.holds.get(owner, ()):
                need = str(self.it.need_code[self.it.role_need[held]])
                prices[need] = max(prices.get(need, 0), int(self.price[held])) if held != role else prices.get(need, 0)
        ranked = sorted(prices, key=lambda need: (-prices[need], need))
        return tuple(Holder(need, prices[need]) for need in ranked[:MOST_HOLDERS] if prices[need])

    def _left_out(self, need: str, role: int, seen: Look, here: Ints) -> Iterator[LeftOut]:
        """Who could do it then, but is spared or may not: exactly one rule stands in the way. Few, nearest first."""
        it, code = self.it, str(self.it.role_code[role])
        if it.role_kind[role] not in PERSONAL:
            return
        single = np.isin(seen.failing, SPARING)
        single &= ~np.isin(it.supply_party[seen.pool.rows], it.supply_party[here])
        rows, which = seen.pool.rows[single], seen.failing[single]
        away = self.before.metres_to(role, rows)
        away = np.where(np.isnan(away), np.inf, away)
        told = 0
        for at in np.lexsort((it.supply_code[rows], away)).tolist():
            if told == LEFT_OUT_A_NEED:
                return
            why = self._why(role, int(rows[at]), RULES[which[at]][0], away[at])
            if why:
                told += 1
                metres_away = round(float(away[at])) if np.isfinite(away[at]) else -1
                yield LeftOut(need, code, str(it.supply_code[rows[at]]), *why, metres_away)

    def _why(self, role: int, supply: int, rule: str, away: float) -> tuple[str, int] | None:
        it, rest = self.it, int(self.it.supply_rest_until[supply])
        any_left = most_units(self.before, role, Pool(self.before, np.array([supply])))[0] != 0
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


@dataclasses.dataclass
class _Told:
    """What has been told so far; links with the owners of their supplies, those left out by need."""

    links: list[tuple[LinkExplained, int]] = dataclasses.field(default_factory=list)
    vacancies: list[Vacancy] = dataclasses.field(default_factory=list)
    left_out: dict[str, list[LeftOut]] = dataclasses.field(default_factory=dict)


def _nearest(found: list[LeftOut]) -> list[LeftOut]:
    """Few, each once, nearest first, unknown distances last."""
    ranked = sorted(found, key=lambda one: (one.metres < 0, one.metres, one.supply, one.role))
    once = {one.supply: one for one in reversed(ranked)}
    return [one for one in ranked if once[one.supply] is one][:LEFT_OUT_A_NEED]
