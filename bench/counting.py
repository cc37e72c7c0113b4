"""How many queries a page takes and how large it is."""

import json

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def count(made: dict[str, str], pages: list[tuple[str, str]]) -> None:
    """Prints {page: [queries, kilobytes]} as JSON; each page is asked twice, the second time counts."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.cookies[settings.SESSION_COOKIE_NAME] = made["session"]
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    told = {}
    for name, path in pages:
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path)
        told[name] = [len(queries), len(answer.content) / 1024]
    print(json.dumps(told))
