"""The stage: while the sample district is built, clock and codes are its own, and only what it asks for follows."""

import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, tzinfo
from types import ModuleType

from django.utils import timezone

from tongzhuo.kernel import codes, memory
from tongzhuo.kernel.models import Line


class Clock:
    """Stands in for `datetime` where Django asks what time it is: actions of long ago are dated long ago."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment
        self._reactions = memory._reactions

    def now(self, tz: tzinfo | None = None) -> datetime:
        return self.moment.astimezone(tz)

    def carry_out(self, line: Line) -> None:
        """What the worker would do about a line, at once; long work is left out."""
        for name, reaction in self._reactions.get(line.did, {}).items():
            if name not in memory._long:
                reaction(line)


class _Dice(random.Random):
    """Stands in for `secrets`: public codes that are the same on every run. Sample data has nothing to keep secret."""

    def token_bytes(self, count: int) -> bytes:
        return self.randbytes(count)


@contextmanager
def stage(moment: datetime, seed: str) -> Iterator[Clock]:
    """From `moment` on, until the block ends. Nothing is left for the worker to do."""
    clock = Clock(moment)
    with ExitStack() as stack:
        stack.enter_context(_instead(timezone, "datetime", clock))
        stack.enter_context(_instead(codes, "secrets", _Dice(seed)))
        stack.enter_context(_instead(memory, "_reactions", {}))
        yield clock


@contextmanager
def _instead(module: ModuleType, name: str, thing: object) -> Iterator[None]:
    before = getattr(module, name)
    setattr(module, name, thing)
    try:
        yield
    finally:
        setattr(module, name, before)
