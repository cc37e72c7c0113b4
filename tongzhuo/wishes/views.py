"""The list, one wish with its form, what became of a claim, and the words that wait for the office."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongzhuo.linkages.models import Link
from tongzhuo.needs.asked import amount_words, asked_words
from tongzhuo.needs.models import Ask, Occasion
from tongzhuo.needs.queries import needs_visible_to
from tongzhuo.needs.states import PUBLIC_STATES, AskKind
from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.requests import Request, taken
from tongzhuo.organisations.states import KEEPERS
from tongzhuo.people.models import Person
from tongzhuo.resources.queries import parties_of
from tongzhuo.wishes import actions, queries, rules
from tongzhuo.wishes.forms import ClaimForm, WordForm
from tongzhuo.wishes.states import WishKind

A_PAGE = 24


@require_GET
def wishes(request: Request) -> HttpResponse:
    """What communities wish for, by place and kind."""
    kind, path = (request.GET.get(name, "").strip() for name in ("kind", "place"))
    every = queries.wishes_visible_to(request.viewer, at=now())
    page = Paginator(queries.narrowed(every, kind=kind, path=path), A_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "page": page,
        "wishes": queries.wishes_of(page),
        "kinds": WishKind.choices,
        "places": queries.places_of(every),
        "asked": {"kind": kind, "place": path},
        "mine": queries.claims_of(request.viewer).exists() if request.viewer.is_somebody else False,
        "keeps": bool(request.viewer.paths(*KEEPERS)),
    }
    return render(request, "wishes/wishes.html", context)


@require_http_methods(["GET", "POST"])
def wish(request: Request, code: str) -> HttpResponse:
    """One wish: take it, take a part of it, or leave a word where one has no account."""
    found, parties = _wish(request, code), parties_of(request.viewer)
    form = _form(request, found, parties)
    if request.method == "POST" and form.is_valid():
        made: list[Any] = []
        act = actions.leave_word if isinstance(form, WordForm) else actions.claim_wish
        if taken(form, lambda: made.append(act(by=request.viewer, occasion=found.occasion, **form.facts))):
            return _thanked(request, found, made[0])
        found = _wish(request, code)  # somebody else may have been quicker
    gone = found.left == 0
    others = queries.next_best(request.viewer, found.ask, at=now()) if gone else []
    context = {"wish": found, "form": form, "gone": gone, "others": others, "is_word": isinstance(form, WordForm)}
    context["money_needs_a_body"] = found.ask.kind == AskKind.MONEY and not _bodies(parties)
    return render(request, "wishes/wish.html", context, status=409 if gone and form.is_bound else _status(form))


def _thanked(request: Request, found: queries.Wish, made: Any) -> HttpResponse:
    if isinstance(made, Link):
        return redirect("wishes:taken", made.code)
    return render(request, "wishes/left.html", {"wish": found, "word": made})


@require_GET
@login_required
def taken_wish(request: Request, code: str) -> HttpResponse:
    """Thank you, what happens next, and the number of the gift."""
    link = get_object_or_404(queries.claims_of(request.viewer), code=code)
    gift = queries.gift_of(link)
    context = {
        "link": link,
        "what": asked_words(link.occasion.ask, link.quantity),
        "gift": gift,
        "may_give_back": rules.may_give_back(request.viewer, link, gift),
    }
    return render(request, "wishes/taken.html", context)


@require_POST
@login_required
def give_back(request: Request, code: str) -> HttpResponse:
    link = get_object_or_404(queries.claims_of(request.viewer), code=code)
    actions.give_back(by=request.viewer, link=link)
    messages.success(request, _("It is open again for somebody else. Thank you for saying so early."))
    return redirect("wishes:wish", link.occasion.ask.code)


@require_GET
@login_required
def words(request: Request) -> HttpResponse:
    """Who left a word and waits for the call of the office."""
    rows = queries.waiting_words(request.viewer)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    shown = [(one, amount_words(one.occasion.ask, one.quantity)) for one in page]
    return render(request, "wishes/words.html", {"page": page, "rows": shown})


@require_POST
@login_required
def answer(request: Request, code: str) -> HttpResponse:
    word = get_object_or_404(queries.words_visible_to(request.viewer), code=code)
    if request.POST.get("to") == "confirmed":
        actions.confirm_word(by=request.viewer, word=word)
        messages.success(request, _("Written down. It is promised from now on."))
    else:
        actions.let_word_go(by=request.viewer, word=word)
        messages.success(request, _("Let go. The wish is as open as before."))
    return redirect("wishes:words")


def _wish(request: Request, code: str) -> queries.Wish:
    """Also one of which nothing is open any more, as long as its need is public."""
    public = needs_visible_to(request.viewer).filter(state__in=PUBLIC_STATES).values("pk")
    rows = Ask.objects.select_related("need__place__parent__parent", "what__base", "unit__base")
    ask = get_object_or_404(rows, code=code, kind__in=rules.WISHED, need__in=public)
    occasion = queries.open_occasions(now()).filter(ask=ask).order_by("starts", "ends", "pk").first()
    last = occasion or Occasion.objects.filter(ask=ask).order_by("-ends", "-pk").first()
    if last is None:
        raise Http404
    last.ask = ask
    return queries.wish_of(last)


def _form(request: Request, found: queries.Wish, parties: list[Organisation | Person]) -> ClaimForm | WordForm:
    if not parties:
        return WordForm(request.POST or None, wish=found)
    if found.ask.kind == AskKind.MONEY:
        parties = _bodies(parties) or parties
    return ClaimForm(request.POST or None, wish=found, parties=parties)


def _bodies(parties: list[Organisation | Person]) -> list[Organisation | Person]:
    return [party for party in parties if isinstance(party, Organisation)]


def _status(form: ClaimForm | WordForm) -> int:
    return 422 if form.is_bound else 200
