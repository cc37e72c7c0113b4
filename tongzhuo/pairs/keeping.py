"""Where compiled kernels are kept between runs.

Numba looks at one file at a time and would go on with a kernel although one that it calls has changed. So each state of
the sources has a folder of its own, in the environment that runs them.
"""

import hashlib
import os
import sys
import tempfile
from pathlib import Path

PLACE = "NUMBA_CACHE_DIR"
COMPILED = ("pairs", "market", "bounds", "cities", "regions", "replan")


def keep_kernels() -> None:
    """Say where numba keeps what it compiles, unless somebody has said so already."""
    os.environ.setdefault(PLACE, str(_home() / _state()))


def folder() -> Path:
    return Path(os.environ[PLACE])


def _home() -> Path:
    """Beside the packages; where nothing may be written there, among the temporary files of this user."""
    beside = Path(sys.prefix)
    root = beside if os.access(beside, os.W_OK) else Path(tempfile.gettempdir()) / f"tongzhuo-{os.getuid()}"
    return root / "kernels"


def _state() -> str:
    sources = sorted(path for room in COMPILED for path in (Path(__file__).parents[1] / room).glob("*.py"))
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:16]
