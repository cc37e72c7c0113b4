"""The tools that guard the house: lint, types, import contracts, migrations."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.house.reading import BASE

TOOLS = Path(sys.executable).parent


def run(*words: str, where: Path = BASE) -> subprocess.CompletedProcess[str]:
    around = os.environ | {"DATABASE_URL": "sqlite://:memory:"}
    command = [str(TOOLS / words[0]), *words[1:]]
    return subprocess.run(command, cwd=where, env=around, capture_output=True, text=True, check=False)


def test_ruff_is_content():
    done = run("ruff", "check", "--no-cache", "--output-format", "concise", ".")
    assert done.returncode == 0, done.stdout


def test_ruff_sees_a_fault(tmp_path):
    (tmp_path / "faulty.py").write_text("import os\n")
    done = run("ruff", "check", "--no-cache", "--config", str(BASE / "pyproject.toml"), str(tmp_path))
    assert "F401" in done.stdout


@pytest.mark.slow
def test_types_hold():
    done = run("mypy", "--cache-dir", os.environ["TONGZHUO_VAR"] + "/mypy", "tongzhuo", "bench")
    assert done.returncode == 0, done.stdout


def test_every_change_of_a_model_has_its_migration(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def lint_imports(where: Path) -> subprocess.CompletedProcess[str]:
    return run("lint-imports", "--no-cache", where=where)


def test_the_import_contracts_are_kept():
    done = lint_imports(BASE)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("kernel/codes.py", "from tongzhuo.places import models", "Rooms look down, never up"),
        ("places/models.py", "from tongzhuo.people import models", "Rooms look down, never up"),
        ("needs/models.py", "from tongzhuo.resources import models", "Rooms look down, never up"),
        ("places/models.py", "from tongzhuo.places import when", None),
        ("people/models.py", "from tongzhuo.people import urls", "Inside a room"),
        ("engine/order.py", "import django.db", "The engine knows arrays only"),
        ("engine/order.py", "from tongzhuo.places import states", "The engine knows arrays only"),
        ("needs/models.py", "from tongzhuo.engine import order", "Only linkages and planning speak to the engine"),
        ("web/context.py", "from tongzhuo.engine import order", "Only linkages and planning speak to the engine"),
        ("web/context.py", "from tongzhuo.market import solver", "Only linkages and planning speak to the engine"),
        ("engine/order.py", "from tongzhuo.reasons import explain", "Solvers and reasons stand on the engine"),
        ("pairs/pairs.py", "from tongzhuo.market import solver", "Solvers and reasons stand on the engine"),
        ("linkages/models.py", "from tongzhuo.engine import order", None),
    ],
)
def test_each_contract_can_be_broken(tmp_path, file, line, contract):
    shutil.copytree(
        BASE / "tongzhuo", tmp_path / "tongzhuo", ignore=shutil.ignore_patterns("static", "locale", "*.pyc")
    )
    shutil.copy(BASE / ".importlinter", tmp_path)
    (tmp_path / "tongzhuo/people/urls.py").touch()
    changed = tmp_path / "tongzhuo" / file
    changed.write_text(f"{changed.read_text()}\n{line}\n")
    said = lint_imports(tmp_path).stdout
    broken = [name for name in said.splitlines() if " BROKEN" in name]
    assert len(broken) == (0 if contract is None else 1), said
    assert contract is None or broken[0].startswith(contract)
