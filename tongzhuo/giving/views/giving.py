"""Promises, terms, whose name stands where: find, call one action, go back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongzhuo.gifts import actions, queries, rules
from tongzhuo.gifts.models import Gift, GiftPhoto, UseChange
from tongzhuo.gifts.states import GiftKind, Naming
from tongzhuo.giving import paperwork
from tongzhuo.giving.forms import PhotoForm, PledgeForm, ReasonForm, TermsForm, UseChangeForm
from tongzhuo.kernel.verdicts import Refused, no, require
from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.queries import organisations_around
from tongzhuo.organisations.requests import Request, taken
from tongzhuo.organisations.states import Kind
from tongzhuo.projects.models import Project
from tongzhuo.projects.queries import projects_visible_to
from tongzhuo.resources.models import Offer
from tongzhuo.resources.queries import offers_of, parties_of
from tongzhuo.resources.states import OfferKind
from tongzhuo.vocabulary.amounts import format_amount
from tongzhuo.vocabulary.states import Shelf

A_PAGE = 30
RECEIVERS = (Kind.COMMITTEE, Kind.STATION, Kind.NGO, Kind.CHARITY, Kind.FOUNDATION)
KIND_OF = {
    OfferKind.GOODS: GiftKind.GOODS,
    OfferKind.MONEY: GiftKind.MONEY,
    OfferKind.SPACE: GiftKind.SPACE,
    OfferKind.PROFESSIONAL: GiftKind.PROFESSIONAL,
    OfferKind.PEOPLE: GiftKind.STAFF,
}


@require_GET
@login_required
def gifts(request: Request) -> HttpResponse:
    """What one gives, and what comes to those for whom one speaks."""
    context = {
        "given": [_row(request, gift) for gift in queries.gifts_given_by(request.viewer)[:A_PAGE]],
        "taken": [_row(request, gift) for gift in queries.gifts_taken_by(request.viewer)[:A_PAGE]],
        "stores": bool(request.viewer.mandates),
    }
    return render(request, "giving/gifts.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def new_gift(request: Request) -> HttpResponse:
    parties = parties_of(request.viewer)
    if not parties:
        raise Refused(no("introduce_first", _("Tell us your name first, then promise something.")))
    offer = offers_of(request.viewer).filter(code=request.GET.get("offer", "")).first()
    project = projects_visible_to(request.viewer).filter(code=request.GET.get("project", "")).first()
    begins = _initial(offer, project)
    form = PledgeForm(request.POST or None, parties=parties, receivers=_receivers(request), initial=begins)
    if form.is_valid():
        known: dict[str, Any] = {"offer": offer, "project": project, "need": project.need if project else None}
        known |= {"place": project.place} if project else {}
        made: list[Gift] = []
        pledged = lambda: made.append(  # noqa: E731 - what `taken` tries
            actions.pledge(by=request.viewer, draft=form.draft(**known), **form.giver)
        )
        if taken(form, pledged):
            messages.success(request, _("Written down. The other side is asked now."))
            return redirect("gifts:gift", made[0].code)
    return render(request, "giving/new.html", {"form": form, "offer": offer, "project": project}, status=_status(form))


@require_GET
def gift(request: Request, code: str) -> HttpResponse:
    found = _gift(request, code)
    viewer, today = request.viewer, queries.today_at(found.place)
    came = queries.came(found)
    change = queries.waiting_change(found)
    context = _row(request, found) | {
        "tally": queries.tally_of(found),
        "owed": format_amount(queries.owed(found, came), found.unit),
        "deliveries": _deliveries(viewer, found),
        "hand_overs": [(made, format_amount(made.quantity, found.unit)) for made in _sent(found)],
        "changes": found.use_changes.select_related("before", "after").order_by("-pk"),
        "photos": queries.shown_photos(found),
        "gives": rules.gives(viewer, found),
        "naming": Naming.choices,
        "may_agree": rules.may_agree_terms(viewer, found),
        "may_change": rules.may_change_terms(viewer, found, came=came, today=today),
        "may_withdraw": rules.may_withdraw_gift(viewer, found),
        "may_receive": rules.may_receive(viewer, found, came=came, today=today),
        "may_ask": rules.may_ask_use_change(viewer, found, asked=change is not None),
        "may_answer": change is not None and rules.may_answer_use_change(viewer, change),
        "may_add_photo": rules.may_add_photo(viewer, found, photos=0),
        "may_use": found.project is not None and rules.may_note_use(viewer, found.project),
        "may_return": rules.may_return_loan(viewer, found),
    }
    return render(request, "giving/gift.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def terms(request: Request, code: str) -> HttpResponse:
    found = _gift(request, code)
    require(
        rules.may_change_terms(request.viewer, found, came=queries.came(found), today=queries.today_at(found.place))
    )
    form = TermsForm(request.POST or None, receivers=_receivers(request, found), initial=_as_written(found))
    if form.is_valid():
        known = {name: getattr(found, name) for name in ("place", "offer", "need", "ask", "project")}
        draft = form.draft(**known)
        if taken(form, lambda: actions.change_terms(by=request.viewer, gift=found, draft=draft)):
            messages.success(request, _("Changed. The other side is asked whether it agrees."))
            return redirect("gifts:gift", found.code)
    return render(request, "giving/terms.html", {"form": form, "gift": found}, status=_status(form))


@require_POST
@login_required
def agree(request: Request, code: str) -> HttpResponse:
    found = actions.agree_terms(by=request.viewer, gift=_gift(request, code))
    messages.success(request, _("It is agreed.") if found.is_agreed else _("You have agreed. The other side is asked."))
    return redirect("gifts:gift", found.code)


@require_POST
@login_required
def withdraw(request: Request, code: str) -> HttpResponse:
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    found = actions.withdraw_gift(by=request.viewer, gift=_gift(request, code), reason=reason)
    messages.success(request, _("It is taken back. Both sides are told."))
    return redirect("gifts:gift", found.code)


@require_POST
@login_required
def naming(request: Request, code: str) -> HttpResponse:
    """The giver's own word, at once everywhere."""
    chosen = request.POST.get("naming", "")
    found = actions.change_naming(by=request.viewer, gift=_gift(request, code), naming=chosen)
    messages.success(request, _("From now on, everywhere."))
    return redirect("gifts:gift", found.code)


