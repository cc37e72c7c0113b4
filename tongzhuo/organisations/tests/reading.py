"""How our tests read a page."""

import re

from django.http import HttpResponse


def text(response: HttpResponse) -> str:
    """What somebody reads: without tags, blanks as one."""
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())
