"""Every test of the house: English by default, the named cast, and no clock over what Hypothesis tries.

On a build machine its examples are the same every time; at a desk they are new ones.
"""

import os

from hypothesis import settings

pytest_plugins = ["tests.cast"]
settings.register_profile("desk", deadline=None)
settings.register_profile("build", deadline=None, derandomize=True)
settings.load_profile("build" if os.environ.get("CI") else "desk")
