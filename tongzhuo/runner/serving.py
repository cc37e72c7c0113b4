"""The web server and the worker, side by side on loopback, until Ctrl-C or SIGTERM."""

import contextlib
import ctypes
import errno
import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from types import FrameType

from tongzhuo.runner.paths import BASE, PYTHON, SIGN_INS, Stop, demo_is_on

HOST = "127.0.0.1"
PATIENCE = 60
PR_SET_PDEATHSIG = 1
GRACE = 10


@contextlib.contextmanager
def listening(port: int) -> Iterator[socket.socket]:
    """A socket on loopback, taken first: so a taken port is known before anything else is done."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise Stop(f"Port {port} cannot be used: {error.strerror}.") from error
            raise Stop(f"Port {port} is taken by another program: choose another with ./run --port N.") from error
        yield listener


def serve(listener: socket.socket) -> int:
    # Both by name: a shell that starts this in the background would have it ignore Ctrl-C.
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, _end)
    listener.listen(256)
    port = listener.getsockname()[1]
    if demo_is_on():
        os.environ.setdefault("SITE_ADDRESS", f"http://{HOST}:{port}")  # links in the demo's messages lead here
    web = _start_web(listener)
    worker = None
    try:
        _wait_for_first_page(port, web)
        worker = _start_worker()  # after the first page, which is what somebody waits for
        _welcome(port)
        return _watch({"web server": web, "worker": worker})
    except KeyboardInterrupt:
        return 0
    finally:
        _stop(web, worker)
        print("Tongzhuo has stopped.", flush=True)


def _end(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _start_web(listener: socket.socket) -> subprocess.Popen[bytes]:
    listener.set_inheritable(True)
    options = ["--worker-class=gthread", "--workers=1", "--threads=8", "--log-level=warning", "--no-control-socket"]
    command = [str(PYTHON), "-m", "gunicorn", f"--bind=fd://{listener.fileno()}", *options, "tongzhuo.wsgi"]
    return _start(command, listener.fileno())


def _start_worker() -> subprocess.Popen[bytes]:
    return _start([str(PYTHON), "-m", "tongzhuo.runner.working"])


def _start(command: list[str], *handed_over: int) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches this process alone, which then ends both in good order.
    return subprocess.Popen(
        command,
        cwd=BASE,
        start_new_session=True,
        pass_fds=handed_over,
        preexec_fn=_end_with_parent,  # noqa: PLW1509 - there are no threads here yet
    )


def _end_with_parent() -> None:
    """Linux ends a child whose parent is gone, even by SIGKILL. Elsewhere that is left to the person."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _wait_for_first_page(port: int, web: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and web.poll() is None:
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
            connection.request("GET", "/", headers={"Host": _known_host(), "X-Forwarded-Proto": "https"})
            connection.getresponse().read()
            return
        time.sleep(0.05)
    raise Stop("The web server did not come up: its words are above.")


def _known_host() -> str:
    """A host name this installation answers to, so that the first look at it is no stranger's."""
    return os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip(" .*") or HOST


def _welcome(port: int) -> None:
    print(f"\nTongzhuo 同桌 is at http://{HOST}:{port}/ (Ctrl-C stops it)")
    if demo_is_on() and SIGN_INS.exists():
        print(f"\n{SIGN_INS.read_text().rstrip()}")
    print(flush=True)


def _watch(parts: dict[str, subprocess.Popen[bytes]]) -> int:
    while True:
        for name, process in parts.items():
            if process.poll() is not None:
                raise Stop(f"The {name} has ended by itself (code {process.returncode}): its words are above.")
        time.sleep(0.5)


def _stop(web: subprocess.Popen[bytes], worker: subprocess.Popen[bytes] | None) -> None:
    # A second Ctrl-C must not leave one of them behind.
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.SIG_IGN)
    web.terminate()
    if worker:
        worker.send_signal(signal.SIGINT)  # huey's word for "finish the task in hand, then end"
    until = time.monotonic() + GRACE
    for process in filter(None, (web, worker)):
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
