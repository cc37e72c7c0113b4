"""Hours that nobody noted at the time, and records on their way to another system."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongzhuo.organisations.requests import Request, taken
from tongzhuo.organisations.states import SPEAKERS
from tongzhuo.records import actions, exporting, queries
from tongzhuo.records.late_forms import ExportForm, LaterForm


@require_http_methods(["GET", "POST"])
def later(request: Request) -> HttpResponse:
    """Enter hours later. They wait for a second person and stay marked."""
    _require_unit(request)
    form = LaterForm(request.POST or None, viewer=request.viewer)
    sent = request.method == "POST"
    if sent and form.is_valid() and taken(form, lambda: actions.enter_later(by=request.viewer, entry=form.entry)):
        messages.success(request, _("Written down. Now a second person has to confirm it."))
        return redirect("records:to-confirm")
    return render(request, "records/later.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def export(request: Request) -> HttpResponseBase:
    """Confirmed records as a file in the layout of another system."""
    _require_unit(request)
    form = ExportForm(request.POST or None, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("since", "until", "shape")}
        if taken(form, lambda: actions.note_export(by=request.viewer, unit=form.unit, **said)):
            return _file(form)
    return render(request, "records/export.html", {"form": form}, status=422 if form.errors else 200)


def _file(form: ExportForm) -> HttpResponseBase:
    said = form.cleaned_data
    rows = queries.records_to_export(form.viewer, form.unit, since=said["since"], until=said["until"])
    lines = rows.iterator(chunk_size=exporting.CHUNK)
    name = f"{form.unit.shown_code}-{said['since']}-{said['until']}.{said['shape']}"
    if said["shape"] == "xlsx":
        return FileResponse(exporting.as_xlsx(lines), as_attachment=True, filename=name)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(exporting.as_csv(lines), content_type="text/csv; charset=utf-8", headers=headers)


def _require_unit(request: Request) -> None:
    if not request.viewer.paths(*SPEAKERS):
        raise Http404
