"""The pages that show the facts of several rooms: home, community, needs, one need with its plan."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.views.decorators.http import require_GET

from tongzhuo.honours.queries import honours_at
from tongzhuo.needs.models import Need
from tongzhuo.needs.queries import need_as_seen, needs_visible_to
from tongzhuo.needs.states import OPEN_STATES, Seat
from tongzhuo.organisations.requests import Request
from tongzhuo.outcomes.queries import outcome_on
from tongzhuo.places.models import Place
from tongzhuo.places.states import Level
from tongzhuo.web import queries
from tongzhuo.web.cards import cards
from tongzhuo.web.context import current_place, home_url
from tongzhuo.web.table import table_as_seen

CARDS = 6
HONOURS = 5  # thanks on the page of a place
A_PAGE = 24
PLACES_A_PAGE = 60


@require_GET
def home(request: Request) -> HttpResponse:
    """One's own community, or the list to choose from."""
    path = current_place(request, request.viewer)
    return redirect(home_url(path)) if path else choose_place(request)


@require_GET
def choose_place(request: Request) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    page = Paginator(queries.communities(words), PLACES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "web/places.html", {"page": page, "words": words})


@require_GET
def community(request: Request, path: str) -> HttpResponse:
    """A community: ask or give, the seats that are still empty, and who is here."""
    place = get_object_or_404(Place.objects.select_related("parent", "succeeded_by"), path=f"/{path}/")
    if place.succeeded_by:
        return redirect(home_url(place.succeeded_by.path))
    if request.session.get("place") != place.path:
        request.session["place"] = place.path
    timezone.activate(place.time_zone)
    needs = list(queries.with_asks(queries.empty_seats(request.viewer, place.path))[: CARDS + 1])
    lit, windows = queries.lit_windows(place.path, at=now())
    context: dict[str, Any] = {
        "place": place,
        "is_community": place.level in (Level.COMMUNITY, Level.GRID, Level.COURTYARD),
        "cards": cards(needs[:CARDS]),
        "more": len(needs) > CARDS,
        "closest": _closest_to_full(needs),
        "lit": lit,
        "windows": windows,
        "offers": queries.recent_offers(path=place.path)[:4],
        "honours": list(honours_at(place.path)[:HONOURS]),
        "plan": queries.newest_plan(request.viewer, place.path),
    }
    return render(request, "web/community.html", context)


def _closest_to_full(needs: list[Need]) -> Need | None:
    """The need whose ring has most of its seats taken."""

    def share(need: Need) -> float:
        wanted = [seat for seat in need.seats.values() if seat != Seat.NONE]
        return sum(seat == Seat.SEATED for seat in wanted) / max(1, len(wanted))

    return max(needs, key=share, default=None)


@require_GET
def needs(request: Request) -> HttpResponse:
    """The need list of the current place."""
    path = current_place(request, request.viewer)
    place = Place.objects.filter(path=path).first()
    seat, state, words = (request.GET.get(name, "").strip() for name in ("seat", "state", "q"))
    found = queries.listed_needs(request.viewer, path, seat=seat, state=state, words=words)
    page = Paginator(queries.with_asks(found), A_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {"place": place, "page": page, "cards": cards(page), "seats": queries.SEATS}
    context |= {"seat": seat, "state": state, "words": words}
    return render(request, "web/needs.html", context)


@require_GET
def need(request: Request, code: str) -> HttpResponse:
    """One need: its ring, the plan and why, what is still missing, and what happened so far."""
    found = get_object_or_404(needs_visible_to(request.viewer), code=code)
    timezone.activate(found.place.time_zone)
    context = {
        "need": found,
        "seen": need_as_seen(request.viewer, found),
        "table": table_as_seen(request.viewer, found, at=now()),
        "is_open": found.state in OPEN_STATES,
        "outcome": outcome_on(request.viewer, found, at=now()),
    }
    return render(request, "web/need.html", context)
