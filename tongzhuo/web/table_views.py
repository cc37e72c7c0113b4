"""The steps of a table: draw a plan, change it, send it, answer it. Find, call one action, go back to the need."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongzhuo.kernel.verdicts import require
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.linkages import actions, queries, rules
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.states import LIVING
from tongzhuo.linkages.words import reasons_of
from tongzhuo.needs.actions import take_community_seat
from tongzhuo.needs.asked import asked_words
from tongzhuo.needs.models import Need
from tongzhuo.needs.queries import need_as_seen, needs_visible_to
from tongzhuo.organisations.requests import Request, remember_promise
from tongzhuo.organisations.viewers import viewer_of
from tongzhuo.people.queries import same_person
from tongzhuo.people.tokens import INVITATION, read
from tongzhuo.planning.actions import request_plan
from tongzhuo.planning.views import follow
from tongzhuo.web.grouping import grouped
from tongzhuo.web.table_forms import AnswerForm, SwapForm


@require_POST
def draw(request: Request, code: str) -> HttpResponse:
    """Press *Link*: the worker draws a plan for the whole community, shown at this need."""
    need = _need(request, code)
    return follow(request, request_plan(by=request.viewer, place=need.place), need=need.code)


@require_POST
def send(request: Request, code: str) -> HttpResponse:
    need = _need(request, code)
    sent = actions.send_links(by=request.viewer, need=need, at_once="now" in request.POST)
    for link, verdict in sent.failed:
        messages.warning(
            request, _("%(name)s could not be asked: %(reason)s") % {"name": link.party_name, "reason": verdict.reason}
        )
    count = len({(link.person_id, link.organisation_id, link.offer_id) for link in sent.asked})
    said = ngettext("%(n)d invitation is on its way.", "%(n)d invitations are on their way.", count) % {"n": count}
    return _back(request, need, said if count else "")


@require_POST
def send_now(request: Request, code: str) -> HttpResponse:
    need = _need(request, code)
    actions.send_now(by=request.viewer, need=need)
    return _back(request, need, _("Sent."))


@require_POST
def take_back(request: Request, code: str) -> HttpResponse:
    need = _need(request, code)
    actions.take_back(by=request.viewer, need=need)
    return _back(request, need, _("Taken back. Nobody has seen it."))


@require_POST
def sit_down(request: Request, code: str) -> HttpResponse:
    """The community seat is empty since its coordinator left: another one takes it."""
    need = _need(request, code)
    take_community_seat(by=request.viewer, need=need)
    return _back(request, need, _("You sit at this table for the community."))


@require_GET
def invitations(request: Request) -> HttpResponse:
    """Everything I am asked or have promised."""
    if not request.viewer.is_somebody:
        raise Http404
    links = queries.own_links(request.viewer).filter(state__in=LIVING)
    return render(request, "web/invitations.html", {"groups": grouped(links)})


@require_GET
def invitation(request: Request, code: str) -> HttpResponse:
    """One seat that waits: what, when, where, and why you."""
    link = _link(request, code)
    timezone.activate(link.need.place.time_zone)
    siblings = queries.group_of(link, link.state).select_related("occasion").order_by("starts", "pk")
    context: dict[str, Any] = {
        "link": link,
        "asked": asked_words(link.occasion.ask, link.quantity),
        "reasons": reasons_of(link),
        "seen": need_as_seen(request.viewer, link.need),
        "siblings": siblings,
        "may_accept": rules.may_accept(request.viewer, link, at=now()),
        "may_withdraw": rules.may_withdraw(request.viewer, link),
        "form": AnswerForm(),
    }
    return render(request, "web/invitation.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def one_tap(request: Request, token: str) -> HttpResponse:
    """The same through a signed address, without signing in: read it, say yes or no."""
    codes = read(INVITATION, token)
    person = same_person(codes[1]) if codes else None
    if codes is None or person is None:
        raise Http404
    viewer = viewer_of(person)
    link = get_object_or_404(queries.links_visible_to(viewer), code=codes[0])
    if request.viewer.person_id == person.pk:
        return redirect("linkages:invitation", link.code)
    if request.method == "POST":
        _answer_with_one_tap(request, viewer, link)
        return redirect(request.path)
    timezone.activate(link.need.place.time_zone)
    context = {
        "link": link,
        "asked": asked_words(link.occasion.ask, link.quantity),
        "reasons": reasons_of(link),
        "siblings": queries.group_of(link, link.state).select_related("occasion").order_by("starts", "pk"),
        "may_accept": rules.may_accept(viewer, link, at=now()),
    }
    return render(request, "web/one_tap.html", context)


def _answer_with_one_tap(request: Request, viewer: Viewer, link: Link) -> None:
    if "yes" in request.POST:
        actions.accept_link(by=viewer, link=link)
        messages.success(request, _("Thank you. You have a seat at the table."))
    else:
        actions.decline_link(by=viewer, link=link)
        messages.success(request, _("That’s all right. It changes nothing."))


@require_POST
def accept(request: Request, code: str) -> HttpResponse:
    link = _link(request, code)
    actions.accept_link(by=request.viewer, link=link, only_this="only_this" in request.POST)
    if link.person_id == request.viewer.person_id:
        remember_promise(request, promised=True)
    messages.success(request, _("Thank you. You have a seat at the table."))
    return redirect("linkages:invitation", link.code)


@require_POST
def decline(request: Request, code: str) -> HttpResponse:
    link = _link(request, code)
    form = AnswerForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    actions.decline_link(by=request.viewer, link=link, reason=reason, only_this="only_this" in request.POST)
    messages.success(request, _("That’s all right. It changes nothing."))
    return redirect("linkages:invitation", link.code)


@require_POST
def withdraw(request: Request, code: str) -> HttpResponse:
    link = _link(request, code)
    form = AnswerForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    actions.withdraw_link(by=request.viewer, link=link, reason=reason, only_this="only_this" in request.POST)
    messages.success(request, _("The seat is free again. Thank you for telling us."))
    return (
        redirect("web:need", link.need.code) if "need" in request.POST else redirect("linkages:invitation", link.code)
    )


@require_POST
def remove(request: Request, code: str) -> HttpResponse:
    return _change(request, code, actions.remove_link, _("Taken out of the plan."))


@require_POST
def restore(request: Request, code: str) -> HttpResponse:
    return _change(request, code, actions.restore_link, _("Back in the plan."))


@require_POST
def pin(request: Request, code: str) -> HttpResponse:
    link = _link(request, code)
    actions.pin_link(by=request.viewer, link=link, pinned=not link.pinned)
    return _back(
        request, link.need, _("Stays in the next plan too.") if not link.pinned else _("May change with the next plan.")
    )


@require_http_methods(["GET", "POST"])
def swap(request: Request, code: str) -> HttpResponse:
    """Choose somebody else for this place of the plan."""
    # Late: the engine takes a while to load, and the first page should not wait for it.
    from tongzhuo.planning.alternatives import alternatives

    link = _link(request, code)
    require(rules.may_keep_table(request.viewer, link.need))
    others = alternatives(link, at=now())
    form = SwapForm(request.POST or None, choices=[(other.key, other.party_name) for other in others])
    if request.method == "POST" and form.is_valid():
        chosen = next(other for other in others if other.key == form.cleaned_data["instead"])
        actions.swap_link(by=request.viewer, link=link, person=chosen.person, offer=chosen.offer)
        return _back(request, link.need, _("Swapped."))
    status = 422 if form.is_bound else 200
    asked = asked_words(link.occasion.ask, link.quantity)
    context = {"link": link, "asked": asked, "others": others, "form": form}
    return render(request, "web/swap.html", context, status=status)


def _need(request: Request, code: str) -> Need:
    return get_object_or_404(needs_visible_to(request.viewer).select_related("place"), code=code)


def _link(request: Request, code: str) -> Link:
    return get_object_or_404(queries.links_visible_to(request.viewer), code=code)


def _change(request: Request, code: str, action: Callable[..., list[Link]], said: str) -> HttpResponse:
    link = _link(request, code)
    action(by=request.viewer, link=link)
    return _back(request, link.need, said)


def _back(request: Request, need: Need, said: str) -> HttpResponse:
    if said:
        messages.success(request, said)
    return redirect("web:need", need.code)
