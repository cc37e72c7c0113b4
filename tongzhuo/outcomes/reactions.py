"""What follows: whoever has the word is asked, and whoever waits for it hears it."""

from typing import Any

from django.urls import reverse

from tongzhuo.kernel.memory import reacts_to
from tongzhuo.kernel.models import Line
from tongzhuo.needs.queries import coordinators_of
from tongzhuo.notices.actions import tell
from tongzhuo.notices.sentences import both
from tongzhuo.outcomes.links import token_for
from tongzhuo.outcomes.models import Claim
from tongzhuo.outcomes.queries import voices_of
from tongzhuo.outcomes.states import Answer
from tongzhuo.people.models import Person

_CLAIMS = Claim.objects.select_related(
    "need__place", "need__raised_for__home", "need__raised_by__home", "claimed_by__home"
)


@reacts_to("outcome.claimed", "outcome.unanswered")
def ask_for_the_word(line: Line) -> None:
    """The person helped by a link that needs no sign-in; the office, so that it can call."""
    claim = _CLAIMS.get(code=line.facts["claim"])
    if not claim.is_waiting:
        return
    for person in voices_of(claim.need):
        _tell(line, claim, person, "outcome.claimed", reverse("outcomes:by-link", args=[token_for(claim, person)]))
    for person in _office(claim):
        if person.pk != claim.claimed_by_id:
            _tell(line, claim, person, "outcome.to_ask", reverse("outcomes:outcome", args=[claim.code]))


@reacts_to("outcome.answered")
def tell_the_word(line: Line) -> None:
    claim = _CLAIMS.get(code=line.facts["claim"])
    if not line.facts["decides"]:
        return
    answer = Answer(line.facts["answer"])
    for person in dict.fromkeys((claim.claimed_by, *_office(claim))):
        page = reverse("outcomes:outcome", args=[claim.code])
        _tell(line, claim, person, "outcome.answered", page, answer=both(lambda: answer.label))


def _office(claim: Claim) -> list[Person]:
    return list(dict.fromkeys(mandate.person for mandate in coordinators_of(claim.need.place)))


def _tell(line: Line, claim: Claim, person: Person, kind: str, url: str, **facts: Any) -> None:
    if person.code == line.actor:
        return
    title = both(lambda: claim.need.shown_title)
    key = f"{kind}:{line.code}:{person.code}"
    tell(to=person, kind=kind, about=line.on, key=key, url=url, need=title, note=claim.note, **facts)
