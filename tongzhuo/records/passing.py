"""Passes shown and read, papers for the day, and what telephones hand in and keep. Whole without JavaScript."""

import json
import uuid
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongzhuo.organisations.requests import Request, remember_promise
from tongzhuo.papers.sheets import day_sheet_pdf, passes_pdf
from tongzhuo.records import handing_in, queries, showing
from tongzhuo.records.forms import ScanForm
from tongzhuo.records.passes import read_pass
from tongzhuo.records.views import led_shift, opened
from tongzhuo.service.models import SignUp
from tongzhuo.service.rules import runs_activity

SIGN_IN_FIRST = {"code": "sign_in_first"}


@require_GET
def my_pass(request: Request) -> HttpResponse:
    """The pass for what one has promised next; it opens without a network."""
    if not request.viewer.is_somebody:
        raise Http404
    ahead = queries.next_of(request.viewer.person_id or 0, at=now())
    if not ahead:
        return render(request, "records/pass.html", {"sign_up": None})
    remember_promise(request, promised=True)
    timezone.activate(ahead[0].shift.activity.place.time_zone)
    context = {"sign_up": ahead[0], "shift": ahead[0].shift, "others": ahead[1:]}
    return render(request, "records/pass.html", context | showing.pass_of(request, ahead[0]))


@require_GET
def shown(request: Request, token: str) -> HttpResponse:
    """A pass that a camera has opened: whoever leads goes on with the scanner, its owner to all passes; everybody else
    reads what it is and learns nothing about anybody."""
    rows = SignUp.objects.select_related("shift__activity__place", "shift__activity__project__place")
    sign_up = get_object_or_404(rows, code=read_pass(token) or "")
    if request.viewer.is_somebody and request.viewer.person_id == sign_up.person_id:
        return redirect("records:pass")
    if not runs_activity(request.viewer, sign_up.shift.activity):
        return opened(request, "pass")
    return redirect(f"{reverse('records:scanner', args=[sign_up.shift.code])}?p={token}")


@require_http_methods(["GET", "POST"])
def scanner(request: Request, code: str) -> HttpResponse:
    """The leader reads passes: with the camera, or by the six digits."""
    shift = led_shift(request, code)
    first = {"key": uuid.uuid4().hex, "shown": request.GET.get("p", "")}
    form = ScanForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        told = handing_in.Told(said["key"], shift.code, said["shown"], said["direction"], by_pass=True)
        answer = handing_in.hand_in(request.viewer, told)
        if answer.answer != handing_in.REFUSED:
            messages.success(request, _("Noted: %(name)s.") % {"name": answer.name})
            return redirect("records:scanner", shift.code)
        form.add_error("shown", answer.sentence)
    context = {"shift": shift, "form": form}
    return render(request, "records/scanner.html", context, status=422 if form.errors else 200)


@require_GET
def sheet_on_paper(request: Request, code: str) -> HttpResponse:
    """The day sheet on A4, to be signed."""
    shift = led_shift(request, code)
    sheet = showing.day_sheet(request, shift, now())
    return _pdf(day_sheet_pdf(sheet, languages=showing.paper_languages()), f"{shift.code}-sheet.pdf")


@require_GET
def passes_on_paper(request: Request, code: str) -> HttpResponse:
    """Passes for those who carry no telephone, four on a sheet."""
    shift = led_shift(request, code)
    slips = showing.slips(request, shift)
    printed = passes_pdf(slips, printed_on=timezone.localdate(), languages=showing.paper_languages())
    return _pdf(printed, f"{shift.code}-passes.pdf")


def _pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@never_cache
@require_POST
def presence(request: Request) -> HttpResponse:
    """What a telephone noted: `{"clock": now, "scans": [{key, shift, shown, direction, by_pass, said}]}`.

    The answer says for each key noted, known or refused with a code and a sentence, and by how many seconds the
    telephone's clock is ahead. 403: not signed in, 400: not of this shape.
    """
    if not request.viewer.is_somebody:
        return JsonResponse(SIGN_IN_FIRST, status=403)
    at, body = now(), _body(request)
    clock = handing_in.moment(body.get("clock"))
    rows = body.get("scans")
    if clock is None or not isinstance(rows, list) or len(rows) > handing_in.MOST_AT_ONCE:
        return JsonResponse({"code": "unreadable"}, status=400)
    answers = [asdict(handing_in.answer(request.viewer, row, clock)) for row in rows]
    return JsonResponse({"answers": answers, "ahead": round((clock - at).total_seconds())})


def _body(request: Request) -> dict[str, Any]:
    try:
        body = json.loads(request.body)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


@never_cache
@require_GET
def keep(request: Request) -> HttpResponse:
    """Which pages this person's telephone keeps: the pass, *I'm here* of what they promised, and the sheets of what
    they lead themselves. `now` (ms) lets it see how far its clock is off."""
    if not request.viewer.is_somebody:
        return JsonResponse(SIGN_IN_FIRST, status=403)
    at, me = now(), request.viewer.person_id or 0
    pages = [reverse("records:pass")]
    pages += [reverse("records:here", args=[one.shift.code]) for one in queries.next_of(me, at=at)]
    for shift in queries.led_by(me, at=at):
        pages += [reverse(f"records:{page}", args=[shift.code]) for page in ("day", "scanner")]
    return JsonResponse({"who": request.viewer.code, "pages": pages, "now": round(at.timestamp() * 1000)})