@require_http_methods(["GET", "POST"])
@login_required
def another_use(request: Request, code: str) -> HttpResponse:
    found = _gift(request, code)
    require(rules.may_ask_use_change(request.viewer, found, asked=queries.waiting_change(found) is not None))
    form = UseChangeForm(request.POST or None)
    if form.is_valid() and taken(
        form, lambda: actions.ask_use_change(by=request.viewer, gift=found, **form.cleaned_data)
    ):
        messages.success(request, _("The giver is asked. Until then it stays what it is for."))
        return redirect("gifts:gift", found.code)
    return render(request, "giving/another_use.html", {"form": form, "gift": found}, status=_status(form))


@require_POST
@login_required
def answer_use(request: Request, code: str) -> HttpResponse:
    rows = UseChange.objects.filter(gift__in=queries.gifts_visible_to(request.viewer).values("pk"))
    change = get_object_or_404(rows.select_related("gift__person", "gift__organisation"), code=code)
    actions.answer_use_change(by=request.viewer, change=change, agreed=request.POST.get("answer") == "yes")
    messages.success(request, _("Thank you. Whoever asked hears it now."))
    return redirect("gifts:gift", change.gift.code)


@require_http_methods(["GET", "POST"])
@login_required
def photo(request: Request, code: str) -> HttpResponse:
    found = _gift(request, code)
    require(rules.may_add_photo(request.viewer, found, photos=queries.shown_photos(found).count()))
    form = PhotoForm(request.POST or None, request.FILES or None)
    if form.is_valid() and taken(form, lambda: actions.add_photo(by=request.viewer, gift=found, **form.cleaned_data)):
        messages.success(request, _("It is there. Everybody sees it on the page of the gift."))
        return redirect("gifts:gift", found.code)
    return render(request, "giving/photo.html", {"form": form, "gift": found}, status=_status(form))


