"""What each word after `./run` does."""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable
from typing import NoReturn

from tongzhuo.runner import serving
from tongzhuo.runner.packages import ensure_packages
from tongzhuo.runner.paths import (
    BASE,
    PYTHON,
    STAMPS,
    VAR,
    Stamp,
    Stop,
    changes,
    database_identity,
    demo_is_on,
    sqlite_file,
)

HELP = """\
./run                     serve on this machine, with the demo district (--port N, or PORT=N)
./run test [ARGUMENTS]    run every test; arguments go to pytest
./run tongzhuo COMMAND    import, plan, start, demo, bench; each explains itself with --help
./run bench ARGUMENTS     short for ./run tongzhuo bench
./run manage COMMAND      Django's own commands
DEMO=0 ./run              serve in earnest; docs/settings.md says what that needs
"""


def serve(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run", description=HELP, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--port", type=_port, default=os.environ.get("PORT", "8000"))
    port = parser.parse_args(words).port
    with serving.listening(port) as listener:
        ensure_packages()
        _prepare("--demo")
        return serving.serve(listener)


def manage(words: list[str]) -> int:
    ensure_packages()
    return _become("manage.py", *words)


def tongzhuo(words: list[str]) -> int:
    ensure_packages()
    _prepare()
    return _become("manage.py", *words)


def bench(words: list[str]) -> int:
    ensure_packages("dev")
    _prepare()
    return _become("manage.py", "bench", *words)


def test(words: list[str]) -> int:
    ensure_packages("dev")
    return _become("-m", "tongzhuo.runner.testing", *words)


def say_help(_words: list[str]) -> int:
    print(HELP, end="")
    return 0


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "manage": manage,
    "tongzhuo": tongzhuo,
    "bench": bench,
    "test": test,
    "help": say_help,
    "--help": say_help,
    "-h": say_help,
}


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text} is not a port: choose a number from 1 to 65535")
    return int(text)


def _become(*words: str) -> NoReturn:
    """Hand over for good: signals then reach the command itself."""
    sys.stdout.flush()
    os.chdir(BASE)
    os.execv(PYTHON, [str(PYTHON), *words])


def _prepare(*flags: str) -> None:
    """Words, static files, tables and, with `--demo`, the demo district: done anew when one of them changed."""
    _check_var()
    if _prepared(*flags).fresh and sqlite_file() and demo_is_on():
        return
    command = [str(PYTHON), "-m", "tongzhuo.runner.preparing", *flags]
    if subprocess.run(command, cwd=BASE, check=False).returncode:
        raise Stop("Tongzhuo has not been started.")
    _prepared(*flags).set()


def _prepared(*flags: str) -> Stamp:
    watched = ("*/migrations/*.py", "*/locale/**/*.po", "*/static/**/*", "*/management/commands/*.py")
    requirements = (BASE / "requirements" / "base.txt").read_bytes()
    return Stamp(
        STAMPS / "".join(("prepared", *flags)), changes(*watched), requirements, database_identity(), demo_is_on()
    )


def _check_var() -> None:
    try:
        STAMPS.mkdir(parents=True, exist_ok=True)
        probe = STAMPS / f"probe-{os.getpid()}"
        probe.write_bytes(bytes(64 * 1024))
        probe.unlink()
    except OSError as error:
        raise Stop(f"Nothing can be written in {VAR}: {error.strerror}.") from error
