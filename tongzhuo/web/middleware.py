"""Two steps around every page: who is looking, and how a refusal is said."""

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from tongzhuo.kernel.verdicts import Refused, Verdict
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.viewers import viewer_of

GetResponse = Callable[[HttpRequest], HttpResponse]


def viewer_of_request(get_response: GetResponse) -> GetResponse:
    """Gives `request.viewer`, looked up when it is first asked for, and the installation's own time zone."""

    def middleware(request: HttpRequest) -> HttpResponse:
        def look_up() -> Viewer:
            person = getattr(request.user, "person", None)
            acting_for = request.session.get("acting_for", "")
            return viewer_of(person and (person.merged_into or person), acting_for=acting_for)

        timezone.deactivate()
        request.viewer = cast(Viewer, SimpleLazyObject(look_up))  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def refusals_as_sentences(get_response: GetResponse) -> GetResponse:
    """A refused action becomes a page with its reason, or the reason alone where htmx asked."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        return refusal(request, error.verdict) if isinstance(error, Refused) else None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def refusal(request: HttpRequest, verdict: Verdict) -> HttpResponse:
    response = render(request, "web/refused.html", {"verdict": verdict}, status=409)
    response["HX-Retarget"], response["HX-Reselect"], response["HX-Reswap"] = "#main", "#main", "innerHTML show:top"
    return response
