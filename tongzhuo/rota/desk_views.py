"""The desk signs up who stood before it or wrote in a chat; a leader brings a team. One press each."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from tongzhuo.kernel.verdicts import Refused
from tongzhuo.organisations.requests import Request
from tongzhuo.people.queries import people_kept_by
from tongzhuo.rota import queries
from tongzhuo.rota.chain import names_in
from tongzhuo.service.models import Shift
from tongzhuo.service.queries import shifts_visible_to
from tongzhuo.service.rules import runs_activity
from tongzhuo.turnout import actions

LONGEST = 20_000  # characters of a chain


@require_http_methods(["GET", "POST"])
def bring_in(request: Request, code: str) -> HttpResponse:
    """One name or a whole chain is written or pasted; the next page asks who is meant; one press signs them up."""
    shift = _shift(request, code)
    if not runs_activity(request.viewer, shift.activity):
        raise Http404
    chosen = [one for one in request.POST.getlist("person") if one]
    if chosen:
        return _signed_up(request, shift, chosen)
    text = request.POST.get("text", "")[:LONGEST]
    known = queries.known_among(request.viewer, names_in(text))
    context = {
        "shift": shift,
        "text": text,
        "known": [one for one in known if one.people],
        "unknown": [one.named for one in known if not one.people],
        "asked": request.method == "POST",
    }
    return render(request, "rota/bring_in.html", context, status=422 if context["asked"] and not known else 200)


def _signed_up(request: Request, shift: Shift, chosen: list[str]) -> HttpResponse:
    kept = {person.code: person for person in people_kept_by(request.viewer).filter(code__in=chosen)}
    people = [kept[code] for code in dict.fromkeys(chosen) if code in kept]
    brought = actions.bring_in(by=request.viewer, shift=shift, people=people, waiting="waiting" in request.POST)
    if many := len(brought.signed):
        messages.success(request, ngettext("%(n)d person is on it.", "%(n)d people are on it.", many) % {"n": many})
    if many := len(brought.waiting):
        said = ngettext("%(n)d person is on the waiting list.", "%(n)d people are on the waiting list.", many)
        messages.info(request, said % {"n": many})
    for person, verdict in brought.refused:
        messages.warning(request, f"{person.shown_name}: {verdict.reason}")
    return redirect("service:activity", shift.activity.code)


@require_http_methods(["GET", "POST"])
def bring_team(request: Request, code: str) -> HttpResponse:
    """Whoever leads a team ticks who of it comes: all of them or none."""
    shift, teams = _shift(request, code), queries.teams_led_by(request.viewer)
    if not teams:
        raise Http404
    chosen = set(request.POST.getlist("person"))
    team, members = next((one for one in teams if one[0].code == request.POST.get("team")), teams[0])
    people = [one for one in members if one.code in chosen]
    wrong = _("Tick at least one.") if request.method == "POST" and not people else ""
    if people:
        try:
            signed = actions.bring_team(by=request.viewer, shift=shift, people=people, team=team)
        except Refused as refused:
            wrong = refused.verdict.reason
        else:
            said = ngettext("%(n)d person is on it.", "%(n)d people are on it.", len(signed))
            messages.success(request, said % {"n": len(signed)})
            return redirect("service:shift", shift.code)
    context = {"shift": shift, "teams": teams, "wrong": wrong, "chosen": chosen}
    return render(request, "rota/bring_team.html", context, status=422 if wrong else 200)


def _shift(request: Request, code: str) -> Shift:
    found = get_object_or_404(shifts_visible_to(request.viewer), code=code)
    timezone.activate(found.activity.place.time_zone)
    return found
