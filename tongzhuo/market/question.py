"""The question as the kernels read it: compact arrays, asks of a need side by side, needs that are near near in memory.

An *ask* is a role; a *seller* is whatever cannot be given twice: a person's or a room's hours, the heads of a bulk
offer, a lot, a caseload. An *edge* is one candidate: so many units of one seller for one ask. Prices are whole numbers,
eighths of a point.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tongzhuo.engine.instance import Bools, Floats, Ints

Ints32 = NDArray[np.int32]

PARTS = 8  # prices are counted in eighths of a point
PERSON, ROOM, BULK, LOT, CASE = range(5)  # shapes of sellers
ROWS = 60  # the most bookings that a person or a room holds at a time
LOT_ROWS = 512  # and a lot
UNLIMITED = 1 << 50
MOST, DRAW, SECOND, RIVAL = range(4)  # columns of `details`
PLAIN = (1, 1, -1, -1)  # the first row: people of their own
HEAD, ROW, LINE = 2, 6, 8  # words that a seller has in the books: of its own, a booking; words of a line of memory


class Question(NamedTuple):
    """Everything that stays as it is. Sizes: Q needs, R asks, E edges (loose ones last), V sellers."""

    # needs
    need_first: Ints  # Q+1: asks of need n are need_first[n]:need_first[n+1]
    weight: Ints  # eighths of a point when it is whole
    # asks
    need: Ints
    first: Ints  # R+1: edges of ask r are first[r]:first[r+1]; loose edges stand behind first[R]
    asked: Ints  # units of one slot: 1, or the amount asked of goods and money
    least: Ints  # units that are still missing to the at_least
    open: Ints  # units that may still be given
    help: Ints  # points of a slot of help
    agree: Ints  # points of a loose link, where the giver's amount is unknown
    start: Ints  # minute; -1 without an hour
    end: Ints
    week: Ints  # number of the week; -1 without an hour
    point: Floats  # R x 3, on the unit sphere; NaN unknown
    plain: Bools  # all its edges are people of their own, no more to them than their time
    # edges
    role: Ints32
    seller: Ints32
    at: Ints32  # the first word of its seller, line[seller]
    fit: Ints32  # points a slot
    times: Ints32  # bookings (heads) that the seller has left in this ask's week
    minutes: Ints32
    detail: Ints32  # row of `details`
    details: Ints  # most units, what a unit draws, second seller (a person's caseload) or -1, group of rivals or -1
    # sellers
    shape: Ints
    capacity: Ints  # units, cases, heads
    hourless: Ints  # the same for asks without an hour
    line: Ints  # V+1: its words in the books are line[v]:line[v+1] of `Books.lines`, whole lines of memory
    place: Ints  # V+1: its edges are by_seller[place[v]:place[v+1]], by start
    by_seller: Ints32
    # the way between two places
    metres_a_minute: float
    buffer: int
    pause: int
    same_place_m: float
    far: int  # no way takes longer


class Origin(NamedTuple):
    """Where the rows of a question come from."""

    role: Ints  # role of the instance of each ask
    need: Ints  # need of the instance of each need
    edge: Ints32  # row of the candidates of each edge
    seller: Ints32  # number of the seller of each owner of `Settled`, or -1
