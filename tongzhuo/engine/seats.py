"""The candidates as columns of a program: how much a seat takes, how much a supply gives, what it is worth."""

import dataclasses
from collections.abc import Iterator

import numpy as np

from tongzhuo.engine.candidates import Candidates
from tongzhuo.engine.highs import Program
from tongzhuo.engine.instance import Bools, Floats, Ints, Kind
from tongzhuo.engine.rows import SupplyRows
from tongzhuo.engine.settled import UNDIVIDED, Settled
from tongzhuo.engine.worth import slot_points


@dataclasses.dataclass(frozen=True)
class _Block:
    """Rows lower <= sum(value x column) <= upper, numbered from 0; without `lower` there is no lower side."""

    row: Ints
    column: Ints
    value: Floats
    upper: Floats
    lower: Floats | None = None


class Seats:
    """Columns are candidates: 0..1 (a person, a room, a case, a share of `most`) or 0..most (people of a bulk offer).

    Role sides are in slots: people for people, else 1 is the whole role.
    """

    def __init__(self, settled: Settled, found: Candidates) -> None:
        self.settled, self.found = settled, found
        it, role = settled.instance, found.role
        divided = np.isin(it.role_kind, (Kind.GOODS, Kind.MONEY)) & (it.role_quantity > 0)
        asked = np.maximum(1, it.role_quantity)
        # On a role whose own amount is to be agreed one party fills it.
        self.agreed: Bools = it.role_quantity[role] < 0
        # The role asks an amount that the supply does not tell: proposed, but it completes nothing.
        self.loose: Bools = (found.most < 0) & ~self.agreed
        # Goods and money in divisible amounts.
        self.shared: Bools = divided[role] & (found.most > 0)
        bulk = settled.in_bulk[found.supply] & (found.most > 0)
        self.upper: Floats = np.where(bulk, found.most, 1).astype(np.float64)
        # Slots of its role that one unit of the column takes, and the points of help and fit it brings.
        self.takes: Floats = np.where(divided[role], np.abs(found.most) / asked[role], 1.0)
        help_, agree = slot_points(it, settled.policy)
        self.points: Floats = self.takes * (np.where(self.loose, agree[role], help_[role]) + found.fit)
        # What each role still misses to its at_least, and what is open of it, in slots.
        undivided = np.isin(it.role_kind, UNDIVIDED)
        sides = (np.where(divided, units / asked, units) for units in (settled.least, settled.open))
        self.least, self.open = (np.where(undivided, (side > 0) * 1.0, side) for side in sides)
        self._rows = SupplyRows(settled, found)
        self.rivals = self._find_rivals()
        self._classify_needs()

    def _classify_needs(self) -> None:
        """`already_whole`: by fixed links alone. `reachable`: every role by itself has enough candidates; no other
        need can become whole."""
        it, found, least = self.settled.instance, self.found, self.settled.least
        units = np.where(self.agreed, 1, np.where(self.loose, 0, np.maximum(0, found.most)))
        could = np.zeros(it.roles, np.int64)
        np.add.at(could, found.role, units)
        asks = np.bincount(it.role_need, minlength=it.needs) > 0
        self.already_whole: Bools = asks & (np.bincount(it.role_need, least > 0, it.needs) == 0)
        self.reachable: Bools = asks & (np.bincount(it.role_need, could < least, it.needs) == 0) & ~self.already_whole

    def _find_rivals(self) -> Ints:
        """Candidates that share their role with another supply of the same party, where no other row excludes that."""
        it, found = self.settled.instance, self.found
        several = ~self.agreed & ~np.isin(it.role_kind[found.role], UNDIVIDED) & ~self.settled.personal[found.supply]
        pair = found.role * max(1, it.parties) + it.supply_party[found.supply]
        _, group, size = np.unique(np.where(several, pair, -1), return_inverse=True, return_counts=True)
        return np.flatnonzero(several & (size[group.reshape(-1)] > 1))

    def components(self) -> Iterator[tuple[Ints, Ints]]:
        """(needs, candidates) of each connected part: nothing in one part touches another."""
        label = self._labels()
        parts = label[self.settled.instance.role_need[self.found.role]]
        order = np.argsort(parts, kind="stable")
        needs = np.argsort(label, kind="stable")
        for part in np.unique(parts).tolist():
            first, last = np.searchsorted(parts[order], [part, part + 1])
            one, other = np.searchsorted(label[needs], [part, part + 1])
            yield needs[one:other], order[first:last]

    def _labels(self) -> Ints:
        """Per need, the smallest need it is connected with."""
        it = self.settled.instance
        rows, need = self._rows, it.role_need[self.found.role[self._rows.candidate]]
        label = np.arange(it.needs)
        while True:
            of_row = np.full(len(rows.most), it.needs)
            np.minimum.at(of_row, rows.row, label[need])
            after = label.copy()
            np.minimum.at(after, need, of_row[rows.row])
            after = after[after]
            if (after == label).all():
                return label
            label = after

    def whole_program(self, needs: Ints, columns: Ints, weights: Ints, tie: float) -> Program:
        """Which of `needs` become whole. Columns: `columns` (candidates), rivals, then one per need.

        Every role with a least gets exactly that much if its need is whole, else nothing. Fit breaks ties: all of it
        together is worth `tie` of the needs' points at most.
        """
        it = self.settled.instance
        position = np.full(it.needs, -1)
        position[needs] = np.arange(len(needs))
        roles = np.flatnonzero((self.least > 0) & (position[it.role_need] >= 0))
        slots = max(1.0, float(self.least[roles].sum()))
        small = tie * float(weights[needs].sum()) / slots / 200
        sides = np.zeros(len(roles))
        base = self._program(columns, roles, small * self.takes[columns] * self.found.fit[columns], sides, sides)
        first = len(base.cost)
        return dataclasses.replace(
            base,
            cost=np.concatenate((base.cost, weights[needs])),
            upper=np.concatenate((base.upper, np.ones(len(needs)))),
            whole=np.concatenate((base.whole, np.ones(len(needs), np.bool_))),
            row=np.concatenate((base.row, np.arange(len(roles)))),
            column=np.concatenate((base.column, first + position[it.role_need[roles]])),
            value=np.concatenate((base.value, -self.least[roles])),
        )

    def for_whole(self, needs: Ints, rows: Ints) -> Ints:
        """Those of the candidates `rows` that can help to make one of `needs` whole."""
        it = self.settled.instance
        wanted = np.isin(it.role_need, needs) & (self.least > 0)
        return rows[wanted[self.found.role[rows]] & ~self.loose[rows]]

    def help_program(self, chosen: Ints, columns: Ints) -> Program:
        """The most help and the best fit, the least of every role of the chosen needs kept. Columns as above."""
        roles = np.unique(self.found.role[columns])
        lower = np.where(np.isin(self.settled.instance.role_need[roles], chosen), self.least[roles], 0.0)
        return self._program(columns, roles, self.points[columns], lower, self.open[roles])

    def _program(self, columns: Ints, roles: Ints, cost: Floats, lower: Floats, upper: Floats) -> Program:
        """Rows of `roles` (lower <= slots <= upper) and all that concerns these candidates; then a switch per rival."""
        rivals = np.intersect1d(self.rivals, columns)
        place = np.full(len(self.found.role), -1)
        place[columns] = np.arange(len(columns))
        blocks = [self._role_block(columns, roles, lower, upper), self._supply_block(place)]
        blocks += [*self._loose_blocks(columns), *self._rival_blocks(rivals, place[rivals], len(columns))]
        firsts = np.cumsum([0, *(len(block.upper) for block in blocks)])
        return Program(
            cost=np.concatenate((cost, np.zeros(len(rivals)))),
            upper=np.concatenate((self.upper[columns], np.ones(len(rivals)))),
            whole=np.concatenate((~self.shared[columns], np.ones(len(rivals), np.bool_))),
            row=np.concatenate([first + block.row for first, block in zip(firsts, blocks, strict=False)]),
            column=np.concatenate([block.column for block in blocks]),
            value=np.concatenate([block.value for block in blocks]),
            row_lower=np.concatenate([np.full(len(b.upper), -np.inf) if b.lower is None else b.lower for b in blocks]),
            row_upper=np.concatenate([block.upper for block in blocks]),
        )

    def _role_block(self, columns: Ints, roles: Ints, lower: Floats, upper: Floats) -> _Block:
        row_of = np.full(self.settled.instance.roles, -1)
        row_of[roles] = np.arange(len(roles))
        mine = np.flatnonzero((row_of[self.found.role[columns]] >= 0) & ~self.loose[columns])
        return _Block(row_of[self.found.role[columns[mine]]], mine, self.takes[columns[mine]], upper, lower)

    def _supply_block(self, place: Ints) -> _Block:
        rows = self._rows
        used = place[rows.candidate] >= 0
        names, row = np.unique(rows.row[used], return_inverse=True)
        return _Block(row.reshape(-1), place[rows.candidate[used]], rows.coefficient[used], rows.most[names])

    def _loose_blocks(self, columns: Ints) -> tuple[_Block, _Block]:
        """One link with an open amount at most where an amount was asked, and in the place of one unit of it."""
        role = self.found.role[columns]
        loose = np.flatnonzero(self.loose[columns])
        names, row = np.unique(role[loose], return_inverse=True)
        beside = np.flatnonzero(np.isin(role, names))
        one = _Block(row.reshape(-1), loose, np.ones(len(loose)), np.ones(len(names)))
        return one, _Block(np.searchsorted(names, role[beside]), beside, self.takes[columns[beside]], self.open[names])

    def _rival_blocks(self, rivals: Ints, column: Ints, first: int) -> tuple[_Block, _Block]:
        """One party takes a role with one of its supplies: each rival needs its switch, one switch may be on."""
        parties = self.settled.instance.supply_party[self.found.supply[rivals]]
        pairs = np.stack((self.found.role[rivals], parties), axis=1)
        names, group = np.unique(pairs, axis=0, return_inverse=True)
        row, ones = np.arange(len(rivals)), np.ones(len(rivals))
        entries = np.concatenate((column, first + row)), np.concatenate((1 / self.upper[rivals], -ones))
        switch = _Block(np.tile(row, 2), *entries, 0 * ones)
        return switch, _Block(group.reshape(-1), first + row, ones, np.ones(len(names)))
