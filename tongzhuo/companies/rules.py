"""What people may do with packages and proposals. Each rule looks only at what it is handed."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tongzhuo.companies.drafts import Proposed, Staff
from tongzhuo.companies.models import Package, Proposal
from tongzhuo.companies.states import MAY_FOLLOW, Found, PackageState, ProposalState
from tongzhuo.kernel.verdicts import OK, Verdict, no
from tongzhuo.kernel.viewer import Viewer
from tongzhuo.needs.states import OPEN_STATES
from tongzhuo.organisations.models import Organisation
from tongzhuo.organisations.states import KEEPERS, SPEAKERS
from tongzhuo.people.contacts import Contact, clean_contact
from tongzhuo.service.models import Shift

NOT_OURS = ("not_ours", _("Only somebody who acts for this company may do that."))
NOT_YOURS = ("not_keeper", _("Only the coordinator or the social worker of this place may do that."))
NO_LINK = _("This link is no longer valid. Ask your company for a new one.")
MOVED_ON = ("moved_on", _("This has changed in the meantime. Look again."))


def speaks(viewer: Viewer, organisation_id: int | None) -> bool:
    return viewer.speaks_for(organisation_id, *SPEAKERS)


def may_bring(viewer: Viewer, organisation: Organisation) -> Verdict:
    """Write down what an organisation brings: for companies, schools, charities and foundations."""
    if not speaks(viewer, organisation.pk):
        return no(*NOT_OURS)
    if organisation.seat != "resources":
        return no("no_giver", _("This is for companies, schools, charities and foundations."), kind=organisation.kind)
    return OK


def may_write_package(viewer: Viewer, package: Package) -> Verdict:
    if not speaks(viewer, package.organisation_id):
        return no(*NOT_OURS)
    if package.state != PackageState.DRAFTED:
        return no("written_already", _("This is on the table already. Change its parts one by one."))
    return OK


def may_finish_package(viewer: Viewer, package: Package, *, offers: int) -> Verdict:
    verdict = may_write_package(viewer, package)
    if verdict and not offers:
        return no("nothing_in_it", _("Say first what you bring."))
    return verdict


def may_close_package(viewer: Viewer, package: Package, *, waiting: bool) -> Verdict:
    """`waiting`: a community has it and has not answered."""
    if not speaks(viewer, package.organisation_id):
        return no(*NOT_OURS)
    if package.state == PackageState.CLOSED:
        return no(*MOVED_ON)
    if waiting:
        return no("take_back_first", _("A community is thinking about it. Take that back first."))
    return OK


def may_find(viewer: Viewer, package: Package) -> Verdict:
    """Ask which communities it fits."""
    if not speaks(viewer, package.organisation_id):
        return no(*NOT_OURS)
    if package.state != PackageState.READY:
        return no("not_ready", _("This is not on the table."), state=package.state)
    return OK


def may_propose(viewer: Viewer, package: Package, proposed: Proposed, *, waiting: bool, room: int | None) -> Verdict:
    """Offer it to a need. `waiting`: another community has it; `room`: how many more its operator can take."""
    verdict = may_find(viewer, package)
    if not verdict:
        return verdict
    if waiting:
        return no("one_at_a_time", _("One community after the other: the first has not answered yet."))
    if proposed.need.state not in OPEN_STATES or not proposed.bringing:
        return no("taken", _("Somebody was quicker: there is nothing left there for what you bring."))
    if room is not None and proposed.heads > room:
        return no("no_room", _("Whoever runs it there has no room for so many more at the moment."), room=room)
    return OK


def may_answer_proposal(viewer: Viewer, proposal: Proposal, *, at: datetime) -> Verdict:
    """The keeper of the place, within the days there are; never in both names at once."""
    if not viewer.holds(proposal.need.place.path, *KEEPERS):
        return no(*NOT_YOURS)
    if speaks(viewer, proposal.package.organisation_id):
        return no("both_sides", _("You act for the company too. Somebody else of the office answers."))
    if proposal.state != ProposalState.PROPOSED:
        return no("answered_already", _("This was answered already."), state=proposal.state)
    if proposal.answer_by <= at:
        return no("too_late", _("The days for an answer are over. The company may offer it again."))
    return OK


def may_accept_proposal(viewer: Viewer, proposal: Proposal, site: Mapping[str, str], *, at: datetime) -> Verdict:
    """Only once it is said of everything that must be there that it is, or will be."""
    verdict = may_answer_proposal(viewer, proposal, at=at)
    unsaid = [name for name in proposal.package.on_site if site.get(name) not in Found.values]
    if verdict and unsaid:
        return no("site_unsaid", _("Say of each thing whether it is there."), field=unsaid[0])
    return verdict


def may_take_back(viewer: Viewer, proposal: Proposal, *, begun: bool = False) -> Verdict:
    """`begun`: the first hour of it has come."""
    if not speaks(viewer, proposal.package.organisation_id):
        return no(*NOT_OURS)
    if begun:
        return no("started", _("This has begun already."))
    return may_become(proposal, ProposalState.TAKEN_BACK)


def may_lapse(viewer: Viewer, proposal: Proposal, *, at: datetime) -> Verdict:
    """Only the clock lets a proposal lapse, after its last minute."""
    if not viewer.is_system or proposal.answer_by > at:
        return no("not_over_yet", _("They still have time to answer."))
    return may_become(proposal, ProposalState.LAPSED)


def may_become(proposal: Proposal, state: str) -> Verdict:
    return OK if state in MAY_FOLLOW[proposal.state] else no(*MOVED_ON, state=proposal.state)


def may_open_joining(viewer: Viewer, proposal: Proposal, *, people: bool) -> Verdict:
    """Make the link by which staff join, or let an old one lead nowhere. `people`: it brings people at all."""
    if not speaks(viewer, proposal.package.organisation_id):
        return no(*NOT_OURS)
    if proposal.state != ProposalState.ACCEPTED:
        return no("not_accepted", _("First the community says yes."), state=proposal.state)
    return OK if people else no("no_people", _("No people belong to this offer."))


def may_join(proposal: Proposal, shift: Shift, staff: Staff, *, taken: int, places: int, at: datetime) -> Verdict:
    """Staff join by the link, as long as there are places; `taken` of `places` have somebody."""
    if not staff.name.strip():
        return no("name_missing", _("Please write your name."), field="name")
    if clean_contact(Contact(staff.way, staff.contact)) is None:
        return no(
            "contact_missing", _("A telephone number or an e-mail address, so that we can reach you."), field="contact"
        )
    if proposal.state != ProposalState.ACCEPTED or not shift.is_on:
        return no("no_team_day", _("This day does not take place. Ask your company."))
    if shift.starts <= at:
        return no("started", _("This has begun already."))
    if taken >= places:
        return no("team_full", _("All places of your company are taken."), places=places)
    return OK


def may_look_out(viewer: Viewer, package: Package, *, looking: bool) -> Verdict:
    """Be told when a community fits; `looking`: that was asked already."""
    verdict = may_find(viewer, package)
    return no("looking_already", _("You are told as soon as one appears.")) if verdict and looking else verdict
