"""One's notices, how one wants to be reached, one-press answers; what did not arrive, and who has seen a call."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongzhuo.kernel.viewer import Viewer
from tongzhuo.notices import actions, letters, queries, rules
from tongzhuo.notices.forms import AddressForm, ChannelForm, DigitsForm, QuietForm, shown_address
from tongzhuo.notices.models import AgreedChannel, Question
from tongzhuo.notices.quiet import usual_night
from tongzhuo.notices.states import OUTSIDE, Answer, Channel
from tongzhuo.organisations.requests import Request
from tongzhuo.organisations.viewers import viewer_of
from tongzhuo.people.forms import attempt
from tongzhuo.people.models import Person
from tongzhuo.people.states import DESK

A_PAGE = 20
LAST_CALLS = 5


@require_safe
@login_required
def notices(request: Request) -> HttpResponse:
    viewer = request.viewer
    page = Paginator(queries.notices_visible_to(viewer), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "unseen": queries.unseen_count(viewer),
        "viewer": viewer,
        "calls": queries.calls_visible_to(viewer)[:LAST_CALLS],
        "keeps_desk": bool(viewer.paths(*DESK)),
    }
    return render(request, "notices/notices.html", context)


@require_POST
@login_required
def open_notice(request: Request, code: str) -> HttpResponse:
    """Marks it as seen and goes on to what it is about."""
    notice = get_object_or_404(queries.notices_visible_to(request.viewer), code=code)
    actions.mark_seen(by=request.viewer, notice=notice)
    here = url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None)
    return HttpResponseRedirect(notice.url) if here else redirect("notices:notices")


@require_POST
@login_required
def all_seen(request: Request) -> HttpResponse:
    actions.mark_all_seen(by=request.viewer)
    return redirect("notices:notices")


@dataclass(frozen=True)
class WayRow:
    """One channel on the page *How we reach you*."""

    channel: Channel
    way: AgreedChannel | None
    form: AddressForm
    digits: DigitsForm
    unsent: bool

    @property
    def shown(self) -> str:
        return shown_address(self.channel, self.way.address) if self.way else ""


@require_http_methods(["GET", "POST"])
@login_required
def reach(request: Request) -> HttpResponse:
    """By which channels, and when not. The hours are posted here; each channel has addresses of its own."""
    me = _me(request)
    form = QuietForm(request.POST if request.method == "POST" else None, initial=_hours(me))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if attempt(form, lambda: actions.set_quiet_hours(by=request.viewer, person=me, **said)):
            messages.success(request, _("Good. Nobody wakes you then."))
            return redirect("notices:reach")
    return _reach_page(request, me, quiet=form)


@require_POST
@login_required
def agree(request: Request) -> HttpResponse:
    me, channel = _me(request), _channel(request)
    form = AddressForm(request.POST, channel=channel, known=queries.addresses_of(me, channel))
    if form.is_valid():
        to = form.cleaned_data["address"]
        way = attempt(form, lambda: actions.agree_to_channel(by=request.viewer, person=me, channel=channel, address=to))
        if way is not None:
            messages.success(request, _("From now on you are told there too, in English.") if way.is_open else _sent())
            return redirect("notices:reach")
    return _reach_page(request, me, address=(channel, form))


@require_POST
@login_required
def confirm(request: Request) -> HttpResponse:
    me, channel = _me(request), _channel(request)
    if channel not in queries.ways_of(me):
        raise Http404
    form = DigitsForm(request.POST)
    if form.is_valid():
        digits = form.cleaned_data["digits"]
        right = attempt(
            form, lambda: actions.confirm_channel(by=request.viewer, person=me, channel=channel, digits=digits)
        )
        if right:
            messages.success(request, _("Confirmed. From now on you are told there too."))
            return redirect("notices:reach")
        if right is False:
            form.add_error("digits", _("These are not the six digits we sent."))
    return _reach_page(request, me, digits=(channel, form))


@require_POST
@login_required
def leave(request: Request) -> HttpResponse:
    actions.leave_channel(by=request.viewer, person=_me(request), channel=_channel(request))
    messages.success(request, _("No more of these. Everything is still here."))
    return redirect("notices:reach")


@require_safe
@login_required
def undelivered(request: Request) -> HttpResponse:
    """For the desk: whom a message did not reach, and why. Without a desk there is no such page."""
    if not request.viewer.paths(*DESK):
        raise Http404
    page = Paginator(queries.undelivered_visible_to(request.viewer), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/undelivered.html", {"page": page})


@require_POST
@login_required
def send_again(request: Request, code: str) -> HttpResponse:
    sending = get_object_or_404(queries.undelivered_visible_to(request.viewer), code=code)
    actions.send_again(by=request.viewer, sending=sending)
    messages.success(request, _("It goes out again."))
    return redirect("notices:undelivered")


@require_safe
@login_required
def call(request: Request, code: str) -> HttpResponse:
    """Who has seen an urgent call, and whom to phone."""
    found = get_object_or_404(queries.calls_visible_to(request.viewer), code=code)
    readers = queries.readers_of(found, request.viewer)
    context = {
        "call": found,
        "said": readers[0].notice.said if readers else None,
        "named": [reader for reader in readers if reader.name],
        "unnamed": sum(1 for reader in readers if not reader.name),
        "unseen": sum(1 for reader in readers if reader.seen_at is None),
    }
    return render(request, "notices/call.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def question(request: Request, code: str) -> HttpResponse:
    found = get_object_or_404(queries.questions_visible_to(request.viewer), code=code)
    return _answer(request, found, request.viewer, how="here")


@require_http_methods(["GET", "POST"])
@never_cache
def answer(request: Request, code: str, signature: str) -> HttpResponse:
    """For whoever holds the signed link: it stands for the reader, for this one question. Opening it answers nothing,
    since post offices open links too."""
    found = Question.objects.select_related("notice__to__home").filter(code=code).first()
    if found is None or not letters.is_signed(found, signature):
        raise Http404
    return _answer(request, found, viewer_of(found.notice.to), how="link")


def _answer(request: Request, found: Question, viewer: Viewer, *, how: str) -> HttpResponse:
    if request.method == "POST":
        actions.answer_question(by=viewer, question=found, answer=request.POST.get("answer", ""), how=how)
        return HttpResponseRedirect(request.path)
    at = now()
    timezone.activate(found.notice.to.home.time_zone)
    context = {
        "question": found,
        "said": found.notice.said,
        "yes": rules.may_answer(viewer, found, answer=Answer.YES, at=at),
        "no": rules.may_answer(viewer, found, answer=Answer.NO, at=at),
    }
    return render(request, "notices/question.html", context)


def _reach_page(
    request: Request,
    me: Person,
    *,
    quiet: QuietForm | None = None,
    address: tuple[str, AddressForm] | None = None,
    digits: tuple[str, DigitsForm] | None = None,
) -> HttpResponse:
    ways, unsent = queries.ways_of(me), queries.digits_unsent(me)
    forms = dict([address] if address else [])
    entered = dict([digits] if digits else [])
    rows = [
        WayRow(
            channel,
            ways.get(channel),
            forms.get(channel) or AddressForm(channel=channel, known=queries.addresses_of(me, channel)),
            entered.get(channel) or DigitsForm(auto_id=f"id_{channel}_%s"),
            channel in unsent,
        )
        for channel in OUTSIDE
        if rules.is_offered(channel)
    ]
    context = {"rows": rows, "quiet": quiet or QuietForm(initial=_hours(me)), "me": me}
    context["may_choose"] = rules.may_choose_channels(request.viewer, me, at=now())
    return render(request, "notices/reach.html", context, status=422 if request.method == "POST" else 200)


def _hours(me: Person) -> dict[str, object]:
    return QuietForm.said(queries.hours_of(me), usual_night())


def _me(request: Request) -> Person:
    me = queries.reader(request.viewer)
    if me is None:
        raise Http404
    return me


def _channel(request: Request) -> str:
    form = ChannelForm(request.POST)
    if not form.is_valid():
        raise Http404
    return str(form.cleaned_data["channel"])


def _sent() -> str:
    return _("Six digits are on their way there. Type them here, and it is confirmed.")
