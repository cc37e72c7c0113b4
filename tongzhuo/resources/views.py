from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongzhuo.kernel.verdicts import Refused, no, require
from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.requests import Request
from tongzhuo.resources import actions, queries, rules
from tongzhuo.resources.forms import ChangedOfferForms, OfferForms, Party, blame
from tongzhuo.resources.models import Offer
from tongzhuo.resources.states import OfferKind

A_PAGE = 20


@require_safe
def offers(request: Request) -> HttpResponse:
    """What is on the table, or one's own offers of any state; narrowed by kind, place and words."""
    asked = {name: request.GET.get(name, "").strip()[:120] for name in ("q", "kind", "place", "mine")}
    kind = asked["kind"] if asked["kind"] in OfferKind.values else ""
    found = queries.offers_of(request.viewer) if asked["mine"] else queries.offers_visible_to(request.viewer)
    found = queries.searched(found, text=asked["q"], kind=kind, path=asked["place"])
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "seen": [queries.offer_as_seen(request.viewer, offer) for offer in page],
        "asked": asked | {"kind": kind},
        "kinds": OfferKind.choices,
        "signed_in": request.viewer.is_somebody,
    }
    return render(request, "resources/offers.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def new_offer(request: Request) -> HttpResponse:
    parties = queries.parties_of(request.viewer)
    if not parties:
        raise Refused(no("introduce_first", _("Tell us your name first, then put something on the table.")))
    forms = OfferForms(request.POST if request.method == "POST" else None, parties=parties)
    if request.method == "POST" and forms.is_valid() and (made := _put_on_the_table(request, forms)):
        messages.success(request, _said(made))
        return (
            redirect("resources:offer", made[0].code)
            if len(made) == 1
            else redirect(f"{reverse('resources:offers')}?mine=yes")
        )
    context = {"common": forms.common, "kinds": forms.kinds, "options": forms.options, "parties": parties}
    return render(request, "resources/new.html", context, status=422 if request.method == "POST" else 200)


@require_safe
def offer(request: Request, code: str) -> HttpResponse:
    found = get_object_or_404(queries.offers_visible_to(request.viewer), code=code)
    at = now()
    context = {
        "seen": queries.offer_as_seen(request.viewer, found, at=at),
        "may_change": rules.may_change_offer(request.viewer, found, today=queries.today_at(found.place, at), at=at),
        "may_withdraw": rules.may_withdraw_offer(request.viewer, found, at=at),
        "may_put_back": rules.may_put_back_offer(request.viewer, found, today=queries.today_at(found.place, at), at=at),
    }
    return render(request, "resources/offer.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def edit_offer(request: Request, code: str) -> HttpResponse:
    found = get_object_or_404(queries.offers_visible_to(request.viewer), code=code)
    require(rules.may_change_offer(request.viewer, found, today=queries.today_at(found.place, now()), at=now()))
    forms = ChangedOfferForms(request.POST if request.method == "POST" else None, offer=found)
    if request.method == "POST" and forms.is_valid() and _changed(request, forms):
        messages.success(request, _("Saved. Whoever said yes keeps what was promised."))
        return redirect("resources:offer", found.code)
    context = {"common": forms.common, "form": forms.form, "offer": found}
    return render(request, "resources/edit.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@login_required
def withdraw(request: Request, code: str) -> HttpResponse:
    found = get_object_or_404(queries.offers_visible_to(request.viewer), code=code)
    actions.withdraw_offer(by=request.viewer, offer=found, reason=request.POST.get("reason", ""))
    messages.success(request, _("It is off the table. Nobody new is asked for it."))
    return redirect("resources:offer", found.code)


@require_POST
@login_required
def put_back(request: Request, code: str) -> HttpResponse:
    found = get_object_or_404(queries.offers_visible_to(request.viewer), code=code)
    actions.put_back_offer(by=request.viewer, offer=found)
    messages.success(request, _("It is back on the table."))
    return redirect("resources:offer", found.code)


def _put_on_the_table(request: Request, forms: OfferForms) -> list[Offer]:
    """All that was ticked, or nothing: a refusal stands beside its field."""
    made: list[Offer] = []
    with transaction.atomic():
        for form, draft in forms.drafts():
            try:
                made.append(actions.make_offer(by=request.viewer, draft=draft, **_party(forms.common.giver)))
            except Refused as refused:
                transaction.set_rollback(True)
                blame(forms.common, form, refused.verdict)
                return []
    return made


def _changed(request: Request, forms: ChangedOfferForms) -> bool:
    try:
        actions.change_offer(by=request.viewer, offer=forms.offer, draft=forms.draft())
    except Refused as refused:
        blame(forms.common, forms.form, refused.verdict)
        return False
    return True


def _party(party: Party) -> dict[str, Any]:
    return {"organisation": party} if isinstance(party, Organisation) else {"person": party}


def _said(made: list[Offer]) -> str:
    words = ngettext("It is on the table.", "%(n)d offers are on the table.", len(made))
    return words % {"n": len(made)}
