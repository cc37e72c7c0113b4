"""Staff join the team day by one link: each is written down with their own yes, and has a pass of their own."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.timezone import now

from tongzhuo.companies import queries, rules
from tongzhuo.companies.actions.proposing import locked_proposal
from tongzhuo.companies.drafts import Staff
from tongzhuo.companies.models import Proposal
from tongzhuo.kernel.memory import record
from tongzhuo.kernel.verdicts import Refused, no, require
from tongzhuo.kernel.viewer import Viewer, the_system
from tongzhuo.linkages.actions.holding import lock_need
from tongzhuo.organisations.actions import join_organisation
from tongzhuo.organisations.queries import is_member
from tongzhuo.people.actions import declare_skill, register_person
from tongzhuo.people.contacts import Contact, clean_contact
from tongzhuo.people.models import Person
from tongzhuo.people.states import HowAgreed
from tongzhuo.service.models import SignUp
from tongzhuo.turnout import actions as turnout
from tongzhuo.vocabulary.models import Term

US = the_system("companies")


@transaction.atomic
def open_joining(*, by: Viewer, proposal: Proposal) -> Proposal:
    """A new link; the one before leads nowhere from now on. Whoever joined by it stays."""
    proposal = locked_proposal(proposal)
    require(rules.may_open_joining(by, proposal, people=queries.places_of(proposal) > 0))
    proposal.opened_by_id, proposal.join_version = by.person_id, proposal.join_version + 1
    proposal.save(update_fields=["opened_by", "join_version"])
    record(by=by, did="proposal.joining_opened", on=proposal, path=proposal.need.place.path)
    return proposal


@transaction.atomic
def close_joining(*, by: Viewer, proposal: Proposal) -> Proposal:
    proposal = locked_proposal(proposal)
    require(rules.may_open_joining(by, proposal, people=True))
    proposal.opened_by_id, proposal.join_version = None, proposal.join_version + 1
    proposal.save(update_fields=["opened_by", "join_version"])
    record(by=by, did="proposal.joining_closed", on=proposal, path=proposal.need.place.path)
    return proposal


@transaction.atomic
def join_team_day(*, by: Viewer, proposal: Proposal, staff: Staff) -> SignUp:
    """Somebody of the company takes a place, by the link that `by` opened. Told twice, it is the same place."""
    lock_need(proposal.need_id)
    proposal = locked_proposal(proposal)
    shift = queries.shift_of(proposal)
    if shift is None or by.person_id is None or by.person_id != proposal.opened_by_id:
        raise Refused(no("no_team_day", rules.NO_LINK))
    signed = queries.staff_of(proposal, shift)
    if known := next((one for one in signed if _is_same(one.person, staff)), None):
        return known
    places, at = queries.places_of(proposal), now()
    require(rules.may_join(proposal, shift, staff, taken=len(signed), places=places, at=at))
    person = _written_down(by, proposal, staff, queries.skills_for(shift))
    (sign_up,) = turnout.bring_team(by=by, shift=shift, people=[person], team=proposal.package.organisation)
    path = proposal.need.place.path
    record(by=by, did="proposal.joined", on=proposal, path=path, shift=shift.code, person=person.code)
    return sign_up


@transaction.atomic
def step_out(*, by: Viewer, proposal: Proposal, sign_up: SignUp) -> SignUp:
    """Whoever has the pass says that they cannot come; `by` is whoever opened the link."""
    left = turnout.step_back(by=by, sign_up=sign_up)
    record(by=by, did="proposal.left", on=proposal, path=proposal.need.place.path, person=sign_up.person.code)
    return left


def _is_same(person: Person, staff: Staff) -> bool:
    contact = clean_contact(Contact(staff.way, staff.contact))
    same = contact is not None and person.contact_ways.filter(way=contact.way, value=contact.value).exists()
    return same and person.name == staff.name.strip()


def _written_down(by: Viewer, proposal: Proposal, staff: Staff, skills: Iterable[Term]) -> Person:
    """A volunteer of the company, who has agreed by the link and says to have these skills."""
    company = proposal.package.organisation
    way = Contact(staff.way, staff.contact)
    person = register_person(
        by=US, name=staff.name, display_name=staff.name, home=company.place, how=HowAgreed.LINK, contact=[way]
    )
    for term in skills:
        declare_skill(by=US, person=person, term=term)
    if not is_member(person, company):
        join_organisation(by=by, person=person, organisation=company)
    return person
