"""A project with its five duties, and a new one. Find, call one action, go back."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongzhuo.gifts.queries import gifts_for
from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.queries import organisations_of
from tongzhuo.organisations.requests import Request, taken
from tongzhuo.organisations.states import KEEPERS
from tongzhuo.people.models import Person
from tongzhuo.projects import actions as duties
from tongzhuo.projects import queries as projects_seen
from tongzhuo.projects import rules as project_rules
from tongzhuo.projects.models import Duty, Project
from tongzhuo.projects.states import DutyKind
from tongzhuo.rota import queries
from tongzhuo.rota.forms import ProjectForm
from tongzhuo.rota.measuring import told
from tongzhuo.service.queries import activities_visible_to
from tongzhuo.vocabulary.amounts import format_amount

A_PAGE = 30


@require_GET
def projects(request: Request) -> HttpResponse:
    """Every project this viewer runs, the newest first."""
    if not request.viewer.is_somebody:
        raise Http404
    rows = _seen(request).filter(projects_seen.run_by(request.viewer)).order_by("-created", "-pk")[:A_PAGE]
    return render(request, "rota/projects.html", {"rows": rows})


@require_GET
def project(request: Request, code: str) -> HttpResponse:
    """What was promised here, who holds which duty, which is vacant, and its activities."""
    found = get_object_or_404(_seen(request), code=code)
    rows = queries.duties_before(request.viewer, found, projects_seen.duties_of(found))
    context = {
        "project": found,
        "rows": [(one, _may_leave(request, one.row.holder)) for one in rows],
        "activities": activities_visible_to(request.viewer).filter(project=found).order_by("pk")[:A_PAGE],
        "runs": project_rules.runs(request.viewer, found) and found.is_running,
        "gifts": [(one, format_amount(one.quantity, one.unit)) for one in gifts_for(found)[:A_PAGE]],
        "measured": told(projects_seen.measured_in(found)),
    }
    return render(request, "rota/project.html", context)


@require_POST
def take_duty(request: Request, code: str) -> HttpResponse:
    """A party takes a vacant duty: only one that the page offered can be chosen."""
    found = get_object_or_404(_seen(request), code=code)
    kind, chosen = request.POST.get("kind", ""), request.POST.get("party", "")
    rows = queries.duties_before(request.viewer, found, projects_seen.duties_of(found))
    offered = {party for one in rows if one.row.kind == kind for party, _name in one.choices}
    if kind not in DutyKind.values or chosen not in offered:
        raise Http404
    body = Organisation.objects.filter(code=chosen).first()
    person = None if body else get_object_or_404(Person, code=chosen)
    duties.hold_duty(by=request.viewer, project=found, kind=kind, person=person, organisation=body)
    messages.success(request, _("Written down. Thank you."))
    return redirect("rota:project", found.code)


@require_POST
def leave_duty(request: Request, code: str) -> HttpResponse:
    rows = Duty.objects.filter(project__in=_seen(request).values("pk"), ended_at=None)
    duty = get_object_or_404(rows.select_related("project__place", "person", "organisation"), code=code)
    duties.leave_duty(by=request.viewer, duty=duty)
    messages.success(request, _("This duty is vacant again."))
    return redirect("rota:project", duty.project.code)


@require_http_methods(["GET", "POST"])
def new_project(request: Request) -> HttpResponse:
    """Something that an office or a team puts on by itself. It begins at once."""
    places, teams = queries.places_tended_by(request.viewer), organisations_of(request.viewer)
    if not request.viewer.mandates:
        raise Http404
    # Who keeps no desk opens projects for a team only.
    team = None if request.viewer.paths(*KEEPERS) else teams.first()
    initial = {"place": places.filter(path=request.viewer.home).first() or places.last(), "team": team}
    form = ProjectForm(request.POST or None, places=places, teams=teams, initial=initial)
    if request.method == "POST" and form.is_valid():
        contact = Person.objects.filter(pk=request.viewer.person_id or 0).first()
        made: list[Project] = []
        said = form.cleaned_data | {"contact": contact}
        if taken(form, lambda: made.append(duties.open_project(by=request.viewer, **said))):
            duties.begin_project(by=request.viewer, project=made[0])
            messages.success(request, _("It has begun. Now write down what takes place."))
            return redirect("rota:project", made[0].code)
    return render(request, "rota/new_project.html", {"form": form}, status=422 if form.is_bound else 200)


def _seen(request: Request) -> QuerySet[Project]:
    return projects_seen.projects_visible_to(request.viewer)


def _may_leave(request: Request, duty: Duty | None) -> bool:
    return duty is not None and bool(project_rules.may_leave_duty(request.viewer, duty, at=now()))
