"""Stars under publication, as everybody may read them; a sentence against one, and the answer of the office."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongzhuo.honours import actions, queries, rules
from tongzhuo.honours.forms import AnswerForm, ObjectionForm
from tongzhuo.honours.models import Objection, StarRating
from tongzhuo.honours.states import ObjectionState
from tongzhuo.organisations.requests import Request, taken
from tongzhuo.people.models import Person
from tongzhuo.people.queries import guardians_of, wards_of

A_PAGE = 50


@require_GET
def stars(request: Request) -> HttpResponse:
    """What is publicised now, by day and number, and the rule by which it came."""
    page = Paginator(queries.publicised(), A_PAGE).get_page(request.GET.get("page"))
    rule = {"steps": list(enumerate(sorted(settings.STAR_HOURS), 1)), "days": settings.STAR_WORKING_DAYS}
    return render(request, "honours/stars.html", {"page": page} | rule)


@require_http_methods(["GET", "POST"])
def star(request: Request, code: str) -> HttpResponse:
    """One rating; a sentence against it is written here, by anybody."""
    rating = _rating(request, code)
    waiting = queries.waiting_objections(rating).count()
    form = ObjectionForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        words = form.cleaned_data["words"]
        if taken(form, lambda: actions.object_to_star(by=request.viewer, rating=rating, words=words)):
            messages.success(request, _("Thank you. Somebody of the office looks at it before anything takes effect."))
            return redirect("honours:star", rating.code)
    own = bool(rules.may_decline_star(request.viewer, rating, guardians_of(rating.person)))
    context = {
        "rating": rating,
        "own": own,
        "waiting": waiting,
        "form": form,
        "may_object": rules.may_object_to_star(request.viewer, rating, waiting=waiting),
    }
    return render(request, "honours/star.html", context, status=422 if form.errors else 200)


@require_POST
def ask(request: Request) -> HttpResponse:
    """The person asks for the stars that the hours have reached."""
    person = Person.objects.filter(pk=request.viewer.person_id or 0).first()
    if person is None:
        raise Http404
    actions.publicise_star(by=request.viewer, person=person)
    messages.success(request, _("Publicised. It takes effect by itself when the term is over."))
    return redirect("honours:mine")


@require_POST
def decline(request: Request, code: str) -> HttpResponse:
    rating = _rating(request, code)
    if rating.person_id not in (request.viewer.person_id, *wards_of(request.viewer.person_id)):
        raise Http404
    actions.decline_star(by=request.viewer, rating=rating)
    messages.success(request, _("Taken away. You can ask for it again whenever you like."))
    own = rating.person_id == request.viewer.person_id
    return redirect("honours:mine") if own else redirect("honours:of", rating.person.code)


@require_http_methods(["GET", "POST"])
def answer(request: Request, code: str) -> HttpResponse:
    """Somebody of the office says what they found."""
    objection = get_object_or_404(queries.objections_to_answer(request.viewer), code=code)
    verdict = rules.may_answer_objection(request.viewer, objection, ObjectionState.DISMISSED)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _answered(request, objection, form):
        messages.success(request, _("Answered."))
        return redirect("honours:desk")
    minutes = queries.counting_minutes(objection.rating.person_id)
    context = {"objection": objection, "form": form, "verdict": verdict, "minutes": minutes}
    return render(request, "honours/answer.html", context, status=422 if form.errors else 200)


def _answered(request: Request, objection: Objection, form: AnswerForm) -> bool:
    upheld = request.POST.get("to") == ObjectionState.UPHELD
    to = ObjectionState.UPHELD if upheld else ObjectionState.DISMISSED
    because = form.cleaned_data["because"]
    return taken(form, lambda: actions.answer_objection(by=request.viewer, objection=objection, to=to, because=because))


def _rating(request: Request, code: str) -> StarRating:
    rating = queries.rating_visible_to(request.viewer, code, at=now())
    if rating is None:
        raise Http404
    return rating
