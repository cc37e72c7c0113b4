import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from tongzhuo.look.example import example_context
from tongzhuo.look.preferences import BIG_COOKIE, COOKIE_AGE, THEME_COOKIE, THEMES

# What a telephone keeps of the product itself, so that the pages it keeps look and work as they do with a network.
SHELL = (
    "look/style.css", "look/app.js", "look/offline.js", "look/daycode.js", "look/lens.js", "look/qr/decode.js",
    "look/icon.svg", "look/icon-192.png", "django_htmx/htmx-2.min.js",
)  # fmt: skip
IMPORTED = ("look/queue.js", "look/qr/index.js")  # by other modules, under their plain names


@require_GET
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker, at the root so that every page is within its reach. Its text changes with the shell."""
    base = settings.STATIC_URL
    shell = [*map(static, SHELL), *(base + name for name in IMPORTED), reverse("look:offline")]
    told = f"self.SHELL = {json.dumps(shell)};\nself.STATIC = {json.dumps(base)};\n"
    body = f"{told}importScripts({json.dumps(static('look/worker.js'))});\n"
    return HttpResponse(body, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@require_GET
def manifest(_request: HttpRequest) -> JsonResponse:
    """What a telephone needs to know to put the product on its first screen."""
    icons = [
        {"src": static("look/icon.svg"), "sizes": "any", "type": "image/svg+xml"},
        {"src": static("look/icon-192.png"), "sizes": "192x192", "type": "image/png"},
        {"src": static("look/icon-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "any maskable"},
    ]
    facts = {"name": "同桌 Tongzhuo", "short_name": "同桌", "start_url": "/", "scope": "/", "display": "standalone"}
    colours = {"background_color": "#FFFFFF", "theme_color": "#00604D"}
    return JsonResponse(facts | colours | {"icons": icons}, content_type="application/manifest+json")


@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """What stands where a page that is not kept would be. Kept by telephones, so it is about nobody."""
    return render(request, "look/offline.html")


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
