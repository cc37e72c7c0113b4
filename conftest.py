"""Every test of the house: English by default, and the named cast."""

pytest_plugins = ["tests.cast"]
