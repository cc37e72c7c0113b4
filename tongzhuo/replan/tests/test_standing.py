"""A standing plan stays true, whatever happens in whichever order."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.city import city
from bench.community import community
from tongzhuo.checking.checker import check
from tongzhuo.engine.plan import Plan
from tongzhuo.engine.policy import PUBLISHED
from tongzhuo.engine.solving import solve
from tongzhuo.engine.tests.table import Table
from tongzhuo.engine.tests.test_properties import questions
from tongzhuo.market.ledger import (
    EDGE,
    NEVER,
    SHORT,
    UNITS,
    VALUE,
    WHOLE,
    filled_units,
    held,
    needs_in,
    row_at,
    used_units,
)
from tongzhuo.replan.standing import Standing, Unfit

SOME = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
EVENTS = ("cancel", "arrive", "close", "open_again", "agree", "refuse", "seek")


def links(plan: Plan) -> set[tuple[int, int]]:
    return set(zip(plan.role.tolist(), plan.supply.tolist(), strict=True))


def books_are_true(standing: Standing) -> None:
    """Sums, floors and states are those of the bookings, recomputed."""
    q, b = standing._q, standing._b
    used, filled, inside = used_units(q, b), filled_units(q, b), needs_in(q, b)
    assert (np.bincount(q.role, used, len(q.need)) == filled).all()
    worth = (b.help[q.role] * 8 + q.fit.astype(np.int64) * 8) * used // q.asked[q.role]
    assert (b.m[VALUE], b.m[WHOLE], b.m[SHORT]) == (worth.sum(), q.weight[inside].sum(), 0)
    assert (b.floor == np.where(inside[q.need], q.least, 0)).all()
    complete = np.bincount(q.need, filled < q.least, len(q.weight)) == 0
    asked_for = b.m[b.state : b.state + len(q.weight)] != NEVER
    assert (inside == (complete & asked_for)).all()
    booked = np.zeros(len(q.seller), np.int64)
    for v in range(len(q.shape)):
        for j in range(held(q, b, v)):
            row = row_at(q, b, v, j)
            if b.m[row + EDGE] >= 0 and q.seller[b.m[row + EDGE]] == v:
                booked[b.m[row + EDGE]] += b.m[row + UNITS]
    assert (booked == used).all()


class Story:
    """Random events, with what must hold after each of them."""

    def __init__(self, it, policy=PUBLISHED, **absent):
        self.it, self.policy, self.standing = it, policy, Standing(it, policy, **absent)
        self.away, self.closed = (set(absent.get(name, ())) for name in ("away", "waiting"))
        self.agreed: set[tuple[int, int]] = set()
        self.refused: set[tuple[int, int]] = set()

    def happens(self, kind, pick):
        before = self.standing.plan()
        proposed = sorted(links(before) - links_fixed(before))
        if kind == "agree":
            return self._agree(proposed, pick)
        if kind == "refuse":
            return self._refuse(before, proposed, pick)
        rows = self._rows(kind)
        if not rows:
            return None
        row = rows[pick % len(rows)]
        changes = getattr(self.standing, kind)(row)
        if kind != "seek":
            (self.away if kind in ("cancel", "arrive") else self.closed).symmetric_difference_update([row])
        if kind == "cancel":
            self.agreed = {link for link in self.agreed if link[1] != row}
        if kind == "close":
            self.agreed = {link for link in self.agreed if self.it.role_need[link[0]] != row}
        return self._holds(before, changes)

    def _agree(self, proposed, pick):
        if proposed:
            self.agreed.add(proposed[pick % len(proposed)])
            self.standing.agree(*proposed[pick % len(proposed)])

    def _refuse(self, before, proposed, pick):
        if proposed:
            pair = proposed[pick % len(proposed)]
            self.refused.add(pair)
            self.agreed.discard(pair)
            self._holds(before, self.standing.refuse(*pair))

    def _rows(self, kind):
        everyone, needs = set(range(self.it.supplies)), set(range(self.it.needs))
        sets = {"cancel": everyone - self.away, "arrive": self.away,
                "close": needs - self.closed, "open_again": self.closed, "seek": needs - self.closed}  # fmt: skip
        return sorted(sets[kind])

    def _holds(self, before, changes):
        plan = self.standing.plan()
        assert check(self.it, plan, self.policy) == []
        books_are_true(self.standing)
        proposed = links(plan) - links_fixed(plan)
        assert self.agreed <= proposed
        assert not {supply for _, supply in proposed} & self.away
        assert not proposed & self.refused
        assert not {int(self.it.role_need[role]) for role, _ in proposed} & self.closed
        told = {(r, s) for r, s, b, a in zip(*map(np.ndarray.tolist, changes), strict=True) if (b > 0) != (a > 0)}
        assert told == links(before) ^ links(plan)


def links_fixed(plan: Plan) -> set[tuple[int, int]]:
    return set(zip(plan.role[plan.fixed].tolist(), plan.supply[plan.fixed].tolist(), strict=True))


@SOME
@given(questions(), st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(0, 50)), max_size=12))
def test_after_any_events_every_promise_holds_and_only_what_changed_is_told(it, events):
    story = Story(it)
    for kind, pick in events:
        story.happens(kind, pick)


@pytest.mark.parametrize("regime", [{}, {"mixed": 1.0, "active": 0.5}])
def test_a_community_through_a_hundred_events(regime):
    it = community(60, 150, seed=3, **regime)
    story, rng = (
        Story(it, away=np.arange(0, it.supplies, 9), waiting=np.arange(0, it.needs, 9)),
        np.random.default_rng(0),
    )
    for _ in range(100):
        story.happens(str(rng.choice(EVENTS)), int(rng.integers(1_000)))


def test_whoever_cancels_is_replaced_by_whoever_is_free():
    table = Table()
    table.role()
    table.person()
    table.person()
    standing = Standing(table.build(), PUBLISHED)
    (first,) = standing.plan().supply.tolist()
    changes = standing.cancel(first)
    assert sorted(zip(changes.supply.tolist(), changes.before.tolist(), changes.after.tolist(), strict=True)) == sorted(
        [(first, 1, 0), (1 - first, 0, 1)]
    )
    assert standing.cancel(1 - first).after.tolist() == [0]
    assert standing.plan().value == 0
    assert standing.arrive(first).supply.tolist() == [first]
    assert standing.refuse(0, first).after.tolist() == [0]
    assert [len(changes.role) for changes in (standing.seek(0), standing.refuse(0, first))] == [0, 0]
    standing.cancel(first)
    assert len(standing.arrive(first).role) == 0


def test_both_seats_stay_taken_when_one_of_the_skilled_cancels():
    table = Table()
    table.role(code="either", what=-1)
    table.role(code="only_skilled", what=1)
    table.person(terms=[1])
    table.person(terms=[1])
    table.person()
    it = table.build()
    standing = Standing(it, PUBLISHED)
    skilled = [s for r, s in links(standing.plan()) if r == 1]
    standing.cancel(skilled[0])
    assert len(standing.plan().complete) == 2


def test_who_comes_back_makes_the_plan_worth_no_less():
    it, policy = city(600, model="needs")
    standing = Standing(it, policy)
    for supply in np.unique(standing.plan().supply)[:40].tolist():
        standing.cancel(supply)
        without = standing.plan()
        standing.arrive(supply)
        assert (standing.plan().whole.value, standing.plan().rest.value) >= (without.whole.value, without.rest.value)


def test_a_standing_plan_begins_with_any_plan_of_its_question():
    it = community(40, 100, seed=2)
    plan = solve(it)
    assert links(Standing(it, PUBLISHED, plan).plan()) == links(plan)
    with pytest.raises(Unfit, match="not there"):
        Standing(it, PUBLISHED, plan, away=plan.supply[:1])


def test_what_makes_no_sense_is_refused():
    table = Table()
    table.role()
    table.person()
    table.person()
    standing = Standing(table.build(), PUBLISHED, away=np.array([1]), waiting=np.array([0]))
    for call, row in ((standing.cancel, 1), (standing.arrive, 0), (standing.close, 0), (standing.seek, 0)):
        with pytest.raises(Unfit):
            call(row)
    standing.open_again(0)
    with pytest.raises(Unfit, match="open already"):
        standing.open_again(0)
    with pytest.raises(Unfit, match="no link"):
        standing.agree(0, 1)
