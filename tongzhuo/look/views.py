from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from tongzhuo.look.example import example_context
from tongzhuo.look.preferences import BIG_COOKIE, COOKIE_AGE, THEME_COOKIE, THEMES


@require_POST
def change_preferences(request: HttpRequest) -> HttpResponse:
    """Remembers what the pressed button says (language, big, theme) and returns to the page it stands on."""
    response = HttpResponseRedirect(_way_back(request))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        _remember(response, settings.LANGUAGE_COOKIE_NAME, language)
    if request.POST.get("big") in {"0", "1"}:
        _remember(response, BIG_COOKIE, request.POST["big"])
    if request.POST.get("theme") in THEMES:
        _remember(response, THEME_COOKIE, request.POST["theme"])
    return response


def _way_back(request: HttpRequest) -> str:
    for address in (request.POST.get("next", ""), request.META.get("HTTP_REFERER", "")):
        if url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
            return address
    return "/"


def _remember(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=COOKIE_AGE, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)


def system(request: HttpRequest) -> HttpResponse:
    """Every part of the look in every state, with example content only."""
    return render(request, "look/system.html", example_context())
