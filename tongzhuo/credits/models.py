"""What somebody would like to use time credit for. The credit itself stands in the book, in minutes."""

from django.db import models
from django.db.models import F, Q

from tongzhuo.credits.states import Kin, SpendingState
from tongzhuo.kernel.models import Coded
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place


class Spending(Coded):
    """So many minutes of help for somebody of a certain age. `holder` null: from what was donated to the place.
    `for_whom` and `born_on` are told to the office and to nobody else."""

    holder = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="spendings")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    kin = models.CharField(max_length=12, choices=Kin.choices)
    for_whom = models.CharField(max_length=120)
    born_on = models.DateField()
    minutes = models.PositiveIntegerField()
    what = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=SpendingState.choices, default=SpendingState.ASKED)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=1), name="spending_of_something"),
            models.CheckConstraint(
                condition=(Q(kin=Kin.NEIGHBOUR) & Q(holder=None)) | (~Q(kin=Kin.NEIGHBOUR) & Q(holder__isnull=False)),
                name="neighbours_are_helped_from_the_pool",
            ),
            models.CheckConstraint(
                condition=~Q(state=SpendingState.GRANTED) | Q(decided_by__isnull=False) & ~Q(decided_by=F("asked_by")),
                name="spending_granted_by_another",
            ),
        ]
        indexes = [models.Index(fields=["place", "state"])]

    def __str__(self) -> str:
        return f"{self.minutes} min"
