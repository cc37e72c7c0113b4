"""People and organisations of a place: the list, and one person as this viewer may read them."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from tongzhuo.organisations.queries import may_found_somewhere, parts_of, people_met_by, sight_here
from tongzhuo.organisations.requests import Request
from tongzhuo.organisations.search import Wish, organisations_found, people_found, person_row, row_beside, week_of
from tongzhuo.people import actions
from tongzhuo.people.models import Availability, Person
from tongzhuo.people.queries import agreements_of, doubles_of, guardians_of, who_opened
from tongzhuo.people.rules import keeps_desk, may_change_person
from tongzhuo.people.sight import seen
from tongzhuo.people.states import DESK, Seen, Sight
from tongzhuo.people.times import WEEKDAYS, week_in_words
from tongzhuo.vocabulary.queries import terms_on
from tongzhuo.vocabulary.states import Shelf

A_PAGE = 20
A_FEW = 8
SHOWS = ("people", "organisations")
SAW = (Seen.AGREEMENTS, Seen.CHECKS, Seen.CONTACT, Seen.FREE_TIMES)


@require_safe
def people(request: Request) -> HttpResponse:
    """Who lives and works here. Neighbours read display names, visitors only organisations."""
    viewer, wish = request.viewer, _wish(request)
    found, bodies = people_found(viewer, wish), organisations_found(viewer, wish)
    people_pages, body_pages = Paginator(found, A_PAGE), Paginator(bodies, A_FEW if not wish.show else A_PAGE)
    number = request.GET.get("page")
    page = people_pages.get_page(number if wish.show != "organisations" else None)
    body_page = body_pages.get_page(number if wish.show == "organisations" else None)
    at_desk = bool(viewer.paths(*DESK))
    context: dict[str, Any] = {
        "wish": wish,
        "heading": _heading(people_pages.count, body_pages.count),
        "people_count": people_pages.count,
        "body_count": body_pages.count,
        "people": [person_row(viewer, person) for person in page] if wish.show != "organisations" else [],
        "bodies": body_page if wish.show != "people" else [],
        "page": body_page if wish.show == "organisations" else page,
        "at_desk": at_desk,
        "weekdays": list(enumerate(WEEKDAYS)) if at_desk else [],
        "checks": terms_on(Shelf.CHECK) if at_desk else [],
        "may_found": may_found_somewhere(viewer),
    }
    return render(request, "organisations/people.html", context)


@require_safe
def person(request: Request, code: str) -> HttpResponse:
    """One person. Who keeps the desk leaves a line in the list that the person reads."""
    met = people_met_by(request.viewer)
    found = met.filter(code=code).first() or get_object_or_404(met, merged__code=code)
    if found.code != code:
        return redirect("organisations:person", found.code)
    timezone.activate(found.home.time_zone)
    sight = sight_here(request.viewer, found)
    if sight < Sight.OFFICE:
        told = seen(request.viewer, found, on=localdate(), sight=sight)
        context = {"person": found, "seen": told, "parts": parts_of(found)}
        return render(request, "organisations/neighbour.html", context)
    actions.record_opened(by=request.viewer, person=found, saw=SAW)
    beside = [row_beside(person) for person in _beside(request)] if keeps_desk(request.viewer, found.home.path) else []
    return render(request, "organisations/person.html", record_of(request, found, sight) | {"beside": beside})


def _beside(request: Request) -> QuerySet[Person]:
    """The page of the list from which this person was opened."""
    number = request.GET.get("page", "")
    first = (int(number) - 1) * A_PAGE if number.isascii() and number.isdigit() and 0 < int(number) < 10_000 else 0
    return (
        people_found(request.viewer, _wish(request))
        .select_related("home")
        .prefetch_related(None)[first : first + A_PAGE]
    )


def record_of(request: Request, found: Person, sight: Sight) -> dict[str, Any]:
    """What the page of one record shows."""
    available = Availability.objects.filter(person=found).prefetch_related("exceptions").first()
    ahead = [day for day in available.exceptions.all() if day.day >= localdate()] if available else []
    at_desk = keeps_desk(request.viewer, found.home.path)
    guardians = guardians_of(found)
    return {
        "person": found,
        "seen": seen(request.viewer, found, on=localdate(), sight=sight),
        "own": sight == Sight.SELF,
        "own_record": request.viewer.person_id == found.pk,
        "at_desk": at_desk,
        "available": available,
        "reach": f"{available.radius_m / 1000:g}" if available else "",
        "hours_a_week": f"{available.minutes_a_week / 60:g}" if available else "",
        "neighbours_read": found.shown_name,
        "acting": request.viewer.acting_for_code,
        "resting": bool(available and available.rest_until and available.rest_until >= localdate()),
        "week": week_in_words(week_of(found)) if available else [],
        "days": sorted(ahead, key=lambda day: day.day),
        "agreements": agreements_of(found),
        "guardians": Person.objects.filter(pk__in=guardians) if guardians else [],
        "openings": who_opened(found),
        "parts": parts_of(found),
        "may_change": may_change_person(request.viewer, found, guardians, at=now()),
        "doubles": doubles_of(request.viewer, found) if at_desk else [],
    }


def _heading(people_count: int, body_count: int) -> str:
    bodies = ngettext("%(n)d organisation", "%(n)d organisations", body_count) % {"n": body_count}
    folk = ngettext("%(n)d person", "%(n)d people", people_count) % {"n": people_count}
    if people_count and body_count:
        return _("%(people)s and %(organisations)s.") % {"people": folk, "organisations": bodies}
    if not people_count and not body_count:
        return _("Nobody found.")
    return _("%(counted)s.") % {"counted": folk if people_count else bodies}


def _wish(request: Request) -> Wish:
    asked = request.GET
    day, show = asked.get("day", ""), asked.get("show", "")
    return Wish(
        words=asked.get("q", "").strip()[:80],
        show=show if show in SHOWS else "",
        weekday=int(day) if day in "0123456" and len(day) == 1 else None,
        check=asked.get("check", "")[:80],
    )
