"""When somebody is there, in moments: the n-th time at which any open role begins, ends or is due.

A window is the first and the last moment in it, so that whether it covers a role is two comparisons of small numbers,
however far apart the hours lie. The moments are divided in parts in which equally many roles begin.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tongzhuo.engine.instance import Instance, Ints
from tongzhuo.pairs.compiled import kernel

PARTS = 21  # three a day where a week is planned; part number PARTS is for roles without an hour
ENDLESS = 2**31 - 1
Small = NDArray[np.int32]


class Moments(NamedTuple):
    """`minute` of each, rising; the `part` of each."""

    minute: Ints
    part: Small


class Spans(NamedTuple):
    """Disjoint spans of each line: rows ptr[n]:ptr[n+1]; `earliest`: the moment from which it is ever there."""

    since: Small
    until: Small
    ptr: Ints
    earliest: Small


def moments_of(it: Instance, roles: Ints) -> Moments:
    start, end = it.role_start[roles], it.role_end[roles]
    minute = np.unique(np.concatenate((start[start >= 0], end[end >= 0])))
    begun = np.cumsum(np.bincount(np.searchsorted(minute, start[start >= 0]), minlength=len(minute)))
    return Moments(minute, (np.maximum(0, begun - 1) * PARTS // max(1, begun.max(initial=1))).astype(np.int32))


def hours_of(it: Instance, roles: Ints, moments: Moments) -> tuple[Ints, Ints, Ints]:
    """(by, until, part) of each role; without a start, `until` is -1: whoever came in time may be gone."""
    start, end = it.role_start[roles], it.role_end[roles]
    by = np.searchsorted(moments.minute, np.where(start >= 0, start, end))
    by = np.where(end >= 0, by, len(moments.minute))
    until = np.where(start >= 0, np.searchsorted(moments.minute, end), -1)
    part = np.append(moments.part, 0)[by]
    return by, until, np.where(start >= 0, part, PARTS)


def spans_of(it: Instance, lines: Ints, hourly: NDArray[np.bool_], moments: Moments) -> Spans:
    """The windows of `lines` in moments. Who is not `hourly` and has none is always there."""
    ptr = it.window_ptr
    most = int(np.maximum(ptr[lines + 1] - ptr[lines], ~hourly).sum())
    since, until, earliest = np.empty(most, np.int32), np.empty(most, np.int32), np.empty(len(lines), np.int32)
    of_line = np.empty(len(lines) + 1, np.int64)
    windows = (ptr, it.window_start, it.window_end)
    used = joined(lines, hourly, windows, moments.minute, since, until, of_line, earliest)
    return Spans(since[:used], until[:used], of_line, earliest)


@kernel
def joined(
    lines: Ints, hourly: NDArray[np.bool_], windows: tuple[Ints, Ints, Ints], minute: Ints, since: Small, until: Small,
    of_line: Ints, earliest: Small,
) -> int:  # fmt: skip
    """Write the windows of each line in moments, those that touch as one; return how many. Invariant: those of a line
    are disjoint, rise, and hold two moments or more."""
    ptr, start, end = windows
    rows = np.empty(1, np.int64)
    at = 0
    for line in range(len(lines)):
        of_line[line] = at
        first, last = ptr[lines[line]], ptr[lines[line] + 1]
        earliest[line] = 0
        if first == last:
            if not hourly[line] and len(minute):
                since[at], until[at] = 0, ENDLESS
                at += 1
            continue
        rows = in_order_of_start(first, last, start, rows)
        earliest[line] = np.searchsorted(minute, start[rows[0]])
        begins, ends = start[rows[0]], end[rows[0]]
        for nth in range(1, last - first + 1):
            if nth < last - first and start[rows[nth]] <= ends:
                ends = max(ends, end[rows[nth]])
                continue
            low, high = np.searchsorted(minute, begins), np.searchsorted(minute, ends, "right") - 1
            if low < high:
                since[at], until[at] = low, high
                at += 1
            if nth < last - first:
                begins, ends = start[rows[nth]], end[rows[nth]]
    of_line[len(lines)] = at
    return at


@kernel
def in_order_of_start(first: int, last: int, start: Ints, rows: Ints) -> Ints:
    """The rows first:last by their start, in `rows` or, if that is too short, in a longer one."""
    if len(rows) < last - first:
        rows = np.empty(2 * (last - first), np.int64)
    for row in range(first, last):
        place = row - first
        while place > 0 and start[rows[place - 1]] > start[row]:
            rows[place] = rows[place - 1]
            place -= 1
        rows[place] = row
    return rows
