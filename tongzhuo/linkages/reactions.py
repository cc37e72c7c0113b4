"""What follows once a change to a table is safely in the memory. Safe to run twice."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import now

from tongzhuo.kernel.memory import reacts_to
from tongzhuo.kernel.models import Line
from tongzhuo.kernel.viewer import the_system
from tongzhuo.linkages import actions, queries
from tongzhuo.linkages.models import Link
from tongzhuo.linkages.states import LinkState
from tongzhuo.linkages.words import asked_words, first_reason
from tongzhuo.needs.models import Need
from tongzhuo.needs.queries import coordinators_of
from tongzhuo.notices.actions import tell
from tongzhuo.notices.sentences import both
from tongzhuo.people.models import Person
from tongzhuo.people.tokens import INVITATION, signed

ENDED = ("need.withdrawn", "need.merged", "need.referred", "need.declined", "need.unmet")


@reacts_to("need.links_sent", "need.sent_at_once")
def ask_the_parties(line: Line) -> None:
    """Each party gets one notice for all its dates, once the ten minutes are over."""
    told: set[tuple[int, int | None, int | None, int | None]] = set()
    for link in _links(line).filter(state=LinkState.ASKED, send_at__lte=now()):
        party = (link.occasion.ask_id, link.person_id, link.organisation_id, link.offer_id)
        if party not in told:
            told.add(party)
            _tell_party(link, "link.asked")


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


def _tell(person: Person, link: Link, kind: str, key: str) -> None:
    if kind == "link.asked":  # whoever reads it in a mail or a text message answers with one tap
        url = reverse("linkages:one-tap", args=[signed(INVITATION, link.code, person)])
    else:
        url = reverse("web:need", args=[link.need.code])
    tell(
        to=person,
        kind=kind,
        about=f"link:{link.code}",
        url=url,
        key=key,
        need=both(lambda: link.need.shown_title),
        who=link.party_name,
        what=both(lambda: asked_words(link.occasion.ask, link.quantity)),
        where=both(lambda: link.need.place.name),
        why=both(lambda: first_reason(link)),
        starts=link.starts,
        ends=link.ends,
        zone=link.need.place.time_zone,
        reason=link.reason,
    )
