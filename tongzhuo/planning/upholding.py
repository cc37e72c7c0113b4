"""A plan upheld: the question that it answered with what has changed since, and a repair where a seat came free.

Asks the engine and writes nothing: `actions.keep_repair` does. A worker keeps the plan that it repaired last in memory,
so that the next event costs milliseconds; whatever it did not expect makes it begin again from what is kept.
"""

import dataclasses
from collections.abc import Collection
from datetime import datetime
from functools import cached_property

import numpy as np

from tongzhuo.checking.checker import check
from tongzhuo.engine.candidates import World
from tongzhuo.engine.instance import Instance, Ints
from tongzhuo.engine.plan import Band, with_links
from tongzhuo.engine.plan import Plan as Answer
from tongzhuo.engine.policy import PUBLISHED
from tongzhuo.engine.settled import Settled
from tongzhuo.linkages.answers import Kept, read
from tongzhuo.linkages.models import Plan
from tongzhuo.linkages.planner import PlanFault
from tongzhuo.linkages.telling import Teller
from tongzhuo.pairs.pairs import candidates
from tongzhuo.planning.drafts import NewLink, Repair, Told
from tongzhuo.planning.present import Pair, Present, Rows, Windows, calendar_of, present_of
from tongzhuo.reasons.explain import Explainer, explain
from tongzhuo.replan.standing import Standing

THOROUGH = 10_000  # offers looked at for one event: a worker has ten milliseconds
AN_HOUR = 60  # minutes after which what lies ahead is looked at anew


class Upheld:
    """One plan in memory, as true as the links that it has heard of."""

    def __init__(self, plan: Plan, kept: Kept) -> None:
        self.plan, self.kept, self.rows = plan, kept, Rows.of(kept.instance)
        self.heard = Present()
        self.instance = kept.instance
        self.standing: Standing | None = None

    def repair(self, needs: Collection[str], *, at: datetime) -> Repair | None:
        """Bid for the open seats of `needs` (codes). None where the question knows nothing of them, or not all of who
        sits at the plan's tables: then a plan made anew is what helps. Raises PlanFault for a broken promise."""
        now = present_of(self.plan, self.kept.instance, self.rows)
        seats = [self.rows.need[code] for code in needs if code in self.rows.need]
        if now.strangers or not seats:
            return None
        standing = self._told(now, calendar_of(self.plan, self.instance).minute(at))
        for need in seats:
            if need not in now.closed:
                standing.seek(need)
        answer = standing.plan()
        if breaches := check(self.instance, answer, PUBLISHED):
            raise PlanFault(f"{len(breaches)} promises broken, first: {breaches[0]}")
        return self._repair(now, answer, seats)

    def why(self, need: str) -> Told | None:
        """Why the seats of a need are as the plan drew them; None where the question knows nothing of it."""
        if need not in self.rows.need:
            return None
        told = self._explainer.tell(np.array([self.rows.need[need]]))
        teller = Teller(told, self.kept.instance, self.kept.meanings)
        reasons = {pair: teller.reasons_of(*pair) for pair in teller.links}
        return Told(self.plan, reasons, teller.vacancies_of(need), teller.left_out_of(need))

    @cached_property
    def _explainer(self) -> Explainer:
        return Explainer(self.kept.instance, self.kept.answer, PUBLISHED)

    def _told(self, now: Present, minute: int) -> Standing:
        """The standing plan after what has happened since it was looked at last: retold if that is little."""
        standing, heard = self.standing, self.heard
        known = (heard.closed, heard.gone, heard.windows) == (now.closed, now.gone, now.windows)
        if standing is None or not known or minute > self.instance.now + AN_HOUR or not self._retold(standing, now):
            self.instance = asked_now(self.kept.instance, now, minute)
            standing = _begun(self.instance, now)
        self.heard, self.standing = now, standing
        return standing

    def _retold(self, standing: Standing, now: Present) -> bool:
        """Tell who agreed and who will not come. False where that is not all that has happened."""
        has = _pairs(standing.plan())
        agreed, refused = set(now.fixed) - set(self.heard.fixed), now.barred - self.heard.barred
        if not agreed <= has or set(self.heard.fixed) & _fixed(self.instance) - set(now.fixed):
            return False
        for pair in sorted(refused):
            standing.refuse(*pair)
        for pair in sorted(agreed):
            standing.agree(*pair)
        barred = np.array(sorted(now.barred), np.int64).reshape(-1, 2)
        self.instance = dataclasses.replace(self.instance, barred_role=barred[:, 0], barred_supply=barred[:, 1])
        return (has - refused) == {*now.fixed, *now.suggested}

    def _repair(self, now: Present, answer: Answer, seats: list[int]) -> Repair:
        it, has = self.instance, _pairs(answer)
        units = dict(zip(zip(answer.role.tolist(), answer.supply.tolist(), strict=True), answer.quantity.tolist(),
                         strict=True))  # fmt: skip
        new = sorted(has - set(now.fixed) - set(now.suggested))
        gone = sorted(set(now.suggested) - has)
        touched = np.unique([*seats, *(int(it.role_need[role]) for role, _ in (*new, *gone))])
        teller = Teller(explain(it, answer, PUBLISHED, touched), it, self.kept.meanings)
        repair = Repair(self.plan, gone=[now.keys[pair] for pair in gone])
        repair.reasons = {pair: teller.reasons_of(*pair) for pair in teller.links}
        for role, supply in new:
            codes = str(it.role_code[role]), str(it.supply_code[supply])
            repair.links.append(NewLink(*codes, units[role, supply]))
        for code in it.need_code[touched].tolist():
            repair.vacancies[code], repair.left_out[code] = teller.vacancies_of(code), teller.left_out_of(code)
        repair.whole = set(it.need_code[np.intersect1d(touched, answer.complete)].tolist())
        return repair


