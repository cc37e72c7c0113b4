"""Every test of the house: English by default, the named cast, and no clock over what Hypothesis tries.

On a build machine its examples are the same every time; at a desk they are new ones.
"""

import os
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone, translation
from hypothesis import settings

pytest_plugins = ["tests.cast"]
settings.register_profile("desk", deadline=None)
settings.register_profile("build", deadline=None, derandomize=True)
settings.load_profile("build" if os.environ.get("CI") else "desk")


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """What a page kept for a minute in the test before, and the language it was read in, say nothing about this one."""
    cache.clear()
    translation.deactivate()
    timezone.deactivate()


@pytest.fixture(autouse=True)
def the_book_can_be_emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a test with real commits wrote into the book goes before its other rows: SQLite keeps even tests from
    taking it out."""
    mark = request.node.get_closest_marker("django_db")
    real = mark is not None and mark.kwargs.get("transaction", False)
    if not real and "transactional_db" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    if connection.vendor == "sqlite":
        with connection.constraint_checks_disabled():  # what points at it goes in a moment
            _empty_the_book()


def _empty_the_book() -> None:
    from tongzhuo.ledger import models

    models.Unsealed.objects.create(why="the end of a test")
    for model in (models.Count, models.Entry, models.Balance, models.Transaction, models.Closing, models.Lot):
        model.objects.all()._raw_delete("default")
    models.Account.objects.all()._raw_delete("default")
    models.Asset.objects.all()._raw_delete("default")
    models.Unsealed.objects.all().delete()
