"""A plan on its way: asked for by somebody, drawn by the worker."""

from django.db import models
from django.db.models import Q

from tongzhuo.kernel.models import Coded
from tongzhuo.linkages.models import Plan
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place
from tongzhuo.planning.states import UNDER_WAY, Fault, RunState


class PlanRun(Coded):
    """One drawing of a plan for a place. `share` is how much of it is done, 0 to 1; `heard_at` when the worker last
    said so. Its state is also the flag that the worker looks at: whoever stops a run says so by its state alone."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="plan_runs")
    asked_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.REQUESTED)
    stage = models.CharField(max_length=20, blank=True)
    share = models.FloatField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    heard_at = models.DateTimeField(null=True)
    plan = models.ForeignKey(Plan, null=True, on_delete=models.SET_NULL, related_name="runs")
    fault = models.CharField(max_length=10, choices=Fault.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place"], condition=Q(state__in=UNDER_WAY), name="one_run_under_way_for_a_place"
            ),
            models.CheckConstraint(condition=Q(share__gte=0, share__lte=1), name="share_of_a_run"),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.state}"

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY

    @property
    def percent(self) -> int:
        return round(self.share * 100)