def upheld(plan: Plan) -> Upheld | None:
    """The plan in this worker's memory; None for one from before answers were kept."""
    if not _in_memory or _in_memory[0].plan.pk != plan.pk:
        kept = read(plan)
        if kept is None:
            return None
        _in_memory[:] = [Upheld(plan, kept)]
    return _in_memory[0]


def forget() -> None:
    """Begin again from what is kept: something came between."""
    _in_memory.clear()


_in_memory: list[Upheld] = []


def asked_now(it: Instance, now: Present, minute: int) -> Instance:
    """The question that was asked, with what has changed since."""
    fixed = np.array([(*pair, units) for pair, units in sorted(now.fixed.items())], np.int64).reshape(-1, 3)
    barred = np.array(sorted(now.barred), np.int64).reshape(-1, 2)
    consented = it.supply_consented.copy()
    consented[list(now.gone)] = False
    ptr, starts, ends = _windows(it, now.windows)
    return dataclasses.replace(
        with_links(it, fixed[:, 0], fixed[:, 1], fixed[:, 2]),
        barred_role=barred[:, 0], barred_supply=barred[:, 1], supply_consented=consented, now=max(it.now, minute),
        window_ptr=ptr, window_start=starts, window_end=ends,
    )  # fmt: skip


def _windows(it: Instance, other: dict[int, Windows]) -> tuple[Ints, Ints, Ints]:
    """The windows of all supplies, those of some replaced."""
    if not other:
        return it.window_ptr, it.window_start, it.window_end
    owner = np.repeat(np.arange(it.supplies), np.diff(it.window_ptr))
    stays = ~np.isin(owner, list(other))
    added = np.array([(row, *span) for row, spans in other.items() for span in spans], np.int64).reshape(-1, 3)
    owner = np.concatenate((owner[stays], added[:, 0]))
    starts = np.concatenate((it.window_start[stays], added[:, 1]))
    ends = np.concatenate((it.window_end[stays], added[:, 2]))
    order = np.argsort(owner, kind="stable")
    count = np.bincount(owner, minlength=it.supplies)
    return np.concatenate(([0], np.cumsum(count))), starts[order], ends[order]


def _begun(it: Instance, now: Present) -> Standing:
    """A standing plan of what is suggested, without what is not possible any more."""
    found = candidates(World(Settled(it, PUBLISHED)))
    possible = set(zip(found.role.tolist(), found.supply.tolist(), strict=True))
    may = [(*pair, units) for pair, units in sorted(now.suggested.items()) if pair in possible]
    may = [row for row in may if int(it.role_need[row[0]]) not in now.closed]
    links, none = np.array(may, np.int64).reshape(-1, 3), np.zeros(0, np.int64)
    suggested = Answer(
        links[:, 0], links[:, 1], links[:, 2], np.zeros(len(links), np.bool_), none,
        Band(0, 0.0), Band(0, 0.0), "nodes", "kept",
    )  # fmt: skip
    waiting = np.array(sorted(now.closed), np.int64)
    return Standing(it, PUBLISHED, suggested, waiting=waiting, effort=THOROUGH)


def _pairs(answer: Answer) -> set[Pair]:
    return set(zip(answer.role.tolist(), answer.supply.tolist(), strict=True))


def _fixed(it: Instance) -> set[Pair]:
    return set(zip(it.fixed_role.tolist(), it.fixed_supply.tolist(), strict=True))
