"""What a browser sends when somebody presses a button, and how long the answer took."""

import http.client
import time
import urllib.parse
from dataclasses import dataclass

TOKEN = "a" * 32
PATIENCE = 60  # seconds for one answer


@dataclass(frozen=True)
class Answer:
    """Status of one request, and when it was sent and answered (seconds of a monotonic clock)."""

    status: int
    sent: float
    answered: float

    @property
    def ms(self) -> float:
        return (self.answered - self.sent) * 1000


def press(port: int, path: str, session: str, **fields: str) -> Answer:
    """POST a form as the holder of this session."""
    body = urllib.parse.urlencode({"csrfmiddlewaretoken": TOKEN} | fields)
    head = {"Content-Type": "application/x-www-form-urlencoded"}
    return _send(port, "POST", path, session, body, head)


def look(port: int, path: str, session: str) -> Answer:
    return _send(port, "GET", path, session, None, {})


def _send(port: int, method: str, path: str, session: str, body: str | None, head: dict[str, str]) -> Answer:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    sent = time.perf_counter()
    cookies = f"sessionid={session}; csrftoken={TOKEN}; django_language=en"
    link.request(method, path, body, {"Cookie": cookies} | head)
    answer = link.getresponse()
    answer.read()
    link.close()
    return Answer(answer.status, sent, time.perf_counter())
