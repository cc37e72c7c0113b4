"""What follows once something happened to a package. Safe to run twice."""

from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate, now

from tongzhuo.companies import actions, queries
from tongzhuo.companies.models import Proposal
from tongzhuo.companies.states import STANDING
from tongzhuo.kernel.memory import Claim, reacts_to
from tongzhuo.kernel.models import Line
from tongzhuo.kernel.viewer import the_system
from tongzhuo.needs.models import Need
from tongzhuo.needs.queries import coordinators_of
from tongzhuo.notices.actions import tell
from tongzhuo.notices.sentences import both
from tongzhuo.organisations.models import Organisation
from tongzhuo.people.models import Person
from tongzhuo.resources.queries import speakers_of

NEW_SEATS = ("need.confirmed", "need.table_changed", "link.declined", "link.withdrawn", "link.expired")


@reacts_to("proposal.made")
def tell_the_community(line: Line) -> None:
    proposal = _proposal(line)
    for mandate in coordinators_of(proposal.need.place):
        _tell(mandate.person, proposal, line, until=proposal.answer_by)


@reacts_to("proposal.accepted", "proposal.declined", "proposal.lapsed", "proposal.dropped")
def tell_the_company(line: Line) -> None:
    proposal = _proposal(line)
    for person in _speakers(proposal.package.organisation):
        _tell(person, proposal, line)


@reacts_to("proposal.declined", "proposal.lapsed", long=True)
def look_for_somebody_else(line: Line, _claim: Claim) -> None:
    """The seats are free again: others are suggested for them."""
    from tongzhuo.planning.mending import mend

    mend([_proposal(line).need])


@reacts_to("link.withdrawn", "need.released")
def follow_the_links(line: Line) -> None:
    touched = Proposal.objects.filter(parts__link__code__in=line.facts.get("links", []), state__in=STANDING)
    for proposal in touched.distinct().order_by("pk"):
        actions.follow_links(by=the_system("companies"), proposal=proposal)


@reacts_to(*NEW_SEATS, long=True)
def look_out_for_companies(line: Line, claim: Claim) -> None:
    """Seats of a need are open: whoever waits for such a community is told."""
    from tongzhuo.companies.finding import find

    need = Need.objects.select_related("place").filter(code=line.on_code).first()
    for lookout in queries.looking_out() if need else ():
        claim.renew()
        if need and find(lookout.package, at=now(), needs=[need.pk]).matches:
            actions.end_lookout(by=the_system("companies"), lookout=lookout, found=need)


@reacts_to("lookout.ended")
def tell_who_looked_out(line: Line) -> None:
    if not line.facts["need"]:
        return
    need = Need.objects.select_related("place").get(code=line.facts["need"])
    url = reverse("companies:match", args=[line.on_code])
    for person in _speakers(Organisation.objects.get(packages__code=line.on_code)):
        tell(
            to=person,
            kind="lookout.found",
            about=line.on,
            url=url,
            key=f"{line.code}:{person.code}",
            need=both(lambda: need.shown_title),
            where=both(lambda: need.place.name),
        )


def _tell(person: Person, proposal: Proposal, line: Line, **more: Any) -> None:
    tell(
        to=person,
        kind=line.did,
        about=line.on,
        url=reverse("companies:proposal", args=[proposal.code]),
        key=f"{line.code}:{person.code}",
        who=both(lambda: proposal.package.organisation.name),
        what=both(lambda: proposal.package.name),
        need=both(lambda: proposal.need.shown_title),
        where=both(lambda: proposal.need.place.name),
        reason=proposal.reason,
        zone=proposal.need.place.time_zone,
        **more,
    )


def _speakers(organisation: Organisation) -> list[Person]:
    return speakers_of(organisation, localdate())


def _proposal(line: Line) -> Proposal:
    rows = Proposal.objects.select_related("package__organisation", "need__place")
    return rows.get(code=line.on_code)
