"""Reads the house as text and as syntax trees, so that its rules can be tested."""

import ast
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

BASE = Path(__file__).resolve().parents[2]
PACKAGE = BASE / "tongzhuo"
NOT_ROOMS = {"runner", "__pycache__"}


def rooms() -> list[str]:
    return sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py") if path.parent.name not in NOT_ROOMS)


def python_files(*, tests: bool = False, migrations: bool = False) -> list[Path]:
    found = [*PACKAGE.rglob("*.py"), *(BASE / "tests").rglob("*.py"), *(BASE / "bench").rglob("*.py")]
    found += [BASE / "manage.py", BASE / "conftest.py"]
    return sorted(
        path for path in found if (tests or not is_test(path)) and (migrations or "migrations" not in path.parts)
    )


def is_test(path: Path) -> bool:
    return "tests" in path.relative_to(BASE).parts or path.name == "conftest.py"


def templates() -> list[Path]:
    return sorted(PACKAGE.glob("*/templates/**/*.html"))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def short(path: Path) -> str:
    return str(path.relative_to(BASE))


def functions(module: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def called(node: ast.AST) -> set[str]:
    """The last names of everything that is called inside: `a.b.c()` is "c"."""
    return {name_of(call.func) for call in ast.walk(node) if isinstance(call, ast.Call)}


def listed(found: Mapping[str, Collection[object]]) -> str:
    """What a test found, a line each: empty when all is well. `assert not listed(found), listed(found)`"""
    return "".join(
        f"\n  {where}: {what}" for where, several in sorted(found.items()) for what in sorted(map(str, several))
    )


def name_of(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def tracked_files() -> list[Path]:
    """Every file of the project as it would be handed on: what .gitignore names is not part of it."""
    ignored = {
        ".git",
        ".venv",
        "var",
        "__pycache__",
        ".mypy_cache",
        ".ruff_cache",
        ".import_linter_cache",
        ".hypothesis",
    }
    return sorted(
        path
        for path in BASE.rglob("*")
        if path.is_file() and not ignored & set(path.relative_to(BASE).parts) and path.suffix not in {".mo", ".pyc"}
    )
