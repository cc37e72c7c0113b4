"""Plans, and the links that they suggest and people agree to."""

from django.db import models
from django.db.models import Q

from tongzhuo.kernel.models import Coded
from tongzhuo.linkages.states import LIVING, LinkState
from tongzhuo.needs.models import Need, Occasion
from tongzhuo.organisations.models import OfParty, one_party
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place
from tongzhuo.resources.models import Offer
from tongzhuo.service.models import SignUp


class Plan(Coded):
    """One answer of the engine for a place. `instance` is what it was asked, so that it can be asked again, `answer`
    what it said, so that any seat can be explained later; `value` and `bound` are in points of the published
    objective. `considered`: how many needs, roles, supplies and communities it was about, and which communities were
    lifted (path: per cent)."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="plans")
    asked_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    instance = models.BinaryField()
    answer = models.BinaryField(default=b"")
    input_hash = models.CharField(max_length=64)
    value = models.FloatField()
    bound = models.FloatField()
    stopped_by = models.CharField(max_length=8)
    engine_version = models.CharField(max_length=20)
    considered = models.JSONField(default=dict)
    repaired_at = models.DateTimeField(null=True)  # the bound holds for the plan as it was drawn

    def __str__(self) -> str:
        return f"{self.place_id} {self.created:%F %R}"

    @property
    def gap(self) -> float:
        """How much better a plan could be at most, as a share of the bound."""
        return max(0.0, (self.bound - self.value) / self.bound) if self.bound > 0 else 0.0

    @property
    def gap_percent(self) -> str:
        return f"{self.gap * 100:.2f}"


class Link(Coded, OfParty):
    """An occasion of an ask joined to a party and its offer (none for one person's own time).

    A link to an ask with unknown quantity has none either: "to be agreed". The hours of a person are booked by its
    `sign_up`, which is there from the moment they are asked."""

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="links")
    occasion = models.ForeignKey(Occasion, on_delete=models.PROTECT, related_name="links")
    plan = models.ForeignKey(Plan, null=True, blank=True, on_delete=models.SET_NULL, related_name="links")
    offer = models.ForeignKey(Offer, null=True, blank=True, on_delete=models.PROTECT, related_name="links")
    sign_up = models.ForeignKey(SignUp, null=True, blank=True, on_delete=models.SET_NULL, related_name="links")
    state = models.CharField(max_length=10, choices=LinkState.choices, default=LinkState.SUGGESTED)
    quantity = models.PositiveBigIntegerField(null=True, blank=True)
    starts = models.DateTimeField(null=True, blank=True)
    ends = models.DateTimeField(null=True, blank=True)
    reasons = models.JSONField(default=list)
    pinned = models.BooleanField(default=False)
    asked_at = models.DateTimeField(null=True, blank=True)
    send_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            one_party("link"),
            models.UniqueConstraint(
                fields=["occasion", "person"],
                condition=Q(state__in=LIVING, organisation=None),
                name="one_living_link_person",
            ),
            models.UniqueConstraint(
                fields=["occasion", "organisation", "offer"],
                condition=Q(state__in=LIVING, person=None),
                name="one_living_link_organisation",
            ),
            models.CheckConstraint(condition=Q(quantity=None) | Q(quantity__gte=1), name="link_of_something"),
            models.CheckConstraint(
                condition=Q(offer__isnull=False) | Q(person__isnull=False), name="link_from_offer_or_person"
            ),
        ]
        indexes = [
            models.Index(fields=["need", "state"]),
            models.Index(fields=["person", "state", "starts"]),
            models.Index(fields=["offer", "state", "starts"]),
        ]

    def __str__(self) -> str:
        return f"{self.party_name} {self.state}"

    @property
    def supply_code(self) -> str:
        """What the engine calls this party's time or offer."""
        return self.offer.code if self.offer else self.person.code if self.person else ""


class PlannedNeed(models.Model):
    """What a plan says of one need besides its links.

    `vacancies`: one entry for each occasion it could not fill: `occasion` (code), `missing` (null: to be agreed),
    `funnel` (how many were left after each question) and `change` (the cheapest that would help).
    `left_out`: who could have been asked and was not, on purpose: `party` (code), `why`, `facts`.
    `explained`: False while only `occasion`, `missing` and `short` are known of the vacancies, until somebody asks why
    (`asked_why`).
    `seats` and `filled`: how many seats the plan looked at, and how many have somebody (see `seating.seats_of`).
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="planned_needs")
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="planned")
    is_whole = models.BooleanField(default=False)
    explained = models.BooleanField(default=True)
    asked_why = models.BooleanField(default=False)
    vacancies = models.JSONField(default=list)
    left_out = models.JSONField(default=list)
    seats = models.PositiveIntegerField(default=0)
    filled = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "need"], name="planned_once")]

    def __str__(self) -> str:
        return f"{self.need_id} in {self.plan_id}"
