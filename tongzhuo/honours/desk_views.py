"""What an organisation or an office writes into records, puts right, accepts and answers."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongzhuo.honours import actions, queries, rules, showing
from tongzhuo.honours.forms import (
    AwardForm,
    CorrectAwardForm,
    CorrectEvaluationForm,
    CorrectTrainingForm,
    EvaluationForm,
    HonourForm,
    ReasonForm,
    TrainingForm,
    as_it_was,
)
from tongzhuo.honours.models import Noted
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.organisations.queries import people_met_by
from tongzhuo.organisations.requests import Request, taken
from tongzhuo.organisations.states import SPEAKERS
from tongzhuo.people.models import Person
from tongzhuo.records.models import ServiceRecord
from tongzhuo.records.queries import records_visible_to
from tongzhuo.service.models import Shift
from tongzhuo.service.queries import activities_run_by
from tongzhuo.service.states import SignUpState

A_LIST = 20
CORRECT: dict[str, tuple[Callable[[Viewer], QuerySet[Any]], type[Any], Callable[..., Noted]]] = {
    "training": (queries.trainings_visible_to, CorrectTrainingForm, actions.correct_training),
    "award": (queries.awards_visible_to, CorrectAwardForm, actions.correct_award),
    "evaluation": (queries.evaluations_visible_to, CorrectEvaluationForm, actions.correct_evaluation),
}


@require_GET
def desk(request: Request) -> HttpResponse:
    """What waits for a word, what may be written, and what was written last."""
    viewer = _writer(request)
    own = queries.written_by(viewer)
    context = {
        "objections": list(queries.objections_to_answer(viewer)[:A_LIST]),
        "skills": list(queries.skills_to_accept(viewer)[:A_LIST]),
        "trainings": showing.rows(viewer, queries.trainings_visible_to(viewer).filter(own)[:A_LIST]),
        "awards": showing.rows(viewer, queries.awards_visible_to(viewer).filter(own)[:A_LIST]),
        "evaluations": showing.rows(viewer, queries.evaluations_visible_to(viewer).filter(own)[:A_LIST]),
    }
    return render(request, "honours/desk.html", context)


@require_http_methods(["GET", "POST"])
def note_training(request: Request) -> HttpResponse:
    """One form for all who were there; `?shift=` begins with those whose coming was noted."""
    viewer = _writer(request)
    form = TrainingForm(_posted(request), viewer=viewer, initial=_who_came(request) | _asked_for(request))
    if form.is_bound and form.is_valid():
        facts = {"people": form.cleaned_data["people"], "unit": form.unit, "said": form.said}
        if taken(form, lambda: actions.note_training(by=viewer, **facts)):
            return _written(request, len(facts["people"]))
    return _page(request, "honours/note_training.html", form)


@require_http_methods(["GET", "POST"])
def note_award(request: Request) -> HttpResponse:
    viewer = _writer(request)
    form = AwardForm(_posted(request), viewer=viewer, initial=_asked_for(request))
    if form.is_bound and form.is_valid():
        facts = {"people": form.cleaned_data["people"], "unit": form.unit, "said": form.said}
        if taken(form, lambda: actions.note_award(by=viewer, **facts)):
            return _written(request, len(facts["people"]))
    return _page(request, "honours/note_award.html", form)


@require_http_methods(["GET", "POST"])
def give(request: Request) -> HttpResponse:
    """Thanks for a deed. Nobody else reads it until whoever did it says yes."""
    viewer = _writer(request)
    form = HonourForm(_posted(request), viewer=viewer, initial=_asked_for(request))
    if form.is_bound and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("people", "deed", "done_on")}
        if taken(form, lambda: actions.give_honour(by=viewer, unit=form.unit, **facts)):
            return _written(request, len(facts["people"]))
    return _page(request, "honours/give.html", form)


@require_http_methods(["GET", "POST"])
def evaluate(request: Request, code: str) -> HttpResponse:
    """How one confirmed service was done."""
    service = get_object_or_404(records_visible_to(request.viewer), code=code)
    timezone.activate(service.place.time_zone)
    verdict = rules.may_evaluate(request.viewer, service, evaluated=service.evaluations.exists(), at=now())
    if verdict.code in ("not_yours", "own_record"):
        raise Http404
    form = EvaluationForm(_posted(request), initial={"evaluated_on": localdate()})
    if form.is_bound and form.is_valid() and taken(form, _judges(request, service, form)):
        return _written(request, 1)
    return _page(request, "honours/evaluate.html", form, service=service, verdict=verdict)


@require_http_methods(["GET", "POST"])
def correct(request: Request, code: str, kind: str) -> HttpResponse:
    """A line in the place of a wrong one, or one that strikes it out."""
    rows, form_class, action = CORRECT[kind]
    line = get_object_or_404(rows(request.viewer), code=code)
    verdict = rules.may_correct_line(request.viewer, line, corrected=hasattr(line, "corrected_by"))
    if verdict.code == "corrected_already":
        return redirect("honours:of", line.person.code)
    if not verdict:
        raise Http404
    strikes = "strike-reason" in request.POST
    form = form_class(None if strikes else _posted(request), initial=as_it_was(line))
    strike = ReasonForm(request.POST if strikes else None, prefix="strike")
    if _righted(request, line, form, strike, action):
        messages.success(request, _("Put right. The first line stays to be read."))
        return redirect("honours:of", line.person.code)
    return _page(request, "honours/correct.html", form, line=line, title=showing.title_of(line), strike=strike)


def _righted(request: Request, line: Noted, form: Any, strike: ReasonForm, action: Callable[..., Noted]) -> bool:
    sent = strike if strike.is_bound else form
    if not (sent.is_bound and sent.is_valid()):
        return False
    facts = {"by": request.viewer, "line": line, "reason": sent.cleaned_data["reason"]}
    return taken(sent, lambda: actions.strike_line(**facts) if sent is strike else action(**facts, said=form.said))


@require_POST
def accept(request: Request, code: str) -> HttpResponse:
    training = get_object_or_404(queries.trainings_visible_to(request.viewer), code=code)
    actions.accept_skill(by=request.viewer, training=training)
    messages.success(request, _("Accepted. It is among what they can do now."))
    return redirect("honours:desk")


def _judges(request: Request, service: ServiceRecord, form: EvaluationForm) -> Callable[[], object]:
    return lambda: actions.evaluate_service(by=request.viewer, service=service, said=form.said)


def _who_came(request: Request) -> dict[str, Any]:
    """Those who were at a shift that this viewer runs, as the form begins."""
    code = request.GET.get("shift", "")
    runs = activities_run_by(request.viewer).values("pk")
    shift = Shift.objects.select_related("activity").filter(code=code, activity__in=runs).first() if code else None
    if shift is None:
        return {}
    there = Person.objects.filter(
        sign_ups__shift=shift, sign_ups__state__in=(SignUpState.SIGNED_UP, SignUpState.ATTENDED)
    )
    there = (
        there.filter(sign_ups__attendance__isnull=False)
        .exclude(pk=request.viewer.person_id or 0)
        .distinct()
        .order_by("pk")
    )
    hours = (shift.ends - shift.starts).total_seconds() / 3600
    names = "\n".join(f"{person.shown_name} {person.shown_code}" for person in there)
    told = {"people": names, "name": shift.activity.title, "content": shift.activity.content}
    return told | {"hours": f"{hours:.1f}".removesuffix(".0"), "held_on": localdate(shift.starts)}


def _asked_for(request: Request) -> dict[str, Any]:
    """`?person=` names whom a form is about."""
    code = request.GET.get("person", "")
    person = people_met_by(request.viewer).filter(code=code).first() if code else None
    return {"people": f"{person.shown_name} {person.shown_code}"} if person else {}


def _written(request: Request, count: int) -> HttpResponse:
    told = ngettext("Written down for %(n)d person.", "Written down for %(n)d people.", count)
    messages.success(request, told % {"n": count})
    return redirect("honours:desk")


def _page(request: Request, template: str, form: Form, **more: Any) -> HttpResponse:
    wrong = form.errors or getattr(more.get("strike"), "errors", None)
    return render(request, template, {"form": form} | more, status=422 if wrong else 200)


def _posted(request: Request) -> Any:
    return request.POST if request.method == "POST" else None


def _writer(request: Request) -> Viewer:
    if not request.viewer.paths(*SPEAKERS):
        raise Http404
    return request.viewer
