"""Real servers on loopback that letters and messages are handed to, and a place where it is never night."""

import asyncio
import http.server
import json
import socket
import threading
from dataclasses import dataclass, field

import pytest
from aiosmtpd.controller import Controller


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@dataclass
class PostOffice:
    """An SMTP server. Nobody lives at nobody@…, later@… is asked to come again; when `stalls`, it takes a letter and
    never says so."""

    port: int = field(default_factory=free_port)
    letters: list[str] = field(default_factory=list)
    stalls: bool = False
    taken: threading.Event = field(default_factory=threading.Event)

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 - aiosmtpd's name
        if address.startswith("nobody@"):
            return "550 5.1.1 no such user here"
        if address.startswith("later@"):
            return "450 4.2.1 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        self.letters.append(envelope.content.decode())
        self.taken.set()
        if self.stalls:
            await asyncio.sleep(600)
        return "250 taken"


@pytest.fixture
def post_office(settings):
    office = PostOffice()
    controller = Controller(office, hostname="127.0.0.1", port=office.port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", office.port, 5
    yield office
    controller.stop()


class Service(http.server.ThreadingHTTPServer):
    """An HTTP service that answers with the status in its path ("/200") and keeps what it was posted."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.posted: list[dict] = []
        self.headers: list[dict] = []


class _Answering(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posted.append(json.loads(body))
        self.server.headers.append(dict(self.headers))
        status = int(self.path.strip("/"))
        if status:
            self.send_response(status)
            self.end_headers()

    def log_message(self, *_words) -> None:
        """Says nothing."""


@pytest.fixture
def service():
    server = Service()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def never_night(settings):
    settings.QUIET_FROM = settings.QUIET_UNTIL = "00:00"
