"""Confirming a need: what people will read of it, and what it asks for. A draft is kept with every press."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongzhuo.desk.forms.confirming import ConfirmForm
from tongzhuo.desk.forms.lines import LineForm, Words, editor_of, lines_from, lines_of
from tongzhuo.kernel.verdicts import Refused, require
from tongzhuo.needs import actions, rules
from tongzhuo.needs.models import Need
from tongzhuo.needs.queries import SeenNeed, community_of, need_as_seen, needs_visible_to
from tongzhuo.needs.states import PARTIES, SEAT_OF, Seat
from tongzhuo.organisations.requests import Request

# Never in a session: it is sealed in the database.
NOT_KEPT = ("private_part", "csrfmiddlewaretoken", "add", "remove", "confirm", "keep")


@require_http_methods(["GET", "POST"])
def confirm(request: Request, code: str) -> HttpResponse:
    found = get_object_or_404(needs_visible_to(request.viewer).select_related("case_worker"), code=code)
    timezone.activate(found.place.time_zone)
    today = now().astimezone(ZoneInfo(found.place.time_zone)).date()
    require(rules.may_confirm_need(request.viewer, found, today=today, at=now()))
    seen, words, draft = need_as_seen(request.viewer, found), Words(), f"confirm:{code}"
    said = request.POST if request.method == "POST" else QueryDict(request.session.get(draft, ""))
    judged = "confirm" in request.POST
    form = _form(request, found, said, judged=judged, words=words, seen=seen)
    lines = _lines(found, said, judged=judged, words=words, today=today)
    if request.method == "POST":
        request.session[draft] = _kept(request.POST)
    if judged and _confirmed(request, found, form, lines):
        del request.session[draft]
        return redirect("web:need", code)
    if "keep" in request.POST:
        messages.success(request, _("Kept as a draft. Nobody else sees it."))
        return redirect("needs:inbox")
    return render(request, "desk/confirm.html", _context(found, seen, form, lines, words))


def _form(request: Request, need: Need, said: QueryDict, *, judged: bool, words: Words, seen: SeenNeed) -> ConfirmForm:
    """The private part may be written once by whoever hears it; read and changed only by those who may."""
    writes_private = seen.may_read_private or not need.private_part
    begun: dict[str, Any] = said.dict()
    if seen.may_read_private:
        begun.setdefault("private_part", need.private_part)
    return ConfirmForm(
        said if judged else None,
        need=need,
        viewer=request.viewer,
        words=words,
        writes_private=writes_private,
        initial=begun,
    )


def _lines(need: Need, said: QueryDict, *, judged: bool, words: Words, today: dt.date) -> list[LineForm]:
    if not said:
        return lines_of(need, words=words, today=today)
    return lines_from(said, bound=judged, words=words, today=today)


def _kept(said: QueryDict) -> str:
    kept = said.copy()
    for name in NOT_KEPT:
        kept.pop(name, None)
    return kept.urlencode()


def _confirmed(request: Request, need: Need, form: ConfirmForm, lines: list[LineForm]) -> bool:
    if not all([form.is_valid(), *(line.is_valid() for line in lines)]):
        return False
    try:
        actions.confirm_need(by=request.viewer, need=need, asks=[line.draft for line in lines], **form.facts)
    except Refused as refused:
        form.add_error(None, refused.verdict.reason)
        return False
    messages.success(request, _("It is on the list. Now press Link and see who could come."))
    return True


def _context(need: Need, seen: SeenNeed, form: ConfirmForm, lines: list[LineForm], words: Words) -> dict[str, Any]:
    asked = {SEAT_OF[line.ask_kind] for line in lines}
    seats = {party: Seat.OPEN if party in asked else Seat.NONE for party in PARTIES} | {"community": Seat.SEATED}
    return {
        "need": need,
        "seen": seen,
        "form": form,
        "seats": {party: str(seat) for party, seat in seats.items()},
        "wanted": len(asked) + 1,
        "around": community_of(need.place),
    } | editor_of(lines, words)
