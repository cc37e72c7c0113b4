"""Writing down a need for somebody who calls, stands at the desk or left a slip of paper."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongzhuo.desk.forms.fields import posted
from tongzhuo.desk.forms.writing import WriteDownForm
from tongzhuo.kernel.verdicts import Refused, require
from tongzhuo.look.dates import when
from tongzhuo.needs import actions, rules
from tongzhuo.needs.models import Need
from tongzhuo.organisations.requests import Request


@require_http_methods(["GET", "POST"])
def write_down(request: Request) -> HttpResponse:
    require(rules.may_open_inbox(request.viewer, at=now()))
    form = WriteDownForm(posted(request), viewer=request.viewer, initial=request.GET.dict())
    looks_up = "find" in request.POST
    if request.method == "POST" and not looks_up and form.is_valid():
        need = _raised(request, form)
        if need:
            timezone.activate(need.place.time_zone)
            told = {"code": need.shown_code, "time": when(need.answer_by)}
            messages.success(request, _("Written down as %(code)s. The answer is promised by %(time)s.") % told)
            return redirect("needs:triage", need.code)
    return render(request, "desk/write_down.html", {"form": form, "looks_up": looks_up})


def _raised(request: Request, form: WriteDownForm) -> Need | None:
    try:
        return actions.raise_need(by=request.viewer, **form.facts)
    except Refused as refused:
        form.add_error(None, refused.verdict.reason)
        return None
