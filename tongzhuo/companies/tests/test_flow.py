"""From the offer to the team day: held from the moment it is offered, answered in days, joined by one link."""

import datetime as dt

import pytest
import time_machine

from tests.cast import at
from tongzhuo.companies import actions, queries
from tongzhuo.companies.drafts import Staff
from tongzhuo.companies.states import ProposalState
from tongzhuo.companies.tasks import lapse_proposals
from tongzhuo.companies.tests import story
from tongzhuo.companies.tests.story import NOW, SITE
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.linkages.models import Link
from tongzhuo.needs.states import Seat, State
from tongzhuo.notices.models import Notice
from tongzhuo.organisations.viewers import viewer_of
from tongzhuo.people.models import Consent
from tongzhuo.projects.queries import duties_of, project_of
from tongzhuo.service.states import ShiftState, SignUpState

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def refused(action, **facts) -> str:
    with pytest.raises(Refused) as no:
        action(**facts)
    return no.value.verdict.code


def states(proposal) -> list[str]:
    links = Link.objects.filter(proposal_part__proposal=proposal).order_by("pk")
    return [str(link.state) for link in links]


def told(kind: str) -> list[str]:
    return sorted(Notice.objects.filter(kind=kind).values_list("to__name", flat=True))


def test_a_package_is_offered_accepted_and_its_people_join(cast):
    need = story.need(cast)
    made = story.proposed(cast, story.package(cast))
    need.refresh_from_db()
    assert (states(made), need.seats["volunteers"], need.seats["resources"]) == (["asked"] * 2, Seat.ASKED, Seat.ASKED)
    assert made.answer_by == NOW + dt.timedelta(days=3)
    story.carry_on()
    assert told("proposal.made") == ["陈丽"]

    made = actions.accept_proposal(by=cast.as_("chen"), proposal=made, site=SITE)
    need.refresh_from_db()
    assert (states(made), need.seats["volunteers"], need.state) == (["accepted"] * 2, Seat.SEATED, State.CONFIRMED)
    story.carry_on()
    assert (told("proposal.accepted"), told("link.accepted")) == (["贝晨"], ["陈丽"])
    project = project_of(need)
    held = {row.kind: row.holder.party_name for row in duties_of(project) if row.holder}
    assert held == {"coordinated": "Willow Lane office", "joined": "Northlight Foods", "supported": "Northlight Foods"}
    shift = queries.shift_of(made)
    assert (shift.state, shift.places, shift.taken) == (ShiftState.OPENED, 12, 12)

    made = actions.open_joining(by=cast.as_("bei"), proposal=made)
    host = viewer_of(made.opened_by)
    signed = actions.join_team_day(by=host, proposal=made, staff=Staff("高远", "phone", "139 0000 1111"))
    again = actions.join_team_day(by=host, proposal=made, staff=Staff("高远", "phone", "13900001111"))
    assert (signed.pk, signed.state, signed.team) == (again.pk, SignUpState.SIGNED_UP, cast.northlight)
    assert Consent.objects.filter(person=signed.person, how="link").count() == 1
    shift.refresh_from_db()
    assert shift.taken == 12
    actions.step_out(by=host, proposal=made, sign_up=signed)
    assert queries.staff_of(made, shift).count() == 0


def test_no_more_staff_join_than_were_offered(cast):
    made = story.accepted(cast, people=2)
    made = actions.open_joining(by=cast.as_("bei"), proposal=made)
    host = viewer_of(made.opened_by)
    for n in range(2):
        actions.join_team_day(by=host, proposal=made, staff=Staff(f"同事{n}", "phone", f"1390000000{n}"))
    third = Staff("同事3", "phone", "13900000003")
    assert refused(actions.join_team_day, by=host, proposal=made, staff=third) == "team_full"
    assert refused(actions.join_team_day, by=cast.as_("outsider"), proposal=made, staff=third) == "no_team_day"
    made = actions.close_joining(by=cast.as_("bei"), proposal=made)
    assert refused(actions.join_team_day, by=host, proposal=made, staff=third) == "no_team_day"


def test_who_joins_says_to_be_able_to_do_what_the_day_takes(cast):
    made = story.accepted(cast, skill=cast.wheelchair)
    made = actions.open_joining(by=cast.as_("bei"), proposal=made)
    signed = actions.join_team_day(
        by=viewer_of(made.opened_by), proposal=made, staff=Staff("高远", "email", "gao@example.org")
    )
    assert [held.term for held in signed.person.skills.all()] == [cast.wheelchair]


