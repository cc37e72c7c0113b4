"""An activity is written down, changed, covered, used again, kept as a template. Find, call one action, go back."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongzhuo.organisations.queries import organisations_of
from tongzhuo.organisations.requests import Request, taken
from tongzhuo.people.models import Person
from tongzhuo.projects import queries as projects_seen
from tongzhuo.projects.models import Project
from tongzhuo.rota import queries
from tongzhuo.rota.forms import ActivityForm, CoverForm, TemplateForm
from tongzhuo.service import actions, running
from tongzhuo.service.models import Activity
from tongzhuo.service.queries import activities_run_by, templates_kept_by

A_PAGE = 30


@require_http_methods(["GET", "POST"])
def new_activity(request: Request, code: str) -> HttpResponse:
    """What is asked of whoever comes, what can happen, who covers it: on one page. `?like=` begins with another."""
    found = get_object_or_404(_run(request), code=code)
    like = _like(request)
    form = ActivityForm(request.POST or None, **_choices(request, found), like=like)
    if request.method == "POST" and form.is_valid():
        draft, made = form.draft(found.place, _me(request)), list[Activity]()
        if taken(form, lambda: made.append(actions.open_activity(by=request.viewer, project=found, draft=draft))):
            messages.success(request, _("Now give it a date."))
            return redirect(queries.first_date_of(made[0], like))
    templates = templates_kept_by(request.viewer)[:A_PAGE] if like is None else []
    context = {"project": found, "form": form, "like": like, "templates": templates}
    return _form_page(request, "rota/new_activity.html", context)


@require_http_methods(["GET", "POST"])
def edit_activity(request: Request, code: str) -> HttpResponse:
    """What may still change. Whoever is on a date that is still to come is told."""
    found = queries.activity_run_by(request.viewer, code)
    form = ActivityForm(request.POST or None, **_choices(request, found.project, found), like=found, fresh=False)
    if request.method == "POST" and form.is_valid():
        draft = form.draft(found.place, _me(request))
        if taken(form, lambda: actions.change_activity(by=request.viewer, activity=found, draft=draft)):
            messages.success(request, _("Written down. Whoever is on it hears what has changed."))
            return redirect("service:activity", found.code)
    return _form_page(request, "rota/edit_activity.html", {"activity": found, "form": form})


@require_http_methods(["GET", "POST"])
def cover(request: Request, code: str) -> HttpResponse:
    """Accident cover that came later, or was renewed."""
    found = queries.activity_run_by(request.viewer, code)
    until = {"insurer": found.insurer, "policy_number": found.policy_number, "until": found.insured_until}
    form = CoverForm(request.POST or None, initial=until)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if taken(form, lambda: actions.record_cover(by=request.viewer, activity=found, **said)):
            messages.success(request, _("The cover is written down."))
            return redirect("service:activity", found.code)
    return _form_page(request, "rota/cover.html", {"activity": found, "form": form})


@require_GET
def again(request: Request, code: str) -> HttpResponse:
    """In which project it is used again; and whether it is kept as a template."""
    return _again_page(request, _to_copy(request, code))


@require_POST
def keep_template(request: Request, code: str) -> HttpResponse:
    found = queries.activity_run_by(request.viewer, code)
    form = TemplateForm(request.POST, own=organisations_of(request.viewer))
    said = form.cleaned_data if form.is_valid() else {}
    if said and taken(form, lambda: actions.keep_template(by=request.viewer, activity=found, **said)):
        messages.success(request, _("It stands among your templates now."))
        return redirect("rota:templates")
    return _again_page(request, found, form, status=422)


@require_POST
def drop_template(request: Request, code: str) -> HttpResponse:
    found = get_object_or_404(templates_kept_by(request.viewer), code=code)
    actions.drop_template(by=request.viewer, activity=found)
    messages.success(request, _("It is no template any more. The activity stays."))
    return redirect("rota:templates")


@require_GET
def templates(request: Request) -> HttpResponse:
    """What the viewer's organisations keep to begin with."""
    if not request.viewer.mandates:
        raise Http404
    return render(request, "rota/templates.html", {"rows": templates_kept_by(request.viewer)[:A_PAGE]})


def _again_page(request: Request, found: Activity, form: TemplateForm | None = None, status: int = 200) -> HttpResponse:
    own = organisations_of(request.viewer)
    named = {"name": found.kept_as or found.title, "organisation": found.kept_by_id or request.viewer.acting_for_id}
    may_keep = any(running.may_keep_template(request.viewer, found, one.pk, found.title) for one in own)
    projects = _run(request).filter(state__in=running.TAKES_NEW).order_by("-created", "-pk")[:A_PAGE]
    form = form or (TemplateForm(own=own, initial=named) if may_keep else None)
    context = {"activity": found, "projects": projects, "form": form}
    return render(request, "rota/again.html", context, status=status)


def _form_page(request: Request, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, context, status=422 if context["form"].is_bound else 200)


def _run(request: Request) -> QuerySet[Project]:
    """The projects this viewer runs."""
    return projects_seen.projects_visible_to(request.viewer).filter(projects_seen.run_by(request.viewer))


def _like(request: Request) -> Activity | None:
    """What it begins with; whoever may not copy that finds nothing."""
    code = request.GET.get("like", "")
    return _to_copy(request, code) if code else None


def _to_copy(request: Request, code: str) -> Activity:
    """One that the viewer runs, or a template of an organisation of theirs."""
    found = templates_kept_by(request.viewer).filter(code=code).first()
    return found or get_object_or_404(activities_run_by(request.viewer), code=code)


def _choices(request: Request, project: Project, activity: Activity | None = None) -> dict[str, Any]:
    units = queries.units_near(request.viewer, project)
    if activity is not None and activity.recorded_by is not None:
        units.append(activity.recorded_by)
    people = queries.who_could_be_in_charge(request.viewer, activity.in_charge_id if activity else None)
    return {"units": units, "people": people}


def _me(request: Request) -> Person | None:
    return Person.objects.filter(pk=request.viewer.person_id or 0).first()
