"""Where things lie, when they last changed, and how the run ends with one sentence."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

BASE = Path(__file__).resolve().parents[2]
VENV = BASE / ".venv"
PYTHON = VENV / "bin" / "python"
VAR = Path(os.environ.get("TONGZHUO_VAR") or BASE / "var").absolute()
STAMPS = VAR / "stamps"
SIGN_INS = STAMPS / "sign_ins"
MEGABYTE = 1024 * 1024


class Stop(Exception):
    """Ends the run; its text is the one sentence that is shown."""


class Stamp:
    """A small file that says for which state of its facts something was last done."""

    def __init__(self, path: Path, *facts: object) -> None:
        self.path = path
        self.state = hashlib.sha256(repr(facts).encode()).hexdigest()

    @property
    def fresh(self) -> bool:
        return self.path.exists() and self.path.read_text() == self.state

    def set(self) -> None:
        self.path.write_text(self.state)


def changes(*patterns: str) -> list[tuple[str, int, int]]:
    """Name, time and size of every file of the package that matches: equal as long as nothing changed."""
    found: Iterable[Path] = (path for pattern in patterns for path in (BASE / "tongzhuo").glob(pattern))
    return sorted((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in found if path.is_file())


def sqlite_file() -> Path | None:
    """The product's database where it is one file, None on a database server."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        return VAR / "tongzhuo.sqlite3"
    return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None


def demo_is_on() -> bool:
    return os.environ.get("DEMO", "1").lower() in {"1", "true", "yes", "y", "on", "ok"}


def database_identity() -> str:
    """Which database this is: a file that was deleted and made anew is another one."""
    file = sqlite_file()
    if file is None:
        return os.environ["DATABASE_URL"]
    return f"{file} {file.stat().st_ino}" if file.exists() else "none yet"
