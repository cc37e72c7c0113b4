"""Cuts a city: every party lives in one region, every need is near one, with all of its candidates or on the border."""

from typing import NamedTuple

import numpy as np

from tongzhuo.engine.candidates import Candidates
from tongzhuo.engine.instance import Bools, Floats, Instance, Ints


class Shards(NamedTuple):
    """`home`: region of each party. `near`: of each need. A need on the `border` has candidates elsewhere, too."""

    regions: int
    home: Ints
    near: Ints
    border: Bools


def cut(it: Instance, found: Candidates, count: int) -> Shards:
    """At most so many regions of about equal work (pairs to look at): along places or over the ground, whichever
    leaves less to whoever has most to do, the border counted with them."""
    work = np.bincount(it.role_need[found.role], minlength=it.needs) + 1
    cuts = [_shards(it, found, count, first) for first in (_by_place(it, work, count), _by_ground(it, work, count))]
    return min(cuts, key=lambda shards: _longest(shards, work))


def _longest(shards: Shards, work: Ints) -> int:
    loads = np.bincount(shards.near, work, shards.regions)
    return int(work[shards.border].sum() + loads.max())


def _shards(it: Instance, found: Candidates, count: int, first: Ints) -> Shards:
    """Parties live where most of their pairs are; a need with all its candidates in one region is near it."""
    need, party = it.role_need[found.role], it.supply_party[found.supply]
    pairs = np.bincount(party * count + first[need], minlength=it.parties * count)
    home = pairs.reshape(it.parties, count).argmax(axis=1)
    low, high = np.full(it.needs, count), np.full(it.needs, -1)
    np.minimum.at(low, need, home[party])
    np.maximum.at(high, need, home[party])
    return Shards(count, home, np.where(low == high, low, first), low < high)


def _by_place(it: Instance, work: Ints, count: int) -> Ints:
    """Ranges of the place tree in preorder, so that what lies in one place stays together as long as it can."""
    place = np.full(it.needs, -1)
    np.maximum.at(place, it.role_need, it.role_place)
    _, step = np.unique(place, return_inverse=True)
    return _in_shares(np.bincount(step, work).astype(np.float64), count)[step]


def _in_shares(work: Floats, count: int) -> Ints:
    """Consecutive steps to regions: each step goes where the middle of its work falls."""
    middle = np.cumsum(work) - work / 2
    share: Ints = (middle * count / max(1.0, float(work.sum()))).astype(np.int64)
    return np.minimum(share, count - 1)


def _by_ground(it: Instance, work: Ints, count: int) -> Ints:
    """Cells of the ground: the wider side is cut again and again; needs without a point come last."""
    point = np.full((it.needs, 2), np.nan)
    for row, side in enumerate((it.role_lat, it.role_lon)):
        np.fmin.at(point[:, row], it.role_need, side)
    point[:, 1] *= np.cos(np.radians(np.nanmean(point[:, 0]) if (~np.isnan(point[:, 0])).any() else 0.0))
    region = np.zeros(it.needs, np.int64)
    _halve(region, point, work, np.ones(it.needs, np.bool_), (0, count))
    return region


def _halve(region: Ints, point: Floats, work: Ints, mine: Bools, span: tuple[int, int]) -> None:
    """Give the needs in `mine` the regions of `span`, half of them on each side of a straight line."""
    rows, (low, high) = np.flatnonzero(mine), span
    if high - low <= 1 or not len(rows):
        region[rows] = low
        return
    known = point[rows][~np.isnan(point[rows]).any(axis=1)]
    side = int(np.argmax(np.ptp(known, axis=0))) if len(known) else 0
    middle = (low + high) // 2
    order = rows[np.argsort(point[rows, side], kind="stable")]
    share = np.cumsum(work[order]) * (high - low) <= work[order].sum() * (middle - low)
    for part, ends in ((order[share], (low, middle)), (order[~share], (middle, high))):
        chosen = np.zeros(len(mine), np.bool_)
        chosen[part] = True
        _halve(region, point, work, chosen, ends)
