"""`./run` as a person meets it: real processes, a var folder of their own, a free port."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.house.reading import BASE

PATIENCE = 300


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class Run:
    """One `./run` with what it says; `wait_until_up` returns once its address is printed."""

    def __init__(self, *words: str, base: Path = BASE, **around: str) -> None:
        self.process = subprocess.Popen(
            ["./run", *words], cwd=base, env=around, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.said = ""
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self.said += line

    def wait_until_up(self) -> str:
        until = time.monotonic() + PATIENCE
        while " is at http" not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < until, self.said
            time.sleep(0.05)
        return self.said.split(" is at ")[1].split(" ")[0]

    def end(self, with_signal: int = signal.SIGTERM) -> int:
        self.process.send_signal(with_signal)
        return self.code

    @property
    def code(self) -> int:
        code = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return code

    def children(self) -> list[int]:
        listed = subprocess.run(["ps", "-eo", "pid,ppid"], capture_output=True, text=True, check=True).stdout
        rows = [tuple(map(int, line.split())) for line in listed.splitlines()[1:]]
        return [pid for pid, parent in rows if parent == self.process.pid]


@pytest.fixture
def around(tmp_path) -> dict[str, str]:
    """The surroundings of a person who just cloned the project."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {"TONGZHUO_VAR": str(tmp_path / "var"), "PORT": str(free_port()), "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture
def run(around) -> Iterator[Callable[..., Run]]:
    started: list[Run] = []

    def start(*words: str, base: Path = BASE, **more: str) -> Run:
        started.append(Run(*words, base=base, **around | more))
        return started[-1]

    yield start
    for each in started:
        if each.process.poll() is None:
            each.end()


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object) -> None:
        return None


def fetch(address: str, *, follow: bool = False, **headers: str) -> tuple[int, str, dict[str, str]]:
    """Status, text and headers of a page; a redirect is followed only where that is asked for."""
    handlers = [urllib.request.ProxyHandler({}), *([] if follow else [_Stay()])]
    asked = urllib.request.Request(address, headers=headers)
    try:
        answer = urllib.request.build_opener(*handlers).open(asked, timeout=PATIENCE)
    except urllib.error.HTTPError as refused:
        answer = refused
    with contextlib.closing(answer):
        return answer.status, answer.read().decode(), dict(answer.headers)


def alive(pid: int) -> bool:
    return (
        subprocess.run(
            [sys.executable, "-c", f"import os; os.kill({pid}, 0)"], capture_output=True, check=False
        ).returncode
        == 0
    )
