"""One's own record, and in whose name one acts."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongzhuo.kernel.codes import read_code
from tongzhuo.kernel.verdicts import require
from tongzhuo.organisations import queries, rules
from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.requests import Request
from tongzhuo.organisations.views.people import record_of
from tongzhuo.people.models import Person
from tongzhuo.people.queries import wards_of
from tongzhuo.people.states import Sight


@require_safe
@login_required
def me(request: Request) -> HttpResponse:
    """Everything that is written down about oneself. Who is new first says who they are."""
    if not request.viewer.is_somebody:
        return redirect("web:welcome")
    own = get_object_or_404(Person.objects.select_related("home"), pk=request.viewer.person_id)
    timezone.activate(own.home.time_zone)
    context = record_of(request, own, Sight.SELF) | {
        "bodies": queries.organisations_of(request.viewer),
        "wards": Person.objects.filter(pk__in=wards_of(own.pk)),
    }
    return render(request, "organisations/me.html", context)


@require_POST
@login_required
def act_for(request: Request) -> HttpResponse:
    """From now on in the name of this organisation, or as oneself when none is chosen."""
    code = read_code(request.POST.get("organisation", ""))
    if code is None:
        request.session.pop("acting_for", None)
        messages.success(request, _("You act as yourself now."))
        return redirect(_way_back(request))
    body = get_object_or_404(Organisation, code=code)
    require(rules.may_act_for(request.viewer, body.pk, at=now()))
    request.session["acting_for"] = body.code
    messages.success(request, _("You act for %(organisation)s now.") % {"organisation": body.name})
    return redirect(_way_back(request))


def _way_back(request: Request) -> str:
    """Only to a page of our own."""
    address = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=not settings.DEMO)
    return address if address and safe else "organisations:me"
