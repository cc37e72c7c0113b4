"""Bringing in a file in one line, and the lists of Chen Li's office as she keeps them."""

import csv
from pathlib import Path

import pytest

from tongzhuo.imports.outcome import Outcome
from tongzhuo.imports.running import Order, bring
from tongzhuo.kernel.viewer import Viewer, the_system

SYSTEM = the_system("import")


class Bringing:
    """`brings("people", "name,phone\\n刘芳,138 0000 0000\\n")` writes a file and brings it in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rejects = folder / "rejected.csv"

    def file(self, content: str | bytes, name: str = "list.csv") -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def __call__(self, kind: str, content: str | bytes | Path, *, by: Viewer = SYSTEM, **options) -> Outcome:
        name = options.pop("name", "list.csv")
        path = content if isinstance(content, Path) else self.file(content, name)
        return bring(Order(kind=kind, file=path, by=by, rejects=self.rejects, **options))

    def rejected(self) -> list[tuple[str, ...]]:
        """Row, column, value and reason of what was rejected."""
        if not self.rejects.exists():
            return []
        with self.rejects.open(encoding="utf-8-sig", newline="") as file:
            return [tuple(row) for row in csv.reader(file)][1:]


@pytest.fixture
def brings(tmp_path) -> Bringing:
    return Bringing(tmp_path)


def counts(outcome: Outcome) -> tuple[int, int, int, int]:
    """New, changed, the same, rejected."""
    return tuple(outcome.counts[name] for name in ("new", "changed", "same", "rejected"))
