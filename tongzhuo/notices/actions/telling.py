"""Telling people: one, one thing for each of several, the same to many, and at the right hour."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import now

from tongzhuo.kernel.memory import record
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.notices.actions.writing import THE_NOTICES, Terms, demand_sentence, write
from tongzhuo.notices.models import Call, Notice, Question
from tongzhuo.notices.quiet import evening_before
from tongzhuo.notices.sentences import grouped, kept
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place


@transaction.atomic
def tell(
    *,
    to: Person,
    kind: str,
    about: str,
    key: str = "",
    url: str = "",
    urgent: bool = False,
    due: datetime | None = None,
    useful_until: datetime | None = None,
    needs_consent: str = "",
    by: Viewer = THE_NOTICES,
    **facts: Any,
) -> Notice | None:
    """Tell one person one thing, once: a second call with the same `key` does nothing and returns None. Without a key,
    the same kind about the same thing is told a person once.

    `about` is like a line's `on` ("need:7K3MQ9XW2C"), `url` a path of this site. Nobody reads it before `due`, and
    after `useful_until` no message leaves. `needs_consent` is a `people.states.Agreement`: without it, or once it is
    withdrawn, nothing is told. Urgent notices come at night to those who chose that. Facts: see `sentences`.
    A kind that has no sentence, or lacks one of its facts, is a ValueError.
    """
    demand_sentence(kind, kept(facts))
    terms = Terms(url, urgent, due, useful_until, needs_consent)
    return write(by=by, to=to.merged_into or to, kind=kind, about=about, key=key, facts=kept(facts), terms=terms)


@transaction.atomic
def tell_together(
    *,
    told: Iterable[tuple[Person, Mapping[str, Any]]],
    kind: str,
    about: str,
    act: str,
    url: str = "",
    urgent: bool = False,
    place: Place | None = None,
    at_one_table: bool = False,
    needs_consent: str = "",
    by: Viewer = THE_NOTICES,
) -> list[Notice]:
    """What one act (its line's code is a good `act`) changed for people: each gets one notice, however many things it
    was ("3 shifts were moved"). An urgent one is a call: its sender sees who has read it. See `Call`, and `tell`.
    """
    things: dict[Person, list[dict[str, Any]]] = {}
    for person, facts in told:
        demand_sentence(kind, kept(facts))
        things.setdefault(person.merged_into or person, []).append(kept(facts))
    call = _call(by, act, kind, place, at_one_table=at_one_table) if urgent and things else None
    terms = Terms(url, urgent, consent=needs_consent, call=call)
    written = [
        write(by=by, to=to, kind=kind, about=about, key=f"{act}:{to.code}", facts=grouped(kind, own), terms=terms)
        for to, own in things.items()
    ]
    return [notice for notice in written if notice is not None]


@transaction.atomic
def tell_urgently(
    *,
    to: Iterable[Person],
    kind: str,
    about: str,
    act: str,
    place: Place,
    url: str = "",
    at_one_table: bool = False,
    by: Viewer,
    **facts: Any,
) -> Call | None:
    """The same urgent word to several people, once for each `act`. Gives the call, where `by` sees who has read it.
    `at_one_table`: they serve with the sender, who may read their display names."""
    people = list(dict.fromkeys(to))
    tell_together(
        told=[(person, facts) for person in people],
        kind=kind,
        about=about,
        act=act,
        url=url,
        urgent=True,
        place=place,
        at_one_table=at_one_table,
        by=by,
    )
    return Call.objects.filter(key=act).first()


def _call(by: Viewer, act: str, kind: str, place: Place | None, *, at_one_table: bool) -> Call:
    facts = {"kind": kind, "sent_by_id": by.person_id, "acting_for_id": by.acting_for_id, "at_one_table": at_one_table}
    call, _is_new = Call.objects.get_or_create(key=act, defaults=facts | {"path": place.path if place else by.home})
    return call


@transaction.atomic
def ask_still_coming(
    *,
    to: Person,
    about: str,
    starts: datetime,
    ends: datetime | None = None,
    zone: str,
    what: Any,
    ask_at: datetime | None = None,
    by: Viewer = THE_NOTICES,
    **facts: Any,
) -> Question | None:
    """Ask somebody the evening before (or at `ask_at`) whether they still come to what starts then; once for one start.

    They answer with one press, from a signed link or here. The answer is the line `question.answered` with the facts
    `about`, `to` (the person's code) and `answer` ("yes", "no"): react to that. Call it off with `take_back`.
    """
    reader, kind = to.merged_into or to, "shift.still_coming"
    said = kept({"what": what, "starts": starts, "ends": ends, "zone": zone} | facts)
    demand_sentence(kind, said)
    if now() >= starts:
        return None
    terms = Terms(due=ask_at or evening_before(starts, zone), useful_until=starts)
    key = f"{kind}:{about}:{reader.code}:{starts.isoformat()}"
    notice = write(by=by, to=reader, kind=kind, about=about, key=key, facts=said, terms=terms)
    return _asked(notice, starts) if notice else None


def _asked(notice: Notice, until: datetime) -> Question:
    question = Question.objects.create(notice=notice, until=until)
    notice.url = reverse("notices:question", args=[question.code])
    notice.save(update_fields=["url"])
    return question


@transaction.atomic
def take_back(*, about: str, kind: str = "", to: Person | None = None, by: Viewer = THE_NOTICES) -> int:
    """What has come to nothing: notices about it that nobody has seen disappear, messages under way do not leave, and
    its questions are over. Returns how many."""
    fresh = Q(seen_at=None) | Q(question__isnull=False)
    gone = Notice.objects.select_for_update(of=("self",)).filter(fresh, about=about, taken_back_at=None)
    gone = gone.filter(**({"kind": kind} if kind else {}) | ({"to": to.merged_into or to} if to else {}))
    found = list(gone.select_related("to__home"))
    for notice in found:
        notice.taken_back_at = now()
        notice.save(update_fields=["taken_back_at"])
        record(by=by, did="notice.taken_back", on=notice, path=notice.to.home.path, about=about)
    return len(found)
