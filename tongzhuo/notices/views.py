from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongzhuo.notices import actions, queries, rules
from tongzhuo.organisations.requests import Request

A_PAGE = 20


@require_safe
@login_required
def notices(request: Request) -> HttpResponse:
    page = Paginator(queries.notices_visible_to(request.viewer), A_PAGE).get_page(request.GET.get("page"))
    me = queries.reader(request.viewer)
    context = {
        "page": page,
        "unseen": queries.unseen_count(request.viewer),
        "viewer": request.viewer,
        "may_choose": me is not None and rules.may_choose_channels(request.viewer, me, at=now()),
        "by_email": queries.wants_email(request.viewer),
    }
    return render(request, "notices/notices.html", context)


@require_POST
@login_required
def open_notice(request: Request, code: str) -> HttpResponse:
    """Marks it as seen and goes on to what it is about."""
    notice = get_object_or_404(queries.notices_visible_to(request.viewer), code=code)
    actions.mark_seen(by=request.viewer, notice=notice)
    here = url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None)
    return HttpResponseRedirect(notice.url) if here else redirect("notices:notices")


@require_POST
@login_required
def all_seen(request: Request) -> HttpResponse:
    actions.mark_all_seen(by=request.viewer)
    return redirect("notices:notices")


@require_POST
@login_required
def by_email(request: Request) -> HttpResponse:
    me = queries.reader(request.viewer)
    if me is None:
        raise Http404
    if request.POST.get("wanted") == "yes":
        actions.agree_to_channel(by=request.viewer, person=me)
        messages.success(request, _("From now on you are told by e-mail too, in English."))
    else:
        actions.leave_channel(by=request.viewer, person=me)
        messages.success(request, _("No more e-mails. Everything is still here."))
    return redirect("notices:notices")
