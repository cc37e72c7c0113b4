"""The virtual environment: made once, filled from hash-pinned lists, left alone while they do not change."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tongzhuo.runner.paths import BASE, MEGABYTE, PYTHON, VENV, Stamp, Stop

ROOM_NEEDED = {"base": 800 * MEGABYTE, "dev": 1900 * MEGABYTE}


def ensure_packages(which: str = "base") -> None:
    """`base` is what the product needs, `dev` that and everything its tests need."""
    if PYTHON.exists() and (_stamp(which).fresh or _stamp("dev").fresh):
        return
    if shutil.disk_usage(BASE).free < ROOM_NEEDED[which]:
        raise Stop(f"There is too little disk space: {ROOM_NEEDED[which] // MEGABYTE} MB are needed in {BASE}.")
    print("Installing packages. This happens once and takes about a minute.", flush=True)
    uv = shutil.which("uv")
    if not PYTHON.exists():
        _make_environment(uv)
    _install(BASE / "requirements" / f"{which}.txt", uv)
    _stamp(which).set()


def _stamp(which: str) -> Stamp:
    wanted = BASE / "requirements" / f"{which}.txt"
    return Stamp(VENV / f".installed-{which}", wanted.read_bytes())


def _make_environment(uv: str | None) -> None:
    maker = [uv, "venv", "--quiet", "--python", sys.executable] if uv else [sys.executable, "-m", "venv"]
    made = subprocess.run([*maker, "--clear", str(VENV)], capture_output=True, text=True, check=False)
    if made.returncode:
        raise Stop(
            f"The virtual environment could not be made in {VENV}: {_last_line(made)} "
            "(On Debian and Ubuntu, Python's part for it is the package python3-venv.)"
        )


def _install(wanted: Path, uv: str | None) -> None:
    installer = [uv, "pip", "install", "--quiet", "--python", str(PYTHON)] if uv else _pip()
    done = subprocess.run(
        [*installer, "--require-hashes", "--requirement", str(wanted)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        cwd=BASE,
    )
    if done.returncode:
        log = VENV / "install.log"
        log.write_text(done.stdout)
        raise Stop(
            f"The packages could not be installed: {_last_line(done)} "
            f"Is a package registry reachable, and is there room on the disk? The whole story is in {log}."
        )


def _pip() -> list[str]:
    os.environ.setdefault("PIP_DISABLE_PIP_VERSION_CHECK", "1")
    if not any((VENV / "lib").glob("python*/site-packages/pip")):  # made by a uv that is no longer here
        subprocess.run([str(PYTHON), "-m", "ensurepip"], capture_output=True, check=False)
    return [str(PYTHON), "-m", "pip", "install", "--quiet"]


def _last_line(done: subprocess.CompletedProcess[str]) -> str:
    said = [line.strip() for line in ((done.stdout or "") + (done.stderr or "")).splitlines() if line.strip()]
    return said[-1].rstrip(".") + "." if said else "no reason was given."
