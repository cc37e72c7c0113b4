"""The two bands of a region by itself, and what the city adds to them: its border, on the whole market."""

import numpy as np

from tongzhuo.bounds.dual import first_wages, rest_dual, whole_dual
from tongzhuo.cities.helping import loose_at_most
from tongzhuo.cities.switching import switch_rounds
from tongzhuo.engine.instance import Bools, Floats, Ints
from tongzhuo.engine.plan import Watch
from tongzhuo.market.chains import chain_up, search_for
from tongzhuo.market.insertion import fill, relocate, stack_for
from tongzhuo.market.ledger import IN, NEVER, OUT, VALUE, WHOLE, Books, filled_units, needs_in, used_units
from tongzhuo.market.leftover import (
    BIDS,
    EPS,
    REACH,
    help_out,
    improve,
    move,
    price_by,
    second_band,
)  # fmt: skip
from tongzhuo.market.question import PARTS, Question
from tongzhuo.market.quoting import quotes
from tongzhuo.market.whole import choose, contend, reachable_needs
from tongzhuo.regions.parts import Answer, Held, Part, books_of, fill_in, held_in


def whole_of(part: Part, watch: Watch) -> Answer:
    """The first band of one region: which of its needs become whole, and the wages of its bound."""
    q, b = part.question, books_of(part)
    reachable = reachable_needs(q)
    choose(q, b, reachable, watch)
    dual = whole_dual(q, reachable, watch)
    dual.adapt(first_wages(q, quotes(q, b) / PARTS, needs_in(q, b), dual.low), 20, 2.0, part=0.1)
    return Answer(held_in(q, b), dual.best_wage)


def rest_of(part: Part, watch: Watch) -> Answer:
    """The second band of one region; what its sellers hold for the border stays with the border."""
    q, b = part.question, second_band(part.question, books_of(part))
    help_out(q, b, watch)
    dual = rest_dual(q, b, watch)
    full = filled_units(q, b) >= q.open
    dual.adapt(np.where(full, np.minimum(0.0, quotes(q, b) / PARTS), 0.0), 15, 10.0)
    improve(q, b, dual.best_wage, watch)
    move(q, b, dual.best_wage, watch)
    dual.close_in(dual.best_wage, 20, float(b.m[VALUE]) / PARTS)
    return Answer(held_in(q, b), dual.best_wage)


def whole_of_border(q: Question, b: Books, held: Held, border: Bools, watch: Watch) -> Bools:
    """Enter what the regions hold; the border bids at their prices, then whoever is out is forced in.

    Returns the needs that are reachable.
    """
    reachable = reachable_needs(q)
    states = b.m[b.state : b.state + len(q.weight)]
    states[:] = np.where(reachable, OUT, NEVER)
    fill_in(q, b, held)
    bidding = border & reachable
    states[bidding] = IN
    b.m[WHOLE] += int(q.weight[bidding].sum())
    contend(q, b, bidding, reachable, watch)
    return reachable


def rest_of_border(q: Question, b: Books, border: Bools, wage: Floats, watch: Watch) -> float:
    """Help for the asks of `border` on the whole market, at the regions' wages. Returns the bound of the band."""
    help_out(q, b, watch)
    dual = rest_dual(q, b, watch)
    dual.adapt(dual.allowed(wage), 10, 10.0)
    price_by(q, b, dual.best_wage)
    _seat(q, b, np.flatnonzero(filled_units(q, b) < q.open), watch)
    _move(q, b, np.flatnonzero(border[q.role] & (used_units(q, b) > 0)), watch)
    dual.value(dual.best_wage)
    switch_rounds(q, b, dual, watch)
    _seat(q, b, np.flatnonzero(filled_units(q, b) < q.open), watch)
    dual.close_in(dual.best_wage, 20, float(b.m[VALUE]) / PARTS)
    return dual.best + loose_at_most(q)


def _seat(q: Question, b: Books, asks: Ints, watch: Watch) -> None:
    asks, stack, search = asks[np.argsort(-q.help[asks], kind="stable")], stack_for(q), search_for(q, REACH)
    for at in range(0, len(asks), 5_000):
        watch("help", 0.8)
        fill(q, b, asks[at : at + 5_000], stack, EPS, BIDS)
        chain_up(q, b, search, asks[at : at + 5_000])


def _move(q: Question, b: Books, edges: Ints, watch: Watch) -> None:
    stack = stack_for(q)
    for at in range(0, len(edges), 20_000):
        watch("help", 0.9)
        relocate(q, b, edges[at : at + 20_000], stack, EPS, BIDS)
