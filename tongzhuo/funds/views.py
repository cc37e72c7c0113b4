"""What everybody may read of a fund: what is there, what was granted, who decided, and what was disclosed."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from tongzhuo.funds import queries, rules
from tongzhuo.funds.grants import package
from tongzhuo.funds.models import Disclosure, Fund, GrantApplication
from tongzhuo.funds.printing import pdf_of
from tongzhuo.funds.showing import account, votes_in_words, yuan
from tongzhuo.funds.states import PUBLIC, ApplicationState, Choice, FundState
from tongzhuo.organisations.requests import Request
from tongzhuo.organisations.states import KEEPERS

A_PAGE = 30
MOST_SHOWN = 20


@require_GET
def funds(request: Request) -> HttpResponse:
    rows = queries.funds_visible_to(request.viewer).order_by("place__path", "pk")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    there = queries.there_of(page)
    context = {
        "page": page,
        "lines": [(one, yuan(there.get(one.about, 0))) for one in page],
        "may_propose": bool(request.viewer.paths(*KEEPERS)),
    }
    return render(request, "funds/funds.html", context)


@require_GET
def fund(request: Request, code: str) -> HttpResponse:
    found = find_fund(request, code)
    return render(request, "funds/fund.html", _standing(found) | _papers(request, found) | _may(request, found))


def find_fund(request: Request, code: str) -> Fund:
    return get_object_or_404(queries.funds_visible_to(request.viewer), code=code)


def _standing(found: Fund) -> dict[str, Any]:
    """What is there, by what it may be used for, and the budget of this year."""
    stock, owed = queries.stock_of(found), queries.promised(found)
    waiting = sum(rest for _one, rest in owed)
    there, today = queries.total(stock), queries.today_of(found)
    bound: dict[str, int] = {}
    for row in stock:
        if row.lot.purpose is not None:
            bound[row.lot.purpose.name] = bound.get(row.lot.purpose.name, 0) + row.amount
    return {
        "fund": found,
        "there": yuan(there),
        "promised": yuan(waiting),
        "free": yuan(there - waiting),
        "ceiling": yuan(found.ceiling),
        "bound": [(name, yuan(amount)) for name, amount in bound.items()],
        "purposes": list(found.purposes.order_by("slug")),
        "year": today.year,
        "budget": [
            (line, yuan(line.amount), yuan(used), used, line.amount)
            for line, used in queries.budget_of(found, today.year)
        ],
        "today": today,
    }


def _papers(request: Request, found: Fund) -> dict[str, Any]:
    rows = queries.applications_visible_to(request.viewer).filter(fund=found)
    granted = Paginator(rows.filter(state__in=PUBLIC).order_by("-decided_on", "-pk"), A_PAGE)
    page = granted.get_page(request.GET.get("page"))
    money = queries.money_of(list(page))
    published = list(queries.disclosures_visible_to(request.viewer).filter(fund=found))
    due = queries.due_of(found, published)
    given = sum(one.paid for one in money.values())
    receipts = queries.receipts_of(found)[:MOST_SHOWN]
    return {
        "page": page,
        "grants": [(one, yuan(one.granted or 0), yuan(money[one.pk].paid), yuan(money[one.pk].spent)) for one in page],
        "given": yuan(given),
        "waiting": list(rows.filter(state=ApplicationState.SUBMITTED).order_by("pk")[:MOST_SHOWN]),
        "disclosures": published[:MOST_SHOWN],
        "due": due,
        "is_late": due is not None and due.is_late(queries.today_of(found)),
        "receipts": [(one, yuan(one.amount)) for one in receipts],
    }


def _may(request: Request, found: Fund) -> dict[str, Any]:
    viewer, seats = request.viewer, queries.seats_of(found)
    keeps, hosts = rules.keeps(viewer, found.place), rules.hosts(viewer, found)
    return {
        "seats": seats,
        "unnamed": sum(not seat.named for seat in seats),
        "complete": rules.may_meet(seats),
        "keeps": keeps,
        "hosts": hosts,
        "inside": keeps or hosts,
        "may_accept": rules.may_accept_fund(viewer, found),
        "may_apply": found.state == FundState.RUNNING and viewer.is_somebody and bool(viewer.mandates),
        "runs": found.state == FundState.RUNNING,
        "own": viewer.person_id,
    }


@require_GET
def grant(request: Request, code: str) -> HttpResponse:
    """One application: what for, how it was decided, and what became of the money."""
    found = find_application(request, code)
    money = queries.money_of([found])[found.pk]
    votes = list(found.votes.select_related("member__person").order_by("pk"))
    viewer, seats = request.viewer, queries.seats_of(found.fund)
    context = {
        "grant": found,
        "amount": yuan(found.amount),
        "granted": yuan(found.granted or 0),
        "paid": yuan(money.paid),
        "spent": yuan(money.spent),
        "left": yuan(money.left),
        "lines": [(what, yuan(amount)) for what, amount in found.lines],
        "counted": votes_in_words({choice: sum(vote.choice == choice for vote in votes) for choice in Choice.values}),
        "votes": votes,
        "payments": [(on, yuan(amount), amount < 0) for on, amount in queries.payments_of(found)],
        "spendings": [(one, yuan(one.amount)) for one in queries.spendings_of(found)],
        "is_public": found.state in PUBLIC,
        "may_withdraw": rules.may_withdraw_application(viewer, found),
        "may_decide": rules.may_write_minutes(viewer, found, seats=seats),
        "running": found.state == ApplicationState.GRANTED,
        "hosts": rules.hosts(viewer, found.fund),
        "speaks": rules.speaks(viewer, found) or rules.hosts(viewer, found.fund),
        "unpaid": (found.granted or 0) > money.paid,
    }
    return render(request, "funds/grant.html", context)


def find_application(request: Request, code: str) -> GrantApplication:
    return get_object_or_404(queries.applications_visible_to(request.viewer), code=code)


@require_GET
def disclosure(request: Request, code: str) -> HttpResponse:
    found = _disclosure(request, code)
    return render(request, "funds/disclosure.html", {"one": found, "told": account(found)})


@require_GET
def paper(request: Request, code: str) -> HttpResponse:
    """The same on A4."""
    found = _disclosure(request, code)
    headers = {"Content-Disposition": f'inline; filename="{found.shown_code}.pdf"'}
    return HttpResponse(pdf_of(found), content_type="application/pdf", headers=headers)


@require_GET
def open_grants(request: Request, code: str) -> HttpResponse:
    """The grants of one fund as 360Giving JSON, as soon as there is one."""
    told = package([find_fund(request, code)], site=settings.SITE_ADDRESS)
    if not told["grants"]:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{code}.json"'}
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 2}, headers=headers)


def _disclosure(request: Request, code: str) -> Disclosure:
    return get_object_or_404(queries.disclosures_visible_to(request.viewer), code=code)
