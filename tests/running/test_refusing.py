"""What stands in the way of `./run` is one clear sentence and a non-zero exit."""

import os
import re
import shutil
import socket

import pytest

from tests.house.reading import BASE

EARNEST = {"DEMO": "0", "ALLOWED_HOSTS": "table.example", "FIELD_KEY": "k" * 40}


def test_an_old_python(run, tmp_path, around):
    old = tmp_path / "bin"
    old.mkdir()
    for name in ("python3", "python3.14", "python3.13", "python3.12", "python3.11", "python"):
        (old / name).write_text("#!/bin/sh\nexit 1\n")
        (old / name).chmod(0o755)
    refused = run(PATH=f"{old}:{around['PATH']}")
    assert refused.code == 1
    assert refused.said == "Tongzhuo needs Python 3.11 or newer, and there is none on the PATH.\n"


def test_a_taken_port(run, around):
    with socket.socket() as other:
        other.bind(("127.0.0.1", int(around["PORT"])))
        other.listen()
        refused = run()
        assert refused.code == 1
    port = around["PORT"]
    assert refused.said == f"Port {port} is taken by another program: choose another with ./run --port N.\n"


@pytest.mark.parametrize("port", ["table", "0", "70000"])
def test_a_port_that_is_none(run, port):
    refused = run("--port", port)
    assert refused.code == 2
    assert refused.said.endswith(f"{port} is not a port: choose a number from 1 to 65535\n")


def test_a_var_folder_that_cannot_be_written(run, tmp_path):
    (tmp_path / "file").touch()
    var = tmp_path / "file" / "var"
    refused = run(TONGZHUO_VAR=str(var))
    assert refused.code == 1
    assert refused.said == f"Nothing can be written in {var}: Not a directory.\n"


@pytest.mark.parametrize(
    ("missing", "named"), [("ALLOWED_HOSTS", "ALLOWED_HOSTS is empty"), ("FIELD_KEY", "FIELD_KEY is missing")]
)
def test_in_earnest_without_hosts_or_key(run, tmp_path, missing, named):
    refused = run(**EARNEST | {missing: ""})
    assert refused.code == 1
    assert refused.said.startswith(named)
    assert "Traceback" not in refused.said
    assert not list((tmp_path / "var").glob("*_key"))
    assert not (tmp_path / "var" / "tongzhuo.sqlite3").exists()


def test_a_database_that_does_not_answer(run):
    refused = run(DATABASE_URL="postgres://nobody@127.0.0.1:9/nothing")
    assert refused.code == 1
    assert refused.said.startswith("The database or the disk says: ")
    assert "Traceback" not in refused.said


def test_an_unknown_command_of_django_is_its_own_sentence(run):
    refused = run("manage", "dance")
    assert refused.code != 0
    assert "Unknown command: 'dance'" in refused.said


@pytest.fixture
def bare(tmp_path):
    """The project as it is cloned: no virtual environment, nothing made yet."""
    clone = tmp_path / "clone"
    shutil.copytree(BASE / "tongzhuo", clone / "tongzhuo", ignore=shutil.ignore_patterns("*.mo", "__pycache__"))
    shutil.copytree(BASE / "requirements", clone / "requirements")
    for name in ("run", "manage.py"):
        shutil.copy(BASE / name, clone)
    return clone


@pytest.mark.slow
def test_no_package_registry(run, bare):
    nowhere = "http://127.0.0.1:9/simple"
    away = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": nowhere, "PIP_RETRIES": "0", "PIP_NO_CACHE_DIR": "1"}
    away |= {"UV_DEFAULT_INDEX": nowhere, "UV_NO_CACHE": "1", "UV_HTTP_RETRIES": "0"}
    refused = run(base=bare, **away)
    assert refused.code == 1
    assert "Is a package registry reachable" in refused.said.splitlines()[-1]
    assert len(refused.said.splitlines()) == 2
    assert not (bare / ".venv" / ".installed-base").exists()


@pytest.mark.slow
def test_too_little_disk(run, bare):
    # No disk is small enough to fill in a test, so what is needed is made more than any disk has.
    packages = bare / "tongzhuo" / "runner" / "packages.py"
    packages.write_text(re.sub(r'"base": \d+ \* MEGABYTE', '"base": 10**18', packages.read_text()))
    refused = run(base=bare)
    assert refused.code == 1
    assert refused.said.startswith("There is too little disk space: ")
    assert len(refused.said.splitlines()) == 1
    assert not (bare / ".venv").exists()