def test_a_no_frees_everything_and_the_company_may_offer_it_to_the_next(cast):
    need, other = story.need(cast), story.need(cast, where="plane", who="outsider", urgency=1)
    package = story.package(cast)
    made = story.proposed(cast, package)
    assert (
        refused(actions.propose, by=cast.as_("bei"), package=package, proposed=story.best(package)) == "one_at_a_time"
    )
    assert refused(actions.decline_proposal, by=cast.as_("outsider"), proposal=made) == "not_keeper"
    made = actions.decline_proposal(by=cast.as_("chen"), proposal=made, reason="院子要翻修")
    need.refresh_from_db()
    assert (made.state, states(made), need.seats["resources"]) == (ProposalState.DECLINED, ["declined"] * 2, Seat.OPEN)
    story.carry_on()
    assert told("proposal.declined") == ["贝晨"]
    assert story.best(package).need == other


def test_without_an_answer_it_lapses_and_the_company_is_told(cast, on_monday):
    story.need(cast)
    made = story.proposed(cast, story.package(cast))
    lapse_proposals.call_local()
    made.refresh_from_db()
    assert made.state == ProposalState.PROPOSED
    on_monday.move_to(NOW + dt.timedelta(days=3, minutes=1))
    assert refused(actions.accept_proposal, by=cast.as_("chen"), proposal=made, site=SITE) == "too_late"
    lapse_proposals.call_local()
    made.refresh_from_db()
    assert (made.state, states(made)) == (ProposalState.LAPSED, ["expired"] * 2)
    story.carry_on()
    assert told("proposal.lapsed") == ["贝晨"]


def test_the_company_takes_it_back_before_and_after_the_yes(cast):
    need = story.need(cast)
    package = story.package(cast)
    made = story.proposed(cast, package)
    assert refused(actions.take_back_proposal, by=cast.as_("chen"), proposal=made) == "not_ours"
    made = actions.take_back_proposal(by=cast.as_("bei"), proposal=made)
    assert (made.state, states(made)) == (ProposalState.TAKEN_BACK, ["withdrawn"] * 2)
    assert queries.shift_of(made).taken == 0
    second = story.package(cast)
    made = actions.accept_proposal(by=cast.as_("chen"), proposal=story.proposed(cast, second), site=SITE)
    actions.take_back_proposal(by=cast.as_("bei"), proposal=made, reason="机器坏了")
    need.refresh_from_db()
    assert need.seats["resources"] == Seat.OPEN


def test_what_has_begun_is_not_taken_back(cast, on_monday):
    made = story.accepted(cast)
    on_monday.move_to(at("2026-12-05 10:00"))
    assert refused(actions.take_back_proposal, by=cast.as_("bei"), proposal=made) == "started"


def test_a_need_that_ends_lets_the_company_go(cast):
    from tongzhuo.needs import actions as needs

    need = story.need(cast)
    made = story.proposed(cast, story.package(cast))
    needs.withdraw_need(by=cast.as_("chen"), need=need, reason="不用了")
    story.carry_on()
    made.refresh_from_db()
    assert (made.state, states(made)) == (ProposalState.DROPPED, ["withdrawn"] * 2)
    assert told("proposal.dropped") == ["贝晨"]


def test_what_must_be_there_is_said_before_the_yes(cast):
    story.need(cast)
    made = story.proposed(cast, story.package(cast))
    known = SITE | {"ground": ""}
    assert refused(actions.accept_proposal, by=cast.as_("chen"), proposal=made, site=known) == "site_unsaid"
    assert refused(actions.accept_proposal, by=cast.as_("bei"), proposal=made, site=SITE) == "not_keeper"
    made = actions.accept_proposal(by=cast.as_("chen"), proposal=made, site=SITE)
    assert made.site == {"power": "there", "ground": "arranged", "keeper": "there"}
    assert refused(actions.accept_proposal, by=cast.as_("chen"), proposal=made, site=SITE) == "answered_already"


def test_the_day_is_never_later_than_the_answer(cast, on_monday):
    story.need(cast)
    on_monday.move_to(at("2026-12-03 09:00"))
    package = story.package(cast)
    made = story.proposed(cast, package)
    assert made.answer_by == at("2026-12-05 09:00")


def test_a_lookout_hears_of_the_first_need_that_fits(cast):
    package = story.package(cast)
    lookout = actions.look_out(by=cast.as_("bei"), package=package)
    assert refused(actions.look_out, by=cast.as_("bei"), package=package) == "looking_already"
    plain = story.need(cast, people=0, machines=0)
    story.carry_on()
    lookout.refresh_from_db()
    assert (lookout.ended_at, plain.state) == (None, State.CONFIRMED)
    fitting = story.need(cast)
    story.carry_on()
    lookout.refresh_from_db()
    assert lookout.found == fitting
    assert told("lookout.found") == ["贝晨"]
