"""Whatever two companies, an office, their staff and the clock do, in whichever order: never more is held than is asked
or offered, what stands of a proposal is what its state says, and a refusal leaves every row as it was."""

import datetime as dt

import pytest
import time_machine
from django.db import transaction
from django.db.models import Sum
from django.utils.timezone import now
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tongzhuo.companies import actions, queries
from tongzhuo.companies.drafts import Staff
from tongzhuo.companies.finding import find
from tongzhuo.companies.models import Proposal
from tongzhuo.companies.states import ProposalState
from tongzhuo.companies.tests import story
from tongzhuo.companies.tests.story import NOW, SITE
from tongzhuo.kernel.verdicts import Refused
from tongzhuo.kernel.viewer import the_system
from tongzhuo.linkages import supply
from tongzhuo.linkages.models import Link
from tongzhuo.needs.models import Occasion
from tongzhuo.organisations.viewers import viewer_of
from tongzhuo.resources.models import Offer
from tongzhuo.service.models import Shift, SignUp, TeamPlaces
from tongzhuo.service.states import HOLD_A_PLACE

pytestmark = pytest.mark.django_db
COMPANIES = {"bei": "northlight", "lan": "oven"}
STANDS = {ProposalState.PROPOSED: {"asked"}, ProposalState.ACCEPTED: {"accepted"}}
company = st.sampled_from(sorted(COMPANIES))


class Yard(RuleBasedStateMachine):
    """One need for a machine and six people, and two companies that each bring a machine and four."""

    def __init__(self, cast, clock):
        super().__init__()
        self.cast, self.clock, self.staff = cast, clock, 0
        self.undone = transaction.atomic()
        self.undone.__enter__()
        clock.move_to(NOW)

    @initialize()
    def both_have_something(self):
        self.need = story.need(self.cast, people=6, operator=False)
        self.packages = {
            who: story.package(self.cast, who=who, company=name, people=4) for who, name in COMPANIES.items()
        }

    @rule(who=company)
    def offers_it(self, who):
        matches = find(self.packages[who], at=now()).matches
        if matches:
            self.tries(actions.propose, who, package=self.packages[who], proposed=matches[0].proposed)

    @rule(who=company)
    def is_accepted(self, who):
        if made := self.last_of(who):
            self.tries(actions.accept_proposal, "chen", proposal=made, site=SITE)

    @rule(who=company)
    def is_declined(self, who):
        if made := self.last_of(who):
            self.tries(actions.decline_proposal, "chen", proposal=made)

    @rule(who=company)
    def takes_it_back(self, who):
        if made := self.last_of(who):
            self.tries(actions.take_back_proposal, who, proposal=made)

    @rule(who=company)
    def somebody_joins(self, who):
        if made := self.last_of(who):
            self.tries(actions.open_joining, who, proposal=made)
            made.refresh_from_db()
            self.staff += 1
            staff = Staff("同事", "email", f"{self.staff}@example.org")
            self.tries(actions.join_team_day, viewer_of(made.opened_by), proposal=made, staff=staff)

    @rule(hours=st.sampled_from((1, 30, 80)))
    def time_passes(self, hours):
        self.clock.shift(dt.timedelta(hours=hours))
        for made in queries.stale(now()):
            actions.lapse_proposal(by=the_system("clock"), proposal=made)

    @invariant()
    def nothing_is_promised_twice(self):
        for occasion in Occasion.objects.filter(ask__need=self.need):
            held = supply.holding().filter(occasion=occasion).aggregate(n=Sum("quantity"))["n"] or 0
            assert held <= occasion.quantity
        for offer in Offer.objects.filter(package_item__isnull=False):
            assert (supply.held([offer.pk]).aggregate(n=Sum("quantity"))["n"] or 0) <= offer.quantity

    @invariant()
    def links_say_what_the_proposal_says(self):
        for made in Proposal.objects.prefetch_related("parts__link"):
            states = {str(part.link.state) for part in made.parts.all()}
            wanted = STANDS.get(made.state)
            assert states == wanted if wanted else not states & {"asked", "accepted"}

    @invariant()
    def places_are_those_of_the_links(self):
        for shift in Shift.objects.filter(activity__project__need=self.need):
            links = Link.objects.filter(occasion=shift.occasion, state__in=("asked", "accepted"))
            kept = TeamPlaces.objects.filter(shift=shift).aggregate(n=Sum("places"))["n"] or 0
            assert kept == (links.aggregate(n=Sum("quantity"))["n"] or 0) == shift.taken
            for places in TeamPlaces.objects.filter(shift=shift):
                came = SignUp.objects.filter(shift=shift, team=places.organisation, state__in=HOLD_A_PLACE)
                assert came.count() <= places.places

    def last_of(self, who):
        made = Proposal.objects.filter(package=self.packages[who]).order_by("-pk").first()
        return queries.whole(Proposal.objects.filter(pk=made.pk)).get() if made else None

    def tries(self, action, who, **facts):
        """A refusal changes nothing."""
        before = rows()
        try:
            with transaction.atomic():
                action(by=self.cast.as_(who) if isinstance(who, str) else who, **facts)
        except Refused:
            assert rows() == before

    def teardown(self):
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)


def rows():
    return [list(model.objects.order_by("pk").values()) for model in (Link, Proposal, Shift, SignUp, TeamPlaces)]


@pytest.mark.slow
def test_whatever_they_do(cast):
    story.second_company(cast)
    story.composter(cast)
    with time_machine.travel(NOW, tick=False) as clock:
        run_state_machine_as_test(
            lambda: Yard(cast, clock), settings=settings(max_examples=10, stateful_step_count=12, deadline=None)
        )
