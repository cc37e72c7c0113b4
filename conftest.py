"""Every test of the house: English by default, the named cast, and no clock over what Hypothesis tries.

On a build machine its examples are the same every time; at a desk they are new ones.
"""

import os

import pytest
from django.core.cache import cache
from hypothesis import settings

pytest_plugins = ["tests.cast"]
settings.register_profile("desk", deadline=None)
settings.register_profile("build", deadline=None, derandomize=True)
settings.load_profile("build" if os.environ.get("CI") else "desk")


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """What a page kept for a minute in the test before says nothing about this one."""
    cache.clear()
