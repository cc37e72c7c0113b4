"""The first visit of somebody who just signed in, and two pages that only the demo has."""

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongzhuo.notices.actions import agree_to_channel
from tongzhuo.organisations.requests import Request
from tongzhuo.organisations.viewers import viewer_of
from tongzhuo.people import actions
from tongzhuo.people.models import Account, Person
from tongzhuo.people.names import surname_form
from tongzhuo.people.queries import people_known_by
from tongzhuo.people.states import Agreement
from tongzhuo.web import outbox
from tongzhuo.web.demo_people import demo_accounts
from tongzhuo.web.welcome import RecognisedForm, WelcomeForm, suggested


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def welcome(request: Request) -> HttpResponse:
    """Once, after the first sign-in: "that is me", or name, home and consents."""
    account = _account(request)
    if Person.objects.filter(account=account).exists():
        return _on_the_way(request)
    proved = _proved(request, account)
    known = people_known_by(proved) if proved and "new" not in request.GET else []
    if known:
        return _recognise(request, account, known, proved)
    return _introduce(request, account)


@require_POST
def demo_sign_in(request: Request) -> HttpResponse:
    """One press signs in as somebody of the demo. Without the demo this page does not exist."""
    if not settings.DEMO:
        raise Http404
    account = get_object_or_404(demo_accounts(), code=request.POST.get("account", ""))
    get_adapter().login(request, account)
    return _on_the_way(request)


@require_safe
@never_cache
def sample_messages(request: Request) -> HttpResponse:
    """What this installation would have sent. Without the demo this page does not exist."""
    if not settings.DEMO:
        raise Http404
    return render(request, "web/messages.html", {"sent": outbox.latest()})


def _recognise(request: Request, account: Account, known: list[Person], proved: str) -> HttpResponse:
    names = [_("%(name)s, %(home)s") % {"name": surname_form(one.name), "home": one.home.name} for one in known]
    form = RecognisedForm(_sent(request), people=known, names=names)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["person"]
        if chosen == "none":
            return HttpResponseRedirect(f"{request.path}?{_going_on(request)}&new=yes")
        person = next(one for one in known if one.code == chosen)
        actions.recognise_yourself(by=request.viewer, account=account, person=person, proved=proved)
        messages.success(request, _("Welcome back. Everything the office wrote down for you is here."))
        return _on_the_way(request)
    status = 422 if request.method == "POST" else 200
    return render(request, "account/recognised.html", {"form": form, "proved": proved}, status=status)


def _introduce(request: Request, account: Account) -> HttpResponse:
    near = _around(request.session.get("place", ""))
    form = WelcomeForm(_sent(request), near=near, has_email=bool(account.email))
    if request.method == "POST" and form.is_valid():
        _write_down(request, account, form)
        messages.success(request, _("Good to know you. You can change all of this under “Me”."))
        return _on_the_way(request)
    status = 422 if request.method == "POST" else 200
    return render(request, "account/welcome.html", {"form": form, "suggested": suggested(near)}, status=status)


def _write_down(request: Request, account: Account, form: WelcomeForm) -> None:
    """Who they are and every yes they gave, or nothing of it."""
    said = form.cleaned_data
    with transaction.atomic():
        facts = {name: said[name] for name in ("name", "home", "display_name")}
        person = actions.introduce_yourself(by=request.viewer, account=account, **facts)
        me = viewer_of(person)
        if said["be_asked"]:
            actions.give_consent(by=me, person=person, purpose=Agreement.BE_ASKED)
        if said.get("by_email"):
            agree_to_channel(by=me, person=person)


def _around(path: str) -> str:
    """The district of the community that this visit was about: `/cn/99/01/05/001/` gives `/cn/99/01/`."""
    above = path.strip("/").split("/")[:-2]
    return f"/{'/'.join(above)}/" if above else ""


def _account(request: Request) -> Account:
    account = request.user
    if not isinstance(account, Account):
        raise Http404
    return account


def _proved(request: Request, account: Account) -> str:
    """The address to which the code of this very session went."""
    records = [record for record in get_authentication_records(request, account) if record.get("method") == "code"]
    return str(records[-1].get("email") or records[-1].get("phone") or "") if records else ""


def _sent(request: Request) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _going_on(request: Request) -> str:
    return urlencode({REDIRECT_FIELD_NAME: request.GET.get(REDIRECT_FIELD_NAME, "/")})


def _on_the_way(request: Request) -> HttpResponse:
    going_to = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME) or ""
    here = url_has_allowed_host_and_scheme(going_to, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(going_to if here else reverse("web:home"))
