"""The readers by others that check our credentials in the tests: npm packages in the virtual environment's folder.

`tests/credentials` pins them with their hashes. Without Node or its packages the tests that need them say so.
"""

import shutil
import subprocess
from pathlib import Path

from tongzhuo.runner.paths import BASE, VENV, Stamp

PINS = BASE / "tests" / "credentials"
CHECKER = VENV / "credential-checker"
SCRIPT = "check.mjs"
INSTALL = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]


def ensure_checker() -> str:
    """Install what is pinned, once. Returns why it is not there, or nothing."""
    if not (shutil.which("node") and shutil.which("npm")):
        return "Node and npm are not installed"
    pinned = Stamp(CHECKER / ".installed", *(path.read_bytes() for path in sorted(PINS.iterdir())))
    if pinned.fresh:
        return ""
    shutil.copytree(PINS, CHECKER, dirs_exist_ok=True)
    done = subprocess.run(INSTALL, cwd=CHECKER, capture_output=True, text=True, check=False)
    if done.returncode:
        return "the npm packages pinned in tests/credentials could not be installed"
    pinned.set()
    return ""


def checker() -> Path | None:
    """The script that checks, where it can run."""
    ready = shutil.which("node") and (CHECKER / ".installed").exists()
    return CHECKER / SCRIPT if ready else None
