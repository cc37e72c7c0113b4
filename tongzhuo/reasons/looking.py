"""Who was looked at for one role, and where everybody fell out: in time linear in those who have the skill."""

import dataclasses
from functools import cached_property
from typing import NamedTuple

import numpy as np

from tongzhuo.engine.candidates import RULES, Pool, World, is_near
from tongzhuo.engine.instance import Bools, Instance, Ints, Kind

NONE = -1
PERSONAL = (Kind.PEOPLE, Kind.PROFESSIONAL)
METRES_A_DEGREE = 111_000  # at least so many along a meridian


@dataclasses.dataclass(frozen=True)
class Look:
    """`size` supplies of the kind, `seated` of them at the role already; `fell_out`: how many of the others at which
    rule first. `pool` are those at most one rule keeps away, and `failing` its number in RULES, -1 none."""

    size: int
    seated: int
    fell_out: Ints
    pool: Pool
    failing: Ints

    @property
    def fits(self) -> Ints:
        """Positions in the pool of those whom no rule keeps away."""
        return np.flatnonzero(self.failing == NONE)

    def turned_away(self, rule: int) -> float:
        """The share of those who came as far as this rule that it keeps away."""
        came = int(self.fell_out[rule:].sum()) + len(self.fits)
        return int(self.fell_out[rule]) / came if came else 0.0


class _Listed(NamedTuple):
    """Supplies of one kind, and those that list each term."""

    rows: Ints
    of_term: dict[int, Ints]


class Lister:
    """The supplies of each kind by what they can do."""

    def __init__(self, instance: Instance) -> None:
        self.it = instance
        self._kinds: dict[int, _Listed] = {}

    def of_kind(self, kind: int) -> Ints:
        return self._listed(kind).rows

    def able(self, role: int) -> Ints:
        """Supplies of the role's kind that list what it asks for."""
        listed, what = self._listed(int(self.it.role_kind[role])), int(self.it.role_what[role])
        return listed.rows if what < 0 else listed.of_term.get(what, np.zeros(0, np.int64))

    def _listed(self, kind: int) -> _Listed:
        if kind not in self._kinds:
            rows = np.flatnonzero(self.it.supply_kind == kind)
            supply, terms = self._terms
            mine = self.it.supply_kind[supply] == kind
            supply, terms = supply[mine], terms[mine]
            known, first = np.unique(terms, return_index=True)
            parts = np.split(supply, first[1:]) if len(first) else []
            self._kinds[kind] = _Listed(rows, {int(t): np.unique(s) for t, s in zip(known, parts, strict=True)})
        return self._kinds[kind]

    @cached_property
    def _terms(self) -> tuple[Ints, Ints]:
        """(supply, term) of every entry, by term."""
        order = np.argsort(self.it.term_index, kind="stable")
        supply = np.repeat(np.arange(self.it.supplies), np.diff(self.it.term_ptr))
        return supply[order], self.it.term_index[order]


def look(world: World, lister: Lister, role: int, here: Ints) -> Look:
    """Everybody of the kind but `here`, the supplies that sit at the role, is asked every rule until two say no."""
    everyone, rows = lister.of_kind(int(world.instance.role_kind[role])), lister.able(role)
    seated = np.isin(here, everyone)
    rows = rows[~np.isin(rows, here)]
    fell_out, failing = np.zeros(len(RULES), np.int64), np.full(len(rows), NONE)
    fell_out[0] = len(everyone) - int(seated.sum()) - len(rows)
    for number, (_, rule) in enumerate(RULES):
        passes = rule(world, role, Pool(world, rows))
        first = ~passes & (failing == NONE)
        fell_out[number] += int(first.sum())
        failing[first] = number
        stays = passes | first
        rows, failing = rows[stays], failing[stays]
    return Look(len(everyone), int(seated.sum()), fell_out, Pool(world, rows), failing)


def look_again(world: World, role: int, before: Look) -> Look:
    """The same people in a world in which more is settled: nobody fits there who did not before."""
    pool = before.pool
    passes = np.array([rule(world, role, pool) for _, rule in RULES]).reshape(len(RULES), -1)
    few = np.flatnonzero((~passes).sum(axis=0) <= 1)
    failing = np.where(passes[:, few].all(axis=0), NONE, np.argmin(passes[:, few], axis=0))
    return dataclasses.replace(before, pool=Pool(world, pool.rows[few]), failing=failing)


def but_for_the_skill(world: World, lister: Lister, role: int, here: Ints) -> Ints:
    """Supplies that do not list what the role asks for and pass all other rules, in order."""
    it, skill = world.instance, RULES[0][0]
    rows = np.setdiff1d(lister.of_kind(int(it.role_kind[role])), np.concatenate((lister.able(role), here)))
    rows = rows[_within_a_square(it, role, rows)]
    for rule in (is_near, *(rule for name, rule in RULES if name != skill)):
        rows = rows[rule(world, role, Pool(world, rows))]
    return rows


def _within_a_square(it: Instance, role: int, rows: Ints) -> Bools:
    """A rough and cheap first look at the ground: who may go so far north or south."""
    degrees = np.abs(it.supply_lat[rows] - it.role_lat[role])
    radius = it.supply_radius_m[rows]
    may: Bools = (radius < 0) | ~(degrees * METRES_A_DEGREE > radius)
    return may
