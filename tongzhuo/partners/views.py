"""Standing partnerships: suggested by one side, agreed by the other, with goals for a year and how far they are."""

import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongzhuo.companies.forms import ReasonForm
from tongzhuo.companies.queries import companies_of
from tongzhuo.linkages.snapshot import scope_of
from tongzhuo.organisations.requests import Request, taken
from tongzhuo.organisations.states import SPEAKERS
from tongzhuo.organisations.viewers import viewer_of
from tongzhuo.partners import actions, queries, rules
from tongzhuo.partners.forms import GoalsForm, PartnerForm
from tongzhuo.partners.models import Goal, Partnership
from tongzhuo.partners.reporting import reached, report_of
from tongzhuo.partners.states import PartnershipState


@require_http_methods(["GET", "POST"])
def partnerships(request: Request) -> HttpResponse:
    """Those of one's company or one's place; a company suggests one here."""
    if not request.viewer.is_somebody:
        raise Http404
    companies = list(companies_of(request.viewer))
    form = PartnerForm(request.POST or None, within=scope_of(companies[0].place)) if companies else None
    if request.method == "POST":
        if form is None:
            raise Http404
        made: list[Partnership] = []
        if form.is_valid() and taken(form, lambda: made.append(_suggested(request, form))):
            messages.success(request, _("Suggested. The office of the community answers."))
            return redirect("partners:partnership", made[0].code)
    context = {"rows": list(queries.partnerships_of(request.viewer)), "form": form, "companies": companies}
    return render(request, "partners/partnerships.html", context, status=422 if request.method == "POST" else 200)


def _suggested(request: Request, form: PartnerForm) -> Partnership:
    company = companies_of(request.viewer)[0]
    said = form.cleaned_data
    return actions.suggest_partnership(
        by=request.viewer, organisation=company, place=said["place"], purpose=said["purpose"]
    )


@require_GET
def partnership(request: Request, code: str) -> HttpResponse:
    return _page(request, _partnership(request, code))


@require_POST
def answer(request: Request, code: str) -> HttpResponse:
    found = _partnership(request, code)
    agreed = request.POST.get("answer") == "yes"
    actions.answer_partnership(
        by=request.viewer, partnership=found, agreed=agreed, reason=request.POST.get("reason", "")
    )
    messages.success(request, _("Agreed. Now set what you want to reach.") if agreed else _("They are told."))
    return redirect("partners:partnership", found.code)


@require_POST
def goals(request: Request, code: str) -> HttpResponse:
    found = _partnership(request, code)
    form = GoalsForm(request.POST)
    if form.is_valid() and taken(
        form, lambda: actions.set_goals(by=request.viewer, partnership=found, goals=form.goals())
    ):
        messages.success(request, _("The goals are set."))
        return redirect("partners:partnership", found.code)
    return _page(request, found, form=form)


@require_POST
def end(request: Request, code: str) -> HttpResponse:
    found = _partnership(request, code)
    actions.end_partnership(by=request.viewer, partnership=found, reason=request.POST.get("reason", ""))
    messages.success(request, _("It has ended. What you did together stays written down."))
    return redirect("partners:partnerships")


def _page(request: Request, found: Partnership, *, form: GoalsForm | None = None) -> HttpResponse:
    today = localdate()
    by_company = viewer_of(found.suggested_by).speaks_for(found.organisation_id, *SPEAKERS)
    rows = list(found.goals.filter(year=today.year).order_by("kind"))
    may_set = found.state == PartnershipState.AGREED and rules.may_set_goals(request.viewer, found, at=now())
    context = {
        "partnership": found,
        "may_answer": rules.may_answer_partnership(request.viewer, found, suggested_by_company=by_company),
        "may_end": rules.may_end_partnership(request.viewer, found),
        "may_set": may_set,
        "goals": _progress(found, rows, today),
        "form": form or GoalsForm(initial={goal.kind: goal.wanted for goal in rows}),
        "reason": ReasonForm(),
        "year": today.year,
    }
    return render(request, "partners/partnership.html", context, status=422 if form else 200)


def _progress(found: Partnership, rows: list[Goal], today: dt.date) -> list[tuple[Goal, int]]:
    if not rows:
        return []
    report = report_of(found.organisation, today.replace(month=1, day=1), today, path=found.place.path)
    return [(goal, reached(report, goal.kind)) for goal in rows]


def _partnership(request: Request, code: str) -> Partnership:
    return get_object_or_404(queries.partnerships_visible_to(request.viewer), code=code)
