"""Correcting what a need on the list asks for. Whoever is asked or has said yes keeps their date."""

from collections import Counter
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from tongzhuo.desk.forms.fields import posted
from tongzhuo.desk.forms.lines import LineForm, Words, editor_of, lines_from, lines_of
from tongzhuo.kernel.verdicts import Refused, require
from tongzhuo.linkages import actions
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.queries import links_of
from tongzhuo.linkages.states import HOLDING, LinkState
from tongzhuo.look.forms import WarmForm
from tongzhuo.needs import rules
from tongzhuo.needs.models import Ask, Need
from tongzhuo.needs.queries import need_as_seen, needs_visible_to
from tongzhuo.needs.states import CORES, PARTIES, Seat
from tongzhuo.organisations.requests import Request


@require_http_methods(["GET", "POST"])
def change_asks(request: Request, code: str) -> HttpResponse:
    need = get_object_or_404(needs_visible_to(request.viewer).select_related("place"), code=code)
    timezone.activate(need.place.time_zone)
    at, words = now(), Words()
    today = at.astimezone(ZoneInfo(need.place.time_zone)).date()
    require(rules.may_change_asks(request.viewer, need, today=today, at=at))
    judged, said = "change" in request.POST, posted(request)
    form = WarmForm(said if judged else None)
    if said is None:
        lines = lines_of(need, words=words, today=today)
    else:
        lines = lines_from(said, bound=judged, words=words, today=today)
    if judged and _changed(request, need, form, lines):
        return redirect("web:need", code)
    held = _said_of(links_of(need).filter(state__in=HOLDING))
    staying = {ask.code: ask for ask in held}
    for line in lines:
        ask = staying.pop(line["code"].value() or "", None)
        line.held = held[ask] if ask else ()
    left = [(ask, held[ask]) for ask in staying.values()]
    context = {"need": need, "seen": need_as_seen(request.viewer, need), "form": form, "left": left}
    return render(request, "desk/change.html", context | editor_of(lines, words) | _ring(need, lines, held))


def _changed(request: Request, need: Need, form: WarmForm, lines: list[LineForm]) -> bool:
    if not all([form.is_valid(), *(line.is_valid() for line in lines)]):
        return False
    try:
        actions.change_what_is_asked(by=request.viewer, need=need, asks=[line.draft for line in lines])
    except Refused as refused:
        form.add_error(None, refused.verdict.reason)
        return False
    messages.success(request, _("Changed. Press Link again and see who could come."))
    return True


def _said_of(links: Iterable[Link]) -> dict[Ask, list[str]]:
    """For each ask somebody is asked for or has said yes to: who, and that it stays."""
    counted = Counter((link.occasion.ask, link.party_name, _how(link)) for link in links)
    said: dict[Ask, list[str]] = {}
    for (ask, name, how), n in counted.items():
        said.setdefault(ask, []).append(_sentence(how, n) % {"name": name, "n": n})
    return said


def _how(link: Link) -> tuple[bool, bool]:
    """Whether it is a yes, and whether it is one to a date."""
    return link.state != LinkState.ASKED, link.occasion.ends is not None


def _sentence(how: tuple[bool, bool], n: int) -> str:
    yes, dated = how
    if not dated:
        return _("%(name)s has said yes; what was agreed stays.") if yes else _("%(name)s is asked; this stays.")
    if yes:
        return ngettext(
            "%(name)s has said yes; this date stays.", "%(name)s has said yes to %(n)d dates; they stay.", n
        )
    return ngettext("%(name)s is asked; this date stays.", "%(name)s is asked for %(n)d dates; they stay.", n)


def _ring(need: Need, lines: Iterable[LineForm], held: Iterable[Ask]) -> dict[str, Any]:
    """The seats that the lines on the page ask for; the action finds out who sits on them."""
    asked = {line.seat for line in lines} | {ask.seat for ask in held}
    standing = {party: seat for party, seat in need.seats.items() if seat != Seat.NONE}
    seats = {party: str(standing.get(party, Seat.OPEN) if party in asked else Seat.NONE) for party in PARTIES}
    return {"seats": seats | {"community": str(need.seats["community"])}, "core": CORES[need.state]}
