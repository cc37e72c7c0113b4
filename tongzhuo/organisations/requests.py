"""The request as every view gets it, and a form whose action may be refused."""

from collections.abc import Callable

from django.forms import Form
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from tongzhuo.kernel.verdicts import Refused
from tongzhuo.kernel.viewer import Viewer

PROMISED = "promised"


class Request(HttpRequest):
    viewer: Viewer
    htmx: HtmxDetails


def taken(form: Form, act: Callable[[], object]) -> bool:
    """Whether the action took it; a refusal stands beside its field, and nothing written is lost."""
    try:
        act()
    except Refused as refused:
        field = refused.verdict.facts.get("field", "")
        form.add_error(field if field in form.fields else None, refused.verdict.reason)
        return False
    return True


def remember_promise(request: Request, *, promised: bool) -> None:
    """Whether this visitor has promised time that is still to come, so that every page knows it without asking: where
    their thumb lies is *Check in* then, and *Ask* otherwise. Written only where it changes."""
    if promised != request.session.get(PROMISED, False):
        request.session[PROMISED] = promised


def has_promised(request: HttpRequest) -> bool:
    return bool(hasattr(request, "session") and request.session.get(PROMISED, False))
