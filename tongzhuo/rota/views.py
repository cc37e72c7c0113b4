"""A project with its five duties; a new activity of it, its cover, its weekly dates. Find, call one action, go back."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongzhuo.gifts.queries import gifts_for
from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.queries import holders as holders_of_roles
from tongzhuo.organisations.queries import organisations_of
from tongzhuo.organisations.requests import Request
from tongzhuo.organisations.states import Role
from tongzhuo.people.models import Person
from tongzhuo.projects import actions as duties
from tongzhuo.projects import queries as projects_seen
from tongzhuo.projects import rules as project_rules
from tongzhuo.projects.models import Duty, Project
from tongzhuo.projects.states import DutyKind
from tongzhuo.rota import queries
from tongzhuo.rota.forms import ActivityForm, CoverForm, SeriesForm
from tongzhuo.rota.measuring import told
from tongzhuo.service import actions, rules
from tongzhuo.service.models import Activity
from tongzhuo.service.queries import activities_run_by, activities_visible_to
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
def new_activity(request: Request, code: str) -> HttpResponse:
    """What is asked of whoever comes, what can happen and who covers it: all on one page."""
    found = get_object_or_404(_seen(request).filter(projects_seen.run_by(request.viewer)), code=code)
    form = ActivityForm(request.POST or None, units=_units(request, found))
    if request.method == "POST" and form.is_valid():
        in_charge = Person.objects.filter(pk=request.viewer.person_id or 0).first()
        draft = form.draft(found, in_charge)
        if verdict := rules.may_open_activity(request.viewer, found, draft, at=now()):
            made = actions.open_activity(by=request.viewer, project=found, draft=draft)
            messages.success(request, _("Now give it a date."))
            return redirect("service:activity", made.code)
        form.add_error(None, verdict.reason)
    return _form_page(request, "rota/new_activity.html", {"project": found, "form": form})


@require_http_methods(["GET", "POST"])
def cover(request: Request, code: str) -> HttpResponse:
    """Accident cover that came later, or was renewed."""
    found = _activity(request, code)
    until = {"insurer": found.insurer, "policy_number": found.policy_number, "until": found.insured_until}
    form = CoverForm(request.POST or None, initial=until)
    if request.method == "POST" and form.is_valid():
        actions.record_cover(by=request.viewer, activity=found, **form.cleaned_data)
        messages.success(request, _("The cover is written down."))
        return redirect("service:activity", found.code)
    return _form_page(request, "rota/cover.html", {"activity": found, "form": form})


@require_http_methods(["GET", "POST"])
def series(request: Request, code: str) -> HttpResponse:
    """Every week on the same days, but for some."""
    found = _activity(request, code)
    timezone.activate(found.place.time_zone)
    form = SeriesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = actions.open_series(
            by=request.viewer,
            activity=found,
            weekdays=form.bits,
            hours=(said["from_time"], said["until_time"]),
            dates=(said["starts_on"], said["ends_on"]),
            places=said["places"],
            without=said["without"],
        )
        many = made.shifts.count()
        messages.success(request, ngettext("%(n)d date is open.", "%(n)d dates are open.", many) % {"n": many})
        return redirect("service:activity", found.code)
    return _form_page(request, "rota/series.html", {"activity": found, "form": form})


def _form_page(request: Request, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, context, status=422 if context["form"].is_bound else 200)


def _seen(request: Request) -> QuerySet[Project]:
    return projects_seen.projects_visible_to(request.viewer)


def _activity(request: Request, code: str) -> Activity:
    """Whoever does not run it finds nothing here."""
    return get_object_or_404(activities_run_by(request.viewer), code=code)


def _may_leave(request: Request, duty: Duty | None) -> bool:
    return duty is not None and bool(project_rules.may_leave_duty(request.viewer, duty, at=now()))


def _units(request: Request, found: Project) -> list[Organisation]:
    """Who may record the hours: the viewer's own organisations, the project's team, the office of the place."""
    office = holders_of_roles(found.place.path, Role.COORDINATOR).first()
    near = [found.team, office.organisation if office else None]
    return [*organisations_of(request.viewer), *(unit for unit in near if unit)]
