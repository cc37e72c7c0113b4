"""A process that is killed in the middle, and one that reads a file larger than it may hold."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection

from tests.processes import database_url
from tongzhuo.imports.models import Journal
from tongzhuo.imports.tests.conftest import counts
from tongzhuo.places.models import Place

ROWS = 30_000
MEASURED = """
import json, resource, sys
import django
django.setup()
from django.core.management import call_command
call_command("import", *sys.argv[1:])
print(json.dumps(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
"""


def started(*arguments, script=None):
    surroundings = os.environ | {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "tongzhuo.settings"}
    command = [sys.executable, "-c", script] if script else [sys.executable, "manage.py", "import"]
    return subprocess.Popen(
        [*command, *map(str, arguments)],
        cwd=settings.BASE,
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def towns(path, rows, note=""):
    with path.open("w", encoding="utf-8") as file:
        file.write("code,name,note\n")
        for number in range(rows):
            file.write(
                f"11{number // 10_000 + 1:02}{number // 1000 % 10 + 1:02}{number % 1000:03},街道{number},{note}\n"
            )
    return path


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_it_leaves_whole_batches_and_goes_on_there(tmp_path, brings):
    path = towns(tmp_path / "towns.csv", ROWS)
    process = started("places", path)
    while not (journal := Journal.objects.first()) or journal.rows_done < 3000:
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    journal = Journal.objects.get()
    done = journal.rows_done
    assert 3000 <= done < ROWS, "the machine was faster than this test"
    assert done % 1000 == 1
    assert Place.objects.filter(level="town").count() == journal.counts["new"] == done - 1
    assert journal.finished is None
    process = started("places", path)
    said, complained = process.communicate(timeout=300)
    assert process.returncode == 0, complained
    assert said.splitlines()[0] == f"Went on after row {done:,}, where the last run stopped."
    assert f"{ROWS:,} new, 0 changed, 0 the same, 0 rejected." in said
    assert Place.objects.filter(level="town").count() == ROWS
    assert counts(brings("places", path)) == (0, 0, ROWS, 0)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_memory_stays_flat_on_200_megabytes(tmp_path):
    """One file ten times as large as the other; what the process holds at most differs by a few megabytes."""
    peaks = []
    for rows in (1000, 10_000):
        path = towns(tmp_path / f"{rows}.csv", rows, note="长" * 6800)
        process = started("places", path, script=MEASURED)
        said, complained = process.communicate(timeout=300)
        assert process.returncode == 0, complained
        peaks.append(json.loads(said.splitlines()[-1]) / 1024)
    assert path.stat().st_size > 200e6
    assert peaks[1] - peaks[0] < 20, f"{peaks} megabytes on {connection.vendor}"
