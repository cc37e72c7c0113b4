"""The request as every view gets it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from tongzhuo.kernel.viewer import Viewer


class Request(HttpRequest):
    viewer: Viewer
    htmx: HtmxDetails
