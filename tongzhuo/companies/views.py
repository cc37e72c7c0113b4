"""A company's packages: written page by page, shown, and the communities they fit. Find, call one action, go on."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongzhuo.companies import actions, queries, rules, telling
from tongzhuo.companies.finding import Found, Match, find
from tongzhuo.companies.forms import REACH, SITE, WHAT, Steps
from tongzhuo.companies.models import Package
from tongzhuo.companies.states import PackageState
from tongzhuo.kernel.verdicts import Refused, no, require
from tongzhuo.needs.asked import asked_words
from tongzhuo.needs.models import Need
from tongzhuo.organisations.requests import Request
from tongzhuo.resources.drafts import faults_of
from tongzhuo.resources.kind_forms import KindForm
from tongzhuo.resources.queries import today_at

A_PAGE = 50
QUICKER = ("taken", "seat_filled", "offer_gone", "no_room", "full")


@require_GET
def mine(request: Request) -> HttpResponse:
    """What one's company brings, the newest first, and where each part of it stands."""
    if not request.viewer.is_somebody:
        raise Http404
    found = queries.packages_visible_to(request.viewer).exclude(state=PackageState.CLOSED)[:A_PAGE]
    packages = list(found)
    waiting = queries.proposals_visible_to(request.viewer).filter(package__in=packages)
    context = {
        "companies": list(queries.companies_of(request.viewer)),
        "rows": [(one, [made for made in waiting if made.package_id == one.pk]) for one in packages],
    }
    return render(request, "companies/mine.html", context)


@require_POST
def begin(request: Request) -> HttpResponse:
    companies = queries.companies_of(request.viewer)
    organisation = get_object_or_404(companies, code=request.POST.get("organisation", ""))
    package = actions.begin_package(by=request.viewer, organisation=organisation)
    return redirect("companies:write", package.code, WHAT)


@require_http_methods(["GET", "POST"])
def write(request: Request, code: str, slug: str) -> HttpResponse:
    """One page of the form. What was answered is kept, and every page can be opened again."""
    package = _package(request, code)
    require(rules.may_write_package(request.viewer, package))
    steps = Steps(package)
    if slug not in steps.names:
        raise Http404
    if request.method == "POST":
        form = steps.form(slug, request.POST)
        if form.is_valid() and _makes_sense(form, package):
            words = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
            package = actions.say_of_package(by=request.viewer, package=package, step=slug, words=words)
            return _go_on(request, Steps(package), slug)
    else:
        form = steps.form(slug)
        _makes_sense(form, package)
    names = steps.names
    context = {
        "package": package, "form": form, "step": slug, "number": names.index(slug) + 1, "of": len(names),
        "back": steps.before(slug), "is_last": slug == REACH, "is_what": slug == WHAT, "is_site": slug == SITE,
    }  # fmt: skip
    return render(request, "companies/write.html", context, status=422 if request.method == "POST" else 200)


def _makes_sense(form: object, package: Package) -> bool:
    """What an offer of this kind may not be stands beside its field."""
    if not isinstance(form, KindForm) or not form.is_bound or not form.is_valid():
        return True
    place = package.organisation.place
    faults = faults_of(form.draft(place), today=today_at(place, now()))
    for fault in faults:
        form.blame(fault) or form.add_error(None, fault.reason)
    return not faults


def _go_on(request: Request, steps: Steps, slug: str) -> HttpResponse:
    """To the next page; after the last one everything goes on the table, or the page that lacks something opens."""
    package, ahead = steps.package, steps.after(slug)
    if ahead is not None:
        return redirect("companies:write", package.code, ahead)
    drafted = steps.drafts()
    if isinstance(drafted, str):
        messages.warning(request, _("Something is still missing here."))
        return redirect("companies:write", package.code, drafted)
    name, drafts, site = drafted
    try:
        actions.finish_package(by=request.viewer, package=package, name=name, drafts=drafts, site=site)
    except Refused as refused:
        messages.warning(request, refused.verdict.reason)
        return redirect("companies:write", package.code, slug)
    return redirect("companies:match", package.code)


