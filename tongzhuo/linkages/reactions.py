"""What follows once a change to a table is safely in the memory. Safe to run twice."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import now

from tongzhuo.kernel.memory import reacts_to
from tongzhuo.kernel.models import Line
from tongzhuo.kernel.viewer import the_system
from tongzhuo.linkages import actions, queries, rules
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.states import LinkState
from tongzhuo.linkages.words import first_reason
from tongzhuo.needs.asked import asked_words
from tongzhuo.needs.models import Need
from tongzhuo.needs.queries import coordinators_of
from tongzhuo.notices.actions import tell, tell_together
from tongzhuo.notices.sentences import both
from tongzhuo.people.models import Person
from tongzhuo.people.queries import agreed
from tongzhuo.people.states import Agreement
from tongzhuo.people.tokens import INVITATION, signed

ENDED = ("need.withdrawn", "need.merged", "need.referred", "need.declined", "need.unmet")


@reacts_to("need.links_sent", "need.sent_at_once")
def ask_the_parties(line: Line) -> None:
    """Once the ten minutes are over: one notice for all the dates of an ask, and for several asks of one line."""
    asked: dict[tuple[int, int | None, int | None, int | None], Link] = {}
    sent_since = Line.objects.filter(on=line.on, did="need.sent_at_once", pk__gt=line.pk).values_list(
        "facts", flat=True
    )
    told_there = [code for facts in sent_since for code in facts["links"]]
    for link in _links(line).filter(state=LinkState.ASKED, send_at__lte=now()).exclude(code__in=told_there):
        asked.setdefault((link.occasion.ask_id, link.person_id, link.organisation_id, link.offer_id), link)
    told: dict[Person, list[Link]] = {}
    for link in asked.values():
        for person in queries.speakers_of(link):
            told.setdefault(person, []).append(link)
    for person, links in told.items():
        _invite(person, links, line.code)


@reacts_to("link.accepted", "link.declined", "link.expired")
def tell_the_coordinator(line: Line) -> None:
    first = _links(line).first()
    if first is None:
        return
    for mandate in coordinators_of(first.need.place):
        _tell(mandate.person, first, line.did, f"{line.did}:{line.code}:{mandate.person.code}")


@reacts_to("link.withdrawn")
def tell_both_sides(line: Line) -> None:
    """Whoever withdrew knows; the other side is told."""
    tell_the_coordinator(line)
    first = _links(line).first()
    if first is not None and first.answered_by_id not in [person.pk for person in queries.speakers_of(first)]:
        _tell_party(first, "link.taken_back")


@reacts_to(*ENDED)
def release_the_table(line: Line) -> None:
    need = Need.objects.get(code=line.on_code)
    actions.release_links(by=the_system("release"), need=need)


@reacts_to("need.released")
def tell_the_released(line: Line) -> None:
    for link in _links(line):
        _tell_party(link, "need.withdrawn")


def _links(line: Line) -> QuerySet[Link]:
    links = Link.objects.filter(code__in=line.facts.get("links", []))
    return links.select_related(
        "need__place",
        "need__raised_for",
        "occasion__ask__what",
        "occasion__ask__unit",
        "person__home",
        "organisation",
        "offer",
    ).order_by("starts", "pk")


def _tell_party(link: Link, kind: str) -> None:
    for person in queries.speakers_of(link):
        _tell(person, link, kind, f"{kind}:{link.code}:{person.code}")


def _invite(person: Person, links: list[Link], act: str) -> None:
    """Nobody who took back their yes since; whoever reads it in a mail or a text message answers one with one tap."""
    agrees = agreed(person, Agreement.BE_ASKED)
    links = [link for link in links if rules.may_be_asked(link, agreed=agrees)]
    code, alone = links[0].code if links else "", all(link.person_id and not link.offer_id for link in links)
    one_tap = reverse("linkages:one-tap", args=[signed(INVITATION, code, person)])
    tell_together(
        told=[(person, _facts(link)) for link in links],
        kind="link.asked",
        about=f"link:{code}",
        act=f"link.asked:{act}",
        url=one_tap if len(links) == 1 else reverse("linkages:invitations"),
        needs_consent=Agreement.BE_ASKED if alone else "",
    )


def _tell(person: Person, link: Link, kind: str, key: str) -> None:
    url = reverse("web:need", args=[link.need.code])
    tell(to=person, kind=kind, about=f"link:{link.code}", url=url, key=key, **_facts(link))


def _facts(link: Link) -> dict[str, Any]:
    return {
        "need": both(lambda: link.need.shown_title),
        "who": link.party_name,
        "what": both(lambda: asked_words(link.occasion.ask, link.quantity)),
        "where": both(lambda: link.need.place.name),
        "why": both(lambda: first_reason(link)),
        "starts": link.starts,
        "ends": link.ends,
        "zone": link.need.place.time_zone,
        "reason": link.reason,
    }
