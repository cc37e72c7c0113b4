"""Asking for help in three taps, without an account: say it, look at it, received."""

import datetime as dt
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from tongzhuo.desk.counting import count_ask
from tongzhuo.desk.forms.asking import KEYS, LookForm, NumberForm, SayForm
from tongzhuo.desk.forms.fields import posted
from tongzhuo.desk.keeping import Unsent, remember_sent, was_asked_here
from tongzhuo.desk.rules import may_ask_once_more
from tongzhuo.desk.understanding import understood
from tongzhuo.kernel.codes import read_code
from tongzhuo.kernel.verdicts import OK, Verdict
from tongzhuo.look.dates import day as day_words
from tongzhuo.needs import actions, rules
from tongzhuo.needs.drafts import ConsentNote
from tongzhuo.needs.models import Need
from tongzhuo.needs.queries import community_of, coordinators_of
from tongzhuo.needs.states import CameBy, Urgency
from tongzhuo.organisations.models import Mandate
from tongzhuo.organisations.requests import Request
from tongzhuo.people.models import Person
from tongzhuo.people.states import Agreement, HowAgreed
from tongzhuo.places.models import Place
from tongzhuo.places.queries import living, place_at
from tongzhuo.vocabulary.models import Term
from tongzhuo.vocabulary.states import Shelf


@require_http_methods(["GET", "POST"])
def say(request: Request) -> HttpResponse:
    """First: one's own words, in whatever way."""
    place, unsent = _place_of(request), Unsent(request.session)
    if place is None:
        return redirect("web:places")
    form = SayForm(posted(request), request.FILES or None, unsent=unsent, initial=unsent.facts)
    if request.method == "POST" and form.is_valid():
        key = request.POST.get("key", "")
        _begin(unsent, place, form.cleaned_data["words"], key if key in KEYS else "")
        return redirect("needs:look")
    keys = [{"name": name, "icon": icon, "words": words} for name, (icon, _kind, words) in KEYS.items()]
    context = {"form": form, "keys": keys, "place": place, "desk": _desk_of(place), "unsent": unsent}
    return render(request, "desk/say.html", context)


def _begin(unsent: Unsent, place: Place, words: str, key: str) -> None:
    """What the words seem to say; pressing a key says it as well."""
    found = understood(words, localdate())
    title = found.title or (str(KEYS[key][2]) if key else "")
    unsent.keep(
        place=place.code,
        words=words,
        key=key,
        title=title or (_("A spoken note") if unsent.voice else _("A photo")),
        day=found.day.isoformat() if found.day else "",
        kind=KEYS[key][1] if key else found.kind,
        urgency=found.urgency,
    )


@require_http_methods(["GET", "POST"])
def look(request: Request) -> HttpResponse:
    """Second: what was understood, and who sees what. Sending comes here."""
    unsent = Unsent(request.session)
    place = Place.objects.filter(code=unsent.facts.get("place", "")).first()
    if place is None:
        return redirect("needs:ask")
    timezone.activate(place.time_zone)
    initial = {name: unsent.facts.get(name, "") for name in ("title", "day")}
    initial["spot"] = unsent.facts.get("spot") or _door_of(request)
    form = LookForm(posted(request), today=localdate(), initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data["day"]
        unsent.keep(**form.cleaned_data | {"day": said.isoformat() if said else ""})
        verdict = _may_send(request, place) if "send" in request.POST else None
        if verdict is None or verdict:
            return _send(request, unsent, place) if verdict else redirect("needs:look")
        form.add_error(None, verdict.reason)
    context = {"form": form, "unsent": unsent, "place": place, "around": community_of(place), "desk": _desk_of(place)}
    change = ("all" if form.errors.keys() - {NON_FIELD_ERRORS} else "") or request.GET.get("change", "")
    day = _day(unsent.facts.get("day", ""))
    return render(request, "desk/look.html", context | {"change": change, "day": day_words(day) if day else ""})


def _may_send(request: Request, place: Place) -> Verdict:
    """Counts, and says whether this connection has asked too often. Whoever signed in is not counted."""
    if request.viewer.is_somebody:
        return OK
    desk = _desk_of(place)
    times = count_ask(get_adapter().get_client_ip(request), at=now())
    return may_ask_once_more(times, most=settings.ASKS_AN_HOUR, phone=desk.organisation.phone if desk else "")


def _send(request: Request, unsent: Unsent, place: Place) -> HttpResponse:
    facts, by = unsent.facts, request.viewer
    attachments = unsent.attachments()
    own = Person.objects.select_related("home").filter(pk__in=[by.person_id]).first()
    kind = Term.objects.filter(shelf=Shelf.NEED_KIND, slug=facts.get("kind", "")).first()
    agreed = ConsentNote(how=HowAgreed.TICK, purposes=(Agreement.SHARE_TASK,), given_to=community_of(place).name)
    titles = _titles(facts)
    need = actions.raise_need(
        by=by,
        place=place,
        words=facts["words"],
        title=titles[0],
        title_en=titles[1],
        came_by=_came_by([file.kind for file in attachments]),
        raised_for=own,
        kind=kind,
        urgency=facts.get("urgency", Urgency.ORDINARY),
        spot=facts.get("spot", ""),
        starts_on=_day(facts["day"]),
        consent=agreed,
        attachments=attachments,
    )
    unsent.forget()
    remember_sent(request.session, need.code)
    return redirect("needs:received", need.code)


def _titles(facts: dict[str, Any]) -> tuple[str, str]:
    """A key that was pressed and left as it is speaks both languages."""
    key = facts.get("key", "")
    if key and facts["title"] == str(KEYS[key][2]):
        with override("zh-hans"):
            chinese = str(KEYS[key][2])
        with override("en"):
            return chinese, str(KEYS[key][2])
    return facts["title"], ""


def _came_by(kinds: list[str]) -> CameBy:
    """The way that says most: a voice, then a picture, then writing."""
    return CameBy.SPOKEN if "audio" in kinds else CameBy.PHOTO if kinds else CameBy.WEB


@require_http_methods(["GET", "POST"])
def received(request: Request, code: str) -> HttpResponse:
    """Third: a number, a name and a time. The words only for whoever sent them from here."""
    need = get_object_or_404(Need.objects.select_related("place__parent__parent", "raised_for"), code=code)
    timezone.activate(need.place.time_zone)
    sent_here = was_asked_here(request.session, code)
    own = sent_here or rules.is_own(request.viewer, need)
    may_leave = rules.may_leave_contact(request.viewer, need, asked_here=sent_here, at=now())
    form = NumberForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.leave_contact(by=request.viewer, need=need, contact=form.contact, asked_here=sent_here)
        return redirect("needs:received", code)
    context = {"need": need, "own": own, "desk": _desk_of(need.place), "around": community_of(need.place)}
    return render(request, "desk/received.html", context | {"form": form, "may_leave": may_leave})


def _place_of(request: Request) -> Place | None:
    """The place that was asked for by code or path, the one looked at last, or one's own."""
    asked = request.GET.get("place", "") or request.POST.get("place", "")
    code = read_code(asked)
    if code:
        found = Place.objects.filter(code=code).first()
        return found and living(found)
    path = f"/{asked.strip('/')}/" if asked else request.session.get("place", "") or request.viewer.home
    return place_at(path) if path else None


def _desk_of(place: Place) -> Mandate | None:
    return next(iter(coordinators_of(place)), None)


def _door_of(request: Request) -> str:
    return Person.objects.filter(pk__in=[request.viewer.person_id]).values_list("door", flat=True).first() or ""


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