@require_GET
def package(request: Request, code: str) -> HttpResponse:
    found = _package(request, code)
    if found.state == PackageState.DRAFTED:
        return redirect("companies:write", found.code, WHAT)
    proposals = list(queries.proposals_visible_to(request.viewer).filter(package=found))
    context = {
        "package": found,
        "items": [item.offer for item in found.items.all()],
        "site": telling.site_words(found),
        "proposals": proposals,
        "may_find": rules.may_find(request.viewer, found),
        "may_close": rules.may_close_package(
            request.viewer, found, waiting=any(one.state == "proposed" for one in proposals)
        ),
    }
    return render(request, "companies/package.html", context)


@require_GET
def match(request: Request, code: str) -> HttpResponse:
    """*Find communities*: up to three, each with its ring as it would look."""
    package = _package(request, code)
    require(rules.may_find(request.viewer, package))
    timezone.activate(package.organisation.place.time_zone)
    return _matches(request, package, find(package, at=now()), at=now())


def _matches(request: Request, package: Package, found: Found, *, at: datetime) -> HttpResponse:
    proposals = queries.proposals_visible_to(request.viewer).filter(package=package)
    offers = queries.offers_in(package)
    context = {
        "package": package,
        "items": offers,
        "headline": telling.headline_of(found.matches, parts=len(offers)),
        "best": next((_row(package, one, at) for one in found.matches), None),
        "others": [_row(package, one, at) for one in found.matches[1:]],
        "obstacles": [telling.obstacle_words(one) for one in found.obstacles],
        "asked": [(asked_words(ask, ask.quantity), ask.need.place, ask.need) for ask in found.asked],
        "waiting": next((one for one in proposals if one.state == "proposed"), None),
        "looking": package.lookouts.filter(ended_at=None).exists(),
    }
    return render(request, "companies/match.html", context)


def _row(package: Package, one: Match, at: datetime) -> dict[str, object]:
    return {
        "match": one,
        "reasons": telling.reasons_of(one),
        "problems": telling.problems_of(package, one, at=at),
        "notes": telling.notes_of(one),
        "brought": [(part, asked_words(part.occasion.ask, part.quantity)) for part in one.brought],
    }


@require_POST
def propose(request: Request, code: str) -> HttpResponse:
    """Offer it to this community. Where somebody was quicker, the next best stands on the page."""
    package = _package(request, code)
    need = get_object_or_404(Need, code=request.POST.get("need", ""))
    matches = find(package, at=now(), needs=[need.pk]).matches
    try:
        if not matches:
            raise Refused(no("taken", _("Somebody was quicker: there is nothing left there for what you bring.")))
        made = actions.propose(by=request.viewer, package=package, proposed=matches[0].proposed)
    except Refused as refused:
        if refused.verdict.code not in QUICKER:
            raise
        messages.warning(request, _("Somebody was quicker there. This is the next best."))
        return redirect("companies:match", package.code)
    messages.success(request, _("It is on its way to %(where)s.") % {"where": need.place.name})
    return redirect("companies:proposal", made.code)


@require_POST
def look_out(request: Request, code: str) -> HttpResponse:
    package = _package(request, code)
    actions.look_out(by=request.viewer, package=package)
    messages.success(request, _("We tell you as soon as a community fits."))
    return redirect("companies:match", package.code)


@require_POST
def close(request: Request, code: str) -> HttpResponse:
    package = _package(request, code)
    drafted = package.state == PackageState.DRAFTED
    actions.close_package(by=request.viewer, package=package)
    off = _("It is off the table. What was promised stays promised.")
    messages.success(request, _("The draft is gone.") if drafted else off)
    return redirect("companies:mine")


def _package(request: Request, code: str) -> Package:
    return get_object_or_404(queries.packages_visible_to(request.viewer), code=code)
