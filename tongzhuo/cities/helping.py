"""The second band of a district or a city: seats are filled, bookings moved, and people changed to where they bring
more, for as long as there is time."""

from contextlib import suppress

import numpy as np

from tongzhuo.bounds.dual import Dual, rest_dual
from tongzhuo.cities.clock import Clock, TimeIsUp
from tongzhuo.cities.polish import District
from tongzhuo.cities.switching import switch_rounds
from tongzhuo.engine.instance import Floats
from tongzhuo.engine.plan import unwatched
from tongzhuo.market.insertion import fill, stack_for
from tongzhuo.market.ledger import VALUE, Books, filled_units
from tongzhuo.market.leftover import BIDS, DISTRICT, EPS, add_loose, help_out, improve, move, price_by
from tongzhuo.market.question import PARTS, Question
from tongzhuo.market.quoting import quotes

FIRST, DISTRICT_FIRST = (15, 10.0), (40, 50.0)  # steps of the wages before the switches, and points of the first
LAST = 10  # steps after them


def help_from_rest(q: Question, b: Books, district: District, clock: Clock) -> float:
    """Fill and improve the second band; returns its bound."""
    dual, proven = rest_dual(q, b, clock), None
    with suppress(TimeIsUp):
        help_out(q, b, clock)
        _improved(q, b, dual, clock)
        proven = district.polish_help(q, b, clock)
    agree_on_rest(q, b)
    if proven is not None:
        return proven + loose_at_most(q)
    with suppress(TimeIsUp):
        clock("bound", dual.share)
        if len(q.need) <= DISTRICT:
            dual.close_in(dual.best_wage, 2 * LAST, float(b.m[VALUE]) / PARTS)
        else:
            dual.adapt(dual.best_wage, LAST, 2.5, 0.25)
    if not np.isfinite(dual.best):
        dual.watch = unwatched
        dual.value(dual.best_wage)
    return dual.best + loose_at_most(q)


def _improved(q: Question, b: Books, dual: Dual, clock: Clock) -> None:
    small = len(q.need) <= DISTRICT
    _seat(q, b, clock)
    dual.adapt(dual.allowed(_first_wages(q, b)), *(DISTRICT_FIRST if small else FIRST))
    if small:
        improve(q, b, dual.best_wage, clock)
        move(q, b, dual.best_wage, clock)
        dual.value(dual.best_wage)
    switch_rounds(q, b, dual, clock)
    price_by(q, b, dual.best_wage)
    _seat(q, b, clock)
    if small:
        improve(q, b, dual.best_wage, clock)


def _first_wages(q: Question, b: Books) -> Floats:
    """What a full ask would pay for one more: so much less is each of its seats worth to who sits there."""
    full = filled_units(q, b) >= q.open
    wages: Floats = np.where(full, np.minimum(0.0, quotes(q, b) / PARTS), 0.0)
    return wages


def _seat(q: Question, b: Books, clock: Clock) -> None:
    """Let asks with open seats bid once more, those displaced included."""
    asks = np.flatnonzero(filled_units(q, b) < q.open)
    asks, stack = asks[np.argsort(-q.help[asks], kind="stable")], stack_for(q)
    for at in range(0, len(asks), 5_000):
        clock("help", 0.7)
        fill(q, b, asks[at : at + 5_000], stack, EPS, BIDS)


def agree_on_rest(q: Question, b: Books) -> None:
    """Links to be agreed on the seats that are still free, the worthiest first."""
    loose = np.arange(q.first[-1], len(q.seller))
    points = q.agree[q.role[loose]] + q.fit[loose]
    add_loose(q, b, loose[np.argsort(-points, kind="stable")], np.zeros(len(q.need), np.bool_))


def loose_at_most(q: Question) -> float:
    """Points that links to be agreed bring at most, beside all others: their givers' amounts are unknown, so that no
    wage can hold them back."""
    loose = np.arange(q.first[-1], len(q.seller))
    most = np.zeros(len(q.need))
    np.maximum.at(most, q.role[loose], (q.agree[q.role[loose]] + q.fit[loose]).astype(np.float64))
    return float((most * np.maximum(1, q.open / q.asked)).sum())
