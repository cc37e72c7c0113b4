"""What a company brings, and to which need it offers it."""

from typing import Any

from django.db import models
from django.db.models import Q

from tongzhuo.companies.states import OnSite, PackageState, Power, ProposalState
from tongzhuo.kernel.models import Coded
from tongzhuo.linkages.models import Link
from tongzhuo.needs.models import Need
from tongzhuo.organisations.models import Organisation
from tongzhuo.people.models import Person
from tongzhuo.resources.models import Offer


class Package(Coded):
    """Things, people on a date, space and money that belong together. `said` is what was answered so far, by the name
    of the field, while it is being written; then its `items` are offers. `ground_m2`: square metres of hard ground."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="packages")
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=8, choices=PackageState.choices, default=PackageState.DRAFTED)
    said = models.JSONField(default=dict)
    power = models.CharField(max_length=8, choices=Power.choices, blank=True, default="")
    ground_m2 = models.PositiveIntegerField(null=True, blank=True)
    needs_keeper = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["organisation", "state"])]

    def __str__(self) -> str:
        return self.name

    @property
    def on_site(self) -> list[str]:
        """What must be there."""
        asked = {OnSite.POWER: self.power, OnSite.GROUND: self.ground_m2, OnSite.KEEPER: self.needs_keeper}
        return [str(name) for name, value in asked.items() if value]


class PackageItem(models.Model):
    """One offer of a package."""

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="items")
    offer = models.OneToOneField(Offer, on_delete=models.PROTECT, related_name="package_item")

    def __str__(self) -> str:
        return f"{self.offer_id} of {self.package_id}"


class Proposal(Coded):
    """A package offered to one need. Its `parts` are links that hold their seats from the moment it is offered, so that
    nobody else is promised them. `site` says of each thing that must be there whether it is (`states.Found`);
    `operator` is who runs it there, `heads` how many people it brings them. `opened_by` opened the link by which staff
    join (null: closed); `join_version` is in that link: another number makes the old link lead nowhere.
    `points`: what it adds to the published objective."""

    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="proposals")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="proposals")
    state = models.CharField(max_length=10, choices=ProposalState.choices, default=ProposalState.PROPOSED)
    offered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    answer_by = models.DateTimeField()
    answered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    site: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    operator = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    heads = models.PositiveIntegerField(default=0)
    points = models.PositiveIntegerField(default=0)
    join_version = models.PositiveIntegerField(default=1)
    opened_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["package"], condition=Q(state=ProposalState.PROPOSED), name="one_proposal_waits_of_a_package"
            )
        ]
        indexes = [models.Index(fields=["state", "answer_by"]), models.Index(fields=["need", "state"])]

    def __str__(self) -> str:
        return f"{self.package_id} for {self.need_id}: {self.state}"


class ProposalPart(models.Model):
    """One link of a proposal."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="parts")
    link = models.OneToOneField(Link, on_delete=models.CASCADE, related_name="proposal_part")

    def __str__(self) -> str:
        return f"{self.link_id} of {self.proposal_id}"


class Lookout(Coded):
    """No community fits yet: the company is told when one does. `found` is the need that fitted."""

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="lookouts")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    found = models.ForeignKey(Need, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["package"], condition=Q(ended_at=None), name="one_lookout_of_a_package")
        ]

    def __str__(self) -> str:
        return f"{self.package_id} looks out"
