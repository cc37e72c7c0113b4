"""Community charity funds: rules and committee, receipts, applications with their votes, and what was disclosed.

What came in, went out and is there stands in the ledger; here are the papers around it. Money is in fen.
"""

import hashlib
import json
from typing import Any

from django.db import models
from django.db.models import F, Q

from tongzhuo.funds.drafts import MOST_NAME, MOST_WORDS
from tongzhuo.funds.states import ApplicationState, Choice, DisclosureKind, FundState
from tongzhuo.kernel.models import Coded
from tongzhuo.organisations.models import Organisation
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place, TwoNames
from tongzhuo.projects.models import Project
from tongzhuo.vocabulary.models import Term


class Fund(Coded, TwoNames):
    """Money of a community for its own small plans. `host` is the charity in whose accounts it lies; it says yes before
    anything begins. `ceiling` is the most that one grant may be."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="funds")
    host = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=FundState.choices, default=FundState.PROPOSED)
    rules = models.TextField()
    purposes = models.ManyToManyField(Term, related_name="+")
    ceiling = models.BigIntegerField()
    proposed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    opened_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ceiling__gt=0), name="fund_grants_something"),
            models.CheckConstraint(
                condition=Q(state=FundState.PROPOSED, opened_on=None)
                | ~Q(state=FundState.PROPOSED) & Q(opened_on__isnull=False),
                name="fund_opened_when_running",
            ),
            models.CheckConstraint(
                condition=~Q(state=FundState.ENDED) & Q(ended_on=None)
                | Q(state=FundState.ENDED, ended_on__gte=F("opened_on")),
                name="fund_ended_after_opening",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def about(self) -> str:
        """What ties its account and its receipts in the book to it."""
        return f"fund:{self.code}"


class FundMember(Coded):
    """A seat of the committee from one day to another (inclusive). `resident`: sits there as one who lives there;
    `named`: agreed to be named on public pages."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    resident = models.BooleanField()
    named = models.BooleanField(default=False)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fund", "person"], condition=Q(ends_on=None), name="one_seat_in_a_fund"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.fund_id}"


class BudgetLine(Coded):
    """How much the committee may grant for a purpose in one calendar year."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="budget")
    year = models.PositiveSmallIntegerField()
    purpose = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+")
    amount = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fund", "year", "purpose"], name="one_budget_line_per_purpose"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="fund_budget_not_below_nothing"),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.amount}"


class FundReceipt(Coded):
    """Money that the host charity took in for the fund, by the number of its receipt. `named`: the giver agreed to be
    named, and may take that back; `posted` is its transaction in the book."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="receipts")
    number = models.CharField(max_length=80)
    giver = models.CharField(max_length=MOST_NAME)
    named = models.BooleanField(default=False)
    amount = models.BigIntegerField()
    purpose = models.ForeignKey(Term, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    posted = models.CharField(max_length=16)
    entered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fund", "number"], name="receipt_of_a_fund_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="fund_receipt_of_something"),
        ]

    def __str__(self) -> str:
        return self.number


class GrantApplication(Coded):
    """What an organisation, perhaps for a project, asks of a fund, and how the committee decided. `lines` are pairs of
    words and an amount that come to `amount`; `granted` is how much it was in the end."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="applications")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=ApplicationState.choices, default=ApplicationState.SUBMITTED)
    title = models.CharField(max_length=MOST_NAME)
    words = models.TextField()
    purpose = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+")
    amount = models.BigIntegerField()
    lines = models.JSONField(default=list)
    starts_on = models.DateField()
    ends_on = models.DateField()
    applied_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField(null=True, blank=True)
    minutes = models.TextField(blank=True)
    conditions = models.TextField(blank=True)
    granted = models.BigIntegerField(null=True, blank=True)
    written_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, ends_on__gte=F("starts_on")), name="application_makes_sense"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("granted", "settled"), granted__gt=0, granted__lte=F("amount"))
                | ~Q(state__in=("granted", "settled")) & Q(granted=None),
                name="granted_within_what_was_asked",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("submitted", "withdrawn"), decided_on=None)
                | ~Q(state__in=("submitted", "withdrawn")) & Q(decided_on__isnull=False) & ~Q(minutes=""),
                name="decided_with_minutes",
            ),
        ]
        indexes = [models.Index(fields=["fund", "state"])]

    def __str__(self) -> str:
        return self.title

    @property
    def about(self) -> str:
        """What ties its accounts and its payments in the book to it."""
        return f"grant:{self.code}"


class Vote(Coded):
    """What one member of the committee said about one application."""

    application = models.ForeignKey(GrantApplication, on_delete=models.PROTECT, related_name="votes")
    member = models.ForeignKey(FundMember, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=9, choices=Choice.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "member"], name="one_vote_of_a_member")]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.choice}"


class GrantSpending(Coded):
    """A receipt for what a grant was spent on; `posted` is its transaction in the book."""

    application = models.ForeignKey(GrantApplication, on_delete=models.PROTECT, related_name="spendings")
    number = models.CharField(max_length=80)
    what = models.CharField(max_length=MOST_WORDS)
    amount = models.BigIntegerField()
    on = models.DateField()
    posted = models.CharField(max_length=16)
    entered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="receipt_of_a_spending_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="grant_spending_of_something"),
        ]

    def __str__(self) -> str:
        return self.number


class Disclosure(Coded):
    """An account that was published, as it was on that day: its figures, read from the book, under a seal. People are
    in it by their code, so that a name that is no longer to be shown is not."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="disclosures")
    kind = models.CharField(max_length=7, choices=DisclosureKind.choices)
    since = models.DateField()
    until = models.DateField()
    due_on = models.DateField()
    published_on = models.DateField()
    published_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    figures = models.JSONField()
    seal = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fund", "kind", "until"], name="disclosed_once"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="disclosure_of_some_days"),
        ]

    def __str__(self) -> str:
        return f"{self.fund_id}: {self.since} to {self.until}"

    @property
    def is_as_published(self) -> bool:
        return self.seal == seal_of(self.figures)

    @property
    def is_late(self) -> bool:
        return self.published_on > self.due_on


def seal_of(figures: dict[str, Any]) -> str:
    """SHA-256 over the figures as canonical JSON."""
    told = json.dumps(figures, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()
