"""Saying that it is done, and the word that decides: signed in, by the link, with the slip, or told to the office."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongzhuo.honours.rules import may_thank
from tongzhuo.kernel.verdicts import require
from tongzhuo.needs.models import Need
from tongzhuo.needs.queries import needs_visible_to, operators_of
from tongzhuo.organisations.requests import Request, taken
from tongzhuo.organisations.states import KEEPERS
from tongzhuo.outcomes import actions, queries, rules
from tongzhuo.outcomes.forms import ClaimForm, SlipForm, ToldForm, WordForm
from tongzhuo.outcomes.models import Claim, Confirmation


@require_http_methods(["GET", "POST"])
def claim(request: Request, code: str) -> HttpResponse:
    """Whoever runs it says what was done."""
    need = get_object_or_404(needs_visible_to(request.viewer), code=code)
    timezone.activate(need.place.time_zone)
    at = now()
    require(rules.may_claim_outcome(request.viewer, need, operators_of(need, at=at), at=at))
    posted = request.method == "POST"
    form = ClaimForm(request.POST, request.FILES) if posted else ClaimForm()
    if posted and form.is_valid() and _claimed(request, need, form):
        messages.success(request, _("Said. Now the person helped has the word."))
        return redirect("web:need", need.code)
    return render(request, "outcomes/claim.html", {"need": need, "form": form}, status=422 if form.errors else 200)


def _claimed(request: Request, need: Need, form: ClaimForm) -> bool:
    return taken(form, lambda: actions.claim_outcome(by=request.viewer, need=need, **form.facts))


@require_GET
def waiting(request: Request) -> HttpResponse:
    """What is said to be done in one's places and has no answer yet."""
    if not request.viewer.paths(*KEEPERS):
        raise Http404
    found = queries.waiting_for_a_word(request.viewer, at=now())
    return render(request, "outcomes/waiting.html", {"waiting": found, "count": len(found.silent) + len(found.asked)})


@require_http_methods(["GET", "POST"])
def outcome(request: Request, code: str) -> HttpResponse:
    """One claim: what was done, and the answer of whoever may give it."""
    found = _claim(request, code)
    voices = queries.voices_of(found.need)
    viewer = request.viewer
    form = WordForm(request.POST or None)
    may_answer = rules.may_answer_outcome(viewer, found, voices)
    if request.method == "POST":
        require(may_answer)
        if form.is_valid() and taken(form, lambda: actions.answer_outcome(by=viewer, claim=found, word=form.word)):
            return _thanked(request, reverse("outcomes:outcome", args=[found.code]))
    context = {
        "claim": found,
        "form": form,
        "may_answer": may_answer,
        "told": ToldForm(voices=voices) if rules.may_write_answer(viewer, found) else None,
        "may_see_slip": rules.may_see_slip(viewer, found),
        "may_take_back": rules.may_take_back_claim(viewer, found),
        "words": _words_read_by(request, found),
        "photos": found.photos.all(),
        "may_thank": may_thank(viewer, found.need, voices=[one.pk for one in voices], served=()),
    }
    return render(request, "outcomes/outcome.html", context, status=422 if form.errors else 200)


@require_POST
def write(request: Request, code: str) -> HttpResponse:
    """The office writes down what it was told."""
    found = _claim(request, code)
    viewer = request.viewer
    require(rules.may_write_answer(viewer, found))
    form = ToldForm(request.POST, voices=queries.voices_of(found.need))
    if form.is_valid() and taken(
        form,
        lambda: actions.write_answer(
            by=viewer, claim=found, word=form.word, how=form.cleaned_data["how"], person=form.speaker
        ),
    ):
        messages.success(request, _("Written down, in their words."))
        return redirect("outcomes:outcome", found.code)
    context = {"claim": found, "told": form, "form": WordForm(), "photos": found.photos.all()}
    return render(request, "outcomes/outcome.html", context, status=422)


@require_POST
def take_back(request: Request, code: str) -> HttpResponse:
    found = _claim(request, code)
    actions.take_back_claim(by=request.viewer, claim=found)
    messages.success(request, _("Taken back. The work goes on."))
    return redirect("web:need", found.need.code)


@require_GET
def slip(request: Request, code: str) -> HttpResponse:
    """The paper that the office hands to the person helped."""
    found = _claim(request, code)
    require(rules.may_see_slip(request.viewer, found))
    return render(request, "outcomes/slip.html", {"claim": found, "address": request.get_host()})


@require_GET
def photo(request: Request, code: str, file: str) -> FileResponse:
    """Read by whoever may read the claim, the holder of the link included."""
    asked = queries.asked_by_token(request.GET.get("by", ""))
    found = asked[0] if asked and asked[0].code == code else _claim(request, code)
    response = FileResponse(get_object_or_404(found.photos.all(), code=file).photo.open(), content_type="image/jpeg")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, max-age=600"
    return response


@require_http_methods(["GET", "POST"])
def by_link(request: Request, token: str) -> HttpResponse:
    """One tap, without signing in. Looking changes nothing."""
    asked = queries.asked_by_token(token)
    require(rules.may_use_link(is_known=asked is not None))
    assert asked
    timezone.activate(asked[0].need.place.time_zone)
    form = WordForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _answered_by_link(request, token, form):
        return _thanked(request, request.path)
    context = {"claim": asked[0], "person": asked[1], "token": token, "form": form, "photos": asked[0].photos.all()}
    return render(request, "outcomes/word.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def by_slip(request: Request) -> HttpResponse:
    """With the code on the paper: first the code, then the answer."""
    typed = SlipForm(request.POST or request.GET or None)
    found = queries.asked_by_slip(typed.cleaned_data["slip"]) if typed.is_bound and typed.is_valid() else None
    if typed.is_bound and typed.is_valid() and found is None:
        typed.add_error("slip", rules.may_use_slip(is_known=False).reason)
    form = WordForm(request.POST if "answer" in request.POST else None)
    if found and form.is_bound and form.is_valid() and _answered_by_slip(request, found, form):
        return _thanked(request, reverse("outcomes:by-slip"))
    context = {"typed": typed, "claim": found, "form": form}
    return render(request, "outcomes/by_slip.html", context, status=422 if typed.errors or form.errors else 200)


def _answered_by_link(request: Request, token: str, form: WordForm) -> bool:
    return taken(form, lambda: actions.answer_by_link(by=request.viewer, token=token, word=form.word))


def _answered_by_slip(request: Request, found: Claim, form: WordForm) -> bool:
    return taken(form, lambda: actions.answer_by_slip(by=request.viewer, slip=found.slip, word=form.word))


def _claim(request: Request, code: str) -> Claim:
    found = get_object_or_404(queries.claims_visible_to(request.viewer), code=code)
    timezone.activate(found.need.place.time_zone)
    return found


def _words_read_by(request: Request, found: Claim) -> list[Confirmation]:
    """Whoever keeps the place and the person helped read every word; whoever claimed reads them once it is decided."""
    said = found.confirmations.select_related("person", "written_by").order_by("pk")
    return list(said) if not found.is_waiting or request.viewer.person_id != found.claimed_by_id else []


def _thanked(request: Request, to: str) -> HttpResponse:
    messages.success(request, _("Thank you. Your word counts."))
    return redirect(to)
