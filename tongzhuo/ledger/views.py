"""The book for those who read it: accounts with what came and went, and transactions, which can be taken back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongzhuo.kernel.verdicts import require
from tongzhuo.ledger import actions, queries, rules
from tongzhuo.ledger.forms import CloseForm, ReverseForm
from tongzhuo.ledger.models import Transaction
from tongzhuo.ledger.words import amount_in_words, asset_in_words, finding_in_words
from tongzhuo.organisations.requests import Request, taken

A_PAGE = 30
MOST_FINDINGS = 10


@require_GET
def accounts(request: Request) -> HttpResponse:
    return _accounts(request)


def _accounts(request: Request, form: CloseForm | None = None) -> HttpResponse:
    """Whoever reads no book has no such page."""
    if not request.viewer.is_somebody:
        raise Http404
    rows = queries.accounts_visible_to(request.viewer).order_by("place__path", "kind", "pk")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    if not page.object_list and not request.viewer.mandates:
        raise Http404
    totals = queries.totals_of(page)
    audit = queries.audits_visible_to(request.viewer).first()
    context = {
        "page": page,
        "lines": [
            (account, [(asset_in_words(a), amount_in_words(a, n)) for a, n in totals.get(account.pk, ())])
            for account in page
        ],
        "audit": audit,
        "findings": [finding_in_words(finding) for finding in audit.findings[:MOST_FINDINGS]] if audit else [],
        "place": queries.place_kept_by(request.viewer),
        "form": form or CloseForm(),
    }
    return render(request, "ledger/accounts.html", context, status=422 if form else 200)


@require_POST
def close(request: Request) -> HttpResponse:
    """Close the book of the place whose office this is."""
    place = queries.place_kept_by(request.viewer)
    if place is None:
        raise Http404
    form = CloseForm(request.POST)
    if form.is_valid() and taken(
        form, lambda: actions.close_period(by=request.viewer, place=place, until=form.cleaned_data["until"])
    ):
        messages.success(request, _("Closed. Nothing more is written up to that day."))
        return redirect("ledger:accounts")
    return _accounts(request, form)


@require_GET
def account(request: Request, code: str) -> HttpResponse:
    """What is there, and what came and went, the newest first."""
    found = get_object_or_404(queries.accounts_visible_to(request.viewer), code=code)
    page = Paginator(queries.entries_of(found), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "account": found,
        "totals": [(asset_in_words(a), amount_in_words(a, n)) for a, n in queries.totals_of([found]).get(found.pk, ())],
        "stock": [
            (row.lot, asset_in_words(row.lot.asset), amount_in_words(row.lot.asset, row.amount))
            for row in queries.stock_of(found)[:A_PAGE]
        ],
        "page": page,
        "lines": [
            (entry, asset_in_words(entry.asset), amount_in_words(entry.asset, entry.amount, signed=True))
            for entry in page
        ],
    }
    return render(request, "ledger/account.html", context)


@require_GET
def transaction(request: Request, code: str) -> HttpResponse:
    return _transaction(request, _found(request, code))


@require_POST
def reverse(request: Request, code: str) -> HttpResponse:
    found = _found(request, code)
    form = ReverseForm(request.POST)
    made: list[Transaction] = []
    if form.is_valid() and taken(
        form, lambda: made.append(actions.reverse(found, by=request.viewer, **form.cleaned_data))
    ):
        messages.success(request, _("Taken back. Both stay in the book."))
        return redirect("ledger:transaction", made[0].code)
    require(rules.may_touch(request.viewer, queries.turned(queries.entries_in(found))))
    return _transaction(request, found, form)


def _found(request: Request, code: str) -> Transaction:
    return get_object_or_404(queries.transactions_visible_to(request.viewer), code=code)


def _transaction(request: Request, found: Transaction, form: ReverseForm | None = None) -> HttpResponse:
    """Of an account that is not one's own to read only its kind is told."""
    entries = queries.entries_in(found)
    read = set(
        queries.accounts_visible_to(request.viewer)
        .filter(pk__in=[entry.account_id for entry in entries])
        .values_list("pk", flat=True)
    )
    context = {
        "transaction": found,
        "reversed_by": getattr(found, "reversed_by", None),
        "lines": [
            (
                entry,
                entry.account_id in read,
                asset_in_words(entry.asset),
                amount_in_words(entry.asset, entry.amount, signed=True),
            )
            for entry in entries
        ],
        "may_reverse": rules.may_touch(request.viewer, queries.turned(entries)) and queries.stands(found),
        "form": form or ReverseForm(),
    }
    return render(request, "ledger/transaction.html", context, status=422 if form else 200)
