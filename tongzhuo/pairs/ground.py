"""The ground that the search for pairs goes over: cells, points on the sphere, and in which order they are visited."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from tongzhuo.engine.geometry import EARTH_M
from tongzhuo.engine.instance import Floats, Ints
from tongzhuo.pairs.compiled import kernel
from tongzhuo.pairs.records import Records

CELL_DEG = 0.018  # about 2 km along a meridian
FAR_CELLS = 6  # whoever goes farther than so many cells is looked at from everywhere


class Grid(NamedTuple):
    """Cells of `tall` x `wide` degrees from the south-west corner; `reach` is the largest radius looked for in them, in
    radians. Cell number rows x columns is *anywhere*: no known point, no radius, or a far one."""

    south: float
    west: float
    tall: float
    wide: float
    rows: int
    columns: int
    reach: float


def grid_of(lat: Floats, lon: Floats, radius: Ints, room: int) -> Grid:
    """Cells of two kilometres, or as much larger as it takes to have no more than `room`."""
    if not len(lat):
        return Grid(0.0, 0.0, 1.0, 1.0, 1, 1, 0.0)
    south, west = float(lat.min()), float(lon.min())
    narrow = max(0.05, float(np.cos(np.radians(np.abs(lat).max()))))
    tall = CELL_DEG
    while True:
        wide = tall / narrow
        rows, columns = int((lat.max() - south) / tall) + 1, int((lon.max() - west) / wide) + 1
        if rows * columns <= room:
            break
        tall *= 1.5
    far = np.radians(FAR_CELLS * tall)
    reach = radius[radius <= EARTH_M * far].max(initial=0) / EARTH_M
    return Grid(south, west, tall, wide, rows, columns, float(reach))


def rows_and_columns(grid: Grid, lat: Floats, lon: Floats) -> tuple[Ints, Ints]:
    """Of the cell of each point, the nearest one for points outside; 0 for unknown points."""
    row = np.clip(np.nan_to_num((lat - grid.south) / grid.tall), 0, grid.rows - 1).astype(np.int64)
    column = np.clip(np.nan_to_num((lon - grid.west) / grid.wide), 0, grid.columns - 1).astype(np.int64)
    return row, column


def along_a_curve(grid: Grid, roles: Records) -> Ints:
    """The rows of roles by group and, in it, along a Morton curve over the cells: who comes next has mostly the same
    candidates, which are still in the cache."""
    code = np.zeros(len(roles), np.int64)
    for shift, side in enumerate(rows_and_columns(grid, roles["lat"], roles["lon"])):
        for bit in range(int(side.max(initial=0)).bit_length()):
            code |= (side >> bit & 1) << (2 * bit + shift)
    return np.lexsort((code, roles["group"]))


@kernel
def put_on_the_sphere(records: Records, lat: Floats, lon: Floats) -> None:
    for row in range(len(records)):
        records[row].x, records[row].y, records[row].z = on_the_sphere(lat[row], lon[row])


@kernel
def on_the_sphere(lat: float, lon: float) -> tuple[float, float, float]:
    phi, lam = math.radians(lat), math.radians(lon)
    narrow = math.cos(phi)
    return narrow * math.cos(lam), narrow * math.sin(lam), math.sin(phi)


def flat(grid: Grid, records: Records) -> tuple[Floats, Floats]:
    """East and north of the points on the plane that touches the sphere in the middle of the grid."""
    phi, lam = np.radians(grid.south + grid.tall * grid.rows / 2), np.radians(grid.west + grid.wide * grid.columns / 2)
    east = -np.sin(lam) * records["x"] + np.cos(lam) * records["y"]
    north = -np.sin(phi) * (np.cos(lam) * records["x"] + np.sin(lam) * records["y"]) + np.cos(phi) * records["z"]
    return east, north


def squared_chord(radius_m: Ints) -> Floats:
    """Of a way along the great circle, on the unit sphere; inf for -1 and for ways around the world."""
    half = np.minimum(radius_m / EARTH_M / 2, np.pi / 2)
    return np.where((radius_m < 0) | (half >= np.pi / 2), np.inf, (2 * np.sin(half)) ** 2)


@kernel
def metres_of(squared_chord: float) -> float:
    """Along the great circle. Below a hundred kilometres the series of the arcsine is exact to the last digit."""
    square = squared_chord / 4
    sine = math.sqrt(square)
    if square < 1e-4:
        return 2 * EARTH_M * sine * (1 + square * (1 / 6 + square * (3 / 40 + square * (15 / 336))))
    return 2 * EARTH_M * arc_sine(sine)


@kernel
def arc_sine(sine: float) -> float:
    """What rounding lifts above 1 is 1; what is unknown (NaN) stays so, which `min` would not grant."""
    return math.asin(1.0 if sine > 1 else sine)
