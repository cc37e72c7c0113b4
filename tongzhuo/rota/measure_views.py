"""What a project counts, month by month: named, written down, corrected by a line."""

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongzhuo.organisations.requests import Request, taken
from tongzhuo.places.queries import zone_of
from tongzhuo.projects import actions
from tongzhuo.projects.models import Measure, Measurement
from tongzhuo.projects.queries import measured_in, projects_visible_to, run_by
from tongzhuo.rota.measure_forms import CorrectionForm, MeasureForm, MeasurementForm
from tongzhuo.rota.measuring import told


@require_http_methods(["GET", "POST"])
def name_measure(request: Request, code: str) -> HttpResponse:
    project = get_object_or_404(projects_visible_to(request.viewer).filter(run_by(request.viewer)), code=code)
    form = MeasureForm(request.POST or None)
    if form.is_valid() and taken(
        form, lambda: actions.name_measure(by=request.viewer, project=project, **form.cleaned_data)
    ):
        messages.success(request, _("It is counted from now on."))
        return redirect("rota:project", project.code)
    return render(request, "rota/new_measure.html", {"project": project, "form": form}, status=_status(form))


@require_http_methods(["GET", "POST"])
def measure(request: Request, code: str) -> HttpResponse:
    """One thing that is counted, with every line; whoever runs the project adds one."""
    found = get_object_or_404(_measures(request), code=code)
    (seen,) = told(one for one in measured_in(found.project) if one.measure.pk == found.pk)
    today = localdate(now(), zone_of(found.project.place))
    form = MeasurementForm(request.POST or None, measure=found, initial={"on": today})
    if form.is_valid():
        said = form.cleaned_data
        line = {"on": said["on"], "amount": said["in_base"], "note": said["note"]}
        if taken(form, lambda: actions.write_measurement(by=request.viewer, measure=found, **line)):
            messages.success(request, _("Written down."))
            return redirect("rota:measure", found.code)
    context = {"seen": seen, "project": found.project, "form": form}
    return render(request, "rota/measure.html", context, status=_status(form))


@require_http_methods(["GET", "POST"])
def correct_measurement(request: Request, code: str) -> HttpResponse:
    rows = Measurement.objects.filter(measure__in=_measures(request).values("pk"))
    line = get_object_or_404(rows.select_related("measure__unit__base", "measure__project__place"), code=code)
    form = CorrectionForm(request.POST or None, measure=line.measure)
    if form.is_valid():
        said = form.cleaned_data
        facts = {"amount": said["in_base"], "note": said["note"]}
        if taken(form, lambda: actions.correct_measurement(by=request.viewer, line=line, **facts)):
            messages.success(request, _("Corrected. The earlier figure stays readable."))
            return redirect("rota:measure", line.measure.code)
    context = {"line": line, "project": line.measure.project, "form": form}
    return render(request, "rota/correct_measurement.html", context, status=_status(form))


def _measures(request: Request) -> QuerySet[Measure]:
    """Those of the projects this viewer runs: everybody else reads them on the page of the project."""
    rows = Measure.objects.select_related("unit__base", "project__place", "project__team", "project__contact")
    return rows.filter(run_by(request.viewer, "project__"))


def _status(form: Form) -> int:
    return 422 if form.is_bound else 200
