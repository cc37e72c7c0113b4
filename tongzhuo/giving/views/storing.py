"""Stores: what lies where, what comes in and goes out, what two people write off."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongzhuo.gifts import actions, queries, rules
from tongzhuo.gifts.models import Gift, HandOver, Loss, Receipt, Store
from tongzhuo.giving import paperwork
from tongzhuo.giving.shelf import shelf_of
from tongzhuo.giving.store_forms import (
    ArrivedForm,
    CountForm,
    HandOverForm,
    LossForm,
    MoveForm,
    ReceiveForm,
    SettleForm,
    StoreForm,
    UseForm,
)
from tongzhuo.giving.views.giving import pdf
from tongzhuo.kernel.verdicts import require
from tongzhuo.ledger.models import Lot
from tongzhuo.ledger.states import AssetKind
from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.queries import organisations_of
from tongzhuo.organisations.requests import Request, taken
from tongzhuo.vocabulary.amounts import format_amount
from tongzhuo.vocabulary.models import Term


@require_GET
@login_required
def stores(request: Request) -> HttpResponse:
    if not request.viewer.mandates:
        raise Http404
    rows = queries.open_stores(request.viewer)
    return render(request, "giving/stores.html", {"rows": rows, "may_open": _bodies(request).exists()})


@require_http_methods(["GET", "POST"])
@login_required
def new_store(request: Request) -> HttpResponse:
    bodies = _bodies(request)
    if not bodies.exists():
        raise Http404
    form = StoreForm(request.POST or None, bodies=bodies)
    if form.is_valid():
        said = form.cleaned_data
        facts = {"place": said["organisation"].place, **said}
        if taken(form, lambda: actions.open_store(by=request.viewer, **facts)):
            messages.success(request, _("The store is open."))
            return redirect("gifts:stores")
    return render(request, "giving/new_store.html", {"form": form}, status=_status(form))


@require_GET
@login_required
def store(request: Request, code: str) -> HttpResponse:
    """What lies here, what perishes first first; what one person has written off and another has to see."""
    found = _store(request, code)
    context = {
        "store": found,
        "rows": shelf_of(found, today=queries.today_at(found.place)),
        "losses": [
            (loss, format_amount(loss.quantity, loss.lot.asset.unit), rules.may_answer_loss(request.viewer, loss))
            for loss in queries.open_losses(found)
        ],
        "keeps": rules.keeps_store(request.viewer, found),
        "on_the_way": [
            (made, format_amount(made.quantity, made.gift.unit))
            for made in queries.hand_overs_for(request.viewer).filter(store=found, state__in=("sent", "differs"))
        ],
    }
    return render(request, "giving/store.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def lot(request: Request, code: str, lot: str) -> HttpResponse:
    """One lot on its shelf: hand it over, move it, count it, write it off. Each form says what it does."""
    found = _store(request, code)
    require(rules.may_hand_over(request.viewer, found, today=queries.today_at(found.place)))
    kept = get_object_or_404(queries.stock(found), lot__code=lot)
    gift = get_object_or_404(Gift.objects.select_related(*queries.WHOLE), code=kept.lot.about.removeprefix("gift:"))
    forms = _forms(request, found, kept.lot)
    form = forms.get(request.POST.get("do", ""))
    if form and form.is_valid() and taken(form, lambda: _done(request, form, found, gift, kept.lot)):
        messages.success(request, _("Written down. What needs a second person waits for them."))
        return redirect("gifts:store", found.code)
    context = {"store": found, "row": shelf_of(found, today=queries.today_at(found.place), only=kept.lot)[0]}
    context |= {"gift": gift, "forms": forms}
    return render(request, "giving/lot.html", context, status=422 if request.method == "POST" else 200)


def _forms(request: Request, found: Store, lot: Lot) -> dict[str, Any]:
    """The one that was sent is filled in, the others are empty."""
    said = request.POST.get("do", "")

    def begun(name: str) -> dict[str, Any]:
        return {"data": request.POST if name == said else None, "counted_in": unit_of_lot(lot), "prefix": name}

    others = queries.open_stores(request.viewer).exclude(pk=found.pk)
    reached = queries.projects_reached(request.viewer, found)
    return {
        "hand_over": HandOverForm(projects=reached, **begun("hand_over")),
        "move": MoveForm(stores=others, **begun("move")),
        "count": CountForm(**begun("count")),
        "loss": LossForm(**begun("loss")),
    }


def _done(request: Request, form: Any, found: Store, gift: Gift, lot: Lot) -> object:
    said, by, amount = form.cleaned_data, request.viewer, form.quantity
    if isinstance(form, HandOverForm):
        facts: dict[str, Any] = {"store": found, "gift": gift, "lot": lot, "project": said["project"]}
        return actions.hand_over(by=by, quantity=amount, **facts)
    if isinstance(form, MoveForm):
        return actions.move_stock(by=by, source=found, target=said["target"], lot=lot, quantity=amount)
    if isinstance(form, CountForm):
        return actions.count_lot(by=by, store=found, lot=lot, counted=amount, words=said["words"])
    return actions.report_loss(by=by, store=found, lot=lot, quantity=amount, kind=said["kind"], words=said["words"])


@require_http_methods(["GET", "POST"])
@login_required
def receive(request: Request, code: str) -> HttpResponse:
    found = get_object_or_404(queries.gifts_visible_to(request.viewer), code=code)
    came, today = queries.came(found), queries.today_at(found.place)
    require(rules.may_receive(request.viewer, found, came=came, today=today))
    reached = queries.projects_reached(request.viewer, Store(place=found.place))
    form = ReceiveForm(
        request.POST or None,
        gift=found,
        stores=queries.open_stores(request.viewer),
        projects=reached,
        initial={"on": today, "project": found.project_id},
    )
    if form.is_valid() and taken(form, lambda: actions.receive(by=request.viewer, gift=found, **form.facts)):
        messages.success(request, _("Received. Its giver hears it. Now issue the receipt."))
        return redirect("gifts:gift", found.code)
    left = format_amount(queries.owed(found, came), found.unit)
    return render(request, "giving/receive.html", {"form": form, "gift": found, "left": left}, status=_status(form))


@require_POST
@login_required
def issue(request: Request, code: str) -> HttpResponse:
    delivery = get_object_or_404(queries.deliveries_for(request.viewer), code=code)
    receipt = actions.issue_receipt(by=request.viewer, delivery=delivery)
    messages.success(request, _("Receipt %(number)s is issued.") % {"number": receipt.number})
    return redirect("gifts:gift", delivery.gift.code)


@require_GET
@login_required
def receipt(request: Request, code: str) -> HttpResponse:
    rows = Receipt.objects.filter(delivery__gift__in=queries.gifts_visible_to(request.viewer).values("pk"))
    related = rows.select_related("issuer", "handler", "delivery__gift__purpose", "delivery__gift__unit__base")
    found = get_object_or_404(
        related.select_related("delivery__gift__item", "delivery__gift__place", "delivery__gift__person"), code=code
    )
    require(rules.may_know_giver(request.viewer, found.delivery.gift))
    return pdf(paperwork.receipt_of(found), f"receipt-{found.number}.pdf")


@require_http_methods(["GET", "POST"])
@login_required
def hand_over(request: Request, code: str) -> HttpResponse:
    """Counted on arrival; what is missing is settled by whoever sent it."""
    made = get_object_or_404(queries.hand_overs_for(request.viewer), code=code)
    viewer, unit = request.viewer, made.gift.unit
    may_confirm, may_settle = rules.may_confirm_hand_over(viewer, made), rules.may_settle_difference(viewer, made)
    form: ArrivedForm | SettleForm | None = None
    if may_confirm:
        form = ArrivedForm(_posted(request), counted_in=unit)
    elif may_settle:
        form = SettleForm(_posted(request))
    elif request.method == "POST":
        require(may_confirm)
    if form and form.is_valid() and taken(form, lambda: _answered(request, made, form)):
        messages.success(request, _("Thank you. It is written down."))
        return redirect("gifts:hand-over", made.code)
    context = {
        "made": made,
        "form": form,
        "may_confirm": may_confirm,
        "amount": format_amount(made.quantity, unit),
        "counted": format_amount(made.counted or 0, unit),
    }
    return render(request, "giving/hand_over.html", context, status=_status(form) if form else 200)


def _answered(request: Request, made: HandOver, form: Any) -> HandOver:
    words = form.cleaned_data["words"]
    if isinstance(form, ArrivedForm):
        return actions.confirm_hand_over(by=request.viewer, hand_over=made, counted=form.quantity, words=words)
    found = form.cleaned_data["found"] == "yes"
    return actions.settle_difference(by=request.viewer, hand_over=made, found=found, words=words)


@require_POST
@login_required
def answer_loss(request: Request, code: str) -> HttpResponse:
    rows = Loss.objects.filter(store__in=queries.stores_visible_to(request.viewer).values("pk"))
    found = get_object_or_404(rows.select_related("store__place", "lot"), code=code)
    actions.answer_loss(by=request.viewer, loss=found, seen=request.POST.get("seen") == "yes")
    messages.success(request, _("Thank you. It is written down."))
    return redirect("gifts:store", found.store.code)


@require_http_methods(["GET", "POST"])
@login_required
def use(request: Request, code: str) -> HttpResponse:
    """Whoever runs the project saw it in use, or spent it."""
    found = get_object_or_404(queries.gifts_visible_to(request.viewer).exclude(project=None), code=code)
    assert found.project is not None
    project = found.project
    require(rules.may_note_use(request.viewer, project))
    form = UseForm(request.POST or None, counted_in=found.unit)
    if form.is_valid():
        said = {"people": form.cleaned_data["people"], "words": form.cleaned_data["words"]}
        if taken(
            form,
            lambda: actions.note_use(by=request.viewer, gift=found, project=project, quantity=form.quantity, **said),
        ):
            messages.success(request, _("Written down. Its giver hears it."))
            return redirect("gifts:gift", found.code)
    there = sum(row.amount for row in queries.with_project(project, found))
    context = {"form": form, "gift": found, "there": format_amount(there, found.unit)}
    return render(request, "giving/use.html", context, status=_status(form))


@require_POST
@login_required
def give_back(request: Request, code: str) -> HttpResponse:
    found = get_object_or_404(queries.gifts_visible_to(request.viewer), code=code)
    actions.return_loan(by=request.viewer, gift=found)
    messages.success(request, _("It is back with its giver."))
    return redirect("gifts:gift", found.code)


def unit_of_lot(lot: Lot) -> Term | None:
    """Money has no unit of its own in the book: it is written in yuan."""
    if lot.asset.kind == AssetKind.MONEY:
        return Term.objects.filter(shelf="unit", slug="fen").first()
    return lot.asset.unit


def _posted(request: Request) -> QueryDict | None:
    """What was sent, also where every field of it is empty."""
    return request.POST if request.method == "POST" else None


def _store(request: Request, code: str) -> Store:
    return get_object_or_404(queries.stores_visible_to(request.viewer), code=code)


def _bodies(request: Request) -> "Any":
    may = [body.pk for body in organisations_of(request.viewer) if rules.may_open_store(request.viewer, body)]
    return Organisation.objects.filter(pk__in=may).select_related("place").order_by("pk")


def _status(form: Form) -> int:
    return 422 if form.is_bound and form.errors else 200
