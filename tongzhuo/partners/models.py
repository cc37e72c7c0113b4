"""The communities that a company stays with, what both want to reach, and which goals a kind of need serves."""

from django.db import models
from django.db.models import Q

from tongzhuo.kernel.models import Coded
from tongzhuo.organisations.models import Organisation
from tongzhuo.partners.states import GoalKind, PartnershipState
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place
from tongzhuo.vocabulary.models import Term


class Partnership(Coded):
    """A company and a community that stay together. Either side may suggest it, the other agrees; either may end it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="partnerships")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="partnerships")
    state = models.CharField(max_length=9, choices=PartnershipState.choices, default=PartnershipState.SUGGESTED)
    purpose = models.CharField(max_length=240, blank=True)
    suggested_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    agreed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    agreed_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=240, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "place"],
                condition=Q(state__in=(PartnershipState.SUGGESTED, PartnershipState.AGREED)),
                name="one_partnership_of_two",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} and {self.place_id}"


class Goal(models.Model):
    """What a partnership wants to reach in one year."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="goals")
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=GoalKind.choices)
    wanted = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "year", "kind"], name="goal_once_a_year"),
            models.CheckConstraint(condition=Q(wanted__gte=1), name="goal_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.wanted} {self.kind}"


class Alignment(models.Model):
    """Which targets of the Sustainable Development Goals a kind of need serves, like ["3.8", "11.7"]."""

    kind = models.OneToOneField(Term, on_delete=models.CASCADE, related_name="+")
    targets = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.kind_id}"
