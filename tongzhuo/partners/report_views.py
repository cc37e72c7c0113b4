"""Where it went, the report as page, paper and workbook, and the list of goals that kinds of need serve."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tongzhuo.companies.queries import companies_of
from tongzhuo.kernel.verdicts import require
from tongzhuo.needs.asked import asked_words
from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.requests import Request, taken
from tongzhuo.papers.factsheets import FactSheet, Leads, Part, fact_sheet_pdf
from tongzhuo.partners import actions, queries, report_words, reporting, rules
from tongzhuo.partners.forms import PeriodForm, TargetsForm
from tongzhuo.partners.report_words import Value
from tongzhuo.partners.reporting import Report
from tongzhuo.partners.whereabouts import follow, gifts_of
from tongzhuo.partners.workbook import workbook_of
from tongzhuo.vocabulary.queries import terms_on
from tongzhuo.vocabulary.states import Shelf

A_PAGE = 100


@require_GET
def went(request: Request) -> HttpResponse:
    """Everything of one's company that a community has accepted, and where it stands: each gift with its trace."""
    company, companies = _company(request)
    links = list(reporting.seats_of(company)[:A_PAGE])
    context = {
        "company": company,
        "companies": companies,
        "gifts": [(one, *report_words.standing(one)) for one in follow(gifts_of(company)[:A_PAGE])],
        "rows": [(link, asked_words(link.occasion.ask, link.quantity)) for link in links],
    }
    return render(request, "partners/went.html", context)


@require_GET
def report(request: Request) -> HttpResponse:
    company, companies = _company(request)
    form = PeriodForm(request.GET if "since" in request.GET else None, initial=_this_year())
    made = _made(company, form)
    context: dict[str, Any] = {"company": company, "companies": companies, "form": form, "report": made}
    if made is not None:
        context |= {
            "sentence": report_words.sentence_of(made),
            "sections": report_words.sections_of(made),
            "query": f"company={company.code}&since={made.since:%Y-%m-%d}&until={made.until:%Y-%m-%d}",
        }
    return render(request, "partners/report.html", context, status=200 if made else 422)


@require_GET
def report_pdf(request: Request) -> HttpResponse:
    made = _asked(request)
    sheet = FactSheet(
        title=_("What came of it"),
        subtitle=f"{made.organisation.name} · {report_words.period_of(made)}",
        author=made.organisation.name,
        lead=report_words.sentence_of(made),
        printed_on=localdate(),
        parts=tuple(
            Part(one.title, one.columns, tuple(tuple(map(_on_paper, row)) for row in one.rows), one.note)
            for one in report_words.sections_of(made, site=settings.SITE_ADDRESS)
        ),
    )
    content = fact_sheet_pdf(sheet, language=get_language() or "zh-hans")
    return _file(content, "application/pdf", f"{made.organisation.code}-{made.until:%Y-%m-%d}.pdf")


@require_GET
def report_xlsx(request: Request) -> HttpResponse:
    made = _asked(request)
    content = workbook_of(report_words.sections_of(made, site=settings.SITE_ADDRESS))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _file(content, kind, f"{made.organisation.code}-{made.until:%Y-%m-%d}.xlsx")


@require_http_methods(["GET", "POST"])
def targets(request: Request) -> HttpResponse:
    """Which goals each kind of need serves: officials keep the list."""
    require(rules.may_align(request.viewer))
    asked = request.POST.get("kind", "")
    form = TargetsForm(request.POST or None)
    if request.method == "POST":
        kind = get_object_or_404(terms_on(Shelf.NEED_KIND), code=asked)
        if form.is_valid() and taken(form, lambda: actions.align(by=request.viewer, kind=kind, targets=form.listed())):
            messages.success(request, _("Kept. Reports follow it from now on."))
            return redirect("partners:targets")
    rows = [(term, " ".join(said), form if term.code == asked else None) for term, said in queries.alignments()]
    return render(
        request, "partners/targets.html", {"rows": rows, "form": form}, status=422 if request.method == "POST" else 200
    )


def _on_paper(cell: Value) -> str | Leads:
    return cell if isinstance(cell, Leads) else str(cell)


def _company(request: Request) -> tuple[Organisation, list[Organisation]]:
    """The company that the page is about, of those one acts for."""
    companies = list(companies_of(request.viewer))
    asked = request.GET.get("company", "")
    chosen = [one for one in companies if not asked or one.code == asked]
    if not chosen:
        raise Http404
    return chosen[0], companies


def _asked(request: Request) -> Report:
    company, _companies = _company(request)
    made = _made(company, PeriodForm(request.GET if "since" in request.GET else None, initial=_this_year()))
    if made is None:
        raise Http404
    return made


def _made(company: Organisation, form: PeriodForm) -> Report | None:
    if not form.is_bound:
        days = _this_year()
    elif form.is_valid():
        days = form.cleaned_data
    else:
        return None
    return reporting.report_of(company, days["since"], days["until"])


def _this_year() -> dict[str, dt.date]:
    today = localdate()
    return {"since": today.replace(month=1, day=1), "until": today}


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)
