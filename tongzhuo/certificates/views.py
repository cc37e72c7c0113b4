"""One's own certificates, those one's organisation gave, and the public page that says whether one is genuine."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongzhuo.certificates import actions, counted, queries, rules
from tongzhuo.certificates.everything import everything_of
from tongzhuo.certificates.forms import CertificateForm, FileForm, NumberForm, TakeBackForm
from tongzhuo.certificates.made_out import check_address, pdf_of
from tongzhuo.certificates.models import Certificate
from tongzhuo.certificates.queries import Checked
from tongzhuo.kernel.verdicts import require
from tongzhuo.organisations.requests import Request, taken
from tongzhuo.people.models import Person

A_PAGE = 30


@require_http_methods(["GET", "POST"])
def mine(request: Request) -> HttpResponse:
    """Make a certificate, and find those made before."""
    if not request.viewer.is_somebody:
        raise Http404
    person = Person.objects.select_related("home").get(pk=request.viewer.person_id or 0)
    recorders = list(queries.recorders_of(person))
    form = CertificateForm(request.POST or None, person=person, recorders=recorders) if recorders else None
    presses = request.method == "POST" and "look" not in request.POST
    if form and presses and form.is_valid() and not form.look_again() and (made := _made(request, person, form)):
        messages.success(request, _("Here it is. Anybody can check its number."))
        return redirect("certificates:certificate", made.code)
    own = queries.certificates_visible_to(request.viewer).filter(person=person).order_by("-created", "-pk")
    page = Paginator(own, A_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page}
    return render(request, "certificates/mine.html", context, status=422 if presses else 200)


def _made(request: Request, person: Person, form: CertificateForm) -> Certificate | None:
    """None: it was refused, and the form says why."""
    made: list[Certificate] = []
    taken(form, lambda: made.append(actions.issue_certificate(by=request.viewer, person=person, **form.facts)))
    return made[0] if made else None


@require_GET
def everything(request: Request) -> FileResponse:
    """All that is kept about oneself, for nobody else."""
    person = get_object_or_404(Person.objects.select_related("home"), pk=request.viewer.person_id or 0)
    require(rules.may_hold_certificate(request.viewer, person))
    parcel = everything_of(person, at=now())
    return FileResponse(parcel, as_attachment=True, filename=f"tongzhuo-{person.shown_code}.zip")


@require_GET
def given(request: Request) -> HttpResponse:
    """What one's organisation or office answers for."""
    if not request.viewer.mandates:
        raise Http404
    rows = queries.certificates_given_by(request.viewer)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "certificates/given.html", {"page": page})


@require_GET
def certificate(request: Request, code: str) -> HttpResponse:
    return _page(request, _found(request, code))


def _page(request: Request, found: Certificate, form: TakeBackForm | None = None) -> HttpResponse:
    days = {"since": found.first_day, "until": found.last_day}
    person = Person.objects.select_related("home").get(pk=found.person_id)
    lines = queries.confirmed_lines(person, found.recorded_by, **days, activities=found.activities)
    context = {
        "certificate": found,
        "address": check_address(found),
        "minutes_today": sum(service.minutes for service in counted.services(lines)),
        "may_hold": rules.may_hold_certificate(request.viewer, person),
        "may_take_back": rules.may_take_back_certificate(request.viewer, found, "-"),
        "form": form or TakeBackForm(),
    }
    return render(request, "certificates/certificate.html", context, status=422 if form else 200)


@require_GET
def paper(request: Request, code: str) -> HttpResponse:
    found = _held(request, code)
    return _download(pdf_of(found), "application/pdf", f"{found.shown_code}.pdf")


@require_GET
def credential(request: Request, code: str) -> HttpResponse:
    found = _held(request, code)
    return _download(found.seal.document.encode(), "application/json", f"{found.shown_code}.json")


@require_POST
def take_back(request: Request, code: str) -> HttpResponse:
    found = _found(request, code)
    form = TakeBackForm(request.POST)
    if form.is_valid() and taken(
        form,
        lambda: actions.take_back_certificate(by=request.viewer, certificate=found, **form.cleaned_data),
    ):
        messages.success(request, _("Taken back. Whoever checks the number reads why."))
        return redirect("certificates:certificate", found.code)
    require(rules.may_take_back_certificate(request.viewer, found, "-"))
    return _page(request, found, form)


@require_GET
def check(request: Request, code: str) -> HttpResponse:
    """Is this number genuine? For everybody, without signing in."""
    return _answered(request, queries.checked_number(code, at=now()))


@require_http_methods(["GET", "POST"])
def check_any(request: Request) -> HttpResponse:
    """Type a number, or hand in the file."""
    if request.method == "POST":
        file = FileForm(request.POST, request.FILES)
        if file.is_valid():
            return _answered(request, queries.checked_file(file.cleaned_data["file"], at=now()))
        return render(request, "certificates/check_any.html", {"number": NumberForm(), "file": file}, status=422)
    number = NumberForm(request.GET if "number" in request.GET else None)
    if number.is_bound and number.is_valid():
        return redirect("certificates:check", number.cleaned_data["number"])
    context = {"number": number, "file": FileForm()}
    return render(request, "certificates/check_any.html", context, status=422 if number.is_bound else 200)


def _answered(request: Request, checked: Checked) -> HttpResponse:
    """Nobody keeps a copy: what is true of a paper may change."""
    status = 404 if checked.verdict.code == "unknown" else 200
    found = checked.certificate
    levels = counted.named(found.proven) if found else []
    context = {"checked": checked, "proven": levels}
    response = render(request, "certificates/check.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _found(request: Request, code: str) -> Certificate:
    return get_object_or_404(queries.certificates_visible_to(request.viewer).select_related("seal"), code=code)


def _held(request: Request, code: str) -> Certificate:
    found = _found(request, code)
    require(rules.may_hold_certificate(request.viewer, found.person))
    return found


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)
