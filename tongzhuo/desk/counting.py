"""How often a connection has asked for help without signing in. Kept for the hour, nowhere else."""

import datetime as dt

from django.core.cache import cache

HOUR = 3600


def count_ask(address: str, *, at: dt.datetime) -> int:
    """Counts one more need from this address; returns how many it sent in this hour of the clock, this one included."""
    # The hour is part of the name, so that the count cannot expire between the two calls.
    name = f"asks:{address}:{int(at.timestamp()) // HOUR}"
    cache.add(name, 0, timeout=2 * HOUR)
    return cache.incr(name)