@require_POST
@login_required
def take_down(request: Request, code: str) -> HttpResponse:
    rows = GiftPhoto.objects.filter(gift__in=queries.gifts_visible_to(request.viewer).values("pk"))
    found = get_object_or_404(rows, code=code)
    actions.take_down_photo(by=request.viewer, photo=found)
    messages.success(request, _("It is taken down."))
    return redirect("gifts:gift", found.gift.code)


@require_GET
@login_required
def agreement(request: Request, code: str) -> HttpResponse:
    found = _gift(request, code)
    require(rules.may_know_giver(request.viewer, found))
    return pdf(paperwork.agreement_of(found), f"{found.shown_code}.pdf")


@require_GET
@login_required
def label(request: Request, code: str) -> HttpResponse:
    found = _gift(request, code)
    return pdf(paperwork.label_of(found), f"label-{found.shown_code}.pdf")


def pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200


def _gift(request: Request, code: str) -> Gift:
    return get_object_or_404(queries.gifts_visible_to(request.viewer), code=code)


def _row(request: Request, found: Gift) -> dict[str, Any]:
    """`giver` is empty for whoever may see the gift and not its giver's name."""
    giver = found.party_name if rules.may_know_giver(request.viewer, found) else ""
    return {"gift": found, "amount": format_amount(found.quantity, found.unit), "giver": giver}


def _deliveries(viewer: Any, found: Gift) -> list[dict[str, Any]]:
    rows = found.deliveries.select_related("store", "lot", "receipt", "handler", "gift").order_by("-pk")
    return [
        {
            "delivery": row,
            "amount": format_amount(row.quantity, found.unit),
            "receipt": getattr(row, "receipt", None),
            "may_issue": rules.takes(viewer, found) and not hasattr(row, "receipt"),
        }
        for row in rows
    ]


def _sent(found: Gift) -> QuerySet[Any]:
    return found.hand_overs.select_related("project", "store").order_by("-pk")


def _receivers(request: Request, found: Gift | None = None) -> QuerySet[Organisation]:
    """Offices, stations, social organisations and charities around; one's own, for money; and who receives it now."""
    own = {held.organisation_id for held in request.viewer.mandates}
    near = organisations_around(request.viewer).filter(kind__in=RECEIVERS)
    rows = Organisation.objects.filter(pk__in=near.values("pk")) | Organisation.objects.filter(pk__in=own)
    rows = rows.exclude(kind=Kind.GOVERNMENT) | Organisation.objects.filter(kind__in=(Kind.CHARITY, Kind.FOUNDATION))
    rows |= Organisation.objects.filter(pk=found.receiver_id if found else 0)
    return rows.select_related("place").order_by("pk")


def _initial(offer: Offer | None, project: Project | None) -> dict[str, Any]:
    if offer is None:
        return {"receiver": project.team_id} if project and project.team_id else {}
    known = offer.what is not None and offer.what.shelf == Shelf.ITEM
    purposed = offer.purpose is not None and offer.purpose.shelf == Shelf.PURPOSE
    return {
        "party": offer.party.code,
        "kind": GiftKind.LOAN if offer.on_loan else KIND_OF.get(OfferKind(offer.kind), GiftKind.GOODS),
        "item": offer.what_id if known else None,
        "item_text": offer.what_text or (offer.title if not known else ""),
        "amount": _as_number(offer.quantity, offer.unit) if offer.kind in (OfferKind.GOODS, OfferKind.MONEY) else "",
        "purpose": offer.purpose_id if purposed else None,
        "naming": Naming.PUBLIC if offer.show_name else Naming.KEPT,
    }


def _as_written(found: Gift) -> dict[str, Any]:
    names = ("kind", "item_text", "quality", "deliver_by", "deliver_to", "return_on", "naming")
    facts = {name: getattr(found, name) for name in names}
    keys = {"item": found.item_id, "purpose": found.purpose_id, "receiver": found.receiver_id, "unit": found.unit_id}
    return facts | keys | {"amount": _as_number(found.quantity, found.unit)}


def _as_number(quantity: int | None, unit: Any) -> str:
    """As it would be typed: yuan of fen, hours of minutes."""
    if quantity is None:
        return ""
    factor = {"fen": 100, "minute": 60}.get(unit.slug if unit else "", 1)
    return f"{quantity / factor:.2f}".rstrip("0").rstrip(".") if factor > 1 else str(quantity)
