"""What was offered to a community: its answer, the team day, and staff who join by the link. Find, act, go on."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongzhuo.companies import actions, queries, rules, telling, tokens
from tongzhuo.companies.forms import AnswerForm, ReasonForm, StaffForm
from tongzhuo.companies.models import Proposal
from tongzhuo.companies.states import ProposalState
from tongzhuo.needs.asked import asked_words
from tongzhuo.organisations.requests import Request, taken
from tongzhuo.organisations.viewers import viewer_of
from tongzhuo.records.showing import pass_of
from tongzhuo.service.models import SignUp

A_PAGE = 50


@require_GET
def offered(request: Request) -> HttpResponse:
    """What companies offer to the needs one keeps: what waits first."""
    if not request.viewer.is_somebody:
        raise Http404
    waiting = list(queries.waiting_for(request.viewer)[:A_PAGE])
    rest = queries.proposals_visible_to(request.viewer).exclude(state=ProposalState.PROPOSED)[:A_PAGE]
    context = {"waiting": waiting, "rest": rest}
    return render(request, "companies/offered.html", context)


@require_GET
def days(request: Request) -> HttpResponse:
    """Every team day of one's company."""
    companies = list(queries.companies_of(request.viewer))
    if not companies:
        raise Http404
    found = queries.proposals_visible_to(request.viewer)
    found = found.filter(package__organisation__in=companies, state=ProposalState.ACCEPTED)[:A_PAGE]
    rows = [(one, shift) for one in found if (shift := queries.shift_of(one)) is not None]
    return render(request, "companies/days.html", {"rows": sorted(rows, key=lambda row: row[1].starts, reverse=True)})


@require_GET
def proposal(request: Request, code: str) -> HttpResponse:
    return _page(request, _proposal(request, code))


@require_POST
def accept(request: Request, code: str) -> HttpResponse:
    found = _proposal(request, code)
    form = AnswerForm(request.POST, package=found.package)
    if form.is_valid() and taken(
        form, lambda: actions.accept_proposal(by=request.viewer, proposal=found, site=form.cleaned_data)
    ):
        messages.success(request, _("Thank you. The company knows, and its people can sign up."))
        return redirect("companies:proposal", found.code)
    return _page(request, found, answer=form)


@require_POST
def decline(request: Request, code: str) -> HttpResponse:
    found = _proposal(request, code)
    actions.decline_proposal(by=request.viewer, proposal=found, reason=request.POST.get("reason", ""))
    messages.success(request, _("The company knows, and its seats are free again."))
    return redirect("companies:proposal", found.code)


@require_POST
def take_back(request: Request, code: str) -> HttpResponse:
    found = _proposal(request, code)
    actions.take_back_proposal(by=request.viewer, proposal=found, reason=request.POST.get("reason", ""))
    messages.success(request, _("It is taken back. You can offer it to another community."))
    return redirect("companies:package", found.package.code)


@require_POST
def joining(request: Request, code: str) -> HttpResponse:
    """A new link for staff, or none any more."""
    found = _proposal(request, code)
    if request.POST.get("do") == "close":
        actions.close_joining(by=request.viewer, proposal=found)
        messages.success(request, _("The link leads nowhere now. Whoever joined by it stays."))
    else:
        actions.open_joining(by=request.viewer, proposal=found)
        messages.success(request, _("Here is the link. Send it to your people."))
    return redirect("companies:proposal", found.code)


@never_cache
@require_http_methods(["GET", "POST"])
def join(request: Request, token: str) -> HttpResponse:
    """The page behind the link: name, a way to be reached, and a yes."""
    read = tokens.read_join(token)
    found = get_object_or_404(queries.whole(Proposal.objects.all()), code=read[0] if read else "")
    shift = queries.shift_of(found)
    if read is None or found.opened_by is None or read[1] != found.join_version or shift is None:
        raise Http404
    timezone.activate(shift.activity.place.time_zone)
    form, signed = StaffForm(request.POST or None), list[SignUp]()
    host = viewer_of(found.opened_by)
    if (
        request.method == "POST"
        and form.is_valid()
        and taken(form, lambda: signed.append(actions.join_team_day(by=host, proposal=found, staff=form.staff())))
    ):
        return redirect("companies:pass", tokens.staff_pass(found, signed[0]))
    here = queries.staff_of(found, shift).count()
    context = {"proposal": found, "shift": shift, "form": form, "free": max(0, queries.places_of(found) - here)}
    context["skills"] = queries.skills_for(shift)
    return render(request, "companies/join.html", context, status=422 if request.method == "POST" else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def staff_pass(request: Request, token: str) -> HttpResponse:
    """The pass of whoever joined; here they also say that they cannot come."""
    codes = tokens.read_staff_pass(token) or ("", "")
    found = get_object_or_404(queries.whole(Proposal.objects.all()), code=codes[0])
    rows = SignUp.objects.select_related(
        "person", "shift__activity__place", "shift__activity__in_charge", "shift__occasion__ask"
    )
    sign_up = get_object_or_404(rows, code=codes[1], team=found.package.organisation)
    timezone.activate(sign_up.shift.activity.place.time_zone)
    if request.method == "POST":
        actions.step_out(by=viewer_of(found.opened_by or found.offered_by), proposal=found, sign_up=sign_up)
        messages.success(request, _("Thank you for saying so. The place is free for a colleague."))
        return redirect("companies:pass", token)
    context = {"proposal": found, "sign_up": sign_up, "shift": sign_up.shift, "token": token}
    return render(request, "companies/pass.html", context | pass_of(request, sign_up))


def _page(request: Request, found: Proposal, *, answer: AnswerForm | None = None) -> HttpResponse:
    timezone.activate(found.need.place.time_zone)
    at, viewer = now(), request.viewer
    shift = queries.shift_of(found)
    places = queries.places_of(found)
    may_open = rules.may_open_joining(viewer, found, people=places > 0)
    context: dict[str, Any] = {
        "proposal": found,
        "package": found.package,
        "need": found.need,
        "parts": [(part.link, asked_words(part.link.occasion.ask, part.link.quantity)) for part in found.parts.all()],
        "site": [(words, found.site.get(name, "")) for name, words in telling.site_words(found.package).items()],
        "may_answer": rules.may_answer_proposal(viewer, found, at=at),
        "answer": answer or AnswerForm(package=found.package),
        "reason": ReasonForm(),
        "may_take_back": rules.may_take_back(viewer, found, begun=queries.has_begun(found, at=at)),
        "may_open": may_open,
        "shift": shift,
        "places": places,
        "staff": list(queries.staff_of(found, shift)) if shift and may_open else [],
        "link": _link(request, found) if may_open and found.opened_by_id else "",
        "ours": rules.speaks(viewer, found.package.organisation_id),
    }
    return render(request, "companies/proposal.html", context, status=422 if answer else 200)


def _link(request: Request, found: Proposal) -> str:
    return request.build_absolute_uri(reverse("companies:join", args=[tokens.join_token(found)]))


def _proposal(request: Request, code: str) -> Proposal:
    return get_object_or_404(queries.proposals_visible_to(request.viewer), code=code)
