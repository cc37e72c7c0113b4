"""Projects: needs, people and resources under one promise, who holds which of the five duties, and what they count."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from tongzhuo.kernel.models import Coded
from tongzhuo.needs.models import Need
from tongzhuo.organisations.models import OfParty, Organisation, one_party
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place, TwoNames
from tongzhuo.projects.states import RUNNING, DutyKind, ProjectState
from tongzhuo.vocabulary.models import Term


class Project(Coded):
    """One promise at a place. `need` is what it answers; without one it came from an idea or an offer.
    `team` runs it, `contact` is whom to ask; `reason` says why it was stopped."""

    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=240, blank=True)
    need = models.ForeignKey(Need, null=True, blank=True, on_delete=models.PROTECT, related_name="projects")
    team = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="projects")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="projects")
    contact = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=ProjectState.choices, default=ProjectState.FORMING)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["need"], condition=Q(state__in=RUNNING), name="one_running_project"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="project_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(state=ProjectState.STOPPED) | ~Q(reason=""), name="project_stopped_because"
            ),
        ]
        indexes = [models.Index(fields=["place", "state"])]

    def __str__(self) -> str:
        return self.title

    @property
    def shown_title(self) -> str:
        return self.title if (get_language() or "").startswith("zh") else self.title_en or self.title

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING


class Duty(Coded, OfParty):
    """A party holds one of the five duties from the day it agreed; ended, never deleted. No row: vacant."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="duties")
    kind = models.CharField(max_length=12, choices=DutyKind.choices)
    agreed_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            one_party("duty"),
            models.UniqueConstraint(fields=["project", "kind"], condition=Q(ended_at=None), name="one_holder_of_duty"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.party_name}"


class Measure(Coded, TwoNames):
    """What a project counts from month to month, in one unit: kitchen waste in grams, households, visits."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="measures")
    unit = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "name_zh", "name_en"], name="one_measure_of_a_name"),
            models.CheckConstraint(condition=~Q(name_zh="") | ~Q(name_en=""), name="measure_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Measurement(Coded):
    """What was counted on one day, in base units of the measure. Never edited: a later line `corrects` an earlier one,
    which then counts no more."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="measurements")
    on = models.DateField()
    amount = models.PositiveBigIntegerField()
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )

    class Meta:
        indexes = [models.Index(fields=["measure", "on"])]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.on}: {self.amount}"
