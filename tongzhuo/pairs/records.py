"""The rows that the search for pairs reads, laid out so that one look is one line of memory (64 bytes).

Points are unit vectors, distances squared chords between them: comparing those needs neither roots nor angles.
`east` and `north` are the same points on the plane that touches the earth in the middle of the ground; no two are
farther apart there than on the sphere. Moments are numbered as in `hours`.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Records = NDArray[Any]
MEMORY_LINE = 64

# A supply that may be asked at all.
LINE = np.dtype(
    [
        ("x", "f8"), ("y", "f8"), ("z", "f8"), ("reach", "f8"),  # point; squared chord of the radius, inf without one
        ("languages", "i8"), ("checks", "i8"), ("causes", "i8"),
        ("fit", "i4"),  # the points that do not depend on the role
        ("more", "i4"),  # row of MORE; -1: a person of whom the rules ask no more than is said here
    ],
)  # fmt: skip
# What else holds for a supply with restrictions, bookings, an amount.
MORE = np.dtype(
    [
        ("rest_until", "i8"), ("place_from", "i8"), ("place_to", "i8"),
        ("left", "i8"), ("untimed_held", "i8"),  # see Settled
        ("max_bookings", "i8"), ("max_minutes", "i8"),  # the tightest of its owner's, -1 none
        ("supply", "i4"), ("party", "i4"),
        ("first_booking", "i4"), ("last_booking", "i4"),  # of its owner
        ("first_purpose", "i4"), ("last_purpose", "i4"),
        ("books_time", "?"), ("in_bulk", "?"), ("personal", "?"),
    ],
    align=True,
)  # fmt: skip
ROLE = np.dtype(
    [
        ("x", "f8"), ("y", "f8"), ("z", "f8"), ("east", "f8"), ("north", "f8"), ("lat", "f8"), ("lon", "f8"),
        ("start", "i8"), ("end", "i8"), ("when", "i8"),
        ("language", "i8"), ("welcome", "i8"), ("checks", "i8"), ("cause", "i8"), ("purpose", "i8"), ("place", "i8"),
        ("asked", "i8"), ("wanted", "i8"), ("least", "i8"),
        ("row", "i4"), ("group", "i4"), ("kind", "i4"),
        ("by", "i4"), ("until", "i4"),  # moments at which somebody must be there, and still be there
        ("first_barred", "i4"), ("last_barred", "i4"), ("first_held", "i4"), ("last_held", "i4"),
        ("loosely_held", "?"),
    ],
    align=True,
)  # fmt: skip
# A line is of a group, between two moments: all that rejects most pairs. `reach` is a little more than the line's.
ENTRY = np.dtype([("since", "i4"), ("until", "i4"), ("east", "f4"), ("north", "f4"), ("reach", "f4"), ("line", "i4")])
BOOKING = np.dtype([("start", "i8"), ("end", "i8"), ("quantity", "i8"), ("lat", "f8"), ("lon", "f8")])


def in_memory_lines(rows: int, kind: np.dtype[Any]) -> Records:
    """Rows of zeros of which none of 64 bytes lies across two lines of memory."""
    room = np.zeros(rows * kind.itemsize + MEMORY_LINE, np.uint8)
    begin = -room.ctypes.data % MEMORY_LINE
    return room[begin : begin + rows * kind.itemsize].view(kind)
