"""Recordings and photos. They are read by whoever may read the words they came with, and by nobody else."""

from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from tongzhuo.desk.keeping import Unsent, was_asked_here
from tongzhuo.desk.sounds import TYPES
from tongzhuo.needs.models import Need
from tongzhuo.needs.queries import may_read_words, needs_visible_to
from tongzhuo.organisations.requests import Request


@require_GET
def unsent_file(request: Request, name: str) -> FileResponse:
    """One's own recording or photo, before it is sent."""
    file = Unsent(request.session).file(name)
    if file is None:
        raise Http404
    return _harmless(default_storage.open(file.path), file.type)


@require_GET
def attachment(request: Request, code: str, file: str) -> FileResponse:
    visible = needs_visible_to(request.viewer)
    sent_here = was_asked_here(request.session, code)
    need = get_object_or_404(Need.objects.select_related("place") if sent_here else visible, code=code)
    if not (sent_here or may_read_words(request.viewer, need)):
        raise Http404
    found = get_object_or_404(need.attachments.all(), code=file)
    return _harmless(found.file.open(), TYPES.get(str(found.file).rpartition(".")[2], "image/jpeg"))


def _harmless(file: Any, type_: str) -> FileResponse:
    """Played or shown, never run: the type is ours, not the sender's."""
    response = FileResponse(file, content_type=type_)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, max-age=600"
    return response
