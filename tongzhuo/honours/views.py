"""What stands beside the hours: one's own page, that of somebody one meets, and the yes or no of whoever is thanked."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongzhuo.honours import actions, queries, rules, showing
from tongzhuo.honours.forms import ReasonForm, ThankForm
from tongzhuo.honours.models import Honour
from tongzhuo.needs.models import Need
from tongzhuo.needs.queries import needs_visible_to
from tongzhuo.organisations.queries import people_met_by
from tongzhuo.organisations.requests import Request, taken
from tongzhuo.people.models import Person
from tongzhuo.records.counting import stars


@require_GET
def mine(request: Request) -> HttpResponse:
    """What I have learned and been thanked for."""
    person = _myself(request)
    timezone.activate(person.home.time_zone)
    reached, living = stars(queries.counting_minutes(person.pk)), queries.most_living(person.pk)
    ended = queries.ended_before(person.pk, reached)
    may_ask = rules.may_publicise_star(request.viewer, person, reached=reached, living=living, ended=ended)
    return render(request, "honours/of.html", showing.page_of(request.viewer, person) | {"may_ask": may_ask})


@require_GET
def of(request: Request, code: str) -> HttpResponse:
    """The same of somebody one meets, as far as one may read it."""
    person = get_object_or_404(people_met_by(request.viewer), code=code)
    if person.pk == request.viewer.person_id:
        return redirect("honours:mine")
    timezone.activate(person.home.time_zone)
    return render(request, "honours/of.html", showing.page_of(request.viewer, person))


@require_POST
def show(request: Request, code: str) -> HttpResponse:
    honour = actions.show_honour(by=request.viewer, honour=_honour(request, code))
    messages.success(request, _("Everybody here may read it now. You can take that back at any time."))
    return _back_to(request, honour.person)


@require_POST
def keep(request: Request, code: str) -> HttpResponse:
    honour = actions.keep_honour(by=request.viewer, honour=_honour(request, code))
    messages.success(request, _("Kept for you alone."))
    return _back_to(request, honour.person)


@require_http_methods(["GET", "POST"])
def take_back(request: Request, code: str) -> HttpResponse:
    """Whoever gave thanks by mistake takes them back."""
    honour = _honour(request, code)
    verdict = rules.may_take_back_honour(request.viewer, honour)
    if not verdict:
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        if taken(form, lambda: actions.take_back_honour(by=request.viewer, honour=honour, reason=reason)):
            messages.success(request, _("Taken back."))
            return _back_to(request, honour.person)
    return render(request, "honours/take_back.html", {"form": form, "honour": honour}, status=_status(form))


@require_http_methods(["GET", "POST"])
def thank(request: Request, code: str) -> HttpResponse:
    """The person helped thanks somebody who came."""
    need = get_object_or_404(needs_visible_to(request.viewer), code=code)
    voices = queries.voices_of(need)
    if not rules.may_thank(request.viewer, need, voices=voices, served=()):
        raise Http404
    people = _to_be_thanked(request, need)
    form = ThankForm(request.POST if request.method == "POST" else None, people=people)
    if form.is_bound and form.is_valid() and taken(form, _thanks(request, need, form)):
        messages.success(request, _("Passed on. They decide whether others may read it."))
        return redirect("honours:thank", need.code)
    context = {"form": form, "need": need, "people": people}
    return render(request, "honours/thank.html", context, status=_status(form))


def _to_be_thanked(request: Request, need: Need) -> list[Person]:
    thanked = queries.thanked_for(need, request.viewer.person_id)
    return list(queries.served_for(need).exclude(pk__in=[*thanked, request.viewer.person_id or 0]))


def _thanks(request: Request, need: Need, form: ThankForm) -> Callable[[], object]:
    return lambda: actions.thank(by=request.viewer, need=need, **form.facts)


def _status(form: ReasonForm | ThankForm) -> int:
    return 422 if form.errors else 200


def _honour(request: Request, code: str) -> Honour:
    return get_object_or_404(queries.honours_visible_to(request.viewer), code=code)


def _back_to(request: Request, person: Person) -> HttpResponse:
    own = person.pk == request.viewer.person_id
    return redirect("honours:mine") if own else redirect("honours:of", person.code)


def _myself(request: Request) -> Person:
    if not request.viewer.is_somebody:
        raise Http404
    return Person.objects.select_related("home").get(pk=request.viewer.person_id or 0)
