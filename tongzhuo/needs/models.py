"""Needs, what they ask for, on which occasions, and who may read how much of them."""

from typing import TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from tongzhuo.kernel.fields import SealedTextField
from tongzhuo.kernel.models import Coded, Sourced, once_per_source
from tongzhuo.needs.states import CORES, PARTIES, SEAT_OF, AskKind, CameBy, Level, Seat, State, Urgency
from tongzhuo.organisations.models import OfParty, one_party
from tongzhuo.people.models import Person
from tongzhuo.places.models import Place, Timed
from tongzhuo.vocabulary.models import Term

Row = TypeVar("Row", bound=models.Model)


def _seat(default: Seat = Seat.NONE) -> "models.CharField[str, str]":
    return models.CharField(max_length=8, choices=Seat.choices, default=default)


class Need(Coded, Sourced):
    """What somebody is missing. `words` are theirs and never overwritten; `title` is the sentence released to others.

    `private_part` is sealed. `spot` is the exact place (door, floor), `helped_as` how the person is called in public.
    The five seats are written by `linkages` in the same transaction as its links.
    """

    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=240, blank=True)
    summary = models.TextField(blank=True)
    words = models.TextField(blank=True)
    came_by = models.CharField(max_length=8, choices=CameBy.choices, default=CameBy.WEB)
    state = models.CharField(max_length=12, choices=State.choices, default=State.RAISED)
    raised_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="needs_raised")
    raised_for = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="needs")
    helped_as = models.CharField(max_length=120, blank=True)
    contact_note = models.CharField(max_length=240, blank=True)
    common = models.BooleanField(default=False)
    delegates = models.ManyToManyField(Person, blank=True, related_name="delegated_needs")
    kind = models.ForeignKey(Term, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="needs")
    spot = models.CharField(max_length=200, blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    urgency = models.PositiveSmallIntegerField(choices=Urgency.choices, default=Urgency.ORDINARY)
    size = models.PositiveIntegerField(default=1)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    private_part = SealedTextField(blank=True, default="")
    confirmed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    case_worker = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    answer_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    sleeps_until = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    apart_from = models.ManyToManyField("self", blank=True)
    referred_to = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    seat_community = _seat(Seat.ASKED)
    seat_ngo = _seat()
    seat_social_worker = _seat()
    seat_volunteers = _seat()
    seat_resources = _seat()

    class Meta:
        constraints = [
            once_per_source("need"),
            models.CheckConstraint(condition=Q(size__gte=1), name="need_helps_somebody"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")) | Q(starts_on=None),
                name="need_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["place", "state"]), models.Index(fields=["state", "answer_by"])]

    def __str__(self) -> str:
        return self.title

    @property
    def shown_title(self) -> str:
        return self.title if (get_language() or "").startswith("zh") else self.title_en or self.title

    @property
    def other_title(self) -> str:
        """The title in the other language, when there is one."""
        other = self.title_en if self.shown_title == self.title else self.title
        return other if other != self.shown_title else ""

    @property
    def seats(self) -> dict[str, str]:
        return {party: getattr(self, f"seat_{party}") for party in PARTIES}

    @property
    def core(self) -> str | None:
        return CORES.get(self.state)


class WantedManager(models.Manager[Row]):
    """What is still wanted. A corrected line that links hang on stays as `dropped`, and nobody meets it by accident."""

    def get_queryset(self) -> models.QuerySet[Row]:
        return super().get_queryset().filter(dropped=False)


class Ask(Coded, Timed):
    """One thing a need is missing. `quantity` and `at_least` are in base units of `what` for each occasion;
    null means "to be agreed". `checks` are what whoever comes must have, `at_home`: it is where somebody lives, and two
    go. `objects` and `need.asks` leave out what was dropped by a correction, `ever` does not."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="asks")
    kind = models.CharField(max_length=12, choices=AskKind.choices)
    what = models.ForeignKey(Term, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    what_text = models.CharField(max_length=200, blank=True)
    unit = models.ForeignKey(Term, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveBigIntegerField(null=True, blank=True)
    at_least = models.PositiveBigIntegerField(null=True, blank=True)
    language = models.ForeignKey(Term, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checks = models.ManyToManyField(Term, blank=True, related_name="+")
    note = models.CharField(max_length=240, blank=True)
    at_home = models.BooleanField(default=False)
    dropped = models.BooleanField(default=False)

    objects = WantedManager["Ask"]()
    ever = models.Manager["Ask"]()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity=None) | Q(quantity__gte=1), name="ask_of_something"),
            models.CheckConstraint(
                condition=Q(at_least=None) | Q(at_least__gte=1, at_least__lte=models.F("quantity")),
                name="at_least_within_quantity",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.what_text or self.what_id}"

    @property
    def seat(self) -> str:
        return SEAT_OF[self.kind]

    @property
    def what_name(self) -> str:
        return self.what_text or (self.what.name if self.what else "")


class Occasion(Coded):
    """One time an ask is wanted: what links and the engine's roles are made for."""

    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="occasions")
    starts = models.DateTimeField(null=True, blank=True)
    ends = models.DateTimeField(null=True, blank=True)
    quantity = models.PositiveBigIntegerField(null=True, blank=True)
    at_least = models.PositiveBigIntegerField(null=True, blank=True)
    dropped = models.BooleanField(default=False)

    objects = WantedManager["Occasion"]()
    ever = models.Manager["Occasion"]()

    class Meta:
        indexes = [models.Index(fields=["ends"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts=None) | Q(ends__gt=models.F("starts")), name="occasion_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.ask_id} at {self.starts or self.ends}"


class Attachment(Coded):
    """A spoken note or a photo that came with a need. Read by whoever may read its words."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="attachments")
    kind = models.CharField(max_length=8, choices=[("audio", "audio"), ("photo", "photo")])
    file = models.FileField(upload_to="needs/%Y/%m/")
    seconds = models.PositiveIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return self.file.name or ""


class Access(OfParty):
    """How much of a need a party may read, and until when. Written together with the link."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="access")
    level = models.CharField(max_length=6, choices=Level.choices, default=Level.TASK)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            one_party("access"),
            models.UniqueConstraint(
                fields=["need", "person"], condition=Q(organisation=None), name="access_once_person"
            ),
            models.UniqueConstraint(
                fields=["need", "organisation"], condition=Q(person=None), name="access_once_organisation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} of {self.need_id}"
