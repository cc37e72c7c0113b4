"""What the office, the charity, the committee and applicants write down. A form each, on one plain page."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongzhuo.funds import actions, queries, rules
from tongzhuo.funds.forms import (
    BudgetForm,
    FundForm,
    MeetingForm,
    PayForm,
    ProposalForm,
    ReceiptForm,
    SeatForm,
    SpentForm,
)
from tongzhuo.funds.models import Fund, FundMember, FundReceipt, GrantApplication
from tongzhuo.funds.states import ApplicationState, FundState
from tongzhuo.funds.views import find_application, find_fund
from tongzhuo.kernel.verdicts import require
from tongzhuo.organisations.requests import Request, taken
from tongzhuo.organisations.states import KEEPERS

PAGE = require_http_methods(["GET", "POST"])


@dataclass(frozen=True)
class Writing:
    """A page with one form: its title, the sentence below, the button, what is said when it is done, and where from."""

    title: str
    button: str
    done: str
    back: str
    where: str
    lead: str = ""


def _of_fund(fund: Fund, title: str, button: str, done: str, lead: str = "") -> Writing:
    return Writing(title, button, done, reverse("funds:fund", args=[fund.code]), fund.name, lead)


def _of_grant(grant: GrantApplication, title: str, button: str, done: str, lead: str = "") -> Writing:
    return Writing(title, button, done, reverse("funds:grant", args=[grant.code]), grant.title, lead)


def _write(request: Request, form: forms.Form, act: Callable[[], object], page: Writing) -> HttpResponse:
    if form.is_bound and form.is_valid() and taken(form, act):
        messages.success(request, page.done)
        return redirect(page.back)
    return render(request, "funds/write.html", {"form": form, "page": page}, status=422 if form.errors else 200)


def _data(request: Request) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


@PAGE
def propose(request: Request) -> HttpResponse:
    """The office of a community proposes a fund; the charity answers."""
    if not request.viewer.paths(*KEEPERS):
        raise Http404
    form = FundForm(_data(request), viewer=request.viewer)
    page = Writing(
        _("A fund for your community"),
        _("Ask the charity"),
        _("The charity has it. The fund begins with its yes."),
        reverse("funds:funds"),
        _("Community funds"),
        _("Neighbours decide, a charity keeps the money, and every three months everybody reads what became of it."),
    )
    return _write(
        request,
        form,
        lambda: actions.propose_fund(by=request.viewer, place=form.cleaned_data["place"], draft=form.draft),
        page,
    )


@require_POST
def accept(request: Request, code: str) -> HttpResponse:
    fund = _fund(request, code, office=True, charity=True)
    actions.accept_fund(by=request.viewer, fund=fund)
    messages.success(request, _("The fund runs."))
    return redirect("funds:fund", code)


@require_POST
def end(request: Request, code: str) -> HttpResponse:
    fund = _fund(request, code, office=True, charity=True)
    actions.end_fund(by=request.viewer, fund=fund)
    messages.success(request, _("Ended. The full account is due in three months."))
    return redirect("funds:fund", code)


@require_POST
def publish(request: Request, code: str) -> HttpResponse:
    fund = _fund(request, code, office=True, charity=True)
    made = actions.publish_disclosure(by=request.viewer, fund=fund)
    messages.success(request, _("Published. It stays as it is."))
    return redirect("funds:disclosure", made.code)


@PAGE
def seat(request: Request, code: str) -> HttpResponse:
    fund = _fund(request, code, office=True)
    form = SeatForm(_data(request), viewer=request.viewer)
    page = _of_fund(fund, _("Give somebody a seat"), _("Give the seat"), _("They sit in the committee now."))
    return _write(request, form, lambda: actions.seat_member(by=request.viewer, fund=fund, **form.cleaned_data), page)


@require_POST
def leave(request: Request, code: str) -> HttpResponse:
    rows: QuerySet[FundMember] = FundMember.objects.filter(fund__in=queries.funds_visible_to(request.viewer))
    found = get_object_or_404(rows.select_related("fund__place"), code=code)
    if not (rules.keeps(request.viewer, found.fund.place) or found.person_id == (request.viewer.person_id or 0)):
        raise Http404
    actions.leave_seat(by=request.viewer, seat=found)
    messages.success(request, _("The seat is free."))
    return redirect("funds:fund", found.fund.code)


@PAGE
def budget(request: Request, code: str) -> HttpResponse:
    fund = _fund(request, code, office=True)
    form = BudgetForm(_data(request), fund=fund, initial={"year": queries.today_of(fund).year})
    page = _of_fund(fund, _("The budget of a year"), _("Write it down"), _("The budget is set."))
    return _write(request, form, lambda: actions.set_budget(by=request.viewer, fund=fund, **form.cleaned_data), page)


@PAGE
def receipt(request: Request, code: str) -> HttpResponse:
    fund = _fund(request, code, charity=True)
    form = ReceiptForm(_data(request), fund=fund)
    lead = _("Only what is in the account of the charity already. No money is taken in here.")
    page = _of_fund(fund, _("Money that came in"), _("Write it down"), _("It stands in the book."), lead)
    return _write(request, form, lambda: actions.take_in(by=request.viewer, fund=fund, money=form.draft), page)


@require_POST
def name(request: Request, code: str) -> HttpResponse:
    """The giver agreed to be named, or takes that back."""
    rows: QuerySet[FundReceipt] = FundReceipt.objects.filter(fund__in=queries.funds_visible_to(request.viewer))
    found = get_object_or_404(rows.select_related("fund"), code=code)
    if not rules.may_name_giver(request.viewer, found.fund):
        raise Http404
    actions.name_giver(by=request.viewer, receipt=found, named="named" in request.POST)
    messages.success(request, _("Done. It counts from this moment on."))
    return redirect("funds:fund", found.fund.code)


@PAGE
def ask(request: Request, code: str) -> HttpResponse:
    """An organisation applies, for itself or for a project that it runs."""
    fund = find_fund(request, code)
    if fund.state != FundState.RUNNING or not queries.applicants_of(request.viewer).exists():
        raise Http404
    form = ProposalForm(_data(request), fund=fund, viewer=request.viewer)
    done = _("Handed in. The committee decides at its next meeting.")
    page = _of_fund(fund, _("Apply for a grant"), _("Hand it in"), done)
    return _write(request, form, lambda: actions.apply_for_grant(by=request.viewer, fund=fund, draft=form.draft), page)


@require_POST
def withdraw(request: Request, code: str) -> HttpResponse:
    found = _spoken_for(request, code)
    actions.withdraw_application(by=request.viewer, application=found)
    messages.success(request, _("Taken back."))
    return redirect("funds:fund", found.fund.code)


@PAGE
def decide(request: Request, code: str) -> HttpResponse:
    """Votes and minutes of a meeting. Whoever speaks for the applicant is told why somebody else writes them."""
    found = find_application(request, code)
    seats = queries.seats_of(found.fund)
    sits = any(one.person_id == request.viewer.person_id for one in seats if request.viewer.is_somebody)
    if not (sits or rules.keeps(request.viewer, found.fund.place)):
        raise Http404
    require(rules.may_write_minutes(request.viewer, found, seats=seats))
    form = MeetingForm(_data(request), application=found, seats=seats)
    lead = _("More for it than against it grants it. Whoever belongs to the applicant steps aside.")
    page = _of_grant(found, _("How the committee decided"), _("Write it down"), _("Decided."), lead)
    return _write(
        request,
        form,
        lambda: actions.decide_application(by=request.viewer, application=found, meeting=form.draft),
        page,
    )


@PAGE
def pay(request: Request, code: str) -> HttpResponse:
    found = find_application(request, code)
    if not rules.hosts(request.viewer, found.fund) or found.state != ApplicationState.GRANTED:
        raise Http404
    form = PayForm(_data(request))
    page = _of_grant(found, _("Pay an instalment"), _("Write it down"), _("Paid. It stands in the book."))
    return _write(
        request,
        form,
        lambda: actions.pay_instalment(by=request.viewer, application=found, amount=form.cleaned_data["amount"]),
        page,
    )


@PAGE
def spend(request: Request, code: str) -> HttpResponse:
    found = _spoken_for(request, code)
    form = SpentForm(_data(request))
    page = _of_grant(found, _("Something was bought"), _("Write it down"), _("It stands in the book."))
    return _write(
        request, form, lambda: actions.spend_grant(by=request.viewer, application=found, spent=form.draft), page
    )


@require_POST
def settle(request: Request, code: str) -> HttpResponse:
    found = _spoken_for(request, code)
    actions.settle_grant(by=request.viewer, application=found)
    messages.success(request, _("Settled. What was left is in the fund again."))
    return redirect("funds:grant", code)


def _spoken_for(request: Request, code: str) -> GrantApplication:
    """Only whoever received or asked for it, and the charity, have this page."""
    found = find_application(request, code)
    if not (rules.speaks(request.viewer, found) or rules.hosts(request.viewer, found.fund)):
        raise Http404
    return found


def _fund(request: Request, code: str, *, office: bool = False, charity: bool = False) -> Fund:
    """For whom this page is: the office of the place, the charity, or both."""
    fund = find_fund(request, code)
    if (office and rules.keeps(request.viewer, fund.place)) or (charity and rules.hosts(request.viewer, fund)):
        return fund
    raise Http404
