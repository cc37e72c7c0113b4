"""Distances between points and the minutes they cost."""

import numpy as np

from tongzhuo.engine.instance import Floats, Ints
from tongzhuo.engine.policy import Policy

EARTH_M = 6_371_008.8  # mean radius, IUGG


def metres(lat: Floats | float, lon: Floats | float, lats: Floats, lons: Floats) -> Floats:
    """Great-circle metres (haversine) from one point, or point by point; NaN where a point is unknown."""
    phi, phis = np.radians(lat), np.radians(lats)
    half = np.sin((phis - phi) / 2) ** 2 + np.cos(phi) * np.cos(phis) * np.sin(np.radians(lons - lon) / 2) ** 2
    away: Floats = 2 * EARTH_M * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return away


def pause_between(away: Floats, policy: Policy) -> Ints:
    """Minutes needed between two bookings so many metres apart; NaN (unknown) costs the buffer alone."""
    travel = policy.buffer_minutes + np.ceil(np.nan_to_num(away) / policy.metres_a_minute)
    travel = np.where(away <= policy.same_place_m, 0, travel)
    pause: Ints = np.maximum(policy.pause_minutes, travel).astype(np.int64)
    return pause
