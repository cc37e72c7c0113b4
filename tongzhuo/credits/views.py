"""One's own time credit, and what waits for the office. Where it is switched off, none of this is there."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongzhuo.credits import actions, queries, rules
from tongzhuo.credits.forms import AnswerForm, GiveForm, PoolForm, WishForm
from tongzhuo.credits.models import Spending
from tongzhuo.credits.states import SpendingState
from tongzhuo.organisations.requests import Request, taken
from tongzhuo.organisations.states import KEEPERS
from tongzhuo.people.models import Person

A_PAGE = 30
GIVE = "give_%s"  # two forms on one page


@require_GET
def mine(request: Request) -> HttpResponse:
    """How much there is, where it came from, and what one can do with it."""
    return _mine(request, _self(request))


@require_POST
def give(request: Request) -> HttpResponse:
    person, form = _self(request), GiveForm(request.POST, auto_id=GIVE)
    if form.is_valid() and taken(
        form, lambda: actions.give_credit(by=request.viewer, holder=person, minutes=form.minutes, to=form.to)
    ):
        messages.success(request, _("Given on. Thank you."))
        return redirect("credits:mine")
    return _mine(request, person, give=form)


@require_POST
def wish(request: Request) -> HttpResponse:
    person = _self(request)
    form = WishForm(request.POST)
    if form.is_valid() and taken(
        form,
        lambda: actions.ask_to_spend(by=request.viewer, holder=person, kin=form.cleaned_data["kin"], **form.facts),
    ):
        messages.success(request, _("The office has it, and answers you."))
        return redirect("credits:mine")
    return _mine(request, person, wish=form)


@require_POST
def take_back(request: Request, code: str) -> HttpResponse:
    actions.take_back_spending(by=request.viewer, spending=_spending(request, code))
    messages.success(request, _("Taken back. Your credit is as it was."))
    return redirect("credits:mine")


@require_http_methods(["GET", "POST"])
def office(request: Request) -> HttpResponse:
    """What waits for an answer, and what was donated."""
    _self(request)
    if not request.viewer.paths(*KEEPERS):
        raise Http404
    form = PoolForm(request.POST or None, places=queries.places_kept_by(request.viewer))
    if request.method == "POST" and form.is_valid():
        place = form.cleaned_data["place"]
        if taken(form, lambda: actions.ask_of_pool(by=request.viewer, place=place, **form.facts)):
            messages.success(request, _("Written down. Another person of the office decides."))
            return redirect("credits:office")
    return _office(request, form)


@require_POST
def decide(request: Request, code: str) -> HttpResponse:
    found, form = _spending(request, code), AnswerForm(request.POST)
    if form.is_valid() and taken(
        form, lambda: actions.decide_spending(by=request.viewer, spending=found, **form.cleaned_data)
    ):
        messages.success(request, _("Decided. Whoever asked hears of it."))
        return redirect("credits:office")
    if not request.viewer.holds(found.place.path, *KEEPERS):
        raise Http404
    return _office(request, PoolForm(places=queries.places_kept_by(request.viewer)), answered=(found.pk, form))


def _mine(request: Request, person: Person, **forms: Any) -> HttpResponse:
    wallet = queries.wallet_of(person)
    page = Paginator(queries.movements_of(wallet), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "minutes": queries.minutes_in(wallet),
        "page": page,
        "movements": queries.movements(page.object_list),
        "wishes": queries.spendings_visible_to(request.viewer).filter(holder=person).order_by("-pk")[:A_PAGE],
        "give": GiveForm(auto_id=GIVE),
        "wish": WishForm(name=person.name),
        "cap": settings.CREDIT_CAP_HOURS,
        "age": settings.CREDIT_AGE,
    }
    return render(request, "credits/mine.html", context | forms, status=422 if forms else 200)


def _office(request: Request, form: PoolForm, answered: tuple[int, AnswerForm] | None = None) -> HttpResponse:
    rows = queries.spendings_visible_to(request.viewer).filter(state=SpendingState.ASKED).order_by("pk")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    forms = [(one, answered[1] if answered and answered[0] == one.pk else AnswerForm()) for one in page]
    pools = [
        (one, queries.minutes_in(queries.account_about(one, queries.POOL)))
        for one in queries.places_kept_by(request.viewer)[:A_PAGE]
    ]
    context = {"rows": forms, "page": page, "form": form, "pools": pools, "age": settings.CREDIT_POOL_AGE}
    return render(request, "credits/office.html", context, status=422 if form.is_bound or answered else 200)


def _self(request: Request) -> Person:
    if not rules.may_use_credit(request.viewer):
        raise Http404
    return get_object_or_404(Person.objects.select_related("home"), pk=request.viewer.person_id or 0)


def _spending(request: Request, code: str) -> Spending:
    _self(request)
    return get_object_or_404(queries.spendings_visible_to(request.viewer), code=code)
