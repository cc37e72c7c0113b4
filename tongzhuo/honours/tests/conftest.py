"""What the worker would do."""

import pytest

from tongzhuo.kernel import memory
from tongzhuo.kernel.models import Line


@pytest.fixture
def reacted(db):
    """A function: everything that follows from all lines so far, as if it ran once more."""

    def react() -> None:
        for line in list(Line.objects.order_by("pk")):
            for reaction in memory._reactions.get(line.did, {}).values():
                if reaction.__module__ == "tongzhuo.honours.reactions":
                    reaction(line)

    return react
