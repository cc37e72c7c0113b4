"""Organisations, who belongs to them, and who may act in their name where."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localdate

from tongzhuo.kernel.models import Coded, Sourced, once_per_source
from tongzhuo.organisations.states import PARTY_OF, Kind, Role
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place, TwoNames
from tongzhuo.vocabulary.models import Term


class Organisation(Coded, Sourced, TwoNames):
    """A party that acts through members with a mandate. `capacity` is how many more people or needs it can take,
    as it said on `capacity_said`; null means it has not said."""

    kind = models.CharField(max_length=12, choices=Kind.choices)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="organisations")
    registration = models.CharField(max_length=80, blank=True)
    causes = models.ManyToManyField(Term, blank=True, related_name="+")
    capacity = models.PositiveIntegerField(null=True, blank=True)
    capacity_said = models.DateField(null=True, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=240, blank=True)
    opening = models.CharField(max_length=120, blank=True)
    website = models.URLField(max_length=500, blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)

    class Meta:
        constraints = [once_per_source("organisation")]
        indexes = [models.Index(fields=["place", "kind"])]

    def __str__(self) -> str:
        return self.name

    @property
    def seat(self) -> str:
        """The seat of the ring that organisations of this kind take: their icon and colour."""
        return PARTY_OF[self.kind]


def in_force(prefix: str = "", *, on: dt.date | None = None) -> Q:
    """Memberships or mandates that count on that day. `prefix` leads to them: `in_force("mandates__")`."""
    day = on or localdate()
    not_over = Q(**{f"{prefix}ends_on": None}) | Q(**{f"{prefix}ends_on__gte": day})
    return not_over & Q(**{f"{prefix}starts_on__lte": day})


class Membership(Coded):
    """A person in an organisation: this is how a team forms. `ends_on` is the last day it counts;
    `ended_at` is when somebody ended it, which counts at once: its last day is then the day before."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    duty = models.CharField(max_length=80, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "organisation"], condition=Q(ends_on=None), name="member_once"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")) | Q(ended_at__isnull=False),
                name="membership_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.organisation_id}"


class Mandate(Coded):
    """A role in a subtree of places, given by an organisation to a person. `ends_on` is the last day it counts;
    `ended_at` is when somebody ended it, which counts at once: its last day is then the day before. Never deleted."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mandates")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="mandates")
    role = models.CharField(max_length=16, choices=Role.choices)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="mandates")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    given_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation", "role", "place"], condition=Q(ends_on=None), name="mandate_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} at {self.place_id}"


class OfParty(models.Model):
    """Belongs to one party: a person, or an organisation."""

    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    @property
    def party(self) -> Person | Organisation:
        party = self.person or self.organisation
        assert party is not None
        return party

    @property
    def party_name(self) -> str:
        return self.person.shown_name if self.person else self.party.name


def one_party(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(person=None, organisation__isnull=False) | Q(person__isnull=False, organisation=None),
        name=f"{name}_has_one_party",
    )
