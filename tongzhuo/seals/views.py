"""What the world may read of the issuer, from any page: its keys, and which papers were taken back."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from tongzhuo.seals import queries
from tongzhuo.seals.issuers import did_document

OPEN = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=300"}


@require_safe
def did(_request: HttpRequest) -> HttpResponse:
    return JsonResponse(did_document(queries.keyring(), settings.SITE_ADDRESS), headers=OPEN)


@require_safe
def status(_request: HttpRequest, number: int) -> HttpResponse:
    signed = queries.signed_status_list(number, at=now())
    if signed is None:
        raise Http404
    return JsonResponse(signed, headers=OPEN)
