"""The stage: while the sample district is built, clock and codes are its own, and nobody is told what never happened."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, tzinfo
from types import ModuleType

from django.utils import timezone

from tongzhuo.kernel import codes, memory


class Clock:
    """Stands in for `datetime` where Django asks what time it is: actions of long ago are dated long ago."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self, tz: tzinfo | None = None) -> datetime:
        return self.moment.astimezone(tz)

    def go_to(self, moment: datetime) -> None:
        self.moment = max(self.moment, moment)


class _Dice(random.Random):
    """Stands in for `secrets`: public codes that are the same on every run. Sample data has nothing to keep secret."""

    def token_bytes(self, count: int) -> bytes:
        return self.randbytes(count)


@contextmanager
def stage(moment: datetime, seed: str) -> Iterator[Clock]:
    clock = Clock(moment)
    with (
        _instead(timezone, "datetime", clock),
        _instead(codes, "secrets", _Dice(seed)),
        _instead(memory, "_reactions", {}),
    ):
        yield clock


@contextmanager
def _instead(module: ModuleType, name: str, thing: object) -> Iterator[None]:
    before = getattr(module, name)
    setattr(module, name, thing)
    try:
        yield
    finally:
        setattr(module, name, before)
