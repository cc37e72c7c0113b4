"""The surroundings of every test run: English, a var folder of its own, no deployment's secrets.

Loaded by pytest before Django reads its settings (`-p tests.environment` in pyproject.toml).
"""

import atexit
import importlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

NOT_FOR_TESTS = ("DEMO", "ALLOWED_HOSTS", "FIELD_KEY", "SECRET_KEY", "EMAIL_URL", "TIME_ZONE")
DATABASE_FIXTURES = {"db", "transactional_db"}

for name in NOT_FOR_TESTS:
    os.environ.pop(name, None)
if not os.environ.get("DATABASE_URL"):
    os.environ.pop("DATABASE_URL", None)
os.environ.setdefault("TONGZHUO_LANGUAGE", "en")
if "TONGZHUO_VAR" not in os.environ:
    os.environ["TONGZHUO_VAR"] = tempfile.mkdtemp(prefix="tongzhuo-tests-")
    atexit.register(shutil.rmtree, os.environ["TONGZHUO_VAR"], ignore_errors=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database-tests-only", action="store_true", help="leave out what touches no database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = [item for item in items if _is_for_another_database(item)]
    if config.getoption("database_tests_only"):
        left_out += [item for item in items if not _touches_the_database(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """A test with transactions of its own empties every table at its end, the words that migrations taught too.

    Whatever runs next in this process finds them again, in whichever order tests are dealt out.
    """
    result = yield
    mark = item.get_closest_marker("django_db")
    if nextitem and mark and mark.kwargs.get("transaction"):  # after the last one the database itself is gone
        _teach_the_default_words(item.config)
    return result


def _teach_the_default_words(config: pytest.Config) -> None:
    from django.apps import apps  # Late: it reads the settings.
    from django.db import connection
    from pytest_django.plugin import blocking_manager_key

    migration = importlib.import_module("tongzhuo.vocabulary.migrations.0003_default_words")
    with config.stash[blocking_manager_key].unblock(), connection.schema_editor() as editor:
        migration.learn(apps, editor)


def _is_for_another_database(item: pytest.Item) -> bool:
    from django.db import connection  # Late: it reads the settings.

    mark = item.get_closest_marker("only_on")
    return mark is not None and mark.args[0] != connection.vendor


def _touches_the_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(fixtures & DATABASE_FIXTURES) or item.get_closest_marker("django_db") is not None


def pytest_configure() -> None:
    from django.conf import settings  # Late: only now does pytest-django know which settings are meant.

    # Pages in tests name their static files plainly: nothing has been collected.
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    settings.PLAN_PATIENCE = 0  # the worker's part is played by the test itself
    _use_a_file_on_sqlite()


def _use_a_file_on_sqlite() -> None:
    # A database in memory has other locks than the one people run.
    from django.db import connection

    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(Path(os.environ["TONGZHUO_VAR"]) / "test.sqlite3")
