"""Where a gift is, for everybody who has its number."""

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tongzhuo.gifts import queries
from tongzhuo.gifts.models import GiftPhoto
from tongzhuo.giving.forms import NumberForm
from tongzhuo.giving.tracing import trace_of
from tongzhuo.organisations.requests import Request


@require_GET
def find(request: Request) -> HttpResponse:
    """By the number on the label or the receipt, or the serial number on the thing."""
    form = NumberForm(request.GET or None)
    found = queries.traced(form.cleaned_data["number"]) if form.is_valid() else None
    if found is not None:
        return redirect("gifts:trace", found.code)
    if form.is_bound and not form.errors:
        form.add_error("number", _("We know no gift of that number. Please compare it with the label."))
    return render(request, "giving/find.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def trace(request: Request, code: str) -> HttpResponse:
    found = queries.traced(code)
    if found is None:
        raise Http404
    return render(request, "giving/trace.html", {"trace": trace_of(request.viewer, found), "gift": found})


@require_GET
def photo_file(request: Request, code: str) -> FileResponse:  # noqa: ARG001 - as Django calls it
    """Everybody sees it: it was agreed that they may."""
    found = get_object_or_404(GiftPhoto.objects.filter(taken_down_at=None), code=code)
    response = FileResponse(found.photo.open(), content_type="image/jpeg")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-cache"
    return response
