"""How many queries a page takes and how large it is."""

import json
from collections.abc import Sequence

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.pages import OPPONENT


def count(pages: Sequence[tuple[str, str, str]]) -> None:
    """Prints {page: [queries, kilobytes]} as JSON for name, path and session; the second time of each counts."""
    told = {}
    for name, path, session in pages:
        client = Client(SERVER_NAME="127.0.0.1")
        client.cookies[settings.SESSION_COOKIE_NAME] = session
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path)
        if answer.status_code != (404 if name == OPPONENT[0] else 200):
            raise SystemExit(f"{path} answers {answer.status_code}: that is nothing to measure.")
        told[name] = [len(queries), len(answer.content) / 1024]
    print(json.dumps(told))
